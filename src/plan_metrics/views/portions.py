"""Pages that have a portion each of what would be too much for one: their names, and the ways there and back.

The subject of such a page is that of the whole, a stroke and the portion: the id of an action, with a stroke and a number from its
second portion on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.head import number_of
from plan_metrics.views import blocks, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Element, el
from plan_metrics.views.words import say

LED = N_("They are too many for one page: each {goal} has its own.")


def is_portion(subject: str) -> bool:
    """Whether a page has a portion only."""
    return "/" in subject


def whole_of(subject: str) -> str:
    """What a page has a portion of, or has whole."""
    return subject.partition("/")[0]


def page_of(subject: str) -> str:
    """What a subject, or a portion of one, is called in the name of its page.

    The number stands behind the first as well: an action may be called A03-part-2, or as a level of areas is.

    >>> page_of("regions"), page_of("regions/A03"), page_of("regions/A03/2")
    ('regions', 'regions-A03-part-1', 'regions-A03-part-2')
    """
    whole, *portion = subject.split("/")
    action, number = (*portion, "1")[:2] if portion else ("", "")
    return f"{whole}-{action}-part-{number}" if portion else whole


def portion_words(context: Context, subject: str) -> str:
    """The action that a portion is about, with its number where it is not the first."""
    _, action, *number = subject.split("/")
    said = f"{number_of(action)}. {context.plan.action(action).title[context.language]}"
    return words.bracketed(context, said, *number) if number else said


def back(context: Context, page: str) -> Element:
    """The way from a portion to the page that leads to all of them."""
    return el("span", blocks.link(f"{page}.html", say(context, N_("All {goals}"))), css="pm-take")


def led(context: Context, subjects: Mapping[str, Sequence[str]], kind: str = "") -> Block:
    """The pages of all portions, each with the indicators that it has; `kind` begins the names of the pages."""
    lines = []
    for subject, indicators in subjects.items():
        titles = (context.plan.indicator(each).title[context.language] for each in indicators)
        link = blocks.link(f"{kind}{page_of(subject)}.html", portion_words(context, subject))
        lines.append(blocks.two_lines(link, say(context, N_("; ")).join(titles)))
    return blocks.bullets(lines)
