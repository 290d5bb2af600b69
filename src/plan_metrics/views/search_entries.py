"""What the search finds: the things of a plan and of an edition, each with its words in every language and its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.manual.read import pages_in, read_card
from plan_metrics.measure.periods import years_between
from plan_metrics.plan.code_lists import Text
from plan_metrics.plan.head import number_of
from plan_metrics.rows import scoreboard_rows
from plan_metrics.views import links
from plan_metrics.views.headline import headline
from plan_metrics.views.words import dated, say

# Each kind with its name and how much it counts: who asks for a word wants the thing before the papers on it, and an
# indicator with a figure of these years before one without (`older`).
KIND = {
    "action": (N_("{Goal}"), 2.5),
    "indicator": (N_("Indicator"), 2.5),
    "older": (N_("Indicator"), 2.0),
    "area": (N_("{Area}"), 3.0),
    "breakdown": (N_("{Breakdown}"), 3.0),
    "commitment": (N_("{Promise}"), 1.5),
    "page": (N_("Page"), 1.5),
    "term": (N_("Term"), 1.0),
    "method": (N_("Method"), 1.0),
    "document": (N_("Document"), 0.6),
}


@dataclass(frozen=True)
class Entry:
    """A thing that can be found.

    `kind`: a key of `KIND`. `title`: in the reader's language. `address`: its page and, after #, its place there.
    `words`: others that count as much as the title: its names in other languages, codes. `excerpt`: what is shown
    below the title. `about`: more words that find it, which count less and are not shown.
    """

    kind: str
    title: str
    address: str
    words: str = ""
    excerpt: str = ""
    about: str = ""


def entries(context: Context) -> list[Entry]:
    """The things of a plan and an edition in the reader's language, kind by kind, each kind in the order of the plan;
    documents in the order of their ids. Written pages are not among them."""
    found = [*_actions(context), *_indicators(context), *_places(context), *_methods(context), *_documents(context)]
    return sorted(found, key=lambda entry: list(KIND).index(entry.kind))


def in_others(context: Context, text: Text, *more: str) -> str:
    """The words of a text in the languages that the reader does not read, and others, each once."""
    own = text[context.language]
    said = (*(text[code] for code in text.languages if code != context.language), *more)
    return " ".join(dict.fromkeys(word for word in said if word and word != own))


def _actions(context: Context) -> Iterator[Entry]:
    code = context.language
    for action in context.plan.actions:
        page = f"{action.id}.html"
        title = f"{number_of(action.id)}. {action.title[code]}"
        yield Entry("action", title, page, in_others(context, action.title, action.id), action.aim[code])
        for each in () if context.plan.head.two_levels else action.commitments:
            words = in_others(context, each.title, each.id)
            yield Entry("commitment", each.title[code], f"{page}#{links.commitment(each.id)}", words, title)


def _indicators(context: Context) -> Iterator[Entry]:
    rows = {row["indicator"]: row for row in scoreboard_rows(context.scoreboard, headline=True)}
    for _, each in context.plan.indicators():
        title, counts = each.title[context.language], each.counts[context.language]
        words = in_others(context, each.title, each.id)
        row = rows[each.id]
        said = headline(context, each, row)
        kind = "indicator" if row["shown_period"] and _recent(context, row["shown_period"]) else "older"
        yield Entry(kind, title, f"{links.page_of(each.id)}.html", words, said, counts)


def _recent(context: Context, period: str) -> bool:
    """Whether a period is not longer before the edition than a figure of an assessment may be."""
    return years_between(period, context.edition.card.as_of[:7]) <= context.plan.head.verdicts.stale_after_years


def _places(context: Context) -> Iterator[Entry]:
    code = context.language
    for region in context.plan.areas:
        words = in_others(context, region.title, *region.short.values(), region.region, *region.codes.values())
        said = _indicators_in(context, "region", [region.region])
        yield Entry("area", region.title[code], f"{region.region}.html", words, said)
    for breakdown in context.plan.paged_breakdowns:
        words = in_others(context, breakdown.title, breakdown.code)
        said = _indicators_in(context, "breakdown", context.plan.within(breakdown.code))
        yield Entry("breakdown", breakdown.title[code], f"{breakdown.address}.html", words, said)


def _indicators_in(context: Context, column: str, codes: Iterable[str]) -> str:
    rows = context.observations
    return say(context, N_("Indicators with figures: {n}"), n=rows.loc[rows[column].isin(codes), "indicator"].nunique())


def _methods(context: Context) -> Iterator[Entry]:
    for page in pages_in(context.language):
        for name in page.cards:
            title = read_card(name).title
            address = f"{page.name}.html#{name.replace('_', '-')}"
            yield Entry(
                "method", title[context.language], address, in_others(context, title), page.title[context.language]
            )


def _documents(context: Context) -> Iterator[Entry]:
    """Every document, by its issuer in every language; with all titles too, they would weigh as much as all else."""
    code = context.language
    for name, source in sorted({**context.plan.sources, **context.edition.sources}.items()):
        values = {"publisher": source.publisher[code], "date": dated(context, source)}
        said = say(context, N_("{publisher}, {date}."), **values)
        issuer = in_others(context, source.publisher)
        yield Entry("document", source.title[code], f"data.html#{name}", name, said, issuer)
