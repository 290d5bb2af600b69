"""No sentence of the report holds a typed number: a figure in a text comes from the data or from a constant."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).parents[2]
VIEWS = ROOT / "src" / "plan_metrics" / "views"
PO = ROOT / "src" / "plan_metrics" / "locale" / "zh" / "LC_MESSAGES" / "plan_metrics.po"
PLACE = re.compile(r"\{[^{}]*\}|%\([^)]*\)s")  # what is filled in
DIGIT = re.compile(r"\d")

# What may stand in a text although it holds a digit, and why.
ALLOWED = {
    r"(?<![\d.])(?:80|90|95|100)%": "levels of intervals and the whole of a share, not results",
    r"UN Progress Chart \d{4}|联合国\D{0,12}\d{4}": "the name of a published method",
    r"ISO 3166-2|SDMX-(?:CSV|JSON) \d\.\d|UTF-8|GB18030": "names of standards and of encodings",
    r"\b0 to 100\b|\bof 100\b|\b100 means\b|\b0 means\b": "the ends of the scale of scores",
    r"from 0 to 1: 0\.05 means": "how a ratio is written, as an example",
    r"\b\d{4}-S1\b|\b\d{4}-\d{2}(?:-\d{2})?\b": "how a period, a date or an edition is written, as an example",
    r"\b[Vv]ersion 3\b": "the version of the interface, which does not change",
    r"baseline \(0\)|target \(100\)": "the ends of the scale of scores",
    r"^\d\. ": "the steps of the worked example",
    r"“5\.67”|“over 53,000”|53,000 to below 54,000": "how a printed figure is read, as an example",
}

# Numbers in words, from three on: "one" and "two" are grammar more often than figures.
WORD = re.compile(
    r"\b(?:three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|"
    r"thirty|forty|fifty|hundred|thousand|dozen)\b",
    re.IGNORECASE,
)
COUNTED = re.compile("[三四五六七八九十百千]+(?=[项个种类省条家张年次])")  # the same in Chinese
ALLOWED_WORDS = {
    r"(?:three|five) are needed|five for one to rely on|fewer than five|needs three figures|within five years"
    r"|exact for ten figures": "the least that a method needs, which is part of the method",
    r"last five years|in five bands": "how a published method counts",
    r"three sentences|in five minutes|four pages at most": "what the report itself has",
    r"in five steps": "the steps of a prospect, each with its name",
    r"has five minutes": "what its design page names",
    r"sixteen digits|two to four digits|all seven as numbers|five in a hundred|ten thousands and hundred millions":
        "how figures and codes are written",
}  # fmt: skip

# What English says in a word, Chinese says in a digit.
SPELT = {
    "0": "zero|none",
    "1": "one",
    "2": "two",
    "3": "three",
    "5": "five",
    "16": "sixteen",
    "100": "hundred|add up to",
}


def typed(text: str) -> str:
    """A text that holds a number in digits or words, without what is filled in and what is allowed; else nothing."""
    text = PLACE.sub("", re.sub(r"<[^>]*>|`[^`]*`|\]\([^)]*\)|\$[^$]*\$", "", text))
    for pattern in (*ALLOWED, *ALLOWED_WORDS):
        text = re.sub(pattern, "", text)
    return text if DIGIT.search(text) or WORD.search(text) else ""


def marked(source: str) -> list[tuple[int, str]]:
    """Every text in `_()`, `N_()` or `say(context, "...")` of a module, with its line."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("_", "N_", "say", "say_n")
        ):
            found += [
                (node.lineno, each.value)
                for each in node.args
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            ]
    return found


@pytest.mark.parametrize("module", sorted(VIEWS.glob("*.py")), ids=lambda path: path.stem)
def test_no_sentence_of_a_view_holds_a_typed_number(module):
    """Every figure in a sentence is a placeholder."""
    assert [(line, text) for line, text in marked(module.read_text("utf-8")) if typed(text)] == []


@pytest.mark.parametrize("file", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_no_text_of_a_notebook_holds_a_typed_number(file):
    """Headings and texts between the cells."""
    cells = json.loads(file.read_text("utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    assert [text for text in texts if typed(text)] == []


@pytest.mark.parametrize("file", sorted((ROOT / "book" / "pages").glob("*.j2")), ids=lambda path: path.stem)
def test_no_paragraph_of_a_written_page_holds_a_typed_number(file):
    """The paragraphs that go through the catalogue; what the templates compute is filled in."""
    with file.open("rb") as stream:
        texts = [
            text for _, _, text, _ in babel_extract(stream, ["gettext"], [], {"encoding": "utf-8", "trimmed": "true"})
        ]
    said = [part for text in texts for part in (text if isinstance(text, tuple) else (text,)) if part]
    assert said
    assert [text for text in said if typed(text)] == []


def said_pairs(message: Message) -> list[tuple[str, str]]:
    """A text with its translation; one with a form for many gives two pairs."""
    if isinstance(message.id, str):
        return [(message.id, message.string)]
    return [(text, message.string[0]) for text in message.id]


def added(original: str, translation: str) -> list[str]:
    """The numbers of a translation whose original has no digit and no such number in words."""
    if DIGIT.search(PLACE.sub("", original)):
        return []
    found = re.findall(r"\d+", typed(translation))
    counted = [] if WORD.search(original) or "two" in original.lower() else COUNTED.findall(translation)
    return [number for number in found if not re.search(SPELT.get(number, "$^"), original)] + counted


def test_a_translation_holds_no_number_that_its_original_does_not():
    """What the English text leaves to the data, the Chinese one does too; it may write a word as a digit."""
    with PO.open("rb") as stream:
        pairs = [pair for m in read_po(stream, locale="zh") if m.id for pair in said_pairs(m)]
    assert [(text, found) for text, said in pairs if (found := added(text, said))] == []
    assert added("Three are needed", "需要4个") == ["4"]
    assert added("The actions by breakdown", "各行业的十项行动") == ["十"]


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Up by 12 certificates.", True), ("{n} of {all} provinces, 31 in all", True), ("比2017年增长一倍", True),
        ("All ten actions", True), ("one of them", False),
        ("Up from {before} to {after}.", False), ("95% interval {low95} to {high95}", False), ("UTF-8", False),
    ],
)  # fmt: skip
def test_a_typed_number_is_found(text, refused):
    """The rule above can fail; placeholders and the names on the list pass."""
    assert bool(typed(text)) == refused


def test_every_exception_is_needed():
    """An entry of the list that no text uses any more goes."""
    with PO.open("rb") as stream:
        texts = [text for m in read_po(stream, locale="zh") if m.id for pair in said_pairs(m) for text in pair]
    texts = [PLACE.sub("", text) for text in texts]
    needless = [each for each in (*ALLOWED, *ALLOWED_WORDS) if not any(re.search(each, text) for text in texts)]
    assert needless == []


def test_the_page_of_promises_says_what_the_trials_found():
    """The counts from which the book says what the trials found are those that programs wrote."""
    counts = json.loads((ROOT / "book" / "promises.json").read_text("utf-8"))
    written = "".join((ROOT / "benchmarks" / name).read_text("utf-8") for name in ("stress.md", "errors.md"))
    found = [number for part in counts.values() for key, number in part.items() if key != "broken"]
    numbers = [f"{number:.1%}" if isinstance(number, float) else f"{number:,}" for number in found]
    assert [number for number in numbers if not re.search(rf"(?<![\d,.]){re.escape(number)}(?![\d,])", written)] == []
