"""Text is text: what the data say stands on page, PDF, workbook and file as it was written; nothing of it runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import nbformat
import pypdf
import pytest
from at_doors import ATOM, DOORS, SITE, compared, judged, of_csv
from bilingual import LANGUAGES
from docutils.core import publish_doctree
from hostile import BEGINS, SECRET, hostile, hostile_project, one_line, texts_in
from hypothesis import given
from hypothesis import strategies as st
from invented import SECOND
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from pages import Page, page_blocks

from plan_metrics.context import Context, read_context
from plan_metrics.edition.card import read_card
from plan_metrics.edition.write import write_card
from plan_metrics.manual.read import read_chapter
from plan_metrics.plan.head import Text
from plan_metrics.receipts import all_receipts
from plan_metrics.receipts.page import receipt_page
from plan_metrics.report.beside_editions import LIST
from plan_metrics.report.book import build_book, write_chooser
from plan_metrics.report.book_search import FILE
from plan_metrics.report.book_source import Volume, read_config
from plan_metrics.report.citing import reference
from plan_metrics.report.engine.keys import BuildInputs
from plan_metrics.report.engine.run import Problem
from plan_metrics.report.failed import failed_page
from plan_metrics.report.feeds import write_entries, write_feeds
from plan_metrics.report.jobs import Job
from plan_metrics.report.markdown import Markdown, escaped, html_block
from plan_metrics.report.pages import filled_templates, localised, page_title
from plan_metrics.report.pdf import PdfTexts, write_pdfs
from plan_metrics.report.pdf.formula import formula
from plan_metrics.report.runs import Run, runs_page
from plan_metrics.report.sphinx_extension import shut
from plan_metrics.views import blocks, vouching
from plan_metrics.views.brief import briefs

BOOK = Path(__file__).parents[2] / "book"
SETTINGS = read_config(BOOK / "_config.yml")
EMBEDDED = re.compile(r'<pre class="pm-words"[^>]*>(.*?)</pre>', re.DOTALL)  # code, whose texts are written as HTML


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project whose texts are hostile, two folders deep, so that `../..` leads somewhere."""
    return hostile_project(tmp_path_factory.mktemp("outside") / "inside")


@pytest.fixture(scope="module")
def contexts(base: Path) -> dict[str, Context]:
    """Its newest edition in both languages: the check passes it."""
    first = read_context(SECOND, LANGUAGES[0], base)
    return {code: replace(first, language=code) for code in LANGUAGES}


# ---------------------------------------------------------------- Markdown

ANYTHING = st.text(st.sampled_from("ab1 \t\n" + "".join(map(chr, range(0x21, 0x30))) + ":;<=>?@[\\]^_`{|}~浙“　"))


def parsers() -> Iterator[tuple[str, object]]:
    """The parser of our pages, and one with all that MyST can be taught."""
    parse, sphinx = SETTINGS["parse"], SETTINGS["sphinx"]["config"]
    ours = MdParserConfig(
        enable_extensions=set(parse["myst_enable_extensions"]), disable_syntax=sphinx["myst_disable_syntax"]
    )
    extensions = {"amsmath", "attrs_inline", "attrs_block", "colon_fence", "deflist", "dollarmath", "fieldlist"}
    extensions |= {"html_image", "replacements", "smartquotes", "strikethrough", "substitution", "tasklist"}
    every = MdParserConfig(enable_extensions=extensions - {"replacements", "smartquotes"})
    yield "ours", create_md_parser(ours, RendererHTML)
    yield "every", create_md_parser(every, RendererHTML)


PARSERS = dict(parsers())
PLACES = {
    "heading": "# %s",
    "paragraph": "%s",
    "item": "- %s",
    "cell": "| a |\n|---|\n| %s |",
    "in a line": "**x** %s y",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("parser", PARSERS)
@given(text=ANYTHING)
def test_an_escaped_text_is_nothing_but_words_in_markdown(parser, place, text):
    """Wherever it is filled in, a text gives the same elements as a word would, and stands there letter by letter."""

    def parts(filled: object) -> tuple[list[str], str]:
        tokens = PARSERS[parser].parse(str(Markdown(PLACES[place]) % (filled,)), {})
        inner = [child for token in tokens for child in token.children or ()]
        return [each.type for each in (*tokens, *inner)], "".join(child.content for child in inner)

    line = re.sub(r"[ \t\n]+", " ", text).strip()
    if not line:
        return  # an empty heading has no words
    kinds, words = parts(text)
    plain_kinds, plain_words = parts("word")
    assert kinds == plain_kinds
    assert words.strip() == plain_words.replace("word", line).strip()


FOREIGN = ("```{include} x\n```", "```{eval-rst}\n```", "~~~{raw} html\n~~~", ":::{note}\n:::", "{raw}`x`", "![a](x)",
           "<http://x.example>", "[^a]\n\n[^a]: b", "% a", "+++")  # fmt: skip


@pytest.mark.parametrize("directive", FOREIGN)
def test_pages_have_no_directives_roles_pictures_or_notes(directive):
    """Even where it is not escaped: the parser of our pages does not know them."""
    tokens = PARSERS["ours"].parse(f"a\n\n{directive}\n", {})
    kinds = {each.type for token in tokens for each in (token, *(token.children or ()))}
    known = {"paragraph_open", "paragraph_close", "inline", "text", "softbreak", "code_inline", "html_inline"}
    known |= {"link_open", "link_close"}
    assert kinds <= known


def test_html_of_ours_cannot_end_early():
    """A blank line in a text within a block of HTML does not begin Markdown."""
    block = html_block(blocks.paragraphs(["a\n\n# b\n\n \n```{include} x\n```"]).html)
    tokens = PARSERS["every"].parse(str(block), {})
    assert [token.type for token in tokens] == ["html_block"]
    assert escaped(block) == block


def test_docutils_takes_in_no_file(tmp_path):
    """Were a directive ever read as one, the settings of the book refuse it."""
    (tmp_path / "secret.txt").write_text(SECRET, "utf-8")
    source = f".. include:: {tmp_path / 'secret.txt'}\n\n.. raw:: html\n\n   <b>{SECRET}</b>\n"
    app = SimpleNamespace(env=SimpleNamespace(settings={}))
    shut(app)
    quiet = {"report_level": 5, "halt_level": 6}

    def shown(settings: dict) -> str:
        tree = publish_doctree(source, settings_overrides={**quiet, **settings})
        return "".join(node.astext() for node in tree.children if node.tagname != "system_message")

    assert shown({}).count(SECRET) == 2
    assert SECRET not in shown(app.env.settings)


# ---------------------------------------------------------------- the printed book


@pytest.fixture(scope="module")
def book(contexts: dict[str, Context], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small book of hostile texts: pages of a run, of templates, of runs and of a failure."""
    context = contexts["en"]
    out = tmp_path_factory.mktemp("out")
    source = out / "source"
    source.mkdir()
    action = Job("action", "A01", "en", {"action": "A01"})
    charted = next(indicator.id for action, indicator in context.plan.indicators() if action.id == "A01")
    region = Job("region", "XX-AA", "en", {"region": "XX-AA"})
    jobs = [action, region]
    titles = {job.page: page_title(context, job) for job in jobs}
    cells = [
        nbformat.v4.new_code_cell("x", outputs=[_shown(block)])
        for block in (
            *page_blocks(context, "action", "A01").values(),
            *(page_blocks(context, "indicator", charted)[name] for name in ("opening", "figures")),
            vouching.errata_table(context),
        )
    ]
    page = localised(
        nbformat.v4.new_notebook(cells=[*map(nbformat.v4.new_markdown_cell, ("# t", "## What was promised")), *cells]),
        context,
        titles["A01"],
    )
    nbformat.write(page, source / "A01.ipynb")
    problem = Problem("late", {"seconds": hostile(9001)})
    nbformat.write(failed_page(context, titles["XX-AA"], problem, None, ["a"]), source / "XX-AA.ipynb")
    inputs = BuildInputs("n", {}, "s" * 12, {}, {}, ())
    texts = {
        "index": f"# Front\n\n{html_block(page_blocks(context, 'overview')['opening'].html)}",
        "method": filled_templates(BOOK / "pages", context)["method"],
        "runs": runs_page(context, [Run(job, inputs, context) for job in jobs], titles, [region]),
        **{name: f"# {name}\n" for name in ("evaluation", "promises", *(page.name for page in read_chapter().page))},
    }
    for name, text in texts.items():
        (source / f"{name}.md").write_text(text.replace("(evaluation.ipynb)", "(evaluation.md)"), "utf-8")
    toc = [(hostile(9002), ["A01", "XX-AA", *sorted(texts.keys() - {"index"})])]
    head = context.plan.head
    pdf = PdfTexts(*[""] * 4, (), *[""] * 3, (), brief=("runs.html", hostile(9004)), book=("runs.html", "x"))
    plan = context.plan.model_copy(update={"head": head.model_copy(update={"site": SITE})})
    volume = Volume(
        toc,
        source,
        title=head.short_title.en,
        notice=hostile(9003),
        pdfs=pdf,
        reference=reference(replace(context, plan=plan)),
    )
    return build_book({"en": volume}, "en", BOOK / "_config.yml", out)


def _shown(block: blocks.Block) -> nbformat.NotebookNode:
    return nbformat.v4.new_output(
        "display_data", {"text/html": block.html, "text/plain": block.text, blocks.STRUCTURE: block.structure}
    )


def test_every_text_stands_on_the_printed_pages_as_it_was_written(book):
    """Title of book and page, notice, captions, files, texts of views, templates and failures; and nothing runs."""
    elements: Counter[str] = Counter()
    for path in sorted(book.glob("*.html")):
        page = Page(EMBEDDED.sub("", path.read_text("utf-8")))
        right, wrong = compared(page.text)
        assert wrong == []
        assert right > 3
        shown = [(name, value) for _, attributes in page.elements for name, value in attributes.items()]
        # The heads of a stacked table stand in its style as strings of CSS, which have an escape of their own.
        read = [re.sub(r"\\(.)", r"\1", value) if name == "style" else value for name, value in shown]
        assert [wrong for value in read for wrong in compared(one_line(value))[1]] == []
        assert page.unclosed == []
        elements.update(tag for tag, _ in page.elements)
        scripts = [attributes.get("src", "") for tag, attributes in page.elements if tag == "script"]
        assert all(src.startswith("_static/") or src in {FILE, f"../../{LIST}"} for src in scripts)
        links = [attributes.get("href", "") for tag, attributes in page.elements if tag == "a"]
        assert [link for link in links if link[:1] != "#" and re.search("javascript|secret", link)] == []
    assert elements.keys().isdisjoint({"img", "label", "iframe", "hr", "object"})
    method = Page((book / "method.html").read_text("utf-8")).text
    assert len(list(texts_in(method.partition("Where the rules come from")[2]))) >= 1
    assert one_line(hostile(9002)) in method
    assert one_line(hostile(9003)) in method
    assert one_line(hostile(9004)) in Page((book / "index.html").read_text("utf-8")).text
    assert one_line(hostile(9001)) in Page((book / "XX-AA.html").read_text("utf-8")).text


def test_a_page_with_an_address_says_where_it_is_and_how_it_is_cited(book):
    """Head and foot: picture, address, citation, and the code of the first chart, whose words are as written too."""
    page = (book / "A01.html").read_text("utf-8")
    folder = f"{SITE}/{SECOND}/en"
    heads = {known.get("property"): known.get("content") for tag, known in Page(page).elements if tag == "meta"}
    assert heads["og:url"] == f"{folder}/A01.html"
    assert heads["og:image"].startswith(f"{folder}/charts/c-")
    assert (book / heads["og:image"].removeprefix(f"{folder}/")).is_file()
    assert f'<link rel="canonical" href="{folder}/A01.html">' in page
    assert f"{folder}/A01.html" in Page(page).text
    (code,) = EMBEDDED.findall(page)
    shown = Page(unescape(code))
    assert [tag for tag, _ in shown.elements] == ["a", "img"]
    assert shown.values("src") == [heads["og:image"]]
    right, wrong = compared(one_line(shown.values("alt")[0]))
    assert right > 0
    assert wrong == []
    assert 'class="pm-cite"' not in (book / "runs.html").read_text("utf-8")


def test_nothing_outside_the_project_is_taken_in(book):
    """A file beside the project is in none of the files of the book."""
    assert [path.name for path in book.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()] == []


def test_a_heading_has_the_words_of_the_notebook_as_its_place(book):
    """The place of a section does not hang on the language: the other language of a page opens at the same one."""
    page = (book / "A01.html").read_text("utf-8")
    assert '<section id="what-was-promised">' in page
    assert 'href="#what-was-promised"' in page
    assert "<!-- place" not in page


def test_downloaded_charts_say_what_the_data_say(book):
    """Drawing and table of each chart: XML that reads back, words as they were written, no formula."""
    drawings, tables = sorted((book / "charts").glob("*.svg")), sorted((book / "charts").glob("*.csv"))
    assert len(drawings) == len(tables) > 0
    for path in drawings:
        root = ElementTree.parse(path).getroot()
        words = [compared(element.text or "") for element in root.iter() if not element.tag.endswith("title")]
        assert sum(right for right, _ in words) > 0
        assert [wrong for _, wrong in words if wrong] == []
    for text, wrong in (each for path in tables for each in of_csv(path)):
        assert (wrong, compared(text)[1]) == ("", [])


def test_the_front_of_the_site_shows_its_titles(tmp_path):
    """The page to choose a language is filled by `string.Template`: a `$` or a mark in a title stays."""
    titles = {"zh": hostile(9101), "en": hostile(9102)}
    page = write_chooser(tmp_path, BOOK / "_templates", titles, {"zh": hostile(9103)}).read_text("utf-8")
    assert compared(Page(page).text) == (7, [])


# ---------------------------------------------------------------- at every door

LEAST = {"pages": 1000, "brief": 20, "receipts": 200, "feeds": 40, "search": 20, "embeds": 8, "files": 1000}


@pytest.mark.parametrize("door", DOORS)
def test_a_text_leaves_by_every_door_as_it_was_written(contexts, tmp_path, door):
    """Pages, brief, receipts, feeds, search, the code that embeds a chart, CSV, workbook, JSON: every text, escaped
    once; no element that we have not, and no formula."""
    found, wrong = judged(door, contexts, tmp_path / "made")
    assert wrong == []
    assert found > LEAST[door]


def test_who_signed_who_corrected_and_why_are_words_too(contexts, tmp_path):
    """In the table of errata, on receipts, and in the feeds, whose lines are HTML in XML; each as it was written."""
    context = contexts["en"]
    shown = [Page(vouching.errata_table(context).html)]
    page, receipts = next(iter(all_receipts(context).items()))
    shown.append(Page(receipt_page(context, page, receipts)))
    for code in LANGUAGES:
        (tmp_path / SECOND / code).mkdir(parents=True)
    write_entries(tmp_path / SECOND, contexts)
    write_feeds(tmp_path, contexts)
    for file in sorted(tmp_path.glob("feeds/en/*.xml")):
        shown += [Page(each.text or "") for each in ElementTree.parse(file).getroot().iter(f"{ATOM}content")]
    read = "".join(page.text for page in shown)
    assert all(one_line(hostile(number)) in one_line(read) for number in (9401, 9403, 9404))
    assert [wrong for page in shown for wrong in compared(page.text)[1]] == []
    assert {tag for page in shown for tag, _ in page.elements}.isdisjoint({"script", "img", "iframe"})


# ---------------------------------------------------------------- PDF


def test_a_pdf_sets_texts_as_they_were_written(book, contexts, tmp_path):
    """A page, with who corrected what and why, the same as a sheet, the brief, and what a PDF says beside its pages;
    Typst runs nothing of it and sets no other quotes."""
    number = iter(range(9201, 9300))
    said = {field.name: hostile(next(number)) for field in fields(PdfTexts) if field.type == "str"}
    said |= {"notice": "notice", "to_page": "{page}", "front": (hostile(9250), "b"), "address": ""}
    said |= {"bundle": "sheets.zip", "left_out": "{sections}", "sheets": {"A01": "sheet.pdf"}}
    brief = tuple(block.structure for block in briefs(contexts["en"]))
    texts = PdfTexts(**said, briefs=brief, brief=("brief.pdf", "b"), book=("book.pdf", "b"))
    source = book.parent / "source"
    (tmp_path / "index.html").write_bytes((book / "index.html").read_bytes())
    parts = [(hostile(9251), ["A01", "XX-AA"])]
    assert write_pdfs(tmp_path, source, parts, texts, "en", BOOK / "_pdf", tmp_path / "keep") == []
    pdf = pypdf.PdfReader(tmp_path / "book.pdf")
    assert pdf.metadata.title == one_line(said["title"])
    files = [pdf, *(pypdf.PdfReader(tmp_path / name) for name in ("brief.pdf", "sheet.pdf"))]
    sheets = ["".join(sheet.extract_text().split()) for file in files for sheet in file.pages]
    assert all(BEGINS.search("".join(page.extract_text() for page in file.pages)) for file in files)
    assert SECRET not in "".join(sheets)
    found = wrong = 0
    for text in sheets:
        for place in BEGINS.finditer(text):
            wanted = "".join(hostile(int(place[1])).split())
            shown = text[place.start() :][: len(wanted)]
            found += shown == wanted
            # The foot of the sheet begins with the edition; what it cuts off goes on on the next sheet.
            foot = text.find("".join(said["edition"].split())[:12], place.start() + 1)
            left = (len(text) if foot < 0 else foot) - place.start()
            wrong += shown[:150] != wanted[:150] and left > 400
    assert wrong == 0
    assert found > 30
    assert {place for text in sheets for place in BEGINS.findall(text) if place[:2] == "94"} == {"9401", "9403"}


def test_words_in_a_formula_stay_words():
    """The one text that is written as Typst cannot end its own quotation marks."""
    assert formula(["mtext", {}, 'a" + eval("1") \\']) == r'op("a\" + eval(\"1\") \\")'


# ---------------------------------------------------------------- files


def test_a_card_that_is_written_reads_back(contexts, tmp_path):
    """TOML: title and words of an edition, with quotes, backslashes and line breaks."""
    card = contexts["en"].edition.card
    folder = tmp_path / card.id
    folder.mkdir()
    write_card(folder / "edition.toml", card.model_copy(update={"previous": ""}))
    faults: list = []
    assert read_card(folder, LANGUAGES, faults).about == Text(zh=card.about.zh, en=card.about.en)
    assert faults == []
