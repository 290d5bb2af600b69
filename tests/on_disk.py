"""What a test lays on the disk in the place of a built site: styles and scripts of pages, the record of an edition."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

STATIC = Path(__file__).parents[1] / "book" / "_static"
FONT = 'url("../../fonts/noto-sans-sc.woff2") format("woff2"), '  # of the site, which is not there


def put_static(folder: Path, *names: str) -> None:
    """Copy styles and scripts of the book beside a page that is opened from the disk."""
    for name in names:
        (folder / name).write_text((STATIC / name).read_text("utf-8").replace(FONT, ""), "utf-8")


def put_record(
    folder: Path, pages: Sequence[str], languages: Sequence[str] = ("en",), *, invented: bool = False
) -> None:
    """Write what a published edition says of itself into its folder, whose name is that of the edition."""
    edition = folder.name
    words = {"title": f"Title of {edition}", "archive": "All", "figures": "up to a day", "newest": "newest"}
    record = {"edition": edition, "invented": invented, "languages": dict.fromkeys(languages, words), "pages": pages}
    (folder / "edition.json").write_text(json.dumps(record), "utf-8")
