"""The chapter of methods: each card with its formula, its examples worked line by line, and its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.languages import forms_of
from plan_metrics.manual.models import Example, Given, Method, Page, Shown, Step
from plan_metrics.manual.read import pages_in, read_card, read_cases, read_chapter
from plan_metrics.manual.work import REFUSED, Line, calls, plain, worked, worth
from plan_metrics.plan.code_lists import Text
from plan_metrics.views import blocks, language, verdict_model, words
from plan_metrics.views.arithmetic import arithmetic
from plan_metrics.views.nodes import Node, el
from plan_metrics.views.words import say

AUTHORITY = {
    "published_output": N_("the result is the one that the publisher released"),
    "published_inputs_formula": N_("published figures, worked out by the published formula"),
    "published_formula": N_("the result follows from the published formula"),
    "published_rule": N_("the result follows from the published rule"),
    "definition": N_("the result follows from the definition"),
    "peer_code_run": N_("another program gives the same result"),
    "peer_code_transcribed": N_("the publisher’s program, typed anew and run, gives the same result"),
    "peer_code_formula": N_("the formula is that of another program"),
    "peer_defect": N_("another program gets this wrong"),
    "certified": N_("the result is certified by the publisher of the data"),
    "analytic": N_("the result is exact by theory"),
    "by_hand": N_("the result was worked out by hand"),
}
MARK = {
    "run": N_("reproduced by us from its published results or its program"),
    "read": N_("read in the source"),
    "cited": N_("cited, not re-read: used for no verdict"),
    "own": N_("our own rule"),
}
PLAIN = {True: N_("yes"), False: N_("no"), None: N_("no value"), REFUSED: N_("refused")}
IN_TEXT = re.compile(r"\{([^{}|]+)\|(\w+)(?: (\d+))?\}")
ATTACHED = ("%", "‰", "°")
LONGEST, ELLIPSIS = 14, object()  # of a list, all are shown up to so many


def page(context: Context, page: Page) -> str:
    """A page of the chapter as Markdown, with every number worked out."""
    code = context.language
    cards = [_card(context, name) for name in page.cards]
    opening = [page.opening[code], *([_rules(context, page.rules)] if page.rules else [])]
    return "\n\n".join([f"# {page.title[code]}", *(filled(context, each, {}) for each in opening), *cards]) + "\n"


def _rules(context: Context, own: Text) -> str:
    """What a page says of the rules of the report; of a report whose plan follows a published method, what holds then."""
    if not words.by_method(context):
        return own[context.language]
    by = N_(
        "This report assesses series by the categories of {model}, which stand on the page [Method](method). Of what follows here, the long-term assessment, the latest change and the test of samples are not used; the rest holds."
    )
    return say(context, by, model=verdict_model.name(context))


def contents(context: Context) -> str:
    """A list of the pages of the chapter with their titles, as Markdown; in what languages it is, if not in this."""
    if pages := pages_in(context.language):
        return "\n".join(f"- [{page.title[context.language]}]({page.name}.md)" for page in pages)
    there = read_chapter().page[0].title.languages
    named = say(context, N_(", ")).join(forms_of(context.language).languages.get(code, code) for code in there)
    return say(
        context,
        N_("This chapter is not written in the language of this page; the program has it in: {names}."),
        names=named,
    )


def _card(context: Context, name: str) -> str:
    card, code = read_card(name), context.language
    parts = [f"({name})=\n## {card.title[code]}", filled(context, card.says[code], {}), f"$$\n{card.formula}\n$$"]
    for index, example in enumerate(card.example, 1):
        parts += _example(context, f"{name}-{index}", example)
    parts.append(_led(say(context, N_("When it misleads.")), filled(context, card.misleads[code], {})))
    parts.append(_led(say(context, N_("Source.")), _source(context, card)))
    return "\n\n".join(parts)


def _led(head: str, text: str) -> str:
    return f"**{head}** {text}"


def _source(context: Context, card: Method) -> str:
    names = say(context, N_("; ")).join(f"`{name}`" for name in calls(card))
    return say(
        context,
        N_("{origin}; {mark}. In the package: {names}."),
        origin=card.source.text[context.language],
        mark=say(context, MARK[card.source.mark]),
        names=names,
    )


def _example(context: Context, anchor: str, example: Example) -> list[str]:
    case, code = read_cases()[example.case], context.language
    lines = worked(example, case)
    values = {line.of.name: line.value for line in lines}
    caption = N_("Worked by hand, made-up numbers") if example.made_up else N_("Worked by hand, published figures")
    columns = words.columns(context, N_("Quantity"), N_("Working"), N_("Result"))
    rows = [[_label(line.of, code), _how(context, line, lines), shown(context, line.of, line.value)] for line in lines]
    table = blocks.table(anchor, say(context, caption), columns, rows, stacked=True)
    checked = say(
        context, N_("Test case {id}: {authority}."), id=case.id, authority=say(context, AUTHORITY[case.source_type])
    )
    reads = [filled(context, example.reads[code], values)] if example.reads else []
    return [
        filled(context, example.about[code], values),
        table.html.strip(),
        *reads,
        str(el("p", checked, css="pm-muted")),
    ]


def _label(of: Given | Step, code: str) -> Node:
    if not of.symbol:
        return of.says[code]
    head, _, foot = of.symbol.partition("_")
    return blocks.joined([of.says[code], el("var", head, el("sub", foot) if foot else None)])


def _how(context: Context, line: Line, lines: Iterable[Line]) -> object:
    if not isinstance(line.of, Step):
        return ""
    how = line.of.how[context.language] if line.of.how else ""
    if line.of.hand is None:
        return how or blocks.muted(say(context, N_("by the package")))
    kinds = {one.of.name: one.of for one in lines}
    values = {one.of.name: plain(one.value) for one in lines}

    def write(name: str, value: Any) -> str:
        if not name:
            return language.with_minus(language.exact(float(value), context.language))
        return shown(context, kinds[name].model_copy(update={"unit": None}), value)

    text = arithmetic(line.of.hand, values, write, lambda form: say(context, form))
    return blocks.two_lines(text, how)


def shown(context: Context, of: Shown, value: object) -> str:
    """A value as its line says it is shown: with its unit, a list one after the other, a code in words."""
    value, code = plain(value), context.language
    if of.show == "year" and isinstance(value, list) and len(value) > 3:
        years = [int(one) for one in value]
        if years == list(range(years[0], years[-1] + 1)):
            return f"{years[0]}–{years[-1]}"
    if isinstance(value, list):
        items = [shown(context, of, one) for one in few(value)] if value else [say(context, N_("none"))]
        return say(context, N_("; ")).join(items)
    if value is ELLIPSIS:
        return "…"
    if isinstance(value, bool) or value is None or value == REFUSED:
        return say(context, PLAIN[value])
    if of.show == "word":
        return term(context, str(value))
    if of.show == "text":
        return str(value)
    if of.show == "year":
        return f"{value:g}"
    if of.show == "percent":
        return language.with_minus(language.percent(value, code, of.digits))
    text = language.with_minus(
        language.exact(value, code) if of.show == "exact" else language.trimmed(value, code, of.digits)
    )
    if of.unit is None:
        return text
    space = "" if of.unit[code].startswith(ATTACHED) else forms_of(code).unit_gap
    return f"{text}{space}{of.unit[code]}"


def few(values: list[Any]) -> list[Any]:
    """The values, or of a long list the first and the last with ELLIPSIS between."""
    return values if len(values) <= LONGEST else [*values[:4], ELLIPSIS, values[-1]]


def term(context: Context, code: str) -> str:
    """The words for a code: those of the report's own statuses, else those of the chapter. KeyError for no code."""
    if code in words.STATUS:
        return say(context, words.STATUS[code])
    return read_chapter().words[code][context.language]


def filled(context: Context, text: str, values: Mapping[str, object]) -> str:
    """A text with its numbers worked out: `{expression|percent 1}` or `{expression|word}`.

    An expression knows the modules of `measure` and the names of the example that the text belongs to.
    """

    def number(found: re.Match[str]) -> str:
        expression, show, digits = found.groups()
        of = Shown.model_validate({"show": show, "digits": int(digits or 3)})
        return shown(context, of, worth(expression, values))

    return IN_TEXT.sub(number, text)
