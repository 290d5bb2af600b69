"""What leaves a report, read as its readers do: each text, and what is wrong with how it stands at its door."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
from hostile import BEGINS, hostile, one_line, texts_in
from pages import Page, all_pages, page_blocks

from plan_metrics.context import Context
from plan_metrics.export import receipt_pages, write_exports
from plan_metrics.export.sdmx_notes import IN_JSON
from plan_metrics.export.spreadsheet_cells import FORMULA
from plan_metrics.receipts import all_receipts
from plan_metrics.report.book_search import BEGIN, END, script_of
from plan_metrics.report.citing import reference
from plan_metrics.report.feeds import write_entries, write_feeds
from plan_metrics.report.sharing import settings, shared, told_by
from plan_metrics.views import links
from plan_metrics.views.blocks import STRUCTURE
from plan_metrics.views.brief import briefs

Contexts = Mapping[str, Context]
Said = Iterator[tuple[str, str]]  # a text of a door, and what is wrong with how it stands there
OURS_NOT = {"script", "img", "iframe", "object", "hr"}  # elements that no text of ours has
SITE = "https://example.org/report"
ATOM = "{http://www.w3.org/2005/Atom}"


def pages(contexts: Contexts, folder: Path) -> Said:
    """Every block of every page."""
    for context in contexts.values():
        for name, subject in all_pages(context):
            for block in page_blocks(context, name, subject).values():
                yield from of_html(block.html)


def brief(contexts: Contexts, folder: Path) -> Said:
    """The brief for those who have one minute, whole and cut."""
    for context in contexts.values():
        for block in briefs(context):
            yield from of_html(block.html)


def receipts(contexts: Contexts, folder: Path) -> Said:
    """The receipts of every page, and the figures of every document."""
    for context in contexts.values():
        for html in receipt_pages(context, all_receipts(context)).values():
            yield from of_html(html)


def feeds(contexts: Contexts, folder: Path) -> Said:
    """Titles of feeds and entries as texts, their contents as HTML."""
    edition = next(iter(contexts.values())).edition.card.id
    for code in contexts:
        (folder / edition / code).mkdir(parents=True)
    write_entries(folder / edition, contexts)
    assert write_feeds(folder, contexts) == []
    for file in sorted(folder.glob("feeds/*/*.xml")):
        for element in ElementTree.parse(file).getroot().iter():
            if element.tag == f"{ATOM}content":
                yield from of_html(element.text or "")
            else:
                yield element.text or "", ""


def search(contexts: Contexts, folder: Path) -> Said:
    """What the script names to the search, which shows it as text; nothing in it is code."""
    titles = {code: {"index": context.plan.head.title[code]} for code, context in contexts.items()}
    for context in contexts.values():
        script = script_of(context, titles, dict.fromkeys(contexts, ""))
        yield from ((text, "") for text in texts(json.loads(script.removeprefix(BEGIN).removesuffix(END))))


def embeds(contexts: Contexts, folder: Path) -> Said:
    """The code that shows the first chart of a page elsewhere, and how the page is cited."""
    for code, context in contexts.items():
        head = context.plan.head.model_copy(update={"site": SITE})
        known = replace(context, plan=context.plan.model_copy(update={"head": head}))
        for _, indicator in context.plan.indicators():
            blocks = page_blocks(context, "indicator", indicator.id).values()
            shown = [{"data": {STRUCTURE: block.structure}} for block in blocks]
            name = links.page_of(indicator.id)
            told = told_by(name, {"cells": [{"outputs": shown}]})
            if not told["chart"]:
                continue
            found = shared(settings(reference(known)), name, indicator.title[code], told)
            yield found["pm_cited"], ""
            code_there = Page(found["pm_embedded"])
            wrong = "" if [tag for tag, _ in code_there.elements] == ["a", "img"] else "another element"
            yield from ((text, wrong) for text in code_there.values("alt"))


def files(contexts: Contexts, folder: Path) -> Said:
    """Cells of CSV files and workbooks, none of them a formula, and every text of JSON files."""
    write_exports(contexts, folder)
    for path in sorted(folder.rglob("*")):
        yield from READERS[path.suffix](path) if path.suffix in READERS else ()


def of_csv(path: Path) -> Said:
    """Each cell of a table."""
    for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")):
        for cell in row:
            is_number = re.fullmatch(r"-?[\d.e+-]+", cell)
            yield cell, "" if is_number or not cell.startswith(FORMULA) else "a formula"


def of_json(path: Path) -> Said:
    """Each text of an interface, letter by letter: those of cards have line breaks."""
    for text in texts(json.loads(path.read_text("utf-8"))):
        whole = ((text[found.start() :], hostile(int(found[1]))) for found in BEGINS.finditer(text))
        wrong = any(not rest.startswith((wanted, one_line(wanted))) for rest, wanted in whole)
        yield text, "another letter" if wrong else ""


def of_workbook(path: Path) -> Said:
    """Each cell with words; `_x0041_` is no escape in them."""
    for sheet in openpyxl.load_workbook(path):
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
            wrong = cell.data_type != "s" or cell.value.startswith(FORMULA)
            yield cell.value.replace("_x005F_", "_"), "a formula" if wrong else ""


READERS: dict[str, Callable[[Path], Said]] = {".csv": of_csv, ".json": of_json, ".xlsx": of_workbook}
DOORS: dict[str, Callable[[Contexts, Path], Said]] = {
    each.__name__: each for each in (pages, brief, receipts, feeds, search, embeds, files)
}


def of_html(html: str) -> Said:
    """The text of a piece of HTML; wrong where an element stands in it that is none of ours, or is not ended."""
    page = Page(html)
    yield page.text, " ".join(sorted([*({tag for tag, _ in page.elements} & OURS_NOT), *page.unclosed]))


def texts(value: object) -> Iterator[str]:
    """Every text of data as JSON has it; an annotation of SDMX holds JSON of its own."""
    if isinstance(value, dict) and value.get("type") == IN_JSON:
        value = json.loads(value["value"])
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    yield from [value] if isinstance(value, str) else (text for each in inner for text in texts(each))


def compared(text: str) -> tuple[int, list[tuple[str, str]]]:
    """How many hostile texts stand in a text as they were written, and those that do not, each with what should."""
    pairs = list(texts_in(one_line(text)))
    return sum(found == wanted for found, wanted in pairs), [pair for pair in pairs if pair[0] != pair[1]]


def judged(door: str, contexts: Contexts, folder: Path) -> tuple[int, list[str]]:
    """How many hostile texts left by a door as they were written, and everything that is wrong there."""
    found, wrong = 0, []
    for text, fault in DOORS[door](contexts, folder):
        right, others = compared(text)
        found += right
        wrong += [f"{is_there[:80]} / {should[:80]}" for is_there, should in others]
        wrong += [f"{fault}: {text[:80]}"] if fault else []
    return found, wrong
