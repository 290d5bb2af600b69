"""The dimensions that a plan declares beside region, and the breakdowns that their codes make together.

Tables at the edge of the program have a column for each dimension. Inside it, one key column says the same: the codes
that are not the total, in the declared order, joined by a dot; `TOTAL` where a figure is about the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import prod
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from plan_metrics.plan.code_lists import TOTAL, Card, Row, Text
from plan_metrics.reading.csv_tables import Table, first_of_each, together
from plan_metrics.reading.typed import plain

DIMENSIONS = "dimensions"  # the folder of the code lists
COLUMN = "breakdown"  # the one key column inside the program
JOINT = "."
MOST = 20_000  # breakdowns of a plan
# Columns of the tables that have one for each dimension, and lists of a plan: a dimension has a name of its own.
TAKEN = {
    *("action", "indicator", "region", "period", "value", "unit", "flag", "qualifier", "printed", "sample_size"),
    *("breakdown", "parent", "page", "list", "wording", "condition"),
    *("source", "published_value", "published_unit", "kept_value", "when", "since", "baseline", "baseline_period"),
    *("kind", "value_to", "bar", "level", "interim"),
    *("regions", "population", "units", "wordings", "targets", "sources", "names", "concordance", "breakdowns"),
}

DimensionId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Dimension(Card):
    """What figures are broken down by, such as sex: what one and what several of its parts are called in a sentence.

    `adds_up`: whether its parts may be summed to the total.
    """

    id: DimensionId
    title: Text
    one: Text
    other: Text
    adds_up: bool = Field(strict=True)

    @property
    def file(self) -> str:
        """The name of its code list, in the folder `DIMENSIONS`."""
        return f"{self.id}.csv"


class Code(Row):
    """A row of `dimensions/<id>.csv`: TOTAL, or a part of its parent; `page` says whether it has one of its own."""

    code: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$")  # it names a file and stands in addresses
    parent: str
    page: Literal["yes", "no"]
    title: Text


class Breakdown(Card):
    """What part of the whole a figure is about: `codes` by dimension, those that are not the total.

    `above`: by dimension, the breakdown of which it is a part in it; none for the total.
    """

    code: str
    above: Mapping[str, str]
    page: Literal["yes", "no"]
    title: Text
    codes: Mapping[str, str]

    @property
    def parents(self) -> tuple[str, ...]:
        """The breakdowns that it is a part of, each once."""
        return tuple(dict.fromkeys(self.above.values()))

    @property
    def parent(self) -> str:
        """The first of its parents; empty for the total."""
        return self.parents[0] if self.parents else ""

    @property
    def address(self) -> str:
        """The name of its page, such as sex-F."""
        return "-".join([*self.codes, self.code])


def breakdowns_of(
    lists: Mapping[str, Sequence[Code]],
    languages: Iterable[str],
    listed: Iterable[Mapping[str, str]] | None = None,
) -> tuple[Breakdown, ...]:
    """Every breakdown that the code lists (by dimension, in the declared order) make, each code by itself first.

    Where combinations are `listed`, those alone, each code by itself, and all that these are a part of. Without any
    dimension there is the total alone.
    """
    known = {of: {each.code: each for each in codes} for of, codes in lists.items()}
    choices = [[(of, code) for code in codes] for of, codes in known.items()]
    together = choices if prod(map(len, choices)) <= MOST else choices[:1]  # too many is a fault of the plan
    made = [dict(chosen) for chosen in product(*together)] if listed is None else _with_all_above(listed, known)
    if len(together) > 1:
        made.sort(key=lambda codes: sum(code != TOTAL for code in codes.values()))
    return tuple(_breakdown(codes, known, tuple(languages)) for codes in made)


def _breakdown(
    codes: Mapping[str, str], known: Mapping[str, Mapping[str, Code]], languages: Sequence[str]
) -> Breakdown:
    parts = {of: known[of][code] for of, code in codes.items() if code != TOTAL}
    said = [*parts.values()] or [known[of][TOTAL] for of in codes if TOTAL in known[of]]
    titles = {language: dict.fromkeys(row.title[language] for row in said) for language in languages}
    return Breakdown.model_construct(
        code=joined(codes),
        above={of: joined({**codes, of: row.parent}) for of, row in parts.items() if row.parent},
        page=next(iter(parts.values())).page if len(parts) == 1 else "no",
        title=Text(**{language: _listed([*each]) for language, each in titles.items()}),
        codes={of: row.code for of, row in parts.items()},
    )


def _with_all_above(
    listed: Iterable[Mapping[str, str]], lists: Mapping[str, Mapping[str, Code]]
) -> list[dict[str, str]]:
    """Each code by itself, the listed combinations, and every one that these are a part of, each once."""
    alone = [{of: code if of == one else TOTAL for of in lists} for one, codes in lists.items() for code in codes]
    chains = [[[*_upwards(each[of], lists[of])] for of in lists] for each in listed]
    every = [*alone, *(dict(zip(lists, codes, strict=True)) for chain in chains for codes in product(*chain))]
    return list({tuple(each.values()): each for each in every}.values())


def _upwards(code: str, codes: Mapping[str, Code]) -> Iterator[str]:
    seen: set[str] = set()
    while code in codes and code not in seen:
        yield code
        seen.add(code)
        code = codes[code].parent
    if TOTAL not in seen:
        yield TOTAL


def _listed(titles: Sequence[str]) -> str:
    """Titles one after another: "Female, 15 to 24"; a dash where there is none."""
    comma = ", " if "".join(titles)[-1:].isascii() else "，"
    return comma.join(titles) or "–"


def joined(codes: Mapping[str, str]) -> str:
    """The breakdown of codes by dimension, in their order; a total adds nothing, and an empty cell is no code.

    >>> joined({"sex": "F", "age": "TOTAL", "area": "urban"}), joined({"sex": "TOTAL"}), joined({})
    ('F.urban', 'TOTAL', 'TOTAL')
    """
    if codes and not any(codes.values()):
        return ""
    return JOINT.join(code for code in codes.values() if code != TOTAL) or TOTAL


def divisions(breakdowns: Iterable[Breakdown]) -> list[tuple[str, str, tuple[str, ...]]]:
    """(dimension, whole, parts): each breakdown that a dimension divides, with its parts in that dimension.

    F.Y15T24 is a part of F by age, and of Y15T24 by sex.
    """
    below: dict[tuple[str, str], list[str]] = {}
    for each in breakdowns:
        for of, whole in each.above.items():
            below.setdefault((of, whole), []).append(each.code)
    return [(of, whole, tuple(parts)) for (of, whole), parts in below.items()]


def of_columns(table: Table, columns: Sequence[str]) -> Table:
    """A table with those of its columns alone that are named, in this order."""
    there = [name for name in columns if name in table.columns]
    codes = {name: table.codes[name] for name in there}
    return replace(table, columns=tuple(there), codes=codes, cells={name: table.cells[name] for name in there})


def edge_columns(columns: Iterable[str], dimensions: Iterable[str]) -> tuple[str, ...]:
    """The columns of a table as it is at the edge: one for each dimension in the place of the key column.

    >>> edge_columns(("region", "breakdown", "period"), ["sex", "age"])
    ('region', 'sex', 'age', 'period')
    """
    ids = tuple(dimensions)
    return tuple(name for column in columns for name in (ids if column == COLUMN else (column,)))


def inside(table: Table, dimensions: Sequence[str]) -> Table:
    """A table of the edge with the key column in the place of those of the dimensions."""
    there = [of for of in dimensions if of in table.columns]
    codes = together([(table.codes[of], len(table.cells[of])) for of in there], len(table.lines))
    rows = [{of: plain(table.cells[of][table.codes[of][at]]) for of in there} for at in first_of_each(codes)]
    kept = tuple(name for name in table.columns if name not in there)
    return replace(
        table,
        columns=(*kept, COLUMN),
        codes={**{name: table.codes[name] for name in kept}, COLUMN: codes.astype("int32")},
        cells={**{name: table.cells[name] for name in kept}, COLUMN: [*map(joined, rows)]},
    )
