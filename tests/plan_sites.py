"""The site of a plan of `tests/plans`, and what must hold of each: links, words of its languages, access."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest
import typst
from axe import WCAG, faults_of_axe
from PIL import Image
from playwright.sync_api import sync_playwright

from plan_metrics.errors import Fault
from plan_metrics.languages import forms_of
from plan_metrics.report import book, book_fonts, build
from plan_metrics.report.book_check import check_site
from plan_metrics.report.pdf import PdfTexts
from plan_metrics.views.translations import untranslated

REPOSITORY = Path(__file__).parents[1]
PLANS = REPOSITORY / "tests" / "plans"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
UNSEEN = ("script", "style", "code", "pre", "kbd", "samp")  # programs and their words are in no language
SAID = ("alt", "title", "aria-label", "placeholder")
ENGLISH = re.compile(r"\b(the|of|and|with|are|which|from|this|that|not|by)\b", re.IGNORECASE)
NAMES = re.compile("CSV on the Web|Draper and Smith, Applied Regression Analysis")  # titles, which are in English
OF_THE_CODE = "api"  # the page with what functions say of themselves, in the language of the code
SCRIPTS = re.compile("[\u0400-\u04ff\u3040-\u30ff\u4e00-\u9fff]")  # Cyrillic, Japanese and Chinese letters


class _Texts(HTMLParser):
    """What a reader sees or hears of a page, each text with the language that its nearest element says."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str, bool]] = []
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        _, language, hidden = self.open[-1] if self.open else ("", "", False)
        of = dict(attrs)
        language, hidden = of.get("lang") or language, hidden or tag in UNSEEN
        self.found += [(language, of[name] or "") for name in SAID if name in of and not hidden]
        if tag not in VOID:
            self.open.append((tag, language, hidden))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and not self.open[-1][2]:
            self.found.append((self.open[-1][1], data))


class Blank:
    """In the place of what sets the pictures of charts: each is one dot."""

    def __init__(self, *_: object, **__: object) -> None:
        stream = io.BytesIO()
        Image.new("RGB", (1, 1)).save(stream, "PNG")
        self.picture = stream.getvalue()

    def compile(self, **_: object) -> bytes:
        return self.picture


def without_print(patch: pytest.MonkeyPatch) -> None:
    """Leave PDF files empty and pictures of charts blank: setting them takes long, and no page shows them."""
    patch.setattr(book, "write_pdfs", empty_pdfs)
    patch.setattr(typst, "Compiler", Blank)


def whole_font(site: Path, keep: Path | None = None) -> Path:
    """In the place of `write_font`: a file under its name, as cutting the letters out takes long."""
    target = site / book_fonts.FONT
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(b"font")
    (site / book_fonts.LICENCE).write_bytes(book_fonts.licence().read_bytes())
    return target


def empty_pdfs(folder: Path, pages: Path, parts: object, texts: PdfTexts, *others: object) -> list[Fault]:
    for name in (texts.book[0], texts.brief[0], texts.bundle, *texts.sheets.values()):
        (folder / name).touch()
    return []


def built(name: str, folder: Path, *, pdfs: bool = True) -> Path:
    """The site of the default edition, made in a copy, in which no link is broken.

    Its font is not cut to its letters, and without `pdfs` these and the pictures of charts are empty: each takes long.
    """
    base = Path(shutil.copytree(PLANS / name, folder / name))
    for part in ("notebooks", "book"):
        shutil.copytree(REPOSITORY / part, base / part)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book, "write_font", whole_font)
        if not pdfs:
            without_print(patch)
        assert build.build_report(base, None, "en", quiet=True) == 0
    (site,) = (page.parent for page in (base / "build" / "site").glob("2*/index.html"))
    assert check_site(site) == []
    return site


def foreign_words(site: Path, languages: Sequence[str]) -> Iterator[str]:
    """Page and text of what is in no language of a plan: marked so, in other letters, or in English.

    English is what the catalogue has no words for, and what has one of its little words in it.
    """
    tags = {forms_of(code).html for code in languages}
    for code in languages:
        lacking = {text for text in untranslated(code) if " " in text or text[:1].isupper()}  # no names of columns
        for file in sorted((site / code).rglob("*.html")):
            page = _Texts()
            page.feed(file.read_text("utf-8"))
            for tag, text in page.found:
                said = NAMES.sub("", " ".join(text.split()))
                if not re.search(r"[^\W\d_]", said) or (file.stem == OF_THE_CODE and tag == "en"):
                    continue
                english = "en" not in languages and (ENGLISH.search(said) or said in lacking)
                if tag not in tags or english or ("zh" not in languages and SCRIPTS.search(said)):
                    yield f"{file.relative_to(site).as_posix()} [{tag}]: {said}"


def access_faults(site: Path, pages: Iterable[str]) -> list[str]:
    """What axe finds on pages at the width of a desk, and what is wider than a phone."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        for name in pages:
            page.set_viewport_size({"width": 1280, "height": 900})
            page.goto((site / name).as_uri())
            found += [f"{name}: {fault}" for fault in faults_of_axe(page, runOnly=WCAG)]
            page.set_viewport_size({"width": 390, "height": 844})
            wide = page.evaluate("document.documentElement.scrollWidth")
            found += [f"{name}: {wide} px wide on a phone"] if wide > 390 else []
        browser.close()
    return found
