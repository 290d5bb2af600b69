"""The data contract: what must hold for each row of the observations, as named rules.

Each rule is one function that looks at one row; `RULES` lists them all by name. A value that a rule
cannot judge, because another rule already refuses it, is left to that rule.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from plan_metrics.edition.codes import CODE_RULES
from plan_metrics.edition.flags import FLAGS, FORECAST, MISSING, QUALIFIERS
from plan_metrics.edition.known import Known, Row, Rule, shown
from plan_metrics.edition.models import NOTES, OBSERVATIONS_FILE
from plan_metrics.edition.near import near
from plan_metrics.errors import N_, Fault

PERCENT = "percent"  # the unit whose values lie between 0 and 100, unless they are growth
TOLERANCE = 1e-9  # relative: room for the last digit of a product, not for another figure
COUNTS = ("stock", "flow", "cumulative")  # what is counted cannot be less than none


def not_a_number(row: Row, given: Known) -> Iterator[Fault]:
    """A value is a number, unless the flag says that there is none; so is a published value."""
    if row["flag"] in MISSING:
        return
    for column in ["value"] if row.printed_as_it_stands else ["value", "published_value"]:
        if row.amount(column) is not None:
            continue
        cell = row[column]
        if not cell and column == "value":
            fix = N_("Write the value; if none was published, remove the line, or flag it L or M.")
        elif not cell:
            fix = N_("Write the number as it was printed, or leave published_unit empty as well.")
        elif "%" in cell:
            fix = N_("Write the number without the sign %.")
        elif "万" in cell or "亿" in cell:
            fix = N_("Write the value in full (4.1万 is 41000); 4.1 and its unit go in the published columns.")
        else:
            fix = N_("Write digits only, with a point before decimals; put words into the note.")
        expected = N_("a number, such as 1234.5 or 1,234.5")
        yield row.fault("not_a_number", column, N_("“{cell}”"), expected, fix)


def negative_value(row: Row, given: Known) -> Iterator[Fault]:
    """What is counted is not below zero."""
    indicator, value = given.indicators.get(row["indicator"]), row.amount("value")
    if indicator is not None and indicator.accumulation in COUNTS and value is not None and value < 0:
        expected = N_("0 or more: {indicator} is a count or an amount")
        fix = N_("Correct the sign. A change against an earlier period is not a value of this indicator.")
        label = given.label("indicator", indicator.id)
        yield row.fault("negative_value", "value", N_("“{cell}”"), expected, fix, indicator=label)


def impossible_percent(row: Row, given: Known) -> Iterator[Fault]:
    """A share lies between 0 and 100; only a warning, since a growth rate need not."""
    indicator, value = given.indicators.get(row["indicator"]), row.amount("value")
    if indicator is not None and indicator.unit == PERCENT and value is not None and not 0 <= value <= 100:
        yield row.fault(
            "impossible_percent",
            "value",
            N_("“{cell}” percent"),
            N_("a share between 0 and 100"),
            N_("Compare with the source; leave it as it is if the figure can go beyond."),
            severity="warning",
        )


def unknown_flag(row: Row, given: Known) -> Iterator[Fault]:
    """A flag is a code of the SDMX list of observation status."""
    if row["flag"] not in FLAGS:
        expected = N_("one of the flags {known}")
        fix = N_("Write A for a normal value; the list of flags says what the others mean.")
        yield row.fault("unknown_flag", "flag", N_("“{cell}”"), expected, fix, known=" ".join(FLAGS))


def forecast(row: Row, given: Known) -> Iterator[Fault]:
    """A forecast is not an observation."""
    if row["flag"] == FORECAST:
        fix = N_("Remove the line. A target belongs on the card of its indicator; a forecast is not entered.")
        yield row.fault("forecast", "flag", N_("“{cell}”: a forecast"), N_("a figure that was observed"), fix)


def value_beside_missing(row: Row, given: Known) -> Iterator[Fault]:
    """No value stands beside a flag that says that there is none."""
    for column in ("value", "published_value"):
        if row["flag"] in MISSING and row[column]:
            yield row.fault(
                "value_beside_missing",
                column,
                N_("“{cell}”, although the flag {flag} says that there is no value"),
                N_("an empty cell beside the flags {missing}"),
                N_("Correct the flag, or remove the value."),
                flag=row["flag"],
                missing=" ".join(MISSING),
            )


def unknown_qualifier(row: Row, given: Known) -> Iterator[Fault]:
    """A qualifier says how exactly the figure was printed."""
    if row["qualifier"] not in QUALIFIERS:
        fix = N_("Write exact for a plain number, over for 余 or 超, nearly for 近, about for 约.")
        expected = N_("one of: {known}")
        yield row.fault("unknown_qualifier", "qualifier", N_("“{cell}”"), expected, fix, known=", ".join(QUALIFIERS))


def wrong_unit(row: Row, given: Known) -> Iterator[Fault]:
    """The unit is the plain unit of the indicator."""
    indicator, unit = given.indicators.get(row["indicator"]), given.plan.units.get(row["unit"])
    if indicator is None or row["unit"] == indicator.unit:
        return
    values: dict[str, str] = {"indicator": indicator.id, "wanted": given.label("unit", indicator.unit)}
    value = row.amount("value")
    if unit is None and row["unit"]:
        found = N_("“{cell}”, a unit that is not known")
    else:
        found = N_("“{cell}”, another unit than that of {indicator}")
    fix = N_("Write {wanted} if the value is in this unit; if not, convert the value.")
    if unit is not None and unit.base == indicator.unit and value is not None:
        fix = N_("Write the value {plain} and the unit {wanted}; “{cell}” goes in published_unit.")
        values["plain"] = shown(value * unit.factor)
    yield row.fault("wrong_unit", "unit", found, N_("{wanted}, the unit of {indicator}"), fix, **values)


def wrong_published_unit(row: Row, given: Known) -> Iterator[Fault]:
    """The unit as published is known, and a multiple of the plain unit."""
    unit, plain_unit = given.plan.units.get(row["published_unit"]), given.plan.units.get(row["unit"])
    if row.printed_as_it_stands or plain_unit is None or (unit is not None and unit.base == plain_unit.base):
        return
    known = [u.unit for u in given.plan.units.values() if u.base == plain_unit.base]
    meant = [u for u in near(row["published_unit"], given.names["unit"]) if u in known]
    found = N_("“{cell}”, a unit that is not known") if unit is None else N_("“{cell}”, a multiple of {base}")
    fix = N_("Correct the unit, or add it to data/plan/units.csv with its base and factor.")
    yield row.fault(
        "wrong_published_unit",
        "published_unit",
        found,
        N_("one of: {known}"),
        N_("Perhaps {meant} is meant.") if meant and unit is None else fix,
        known=", ".join(known),
        base=unit.base if unit else "",
        meant=", ".join(meant),
    )


def wrong_conversion(row: Row, given: Known) -> Iterator[Fault]:
    """The value is the published value times the factor of its unit."""
    unit, plain_unit = given.plan.units.get(row["published_unit"]), given.plan.units.get(row["unit"])
    value, published = row.amount("value"), row.amount("published_value")
    if unit is None or plain_unit is None or unit.base != plain_unit.base:
        return
    if value is None or published is None:
        return
    converted = published * unit.factor / plain_unit.factor
    if not math.isclose(value, converted, rel_tol=TOLERANCE):
        yield row.fault(
            "wrong_conversion",
            "value",
            N_("“{cell}”"),
            N_("{converted}: {published} × {factor}, as {unit} was published"),
            N_("Compare with the source; correct the value, the published value or the published unit."),
            converted=shown(converted),
            published=shown(published),
            factor=shown(unit.factor / plain_unit.factor),
            unit=unit.unit,
        )


def unknown_source(row: Row, given: Known) -> Iterator[Fault]:
    """Every row, with a value or without, names the document that it was read in."""
    if given.sources is not None and row["source"] not in given.sources:
        expected = N_("the code of a document in sources.csv")
        fix = N_("Correct the code, or add the document to sources.csv first.")
        found = N_("“{cell}”, which sources.csv does not have")
        yield row.fault("unknown_source", "source", found, expected, fix)


def note_in_one_language(row: Row, given: Known) -> Iterator[Fault]:
    """A note is written in both languages; only a warning."""
    empty = [column for column in NOTES if not row[column]]
    if len(empty) == 1:
        expected = N_("the note in both languages, or in none")
        fix = N_("Translate the note.")
        yield row.fault("note_in_one_language", empty[0], N_("“{cell}”"), expected, fix, severity="warning")


RULES: dict[str, Rule] = {
    **CODE_RULES,
    "not_a_number": not_a_number,
    "negative_value": negative_value,
    "impossible_percent": impossible_percent,
    "unknown_flag": unknown_flag,
    "forecast": forecast,
    "value_beside_missing": value_beside_missing,
    "unknown_qualifier": unknown_qualifier,
    "wrong_unit": wrong_unit,
    "wrong_published_unit": wrong_published_unit,
    "wrong_conversion": wrong_conversion,
    "unknown_source": unknown_source,
    "note_in_one_language": note_in_one_language,
}


def repeated_keys(rows: Iterable[Row]) -> Iterator[Fault]:
    """Rule `repeated_key`: an indicator has one value for a region, a sector and a period."""
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        if row.key in first:
            yield Fault(
                rule="repeated_key",
                file=OBSERVATIONS_FILE,
                row=row.line,
                column="indicator, region, sector, period",
                found=N_("{key}, which stands in line {first} already"),
                expected=N_("one line for each indicator, region, sector and period"),
                fix=N_("Keep the better figure; move the other line to rejected.csv and say why."),
                values={"key": ", ".join(row.key), "first": first[row.key]},
            )
        first.setdefault(row.key, row.line)
