"""What the book of one language is made of, beside the settings that all languages share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plan_metrics.report.book_sidebar import Parts
from plan_metrics.report.pdf import PdfTexts

if TYPE_CHECKING:  # the processes that print books need no figures
    from plan_metrics.report.citing import Reference


@dataclass(frozen=True)
class Volume:
    """The contents of a book, the folder of its pages, and what it says of itself.

    `source` holds the pages, already executed: `index` and each page of `toc` as .ipynb or .md, and any files they
    link to. `title` and `notice` go before those of the settings. `search` is the script of what the search finds
    (`book_search.script_of`); without it nothing is found. With `pdfs` the book is also made as PDF. `reference` is how
    pages are cited and what previews say, see `citing`.
    """

    toc: Parts
    source: Path
    title: str = ""
    notice: str = ""
    search: str = ""
    pdfs: PdfTexts | None = None
    reference: Reference | None = None
