"""The book and the brief as PDF: what is in them, that they can be read by machine and ear, and when they are made."""

from __future__ import annotations

import io
import json
import re
import shutil
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import pikepdf
import pypdf
import pytest
from bilingual import LANGUAGES
from invented import PROJECT
from markupsafe import escape

from plan_metrics import views
from plan_metrics.analysis.states import OPEN
from plan_metrics.context import Context, read_context
from plan_metrics.errors import Fault
from plan_metrics.report.pdf import PdfTexts, spoken, typeset, write_pdfs
from plan_metrics.report.pdf.column_widths import WIDTH, columns, wide
from plan_metrics.report.pdf.document import document_parts
from plan_metrics.report.pdf.jump_links import lead
from plan_metrics.report.pdf.looks import looks
from plan_metrics.report.pdf.tree import for_pdf
from plan_metrics.report.pdf.written import article_of, read_html
from plan_metrics.views import blocks, words
from plan_metrics.views.brief import briefs
from plan_metrics.views.links import page_of

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "book"
FORM = BOOK / "_pdf"
ACTION, REGION = "A01", "CN-ZJ"
INDICATOR = views.indicator
HOSTILE = '#eval("1+1") $x$ @label <b>*bold*</b> \\ `code` ]]'
FORMULA = "<math display='block'><mi>y</mi><mo>=</mo><mfrac><mn>1</mn><msqrt><mi>n</mi></msqrt></mfrac></math>"


@cache
def context(edition: str, code: str, base: Path = ROOT) -> Context:
    """An edition in a language, read once."""
    if code != LANGUAGES[0]:
        return replace(context(edition, LANGUAGES[0], base), language=code)
    whole = read_context(edition, code, base)
    return replace(whole, found_changes=whole.changes)


def page(title: str, *parts: str) -> str:
    """A rendered page with these parts, and with what every page has that is not for the PDF."""
    return (
        f'<html><body><nav>menu</nav><article class="bd-article"><h1>{title}<a class="headerlink" href="#a">#</a></h1>'
        f'<details class="admonition hide above-input"><summary>Show code</summary><pre>secret</pre></details>'
        f"{''.join(parts)}</article></body></html>"
    )


def executed(*parts: str | blocks.Block) -> str:
    """An executed notebook: headings, and blocks as a run of the report shows them."""
    cells: list[dict[str, object]] = []
    for part in parts:
        if isinstance(part, str):
            cells.append({"cell_type": "markdown", "source": part})
        else:
            data = {"text/html": "not for paper", "text/plain": part.text, blocks.STRUCTURE: part.structure}
            cells.append({"cell_type": "code", "source": "secret", "outputs": [{"data": data}]})
    return json.dumps({"cells": cells})


def notebooks_of(known: Context) -> dict[str, str]:
    """The pages of a small book that views make: the front page, an action, its indicators, a province."""
    action, overview = views.action, views.overview
    opening, figures = action.opening(known, ACTION), action.figures(known, ACTION)
    made = {name: [make(known, name) for make in (INDICATOR.opening, INDICATOR.figures)] for name in OWN}
    return {
        "index": executed("# Front", overview.opening(known), overview.actions(known)),
        ACTION: executed("# Action", opening, action.commitments(known, ACTION), "## Figures", figures),
        **{
            page_of(name): executed(f"# {known.plan.indicator(name).title[known.language]}", *blocks_of)
            for name, blocks_of in made.items()
        },
        REGION: executed("# Province", "## Series", views.region.series(known, REGION)),
    }


def printed_pages() -> dict[str, str]:
    """The pages that people write: one with a formula and with what could do harm, one for a screen."""
    return {
        "method": page(
            "Method", FORMULA, f"<p>{escape(HOSTILE)}</p>", '<div class="pm-failed"><p>failed once</p></div>'
        ),
        "runs": page("Runs", "<p>only on a screen</p>"),
    }


CARD = tomllib.loads((ROOT / "data" / "plan" / "actions" / f"{ACTION}.toml").read_text("utf-8"))
OWN = [indicator["id"] for indicator in CARD["indicators"]][:3]
ANNEX = [page_of(name) for name in OWN]
PARTS = [("Actions", [ACTION]), ("Places", [REGION]), ("Behind", ["method", "runs"]), ("Annex", ANNEX)]


def texts(known: Context, notice: str = "") -> PdfTexts:
    """What the PDFs say beside the pages."""
    return PdfTexts(
        title=f"{known.plan.head.title[known.language]} 进展",
        short=known.plan.head.short_title[known.language],
        edition=known.edition.card.id,
        notice=notice,
        front=("first line", "second line"),
        contents="Contents",
        to_page="go to page {page}",
        brief_title="brief",
        briefs=tuple(block.structure for block in briefs(known)),
        brief=("brief.pdf", "Brief"),
        book=("book.pdf", "Book"),
    )


def of_a_word(known: Context) -> PdfTexts:
    """The same with the shortest brief, where the book alone is looked at."""
    return replace(texts(known), briefs=([["h1", {}, "B"]],))


def written(folder: Path, known: Context, notice: str = "") -> list[Fault]:
    """Make the PDFs of a small book in a folder."""
    for name, text in notebooks_of(known).items():
        (folder / f"{name}.ipynb").write_text(text, "utf-8")
    for name, text in printed_pages().items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return write_pdfs(folder, folder, PARTS, texts(known, notice), known.language, FORM, folder / "keep")


@pytest.fixture(scope="module")
def pdfs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The small book in both languages; the Chinese one of invented figures."""
    made = {}
    for code, edition in (("en", "2026-11"), ("zh", "sample")):
        made[code] = tmp_path_factory.mktemp(code)
        known = context(edition, code)
        notice = words.say(known, words.INVENTED) if known.edition.card.invented else ""
        assert written(made[code], known, notice) == []
    return made


def read(file: Path) -> list[str]:
    """The text of each page of a PDF; no space beside Chinese, where setting makes or takes it."""
    return texts_in(file.read_bytes())


@cache
def texts_in(pdf: bytes) -> list[str]:
    """The same of its bytes, once."""
    found = [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return [re.sub(r"(?<=[\u2e80-\uffef])\s+|\s+(?=[\u2e80-\uffef])", "", text) for text in found]


# ---------------------------------------------------------------- what is in the PDF


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_book_holds_its_pages_and_nothing_that_only_works_on_a_screen(pdfs, code):
    """Titles, sentences and figures are found as text, Chinese too; code, links to files and hidden words are not."""
    known = context({"en": "2026-11", "zh": "sample"}[code], code)
    text = " ".join(" ".join(read(pdfs[code] / "book.pdf")).split())
    for sentence in views.lead.lead_sentences(known, ACTION):
        assert "".join(sentence.split()) in "".join(text.split())
    assert "Method" in text
    for hidden in ("secret", "Show code", "menu", "CSV", "SVG", "only on a screen", "not for paper"):
        assert hidden not in text


def test_what_looks_like_markup_is_set_as_it_is(pdfs):
    """No text of a page is run: Typst's own marks, and tags, stand in the PDF as they were written."""
    text = "".join("".join(read(pdfs["en"] / "book.pdf")).split())
    assert "".join(HOSTILE.split()) in text


def test_a_page_that_failed_says_so_on_paper_too(pdfs):
    """The box of a page that could not be made is set with the page."""
    assert "failed once" in " ".join(read(pdfs["en"] / "book.pdf"))


def test_invented_figures_are_marked_on_every_page(pdfs):
    """Book and brief, the page of the title as well."""
    mark = words.say(context("sample", "zh"), words.INVENTED)
    for name in ("book.pdf", "brief.pdf"):
        for number, text in enumerate(read(pdfs["zh"] / name), 1):
            assert mark in text, f"{name}, page {number}"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_pdf_is_tagged_and_says_its_title_and_language(pdfs, code):
    """PDF/UA-1, structure with headings, tables and their heading cells, drawings with words, bookmarks; no date.

    That its figures are invented is in its metadata too.
    """
    with pikepdf.open(pdfs[code] / "book.pdf") as pdf:
        root = pdf.Root
        assert str(root.Lang).startswith(code)
        assert root.MarkInfo.Marked is True
        assert root.ViewerPreferences.DisplayDocTitle is True
        assert "进展" in str(pdf.docinfo.Title)
        mark = words.say(context("sample", "zh"), words.INVENTED) if code == "zh" else ""
        assert str(pdf.docinfo.get("/Subject", "")) == mark
        assert mark.encode() in root.Metadata.read_bytes()
        assert b"pdfuaid:part" in root.Metadata.read_bytes()
        assert not {"/CreationDate", "/ModDate"} & set(pdf.docinfo.keys())
        kinds = [str(element.S) for element in pdf.objects if is_element(element)]
        assert {"/Document", "/H1", "/H2", "/Table", "/TH", "/TD", "/Caption", "/Figure", "/Link", "/TOC"} <= set(kinds)
        figures = [element for element in pdf.objects if is_element(element) and element.S == "/Figure"]
        assert all(str(figure.Alt) for figure in figures)
        fonts = {str(font.BaseFont) for font in pdf.objects if is_font(font)}
        assert all(re.match(r"/[A-Z]{6}\+", name) for name in fonts)  # each a part of a font, none whole


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_structure_of_a_bound_book_holds_together(pdfs, code):
    """qpdf finds no fault; each mark on a sheet and each link leads to its element, and that back; each heading cell is
    found by its name, which is no other's; no sheet or element is left that the book does not show."""
    with pikepdf.open(pdfs[code] / "book.pdf") as pdf:
        assert pdf.check_pdf_syntax() == []
        root = pdf.Root.StructTreeRoot
        parents = pikepdf.NumberTree(root.ParentTree)
        for leaves, kind in ((root.ParentTree.Kids, "/Nums"), (root.IDTree.Kids, "/Names")):
            ends = [[leaf[kind][0], leaf[kind][-2]] for leaf in leaves]
            assert [list(leaf.Limits) for leaf in leaves] == ends
        marks, objects = set(), set()
        elements = {element.objgen: element for element in pdf.objects if is_element(element)}
        ahead, seen = [root.K[0]], set()
        while ahead:
            element = ahead.pop()
            seen.add(element.objgen)
            kids = element.get("/K", [])
            for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
                if isinstance(kid, int):
                    marks.add((element.Pg.objgen, kid, element.objgen))
                elif "/MCID" in kid:
                    marks.add((kid.get("/Pg", element.get("/Pg")).objgen, int(kid.MCID), element.objgen))
                elif "/Obj" in kid:
                    objects.add((kid.Obj.objgen, element.objgen))
                else:
                    assert kid.P.objgen == element.objgen
                    ahead.append(kid)
        sheets = [sheet.obj for sheet in pdf.pages]
        notes = [note for sheet in sheets for note in sheet.get("/Annots", ())]
        told = {
            (sheet.objgen, mark, element.objgen)
            for sheet in sheets
            for mark, element in enumerate(parents[int(sheet.StructParents)] if "/StructParents" in sheet else ())
        }
        assert told == marks
        assert {(note.objgen, parents[int(note.StructParent)].objgen) for note in notes} == objects
        assert seen == elements.keys()
        assert len(sheets) == sum(1 for thing in pdf.objects if is_kind(thing, "/Page"))
        names = {str(element.ID): element.objgen for element in elements.values() if "/ID" in element}
        assert {name: element.objgen for name, element in pikepdf.NameTree(root.IDTree).items()} == names
        heads = [each.Headers for element in elements.values() for each in element.get("/A", ()) if "/Headers" in each]
        assert heads
        assert {str(name) for each in heads for name in each} <= names.keys()


def is_element(thing: object) -> bool:
    """Whether an object of a PDF is part of its structure."""
    return is_kind(thing, "/StructElem")


def is_font(thing: object) -> bool:
    """Whether an object of a PDF is a font."""
    return is_kind(thing, "/Font")


def is_kind(thing: object, kind: str) -> bool:
    """Whether an object of a PDF says that it is of this kind."""
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == kind


def test_contents_bookmarks_and_links_lead_to_the_pages(pdfs):
    """The list of contents gives the page on which a chapter begins; so do bookmarks; links stay within the book."""
    reader = pypdf.PdfReader(pdfs["en"] / "book.pdf")
    marks = {mark.title: reader.get_destination_page_number(mark) + 1 for mark in flat(reader.outline)}
    contents = " ".join(reader.pages[1].extract_text().split())
    for title in ("Front", "Action", "Province", "Method"):
        assert title in reader.pages[marks[title] - 1].extract_text()
        assert re.search(rf"{title}[ .]+{marks[title]}\b", contents)


def test_a_link_leads_to_the_line_of_its_place_and_says_the_page(pdfs):
    """A link to an indicator of the book jumps to its heading, whose page a screen reader says, never an address."""
    reader = pypdf.PdfReader(pdfs["en"] / "book.pdf")
    numbers = {sheet.indirect_reference.idnum: index for index, sheet in enumerate(reader.pages, 1)}
    notes = [note.get_object() for sheet in reader.pages[2:] for note in sheet.get("/Annots", ())]
    assert len(notes) > 5
    assert not any("/A" in note for note in notes)
    heights = set()
    for note in notes:
        page, kind, _, top, _ = note["/Dest"]
        assert kind == "/XYZ"
        assert note["/Contents"] == f"go to page {numbers[page.idnum]}"
        heights.add((numbers[page.idnum], float(top)))
    title = context("2026-11", "en").plan.action(ACTION).indicators[0].title["en"][:20]
    lines: list[tuple[int, float]] = []

    def note_line(number: int, text: str, matrix: Sequence[float]) -> None:
        if text.strip().startswith(title):
            lines.append((number, matrix[5]))

    for number, sheet in enumerate(reader.pages, 1):
        sheet.extract_text(visitor_text=lambda text, matrix, *_, number=number: note_line(number, text, matrix))
    assert any(at == page and 0 < top - y < 40 for at, top in heights for page, y in lines)


def test_a_link_to_a_place_that_is_not_there_is_no_silent_dead_end():
    """The name of the place is in the error."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        link = pikepdf.Dictionary(A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("to:A01#i-gone")))
        pdf.pages[0].obj.Annots = pikepdf.Array([link])
        with pytest.raises(KeyError, match="A01#i-gone"):
            lead(pdf, {}, "page {page}")


def flat(outline: Sequence) -> Iterator:
    """Every bookmark, whatever its depth."""
    for mark in outline:
        yield from flat(mark) if isinstance(mark, list) else [mark]


def document(html: str, size: float = 9.0) -> dict[str, object]:
    """A brief that is nothing but this HTML."""
    said = PdfTexts("title", "short", "edition", "", (), "Contents", "", "brief", (), ("", ""), ("", ""))
    job = {"template": str(FORM), **spoken("en"), "texts": vars(said)}
    parts = document_parts([("", ["page"])], {"page": for_pdf(read_html(html))}, size)
    return {**typeset.heading(job, "brief", size), "parts": parts}


def set_alone(folder: Path, *forms: str, pages: int = 0) -> pypdf.PdfReader:
    """The first of such documents that has so many pages at most."""
    template, documents = (FORM / "document.typ").read_bytes(), [partial(document, html) for html in forms]
    raw = typeset.first_that_fits(folder, template, documents, pages)
    return pypdf.PdfReader(io.BytesIO(raw))


def test_a_long_table_has_its_heading_on_every_page(tmp_path):
    """The row of headings is set again where a table goes on."""
    rows = "".join(f"<tr><th>row {n}</th><td>{n}</td></tr>" for n in range(120))
    head = "<tr><th><a href='x.html'>first</a></th><th class='num'>second</th></tr>"
    table = f"<table><caption>long</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"
    sheets = set_alone(tmp_path, table).pages
    assert len(sheets) > 1
    assert all(re.search(r"first\s+second", sheet.extract_text()) for sheet in sheets)


# ---------------------------------------------------------------- the brief


BRIEFS = {
    "the newest edition": ("2026-11", ROOT),
    "the edition before": ("2026-02", ROOT),
    "the first edition": ("2023-03", ROOT),
    "invented figures": ("sample", ROOT),
    "an invented plan": ("2030-06", PROJECT),
}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(("edition", "base"), BRIEFS.values(), ids=BRIEFS)
def test_the_brief_has_four_pages_at_most(tmp_path, edition, base, code):
    """With the state of each action and what it rests on, the best supported finding, and what has no verdict."""
    known = context(edition, code, base)
    every, _ = briefs(known)
    said = {**vars(texts(known)), "briefs": [every.structure]}
    job = {"template": str(FORM), **spoken(code), "texts": said}
    forms = [partial(dict, each) for each in typeset.briefs(job)]
    made = typeset.first_that_fits(tmp_path, (FORM / "document.typ").read_bytes(), forms, 4)
    sheets = [sheet.extract_text().splitlines() for sheet in pypdf.PdfReader(io.BytesIO(made)).pages]
    assert 1 < len(sheets) <= 4
    around = set.intersection(*map(set, sheets)) | {sheet[-1] for sheet in sheets}  # heads and feet
    text = "".join("".join("".join(line for line in sheet if line not in around) for sheet in sheets).split())
    for action in known.plan.actions:
        for said in (rests_on(known, action.id), *beside_state(known, action.id)):
            assert "".join(said.split()) in text


def rests_on(known: Context, action: str) -> str:
    """What the state of an action rests on."""
    return views.lead.rests_on(known, known.state(action))


def beside_state(known: Context, action: str) -> list[str]:
    """What the brief says of an action beside its state: the best supported finding, commitments without a verdict."""
    best = views.lead.best_of(views.lead.findings(known, action))
    found = [best.indicator.title[known.language], views.verdicts.fact(known, best.indicator, best.row)] if best else []
    silent = [each.commitment for each in known.state(action).commitments if each.state == OPEN]
    return found + [views.lead.commitment_words(known, action, each) for each in silent]


def test_links_that_only_a_screen_can_follow_are_not_in_the_brief():
    """It leads to no page of the book by words that say nothing on paper, as the front page does."""
    known = context("2026-11", "en")
    every, short = (block.text for block in briefs(known))
    for words_of in ("What is published and what is not", "All changes, split by their causes"):
        assert words_of in (views.overview.opening(known) + views.overview.changed(known)).text
        assert words_of not in every + short


def test_a_brief_that_is_too_long_is_made_shorter(tmp_path):
    """The first form that fits is taken; where none does, the last."""
    long, short = "<p>long</p>" * 400, "<p>short</p>"
    assert set_alone(tmp_path, long, short, pages=4).pages[0].extract_text().count("short") == 2  # head and text
    assert len(set_alone(tmp_path, long, long, pages=4).pages) > 4


def test_the_short_brief_says_of_each_action_what_its_state_rests_on_alone():
    """It has no finding beside the state, and no commitments by name."""
    known = context("2026-11", "en")
    every, short = (block.text for block in briefs(known))
    others = beside_state(known, "A02")
    assert len(others) > 2
    assert all(said in every for said in (rests_on(known, "A02"), *others))
    assert rests_on(known, "A02") in short
    assert not any(said in short for said in others[1:])  # the title of an indicator stands elsewhere, too


# ---------------------------------------------------------------- from a page to the PDF


def test_only_what_belongs_on_paper_is_read():
    """Code, marks of headings, files and words for screen readers are left out; a formula has words."""
    article = page("T", FORMULA, '<p>a <span class="pm-take"><a href="c.csv">CSV<span>x</span></a></span>b</p>')
    heading, formula, text = for_pdf(read_html(article_of(article)))
    assert heading == ["h1", {}, "T"]
    assert formula == ["formula", {"set": "y \\= frac(1, sqrt(n))", "alt": "y = 1 / (√(n))"}]
    assert text == ["p", {}, "a b"]


def test_links_lead_to_what_is_on_paper():
    """Within the book to page or place, elsewhere to the address; else the words alone, and places no one wants go."""
    html = (
        '<h2 id="here">H</h2><p id="gone"><a href="b.html#there">1</a><a href="#here">2</a><a href="c.html">3</a>'
        '<a href="https://example.org">4</a><a href="data/x.csv">5</a><a href="b.html#there">6</a></p>'
    )
    pages = {"a": html, "b": '<section id="there"><h2>B</h2></section>'}
    pages = {name: for_pdf(read_html(text)) for name, text in pages.items()}
    (part,) = document_parts([("", ["a", "b"])], pages, 9.0)
    heading, paragraph = part["pages"][0]["body"]
    links = [node[1] for node in paragraph[2:]]
    assert links == [{"to": "b#there"}, {"to": "a#here"}, {}, {"url": "https://example.org"}, {}, {"to": "b#there"}]
    assert heading[1]["at"] == ["a#here"]
    assert "at" not in paragraph[1]
    assert part["pages"][1]["body"][0][1]["at"] == ["b#there"]


def test_no_column_is_narrower_than_its_longest_word():
    """Where the words have room, columns fill the width and numbers stay on one line."""
    words_of = ("Certification", "a sentence of many words that has to be broken " * 3, "12,345,678.9")
    row = [[{"head": False, "num": index == 2}, text] for index, text in enumerate(words_of)]
    widths, scale = columns({"head": [], "body": [row]}, 9.5, WIDTH)
    assert sum(widths) * 9.5 * scale == pytest.approx(WIDTH * 72 / 25.4)
    assert widths[0] > wide("Certification")
    assert widths[2] > wide("12,345,678.9")


def test_every_status_looks_as_on_the_pages():
    """Ground, ink, edge and mark of each status come from the style sheet of the pages; each mark is another."""
    known = looks((BOOK / "_static" / "plan-metrics.css").read_text("utf-8"))
    assert words.STATUS.keys() <= known["status"].keys()
    marks = [look["mark"] for look in known["status"].values()]
    assert all(marks)
    assert len(set(marks)) == len(marks)
    assert known["cell"].keys() == views.heatmap.MEANING.keys()
    assert len(known["tile"]) == views.heatmap.SHADES + 1


# ---------------------------------------------------------------- when it is made, and when it cannot be


def test_the_same_pages_give_the_same_bytes_and_are_not_set_again(tmp_path):
    """A second call takes what was kept; a call in an empty folder makes the same file."""
    one, other = tmp_path / "one", tmp_path / "other"
    known = context("2030-06", "en", PROJECT)
    made = []
    for folder in (one, other):
        folder.mkdir()
        (folder / "index.ipynb").write_text(executed("# Front", views.overview.actions(known)), "utf-8")
    for folder in (one, other, one):
        assert write_pdfs(folder, folder, [], of_a_word(known), "en", FORM, folder / "keep") == []
        made.append((folder / "book.pdf").read_bytes())
    kept = (one / "keep" / "book.pdf").stat().st_mtime_ns
    assert write_pdfs(one, one, [], of_a_word(known), "en", FORM, one / "keep") == []
    assert (one / "keep" / "book.pdf").stat().st_mtime_ns == kept
    assert made[0] == made[1] == made[2]
    assert str(tmp_path).encode() not in made[0]


def test_only_changed_pages_are_set_again_and_the_bytes_are_those_of_a_new_book(tmp_path):
    """A changed figure: its page. A page that gains a sheet moves all others, which are bound again and not set; the
    front, which numbers the sheets, is set only then. A link to a place that nothing led to before: the page of that
    place too. A page that is gone leaves nothing."""
    base, new = tmp_path / "base", tmp_path / "new"
    told = of_a_word(context("2030-06", "en", PROJECT))
    pages = {name: page(name, f'<p>{name}</p><p id="here">x</p><h2>Part</h2>') for name in ("index", "a", "b", "c")}

    def times() -> dict[Path, int]:
        kept = (*base.glob("keep/pages/*.piece"), *base.glob("keep/front.pdf"))
        return {file: file.stat().st_mtime_ns for file in kept}

    def made(names: str) -> set[str]:
        before = times()
        for folder in (base, new):
            shutil.rmtree(new, ignore_errors=True)
            folder.mkdir(exist_ok=True)
            for name, text in pages.items():
                (folder / f"{name}.html").write_text(text, "utf-8")
            assert write_pdfs(folder, folder, [("P", list(names))], told, "en", FORM, folder / "keep") == []
        assert (base / "book.pdf").read_bytes() == (new / "book.pdf").read_bytes()
        return {file.stem for file, time in times().items() if before.get(file) != time}

    assert made("abc") == {"front", "index", "a", "b", "c"}
    pages["b"] = pages["b"].replace("<p>b</p>", "<p>changed</p>" * 100)
    assert made("abc") == {"front", "b"}
    pages["c"] = pages["c"].replace("<p>c</p>", '<p><a href="a.html#here">c</a></p>')
    assert made("abc") == {"a", "c"}
    assert made("ab") == {"front", "a"}
    assert sorted(file.stem for file in base.glob("keep/pages/*.piece")) == ["a", "b", "index"]


def test_pages_set_in_many_processes_give_the_bytes_of_one(tmp_path, monkeypatch):
    """Where more lacks than one process sets, others set it: the book is the same, what cannot be set is told as ever,
    and their folders are gone."""
    names = ("index", "a", "b")
    for name in names:
        (tmp_path / f"{name}.html").write_text(page(name, f'<p>{name} <a href="a.html">a</a></p>'), "utf-8")
    keep = tmp_path / "keep"
    known = texts(context("2030-06", "en", PROJECT))
    assert write_pdfs(tmp_path, tmp_path, [("P", ["a", "b"])], known, "en", FORM, keep) == []
    one = (tmp_path / "book.pdf").read_bytes()
    shutil.rmtree(keep / "pages")
    (keep / "book.pdf").unlink()
    monkeypatch.setattr(typeset, "TOGETHER", 1)
    job = json.loads((keep / "job.json").read_bytes())
    typeset.main(job)
    assert (tmp_path / "book.pdf").read_bytes() == one
    assert {file.name for file in keep.iterdir() if file.is_dir()} == {"pages"}
    for name in names[1:]:
        (tmp_path / f"{name}.html").write_text(page(name, '<svg viewBox="0 0 1 1" aria-label="x"><g></svg>'), "utf-8")
    with pytest.raises(SystemExit, match=r"TypstError: .*SVG"):
        typeset.main(job)


def test_a_page_of_very_many_figures_leaves_its_folds_to_the_site_and_says_so(tmp_path):
    """Up to a number of rows everything is printed; beyond it the words of a handle stand in the place of what is
    behind it, and what is not folded stays."""
    table = "<table><tr><th>first</th></tr>{}</table>"
    folded = "<section><details><summary>All figures</summary>{}</details></section>"
    job = {"pages": str(tmp_path), "book": str(tmp_path), "texts": {"left_out": "not here: {sections}"}}
    for name, rows in (("short", typeset.MOST_ROWS - 2), ("long", typeset.MOST_ROWS)):
        inside = folded.format(table.format("<tr><td>1</td></tr>" * rows))
        (tmp_path / f"{name}.html").write_text(page("T", table.format(""), inside), "utf-8")
    short, long = (typeset.printed(job, name) for name in ("short", "long"))
    assert typeset.rows_of(short) == typeset.MOST_ROWS
    assert typeset.rows_of(long) == 1
    assert "not here: All figures" in json.dumps(long)
    assert "not here" not in json.dumps(short)


def test_a_page_that_cannot_be_set_is_told_in_three_parts_and_leaves_nothing(tmp_path):
    """A broken drawing: what Typst says, what was expected, what to do; no file, and nothing kept as finished."""
    (tmp_path / "index.html").write_text(page("Front", '<svg viewBox="0 0 1 1" aria-label="x"><g></svg>'), "utf-8")
    (fault,) = write_pdfs(
        tmp_path, tmp_path, [], texts(context("2030-06", "en", PROJECT)), "en", FORM, tmp_path / "keep"
    )
    assert "SVG" in fault.found.format(**fault.values)
    assert str(tmp_path) not in fault.found.format(**fault.values)
    assert fault.expected
    assert fault.fix
    assert not list(tmp_path.glob("*.pdf"))
