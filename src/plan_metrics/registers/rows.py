"""What is read of a register: its columns under names of ours, what is wrong with them, and its words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
from ibis import _

from plan_metrics.edition.known import Known
from plan_metrics.edition.near import name_list, near
from plan_metrics.errors import N_, Fault, FaultError
from plan_metrics.plan.models import Plan
from plan_metrics.reading.typed import plain
from plan_metrics.registers.card import Register
from plan_metrics.registers.counting import AMOUNT, COLUMNS
from plan_metrics.registers.engines import Opened, fault

DATES = ("valid_from", "valid_to", "recorded")
WHOLE = r"^-?[0-9]{1,18}$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
ASK = N_("Ask who keeps the register; correct the column on the card if another one is meant.")
MOST = 10_000  # pairs of words of region and breakdown; columns with more hold something else


@dataclass(frozen=True)
class Profile:
    """What a register holds, by sums alone: `words` are pairs of words of region and breakdown with their rows.

    `rows` were recorded by the day of the edition, the last of them on `last`; `late` came after it. `backwards` are
    rows that end before they begin, which are valid on no day.
    """

    words: Mapping[tuple[str, str], int]
    rows: int
    late: int
    backwards: int
    last: dt.date | None


def with_our_names(found: Opened, card: Register) -> ir.Table:
    """The table with `COLUMNS`, and the amount if there is one; a text that is no day or whole number is nothing.

    Raises `FaultError` for every column that is not there or of another type.
    """
    names = {ours: theirs for ours in (*COLUMNS, AMOUNT) if (theirs := getattr(card.columns, ours)) is not None}
    faults = list(_wrong_columns(found, card, names))
    if faults:
        raise FaultError(faults)
    columns: dict[str, Any] = {}
    for ours, theirs in names.items():
        column: Any = found.table[theirs]
        if found.texts and ours in DATES:
            column = column.re_search(DAY).ifelse(column.try_cast("date"), None)
        elif found.texts and ours == AMOUNT:
            column = column.re_search(WHOLE).ifelse(column.try_cast("int64"), None)
        elif ours in ("region", "breakdown") and not column.type().is_string():
            column = column.cast("string")
        columns[ours] = column
    return found.table.select(**columns)


def profile(found: Opened, card: Register, table: ir.Table, day: dt.date) -> Profile:
    """Read the register once for its words and its gaps. Raises `FaultError` for rows that cannot be counted."""
    on_time = table.recorded.cast("date") <= day
    needed = [name for name in table.columns if name not in ("region", "breakdown")]
    gaps = {f"gap_{name}": _gap(table, name) for name in needed}
    counts = {
        "rows_": _.count(where=on_time),
        "late": _.count(where=~on_time),
        "backwards": _.count(where=on_time & (table.valid_to < table.valid_from)),
        "last": table.recorded.cast("date").max(where=on_time),
        **{name: _.count(where=gap) for name, gap in gaps.items()},
    }
    query = found.sql(table.group_by(["region", "breakdown"]).aggregate(**counts).limit(MOST + 1))
    rows = found.rows(query, card)
    if len(rows) > MOST:
        said = N_("more than {most} pairs of words of region and breakdown")
        expected = N_("columns of a few words each")
        raise FaultError([fault(card, "columns", said, expected, ASK, most=MOST)])
    faults = [] if any(row["rows_"] for row in rows) else [_no_rows(card, day, sum(row["late"] for row in rows))]
    for name in gaps:
        if count := sum(row[name] for row in rows):
            said = N_("{count} rows with nothing in the column “{value}”")
            expected = N_("something in each row")
            if found.texts and name.removeprefix("gap_") in DATES:
                said, expected = N_("{count} rows with no day in the column “{value}”"), N_("days such as 2024-09-30")
            if found.texts and name == f"gap_{AMOUNT}":
                said = N_("{count} rows with no whole number in the column “{value}”")
                expected = N_("whole numbers in digits, such as 1250")
            faults.append(fault(card, f"columns.{name.removeprefix('gap_')}", said, expected, ASK, count=count))
    if faults:
        raise FaultError(faults)
    words: Counter[tuple[str, str]] = Counter()
    for row in rows:
        words[row["region"] or "", row["breakdown"] or ""] += row["rows_"]
    return Profile(
        {both: count for both, count in words.items() if count},
        sum(row["rows_"] for row in rows),
        sum(row["late"] for row in rows),
        sum(row["backwards"] for row in rows),
        max((row["last"] for row in rows if row["last"]), default=None),
    )


def regions_of(words: Iterable[str], plan: Plan) -> tuple[list[tuple[str, str]], list[str]]:
    """The areas that words stand for (codes of any scheme, all names that the plan has), and the words that name none.

    Of the lowest level that a register may be counted for, so that a row lies in one area.
    """
    names = Known(plan).lists["region"]
    areas = [area.region for area in plan.of_level(plan.page_levels[0].id)] if plan.page_levels else []
    codes = name_list((area, map(plain, names[area])) for area in areas)
    found = {word: codes[folded] for word in words if (folded := plain(word).casefold()) in codes}
    return sorted(found.items()), sorted(set(words) - found.keys())


def breakdowns_of(card: Register, words: Mapping[str, int], plan: Plan, wanted: Iterable[str]) -> list[tuple[str, str]]:
    """Each word of the register with the wanted breakdowns that it is part of, by the plan's mapping table.

    Raises `FaultError` for words that the table does not have, with how many rows they stand in.
    """
    mapped = {row.wording: row.breakdown for row in plan.mapping}
    unknown = {word: count for word, count in words.items() if word not in mapped}
    if unknown:
        raise FaultError(
            fault(
                card,
                "columns.breakdown",
                N_("“{word}” in {count} rows"),
                N_("a wording of wordings.csv") if word else N_("a word in each row"),
                (N_("Add the word to wordings.csv with its breakdown, or with why it has none.") if word else ASK),
                word=word,
                count=count,
            )
            for word, count in sorted(unknown.items(), key=lambda item: -item[1])
        )
    total = next(breakdown.code for breakdown in plan.breakdowns if not breakdown.parent)
    parts = {breakdown: {breakdown, *plan.within(breakdown)} for breakdown in wanted}
    return sorted(
        (word, breakdown)
        for word in words
        for breakdown in parts
        if breakdown == total or mapped[word] in parts[breakdown]
    )


def _wrong_columns(found: Opened, card: Register, names: Mapping[str, str]) -> Iterator[Fault]:
    there = found.table.columns
    for ours, theirs in names.items():
        if theirs not in there:
            near_ones = near(theirs, {name.casefold(): name for name in there})
            expected = N_("one of the columns {columns}")
            fix = N_("Correct the name of the column on the card.")
            columns = ", ".join(near_ones or there)
            yield fault(card, f"columns.{ours}", N_("no column “{value}”"), expected, fix, columns=columns)
            continue
        kind = found.table[theirs].type()
        if ours in DATES:
            fits = found.texts or kind.is_date() or (ours == "recorded" and kind.is_timestamp())
            expected = N_("a column of days") if ours != "recorded" else N_("a column of days or moments")
        elif ours == AMOUNT:
            fits, expected = found.texts or kind.is_integer(), N_("a column of whole numbers")
        else:
            fits, expected = kind.is_string() or kind.is_integer(), N_("a column of texts or whole numbers")
        if not fits:
            fix = N_("Name another column on the card, or a view of the table in which it has this type.")
            yield fault(card, f"columns.{ours}", N_("“{value}”, of the type {kind}"), expected, fix, kind=str(kind))


def _gap(table: ir.Table, name: str) -> Any:
    column: Any = table[name]
    return column.isnull() | (column == "") if column.type().is_string() else column.isnull()


def _no_rows(card: Register, day: dt.date, late: int) -> Fault:
    found = N_("no row that was recorded by {day}; {late} later ones")
    expected = N_("a register as it was on the day of the edition")
    return fault(card, "columns.recorded", found, expected, ASK, day=day.isoformat(), late=late)
