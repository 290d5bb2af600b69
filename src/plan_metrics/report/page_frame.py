"""What stands around the text of a page: its head, the ways to other pages, how to cite and to verify it.

Sphinx fills in the templates with it when a book is printed; `framed` does the same for one page alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from plan_metrics import paths
from plan_metrics.report.beside_editions import ALL, SHARED
from plan_metrics.report.book_sidebar import ALL_PAGES, Parts, places, sidebar
from plan_metrics.report.sharing import Told, shared

# The map of tiles has its places in style attributes; nothing else may stand in a page, and no other host be asked.
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'"
)
DESCRIBED = 200  # letters of a description
SEARCH, TEMPLATE = "search", "page.html"
Headings = Sequence[tuple[str, str]]  # of a page: the place and the text of each


@dataclass(frozen=True)
class Frame:
    """What the pages of a book share: the settings of `book_source.book_config`, feeds by page, where pages stand."""

    settings: Mapping[str, Any]
    front: str
    feeds: Mapping[str, Sequence[str]]
    where: Mapping[str, tuple[int, int]]
    others: Sequence[tuple[Mapping[str, Any], frozenset[str]]]


def frame_of(settings: Mapping[str, Any], front: str, feeds: Mapping[str, Sequence[str]]) -> Frame:
    """The frame of a book; `front` is the name of its first page."""
    also = {front, SEARCH, *([ALL_PAGES] if settings["all_pages"] else [])}
    others = [(other, frozenset({*also, *other["pages"]})) for other in settings["others"]]
    return Frame(settings, front, feeds, places(settings["parts"]), others)


def around(
    frame: Frame, page: str, title: str, told: Told, headings: Headings, *, cited: bool = True
) -> dict[str, Any]:
    """What the templates need for a page with this title, which tells this of itself; one of the book is `cited`."""
    own, labels, feeds = frame.settings, frame.settings["labels"], frame.feeds
    edition, edition_title = own["sharing"]["edition"]
    archive, listed = (f"../../{name}" for name in SHARED)
    found = {
        "language": own["html_lang"],
        "pm_direction": own["direction"],
        "pm_parts": sidebar(own["parts"], frame.where, page),
        "pm_all_pages": ALL_PAGES,
        "pm_is_cut": own["all_pages"],
        "pm_labels": labels,
        "pm_policy": POLICY,
        "pm_notice": own["notice"],
        "pm_edition": edition,
        "pm_edition_title": edition_title,
        "pm_archive": archive,
        "pm_edition_list": listed,
        "pm_newest": f"../../{paths.NEWEST}",
        "pm_pdfs": own["pdfs"] if page == frame.front else [],
        "pm_contents": headings,
        "pm_description": description(told["lead"]) or labels["search_for" if page == SEARCH else "pages"],
        "pm_feeds": [feeds[name] for name in (ALL, page) if name in feeds],
        "pm_feed": feeds.get({"changes": ALL}.get(page, page)),
        "pm_footer": own["footer"],
        "pm_languages": [
            {**other, "href": f"../{other['folder']}/{page if page in there else frame.front}.html"}
            for other, there in frame.others
        ],
    }
    heading = "" if page == frame.front else title
    return {**found, **(shared(own["sharing"], page, heading, told) if cited else {})}


def description(lead: str) -> str:
    """What a page says first, for a list of results or a preview: a sentence, cut where it is long.

    >>> description("from published figures:")
    'From published figures'
    """
    words = (lead[:1].upper() + lead[1:]).rstrip(":：")
    if len(words) <= DESCRIBED:
        return words
    cut = words[:DESCRIBED]
    inside = words[DESCRIBED - 1 : DESCRIBED + 1]  # of a word of letters that spaces part
    return f"{cut.rpartition(' ')[0] if inside.isascii() and inside.isalnum() else cut}…"


def framed(
    templates: Path, frame: Frame, titles: Mapping[str, str], page: str, body: str, told: Told, headings: Headings
) -> str:
    """A page of the book as it is printed, but for the styles and scripts that it asks for.

    `titles` are those of all pages, as texts; `body` is what stands below its head as HTML, without blank lines.
    """
    parts: Parts = frame.settings["parts"]
    order = [frame.front, *(name for _, pages in parts for name in pages)]
    place = order.index(page)
    before, after = (
        {"link": f"{name}.html", "title": escape(titles[name])} if name else None
        for name in ("" if place == 0 else order[place - 1], "" if page == order[-1] else order[place + 1])
    )
    environment = Environment(loader=FileSystemLoader(templates), autoescape=False)  # the templates escape themselves
    return environment.get_template(TEMPLATE).render(
        **around(frame, page, titles[page], told, headings),
        body=body,
        title=titles[page],
        docstitle=frame.settings["title"],
        pagename=page,
        root_doc=frame.front,
        content_root="./",
        pathto=lambda name: "#" if name == page else f"{name}.html",
        pm_page_title=titles.__getitem__,
        prev=before,
        next=after,
    )
