"""The receipts of a page for readers: a page beside the JSON file, without scripts, in the style of the book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from string import Template

from markupsafe import escape

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.languages import forms_of
from plan_metrics.manual.read import pages_in, read_card
from plan_metrics.measure.strength import Criterion
from plan_metrics.measure.verdicts import JUDGED
from plan_metrics.plan.head import number_of
from plan_metrics.receipts import made, methods_of
from plan_metrics.receipts.figures import page_with
from plan_metrics.receipts.record import Receipt, RowPlace, Step
from plan_metrics.receipts.states import FRONT
from plan_metrics.views import blocks, citing, language, parts, words
from plan_metrics.views.arithmetic import arithmetic
from plan_metrics.views.evidence import criterion_words
from plan_metrics.views.links import page_of
from plan_metrics.views.nodes import Column, Element, Node, el, text_of
from plan_metrics.views.verdicts import WHY, why_words
from plan_metrics.views.words import say

LABELS = {
    "status": N_("Long-term assessment"),
    "latest_change": N_("Latest change"),
    "strength": N_("Strength of evidence"),
    "change": N_("Change since the baseline"),
    "relative_change": N_("Change since the baseline, as a share of it"),
    "growth": N_("Growth a year since the baseline"),
    "target": N_("Official target"),
    "gap": N_("Missing to the target"),
    "progress": N_("Share of the way to the target"),
    "elapsed": N_("Share of the time to the target"),
    "pace": N_("Way over time"),
    "expected": N_("Due by then on a straight way"),
    "result": N_("What became of the target"),
    "prospect": N_("Prospect"),
    "score": N_("Score"),
    "state": N_("State"),
}
CODES: Mapping[str, Mapping[str, str]] = {
    "status": words.STATUS, "latest_change": words.STATUS, "strength": words.STRENGTH, "result": words.RESULT,
    "prospect": words.PROSPECT,
}  # fmt: skip
MOMENTS = ("a", "s", "z")  # in formulas: years with their part, which have no marks of thousands
SHARES = ("relative_change", "growth", "progress", "elapsed")
STEPS = {
    "least": N_("lowest"),
    "most": N_("highest"),
    "limit": N_("limit"),
    "judged": N_("share with a verdict"),
    "needed": N_("needed for a majority"),
}
STYLES = ("book", "plan-metrics", "theme-dark")
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
$styles
<style>@media (min-width: 48em) {th code {overflow-wrap: normal}}</style>
</head>
<body>
$skip
<header class="pm-top">$back</header>
$notice
<main id="main" tabindex="-1"><article class="bd-article">
<h1>$title</h1>
$lead
$tables
$foot
</article></main>
</body>
</html>
""")


def receipt_page(context: Context, page: str, receipts: Sequence[Receipt]) -> str:
    """The receipts of a page as HTML in the reader's language, each at the place of its id."""
    forms, code, title = forms_of(context.language), context.language, _title(context, page)
    heading = say(context, N_("Receipts: {title}"), title=title)
    columns = [Column(say(context, title)) for title in (N_("Figure or verdict"), N_("Value"), N_("What it rests on"))]
    tables = (
        blocks.table(f"receipts-{place}", caption, columns, [_row(context, each) for each in rows], stacked=True).html
        for place, (caption, rows) in enumerate(_groups(context, receipts), 1)
    )
    notice = el("p", say(context, words.INVENTED), css="pm-notice") if context.edition.card.invented else ""
    back = say(context, N_("Back to the page: {title}"), title=title)
    return FRAME.substitute(
        policy=POLICY,
        html=forms.html,
        direction=forms.direction,
        title=escape(heading),
        styles="\n".join(f'<link rel="stylesheet" href="../../{code}/_static/{name}.css">' for name in STYLES),
        skip=el("a", say(context, N_("To the receipts")), css="pm-skip", href="#main"),
        back=el("a", back, css="pm-home", href=f"../../{code}/{page}.html"),
        notice=notice,
        lead="\n".join(map(str, _lead(context))),
        tables="\n".join(tables),
        foot="\n".join(map(str, _others(context) if page == FRONT else _sources(context, receipts))),
    )


def _title(context: Context, page: str) -> str:
    for action, card in context.plan.indicators():
        if page == page_of(card.id):
            return card.title[context.language]
        if page == action.id:
            break
    if page == FRONT:
        return citing.report(context)
    return f"{number_of(page)}. {context.plan.action(page).title[context.language]}"


def _lead(context: Context) -> Iterator[Element]:
    """What a receipt is, what all of them were made of, and how to check one."""
    by = made(context)
    said = N_(
        "What each number rests on: document, row of the table, arithmetic, rule. To compute one again: {command}"
    )
    command = el("code", "plan-metrics verify ID")
    yield el("p", blocks.filled(say(context, said), command=command))
    form = say(context, N_("Made by {program} from a plan whose files have the sha256 {digest}."))
    made_by = blocks.filled(form, program=by.program, digest=el("code", by.plan_sha256))
    said = [words.sentence(context, citing.edition(context)), _approved(context, by.approved)]
    yield el("p", words.sentences(context, said))
    yield el("p", made_by)


def _approved(context: Context, names: Sequence[str]) -> str:
    if not names:
        return say(context, N_("Nobody has signed this edition off."))
    return say(context, N_("Signed off by: {names}."), names=say(context, N_("; ")).join(names))


def _groups(context: Context, receipts: Sequence[Receipt]) -> Iterator[tuple[str, list[Receipt]]]:
    """The receipts of each series, and those of none together; each with its caption."""

    def series(receipt: Receipt) -> tuple[str, ...]:
        parts_of = receipt.id.split("/")
        return tuple(parts_of[1:3]) if len(parts_of) > 3 else ()

    found: dict[tuple[str, ...], list[Receipt]] = {}
    for key, rows in groupby(receipts, series):
        found.setdefault(key, []).extend(rows)
    for key, rows in found.items():
        yield (parts.key_words(context, *key) if key else say(context, N_("States, scores and counts"))), rows


def _row(context: Context, receipt: Receipt) -> list[Node]:
    lines = [*_from_document(context, receipt), *_worked_out(context, receipt), *_decided(context, receipt)]
    name = el("span", blocks.two_lines(_label(context, receipt), el("code", receipt.id)), id=receipt.id)
    return [name, _value(context, receipt, receipt.value), blocks.lines(lines)]


def _name(receipt: Receipt) -> str:
    return receipt.id.rpartition("/")[2]


def _label(context: Context, receipt: Receipt) -> str:
    if receipt.kind == "observation":
        return language.period(receipt.id.split("/", 3)[3], context.language)
    name = _name(receipt)
    if name in LABELS and receipt.id.count("/") == 2:
        return say(context, N_("{Promise} {number}"), number=number_of(receipt.id.split("/")[1]))
    return say(context, LABELS[name]) if name in LABELS else ""


def _value(context: Context, receipt: Receipt, value: object) -> Node:
    """A value of a receipt in words."""
    name, unit = _name(receipt), receipt.unit
    if receipt.kind == "interval" and value is None and receipt.low is not None and receipt.high is not None:
        low, high = (text_of(_value(context, receipt, end)) for end in (receipt.low, receipt.high))
        return say(context, N_("{low} to {high}"), low=low, high=high)
    if value is None:
        return words.flag_words(context, receipt.flag) if receipt.flag else "–"
    if isinstance(value, str):
        known = words.COMMITMENT_STATE if receipt.id.count("/") == 2 else words.ACTION_STATE
        return say(context, (known if receipt.kind == "state" else CODES[name])[value])
    number = float(str(value))
    if unit:
        return words.value(context, number, unit, receipt.qualifier or "exact")
    said = partial(language.percent, digits=2) if name in SHARES else language.decimal
    return said(number, context.language)


def _from_document(context: Context, receipt: Receipt) -> Iterator[Node]:
    """The words of the document, the document, the row of the table and what must be known of the figure."""
    if receipt.printed:
        yield blocks.filled(say(context, N_("As printed: {words}")), words=parts.printed_words(receipt.printed))
    for name in receipt.documents:
        link = blocks.link(f"../../{context.language}/data.html#{name}", name)
        yield blocks.joined([link, words.citation(context, context.source(name))])
    for row in receipt.rows:
        yield _place(context, row)
    if receipt.flag and receipt.value is not None and (said := words.flag_words(context, receipt.flag)):
        yield said


def _place(context: Context, row: RowPlace) -> Node:
    form = N_("Row: {file}, line {line} (sha256 {digest}), unchanged since edition {since}")
    if row.line is None:
        form = N_("Row: {file} (sha256 {digest}), unchanged since edition {since}")
    file, digest = f"data/editions/{row.edition}/{row.file}", el("code", row.sha256)
    return blocks.filled(say(context, form), file=el("code", file), line=row.line, digest=digest, since=row.since)


def _worked_out(context: Context, receipt: Receipt) -> Iterator[Node]:
    """The arithmetic line by line."""

    def write(name: str, value: object) -> str:
        return f"{value:.12g}" if name in MOMENTS else _exact(context, value)

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


def _criterion(context: Context, step: Step) -> str:
    found = step.values["found"]
    assert not isinstance(found, tuple)
    said = criterion_words(context, Criterion(step.name, str(step.value), found))
    return words.bracketed(context, said, say(context, words.STRENGTH[str(step.value)]))


def _exact(context: Context, value: object) -> str:
    return "–" if value is None else language.exact(float(f"{float(str(value)):.12g}"), context.language)


def _decided(context: Context, receipt: Receipt) -> Iterator[Node]:
    """Why a verdict is not given, the thresholds, the method, and links to what it was made from."""
    if receipt.kind == "state" and receipt.facts.get("fit"):
        said = [words.FIT[str(receipt.facts["fit"])], words.STRENGTH.get(str(receipt.facts["strength"]), "")]
        yield say(context, N_("; ")).join(say(context, each) for each in said if each)
    if _name(receipt) == "status" and receipt.value not in JUDGED and receipt.reason in WHY:
        yield _why(context, receipt)
    if receipt.rules:
        rules = (
            f"{name} = {value if isinstance(value, str) else f'{value:g}'}" for name, value in receipt.rules.items()
        )
        text = el("code", "; ".join(rules))
        yield blocks.filled(say(context, N_("Thresholds of the plan: {rules}")), rules=text)
    if receipt.inputs:
        yield blocks.filled(say(context, N_("Made from: {inputs}")), inputs=_inputs(context, receipt))
    if receipt.method:
        yield blocks.filled(say(context, N_("Method: {method}")), method=_method(context, receipt.method))


def _why(context: Context, receipt: Receipt) -> str:
    comparable, counted = (float(str(receipt.facts[name])) for name in ("comparable", "counted_apart"))
    last = str(receipt.facts["latest"]) if receipt.facts["latest"] else None
    return words.sentence(context, why_words(context, str(receipt.reason), comparable, counted, last))


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


def _others(context: Context) -> Iterator[Element]:
    """The receipts of every other page."""
    yield el("h2", say(context, N_("Receipts of the other pages")))
    names = [
        name for action in context.plan.actions for name in (action.id, *(page_of(i.id) for i in action.indicators))
    ]
    links = (blocks.link(f"{name}-{context.language}.html", _title(context, name)) for name in names)
    yield el("ul", *(el("li", link) for link in links))


def _sources(context: Context, receipts: Sequence[Receipt]) -> Iterator[Element]:
    """Where the methods come from, each once."""
    if named := [each.method for each in methods_of(receipts)]:
        yield el("h2", say(context, N_("Where the methods come from")))
        origins = ((name, read_card(name).source.text[context.language]) for name in named)
        yield el("ul", *(el("li", _method(context, name), ": ", origin) for name, origin in origins))
