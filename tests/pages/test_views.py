"""What pages are made of: nothing a text holds is run, invented figures are marked, tables can be read by ear."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from bilingual import LANGUAGES
from invented import SECOND, change, copy_of_project, line_of, rows_of, write_rows
from pages import (
    EVIL,
    PAGES,
    Page,
    all_pages,
    on_a_handful,
    page_blocks,
    page_of,
    real,
    sample,
)

from plan_metrics import paths
from plan_metrics.context import Context, read_context
from plan_metrics.report.book_check import BUDGET
from plan_metrics.report.engine.slices import KINDS
from plan_metrics.views import blocks, links, warm
from plan_metrics.views.blocks import STRUCTURE, Block, Column
from plan_metrics.views.minify import minify_html
from plan_metrics.views.nodes import el

# ---------------------------------------------------------------- nothing that a text holds is run

IN_TOML = EVIL.replace('"', '\\"')
IN_XML = re.compile(r"&(?!(?:amp|lt|gt|quot|#\d+|#x[0-9a-f]+);)")


@pytest.fixture(scope="module")
def evil_base(tmp_path_factory) -> Path:
    """The invented plan, with markup and quotation marks in every kind of text that people write."""
    base = copy_of_project(tmp_path_factory.mktemp("evil"))
    plan = paths.plan_folder(base)
    for file in [plan / "plan.toml", *sorted((plan / "actions").glob("*.toml"))]:
        text = file.read_text("utf-8")
        spoilt = re.sub(r'(zh|en) = "([^"]*)"', lambda found: f'{found[1]} = "{found[2]} {IN_TOML}"', text)
        file.write_text(spoilt, "utf-8")
    for name, columns in (
        ("dimensions/sector.csv", ("title_zh", "title_en")),
        ("regions.csv", ("title_zh", "title_en", "short_zh", "short_en")),
        ("units.csv", ("title_zh", "title_en")),
        ("sources.csv", ("title_zh", "title_en", "publisher_zh", "publisher_en")),
        ("wordings.csv", ("wording", "reason_zh", "reason_en")),
    ):
        spoil(plan / name, columns)
    for edition in ("2030-01", SECOND):
        folder = paths.edition_folder(base, edition)
        spoil(folder / "sources.csv", ("title_zh", "title_en", "publisher_zh", "publisher_en"))
        spoil(folder / "rejected.csv", ("reason_zh", "reason_en"))
        file = folder / "observations.csv"
        change(
            file,
            line_of(file, indicator="bicycle_stands", region="XX", sector="TOTAL", period="2028"),
            note_zh=EVIL,
            note_en=EVIL,
        )
    return base


def spoil(file: Path, columns: tuple[str, ...]) -> None:
    """Markup at the end of every cell of some columns."""
    rows = rows_of(file)
    write_rows(file, [{**row, **{name: f"{row[name]} {EVIL}" for name in columns}} for row in rows])


@pytest.mark.parametrize("language", LANGUAGES)
def test_markup_in_a_text_is_shown_and_not_run(evil_base, language):
    """No element, attribute or open tag comes of a title, note, unit, reason or source; the text itself is there."""
    context = read_context(SECOND, language, evil_base)
    for page, subject in all_pages(context):
        for name, block in page_blocks(context, page, subject).items():
            found, where = Page(block.html), f"{page} {subject} {name}"
            assert "script" not in {tag for tag, _ in found.elements}, where
            assert not any(key.startswith("on") for _, attributes in found.elements for key in attributes), where
            assert (found.unclosed, found.open) == ([], []), where
            assert not IN_XML.search(block.html), where
            assert "&amp;lt;" not in block.html, f"{where}: escaped twice"
    shown = page_blocks(context, "indicator", "bicycle_stands")
    whole = Page("".join(block.html for block in shown.values()))
    title = context.plan.indicator("bicycle_stands").title[language]
    assert title in page_blocks(context, "action", "A01")["figures"].text
    title = context.plan.indicator("bicycle_stands").title[language]
    assert title.endswith(EVIL)
    assert title in whole.text
    assert any(label.startswith(title) for label in whole.values("aria-label"))
    assert any(EVIL in hint for hint in whole.values("title")), "the citation of a source"


@pytest.mark.parametrize("cell", ["<b>x</b>", 'a "b" c', "a & b", "<br>"])
def test_a_cell_of_a_table_is_text(cell):
    """In heading, caption, first cell and other cells alike; the text form shows the same words."""
    block = blocks.table("t-x", cell, [Column(cell), Column(cell, numeric=True)], [[cell, cell]], stacked=True)
    found = Page(block.html)
    assert found.text.count(cell) == 5
    assert found.values("style") == ['--c2:"' + cell.replace('"', '\\"') + '"']
    assert block.text == "\n".join([cell, f"{cell} | {cell}", f"{cell} | {cell}"])


def test_a_link_is_escaped_in_all_three_places():
    """Address, words and hint."""
    found = Page(str(blocks.link('a.html"onclick="x', "<i>", '"><script>')))
    assert found.elements == [("a", {"href": 'a.html"onclick="x', "title": '"><script>'})]
    assert found.text == "<i>"


@on_a_handful
def test_no_page_shows_a_word_of_the_program(page, subject, language):
    """What is not there is said in the reader's words: `None` and `nan` are no one's."""
    found = page_of(page, subject, language)[0].values()
    shown = [text for block in found for text in re.findall(r">([^<>]*)<", block.html)]
    said = [cell for block in found for line in block.text.splitlines() for cell in line.split(" | ")]
    assert shown
    assert {text.strip() for text in (*shown, *said)}.isdisjoint(("None", "nan", "NaN", "True", "False"))


ACTIONS = [f"A{number:02}" for number in range(1, 11)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", ACTIONS)
def test_the_page_of_an_action_is_light(action, language):
    """Its blocks as they are printed, with 50 KB for code, frame, style and scripts: more than those of today."""
    weight = sum(
        len(minify_html(block.html).encode()) for block in page_blocks(real(language), "action", action).values()
    )
    assert weight < BUDGET - 50_000


# ---------------------------------------------------------------- invented figures are marked

EXAMPLES = {"overview": "", "action": "A07", "breakdown": "food", "region": "CN-ZJ", "compare": "regions"}
EXAMPLES |= {"changes": "", "data": "", "evaluation": "", "indicator": "inspection_reports"}
MARK = {"zh": "虚构", "en": "Invented data."}


def opening(context: Context, page: str) -> Block:
    """The opening of a page of each kind."""
    return PAGES[page].opening(context, *([EXAMPLES[page]] if EXAMPLES[page] else []))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", EXAMPLES)
def test_a_page_of_invented_figures_says_so_before_anything_else(page, language):
    """The first words of the first block, in a division of its own, and in the text form too."""
    block = opening(sample(language), page)
    first = Page(block.html)
    assert first.elements[0] == ("div", {"class": "pm-text pm-invented"})
    assert MARK[language] in first.text[:20]
    assert MARK[language] in block.text.splitlines()[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", EXAMPLES)
def test_a_page_of_real_figures_is_not_called_invented(page, language):
    """Neither the mark nor the word."""
    block = opening(real(language), page)
    assert "pm-invented" not in block.html
    assert MARK[language] not in block.text


# ---------------------------------------------------------------- tables


@on_a_handful
def test_tables_can_be_read_without_seeing_them(page, subject, language):
    """Each table has a caption that names it, headings with a scope for columns and rows, and a name for scrolling."""
    _, found = page_of(page, subject, language)
    tags = Counter(tag for tag, _ in found.elements)
    assert (
        tags["table"]
        == tags["caption"]
        == len([1 for tag, a in found.elements if tag == "div" and "aria-labelledby" in a])
    )
    assert {attributes.get("scope") for tag, attributes in found.elements if tag == "th"} <= {"col", "row"}
    assert set(found.values("aria-labelledby")) <= set(found.values("id"))
    assert (found.unclosed, found.open) == ([], [])


@on_a_handful
def test_ids_are_unique_on_a_page(page, subject, language):
    """Tables, charts and sections of one page share no id, and none holds a space."""
    ids = page_of(page, subject, language)[1].values("id")
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    assert not any(re.search(r"\s", name) for name in ids)


@on_a_handful
def test_links_within_the_book_lead_to_pages_that_there_are(page, subject, language):
    """Actions, breakdowns, provinces, indicators, the page of data; a link to an action leads to a line of it, if any.

    Where the link of a figure arrives is held in `test_no_overclaim`.
    """
    context = real(language)
    known = {f"{name}.html" for kind in KINDS.values() for name in kind.pages(context.plan)}
    anchors = {f"{action.id}.html#{links.anchor(i.id)}" for action, i in context.plan.indicators()}
    for link in page_of(page, subject, language)[1].values("href"):
        # files: test_chart_files, test_export, test_book
        if link.startswith(("http://", "https://", "#", "charts/", "../data/")) or link.endswith((".pdf", ".zip")):
            continue
        assert link.partition("#")[0].partition("?")[0] in known, link
        if link[0] == "A" and "#" in link and "#o-" not in link:
            assert link in anchors, link


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_an_action_has_a_place_for_each_indicator(language):
    """Once each: the place to which addresses lead that were good before an indicator had a page of its own."""
    for action in real(language).plan.actions:
        ids = page_of("action", action.id, language)[1].values("id")
        wanted = [links.anchor(indicator.id) for indicator in action.indicators]
        assert sorted(name for name in ids if name.startswith("i-")) == sorted(wanted)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("page", "subject"), [("overview", ""), ("action", "A03"), ("region", "CN-ZJ"), ("data", "")])
def test_a_page_is_the_same_when_it_is_made_again(page, subject, language):
    """Same text, same HTML: what the check of the committed notebooks rests on."""
    again = page_blocks(real(language), page, subject)
    assert again == page_of(page, subject, language)[0]


def test_a_block_shows_the_same_in_a_notebook_and_in_a_terminal():
    """HTML and text together; adding two blocks adds both."""
    both = blocks.block(el("p", "a"), text="a") + blocks.block(el("p", "b"), text="b")
    assert both._repr_mimebundle_() == {"text/html": "<p>a</p><p>b</p>", "text/plain": "a\nb"}
    assert repr(both) == "a\nb"


def test_a_run_of_the_report_is_also_given_what_a_block_holds_as_data(monkeypatch):
    """Values, ids, links and headings of a table by name; in a notebook that a person runs they are left out."""
    cells = [blocks.link("A01.html#i", "one"), blocks.two_lines(blocks.datum(1234.5, "1,234.5"), "in 2024")]
    made = blocks.table("t", "Caption", [Column("Name"), Column("Value", numeric=True, ordered=False)], [cells])
    assert STRUCTURE not in made._repr_mimebundle_()
    monkeypatch.setenv(paths.SLICE, "slice.pickle")
    (table,) = json.loads(json.dumps(made._repr_mimebundle_()))[STRUCTURE]
    assert (table["kind"], table["id"], table["caption"]) == ("table", "t", ["Caption"])
    assert [(each["text"], each["numeric"], each["ordered"]) for each in table["columns"]] == [
        ("Name", False, True), ("Value", True, False),
    ]  # fmt: skip
    ((first, second),) = table["rows"]
    assert first == {"text": "one", "content": [["a", {"href": "A01.html#i"}, "one"]]}
    assert second["content"][0] == ["data", {"value": "1234.5"}, "1,234.5"]
    assert (second["text"], second["value"]) == ("1,234.5 / in 2024", "1234.5")
    assert second["content"][-1] == ["span", {"class": "pm-muted"}, "in 2024"]


def test_a_node_is_no_part_of_a_text_by_accident():
    """A sentence made with `format` or an f-string would show markup as words: it is refused."""
    with pytest.raises(TypeError, match="is no text"):
        f"see {blocks.link('a.html', 'a')}"


def test_what_is_done_before_the_fork_can_be_done():
    """Every chart and template that is tried out in advance still takes what it is given there."""
    warm.warm()
