"""The table of contents of a book: the parts that kinds of pages name, and what lies behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plan_metrics.context import Context
from plan_metrics.manual.read import pages_in
from plan_metrics.report.engine.slices import KINDS
from plan_metrics.report.page_kind import ANNEX, BEHIND, FRONT, PageKind
from plan_metrics.views.words import say


def toc(context: Context, own: Iterable[str] = ()) -> list[tuple[str, list[str]]]:
    """The parts of the book in the reader's language, each with its pages in order; the front page is not one.

    `own` are written pages that the books of other projects do not have.
    """
    parts: dict[str, list[str]] = {}
    for kind in KINDS.values():
        for caption, pages in _parts(context, kind):
            parts.setdefault(caption, []).extend(pages)
    front, behind, annex = (say(context, caption) for caption in (FRONT, BEHIND, ANNEX))
    methods = [page.name for page in pages_in(context.language)]
    trust = ["promises", "threats"]
    about = ["take-along", "method", *methods, *trust, "glossary", *own, "design", "api", "runs"]
    last = {behind: [*parts.pop(behind), *about]}
    last[annex] = parts.pop(annex)
    del parts[front]
    return [(caption, pages) for caption, pages in {**parts, **last}.items() if pages]


def _parts(context: Context, kind: PageKind) -> Iterator[tuple[str, list[str]]]:
    """The pages of a kind under the name of its part; those of areas level by level, under what a level calls them."""
    pages = kind.pages_in(context)
    if kind is not KINDS["region"]:
        yield say(context, kind.part), list(pages)
        return
    for level, among in zip(context.plan.page_levels, context.by_level, strict=False):
        own = {area.region for area in context.plan.of_level(level.id)}
        yield say(among, kind.part), [page for page, region in pages.items() if region in own]
