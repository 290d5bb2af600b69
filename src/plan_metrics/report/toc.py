"""The table of contents of a book: actions, sectors, regions, these compared, and what lies behind them."""

from __future__ import annotations

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.manual.read import read_chapter
from plan_metrics.report.jobs import page_name, subjects
from plan_metrics.views.words import say


def toc(context: Context) -> list[tuple[str, list[str]]]:
    """The parts of the book in the reader's language, each with its pages in order; the front page is not one."""
    plan = context.plan
    parts = [
        (N_("Actions"), "action"),
        (N_("Sectors"), "sector"),
        (N_("Provinces"), "region"),
        (N_("Compare"), "compare"),
    ]
    contents = [
        (say(context, caption), [page_name(notebook, subject) for subject in named])
        for caption, notebook in parts
        if (named := subjects(plan, notebook))
    ]
    methods = [page.name for page in read_chapter().page]
    behind = ["changes", "evaluation", "data", "take-along", "method", *methods, "glossary", "design", "runs"]
    return [*contents, (say(context, N_("Behind the figures")), behind)]
