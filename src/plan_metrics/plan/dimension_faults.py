"""What is wrong with the code lists of dimensions: codes that are twice, parents that lead nowhere or in a circle."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import prod
from typing import Any

from plan_metrics.errors import N_, Fault, fault_at
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.plan.consistency import circles
from plan_metrics.plan.contradictions import wrong_cell
from plan_metrics.plan.dimensions import DIMENSIONS, MOST, Code
from plan_metrics.plan.references import need

Lists = Mapping[str, Sequence[tuple[int, Code]]]  # by dimension: the line and the row of each code


def wrong_lists(lists: Lists, unread: Collection[str], listed: bool = False) -> Iterator[Fault]:
    """Every fault of the lists; codes of a list that is `unread`, in whole or in part, are not missed.

    `listed`: whether the plan lists the combinations that it has, so that codes need not make few.
    """
    owner: dict[str, str] = {}
    for of, rows in lists.items():
        file = f"{of}.csv"
        codes = {row.code for _, row in rows}
        if file not in unread:
            yield from need(TOTAL, codes, f"{DIMENSIONS}/{file}", file, "code")
        circular = circles({row.code: row.parent for _, row in rows})
        for line, row in rows:
            if row.code != TOTAL and owner.setdefault(row.code, of) != of:
                expected = N_("a code of one dimension only: {other} has this one")
                yield wrong_cell(file, line, "code", row.code, expected, other=owner[row.code])
            if row.parent and file not in unread:
                yield from need(row.parent, codes, f"{DIMENSIONS}/{file}", file, "parent", line)
            yield from _of_the_total(file, line, row)
            if row.code in circular and row.code != TOTAL:
                expected = N_("a parent that is no part of {code}")
                yield wrong_cell(file, line, "parent", row.parent, expected, code=row.code)
    made = prod(len(rows) for rows in lists.values())
    if len(lists) > 1 and made > MOST and not listed:
        expected = N_("dimensions whose codes make at most {most} breakdowns together")
        fix = N_("List the combinations that have figures in {file}, or declare fewer dimensions.")
        found, values = N_("{made} breakdowns"), dict[str, Any](made=made, most=MOST, file="breakdowns.csv")
        yield fault_at("wrong_structure", "plan.toml", found, expected, fix, column="dimensions", **values)


def _of_the_total(file: str, line: int, row: Code) -> Iterator[Fault]:
    if row.code == TOTAL and row.page == "yes":
        yield wrong_cell(file, line, "page", "yes", N_("no: {total} is all of them together"), total=TOTAL)
    if row.code == TOTAL and row.parent:
        yield wrong_cell(file, line, "parent", row.parent, N_("an empty cell: {total} has no parent"), total=TOTAL)
