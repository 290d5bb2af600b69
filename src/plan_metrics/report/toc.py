"""The table of contents of a book: the parts that kinds of pages name, and what lies behind them."""

from __future__ import annotations

from collections.abc import Iterable

from plan_metrics.context import Context
from plan_metrics.manual.read import pages_in
from plan_metrics.report.engine.slices import KINDS
from plan_metrics.report.page_kind import ANNEX, BEHIND, FRONT
from plan_metrics.views.words import say


def toc(context: Context, own: Iterable[str] = ()) -> list[tuple[str, list[str]]]:
    """The parts of the book in the reader's language, each with its pages in order; the front page is not one.

    `own` are written pages that the books of other projects do not have.
    """
    parts: dict[str, list[str]] = {}
    for kind in KINDS.values():
        parts.setdefault(kind.part, []).extend(kind.pages(context.plan))
    methods = [page.name for page in pages_in(context.language)]
    behind = [*parts.pop(BEHIND), "take-along", "method", *methods, "glossary", *own, "design", "api", "runs"]
    annex = parts.pop(ANNEX)
    del parts[FRONT]
    whole = {**parts, BEHIND: behind, ANNEX: annex}
    return [(say(context, caption), pages) for caption, pages in whole.items() if pages]
