"""No page claims more than its figures bear: held for all pages of all editions, in both languages.

Charts are left out: what they are drawn of is in their tables, and their words stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from bilingual import LANGUAGES
from invented import FIRST, PROJECT, SECOND
from pages import NEWEST, ROOT, Page, all_pages, in_language, page_blocks
from test_view_sources import rows_with_cells

from plan_metrics.analysis.states import OPEN, STATES
from plan_metrics.context import Context, read_context
from plan_metrics.edition.models import SAMPLE
from plan_metrics.measure.periods import end_month, years_between
from plan_metrics.measure.verdicts import IMPROVING, JUDGED, STABLE, WORSENING
from plan_metrics.plan.printed import read_printed
from plan_metrics.receipts import all_receipts, page_with
from plan_metrics.receipts.conclusions import conclusion
from plan_metrics.report.accept import DESK
from plan_metrics.report.pages import filled_templates, method_pages
from plan_metrics.views import brief, lead, links, verdicts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Table, html_of
from plan_metrics.views.target_words import target_words

EDITIONS = {
    "2023-03": ROOT,
    "2026-02": ROOT,
    NEWEST: ROOT,
    SAMPLE: ROOT,
    FIRST: PROJECT,
    SECOND: PROJECT,
}
BOOKS = [(edition, language) for edition in EDITIONS for language in LANGUAGES]
every_book = pytest.mark.parametrize(("edition", "language"), BOOKS)


@dataclass(frozen=True)
class Shown:
    """A page of a book: its kind and subject, its file, its blocks by name."""

    page: str
    subject: str
    blocks: dict[str, Block]

    @property
    def file(self) -> str:
        """The file that links lead to."""
        name = (
            f"{self.page}-{self.subject}"
            if self.page in ("breakdown", "compare", "indicator")
            else self.subject or self.page
        )
        return f"{name}.html"

    @property
    def html(self) -> str:
        """All of it."""
        return "".join(block.html for block in self.blocks.values())

    @property
    def text(self) -> str:
        """What a terminal shows of it."""
        return "\n".join(block.text for block in self.blocks.values())


@cache
def context_of(edition: str, language: str) -> Context:
    """An edition; the Chinese one shares what was computed for the English one."""
    if language == "en":
        return read_context(edition, language, EDITIONS[edition])
    book(edition, "en")
    return in_language(context_of(edition, "en"), language)


@cache
def book(edition: str, language: str) -> tuple[Shown, ...]:
    """Every page of an edition and its brief."""
    context = context_of(edition, language)
    shown = [Shown(page, subject, page_blocks(context, page, subject)) for page, subject in all_pages(context)]
    return (*shown, Shown("brief", "", dict(zip(("brief", "short"), brief.briefs(context), strict=True))))


def page(edition: str, language: str, kind: str, subject: str = "") -> Shown:
    """One page of a book."""
    (found,) = [each for each in book(edition, language) if (each.page, each.subject) == (kind, subject)]
    return found


def text_rows(block: Block) -> list[list[str]]:
    """The rows of a block that is one table, cell by cell."""
    return [line.split(" | ") for line in block.text.splitlines() if " | " in line][1:]


def headline(context: Context) -> dict[str, dict]:
    """The national row of each indicator."""
    board = context.scoreboard
    return {row["indicator"]: row for row in board[board["headline"].astype(bool)].to_dict("records")}


def test_the_books_are_whole():
    """All actions, indicators, provinces, breakdowns and pages about the whole, of six editions in two languages."""
    assert len(BOOKS) == 12
    for edition, language in BOOKS:
        plan = context_of(edition, language).plan
        pages = len(plan.actions) + len(plan.areas) + len(plan.paged_breakdowns)
        pages += len(list(plan.indicators()))
        assert len(book(edition, language)) == pages + 2 + 7 + 1


# ---------------------------------------------------------------- words that claim too much

NOTHING_FALLS = {
    "en": r"\b(?:nothing|none|no (?:\w+ ){0,3}(?:indicators?|series|figures?))(?: \w+){0,9} "
    r"(?:deteriorat|worsen|declin|fell|falls|went down|wrong way)|\bnot known to go\b",
    "zh": r"未(?:发现|见)[^，。；]{0,8}(?:恶化|变差|下降|下滑|退步)"
    r"|(?:无|没有|均未)(?:任何)?(?:指标|数据|序列)?(?:出现)?(?:恶化|变差|下降|下滑|退步)",
}
CHAPTER = {"en": r"\brobust|\bfrom memory\b", "zh": "稳健|凭记忆|步速"}
TOO_MUCH = {
    "en": r"\brobust|\bprov(?:es|ed|en|ing)\b|\bfrom memory\b|\bpace\b|\bon the whole good\b",
    "zh": r"稳健|证明|步速|承诺|无法评价|凭记忆",
}


QUOTED = ("sources", "conflicts", "unused", "wordings")  # views that show the words of documents


def said_by_us(shown: Shown) -> str:
    """What a page says in our words."""
    return "\n".join(block.text for name, block in shown.blocks.items() if name not in QUOTED)


@every_book
def test_no_page_says_that_nothing_deteriorates(edition, language):
    """What is not known is not good: no sentence speaks of falls that there are not."""
    found = [
        (shown.file, re.search(NOTHING_FALLS[language], said_by_us(shown), re.I)) for shown in book(edition, language)
    ]
    assert [each for each in found if each[1]] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Nothing is known to deteriorate."), ("en", "No indicator is deteriorating."),
        ("en", "None of the indicators is known to go the wrong way."),
        ("zh", "未发现恶化的指标。"), ("zh", "没有指标恶化。"),
    ],
)  # fmt: skip
def test_such_a_sentence_would_be_found(language, text):
    """The rule above can fail."""
    assert re.search(NOTHING_FALLS[language], text, re.I)


@every_book
def test_no_page_uses_words_that_claim_too_much(edition, language):
    """Robust, proved, a pace, from memory, in the sentences that are ours."""
    quoted = _data(edition, language)
    bad = []
    for shown in book(edition, language):
        for cell in re.split(r" \| |\n", said_by_us(shown)):
            if re.search(TOO_MUCH[language], cell, re.I):
                for text in quoted:
                    cell = cell.replace(text, "")
                bad += [(shown.file, found[0], cell) for found in re.finditer(TOO_MUCH[language], cell, re.I)]
    assert bad == []


@cache
def _data(edition: str, language: str) -> list[str]:
    """Texts of the plan and of the data, which a page shows as they are; the longest first."""
    context = context_of(edition, language)
    seen = context.observations
    noted = {str(text) for name in seen if name.startswith("note_") for text in seen[name]}
    reasons = {str(text) for name in ("reason_zh", "reason_en") for text in context.edition.rejected[name]}
    return sorted({*noted, *reasons, *_strings(context.plan.model_dump())} - {""}, key=len, reverse=True)


def _strings(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, (dict, list, tuple)):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _strings(inner)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_written_page_uses_words_that_claim_too_much(language):
    """Method, glossary, design and the other pages of the book that are written by hand."""
    pages = filled_templates(ROOT / "book" / "pages", context_of(NEWEST, language))
    assert {"glossary", "method"} <= set(pages)
    code = {"api": pages.pop("api")}  # the code says what it computes: a pace, or what a solver proves
    assert _claims(code, CHAPTER[language]) == []
    assert _claims(pages, TOO_MUCH[language]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_the_chapter_of_methods_uses_words_that_claim_too_much(language):
    """No agreement of methods is called robust, no formula is from memory, and the old word for a pace is gone.

    A solver may prove a table safe, and a pace is what some of the published methods are about.
    """
    assert _claims(method_pages(context_of(NEWEST, language)), CHAPTER[language]) == []


def _claims(pages: Mapping[str, str], pattern: str) -> list[tuple[str, str]]:
    return [
        (name, text[max(0, found.start() - 20) : found.end() + 20])
        for name, text in pages.items()
        for found in re.finditer(pattern, text, re.I)
    ]


BADGE = re.compile(r'<span class="pm-status ([^"]*)">(.*?)</span>')


@every_book
def test_every_badge_has_a_word_of_the_glossary(edition, language):
    """Of the verdicts or of the states, in their own colour; a latest change says that it is one."""
    context = context_of(edition, language)
    glossary = _glossary(edition, language)
    known = {words.say(context, text) for text in (*words.STATUS.values(), *words.ACTION_STATE.values())}
    head, _, tail = words.say(context, "latest: {word}").partition("{word}")
    for shown in book(edition, language):
        for look, text in BADGE.findall(shown.html):
            word = Page(text).text
            if "pm-latest" in look:
                assert word.startswith(head.strip())
                word = word.removeprefix(head).removeprefix(head.strip()).removesuffix(tail).strip()
            assert word in known or word in glossary, (shown.file, word)


@cache
def _glossary(edition: str, language: str) -> str:
    return filled_templates(ROOT / "book" / "pages", context_of(edition, language))["glossary"]


# ---------------------------------------------------------------- verdicts rest on enough


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_verdict_stands_on_fewer_than_three_comparable_figures(edition):
    """For every row of the scoreboard, national or not: counted here, from the figures themselves."""
    context = context_of(edition, "en")
    seen = context.observations.groupby(["indicator", "region", "breakdown"], sort=False)["period"].agg(list).to_dict()
    judged = 0
    for row in context.scoreboard.to_dict("records"):
        apart = {place for place, _ in row["excluded"]}
        periods = [
            p for n, p in enumerate(seen.get((row["indicator"], row["region"], row["breakdown"]), [])) if n not in apart
        ]
        since = [p for p in periods if row["baseline_period"] and end_month(p) >= end_month(row["baseline_period"])]
        for word in (row["status"], row["latest_change"]):
            if word in JUDGED:
                judged += 1
                assert len(since) >= 3, row
        if row["status"] in JUDGED:
            assert years_between(row["from_period"], row["to_period"]) >= context.plan.head.verdicts.years
    assert judged > 0


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_latest_change_lies_between_half_a_year_and_two_years(edition):
    """As the method page says: a month of a register decides nothing, and neither do figures that lie far apart."""
    context = context_of(edition, "en")
    rules = context.plan.head.verdicts
    bad = [
        (row["indicator"], row["region"], row["latest_from"], row["latest_to"])
        for row in context.scoreboard.to_dict("records")
        if row["latest_change"] in JUDGED
        and not rules.latest_least <= years_between(row["latest_from"], row["latest_to"]) <= rules.latest_years
    ]
    assert bad == []


@every_book
def test_a_reversal_is_named_in_the_opening_of_its_action_and_in_the_brief(edition, language):
    """And so is every national series that deteriorates in the long run or did so last."""
    context = context_of(edition, language)
    openings = {a.id: page(edition, language, "action", a.id).blocks["opening"].text for a in context.plan.actions}
    told = page(edition, language, "brief").blocks["brief"].text
    for row in headline(context).values():
        title = context.plan.indicator(row["indicator"]).title[language]
        if row["reversal"] or WORSENING in (row["status"], row["latest_change"]):
            assert title in openings[row["action"]]
            assert title in told
        if row["reversal"]:
            assert any(_starts(context, form, line) and title in line for form in lead.REVERSAL.values()
                       for line in openings[row["action"]].splitlines())  # fmt: skip


def _starts(context: Context, form: str, line: str) -> bool:
    return line.startswith(words.say(context, form).partition("{")[0])


def test_reversals_occur():
    """In the newest edition there are some, or the test above would hold of nothing."""
    assert any(row["reversal"] for row in headline(context_of(NEWEST, "en")).values())


# ---------------------------------------------------------------- the same on every page


@every_book
def test_the_state_of_an_action_is_the_same_on_every_page(edition, language):
    """State, evidence and the counts of its commitments: front page, action, brief, evaluation, data."""
    context = context_of(edition, language)
    front, data = page(edition, language, "overview").blocks, page(edition, language, "data").blocks
    summary = page(edition, language, "brief").blocks["brief"].text
    states = {row[0].split()[0]: row for row in text_rows(page(edition, language, "coverage").blocks["states_table"])}
    bases = {row[0].split()[0]: row for row in text_rows(data["basis"])}
    cards = {f"A{int(line.split()[0]):02}": line for line in front["actions"].text.splitlines() if line[0].isdigit()}
    scores = {row[0]: row for row in text_rows(page(edition, language, "evaluation").blocks["scores"])}
    for action in context.plan.actions:
        name = f"{int(action.id[1:])}. {action.title[language]}"
        state = words.say(context, words.ACTION_STATE[context.state(action.id).state])
        rests = lead.rests_on(context, context.state(action.id))
        _, said, evidence, *counts = states[action.id]
        assert said == bases[action.id][1] == state
        assert evidence == bases[action.id][2]
        assert f"{action.title[language]}{state}" in cards[action.id]
        assert evidence == "–" or evidence in cards[action.id]
        opening = page(edition, language, "action", action.id).blocks["opening"].text.splitlines()
        first = words.sentences(context, [words.sentence(context, state), rests])
        assert opening[int(context.edition.card.invented)] == state[0] + first[1:]
        assert (evidence != "–") == (context.state(action.id).state != OPEN)
        assert evidence == "–" or evidence in rests
        assert cards[action.id] in summary.splitlines()
        (sentence,) = [line for line in summary.splitlines() if line.startswith(f"{name} / {state} / ")]
        assert rests in sentence
        if name in scores:
            assert scores[name][1] == state
        verdicts_of = [row[1] for row in text_rows(page(edition, language, "action", action.id).blocks["commitments"])]
        assert len(verdicts_of) == int(counts[0]) == sum(map(int, counts[1:5]))
        for kind, n in zip(STATES, counts[1:5], strict=True):
            badge = words.say(context, words.COMMITMENT_STATE[kind])
            assert sum(text.split(" / ")[0] == badge for text in verdicts_of) == int(n)
        assert int(bases[action.id][-1]) == int(counts[4])
        assert sum(map(int, bases[action.id][3:6])) == int(counts[0]) - int(counts[4])


@every_book
def test_a_commitment_without_a_verdict_is_the_same_on_the_page_of_its_action_and_in_the_brief(edition, language):
    """By number and title, each on both or on neither."""
    context = context_of(edition, language)
    summary = page(edition, language, "brief").blocks["brief"].text
    for action in context.plan.actions:
        name = f"{int(action.id[1:])}. {action.title[language]} / "
        (told,) = [line.split(" | ")[-1] for line in summary.splitlines() if line.startswith(name)]
        rows = text_rows(page(edition, language, "action", action.id).blocks["commitments"])
        found = [row[0] for row in rows if row[1].startswith(words.say(context, words.STATUS["not_assessable"]))]
        assert told == (words.say(context, "; ").join(found) or "–")


@every_book
def test_no_action_has_a_score_where_its_state_is_not_assessable(edition, language):
    """Neither on the page of the evaluation nor in what it was computed from."""
    context = context_of(edition, language)
    none = words.say(context, "no score")
    rows = {row[0]: row for row in text_rows(page(edition, language, "evaluation").blocks["scores"])}
    for name, one in context.evaluation.actions.items():
        action = context.plan.action(name)
        shown = rows[f"{int(name[1:])}. {action.title[language]}"]
        assert (shown[2] == none) == (one.score.score is None)
        if context.state(name).state == OPEN:
            assert shown[2] == none
            assert all(leaf.score is None for leaf in context.evaluation.leaves if leaf.action == name)


# ---------------------------------------------------------------- changes and targets

CHANGE = (
    "Change since the baseline",
    "Change",
    "of which new data",
    "of which figures revised, withdrawn or no longer used",
    "of which plan, method or time",
)


@every_book
def test_a_change_is_in_points_or_in_per_cent_and_never_in_both(edition, language):
    """In every cell of a column of changes, of every table of every page."""
    context = context_of(edition, language)
    heads = {words.say(context, text) for text in CHANGE}
    point = {"en": " points", "zh": "点"}[language]
    seen = 0
    for shown in book(edition, language):
        for name, headings, cells in rows_with_cells(shown.html):
            for heading, cell in zip(headings, cells, strict=True):
                if heading in heads:
                    text = Page(cell).text
                    seen += bool(re.search(r"\d", text))
                    assert not (point in text and re.search(r"\d%", text)), (shown.file, name, text)
    assert seen > 10


@every_book
def test_a_change_of_a_bounded_figure_says_so(edition, language):
    """At least, at most, about, or that it cannot be told; in the sentence and in the tables of the pages."""
    context = context_of(edition, language)
    forms = [
        "at least {change}", "at most {change}", "about {change}", "a fall of at least {change}",
        "a fall of at most {change}", "cannot be told from rounded or bounded figures",
    ]  # fmt: skip
    marks = [mark for form in forms for mark in words.say(context, form).split("{change}") if mark.strip()]
    bounded = 0
    for row in context.scoreboard.to_dict("records"):
        said = verdicts.change_words(context, row)
        if not said:
            continue
        if {row["baseline_qualifier"], row["qualifier"]} != {"exact"}:
            bounded += 1
            assert any(mark in said for mark in marks), (row["indicator"], row["region"], said)
        if row["headline"]:
            since = words.say(context, "the baseline period")
            within = row["status"] == "within_error"
            told = words.say(context, verdicts.WITHIN) if within else verdicts.change_since(context, row, since)
            assert told in page(edition, language, "indicator", row["indicator"]).blocks["grounds"].text
            exact = {row["baseline_qualifier"], row["qualifier"]} == {"exact"}
            assert exact or within or any(mark in told for mark in marks), told
    assert bounded > 0 or edition in (SAMPLE, FIRST, SECOND)


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_target_is_called_met_by_a_figure_short_of_its_number_nor_missed_by_one_that_reaches_it(edition):
    """Whatever the word before it: 120 for “about 200” is not met."""
    context = context_of(edition, "en")
    bad = []
    for row in context.scoreboard.to_dict("records"):
        if row["result"] in ("met", "missed"):
            up = context.plan.indicator(row["indicator"]).direction == "increase"
            reached = row["result_value"] >= row["target"] if up else row["result_value"] <= row["target"]
            if reached != (row["result"] == "met"):
                bad.append((row["indicator"], row["region"], row["result"], row["result_value"], row["target"]))
    assert bad == []


@every_book
def test_a_target_keeps_the_word_that_was_printed_before_it(edition, language):
    """“Over 85 %” is not said to be 85 %: beside the chart, where it stands once, and in the sentence on it."""
    context = context_of(edition, language)
    bad = []
    for row in headline(context).values():
        known = [
            each for each in context.plan.targets_of(row["indicator"])
            if (each.region, each.breakdown, each.period, each.value)
            == (row["region"], row["breakdown"], row["target_period"], row["target"])
        ]  # fmt: skip
        if known and row["result"]:
            said = target_words(context, known[0])
            sentence = verdicts.result_sentence(context, row)
            opening = page(edition, language, "indicator", row["indicator"]).blocks["opening"].text
            if said not in sentence or said not in opening:
                bad.append((row["indicator"], said, sentence))
    assert bad == []


# ---------------------------------------------------------------- every figure opens


@cache
def anchors(edition: str, language: str) -> dict[str, dict[str, list[str]]]:
    """By file and id the cells of every row that a figure can lead to."""
    found: dict[str, dict[str, list[str]]] = {}
    for shown in book(edition, language):
        for _, _, cells in rows_with_cells(shown.html):
            if at := re.search(r' id="(o-[^"]+)"', cells[0]):
                assert at[1] not in found.get(shown.file, {})
                found.setdefault(shown.file, {})[at[1]] = cells
    return found


@every_book
def test_every_link_of_a_figure_arrives_at_its_row(edition, language):
    """On the page that it names: the row with its words or arithmetic, its document and its edition."""
    there = anchors(edition, language)
    documents = set(Page(page(edition, language, "data").blocks["sources"].html).values("id"))
    led = 0
    for shown in book(edition, language):
        for link in re.findall(r'href="([^"]+#o-[^"]+)"', shown.html):
            file, _, place = link.partition("#")
            led += 1
            cells = there[file][place]
            cited = re.findall(r'href="data\.html#([^"]+)"', "".join(cells))
            assert cited, link
            assert set(cited) <= documents, link
            texts = [Page(cell).text for cell in cells]
            assert set(texts) & set(EDITIONS), link
            if edition == NEWEST:
                assert _words_or_arithmetic(language, place, texts), link
    assert led > 5


def _words_or_arithmetic(language: str, place: str, texts: list[str]) -> bool:
    """Whether the row shows the figure in the words of its source, or the division that it comes from."""
    row, context = _figures(language)[place], context_of(NEWEST, language)
    if context.plan.indicator(row["indicator"]).computed:
        between = words.say(context, "{numerator} / {denominator}", numerator="", denominator="").strip()
        return any(len(text.split(between)) == 2 for text in texts)
    return bool(row["printed"]) and row["printed"] in texts


@cache
def _figures(language: str) -> dict[str, dict]:
    """Every observation of the newest edition by the id of its row."""
    return {
        links.place_of(*(row[name] for name in ("indicator", "region", "breakdown", "period"))): row
        for row in context_of(NEWEST, language).observations.to_dict("records")
    }


@every_book
def test_every_figure_in_the_tables_of_indicators_and_places_opens(edition, language):
    """Each latest figure and each of a chart of parts leads to its row; a dash and a word for none do not."""
    context = context_of(edition, language)
    latest = words.say(context, "Latest figure")
    opened = 0
    for shown in book(edition, language):
        if shown.page not in ("indicator", "region", "breakdown"):
            continue
        for name, headings, cells in rows_with_cells(shown.html):
            if latest in headings:
                figures = [cells[headings.index(latest)]]
            elif name.startswith(("l-", "d-")):
                figures = [cell for cell in cells[1:2] if "<data" in cell]
            elif name.startswith(("p-", "r-")) and name.endswith("-table"):
                figures = cells[1:]
            else:
                continue
            for cell in figures:
                if re.search(r"\d", Page(cell).text):
                    opened += 1
                    place = "../data/receipts/" if name.startswith("l-") else "#o-"  # whose row is on the same page
                    assert place in cell, (shown.file, name, Page(cell).text)
    assert opened > 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shown_as_printed_is_verbatim_and_reads_back_to_the_value(language):
    """Of the newest edition, on every page that has the row: the column `printed`, its number and its bound."""
    context = context_of(NEWEST, language)
    heading = words.say(context, "As printed")
    shown_of = _figures(language)
    seen = set()
    for shown in book(NEWEST, language):
        for _, headings, cells in rows_with_cells(shown.html):
            at = re.search(r' id="(o-[^"]+)"', cells[0])
            if not at or heading not in headings:
                continue
            row, text = shown_of[at[1]], Page(cells[headings.index(heading)]).text
            if context.plan.indicator(row["indicator"]).computed:
                continue
            assert text == row["printed"], at[1]
            read = read_printed(text)
            scale = float(context.plan.units[row["unit"]].factor)
            assert read is not None, text
            assert read.value * scale == pytest.approx(row["value"], rel=1e-12), text
            assert read.qualifier == row["qualifier"], text
            seen.add(at[1])
    given = context.edition.observations
    assert len(seen) == len(given)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_board_shows_every_official_target_in_its_own_words(language):
    """Verbatim, once each; what no document worded is no target."""
    context = context_of(NEWEST, language)
    found = page(NEWEST, language, "targets").blocks
    shown = [row[3].partition(" / ")[2] for row in text_rows(found["with_figure"])]
    shown += [row[3] for name in ("ahead_without", "passed_without") for row in text_rows(found[name])]
    assert sorted(shown) == sorted(" ".join(each.printed.split()) for each in context.plan.targets)


# ---------------------------------------------------------------- the colours of the maps


@every_book
def test_a_coloured_cell_of_a_map_rests_on_two_verdicts_and_says_on_how_many(edition, language):
    """A number of series with a verdict out of those with figures; fewer than two colour nothing."""
    found = page(edition, language, "coverage").blocks
    for name in ("by_region", "by_breakdown"):
        for row in text_rows(found[name]):
            for cell in row[1:]:
                if cell == "·":
                    continue
                mark, judged, series = cell[0], *map(int, cell[1:].split("/"))
                assert judged <= series
                assert (mark == "○") == (judged < 2), cell


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cell_of_a_map_leads_to_the_receipt_of_its_series_and_says_in_words_what_it_means(language):
    """It counts as many series as the cell, names each, and says the same of them; heard are place and action."""
    context = context_of(SECOND, language)
    known, seen = {each.id: each for found in all_receipts(context).values() for each in found}, set()
    for name in ("by_region", "by_breakdown"):
        table = next(node for node in page(SECOND, language, "coverage").blocks[name].nodes if isinstance(node, Table))
        for first, *cells in table.rows:
            for cell in cells:
                addresses = Page(html_of(cell.content)).values("href")
                assert bool(addresses) == (cell.look != "pm-cell none")
                for file, _, place in (address.partition("#") for address in addresses):
                    receipt = known[place]
                    assert file == f"../data/receipts/{page_with(place)}-{language}.html"
                    assert first.content.text in cell.content.text
                    assert f"/{receipt.value}" in cell.content.text
                    assert len(receipt.inputs) == len({*receipt.inputs} & known.keys()) == receipt.value
                    assert conclusion(context, receipt).startswith(cell.hint)
                    seen.add(place)
    assert seen == {each for each in known if each.endswith("/series")}


def test_this_file_looks_at_every_notebook():
    """A page that is added is looked at, too."""
    kinds = {shown.page for shown in book(SECOND, "en")}
    assert kinds == {path.stem for path in Path(ROOT / "notebooks").glob("*.ipynb")} - {*DESK} | {"brief"}
    assert {IMPROVING, STABLE, WORSENING} <= set(JUDGED)
