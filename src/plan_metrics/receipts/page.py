"""The receipts of a page for readers: a page beside the JSON file, without scripts, in the style of the book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from string import Template

from markupsafe import escape

from plan_metrics.analysis.states import OPEN
from plan_metrics.context import Context
from plan_metrics.edition.models import OBSERVATIONS_FILE
from plan_metrics.errors import N_
from plan_metrics.languages import forms_of
from plan_metrics.manual.read import pages_in, read_card
from plan_metrics.measure.strength import Criterion
from plan_metrics.paths import NEWEST
from plan_metrics.plan.head import number_of
from plan_metrics.receipts import copies_of, made, methods_of
from plan_metrics.receipts.cells import is_of_cell, place_of
from plan_metrics.receipts.conclusions import conclusion
from plan_metrics.receipts.figures import page_with
from plan_metrics.receipts.record import Receipt, RowPlace, Step, Value
from plan_metrics.receipts.thresholds import is_of_method, said_rules
from plan_metrics.rows import grouped, observation_rows
from plan_metrics.views import blocks, citing, downloads, language, links, parts, verdict_model, words
from plan_metrics.views.arithmetic import arithmetic
from plan_metrics.views.evidence import criterion_words
from plan_metrics.views.lead import commitment_words
from plan_metrics.views.links import FRONT, page_of
from plan_metrics.views.minify import minify_html
from plan_metrics.views.nodes import Column, Element, Node, el, text_of
from plan_metrics.views.vouching import mark
from plan_metrics.views.words import say

LABELS = {
    "status": N_("Long-term assessment"),
    "latest_change": N_("Latest change"),
    "strength": N_("Strength of evidence"),
    "change": N_("Change since the baseline"),
    "relative_change": N_("Change since the baseline, as a share of it"),
    "growth": N_("Growth a year since the baseline"),
    "target": N_("Official target"),
    "gap": N_("Gap to the target"),
    "progress": N_("Progress towards the target"),
    "elapsed": N_("Time elapsed until the date of the target, as a share"),
    "pace": N_("Pace: progress over time elapsed"),
    "expected": N_("Expected by then on the linear path"),
    "result": N_("What became of the target"),
    "prospect": N_("Prospect"),
    "score": N_("Score"),
    "state": N_("State"),
}
CODES: Mapping[str, Mapping[str, str]] = {
    "status": {**words.STATUS, **words.CATEGORY}, "latest_change": words.STATUS, "strength": words.STRENGTH,
    "result": words.RESULT, "prospect": words.PROSPECT,
}  # fmt: skip
STABLE = N_("little or no change, or within sampling error")
MOMENTS = ("a", "s", "z")  # in formulas: years with their part, which have no marks of thousands
SHARES = ("relative_change", "growth", "progress", "elapsed")
# What is counted, each in two parts; of an action, and of the whole plan.
JUDGED_BY = {
    "judged_direct": (N_("{Promises} with a verdict"), N_("measured directly")),
    "judged_proxy": (N_("{Promises} with a verdict"), N_("by a proxy")),
}
OF_ACTION = {
    "commitments": (N_("{Promises}"), ""),
    **JUDGED_BY,
    "indicators": (N_("Indicators that count"), ""),
    "indicators_improving": (N_("Indicators that count"), words.STATUS["improving"]),
    "indicators_stable": (N_("Indicators that count"), STABLE),
    "indicators_worsening": (N_("Indicators that count"), words.STATUS["worsening"]),
    "indicators_not_assessable": (N_("Indicators that count"), words.STATUS["not_assessable"]),
}
READ = {
    "linked": N_("on linked documents"),
    "original": N_("read in the original without a link"),
    "copy": N_("read in a copy"),
}
OF_PLAN = {
    "actions": (N_("{Goals}"), ""),
    **{f"actions_{state}": (N_("{Goals}"), word) for state, word in words.ACTION_STATE.items()},
    "actions_known": (N_("{Goals}"), N_("with a verdict")),
    "commitments": (N_("{Promises}"), ""),
    **{f"commitments_{state}": (N_("{Promises}"), word) for state, word in words.COMMITMENT_STATE.items()},
    "judged": (N_("{Promises} with a verdict"), ""),
    "commitments_direct": (N_("{Promises}"), N_("with a direct indicator")),
    "commitments_proxy": (N_("{Promises}"), N_("with a proxy only")),
    "commitments_none": (N_("{Promises}"), N_("no direct or proxy indicator")),
    **JUDGED_BY,
    **{f"observations_{how}": (N_("Figures"), word) for how, word in READ.items()},
    **{f"headline_{how}": (N_("{Overall} figures"), word) for how, word in READ.items()},
    "indicators": (N_("Indicators"), ""),
    "indicators_shown": (N_("Indicators"), N_("with {overall} figures")),
    "indicators_silent": (N_("Indicators"), N_("without any {overall} figure")),
    "indicators_judged": (N_("Indicators"), N_("with a long-term assessment")),
    "indicators_unjudged": (N_("Indicators"), N_("without a long-term assessment")),
    "indicators_either": (N_("Indicators"), N_("with an assessment in the long term or of the latest change")),
    "indicators_latest": (N_("Indicators"), N_("with an assessment of the latest change")),
    "indicators_turned": (N_("Indicators"), N_("deteriorating in the latest change, but not in the long term")),
    "indicators_newer": (N_("Indicators"), N_("with a newer or first {overall} figure")),
    "indicators_moved": (N_("Indicators"), N_("with another assessment")),
    "indicators_moved_first": (N_("Indicators"), N_("with another assessment, without a figure before")),
    "areas": (N_("{Areas} with figures"), ""),
    "cells": (N_("Pairs of {area} and {goal} with figures"), ""),
    "targets": (N_("Official targets"), ""),
    "targets_known": (N_("Official targets"), N_("in force")),
    "targets_passed": (N_("Official targets"), N_("passed")),
    "targets_met": (N_("Official targets"), N_("met")),
    "targets_missed": (N_("Official targets"), N_("missed")),
    "targets_open": (N_("Official targets"), N_("cannot be checked")),
    "targets_ahead": (N_("Official targets"), N_("ahead")),
    "figures": (N_("Figures"), ""),
    "figures_new": (N_("Figures"), N_("new in this edition")),
    "figures_revised": (N_("Figures"), N_("with another value")),
    "figures_restated": (N_("Figures"), N_("with only another flag or qualifier")),
    "figures_gone": (N_("Figures"), N_("no longer used")),
}
PAIRS = {
    f"indicators_{long}_{last}": (word, other)
    for long, word in words.STATUS.items()
    for last, other in words.STATUS.items()
}
# Where the things stand that are counted and have no receipts of their own, by how the name of the count begins.
OBSERVATIONS = (f"../{downloads.TABLE.format(name=OBSERVATIONS_FILE)}", N_("Observations (CSV)"))
COUNTED_ON = {
    **dict.fromkeys(("figures", "observations", "headline"), OBSERVATIONS),
    **{f"figures_{name}": ("changes", N_("What changed")) for name in ("new", "revised", "restated", "gone")},
    "targets": ("targets", N_("Official targets")),
    **dict.fromkeys(("areas", "cells"), ("coverage", N_("What is published and what is not"))),
}
MOST_SHOWN = 15  # receipts that one rests on; more stand behind a handle
STEPS = {
    "growth_made": N_("growth a year"),
    "growth_needed": N_("growth a year that the target needs"),
    "against_limits": N_("held against the limits"),
    "least": N_("lowest"),
    "most": N_("highest"),
    "limit": N_("limit"),
    "judged": N_("share with a verdict"),
    "needed": N_("needed for a majority"),
}
STYLES = {"book": "all", "plan-metrics": "all", "theme-dark": "screen and (prefers-color-scheme: dark)"}
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'"
)
FRAME = Template("""<!DOCTYPE html>
<html lang="$html" dir="$direction">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>$title</title>
<meta name="description" content="$about">
$others
$head
$styles
<style>td details {font-size: .88rem} td summary {color: var(--pm-accent); line-height: 1.5rem; cursor: pointer}</style>
</head>
<body>
$skip
<header class="pm-top">$home</header>
$notice
<main id="main" tabindex="-1"><article class="bd-article">
<p>$ways</p>
<h1>$title</h1>
$content
</article></main>
<footer class="pm-footer"><a href="../../../$newest">$perhaps_older</a></footer>
</body>
</html>
""")


def receipt_page(context: Context, page: str, receipts: Sequence[Receipt]) -> str:
    """The receipts of a page as HTML in the reader's language, each at the place of its id."""
    title = _title(context, page)
    heading = say(context, N_("Receipts: {title}"), title=title)
    columns = [Column(say(context, title)) for title in (N_("Figure or verdict"), N_("Value"), N_("What it rests on"))]
    groups = [(f"receipts-{place}", *group) for place, group in enumerate(_groups(context, receipts), 1)]
    tables = (
        blocks.table(name, caption, columns, [_row(context, each) for each in rows], stacked=True).html
        for name, caption, rows in groups
    )
    series = [blocks.link(f"#{name}", caption) for name, caption, _ in groups] if len(groups) > 1 else []
    lead, foot = _lead(context, rowed=any(each.rows for each in receipts)), _foot(context, page, receipts)
    contents = [el("p", blocks.joined(series, say(context, N_("; "))))] if series else []
    return framed(context, page, heading, _ways(context, page, title), [*lead, *contents, *tables, *foot])


def framed(context: Context, page: str, heading: str, ways: Element, content: Iterable[Element | str]) -> str:
    """A page of the receipts with its heading, the `ways` that lead from it, and its content."""
    forms, code = forms_of(context.language), context.language
    said = mark(context)
    about = [words.sentence(context, each) for each in (heading, citing.edition(context))]
    html = FRAME.substitute(
        policy=POLICY,
        html=forms.html,
        direction=forms.direction,
        title=escape(heading),
        about=escape(words.sentences(context, about)),
        others="\n".join(
            f'<link rel="alternate" hreflang="{forms_of(other).html}" href="{page}-{other}.html">'
            for other in _other_languages(context)
        ),
        styles="\n".join(
            f'<link rel="stylesheet" href="../../{code}/_static/{name}.css" media="{where}">'
            for name, where in STYLES.items()
        ),
        skip=el("a", say(context, N_("To the receipts")), css="pm-skip", href="#main"),
        home="\n".join(map(str, _home(context, page))),
        ways=ways,
        head=f'<meta name="notice" content="{escape(said)}">' if said else "",
        notice=el("p", said, css="pm-notice") if said else "",
        content="\n".join(map(str, content)),
        newest=NEWEST,
        perhaps_older=escape(say(context, N_("There may be a newer edition; go to the newest"))),
    )
    return minify_html(html)


def _home(context: Context, page: str) -> Iterator[Element]:
    """The way to the front page of the report, and to the same receipts in the other languages."""
    yield el("a", citing.report(context), css="pm-home", href=f"../../{context.language}/{FRONT}.html")
    for code in _other_languages(context):
        name, tag = forms_of(code).name, forms_of(code).html
        yield el("a", name, css="pm-language", href=f"{page}-{code}.html", lang=tag, hreflang=tag)


def _other_languages(context: Context) -> list[str]:
    """Those that the receipts are in as well."""
    return [code for code in context.plan.languages if code != context.language]


def _ways(context: Context, page: str, title: str) -> Element:
    """The ways to the page of the receipts, to the rules of verdicts and to the words."""
    back = say(context, N_("Back to the page: {title}"), title=title)
    ways = (
        (page, back),
        ("method", say(context, N_("How a status is found"))),
        ("glossary", say(context, N_("Glossary"))),
    )
    links = (blocks.link(f"../../{context.language}/{name}.html", text) for name, text in ways)
    return blocks.joined(links, say(context, N_("; ")))


def _title(context: Context, page: str) -> str:
    for action, card in context.plan.indicators():
        if page == page_of(card.id):
            return card.title[context.language]
        if page == action.id:
            break
    if page == FRONT:
        return citing.report(context)
    return f"{number_of(page)}. {context.plan.action(page).title[context.language]}"


def _lead(context: Context, *, rowed: bool) -> Iterator[Element]:
    """What a receipt is, what all of them were made of, and how to check one; `rowed`: some are rows of a table."""
    by = made(context)
    said = N_(
        "What each number rests on: document, words, arithmetic, rule. To compute one again, by its ID under “Verify”: "
        "{command}"
    )
    yield el("p", blocks.filled(say(context, said), command=el("code", "plan-metrics verify ID")))
    form = say(context, N_("Made by {program} from a plan whose files have the sha256 {digest}."))
    made_by = blocks.filled(form, program=by.program, digest=el("code", by.plan_sha256))
    about = [words.sentence(context, citing.edition(context)), _approved(context, by.approved)]
    yield el("p", words.sentences(context, [*filter(None, about)]))
    file = el("code", f"data/editions/{context.edition.card.id}/{OBSERVATIONS_FILE}")
    rows = blocks.filled(say(context, N_("Lines are those of {file}.")), file=file)
    yield el("p", blocks.lines([made_by, rows] if rowed else [made_by]), css="pm-muted")


def _approved(context: Context, names: Sequence[str]) -> str:
    if not names:  # over a draft it stands already
        return say(context, N_("Nobody has signed this edition off.")) if context.edition.card.invented else ""
    return say(context, N_("Signed off by: {names}."), names=say(context, N_("; ")).join(names))


def _groups(context: Context, receipts: Sequence[Receipt]) -> Iterator[tuple[str, list[Receipt]]]:
    """The receipts of each series, and those of none together; each with its caption."""

    def series(receipt: Receipt) -> tuple[str, ...]:
        _indicator, *place = receipt.id.split("/")
        return tuple(place[:2]) if len(place) > 2 else ()

    for key, rows in grouped(receipts, series).items():
        yield (parts.key_words(context, *key) if key else say(context, N_("States, scores and counts"))), rows


def _row(context: Context, receipt: Receipt) -> list[Node]:
    said = conclusion(context, receipt)
    lines: list[Node] = [said] if said else []
    lines += [*_from_document(context, receipt), *_worked_out(context, receipt), *_made_from(context, receipt)]
    rests_on = el("", blocks.lines(lines), _check(context, receipt))
    return [el("span", label(context, receipt), id=receipt.id), value_words(context, receipt, receipt.value), rests_on]


def _check(context: Context, receipt: Receipt) -> Element:
    """What a program needs to compute a receipt again, shut until it is asked for."""
    lines: list[Node] = [el("code", receipt.id)]
    for row in receipt.rows:
        lines.append(el("", _place(context, receipt, row), " ", el("code", f"sha256 {row.sha256}")))
    return el("details", el("summary", say(context, N_("Verify"))), blocks.lines(lines))


def _place(context: Context, receipt: Receipt, row: RowPlace) -> str:
    """The line of the table that a figure stands in, and since when."""
    since = say(context, N_("unchanged since edition {edition}"), edition=row.since)
    if row.since == row.edition:
        was = N_("revised in this edition") if _was_there(context, receipt) else N_("new in this edition")
        since = say(context, was)
    if row.line is None:
        return words.sentence(context, since)
    return words.sentence(context, say(context, N_("Line {line}, {since}"), line=row.line, since=since))


def _was_there(context: Context, receipt: Receipt) -> bool:
    """Whether the edition before has a figure in the place of this one."""
    if context.previous is None:
        return False
    names = ("indicator", "region", "breakdown", "period")
    wanted = dict(zip(names, receipt.id.split("/", 3), strict=True))
    return bool(observation_rows(context.before.observations, **wanted))


def _name(receipt: Receipt) -> str:
    return receipt.id.rpartition("/")[2]


def label(context: Context, receipt: Receipt) -> str:
    """What a receipt is of, beside others of its series: the period of a figure, or what follows from the series."""
    if receipt.kind == "observation":
        return language.period(receipt.id.split("/", 3)[3], context.language)
    page, *rest = receipt.id.split("/")
    if receipt.kind == "state" and len(rest) == 2:
        return commitment_words(context, page, rest[0])
    if is_of_cell(receipt):
        return say(context, N_("{place}: series"), place=place_of(context, receipt)[1])
    if receipt.kind == "count":
        state = rest[0].removeprefix("commitments_")
        if page != FRONT and state in words.COMMITMENT_STATE:
            word = say(context, words.COMMITMENT_STATE[state])
            return say(context, N_("{Promises} with the verdict “{word}”"), word=word)
        if rest[0] in PAIRS:
            long, last = (say(context, word) for word in PAIRS[rest[0]])
            pair = say(context, N_("{long} in the long term, {last} last"), long=long, last=last)
            return say(context, N_("{name}: {line}"), name=say(context, N_("Indicators")), line=pair)
        head, part = (OF_PLAN if page == FRONT else OF_ACTION)[rest[0]]
        if words.by_method(context) and page != FRONT:
            part = words.POINTS.get(rest[0].removeprefix("indicators_"), part)
        head = say(context, head)
        return say(context, N_("{name}: {line}"), name=head, line=say(context, part)) if part else head
    return say(context, LABELS[rest[-1]])


def value_words(context: Context, receipt: Receipt, value: object) -> Node:
    """A value of a receipt in words."""
    name, unit = _name(receipt), receipt.unit
    if receipt.kind == "interval" and value is None and receipt.low is not None and receipt.high is not None:
        low, high = (text_of(value_words(context, receipt, end)) for end in (receipt.low, receipt.high))
        return low if low == high else say(context, N_("{low} to {high}"), low=low, high=high)
    if value is None:
        return words.flag_words(context, receipt.flag) if receipt.flag else "–"
    if isinstance(value, str):
        known = words.COMMITMENT_STATE if receipt.id.count("/") == 2 else words.ACTION_STATE
        return say(context, (known if receipt.kind == "state" else CODES[name])[value])
    number = float(str(value))
    if unit:
        return language.with_minus(words.value(context, number, unit, receipt.qualifier or "exact"))
    said = partial(language.percent, digits=2) if name in SHARES else language.decimal
    return language.with_minus(said(number, context.language))


def _from_document(context: Context, receipt: Receipt) -> Iterator[Node]:
    """The document, its words, and what must be known of the figure."""
    for name in receipt.documents:
        link = blocks.link(f"../../{context.language}/data.html#{name}", name)
        yield blocks.joined([link, words.citation(context, context.source(name))])
    if receipt.printed:
        yield blocks.filled(say(context, N_("As printed: {words}")), words=parts.printed_words(receipt.printed))
    if receipt.flag and receipt.value is not None and (said := words.flag_words(context, receipt.flag)):
        yield said


def _worked_out(context: Context, receipt: Receipt) -> Iterator[Node]:
    """The arithmetic line by line."""

    def write(name: str, value: object) -> str:
        return f"{value:.12g}" if name in MOMENTS else _exact(context, value)

    if receipt.kind == "state":
        yield from _shares(context, receipt)
        return
    for step in receipt.steps:
        if step.formula is not None:
            line = arithmetic(step.formula, step.values, write, lambda text: say(context, text))
            line = el("", line, " = ", _exact(context, step.value))
            form = say(context, N_("{name}: {line}"))
            yield blocks.filled(form, name=say(context, STEPS[step.name]), line=line) if step.name in STEPS else line
        elif _name(receipt) == "strength":
            yield _criterion(context, step)
        elif step.name == "p":
            yield f"p = {_exact(context, step.value)}"


def _shares(context: Context, receipt: Receipt) -> Iterator[Node]:
    """The shares of the rule of states as the plan writes them, in fractions; a majority only where asked for."""
    for step in receipt.steps:
        found = {name: Fraction(str(value)) for name, value in step.values.items()}
        if step.name == "judged" and found["n"]:
            line: Node = words.fraction(context, (int(found["j"]), int(found["n"])))
        elif step.name == "needed" and receipt.value != OPEN:
            majority = context.plan.head.verdicts.state.majority
            needed = Fraction(*majority) * found["j"]
            worth = words.fraction(context, needed.as_integer_ratio()) if needed.denominator > 1 else str(needed)
            line = f"{words.fraction(context, majority)} × {found['j']} = {worth}"
        else:
            continue
        yield blocks.filled(say(context, N_("{name}: {line}")), name=say(context, STEPS[step.name]), line=line)


def _criterion(context: Context, step: Step) -> str:
    found = step.values["found"]
    assert not isinstance(found, tuple)
    said = criterion_words(context, Criterion(step.name, str(step.value), found))
    return words.bracketed(context, said, say(context, words.STRENGTH[str(step.value)]))


def _exact(context: Context, value: object) -> str:
    if value is None:
        return "–"
    return language.with_minus(language.exact(float(f"{float(str(value)):.12g}"), context.language))


def _made_from(context: Context, receipt: Receipt) -> Iterator[Node]:
    """Links to what a receipt was made from, and the method."""
    if receipt.inputs:
        if len(receipt.inputs) > MOST_SHOWN:
            handle = say(context, N_("Made from: {inputs}"), inputs=len(receipt.inputs))
            yield el("details", el("summary", handle), _inputs(context, receipt))
        else:
            yield blocks.filled(say(context, N_("Made from: {inputs}")), inputs=_inputs(context, receipt))
    if receipt.kind == "count" and (place := _counted_on(context, receipt)):
        yield blocks.filled(say(context, N_("Counted in: {page}")), page=place)
    if receipt.method:
        yield blocks.filled(say(context, N_("Method: {method}")), method=_method(context, receipt.method))


def _counted_on(context: Context, receipt: Receipt) -> Element | None:
    """The page or the file on which stands what was counted; None where a report leaves that page out, or for what has
    receipts of its own, but for series, which are shown on the page of their area or breakdown.
    """
    name = _name(receipt)
    page, title = COUNTED_ON.get(name) or COUNTED_ON.get(name.partition("_")[0], ("", ""))
    if is_of_cell(receipt):
        page, title = place_of(context, receipt)
    elif receipt.inputs:
        return None
    if not page or not links.has_pages(context, page):
        return None
    href = page if page.startswith("..") else f"../../{context.language}/{page}.html"
    return blocks.link(href, say(context, title))


def _inputs(context: Context, receipt: Receipt) -> Element:
    """Links to the receipts of what a receipt was made from, named by what differs from its own id."""
    own, found = receipt.id.split("/", 3), []
    for name in receipt.inputs:
        part, page = name.split("/", 3), page_with(name)
        place = f"#{name}" if page == page_with(receipt.id) else f"{page}-{context.language}.html#{name}"
        if len(part) < 4:
            text = number_of(part[-2])
        elif part[:3] != own[:3]:
            text = context.plan.indicator(part[0]).title[context.language]
        else:
            last = part[3]
            text = say(context, LABELS[last]) if last in LABELS else language.period(last, context.language)
        found.append(blocks.link(place, text))
    return blocks.joined(found, say(context, N_("; ")))


def _method(context: Context, name: str) -> Node:
    """The title of a card of the manual, which leads there if the manual is in this language."""
    title = read_card(name).title[context.language]
    page = next((page.name for page in pages_in(context.language) if name in page.cards), "")
    return blocks.link(f"../../{context.language}/{page}.html#{name}", title) if page else title


def _foot(context: Context, page: str, receipts: Sequence[Receipt]) -> Iterator[Element]:
    """The thresholds and the origins of the methods, each once; on the front page, the receipts of the others."""
    yield from _thresholds(context, receipts)
    yield from _copies(context, receipts)
    yield from _others(context) if page == FRONT else _sources(context, receipts)


def _copies(context: Context, receipts: Sequence[Receipt]) -> Iterator[Element]:
    """The digests of the copies of the documents, each once, and of which documents the project keeps none."""
    cited = dict.fromkeys(name for each in receipts for name in each.documents)
    if not cited:
        return
    kept = copies_of(context, receipts)
    lines = [_named(context, each.source, el("code", f"{each.file} sha256 {each.sha256}")) for each in kept]
    without = [name for name in cited if name not in context.edition.copies]
    yield el("h2", say(context, N_("Copies of the documents")))
    if lines:
        yield el("ul", *lines)
    if without:
        names = say(context, N_("; ")).join(without)
        yield el(
            "p",
            say(
                context,
                N_("Documents of which no copy is kept, so that their files have no digest: {names}."),
                names=names,
            ),
        )


def _thresholds(context: Context, receipts: Sequence[Receipt]) -> Iterator[Element]:
    """The thresholds that were applied, under what they were applied to: those of the plan, then of its method."""
    of_method = ""
    if words.by_method(context):
        of_method = say(context, N_("Thresholds of the method: {model}"), model=verdict_model.name(context))
    for heading, own in ((say(context, N_("Thresholds of the plan")), False), (of_method, True)):
        applied: dict[str, dict[str, Value]] = {}
        for each in receipts:
            if rules := {key: value for key, value in each.rules.items() if is_of_method(key) == own}:
                applied.setdefault(say(context, LABELS[_name(each)]), {}).update(rules)
        if applied:
            yield el("h2", heading)
            yield el("ul", *(_named(context, label, said_rules(context, rules)) for label, rules in applied.items()))


def _named(context: Context, name: Node, line: Node) -> Element:
    """An item of a list: what is meant, and what is said of it."""
    return el("li", blocks.filled(say(context, N_("{name}: {line}")), name=name, line=line))


def _others(context: Context) -> Iterator[Element]:
    """The receipts of every other page."""
    yield el("h2", say(context, N_("Receipts of the other pages")))
    actions = context.plan.actions
    names = [name for each in actions for name in (each.id, *(page_of(card.id) for card in each.indicators))]
    links = (blocks.link(f"{name}-{context.language}.html", _title(context, name)) for name in names)
    yield el("ul", *(el("li", link) for link in links))


def _sources(context: Context, receipts: Sequence[Receipt]) -> Iterator[Element]:
    """Where the methods come from, each once."""
    if named := [each.method for each in methods_of(receipts)]:
        yield el("h2", say(context, N_("Where the methods come from")))
        origins = ((name, read_card(name).source.text[context.language]) for name in named)
        yield el("ul", *(_named(context, _method(context, name), origin) for name, origin in origins))
