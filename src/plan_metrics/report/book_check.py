"""Looks through a rendered site for what would fail a reader: other hosts, broken links, pages that are too large."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from plan_metrics import paths
from plan_metrics.errors import N_, Fault, fault_at
from plan_metrics.report import book_search
from plan_metrics.report.beside_editions import MANIFEST, SHARED, is_feed

CSS_REFERENCE = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')""")
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# A script is not run here; these are the ways in which one would load something by a fixed address.
SCRIPT_LOADS = re.compile(
    r"""(?:fetch|import|importScripts|loadScript|\.open)\s*\(\s*["'`]((?:https?:)?//[^"'`]+)"""
    r"""|\b(?:src|href)\s*=\s*["'`]((?:https?:)?//[^"'`]+)|\bfrom\s*["'`]((?:https?:)?//[^"'`]+)"""
)
# Read by these and not by html.parser, which takes ten times as long for a page with charts.
ATTRIBUTES = r"""((?:[^>"']++|"[^"]*+"|'[^']*+')*+)"""
TAG = re.compile(rf"<!--.*?-->|<(script|style)\b{ATTRIBUTES}>(.*?)</\1|<([a-z][^\s/>]*){ATTRIBUTES}>", re.I | re.S)
ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
LOADING = {"src", "poster", "data", "background", "xlink:href", "action", "formaction", "manifest"}
DRAWN = {"style", "clip-path", "fill", "mask", "filter", "marker-end"}
NAMED = re.compile(r"""\brel=["']?canonical\b""")  # a link that says where the page is, and loads nothing
BUDGET = 400_000  # bytes of a page and of everything that it loads, fonts apart, uncompressed
LOADED = re.compile(r'<(?:script|img|link|source)\b[^>]*?\b(?:src|href)="([^"#?:]+)')
WEIGHED = {".css", ".js", ".svg", ".png", ".jpg", ".webp", ".gif", ".ico"}
INERT = {"data", "mailto", "tel", "javascript", "about"}


@dataclass
class Page:
    """What one page refers to, each address once, with the place of its first tag; and its anchors."""

    references: dict[tuple[str, bool], int] = field(default_factory=dict)  # (address, is it only a link to follow)
    anchors: set[str] = field(default_factory=set)


def read_page(text: str) -> Page:
    """What the tags, styles and scripts of a page refer to.

    >>> read_page('<p id="a">1 > 0<a href="b.html#c">').references, read_page('<p id="a">').anchors
    ({('b.html#c', True): 15}, {'a'})
    """
    page = Page()
    for tag in TAG.finditer(text):
        raw, raw_attributes, inside, name, attributes = tag.groups("")
        written = raw_attributes or attributes
        anchors, found = attribute_references((raw or name).lower(), written) if written else ((), ())
        page.anchors.update(anchors)
        for reference in found:
            page.references.setdefault(reference, tag.start())
        if raw:
            for address in (css_references if raw.lower() == "style" else script_references)(inside):
                page.references.setdefault((address, False), tag.start())
    return page


@lru_cache(maxsize=20_000)  # most tags stand on every page
def attribute_references(tag: str, attributes: str) -> tuple[tuple[str, ...], tuple[tuple[str, bool], ...]]:
    """The anchors and the addresses in the attributes of one tag."""
    anchors: list[str] = []
    found: list[tuple[str, bool]] = []
    for match in ATTRIBUTE.finditer(attributes):
        name = match[1].lower()
        value = html.unescape(match[2] or match[3] or match[4] or "")
        if name == "id" or (name == "name" and tag == "a"):
            anchors.append(value)
        if name == "href" or (name == "xlink:href" and tag == "a"):
            found.append((value, tag in {"a", "area"} or NAMED.search(attributes) is not None))
        elif name == "srcset":
            found.extend((part.split()[0], False) for part in value.split(",") if part.strip())
        elif name in LOADING and not (name == "data" and tag != "object"):
            found.append((value, False))
        elif name in DRAWN and ("url" in value or "@" in value):
            found.extend((address, False) for address in css_references(value))
        elif name == "content" and "url=" in value.lower():
            found.append((re.split("url=", value, flags=re.I)[1], False))
    return tuple(anchors), tuple(found)


def css_references(text: str) -> Iterator[str]:
    """Every address that a style sheet loads.

    >>> list(css_references('a {background: url("x.png")} /* url(y.png) */'))
    ['x.png']
    """
    for groups in CSS_REFERENCE.findall(CSS_COMMENT.sub("", text)):
        yield next((group for group in groups if group), "")


def script_references(text: str) -> Iterator[str]:
    """Every address on another host that a script loads by its fixed name.

    >>> list(script_references('const map = await fetch("https://example.org/a.json")'))
    ['https://example.org/a.json']
    """
    for groups in SCRIPT_LOADS.findall(text):
        yield next(group for group in groups if group)


def check_site(site: Path) -> list[Fault]:
    """What is wrong with a rendered site, in the order of its files; an empty list if it is sound.

    Refused: anything a page loads from another host, from outside the site or from a file that is not
    there; a link to a page or an anchor that is not there, also of what the search finds. A link that a reader
    follows to another host is allowed. Other scripts are searched for fixed addresses only.
    """

    site = site.resolve()

    @cache
    def page(path: Path) -> Page:
        return read_page(path.read_text("utf-8"))

    inside = f"{site}{os.sep}"
    # Written when the site is published:
    later = {site / MANIFEST, *(site.parent / name for name in (*SHARED, paths.NEWEST))}

    @cache  # most references stand on every page of a folder
    def kind_of(folder: str, address: str, is_link: bool) -> tuple[str, str, str, str] | None:
        return wrong(folder, address, is_link, file, page)

    @cache
    def file(folder: str, address: str) -> tuple[Path, bool, bool]:
        name = os.path.normpath(os.path.join(folder, unquote(address)))
        target = Path(name)
        return target, f"{name}{os.sep}".startswith(inside) or target in later, os.path.isfile(name) or target in later

    faults: list[Fault] = []
    for path in sorted(found for found in site.rglob("*") if found.suffix in {".html", ".css", ".js", ".svg"}):
        if path.suffix in {".html", ".svg"}:
            references = page(path).references
        elif path.name == book_search.FILE:
            references = {(address, True): -1 for address in book_search.addresses(path.read_text("utf-8"))}
        else:
            find = css_references if path.suffix == ".css" else script_references
            references = dict.fromkeys(((address, False) for address in find(path.read_text("utf-8"))), -1)
        folder = str(path.parent)
        for (address, is_link), place in references.items():
            own = quote(path.name) if address.lstrip().startswith(("#", "?")) else ""
            if kind := kind_of(folder, own + address.strip(), is_link):
                row = path.read_text("utf-8").count("\n", 0, place) + 1 if place >= 0 else 0
                faults.append(fault(kind, path.relative_to(site).as_posix(), row, address))
    return faults


def wrong(
    folder: str,
    address: str,
    is_link: bool,
    file: Callable[[str, str], tuple[Path, bool, bool]],
    page: Callable[[Path], Page],
) -> tuple[str, str, str, str] | None:
    """The kind of fault of one address that names a file, in any file of a folder, or None.

    `file` tells of an address in a folder: the file, is it of the site, is it there; `page` reads a page.
    """
    parts = urlsplit(address.strip())
    if parts.scheme in INERT or not address.strip():
        return None
    if parts.scheme or parts.netloc:
        return None if is_link else EXTERNAL
    target, inside, there = file(folder, parts.path)
    if not inside:
        return None if is_feed(Path(folder), target) else OUTSIDE
    if not there:  # a folder is no page either: under file:// it shows a list of files, not index.html
        return MISSING
    if parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in page(target).anchors:
        return ANCHOR
    return None


EXTERNAL = (
    "site-external",
    N_("the page loads {address}"),
    N_("nothing is loaded from another host"),
    N_("put the file into book/_static, or remove the reference"),
)
OUTSIDE = (
    "site-outside",
    N_("{address} leads out of the site"),
    N_("every address stays inside the site"),
    N_("put the file into the folder of the pages"),
)
MISSING = (
    "site-missing",
    N_("{address} is not there"),
    N_("a file of the site"),
    N_("correct the link, or add the page to the table of contents"),
)
ANCHOR = (
    "site-anchor",
    N_("{address} names a place that the page does not have"),
    N_("the id of a heading or an element"),
    N_("correct the part behind #, or give the heading a label: (label)="),
)


def fault(kind: tuple[str, str, str, str], name: str, line: int, address: str) -> Fault:
    """A fault of a site."""
    rule, *texts = kind
    return fault_at(rule, name, *texts, row=line or None, address=address)


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
        return file.stat().st_size if file.suffix in WEIGHED and file.is_file() else 0

    found = {}
    for page in sorted(site.rglob("*.html")):
        folder, text = str(page.parent), page.read_text("utf-8")
        loaded = {file(folder, address) for address in set(LOADED.findall(text))}
        found[page.relative_to(site).as_posix()] = page.stat().st_size + sum(map(size, loaded))
    return found
