"""Looks through a printed site for what would fail a reader without a network: other hosts, broken links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from plan_metrics.errors import N_, Fault

CSS_REFERENCE = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')""")
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# A script is not run here; these are the ways in which one would load something by a fixed address.
SCRIPT_LOADS = re.compile(
    r"""(?:fetch|import|importScripts|loadScript|\.open)\s*\(\s*["'`]((?:https?:)?//[^"'`]+)"""
    r"""|\b(?:src|href)\s*=\s*["'`]((?:https?:)?//[^"'`]+)|\bfrom\s*["'`]((?:https?:)?//[^"'`]+)"""
)
LOADING = {"src", "srcset", "poster", "data", "background", "xlink:href", "action", "formaction", "manifest"}
INERT = {"data", "mailto", "tel", "javascript", "about"}


@dataclass
class Page(HTMLParser):
    """What one page refers to: (line, address, is it only a link to follow), and its anchors."""

    references: list[tuple[int, str, bool]] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    open_text: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the addresses and anchors of one tag."""
        line = self.getpos()[0]
        self.open_text = tag if tag in {"style", "script"} else ""
        for name, value in attrs:
            if value is None:
                continue
            if name == "id" or (name == "name" and tag == "a"):
                self.anchors.add(value)
            if name == "href" or (name == "xlink:href" and tag == "a"):
                self.references.append((line, value, tag in {"a", "area"}))
            elif name == "srcset":
                self.references.extend((line, part.split()[0], False) for part in value.split(",") if part)
            elif name in LOADING and not (name == "data" and tag != "object"):
                self.references.append((line, value, False))
            elif name == "style":
                self.references.extend((line, address, False) for address in css_references(value))
            elif name == "content" and "url=" in value.lower():
                self.references.append((line, re.split("url=", value, flags=re.I)[1], False))
            elif name in {"clip-path", "fill", "mask", "filter", "marker-end"}:
                self.references.extend((line, address, False) for address in css_references(value))

    def handle_data(self, data: str) -> None:
        """Collect what an inline style or script loads."""
        found = {"style": css_references, "script": script_references}.get(self.open_text)
        if found:
            self.references.extend((self.getpos()[0], address, False) for address in found(data))


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
    """What is wrong with a printed site, in the order of its files; an empty list if it is sound.

    Refused: anything a page loads from another host, from outside the site or from a file that is not
    there; a link to a page or an anchor that is not there. A link that a reader follows to another host is
    allowed. Scripts are searched for fixed addresses only.
    """

    @cache
    def page(path: Path) -> Page:
        parsed = Page()
        parsed.feed(path.read_text("utf-8"))
        return parsed

    site = site.resolve()
    faults: list[Fault] = []
    for path in sorted(file for file in site.rglob("*") if file.suffix in {".html", ".css", ".js", ".svg"}):
        if path.suffix in {".html", ".svg"}:
            references = page(path).references
        else:
            find = css_references if path.suffix == ".css" else script_references
            references = [(0, address, False) for address in find(path.read_text("utf-8"))]
        for line, address, is_link in references:
            fault = reference_fault(site, path, line, address, is_link, page)
            if fault and fault not in faults:
                faults.append(fault)
    return faults


def reference_fault(
    site: Path, path: Path, line: int, address: str, is_link: bool, page: Callable[[Path], Page]
) -> Fault | None:
    """What is wrong with one address in one file, or None; `page` parses a page of the site."""
    name = path.relative_to(site).as_posix()
    parts = urlsplit(address.strip())
    if parts.scheme in INERT or not address.strip():
        return None
    if parts.scheme or parts.netloc:
        return None if is_link else fault(EXTERNAL, name, line, address)
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.is_relative_to(site):
        return fault(OUTSIDE, name, line, address)
    if not target.is_file():  # a folder is no page either: under file:// it shows a list of files, not index.html
        return fault(MISSING, name, line, address)
    if parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in page(target).anchors:
        return fault(ANCHOR, name, line, address)
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
    rule, found, expected, fix = kind
    return Fault(
        rule=rule,
        file=name,
        row=line or None,
        found=found,
        expected=expected,
        fix=fix,
        values={"address": address},
    )
