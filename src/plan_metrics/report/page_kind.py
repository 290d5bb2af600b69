"""What a kind of page is; the kinds that there are stand in `report/engine/slices.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.models import Plan

FRONT = ""  # the part of the front page, which no contents list
BEHIND = N_("Behind the figures")  # the part before the annex, which ends with the written pages
ANNEX = N_("All indicators")  # the last part: a page for each, listed in the book's contents but not in every sidebar


@dataclass(frozen=True)
class PageKind:
    """A kind of page: what its notebook is run for, and where the pages stand.

    `notebook`: the name of the notebook, and of the parameter that holds the subject. `page`: the name of a page, with
    `{subject}` where there are several. `title`: the heading of the page of a subject, in the language of the context.
    `part`: the part of the book, marked with `N_`; parts stand in the order of their first kind. `reads`: the part of
    the data that the page of a subject may read. `subjects`: of a plan, in the order of the book; a kind without any
    has one page, whose subject is empty. `named`: what a subject is called in the name of its page. `parts`: the
    subjects of further pages that hold the figures of a subject, where an edition has too many of them for one page.
    """

    notebook: str
    page: str
    part: str
    title: Callable[[Context, str], str]
    reads: Callable[[Context, str], Context]
    subjects: Callable[[Plan], list[str]] = lambda _: []
    named: Callable[[Plan, str], str] = lambda _, subject: subject
    parts: Callable[[Context, str], list[str]] = lambda _context, _subject: []

    def pages(self, plan: Plan) -> dict[str, str]:
        """The subject of each page of this kind, by the name of the page; none of a kind that the plan leaves out."""
        if self.notebook in plan.head.pages.without:
            return {}
        if "{subject}" not in self.page:
            return {self.page: ""}
        return {self._called(plan, subject): subject for subject in self.subjects(plan)}

    def pages_in(self, context: Context) -> dict[str, str]:
        """The same with the further pages that the figures of an edition ask for, each behind that of its subject."""
        found: dict[str, str] = {}
        for page, subject in self.pages(context.plan).items():
            found[page] = subject
            found |= {self._called(context.plan, part): part for part in self.parts(context, subject)}
        return found

    def _called(self, plan: Plan, subject: str) -> str:
        return self.page.format(subject=self.named(plan, subject))
