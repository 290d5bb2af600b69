"""Pages as their views make them, for tests: every block of a page, its elements and texts, a handful of pages."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from bilingual import LANGUAGES
from invented import PROJECT, SECOND

from plan_metrics import views
from plan_metrics.context import Context, read_context
from plan_metrics.edition.models import SAMPLE
from plan_metrics.report.engine.slices import KINDS
from plan_metrics.views.blocks import Block

ROOT = Path(__file__).parents[1]
NEWEST = "2026-11"  # the default edition
HAN = re.compile(r"[\u3400-\u9fff]")
# Elements whose end need not be said, and by the beginning of which others they are ended.
ENDED_BY = {"li": {"li"}, "td": {"td", "th"}, "th": {"td", "th"}, "tr": {"td", "th", "tr"}}
ENDED_BY |= {each: {"td", "th", "tr", "thead", "tbody"} for each in ("thead", "tbody")}
OPTIONAL = {"li", "td", "th", "tr", "thead", "tbody"}
VOID = {"br", "img", "use", "path", "input", "hr", "meta", "link"}


class Page(HTMLParser):
    """The elements of a page in order, each as (tag, attributes), its text, and its tables row by row."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.unclosed: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        while self.open and self.open[-1] in ENDED_BY.get(tag, ()):
            self.open.pop()
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        while self.open and self.open[-1] != tag and self.open[-1] in OPTIONAL:
            self.open.pop()
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.unclosed.append(tag)

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self) -> str:
        """All text of the page."""
        return " ".join("".join(self.texts).split())

    def values(self, name: str) -> list[str]:
        """Every value of an attribute, in order."""
        return [attributes[name] for _, attributes in self.elements if name in attributes]


# A page shows what the cells of its notebook call, in their order.
CALL = re.compile(r"views\.(\w+)\.(\w+)\(context(?:, \w+)?\)")


def calls(page: str) -> list[tuple[str, str]]:
    """The views of a page: module and function."""
    cells = json.loads((ROOT / "notebooks" / f"{page}.ipynb").read_text("utf-8"))["cells"]
    return [found for cell in cells if cell["cell_type"] == "code" for found in CALL.findall("".join(cell["source"]))]


PAGES = {page: getattr(views, page) for page in sorted(KINDS)}


def page_blocks(context: Context, page: str, subject: str = "") -> dict[str, Block]:
    """Every view of a page, by name, as its notebook shows them."""
    wanted = [subject] if subject else []
    return {name: getattr(getattr(views, module), name)(context, *wanted) for module, name in calls(page)}


def all_pages(context: Context) -> Iterator[tuple[str, str]]:
    """Every page of a report: its kind and its subject."""
    for page in PAGES:
        for subject in KINDS[page].pages(context.plan).values():
            yield page, subject


def in_language(context: Context, language: str) -> Context:
    """The same for other readers, with all that is known of it already."""
    other = copy.copy(context)
    object.__setattr__(other, "language", language)
    if context.previous:
        object.__setattr__(other, "previous", in_language(context.previous, language))
    return other


@cache
def _read(edition: str, base: Path, language: str) -> Context:
    if language != LANGUAGES[0]:
        return in_language(_read(edition, base, LANGUAGES[0]), language)
    return read_context(edition, language, base)


def second(language: str) -> Context:
    return _read(SECOND, PROJECT, language)


def real(language: str) -> Context:
    return _read(NEWEST, ROOT, language)


def sample(language: str) -> Context:
    return _read(SAMPLE, ROOT, language)


@cache
def page_of(page: str, subject: str, language: str) -> tuple[dict[str, Block], Page]:
    """A page of the default edition."""
    found = page_blocks(real(language), page, subject)
    return found, Page("".join(block.html for block in found.values()))


# A handful of pages of the default edition: each kind, with many figures, with few and with none.
HANDFUL = [
    ("overview", ""), ("action", "A03"), ("action", "A07"), ("action", "A09"), ("breakdown", "food"),
    ("breakdown", "toys"),
    ("breakdown", "aviation"), ("region", "CN-ZJ"), ("region", "CN-CQ"), ("region", "CN-XZ"), ("changes", ""),
    ("compare", "regions"), ("compare", "sector"), ("data", ""), ("coverage", ""), ("evaluation", ""),
    ("targets", ""), ("area_map", "map"),
    ("indicator", "inspection_institutions"), ("indicator", "manufacturing_pass_rate"),
    ("indicator", "provincial_spot_check_pass_rate"), ("indicator", "organic_zones_named"),
]  # fmt: skip


def on_a_handful(test):
    """Run a test on a handful of pages in both languages."""
    test = pytest.mark.parametrize(("page", "subject"), HANDFUL)(test)
    return pytest.mark.parametrize("language", LANGUAGES)(test)


EVIL = "<script>alert(1)</script> & \"'x' onload=y"
