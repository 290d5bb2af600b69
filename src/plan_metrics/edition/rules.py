"""The data contract: what must hold for each row of the observations, as named rules.

Each rule is one function that looks at one row; `RULES` lists them all by name. A value that a rule
cannot judge, because another rule already refuses it, is left to that rule.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from plan_metrics.edition.codes import CODE_RULES
from plan_metrics.edition.flags import FLAGS, FORECAST, MISSING, QUALIFIERS, flag_name
from plan_metrics.edition.known import Known, Row, Rule, shown
from plan_metrics.edition.models import KEY, is_note
from plan_metrics.edition.numbers import NUMBER_RULES
from plan_metrics.errors import N_, Fault
from plan_metrics.plan.printed import LONGEST, read_printed
from plan_metrics.plan.units import Unit
from plan_metrics.reading.typed import number

PERCENT = "percent"  # the unit whose values lie between 0 and 100, unless they are growth
TOLERANCE = 1e-9  # relative: room for the last digit of a product, not for another figure
COUNTS = ("stock", "flow", "cumulative")  # what is counted cannot be less than none


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
    cell = row["flag"]
    if cell in FLAGS:
        return
    meant = list(dict.fromkeys(letter for letter in cell.upper() if letter in FLAGS))
    by_name = [flag for flag, about in FLAGS.items() if cell.casefold() in map(str.casefold, about.title.values())]
    several = len(meant) == len(cell) > 1 and all(FLAGS[letter].has_value and letter != "A" for letter in meant)
    if by_name:
        meant = by_name
    values = {"meant": ", ".join(f"{letter} ({flag_name(letter)})" for letter in meant)}
    if not cell:
        fix = N_("Write A ({normal}) if the source says nothing special of the figure.")
        values = {"normal": flag_name("A")}
    elif by_name or len(meant) == len(cell) == 1:
        fix = N_("Write {meant} if the source means that.")
    elif several:
        fix = N_("Write one flag, the one that matters most to a reader: {meant}. The other goes into the note.")
    else:
        fix = N_("Look up in the list of flags what the source means; this cell does not tell.")
    expected = N_("one of the flags {known}")
    yield row.fault("unknown_flag", "flag", N_("“{cell}”"), expected, fix, known=" ".join(FLAGS), **values)


def forecast(row: Row, given: Known) -> Iterator[Fault]:
    """A forecast is not an observation."""
    if row["flag"] == FORECAST:
        fix = N_("Remove the line. A target belongs in data/plan/targets.csv; a forecast is not entered.")
        yield row.fault("forecast", "flag", N_("“{cell}”: a forecast"), N_("a figure that was observed"), fix)


def value_beside_missing(row: Row, given: Known) -> Iterator[Fault]:
    """No value stands beside a flag that says that there is none."""
    for column in ("value", "printed") if row.records_print else ("value",):
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
        fix = N_(
            "Write exact for a plain number, over for “over” (余, 超), nearly for “nearly” (近), "
            "about for “about” (约), under for “under” (不足)."
        )
        expected = N_("one of: {known}")
        yield row.fault("unknown_qualifier", "qualifier", N_("“{cell}”"), expected, fix, known=", ".join(QUALIFIERS))


def wrong_unit(row: Row, given: Known) -> Iterator[Fault]:
    """The unit is the plain unit of the indicator."""
    indicator, unit = given.indicators.get(row["indicator"]), given.plan.units.get(row["unit"])
    if indicator is None or row["unit"] == indicator.unit or (unit is not None and not row.records_print):
        return  # a published edition keeps the name that its unit had
    values: dict[str, str] = {"indicator": indicator.id, "wanted": given.label("unit", indicator.unit)}
    found = N_("“{cell}”") if unit is None else N_("“{cell}”, another unit than that of {indicator}")
    fix = N_("Write {wanted} if the value is in this unit; if not, convert the value.")
    times = _times(row, given)
    if times != 1 and (value := row.amount("value")) is not None:
        values |= {"value": row["value"], "plain": shown(value * times), "words": row.cells.get("printed", "")}
        said = row.printed.value if row.printed and number(values["words"]) is None else None
        if said is not None and math.isclose(said, value * times, rel_tol=TOLERANCE):
            fix = N_("Write the value {plain} and the unit {wanted}, as the printed words “{words}” say.")
        elif said is not None and math.isclose(said, value, rel_tol=TOLERANCE):
            fix = N_("Write the unit {wanted}: the value is in it, as the printed words “{words}” say.")
        else:
            fix = N_("Look in the source whether {value} or {plain} is meant; this line does not tell.")
    yield row.fault("wrong_unit", "unit", found, N_("{wanted}, the unit of {indicator}"), fix, **values)


def _times(row: Row, given: Known) -> float:
    """What the value is multiplied with to be in the unit of its indicator; 1 where the unit does not tell."""
    indicator, unit = given.indicators.get(row["indicator"]), given.plan.units.get(row["unit"])
    if unit is not None:
        return unit.factor if indicator is not None and unit.base == indicator.unit else 1.0
    one = read_printed(f"1{row['unit']}")  # 万个 of a unit that the list does not have
    return one.value if one else 1.0


def wrong_print(row: Row, given: Known) -> Iterator[Fault]:
    """The words that were printed hold one figure: that of the row, as exact as the row says."""
    if not row.records_print or row["flag"] in MISSING:
        return
    unit = given.plan.units.get(row["unit"])
    if unit is not None and unit.states:
        yield from _no_state(row, unit)
        return
    words, value, printed = row["printed"], row.amount("value"), row.printed
    in_unit = _times(row, given) == 1  # in a multiple of it, `wrong_unit` compares them
    if not words or len(words) > LONGEST:
        expected = N_("the figure as it was printed, in at most {longest} characters, such as 近4万家 or 53,057")
        fix = N_("Copy the figure with its unit and the words before it from the source, nothing else.")
        yield row.fault("wrong_print", "printed", N_("“{cell}”"), expected, fix, longest=LONGEST)
    elif printed is None:
        expected = N_("words that hold one figure")
        fix = N_("Leave out years and other numbers; a multiplier from the heading of a table goes behind in brackets.")
        yield row.fault("wrong_print", "printed", N_("“{cell}”"), expected, fix)
    elif value is not None and in_unit and not math.isclose(printed.value, value, rel_tol=TOLERANCE):
        yield row.fault(
            "wrong_print",
            "value",
            N_("“{cell}”"),
            N_("{derived}, which the printed words “{words}” say"),
            N_("Compare with the source; correct the value or the printed words."),
            derived=shown(printed.value),
            words=words,
        )
    elif row["qualifier"] in QUALIFIERS and printed.qualifier != row["qualifier"]:
        yield row.fault(
            "wrong_print",
            "qualifier",
            N_("“{cell}”"),
            N_("{derived}, which the printed words “{words}” say"),
            N_("Compare with the source; correct the qualifier or the printed words."),
            derived=printed.qualifier,
            words=words,
        )


def _no_state(row: Row, unit: Unit) -> Iterator[Fault]:
    """A figure in a unit of states is the place of one, and its words are the name of that one, or the place."""
    names = [*zip(*(unit.states_in(code) for code in unit.states.languages), strict=True)]
    known = "; ".join(f"{place} {names[place][0]}" for place in range(len(names)))
    place = row.whole("value")
    if place is None or not 0 <= place < len(names):
        fix = N_("Write the number of the state; the list stands in units.csv.")
        yield row.fault("wrong_print", "value", N_("“{cell}”"), N_("one of the states: {known}"), fix, known=known)
    elif row["printed"] not in (*names[place], str(place)):
        expected = N_("{derived}, the state that the value says")
        fix = N_("Compare with the source; correct the value or the printed words.")
        yield row.fault("wrong_print", "printed", N_("“{cell}”"), expected, fix, derived=names[place][0])
    elif row["qualifier"] != "exact":
        fix = N_("Compare with the source; correct the qualifier or the printed words.")
        yield row.fault("wrong_print", "qualifier", N_("“{cell}”"), N_("exact, as of every state"), fix)


def wrong_sample(row: Row, given: Known) -> Iterator[Fault]:
    """The size of a sample is a whole number; a share of a sample without its size is only a warning."""
    indicator = given.indicators.get(row["indicator"])
    if not row.records_print or row["flag"] in MISSING:
        return
    size = row.whole("sample_size")
    if row["sample_size"] and (size is None or size < 1):
        expected = N_("how many units the sample had, as a whole number, or an empty cell")
        fix = N_("Write digits only; where the size is not known, leave the cell empty.")
        yield row.fault("wrong_sample", "sample_size", N_("“{cell}”"), expected, fix)
    elif not row["sample_size"] and indicator is not None and indicator.collection == "sample":
        expected = N_("how many units were checked: {indicator} is a share found in a sample")
        fix = N_("Look for the size in the source; without it no change of this figure can be judged.")
        label = given.label("indicator", indicator.id)
        yield row.fault("wrong_sample", "sample_size", "", expected, fix, indicator=label, severity="warning")


def unknown_source(row: Row, given: Known) -> Iterator[Fault]:
    """Every row, with a value or without, names the document that it was read in."""
    if given.sources is not None and row["source"] not in given.sources:
        expected = N_("the code of a document in sources.csv")
        fix = N_("Correct the code, or add the document to sources.csv first.")
        yield row.fault("unknown_source", "source", N_("“{cell}”"), expected, fix)


def note_in_one_language(row: Row, given: Known) -> Iterator[Fault]:
    """A note is written in every language; only a warning."""
    notes = [column for column in row.cells if is_note(column)]
    empty = [column for column in notes if not row[column]]
    if 0 < len(empty) < len(notes):
        expected = N_("the note in every language, or in none")
        fix = N_("Translate the note.")
        yield row.fault("note_in_one_language", empty[0], N_("“{cell}”"), expected, fix, severity="warning")


RULES: dict[str, Rule] = {
    **CODE_RULES,
    **NUMBER_RULES,
    "negative_value": negative_value,
    "impossible_percent": impossible_percent,
    "unknown_flag": unknown_flag,
    "forecast": forecast,
    "value_beside_missing": value_beside_missing,
    "unknown_qualifier": unknown_qualifier,
    "wrong_unit": wrong_unit,
    "wrong_print": wrong_print,
    "wrong_sample": wrong_sample,
    "unknown_source": unknown_source,
    "note_in_one_language": note_in_one_language,
}


def repeated_keys(rows: Iterable[Row]) -> Iterator[Fault]:
    """Rules `repeated_key` and `repeated_row`: an indicator has one value for a region, a breakdown and a period."""
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        earlier = first.setdefault(row.key, row)
        if earlier.cells == row.cells and earlier is not row:
            found, expected = N_("the same as line {first}"), N_("each figure once")
            fix = N_("Remove one of the two lines.")
            yield row.fault("repeated_row", None, found, expected, fix, first=earlier.line, cause="same")
        elif earlier is not row:
            found = N_("{key}, which stands in line {first} already")
            expected = N_("one line for each indicator, region, breakdown and period")
            fix = N_("Keep the better figure; move the other line to rejected.csv and say why.")
            values = {"key": ", ".join(row.key), "first": earlier.line}
            yield row.fault("repeated_key", ", ".join(KEY), found, expected, fix, **values)
