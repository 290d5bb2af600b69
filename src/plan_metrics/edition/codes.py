"""Rules about the codes of an observation: indicator, region, breakdown and period."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator

from plan_metrics.edition.dates import near_date, near_period, span_of
from plan_metrics.edition.flags import FLAGS, QUALIFIERS
from plan_metrics.edition.known import Known, Row, Rule, period_end
from plan_metrics.edition.near import near
from plan_metrics.errors import N_, Fault
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.plan.contradictions import A_PERIOD
from plan_metrics.reading.typed import number


def unknown_indicator(row: Row, given: Known) -> Iterator[Fault]:
    """An indicator is one of the plan's."""
    if row["indicator"] not in given.indicators:
        fix, values = _meant(row, given, "indicator", "data/plan/actions")
        expected = N_("the id of an indicator of the plan")
        yield row.fault("unknown_indicator", "indicator", N_("“{cell}”"), expected, fix, **values)


def computed_indicator(row: Row, given: Known) -> Iterator[Fault]:
    """An indicator that is computed from two others has no rows of its own."""
    indicator = given.indicators.get(row["indicator"])
    if indicator is not None and indicator.computed:
        yield row.fault(
            "computed_indicator",
            "indicator",
            N_("“{cell}”, which is computed"),
            N_("rows of “{numerator}” and “{denominator}” only; the report divides one by the other"),
            N_("Remove this line; enter the two figures that it is computed from."),
            numerator=indicator.numerator,
            denominator=indicator.denominator,
        )


def unknown_region(row: Row, given: Known) -> Iterator[Fault]:
    """A region is one of the plan's; the whole is written."""
    region = row["region"]
    if region in given.regions:
        return
    fix, values = _meant(row, given, "region", "data/plan/regions.csv")
    if not region:
        fix = N_("Write {whole} where the figure is about the whole.")
        values = {"whole": given.label("region", given.plan.head.whole)}
    elif region.partition(":")[0] in given.regions:
        fix = N_("Figures of places below the levels of the plan are not used: move the line to rejected.csv.")
    expected = N_("the code of a region of the plan")
    yield row.fault("unknown_region", "region", N_("“{cell}”"), expected, fix, **values)


def unknown_breakdown(row: Row, given: Known) -> Iterator[Fault]:
    """A breakdown is one of the plan's; TOTAL is written."""
    if row["breakdown"] in given.breakdowns:
        return
    fix, values = _meant(row, given, "breakdown", "data/plan/dimensions")
    if not row["breakdown"]:
        fix, values = N_("Write {total} where the figure is about the whole."), {"total": TOTAL}
    expected = N_("the code of a breakdown of the plan, or {total}")
    values = {"total": TOTAL, **values}
    yield row.fault("unknown_breakdown", "breakdown", N_("“{cell}”"), expected, fix, **values)


def impossible_period(row: Row, given: Known) -> Iterator[Fault]:
    """A period is a year, half-year, quarter, month or span of months that exists."""
    if period_end(row["period"]) is not None:
        return
    meant, span = near_period(row["period"], given.plan.head.year_starts), span_of(row["period"])
    found = N_("“{cell}”")
    if meant:
        fix = N_("Write {meant}. Make the column a text column, so that the spreadsheet does not change it.")
    elif span:
        found = N_("“{cell}”, the months {span}")
        fix = N_("Write its first and last month, such as 2024-01/2024-09, or move the line to rejected.csv.")
    elif len(days := near_date(row["period"])) == 1:
        meant, fix = days[0], N_("A spreadsheet made this of the day {meant}: write the period that is meant.")
    else:
        fix = N_("Write the period in one of these forms.")
    values = {"meant": meant, "span": span.text if span else ""}
    yield row.fault("impossible_period", "period", found, A_PERIOD, fix, **values, cause="written" if meant else "")


def period_after_as_of(row: Row, given: Known) -> Iterator[Fault]:
    """A period is over at the day of the edition."""
    end = period_end(row["period"])
    if end is not None and given.day is not None and end > given.day:
        yield row.fault(
            "period_after_as_of",
            "period",
            N_("“{cell}”, which ends on {end}"),
            N_("a period that is over on {day}, the day of this edition"),
            N_("Correct the period, or keep the figure for a later edition."),
            end=end.isoformat(),
            day=given.day.isoformat(),
        )


def area_not_there(row: Row, given: Known) -> Iterator[Fault]:
    """An area was there on some day of the period."""
    region = given.plan.tree.area.get(row["region"])
    if region is None or not (region.begins or region.ends) or period_end(row["period"]) is None:
        return
    if given.plan.tree.there(region.region, row["period"]):
        return
    found, expected = N_("“{cell}”, from {begins} to {ends} only"), N_("an area that was there in {period}")
    fix = N_("Enter the figure under the area that it was about at that time; concordance.csv says which: {others}.")
    others = [each.before for each in given.plan.concordance if each.after == region.region]
    others += [each.after for each in given.plan.concordance if each.before == region.region]
    values = {"begins": region.begins or "…", "ends": region.ends or "…", "period": row["period"]}
    yield row.fault("area_not_there", "region", found, expected, fix, others=", ".join(others) or "–", **values)


def _meant(row: Row, given: Known, column: str, place: str) -> tuple[str, dict[str, str]]:
    """What to do about a code that is not known, and the values of that sentence."""
    meant = near(row[column], given.names[column])
    labels = ", ".join(given.label(column, code) for code in meant)
    if meant:
        fix = N_("Perhaps this is meant: {meant}. All codes are in {place}.")
        return fix, {"meant": labels, "place": place}
    return N_("Use a code of {place}; a new one is added there first."), {"place": place}


def misplaced_cells(row: Row, given: Known) -> Fault | None:
    """Rule `misplaced_cells`: wrong cells, two or more of which fit other columns: exchanged, or moved by a cell."""
    codes: dict[str, Container[str]] = {
        "indicator": given.indicators, "region": given.regions, "breakdown": given.breakdowns, "unit": given.plan.units,
        "flag": FLAGS, "qualifier": QUALIFIERS, "source": given.sources or {},
    }  # fmt: skip
    fits: dict[str, Callable[[str], bool]] = {
        **{column: known.__contains__ for column, known in codes.items()},
        "period": lambda cell: period_end(cell) is not None,
        "value": lambda cell: number(cell) is not None,
    }
    wrong = {column: row[column] for column in row.cells if column in fits and not fits[column](row[column])}
    places = {column: next((other for other in fits if fits[other](cell)), None) for column, cell in wrong.items()}
    told = [
        " → ".join(", ".join(given.plan.layout.in_file((each,))) for each in (column, other))
        for column, other in places.items()
        if other
    ]
    if len(told) < 2:
        return None
    found, expected = N_("cells that fit other columns: {places}"), N_("each cell in its own column")
    fix = N_("Look whether columns stand in each other’s place, or the row is moved by a cell.")
    return row.fault("misplaced_cells", None, found, expected, fix, places="; ".join(told))


CODE_RULES: dict[str, Rule] = {
    "unknown_indicator": unknown_indicator,
    "computed_indicator": computed_indicator,
    "unknown_region": unknown_region,
    "unknown_breakdown": unknown_breakdown,
    "impossible_period": impossible_period,
    "period_after_as_of": period_after_as_of,
    "area_not_there": area_not_there,
}
