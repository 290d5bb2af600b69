"""The words around a page of a book: its frame, its search, what a reader can do with it."""

from __future__ import annotations

from collections.abc import Mapping

from plan_metrics.errors import N_
from plan_metrics.views.language import catalogue

TITLE = N_("Action plan progress report")
SHOW_CODE, HIDE_CODE = N_("Show code"), N_("Hide code")
LABELS = {
    "front": N_("Front page"),
    "pages": N_("All pages"),
    "menu": N_("Pages"),
    "close": N_("Close"),
    "contents": N_("On this page"),
    "heading_link": N_("Link to this section"),
    "skip": N_("Skip to the text"),
    "search": N_("Search"),
    "search_for": N_("Search this report"),
    "search_needs_script": N_("The search needs JavaScript; without it, every page can be found in the list of pages."),
    "search_found": N_("Results: {n}"),
    "search_some": N_("Results: {n}, of which the first {shown} are shown"),
    "search_none": N_("Nothing was found. Try fewer or shorter words, or look through the list of pages."),
    "turn": N_("Page before and after"),
    "previous": N_("Previous"),
    "next": N_("Next"),
    "scroll": N_("A table that scrolls sideways"),
    "editions": N_("All editions"),
    "newer_edition": N_("There is a newer edition:"),
    "perhaps_older": N_("There may be a newer edition; go to the newest"),
    "points": N_("Figures of the chart, one by one with the arrow keys; Enter opens the receipt"),
    "made_with": N_("Made with Jupyter Book"),
    "cite": N_("Cite this page"),
    "copy_this": N_("Copy"),
    "copy_table": N_("Copy table"),
    "copied": N_("Copied"),
    "not_copied": N_("Not copied"),
    "embed": N_("Code that shows the first chart of this page on another page:"),
}


def title(language: str) -> str:
    """What a report is called whose plan has no title."""
    return catalogue(language).gettext(TITLE)


def labels(language: str) -> Mapping[str, str]:
    """What the frame of a page says in a language, by the names that templates and scripts have for it."""
    said = catalogue(language).gettext
    return {name: said(text) for name, text in LABELS.items()}


def folds(language: str) -> tuple[str, str]:
    """What opens and what closes the code of a cell."""
    said = catalogue(language).gettext
    return said(SHOW_CODE), said(HIDE_CODE)
