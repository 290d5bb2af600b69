"""The levels of a plan's reference areas and the schemes of their further codes, as `plan.toml` declares them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import Field

from plan_metrics.errors import N_, Fault
from plan_metrics.plan.code_lists import GROUP, Card, Text
from plan_metrics.plan.contradictions import wrong


class Level(Card):
    """A level of the tree of areas: what one and what several of its areas are called in a sentence.

    `by`: what figures by area are called, where it is not "by" with the word for one (分省 where one is 省份); of the
    first level, what figures of the whole are called, where it is not the general word (全国, national). `page`:
    whether each area has a page. `adds_up`: whether the areas that lie in one make up the whole of it. Both are false
    of the first level, that of the whole.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")
    one: Text
    other: Text
    by: Text | None = None
    page: bool = Field(strict=True)
    adds_up: bool = Field(strict=True)


class CodeScheme(Card):
    """A scheme of further codes of areas; they stand in the column `code_<id>` of `regions.csv`."""

    id: str = Field(pattern=r"^[a-z][a-z0-9]{0,39}$")
    title: Text


class MapOf(Card):
    """Where the shapes in `map.geojson` are from, and the licence that they are shown under."""

    source: str
    licence: Text


def wrong_levels(levels: Sequence[Level], schemes: Sequence[CodeScheme]) -> Iterator[Fault]:
    """An id that stands twice or means a group; a first level that is not that of the whole alone."""
    for key, ids in (("levels", [each.id for each in levels]), ("code_schemes", [each.id for each in schemes])):
        for index, own in enumerate(ids, 1):
            if own in ids[: index - 1]:
                yield wrong(f"{key}.{index}.id", N_("“{value}”, twice"), N_("each id once"), value=own)
    for index, level in enumerate(levels, 1):
        if level.id == GROUP:
            expected = N_("another id: {group} is a group of areas, of no level")
            yield wrong(f"levels.{index}.id", N_("“{value}”"), expected, value=level.id, group=GROUP)
    for key in ("page", "adds_up"):
        if getattr(levels[0], key):
            expected = N_("false: the first level is that of the whole, which has no page of its own and no parent")
            yield wrong(f"levels.1.{key}", N_("“{value}”"), expected, value="true")
