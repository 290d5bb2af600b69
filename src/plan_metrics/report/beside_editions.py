"""What lies beside the editions of a site, at addresses that stay, and whether it is whole. Imports nothing heavy."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

FOLDER, FILE, ALL = "feeds", "feed.json", "all"
ARCHIVE, LIST, LATEST, RECORD = "index.html", "editions.js", "latest", "edition.json"
SHARED = (ARCHIVE, LIST)  # that pages of an edition lead to
MANIFEST = "manifest.json"  # of an edition, in its folder, where pages of it lead; and of what lies beside them
LISTED = "const pmEditions = {};\n"
NAMED = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])|sample")


def address(feed: str, code: str) -> str:
    """Where a page of an edition finds a feed of its language.

    >>> address("A07", "en")
    '../../feeds/en/A07.xml'
    """
    return f"../../{FOLDER}/{code}/{feed}.xml"


def is_feed(book: Path, target: Path) -> bool:
    """Whether `target` is where a feed will be when the site is published: of everything, or of a page of the book."""
    name = target.stem
    there = name == ALL or (book / f"{name}.html").is_file()
    return there and target == Path(os.path.normpath(book / address(name, book.name)))


def edition_folders(sites: Path) -> list[Path]:
    """The folders of published editions: those named as an edition."""
    return sorted(path for path in sites.glob("*") if NAMED.fullmatch(path.name) and path.is_dir())


def is_whole(sites: Path, languages: Iterable[str]) -> bool:
    """Whether everything beside the editions is there, and names those editions that are."""
    files = [*(sites / name for name in (*SHARED, MANIFEST)), sites / LATEST / ARCHIVE]
    files += [sites / FOLDER / code / f"{ALL}.xml" for code in languages]
    if not all(file.is_file() and file.stat().st_size for file in files):
        return False
    before, after = LISTED.split("{}")
    try:
        known = json.loads((sites / LIST).read_text("utf-8").removeprefix(before).removesuffix(after))
        return {each["edition"] for each in known} == {folder.name for folder in edition_folders(sites)}
    except (ValueError, TypeError, KeyError):
        return False
