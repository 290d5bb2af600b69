"""The sheets as PDF: one page each that can be read by ear, the same bytes each time, kept while nothing changes."""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from bilingual import LANGUAGES
from pages import Page, page_blocks, real

from plan_metrics.report.pdf import PdfTexts, spoken, typeset, write_pdfs
from plan_metrics.views.blocks import STRUCTURE

ROOT = Path(__file__).parents[2]
FORM = ROOT / "book" / "_pdf"
FULLEST = ("CN-AH", "CN-HE")  # of the edition that ships: most series, charts or words
NOTICE = "invented"


@cache
def notebook(region: str, language: str) -> str:
    """The executed page of a province, as a run of the report keeps it."""
    context = real(language)
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "source": f"# {context.plan.region(region).title[language]}"}
    ]
    for name, block in page_blocks(context, "region", region).items():
        if block.text.strip():
            cells.append({"cell_type": "markdown", "source": f"## {name}"})
            cells.append({"cell_type": "code", "outputs": [{"data": {STRUCTURE: block.structure}}]})
    return json.dumps({"cells": cells})


def job(folder: Path, language: str, *regions: str, notice: str = "") -> dict[str, Any]:
    """What the process that makes PDF files is told, of these provinces; their pages are written into the folder."""
    (folder / "keep" / "sheets").mkdir(parents=True, exist_ok=True)
    for region in regions:
        (folder / f"{region}.ipynb").write_text(notebook(region, language), "utf-8")
    texts = said({region: f"{region}-{language}.pdf" for region in regions}, notice)
    return {
        "book": str(folder), "pages": str(folder), "texts": vars(texts), **spoken(language), "template": str(FORM),
    }  # fmt: skip


def said(sheets: dict[str, str], notice: str = "") -> PdfTexts:
    """The texts of PDF files."""
    return PdfTexts(
        "report", "short", "edition", notice, (), "Contents", "{page}", "brief", ([["h1", {}, "B"]],),
        ("brief.pdf", ""), ("book.pdf", ""), sheets, "sheets.zip", "not here: {sections}",
    )  # fmt: skip


def made(folder: Path, language: str, *regions: str, notice: str = "") -> dict[str, bytes]:
    """The sheets of these provinces."""
    form = (FORM / "document.typ").read_bytes()
    known = job(folder, language, *regions, notice=notice)
    return {name: file.read_bytes() for name, file in typeset.sheets(known, folder / "keep", form)}


def text_of(raw: bytes) -> str:
    """The words of a PDF without its spaces, which setting makes and takes."""
    return "".join("".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(raw)).pages).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_is_one_page_that_can_be_read_by_ear(tmp_path, language):
    """The fullest ones too: PDF/UA-1, its own title, charts with words; the first sentence, nothing behind a handle."""
    for region, raw in zip(FULLEST, made(tmp_path, language, *FULLEST).values(), strict=True):
        opening = page_blocks(real(language), "region", region)["opening"].text.splitlines()
        assert "".join(opening[0].split()) in text_of(raw)
        hidden = "".join(Page(page_blocks(real(language), "region", region)["peers"].html).text[:20].split())
        assert hidden not in text_of(raw)
        with pikepdf.open(io.BytesIO(raw)) as pdf:
            assert len(pdf.pages) == 1
            assert b"pdfuaid:part" in pdf.Root.Metadata.read_bytes()
            assert str(pdf.docinfo.Title).startswith(real(language).plan.region(region).title[language])
            assert "/CreationDate" not in pdf.docinfo
            figures = [
                each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
            ]
            assert figures
            assert all(str(figure.Alt) for figure in figures)


def test_what_has_no_room_on_a_sheet_is_named(tmp_path):
    """Smaller letters first; then the last sections are left out, and the sheet says which."""
    long = [["h1", {}, "A"], ["p", {}, "opening"], ["h2", {}, "One"], ["p", {}, "kept"], ["h2", {}, "Two"]]
    nodes = [*long, *([["p", {}, "word " * 300]] * 20)]
    known = job(tmp_path, "en")
    forms = typeset.sheet_forms(known, nodes)
    raw = typeset.first_that_fits(tmp_path, (FORM / "document.typ").read_bytes(), forms, 1)
    assert "kept" in text_of(raw)
    assert "nothere:Two" in text_of(raw)
    assert len(pypdf.PdfReader(io.BytesIO(raw)).pages) == 1


def test_a_sheet_of_invented_figures_says_so(tmp_path):
    """As every page of the PDF files does."""
    (raw,) = made(tmp_path, "en", "CN-XJ", notice=NOTICE).values()
    assert NOTICE in text_of(raw)


def test_a_sheet_leads_back_to_its_page(tmp_path):
    """The address at its foot with that of the receipts, and as a code drawn in lines where one can go there by it."""
    form = (FORM / "document.typ").read_bytes()
    drawn = {}
    for name, folder in (("whole", "https://example.org/report/2026-11/en"), ("within", "2026-11/en")):
        (tmp_path / name).mkdir()
        known = job(tmp_path / name, "en", "CN-XJ")
        known["texts"] |= {"address": folder, "receipts": "Receipts: data/receipts/index-en.html"}
        ((_, sheet),) = typeset.sheets(known, tmp_path / name / "keep", form)
        assert text_of(sheet.read_bytes()).endswith(f"{folder}/CN-XJ.htmlReceipts:data/receipts/index-en.html1/1")
        drawn[name] = [form()["code"] for form in typeset.sheet_forms(known, [], f"{folder}/CN-XJ.html")]
    assert all(drawn["whole"])
    assert not any(drawn["within"])
    code = typeset.code_of("https://example.org/a")
    assert code == typeset.code_of("https://example.org/a") != typeset.code_of("https://example.org/b")
    assert "<path" in code


def test_a_sheet_is_set_again_only_where_its_page_changed(tmp_path, monkeypatch):
    """And then alone; one of a province that is no longer there goes."""
    known = [*made(tmp_path, "en", "CN-XJ", "CN-GS")]
    calls = []
    monkeypatch.setattr(typeset, "first_that_fits", lambda *args: calls.append(args) or b"new")
    assert [*made(tmp_path, "en", "CN-XJ", "CN-GS")] == known
    assert calls == []
    (tmp_path / "CN-GS.ipynb").write_text(notebook("CN-XJ", "en"), "utf-8")
    form = (FORM / "document.typ").read_bytes()
    texts = {"texts": vars(said({"CN-GS": "CN-GS-en.pdf"}))}
    told = {"book": str(tmp_path), "pages": str(tmp_path), **spoken("en"), "template": str(FORM), **texts}
    assert [file.read_bytes() for _, file in typeset.sheets(told, tmp_path / "keep", form)] == [b"new"]
    assert len(calls) == 1
    assert not [*(tmp_path / "keep" / "sheets").glob("CN-XJ*")]


def test_the_sheets_of_a_book_stand_beside_its_pages(tmp_path):
    """And all of them in one file; made elsewhere they are the same bytes."""
    (tmp_path / "other").mkdir()
    job(tmp_path, "en", "CN-XJ", "CN-GS")
    (tmp_path / "index.html").write_text("<article class='bd-article'><h1>Front</h1></article>", "utf-8")
    sheets = {region: f"{region}-en.pdf" for region in ("CN-XJ", "CN-GS")}
    assert write_pdfs(tmp_path, tmp_path, [], said(sheets), "en", FORM, tmp_path / "keep") == []
    expected = made(tmp_path / "other", "en", "CN-XJ", "CN-GS")
    assert {name: (tmp_path / name).read_bytes() for name in sheets.values()} == expected
    with zipfile.ZipFile(tmp_path / "sheets.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == expected
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
