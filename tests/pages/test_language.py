"""Two languages, each whole: the catalogue, the forms of numbers and dates, and what a page shows."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from bilingual import LANGUAGES
from pages import page_blocks

from plan_metrics import paths
from plan_metrics.context import Context, read_context
from plan_metrics.languages import FORMS, plural_forms
from plan_metrics.plan.read import read_plan
from plan_metrics.report.own_pages import own_pages
from plan_metrics.report.pages import extract_headings, filled_templates, method_pages
from plan_metrics.report.toc import toc
from plan_metrics.views import language
from plan_metrics.views.blocks import Block
from plan_metrics.views.brief import briefs
from plan_metrics.views.words import COUNTED, say

ROOT = Path(__file__).parents[2]
PO = paths.LOCALE / "zh" / "LC_MESSAGES" / "plan_metrics.po"
HAN = re.compile(r"[\u3400-\u9fff]+")

# ---------------------------------------------------------------- the catalogue


@cache
def _catalogue() -> Catalog:
    with PO.open("rb") as stream:
        return read_po(stream, locale="zh")


@cache
def _translated() -> dict[str, str]:
    """Each text with its translation; of one with a form for one and a form for many, both with the one there is."""
    return {
        text: message.string[0] if isinstance(message.id, tuple) else message.string
        for message in _catalogue()
        if message.id
        for text in (message.id if isinstance(message.id, tuple) else (message.id,))
    }


@cache
def _extracted() -> dict[str, set[str]]:
    """The texts to translate, each with the files it comes from, found as `pybabel extract -F babel.cfg` does."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as stream:
        methods, options = parse_mapping_cfg(stream)
    # babel.cfg names our extractor by its address; the API takes the function itself.
    methods = [(pattern, extract_headings if "extract_headings" in method else method) for pattern, method in methods]
    found: dict[str, set[str]] = {}
    wanted = {"book", "notebooks", "src", "pages", "plan_metrics"}
    rooms = {path.name for path in paths.PACKAGE.rglob("*") if path.is_dir()}
    places = extract_from_dir(
        str(ROOT),
        methods,
        options,
        keywords={**DEFAULT_KEYWORDS, "method": (2,), "say_n": (2, 3), "counted_n": (2, 3)},
        directory_filter=lambda folder: Path(folder).name in wanted | rooms,
    )
    for file, _, message, _, _ in places:
        for text in message if isinstance(message, tuple) else (message,):
            found.setdefault(text, set()).add(file)
    return found


def test_texts_are_found_where_people_write_them():
    """The mapping of babel.cfg reaches the code, the hand-written pages and the headings of the notebooks."""
    folders = {Path(file).parts[0] for files in _extracted().values() for file in files}
    assert folders == {"src", "book", "notebooks"}
    assert len(_extracted()) > 300


def test_the_catalogue_holds_exactly_the_texts_there_are():
    """No text without a translation, and no translation of a text that is gone: run `make catalogue`."""
    known = set(_translated())
    assert sorted(set(_extracted()) - known) == [], "texts that the catalogue does not have"
    assert sorted(known - set(_extracted())) == [], "texts of the catalogue that nothing says any more"
    assert not _catalogue().obsolete


def test_every_text_is_translated():
    """None is empty, none is marked as a guess."""
    assert [text for text, said in _translated().items() if not said] == []
    assert [message.id for message in _catalogue() if message.id and message.fuzzy] == []


def test_a_translation_is_chinese():
    """Each holds a Chinese character, unless it is only marks and placeholders, or a sign or their order says it."""
    same = {"“{cell}” percent", "{value} in {period}"}
    without = [
        text
        for text, said in _translated().items()
        if text not in same
        and re.search(r"[A-Za-z]", re.sub(r"\{[^}]*\}|%\(\w+\)s", "", text))
        and not HAN.search(said)
    ]
    assert without == []


PLAN_WORDS = {  # the plan's own, as `views.words.called` fills them in
    *("area", "areas", "Area", "Areas", "by_area", "breakdown", "breakdowns", "Breakdown", "Breakdowns"),
    *("indicator", "indicators"),
    *("overall", "Overall", "goal", "goals", "Goal", "Goals", "promise", "promises", "Promise", "Promises"),
}


def placeholders(text: str) -> Counter[str]:
    """The names that a text fills in, in either form: {name} of the code, %(name)s of the pages."""
    named = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    return Counter(named + re.findall(r"%\((\w+)\)s", text))


@pytest.mark.parametrize("text", ["a {b} c {d}", "a %(b)s c %(d)s"])
def test_placeholders_are_found_in_both_forms(text):
    """Those of the code and those of the hand-written pages."""
    assert placeholders(text) == Counter(["b", "d"])


def test_a_translation_fills_in_the_same_values():
    """The same names, each as often: a value that is left out in one language is a sentence that says less.

    What areas are called is no value: a language says it once or twice, or for one and several alike.
    """
    for text, said in _translated().items():
        own, other = placeholders(text), placeholders(said)
        called = {name for name in (*own, *other) if name in PLAN_WORDS}
        assert own.keys() & PLAN_WORDS or not called, text
        assert {**own, **dict.fromkeys(called, 0)} == {**other, **dict.fromkeys(called, 0)}, text


@pytest.mark.parametrize("code", [code for code in FORMS if len(plural_forms(code)) > 2])
def test_a_language_of_several_plurals_puts_no_number_before_the_plans_own_words(code):
    """Two, five and eleven of a thing want forms that `[structure]` and levels do not give: the number stands apart."""
    text = (paths.LOCALE / code / "LC_MESSAGES" / "plan_metrics.po").read_text("utf-8")
    said = re.findall(r'^msgstr(?:\[\d\])? "(.+)"$', text, re.MULTILINE)
    assert len(said) > 1000
    assert [each for each in said if COUNTED.search(each)] == []


def test_no_text_of_a_page_has_a_bare_percent_sign():
    """The pages fill in with %: a percent sign of their own would end the run, or vanish."""
    pages = [text for text, files in _extracted().items() if any(file.endswith(".j2") for file in files)]
    for text in pages:
        for said in (text, _translated().get(text, "")):
            assert "%" not in re.sub(r"%\(\w+\)s|%%", "", said), said


def test_an_unknown_text_stays_as_it_is_and_no_text_stays_empty():
    """What the catalogue does not have is said in English."""
    for code in LANGUAGES:
        assert language.catalogue(code).gettext("no such text") == "no such text"


# ---------------------------------------------------------------- numbers, periods and dates

# what is said, of what, in Chinese, in English
FORMS = [
    (language.decimal, (0,), "0", "0"),
    (language.decimal, (-0.0,), "0", "0"),
    (language.decimal, (-0.004,), "0", "0"),
    (language.decimal, (0.005,), "0.01", "0.01"),
    (language.decimal, (2.675,), "2.68", "2.68"),
    (language.decimal, (1234.5,), "1234.5", "1,234.5"),
    (language.decimal, (4158266,), "4158266", "4,158,266"),
    (language.decimal, (-1234,), "-1234", "-1,234"),
    (language.decimal, (2.5, 0), "3", "3"),
    (language.decimal, (3, 1), "3.0", "3.0"),
    (language.exact, (0.0123456,), "0.0123456", "0.0123456"),
    (language.exact, (53057.0,), "53057", "53,057"),
    (language.compact, (9999,), "9999", "9,999"),
    (language.compact, (10_000,), "1万", "10,000"),
    (language.compact, (-53057,), "-5.31万", "-53,057"),
    (language.compact, (4158266,), "415.83万", "4.16 million"),
    (language.compact, (2.1e9,), "21亿", "2.1 billion"),
    (language.in_full, (9500,), "9500", "9,500"),
    (language.in_full, (30_000,), "3万", "30,000"),
    (language.in_full, (53057,), "53057", "53,057"),
    (language.in_full, (20_513_300,), "2051.33万", "20,513,300"),
    (language.in_full, (4158266,), "4158266", "4,158,266"),
    (language.in_full, (4_420_000,), "442万", "4.42 million"),
    (language.in_full, (1_230_450_000,), "12.3045亿", "1,230,450,000"),
    (language.percent, (0,), "0.0%", "0.0%"),
    (language.percent, (0.566,), "56.6%", "56.6%"),
    (language.percent, (-0.0125,), "-1.3%", "-1.3%"),
    (language.percent, (-0.0004,), "0.0%", "0.0%"),
    (language.percent, (0.565, 0), "57%", "57%"),
    (language.percent, (-0.004, 0), "0%", "0%"),
    (language.percent, (12.5, 0), "1250%", "1,250%"),
    (language.period, ("2024",), "2024年", "2024"),
    (language.period, ("2024-H1",), "2024年上半年", "the first half of 2024"),
    (language.period, ("2024-H2",), "2024年下半年", "the second half of 2024"),
    (language.period, ("2024-Q1",), "2024年第一季度", "2024 Q1"),
    (language.period, ("2024-Q4",), "2024年第四季度", "2024 Q4"),
    (language.period, ("2024-01",), "2024年1月", "January 2024"),
    (language.period, ("2024-12",), "2024年12月", "December 2024"),
    (language.date, ("2024",), "2024年", "2024"),
    (language.date, ("2024-09",), "2024年9月", "September 2024"),
    (language.date, ("2024-09-30",), "2024年9月30日", "30 September 2024"),
    (language.date, ("2017-06-09",), "2017年6月9日", "9 June 2017"),
]


@pytest.mark.parametrize(
    ("form", "given", "zh", "en"), FORMS, ids=[f"{form.__name__}{given}" for form, given, _, _ in FORMS]
)
def test_form(form, given, zh, en):
    """A number, a period or a date is said as the table has it, in both languages."""
    value, *more = given
    assert (form(value, "zh", *more), form(value, "en", *more)) == (zh, en)


@pytest.mark.parametrize(("text", "value", "said"), [("5%", 0.05, "+5%"), ("-5%", -0.05, "−5%"), ("0%", 0, "0%")])
def test_a_change_shows_its_sign(text, value, said):
    """A plus for more, the minus that is there for less, nothing for none."""
    assert language.signed(text, value) == said


# ---------------------------------------------------------------- what a page shows


class Shown(HTMLParser):
    """What a reader of a page is shown: texts and the attributes that are read out, a piece an element.

    A piece is its element, its text, and whether an element around it says that it is in Chinese.
    """

    SPOKEN = ("title", "aria-label", "alt")
    VOID = frozenset({"br", "img", "use", "path", "input", "hr", "meta"})

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.languages: list[tuple[str, str | None]] = [("", None)]
        self.pieces: list[tuple[str, str, bool]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        code = given.get("lang") or self.languages[-1][1]
        for name in self.SPOKEN:
            if given.get(name):
                self.pieces.append((f"{tag} {name}", given[name], code == "zh-CN"))
        if tag not in self.VOID:
            self.languages.append((tag, code))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if any(tag == name for name, _ in self.languages):
            while self.languages.pop()[0] != tag:
                pass

    def handle_data(self, data):
        tag, code = self.languages[-1]
        if data.strip() and tag != "style":
            self.pieces.append((tag, " ".join(data.split()), code == "zh-CN"))


def test_the_reader_of_pages_sees_what_people_see():
    """Texts, spoken attributes, and which of them stand in a Chinese element."""
    found = Shown(
        '<p title="a">b <span lang="zh-CN">c<br>d</span> e</p><svg aria-label="f"><text>g</text></svg>'
    ).pieces
    assert [(text, foreign) for _, text, foreign in found] == [
        ("a", False), ("b", False), ("c", True), ("d", True), ("e", False), ("f", False), ("g", False),
    ]  # fmt: skip


@cache
def _context(code: str) -> Context:
    return read_context(read_plan(paths.plan_folder(ROOT)).head.default_edition, code, ROOT)


# A handful of pages of the default edition: the front page, actions with few and with many figures, a breakdown
# with figures and one with hardly any, a region with many figures and one with few, the pages about the whole.
HANDFUL: dict[str, tuple[str, ...]] = {
    "index": ("overview",),
    "coverage": ("coverage",),
    "changes": ("changes",),
    "evaluation": ("evaluation",),
    "targets": ("targets",),
    "map": ("area_map", "map"),
    **{action: ("action", action) for action in ("A03", "A05", "A07", "A09")},
    **{f"sector-{sector}": ("breakdown", sector) for sector in ("food", "toys")},
    **{region: ("region", region) for region in ("CN-ZJ", "CN-CQ", "CN-XZ")},
    **{f"compare-{kind}": ("compare", kind) for kind in ("regions", "sector")},
    "data": ("data",),
    "brief": ("brief",),
}


@cache
def _blocks(page: str, code: str) -> list[tuple[str, Block]]:
    if page == "brief":
        return list(zip(("brief", "short brief"), briefs(_context(code)), strict=True))
    return list(page_blocks(_context(code), *HANDFUL[page]).items())


def pieces(page: str, code: str) -> Iterator[tuple[str, str, str, bool]]:
    """Every piece of a page: the view it comes from, the element, the text, and whether it is marked as Chinese."""
    for view, block in _blocks(page, code):
        for where, text, foreign in Shown(block.html).pieces:
            yield view, where, text, foreign


@cache
def _known_fields() -> frozenset[str]:
    """Data that an English page shows as the sources have it: the wording and place of printed figures."""
    context = _context("en")
    words = {row.wording for row in context.plan.mapping}
    rejected = context.edition.rejected
    words |= {str(text) for column in ("region", "breakdown") for text in rejected[column]}
    return frozenset(run for text in words for run in HAN.findall(text))


def strings(part: object) -> Iterator[str]:
    """Every text within dumped cards: keys, codes, both languages."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, (dict, list, tuple)):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from strings(inner)


@cache
def _quoted_terms() -> frozenset[str]:
    """Chinese terms that an English text of the data gives in brackets or quotation marks beside the English."""
    context = _context("en")
    texts = {
        *strings(context.plan.model_dump()),
        *context.observations["note_en"],
        *context.edition.rejected["reason_en"],
    }
    quoted = re.compile(r"\([^)]*\)|“[^”]*”|\"[^\"]*\"|'[^']*'")
    english = (text for text in texts if re.search(r"[A-Za-z]{3} [A-Za-z]{2}", text))
    return frozenset(run for text in english for part in quoted.findall(text) for run in HAN.findall(part))


@pytest.mark.parametrize("page", HANDFUL)
def test_an_english_page_shows_no_chinese_that_is_not_marked_as_such(page):
    """Chinese characters stand in elements with lang="zh-CN", or are data that the sources word so."""
    allowed = _known_fields() | _quoted_terms()
    bad = [
        (view, where, text)
        for view, where, text, foreign in pieces(page, "en")
        if not foreign and not set(HAN.findall(text)) <= allowed
    ]
    assert bad == []


ENGLISH_RUN = re.compile(r"(?:[A-Za-z][a-z'’-]*[ ,;:]+){3,}[A-Za-z][a-z'’-]*")


@cache
def _english_data() -> frozenset[str]:
    """English words that stand in Chinese titles of documents and in Chinese names."""
    sources = [*_context("zh").plan.sources.values(), *_context("zh").edition.sources.values()]
    return frozenset(text for source in sources for text in (source.title["zh"], source.publisher["zh"]))


def english_runs(text: str) -> list[str]:
    """Four English words or more in a row that are not part of a document's title."""
    return [run[0] for run in ENGLISH_RUN.finditer(text) if not any(run[0] in title for title in _english_data())]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the last figure is old", 1),
        ("共3项：no figure found, none", 1),
        ("GB/T 2260 CN-ZJ A07", 0),
        ("China 2025年", 0),
    ],
)
def test_english_runs_are_found(text, found):
    """Four words or more; codes and names are none."""
    assert len(english_runs(text)) == found


@pytest.mark.parametrize("page", HANDFUL)
def test_a_chinese_page_shows_no_english_sentence(page):
    """No four English words in a row, but for the titles of documents."""
    bad = [(view, where, text) for view, where, text, _ in pieces(page, "zh") if english_runs(text)]
    assert bad == []


@pytest.mark.parametrize("page", HANDFUL)
def test_the_text_form_of_a_page_is_in_the_same_language(page):
    """What a terminal shows of a Chinese page has no English sentence either."""
    bad = [
        (view, line) for view, block in _blocks(page, "zh") for line in block.text.splitlines() if english_runs(line)
    ]
    assert bad == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_hand_written_pages_are_in_one_language(code):
    """Method, its chapter and glossary: no English sentence in Chinese, no Chinese character in English."""
    pages = filled_templates(ROOT / "book" / "pages", _context(code))
    chapter = method_pages(_context(code))
    assert pages
    assert chapter
    for name, page in {**pages, **chapter}.items():
        page = re.sub(r'<(dl|div)[^>]* lang="en">.*?</\1>', "", page, flags=re.DOTALL)  # what the code says of itself
        text = re.sub(r"`[^`]*`|\$[^$]*\$|<style.*?</style>|<[^>]*>", "", page, flags=re.DOTALL)
        lines = [line for line in text.splitlines() if (english_runs(line) if code == "zh" else HAN.search(line))]
        assert lines == [], name


def test_chinese_lines_are_not_broken_in_a_sentence():
    """A line that ends between two Chinese characters would be a space there on the page."""
    context = _context("zh")
    written = {**filled_templates(ROOT / "book" / "pages", context), **own_pages(ROOT / "book", context)}
    texts = {name: re.sub(r"<pre>.*?</pre>", "", page, flags=re.DOTALL) for name, page in written.items()}
    assert {*texts} >= {"method", "walk", "own-plan"}
    broken = re.compile(r"^(?!#).*[\u3001-\uff1b]\n[\u3001-\uff1b].*", re.MULTILINE)
    assert {name: found for name, text in texts.items() if (found := broken.findall(text))} == {}


def test_the_parts_of_the_book_are_named_in_one_language():
    """The captions of the table of contents, in Chinese and in English."""
    assert all(HAN.search(caption) for caption, _ in toc(_context("zh")))
    assert not any(HAN.search(caption) for caption, _ in toc(_context("en")))


def test_an_abbreviation_ends_its_sentence_with_one_stop():
    """A Russian date ends in a stop of its own, and the sentence around it adds none."""
    russian = replace(_context("en"), language="ru")
    day = language.date("2023-12-31", "ru")
    assert day.endswith("г.")
    assert say(russian, "Figures published up to {as_of}.", as_of=day).endswith(f" {day}")
