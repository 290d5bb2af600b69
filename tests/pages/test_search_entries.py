"""What the search finds: every thing by its names in every language, at its place, in the same order each time."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from bilingual import LANGUAGES
from pages import ROOT, second

from plan_metrics.manual.read import read_chapter
from plan_metrics.report import book_search
from plan_metrics.report.pages import filled_templates
from plan_metrics.rows import scoreboard_rows
from plan_metrics.views.headline import headline
from plan_metrics.views.search_entries import KIND, Entry, entries

in_each_language = pytest.mark.parametrize("language", LANGUAGES)


def of_kind(language: str, *kinds: str) -> list[Entry]:
    """The entries of these kinds for the invented plan."""
    return [entry for entry in entries(second(language)) if entry.kind in kinds]


def indicators(language: str) -> list[Entry]:
    """Those of the indicators, in the order of the plan."""
    order = [each.id for _, each in second(language).plan.indicators()]
    return sorted(of_kind(language, "indicator", "older"), key=lambda entry: order.index(entry.words.split()[-1]))


@in_each_language
def test_every_thing_of_a_plan_is_found_by_its_id_and_by_its_title_in_every_language(language):
    """Actions, commitments, indicators, provinces, breakdowns; in the order of the plan."""
    plan = second(language).plan
    things = {
        "action": [(each.id, each.title) for each in plan.actions],
        "commitment": [(each.id, each.title) for action in plan.actions for each in action.commitments],
        "indicator": [(each.id, each.title) for _, each in plan.indicators()],
        "area": [(each.region, each.title) for each in plan.areas],
        "breakdown": [(each.code, each.title) for each in plan.paged_breakdowns],
    }
    for kind, known in things.items():
        found = indicators(language) if kind == "indicator" else of_kind(language, kind)
        assert len(found) == len(known) > 0
        for entry, (name, title) in zip(found, known, strict=True):
            assert title[language] in entry.title
            assert all(part in f"{entry.title} {entry.words}" for part in (name, *title.values()))


@in_each_language
def test_a_document_is_found_by_its_id_at_its_place(language):
    """Those of the plan and of the edition, each once, in the order of their ids; by its issuer in every language."""
    context = second(language)
    known = sorted({**context.plan.sources, **context.edition.sources})
    found = of_kind(language, "document")
    assert [(entry.words, entry.address) for entry in found] == [(name, f"data.html#{name}") for name in known]
    for entry in found:
        source = context.source(entry.words)
        assert entry.title == source.title[language]
        assert all(words in f"{entry.excerpt} {entry.about}" for words in source.publisher.values())


@in_each_language
def test_below_an_indicator_stands_its_headline(language):
    """The sentence that opens its page."""
    context = second(language)
    rows = {row["indicator"]: row for row in scoreboard_rows(context.scoreboard, headline=True)}
    cards = [card for _, card in context.plan.indicators()]
    said = [headline(context, card, rows[card.id]) for card in cards]
    assert [entry.excerpt for entry in indicators(language)] == said


def test_an_indicator_whose_last_figure_is_old_or_missing_counts_less():
    """Where two have the words that were asked for, the reader wants the one that tells of today."""
    context = second("en")
    board = context.scoreboard.copy()
    fresh = of_kind("en", "indicator")[0].words.split()[-1]
    for period in ("2001", None):
        board.loc[board["indicator"] == fresh, "shown_period"] = period
        found = {entry.words.split()[-1]: entry.kind for entry in entries(replace(context, scoreboard=board))}
        assert found[fresh] == "older"
    assert KIND["older"][0] == KIND["indicator"][0]
    assert KIND["older"][1] < KIND["indicator"][1]


def test_every_method_of_the_chapter_is_found():
    """Each card, on its page."""
    cards = [card for page in read_chapter().page for card in page.cards]
    assert len({entry.address for entry in of_kind("en", "method")}) == len(cards)


@pytest.fixture(scope="module")
def glossaries() -> dict[str, str]:
    """The page of terms in each language."""
    return {code: filled_templates(ROOT / "book" / "pages", second(code))["glossary"] for code in LANGUAGES}


@in_each_language
def test_every_row_of_the_glossary_is_a_term_with_its_words_in_every_language(glossaries, language):
    """The same places in each language, so that a link keeps its place; no mark of Markdown is left."""
    found = list(book_search.term_entries(glossaries, language))
    rows = [line for line in glossaries[language].splitlines() if line.startswith("| ")]
    assert len(found) == len(rows) - 1 > 20  # all but the head
    others = {code: list(book_search.term_entries(glossaries, code)) for code in LANGUAGES}
    for index, entry in enumerate(found):
        same = [terms[index] for terms in others.values()]
        assert {one.address for one in same} == {entry.address}
        assert all(one.title in f"{entry.title} {entry.words}" for one in same)
        assert not set("*`|") & set(entry.title + entry.words + entry.excerpt)
        assert entry.excerpt


def test_a_page_is_found_unless_it_is_that_of_a_thing(glossaries):
    """By its title in each language."""
    context = second("en")
    thing = entries(context)[0]
    pages = {code: {"data": f"Data {code}", thing.address.removesuffix(".html"): "x"} for code in LANGUAGES}
    kinds = read(book_search.script_of(context, pages, glossaries))
    assert kinds["Page"] == [["Data en", "data.html", "Data zh"]]
    assert next(row for rows in kinds.values() for row in rows if row[1] == thing.address)[0] == thing.title


def read(script: str) -> dict[str, list[list[str]]]:
    """The rows of a script by the name of their kind."""
    data = json.loads(script.removeprefix(book_search.BEGIN).removesuffix(book_search.END))
    shared = data["shared"]
    return {
        name: [[shared[cell] if isinstance(cell, int) else cell for cell in row] for row in rows]
        for name, _, rows in data["kinds"]
    }


def test_a_script_holds_what_was_written_whatever_it_is(tmp_path: Path):
    """Quotes, tags and line separators come back; what is empty in the middle stays in its place."""
    odd = Entry("page", "</script>\"'\\ \u2028<!--", "a.html#b", "", "", "x")
    script = book_search.script({"page": ("P", 1.0)}, [odd, replace(odd, about="", address="b.html")])
    assert read(script) == {"P": [[odd.title, "a.html#b", "", "", "x"], [odd.title, "b.html"]]}
    assert book_search.addresses(script) == ["a.html#b", "b.html"]
    both = book_search.script({"page": ("P", 1.0)}, [odd, replace(odd, address="b.html")])
    assert '"shared":["x"]' in both
    assert read(both)["P"] == [[odd.title, address, "", "", "x"] for address in ("a.html#b", "b.html")]


def test_kinds_come_in_one_order_with_a_weight():
    """Things before the papers on them."""
    kinds = [entry.kind for entry in entries(second("en"))]
    assert kinds == sorted(kinds, key=list(KIND).index)
    assert min(KIND, key=lambda kind: KIND[kind][1]) == "document"
