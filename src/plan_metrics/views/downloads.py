"""The block of links to the downloads, and the names of their files below `data/` of the site."""

from __future__ import annotations

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.views import blocks
from plan_metrics.views.blocks import Block
from plan_metrics.views.words import columns, say

FOLDER = "data"  # beside the books of the languages
PACKAGE = "package.zip"
OPEN_SDG = "open-sdg.zip"
TABLE = "package/{name}"
WORKBOOK = "workbook-{language}.xlsx"
SDMX = "sdmx/{name}.csv"
SDMX_STRUCTURE = "sdmx/structure.json"
API = "api/v3/{name}"
INDICATOR = "indicators/{name}.csv"
RECEIPTS = "receipts/{page}.json"  # of the interface
RECEIPT_PAGE = "receipts/{page}-{language}.html"  # the same for readers
METADATA = "indicators/{name}.csv-metadata.json"  # of that file, a name that CSV on the Web gives
BOOK = "book-{language}.pdf"  # these four beside the pages of their language
BRIEF = "brief-{language}.pdf"
SHEET = "{page}-{language}.pdf"  # of one page, and all of them in one file
SHEETS = "sheets-{language}.zip"
PDFS = {BRIEF: N_("Brief (PDF)"), BOOK: N_("Whole report (PDF)")}

RECEIPTS_TITLE = N_("Receipts: what each number of a page rests on")

# File, what it is called, whom it serves.
FILES = (
    (BRIEF, PDFS[BRIEF], N_("for reading in five minutes: every {goal}, what changed, what is not known; four pages at most")),
    (BOOK, PDFS[BOOK], N_("for reading on paper: the pages of this report with contents, bookmarks and page numbers")),
    (SHEETS, N_("Sheets of the {areas} (ZIP of PDF)"), N_("for reading on paper: one page for each {area}")),
    (WORKBOOK, N_("Workbook (XLSX)"), N_("for reading and counting in a spreadsheet, with a screen reader too: cover, contents, notes, one table a sheet")),
    (PACKAGE, N_("Data Package (ZIP)"), N_("all tables as CSV with their keys, types and sources described (Frictionless Data Package)")),
    (TABLE.format(name="observations.csv"), N_("Observations (CSV)"), N_("one table of the package: every figure with its status and source")),
    (TABLE.format(name="scoreboard.csv"), N_("Scoreboard (CSV)"), N_("one table of the package: where every series stands")),
    (TABLE.format(name="rejected.csv"), N_("Figures not used (CSV)"), N_("one table of the package: every printed figure that was not used, with the reason")),
    (SDMX.format(name="observations"), N_("Observations (SDMX-CSV)"), N_("for statistical offices: SDMX-CSV 2.0")),
    (SDMX.format(name="scoreboard"), N_("Scoreboard (SDMX-CSV)"), N_("for statistical offices: SDMX-CSV 2.0")),
    (SDMX_STRUCTURE, N_("Structure of both (SDMX-JSON)"), N_("code lists, concepts and dataflows of the two files before")),
    (OPEN_SDG, N_("Open SDG folder (ZIP)"), N_("for a site of the Open SDG form: tables, metadata and words of every indicator, with its verdict and what became of its targets")),
    (RECEIPT_PAGE.format(page="index", language="{language}"), RECEIPTS_TITLE, N_("for auditors: document, row of the table, arithmetic and rule behind each number, so that it can be computed again")),
    (API.format(name="index.json"), N_("JSON interface, version 3"), N_("for programs: every file of the interface; addresses that stay")),
    (API.format(name="schema.json"), N_("JSON schema of the interface"), N_("for programs: what each file holds")),
)  # fmt: skip


def address(context: Context, file: str) -> str:
    """Where a page of a language's book finds a file."""
    name = file.format(language=context.language)
    return name if file in (*PDFS, SHEETS) else f"../{FOLDER}/{name}"


def sheet(context: Context, page: str) -> str:
    """Where a page finds itself as a sheet of paper."""
    return SHEET.format(page=page, language=context.language)


def files(context: Context) -> Block:
    """The downloads, what each is for, and that empty is not zero."""
    rows = [
        [blocks.link(address(context, file), say(context, title)), say(context, use)]
        for file, title, use in FILES
        if file != SHEETS or context.plan.areas
    ]
    about = say(
        context,
        N_(
            "The same figures as on these pages, edition {edition}. Each file names plan, edition, licence and the source of every figure. Where nothing was published the value is empty and its observation status says why; it is never zero."
        ),
        edition=context.edition.card.id,
    )
    caption = say(context, N_("Files to download"))
    return blocks.paragraphs([about]) + blocks.table(
        "take-along", caption, columns(context, N_("File"), N_("What it is for")), rows, stacked=True
    )
