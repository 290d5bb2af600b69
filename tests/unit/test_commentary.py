"""A commentary on an action is read as it is written, or refused with its line; it is shown with who says it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from invented import FIRST, PROJECT, SECOND, copy_of_project, edition_of

from plan_metrics import paths, views
from plan_metrics.context import read_context
from plan_metrics.edition.read import check_edition
from plan_metrics.plan.read import read_plan
from plan_metrics.views.board import targets_ahead

CARD = """+++
author = { zh = "某局", en = "Some Office" }
date = "2029-01-02"
state = "signed"
basis = ["S001"]
+++
"""
WORDS = """
# zh
因为*道路*变宽。

# en
Because the *roads* are wider.
"""


def faults(base: Path, text: str, name: str = "A01.md") -> list[tuple[int | None, str | None, str]]:
    """Line, key and what was found, of the commentary of the second edition."""
    folder = edition_of(base) / "commentary"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    found = check_edition(edition_of(base), read_plan(paths.plan_folder(base)), None)
    told = [fault for fault in found if fault.file == f"commentary/{name}"]
    assert all(fault.expected and fault.fix for fault in told)
    return [(fault.row, fault.column, fault.found.format(**fault.values)) for fault in told]


def test_a_commentary_is_shown_with_its_author_date_and_documents(tmp_path):
    """Its words in the reader's language, who signed it and when, and the document that it is based on."""
    base = copy_of_project(tmp_path)
    assert faults(base, CARD + WORDS) == []
    shown = views.commentary.commentary(read_context(SECOND, "en", base), "A01")
    assert "<p>Because the <em>roads</em> are wider.</p>" in shown.html
    assert "blockquote" not in shown.html
    assert "signed Some Office, 2 January 2029" in shown.text
    assert 'href="data.html#S001"' in shown.html
    assert "因为" in views.commentary.commentary(read_context(SECOND, "zh", base), "A01").text


def test_only_a_quotation_is_set_as_one_and_a_quoted_commentary_has_one(tmp_path):
    """What a document says stands off from the words around it; without such words nothing is called quoted."""
    base, quoted = copy_of_project(tmp_path), CARD.replace("signed", "quoted")
    assert faults(base, quoted + WORDS) == [(None, None, f"no quotation under “# {code}”") for code in ("zh", "en")]
    assert faults(base, quoted + WORDS.replace("因为", "> 因为").replace("Because", "It says:\n\n> Because")) == []
    shown = views.commentary.commentary(read_context(SECOND, "en", base), "A01")
    assert "<p>It says:</p>\n<blockquote><p>Because the <em>roads</em> are wider.</p></blockquote>" in shown.html
    assert "quoted Stated by: Some Office" in shown.text


def test_what_next_names_the_targets_ahead_or_that_none_is_known():
    """Official targets of the whole that are still ahead, as printed and with their document; else a sentence."""
    context = read_context(SECOND, "en", PROJECT)
    ahead = [each for each in targets_ahead(context) if each.region == context.plan.head.whole]
    assert ahead
    for target in ahead:
        assert f"“{target.printed}”. {target.source}" in views.commentary.commentary(context, target.action).text
    none = replace(context, plan=context.plan.model_copy(update={"targets": ()}))
    assert "What next: this edition has no official target" in views.commentary.commentary(none, "A01").text


def test_targets_of_areas_are_not_passed_over_where_the_whole_has_none():
    """They are counted and named with their area; what is missing is said of the whole alone."""
    context = read_context(SECOND, "en", PROJECT)
    own = [each for each in context.plan.targets if each.region == context.plan.head.whole]
    target = next(each for each in targets_ahead(context) if each in own)
    (area, *_) = context.plan.areas
    moved = target.model_copy(update={"region": area.region})
    shown = replace(context, plan=context.plan.model_copy(update={"targets": (moved,)}))
    text = views.commentary.commentary(shown, target.action).text
    assert re.search(r"this edition has no official \w+ target still ahead for this", text)
    assert re.search(r"Official targets of .+ ahead: 1 All official targets\n", text)
    assert f"({area.short['en']})" in text
    assert f"“{target.printed}”" in text


def test_an_action_without_one_says_so():
    """Nothing is put in the place of a commentary that nobody wrote."""
    shown = views.commentary.commentary(read_context(SECOND, "en", PROJECT), "A02")
    assert shown.text.startswith("No commentary on this action has been written.\nWhat next: ")


def test_the_one_of_an_earlier_edition_is_marked_as_older(tmp_path):
    """It stays until another takes its place, and says how many documents have come since."""
    base = copy_of_project(tmp_path)
    folder = paths.edition_folder(base, FIRST) / "commentary"
    folder.mkdir()
    (folder / "A01.md").write_text(CARD.replace("2029-01-02", "2020-01-02") + WORDS, "utf-8")
    shown = views.commentary.commentary(read_context(SECOND, "en", base), "A01").text
    said = re.search(r"Documents behind the figures of this page: (\d+); published after it: (\d+)", shown)
    of, later = map(int, said.groups())
    assert 0 < later <= of


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (WORDS, (1, None, "no card")),
        (CARD.replace('"2029-01-02"', '"2029-01-02') + WORDS, (3, None, "a line that cannot be read")),
        (CARD.replace("S001", "Q999") + WORDS, (None, "basis", "“Q999”")),
        (CARD.replace("2029-01-02", "2099-01-02") + WORDS, (None, "date", "“2099-01-02”")),
        (CARD + "\nnothing\n" + WORDS, (8, None, "words without a language")),
        (CARD + "\n# zh\n好。\n", (None, None, "no words")),
        (CARD + WORDS + "\n# fr\nOui.\n", (14, None, "the heading “# fr”")),
        (CARD + WORDS + "\n## Causes\n", (14, None, "Markdown for “heading”")),
        (CARD + WORDS + "\n<b>x</b>\n", (14, None, "Markdown for “html_inline”")),
        (CARD + WORDS + "\nSee [this](https://example.org).\n", (14, None, "Markdown for “link”")),
    ],
    ids=["card", "toml", "document", "date", "no heading", "a language", "another", "heading", "html", "link"],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, text, told):
    """A card, a language or a piece of Markdown that cannot be is a fault with its place."""
    assert told in faults(copy_of_project(tmp_path), text)


def test_a_file_for_no_action_is_a_fault(tmp_path):
    """A commentary that no page would show is not passed over."""
    assert faults(copy_of_project(tmp_path), CARD + WORDS, "A99.md") == [(None, None, "“A99.md”")]
