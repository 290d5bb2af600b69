"""What the last step cannot print is refused by the first, with file, line, column or key, and the code point."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typst
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont
from hostile import letter_faults as faults_of
from hostile import places_told
from invented import change, copy_of_project, edition_of, said
from pylopdf_fonts_zh_cn import sans_path

from plan_metrics import paths
from plan_metrics.errors import Fault
from plan_metrics.languages import FORMS, fonts_of
from plan_metrics.reading.printable import COMMON, KINDS, LONGEST, advances, kind_of, refused, seen
from plan_metrics.views.faults import fault_text

ROOT = Path(__file__).parents[2]

# The table of the module, by examples: a letter, and why it is refused if it is.
TABLE = {
    "control": "\x00\x07\x0b\x0c\x1b\x7f\x85\x9f",
    "separator": "\u2028\u2029",
    "direction": "\u061c\u200e\u200f\u202a\u202e\u2066\u2069",
    "unseen": "\xad\u200b\u200c\u200d\u2060\ufeff\ufe00\ufe0f\U000e0100\U000e0041\u034f\u115f\u180b\u2800\u3164\uffa0",
    "unassigned": "\ue000\U000f0000\uffff\ufdd0\U0003fffe\u0378\ud800",
    "no_glyph": "🧮\u0e01\u0905\u1200\uac00",  # nor a font that any plan of the tests brings
    None: "\t\n aZ0~ \xa0\u3000浙㐂①²½é×—…“”‘’《》％αЖ㎡",
}


@pytest.mark.parametrize("kind", TABLE, ids=str)
def test_each_kind_of_letter_is_printed_or_refused_as_the_table_says(kind):
    """Every example is of its kind, and every kind has a message."""
    assert {letter: kind_of(letter) for letter in TABLE[kind]} == dict.fromkeys(TABLE[kind], kind)
    assert set(TABLE) - {None} == set(KINDS)


def test_the_letters_that_are_taken_for_granted_are_in_the_font():
    """The short way past the font lets through nothing that the font lacks."""
    taken = [chr(code) for code in range(0x110000) if COMMON.fullmatch(chr(code))]
    assert len(taken) > 21_000
    assert [letter for letter in taken if kind_of(letter)] == []


def test_typst_sets_every_letter_that_is_not_refused(tmp_path):
    """All letters of the font that are allowed make a PDF/UA without a warning; one that is refused makes none."""
    letters = [chr(code) for code in sorted(advances()) if not kind_of(chr(code))]
    assert len(letters) > 30_000

    def made(text: str) -> list[str]:
        (tmp_path / "text.json").write_text(json.dumps(text), "utf-8")
        head = '#set document(title: "t")\n#set text(font: "Noto Sans SC")\n'
        (tmp_path / "text.typ").write_text(head + '#for l in json("text.json").split("\\n") [#par(l)]', "utf-8")
        compiler = typst.Compiler(
            tmp_path / "text.typ", root=tmp_path, font_paths=[Path(sans_path()).parent], ignore_system_fonts=True
        )
        return compiler.compile_with_warnings(pdf_standards=["ua-1"], timestamp=0)[1]

    assert made("\n".join("".join(letters[start : start + 90]) for start in range(0, len(letters), 90))) == []
    with pytest.raises(typst.TypstError):
        made("\N{GRINNING FACE}")


@pytest.mark.parametrize(
    ("letter", "words"),
    [
        ("🧮", "🧮 (U+1F9EE ABACUS), first at place 3: the font of the report does not have it"),
        ("\ufe0f", "U+FE0F VARIATION SELECTOR-16, first at place 3: it cannot be seen"),
        ("\u2028", "U+2028 LINE SEPARATOR, first at place 3: a line break that not all programs know"),
        ("\x1b", "U+001B, first at place 3: a control character"),
        ("\x07", "U+0007, first at place 3: a control character"),
    ],
)
def test_a_letter_that_cannot_be_printed_is_told_with_its_place(invented_base, letter, words):
    """In a note, a title of a card, and the card of the edition: file, line, column or key, code point and name."""
    note, table = f"ab{letter}c", edition_of(invented_base) / "observations.csv"
    change(table, 3, note_en=note)
    (fault,) = faults_of(invented_base)
    assert (fault.file, fault.row, fault.column, said(fault)[0]) == ("observations.csv", 3, "note_en", words)
    change(table, 3, note_en="")
    card = edition_of(invented_base) / "edition.toml"
    text = card.read_text("utf-8")
    card.write_text(
        re.sub(r'en = "Edition of[^"]*"', lambda _: f"en = {json.dumps(note, ensure_ascii=False)}", text), "utf-8"
    )
    (fault,) = faults_of(invented_base)
    assert (fault.file, fault.row, fault.column, said(fault)[0]) == ("edition.toml", 2, "title.en", words)


@pytest.mark.parametrize("letter", ["\u200b", "\u202e", "\x07"])
def test_no_text_is_forgotten(tmp_path, letter):
    """With a letter that is not seen, turns others or rings a bell in every text of a plan and an edition, each is
    named with its line."""
    places, told = places_told(copy_of_project(tmp_path), letter)
    assert told == places
    assert len(places) > 120


def test_the_line_of_a_text_is_found_whatever_else_the_card_holds(invented_base):
    """The same letter in a comment and in another text before it, as an escape or as itself, misleads no one: the line
    is that of the key.
    """
    card = paths.plan_folder(invented_base) / "actions" / "A02.toml"
    lines = card.read_text("utf-8").replace("Fewer thefts", "a\\u200B").splitlines()
    lines[0] += " # \\\\u200b \\u200b, a comment with \u200b"
    lines[2] = 'aim = { zh = "x", en = """two\nlines \\U0000200b\u200b""" }'
    card.write_text("\n".join(lines), "utf-8")
    assert [(fault.row, fault.column) for fault in faults_of(invented_base)] == [
        (3, "aim.en"),
        (8, "commitments.1.title.en"),
    ]


def test_a_control_character_that_is_no_toml_is_named_with_its_line(invented_base):
    """A card that a library would call unreadable is told by the character that makes it so."""
    card = paths.plan_folder(invented_base) / "actions" / "A02.toml"
    card.write_text(card.read_text("utf-8").replace("Fewer thefts", "Fewer\x1b thefts"), "utf-8")
    (fault,) = faults_of(invented_base)
    assert (fault.file, fault.row) == ("A02.toml", 7)
    assert said(fault)[0].startswith("U+001B, first at place")


def test_a_text_that_a_workbook_would_drop_is_refused(invented_base):
    """One letter more than a cell holds is a fault; as many as it holds are none."""
    table = edition_of(invented_base) / "observations.csv"
    change(table, 3, note_en="x" * LONGEST)
    assert faults_of(invented_base) == []
    change(table, 3, note_en="x" * (LONGEST + 1))
    (fault,) = faults_of(invented_base)
    assert said(fault)[0] == "a text of 32,768 characters"


def test_a_column_is_blamed_once(invented_base):
    """A code that is unknown because of a letter in it is one fault, not two."""
    change(edition_of(invented_base) / "rejected.csv", 2, source="S005\ue000")
    assert faults_of(invented_base) == []


def test_a_message_obeys_nothing_that_it_quotes():
    """What a terminal would run, or hide, is shown by its code point in every message; all else as it is."""
    values = {"value": "\x1b[2J\u202e"}
    where = {"file": "f\x1b]0;x\x07.csv", "row": 1, "column": "c"}
    fault = Fault(rule="r", **where, found="{value}", expected="浙", fix="š", values=values)
    text = fault_text(fault, "en")
    assert "f<U+001B>]0;x<U+0007>.csv" in text
    assert "<U+001B>[2J<U+202E>" in text
    assert "浙" in text
    assert "š" in text
    assert seen("a\nb\tc") == "a\nb\tc"


@pytest.mark.parametrize("code", FORMS)
def test_a_language_has_the_fonts_that_its_letters_need(code):
    """Months, and what a new edition says of itself, stand in every project that is begun in it."""
    forms = FORMS[code]
    known = {*advances()}
    for file in fonts_of(code):
        with TTFont(file, lazy=True) as font:
            known |= {*font.getBestCmap()}
    said = "".join([*forms.months, forms.name, forms.edition, forms.first_edition, forms.next_edition])
    assert [letter for letter in said if ord(letter) not in known] == []


def test_our_own_texts_can_be_printed():
    """Catalogue, settings and written pages hold no letter that would be refused in a plan."""
    with (ROOT / "src/plan_metrics/locale/zh/LC_MESSAGES/plan_metrics.po").open("rb") as file:
        texts = [text for message in read_po(file, locale="zh") for text in (message.id, message.string)]
    texts += [text for pair in texts if isinstance(pair, tuple) for text in pair]
    texts += [path.read_text("utf-8") for path in (ROOT / "book").rglob("*.md.j2")]
    texts.append((ROOT / "book/_config.yml").read_text("utf-8"))
    assert {text: refused(text) for text in texts if isinstance(text, str) and refused(text)} == {}
