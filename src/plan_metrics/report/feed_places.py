"""Where the feeds of a site lie: beside its editions, at addresses that stay. Imports nothing heavy."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER, FILE, ALL = "feeds", "feed.json", "all"


def address(feed: str, code: str) -> str:
    """Where a page of an edition finds a feed of its language.

    >>> address("A07", "en")
    '../../feeds/en/A07.xml'
    """
    return f"../../{FOLDER}/{code}/{feed}.xml"


def is_feed(page: Path, target: Path) -> bool:
    """Whether `target` is where a feed will be when the site is published: of everything, or of a page of the book."""
    book, name = page.parent, target.stem
    there = name == ALL or (book / f"{name}.html").is_file()
    return there and target == Path(os.path.normpath(book / address(name, book.name)))
