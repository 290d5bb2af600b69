"""The sidebar of a page: it stays small, however many pages the book has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Parts = Sequence[tuple[str, Sequence[str]]]  # in order: (caption, names of the pages)

SHORT_PART = 12  # parts with more pages than this start folded, so that 31 regions do not bury the rest
WHOLE_BOOK = 100  # a book with more pages than this lists them on a page of their own
LISTED = 40  # pages of a part, above which such a book does not list them all; fewer where it has many parts
NEAR = 5  # pages and parts that such a book shows on either side of the reader's place
ALL_PAGES = "all-pages"


def is_cut(parts: Parts) -> bool:
    """Whether a book has too many pages, or too many parts, for a sidebar that lists all of them."""
    return sum(len(pages) for _, pages in parts) > WHOLE_BOOK or len(parts) > SHORT_PART


def places(parts: Parts) -> dict[str, tuple[int, int]]:
    """Where each page stands: the number of its part, and its own in it, both from 0."""
    return {page: (part, index) for part, (_, pages) in enumerate(parts) for index, page in enumerate(pages)}


def sidebar(parts: Parts, where: Mapping[str, tuple[int, int]], page: str) -> list[dict[str, Any]]:
    """The parts that the sidebar of a page shows, each with the pages it lists; `where` comes from `places`.

    A book that is not cut shows everything. Otherwise a part lists its pages if they are few, else
    those on either side of the reader's place if that is in it, else none; and only parts near that place are shown.

    >>> book = [("Actions", ["A01", "A02"]), ("Places", [f"p{i}" for i in range(3000)])]
    >>> [(part["pages"], part["cut"]) for part in sidebar(book, places(book), "index")]
    [(['A01', 'A02'], False), ([], True)]
    >>> sidebar(book, places(book), "p500")[1]["pages"][::5]
    ['p495', 'p500', 'p505']
    """
    own, place = where.get(page, (-1, 0))
    cut, most = is_cut(parts), LISTED if len(parts) <= SHORT_PART else SHORT_PART
    shown = []
    for number in around(len(parts), max(own, 0)) if cut and len(parts) > SHORT_PART else range(len(parts)):
        caption, pages = parts[number]
        too_long = cut and len(pages) > most
        listed = around(len(pages), place) if number == own else range(0)
        shown.append(
            {
                "number": number + 1,
                "caption": caption,
                "count": len(pages),
                "open": number == own or len(pages) <= SHORT_PART,
                "pages": [pages[i] for i in listed] if too_long else list(pages),
                "cut": too_long,
            }
        )
    return shown


def around(count: int, place: int) -> range:
    """The places on either side of one, as many at the ends as in the middle.

    >>> list(around(100, 50)), list(around(100, 0))[-1], list(around(100, 99))[0], list(around(3, 1))
    ([45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55], 10, 89, [0, 1, 2])
    """
    room = min(count, 2 * NEAR + 1)
    first = min(max(0, place - NEAR), count - room)
    return range(first, first + room)
