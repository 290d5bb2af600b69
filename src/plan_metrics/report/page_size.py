"""The size of a page: its own bytes and those of everything it loads, fonts apart, uncompressed; and its budget."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

BUDGET = 400_000  # bytes
LOADED = re.compile(r'<(?:script|img|link|source)\b[^>]*?\b(?:src|href)="([^"#?:]+)')
FILES = {".css", ".js", ".svg", ".png", ".jpg", ".webp", ".gif", ".ico"}


def over_budget(site: Path) -> dict[str, int]:
    """The pages of a rendered site that are larger than `BUDGET`, by their path, in bytes; the largest first."""
    found = {name: weight for name, weight in page_sizes(site).items() if weight > BUDGET}
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def page_sizes(site: Path) -> dict[str, int]:
    """The size of every page of a site in bytes, by its path. A file that a page loads twice counts once."""

    @cache
    def file(folder: str, address: str) -> Path:
        return Path(folder, unquote(address)).resolve()

    @cache
    def size(file: Path) -> int:
        return file.stat().st_size if file.suffix in FILES and file.is_file() else 0

    found = {}
    for page in sorted(site.rglob("*.html")):
        folder, text = str(page.parent), page.read_text("utf-8")
        loaded = {file(folder, address) for address in set(LOADED.findall(text))}
        found[page.relative_to(site).as_posix()] = page.stat().st_size + sum(map(size, loaded))
    return found
