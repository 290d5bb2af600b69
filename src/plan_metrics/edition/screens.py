"""Applies the data contract to whole columns: which rows a rule may refuse, and then the rule for those alone.

No row that a rule refuses gets past its screen. Most rules read a few columns of codes: such a rule is asked once for
each combination of their cells. The others are screened by a condition on numbers, which may stop rows that are sound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from plan_metrics.edition.codes import misplaced_cells
from plan_metrics.edition.flags import BREAK
from plan_metrics.edition.known import Known, Row, period_end
from plan_metrics.edition.models import KEY, OBSERVATIONS_FILE, is_note
from plan_metrics.edition.observation_columns import Columns
from plan_metrics.edition.rules import PERCENT, RULES, repeated_keys
from plan_metrics.errors import N_, Fault
from plan_metrics.plan.concordance import breaks, unmarked
from plan_metrics.reading.csv_tables import first_of_each
from plan_metrics.reading.printable import any_may_be_refused, may_be_refused, unprintable_in_row
from plan_metrics.reading.table_faults import NO_ROW
from plan_metrics.reading.typed import LARGEST_WHOLE

# The columns that decide whether a rule says anything of a row.
READS = {
    "unknown_indicator": ("indicator",),
    "computed_indicator": ("indicator",),
    "unknown_region": ("region",),
    "unknown_breakdown": ("breakdown",),
    "impossible_period": ("period",),
    "period_after_as_of": ("period",),
    "unknown_flag": ("flag",),
    "forecast": ("flag",),
    "unknown_qualifier": ("qualifier",),
    "wrong_unit": ("indicator", "unit"),
    "wrong_sample": ("flag", "sample_size", "indicator"),
    "unknown_source": ("source",),
    "note_in_one_language": (),  # the notes, in whatever languages they are
}


def _beyond_percent(columns: Columns, given: Known) -> np.ndarray:
    percent = {card.id for card in given.indicators.values() if card.unit == PERCENT}
    return columns.each("indicator", percent.__contains__) & ((columns.value < 0) | (columns.value > 100))


def _fractions(columns: Columns, given: Known) -> np.ndarray:
    units = {unit.unit for unit in given.plan.units.values() if unit.counts == "yes"}
    counted = columns.each("unit", units.__contains__) & ~columns.is_missing & ~np.isnan(columns.value)
    fractions: np.ndarray = counted & (
        columns.each("value", lambda cell: "." in cell) | (np.abs(columns.value) > LARGEST_WHOLE)
    )
    return fractions


def _unlike_print(columns: Columns, given: Known) -> np.ndarray:
    if not columns.records_print:
        return np.zeros(len(columns), dtype=bool)
    of_states = {unit.unit for unit in given.plan.units.values() if unit.states}
    agrees = columns.agrees & ~columns.each("unit", of_states.__contains__) if of_states else columns.agrees
    odd: np.ndarray = ~(columns.is_missing | agrees)
    return odd


def _of_passing_areas(columns: Columns, given: Known) -> np.ndarray:
    passing = {each.region for each in given.plan.regions if each.begins or each.ends}
    return columns.each("region", passing.__contains__)


CONDITIONS: dict[str, Callable[[Columns, Known], np.ndarray]] = {
    "area_not_there": _of_passing_areas,
    "not_a_number": lambda columns, _: np.isnan(columns.value) & ~columns.is_missing,
    "not_whole": _fractions,
    "negative_value": lambda columns, _: columns.value < 0,
    "impossible_percent": _beyond_percent,
    "value_beside_missing": lambda columns, _: columns.is_missing,
    "wrong_print": _unlike_print,
}


def row_faults(columns: Columns, given: Known) -> list[Fault]:
    """Faults and warnings of the rows of a table: by the contract, letters that cannot be printed, keys twice."""
    found: dict[int, list[Fault]] = {}
    for name, rule in RULES.items():
        for at in np.flatnonzero(_suspects(name, columns, given)).tolist():
            found.setdefault(at, []).extend(rule(columns.row(at), given))
    faults, blamed = [], {}
    for at in sorted(found):
        faults += (told := _of_a_row(columns.row(at), found[at], given))
        blamed[at] = {fault.column for fault in told}
    odd = [name for name in columns.columns if any_may_be_refused(columns.cells[name])]
    unprintable = np.logical_or.reduce([columns.each(name, may_be_refused) for name in odd])
    for at in np.flatnonzero(unprintable).tolist():
        row = columns.row(at)
        faults += unprintable_in_row(OBSERVATIONS_FILE, row.line, row.cells, blamed.get(at, ()))
    return [*faults, *_repeated(columns), *_unmarked(columns, given)]


def _suspects(name: str, columns: Columns, given: Known) -> np.ndarray:
    if name in CONDITIONS:
        return CONDITIONS[name](columns, given)
    reads = READS[name] or tuple(filter(is_note, columns.columns))
    kinds = columns.together(column for column in reads if column in columns.codes)
    told = [next(RULES[name](columns.row(at), given), None) is not None for at in first_of_each(kinds).tolist()]
    return np.array(told, dtype=bool).take(kinds)


def _of_a_row(row: Row, faults: list[Fault], given: Known) -> list[Fault]:
    """What is wrong with a row; one fault where its cells stand in wrong columns, or its whole key is wrong."""
    if len(faults) > 1 and (misplaced := misplaced_cells(row, given)):
        return [misplaced]
    if not set(KEY) <= {fault.column for fault in faults}:
        return faults
    cells = [cell for cell in row.cells.values() if cell]
    found = N_("a line that is no observation: {cells}")
    expected = N_("an indicator, a region, a breakdown and a period of the plan in each line")
    return [row.fault("no_observation", None, found, expected, NO_ROW, cells=", ".join(cells)[:200])]


def _unmarked(columns: Columns, given: Known) -> Iterator[Fault]:
    """Rule `unmarked_break`: an area that keeps its code in a merger or a split is another area from then on."""
    days = breaks(given.plan.concordance)
    if not days:
        return
    own = np.flatnonzero(columns.each("region", days.__contains__) & ~columns.is_missing).tolist()
    rows = [row for row in map(columns.row, own) if period_end(row["period"]) is not None]
    keys = [(row["indicator"], row["region"], row[KEY[2]], row["period"]) for row in rows]
    for place in unmarked(keys, days):
        if rows[place]["flag"] not in (BREAK, "D"):
            found, expected = N_("“{cell}”"), N_("B: {region} is another area than in the figures before")
            fix = N_("Write B. The figures before and after are compared with each other nowhere.")
            yield rows[place].fault("unmarked_break", "flag", found, expected, fix, region=rows[place]["region"])


def _repeated(columns: Columns) -> Iterator[Fault]:
    kinds = columns.together(KEY)
    again = np.flatnonzero((np.bincount(kinds) > 1)[kinds])
    return repeated_keys(columns.row(at) for at in again.tolist())
