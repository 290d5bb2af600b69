"""Statuses, reasons, flags and values in words: every term that a reader meets is said here, once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial, reduce
from typing import Any, TypeVar

from plan_metrics.context import Context
from plan_metrics.edition.flags import FLAGS
from plan_metrics.errors import N_
from plan_metrics.languages import forms_of, own_words
from plan_metrics.plan.code_lists import Source
from plan_metrics.plan.verdict_rules import TWO_VIEWS
from plan_metrics.rows import SeriesStatusRow
from plan_metrics.views import blocks, language
from plan_metrics.views.language import catalogue
from plan_metrics.views.nodes import Column, Element, Untranslated, el

STATUS = {
    "achieved": N_("target met"),
    "on_track": N_("on track"),
    "behind": N_("behind"),
    "far_behind": N_("far behind"),
    "moving_away": N_("moving away"),
    "missed": N_("target missed"),
    "too_early": N_("too early to say"),
    "improving": N_("improving"),
    "stable": N_("little or no change"),
    "worsening": N_("deteriorating"),
    "within_error": N_("within sampling error"),
    "not_assessable": N_("not assessable"),
    "no_figure": N_("no figure found"),
    "suppressed": N_("suppressed"),
}

# Which way a verdict points, where a plan judges by the categories of a published method; its other statuses as above.
POINTS = {
    "improving": N_("progress"),
    "stable": N_("little or too little progress"),
    "worsening": N_("movement away"),
}

# The categories of published methods, in their own words.
CATEGORY = {
    "target_achieved": N_("target achieved"),
    "significant_progress": N_("significant progress"),
    "substantial_progress": N_("substantial progress"),
    "moderate_progress": N_("moderate progress"),
    "fair_progress": N_("fair progress"),
    "limited_progress": N_("limited progress"),
    "insufficient_progress": N_("insufficient progress"),
    "moderate_movement_away": N_("moderate movement away"),
    "significant_movement_away": N_("significant movement away"),
    "movement_away": N_("movement away from the target"),
    "deterioration": N_("deterioration"),
    "score_3": N_("target met or on track"),
    "score_2": N_("progress, but too slow"),
    "score_1": N_("standstill or step back"),
    "growth_score_3": N_("fast progress"),
    "growth_score_2": N_("slow progress"),
    "growth_score_1": N_("standstill or step back"),
}

ACTION_STATE = {
    "advancing": N_("advancing where assessed"),
    "mixed": N_("no clear direction"),
    "slipping": N_("slipping where assessed"),
    "not_assessable": N_("not assessable"),
}

# The same codes of a single commitment, which is not "mostly" anything.
COMMITMENT_STATE = {
    "advancing": N_("advancing"),
    "mixed": N_("no clear direction"),
    "slipping": N_("slipping"),
    "not_assessable": N_("not assessable"),
}

STRENGTH = {"strong": N_("strong"), "moderate": N_("moderate"), "weak": N_("weak")}

FIT = {"direct": N_("direct"), "proxy": N_("proxy"), "context": N_("context")}

RESULT = {
    "met": N_("target met"),
    "missed": N_("target missed"),
    "no_figure_for_date": N_("no figure was published for its date"),
    "bound_at_date": N_("not assessable: published as a bound"),
    "ahead": N_("not yet due"),
    "held": N_("held so far"),
    "breached": N_("not kept"),
    "areas_unknown": N_("open: too many areas have no figure"),
}

PROSPECT = {
    "very_likely": N_("very likely on track"),
    "likely": N_("likely on track"),
    "uncertain": N_("uncertain"),
    "unlikely": N_("unlikely on track"),
    "very_unlikely": N_("very unlikely on track"),
    "unclear": N_("unclear"),
}

COLLECTION = {
    "census": N_("statistical enumeration"),
    "register": N_("register or administrative records"),
    "sample": N_("share found in a sample"),
    "survey": N_("survey or index"),
    "unknown": N_("not stated"),
}

# What a reader must know of these flags beyond their SDMX name.
FLAG = {
    "B": N_("not comparable with earlier values"),
    "D": N_("not compared with the rest of the series"),
    "U": N_("unclear in the copy read, or its year is inferred"),
}

ACCUMULATION = {
    "stock": N_("stock, counted at a date"),
    "flow": N_("flow, counted over a period"),
    "cumulative": N_("cumulative, counted since a start"),
    "rate": N_("rate or index of a period"),
    "unknown": N_("not stated"),
}

ADDS_UP = {
    "sum": N_("adds up"),
    "ratio": N_("ratio of sums"),
    "last": N_("last value"),
    "none": N_("does not add up"),
}

DIRECTION = {
    "increase": N_("increase"),
    "decrease": N_("decrease"),
    "none": N_("none: neither a rise nor a fall is better by itself"),
}

FREQUENCY = {
    "A": N_("yearly"),
    "S": N_("half-yearly"),
    "Q": N_("quarterly"),
    "M": N_("monthly"),
    "I": N_("irregular"),
}

# What a plan calls its parts, its areas and what figures are broken down by where it says nothing.
USUAL = {
    "goal": (N_("action"), N_("actions")),
    "promise": (N_("commitment"), N_("commitments")),
    "indicator": (N_("indicator"), N_("indicators")),
    "area": (N_("area"), N_("areas")),
    "breakdown": (N_("breakdown"), N_("breakdowns")),
}

_NAMES = {*USUAL, *(f"{name}s" for name in USUAL), "by_area", "overall"}
OWN = _NAMES | {name.capitalize() for name in _NAMES}  # places that `called` fills

Named = TypeVar("Named")
STOPS = re.compile(r"(?<=\w)\.\.(?=\s|$)")  # an abbreviation, as in 2023 г., and the end of its sentence
COUNTED = re.compile(r"\{(?P<n>\w+)\}\s\{(goal|promise|indicator|area|breakdown)s\}", re.I)  # {all} {goals}
PLACE, WORDS = re.compile(r"\{(\w+)\}"), re.compile(r"[^\W\d_]")  # in a string that is filled in

UNDATED = N_("date not known")
INVENTED = N_("Invented data. Every figure on this page is made up to show and test the report; none is real.")


def say(context: Context, text: str, **values: object) -> str:
    """A catalogue string in the reader's language, filled in with values and with the plan's own words (`called`).

    Places for which there is neither stay: another function fills them in, with nodes.
    """
    said = _filled(context, catalogue(context.language).gettext(text), values)
    return (
        said
        if language.is_translated(text, context.language) or not WORDS.search(PLACE.sub("", text))
        else Untranslated(said)
    )


def columns(context: Context, *titles: str, numeric: bool = False, ordered: bool = True) -> list[Column]:
    """Columns of a table under these titles, strings of the catalogue, each with a capital; all of one kind, as in
    `Column`.
    """
    said = (say(context, title) for title in titles)  # `Untranslated` or not
    return [Column(type(each)(each[:1].upper() + each[1:]), numeric, ordered) for each in said]


def say_n(context: Context, one: str, many: str, n: int, **values: object) -> str:
    """A catalogue string in the form that the reader's language has for a count, filled in with it and as `say` does."""
    said = _filled(context, catalogue(context.language).ngettext(one, many, n), {"n": n, **values})
    return said if language.is_translated(one, context.language) else Untranslated(said)


def counting(context: Context, said: str, **numbers: int) -> tuple[str, dict[str, str]]:
    """A string of the language whose places are those that these numbers need, and the plan's own words for them.

    Both are for `blocks.filled`, which fills in all at once: a word of a plan may have braces of its own.
    """
    return _agreeing(context, said, numbers), called(context)


def _filled(context: Context, said: str, values: Mapping[str, object]) -> str:
    said = _agreeing(context, said, values)
    own = called(context) if OWN & {*PLACE.findall(said)} - values.keys() else {}
    known = {**own, **values}
    return STOPS.sub(".", PLACE.sub(lambda place: str(known.get(place[1], place[0])), said))


def _agreeing(context: Context, said: str, values: Mapping[str, object]) -> str:
    def of_one(place: re.Match[str]) -> str:
        """The word for one of the plan's parts behind a count that the language says so."""
        n = values.get(place["n"])
        one = isinstance(n, int) and language.form_beside(n, context.language) == "one"
        return place[0][:-2] + "}" if one else place[0]

    return COUNTED.sub(of_one, said)


def called(context: Context) -> dict[str, str]:
    """The plan's own words in sentences: what one and several of its parts, areas and breakdowns are called, what
    figures by area are (`by_area`) and what those of the whole are (`overall`); each also with a capital.

    Areas and breakdowns are those of the level and the dimension that the context puts beside each other, or of the
    only one that there is; the word for all of them where there are several, or none.
    """
    plan, code, words = context.plan, context.language, catalogue(context.language).gettext
    level = _only([plan.level(context.level)] if context.level else plan.page_levels)
    parts = plan.head.structure
    own = {
        "goal": parts and parts.action,
        "promise": parts and (parts.commitment or parts.action),
        "area": level,
        "breakdown": _only([each for each in plan.head.dimensions if context.dimension in ("", each.id)]),
    }
    made: dict[str, str] = {}
    for name, usual in USUAL.items():
        part = own.get(name)
        one, other = (part.one[code], part.other[code]) if part else map(words, usual)
        made |= {name: one, f"{name}s": other}
    by, overall = level and level.by, plan.head.levels[0].by
    made["by_area"] = by[code] if by else words(N_("by {area}")).format(**made)
    made["overall"] = overall[code] if overall else words(N_("overall"))
    return made | {name.capitalize(): word[:1].upper() + word[1:] for name, word in made.items()}


def _only(known: Sequence[Named]) -> Named | None:
    return known[0] if len(known) == 1 else None


def unit_of(context: Context, unit: str) -> str:
    """The title of a unit."""
    return context.plan.units[unit].title[context.language]


def is_money(context: Context, unit: str) -> bool:
    """Whether a unit is the money of the plan, which is said in large units."""
    return unit == context.plan.head.money


def value(
    context: Context, number: float | None, unit: str, qualifier: str = "exact", beside: Iterable[float | None] = ()
) -> str:
    """A value with its unit and the word that was printed before it (over, nearly, about).

    Money is said in hundred millions or in billions, as the language does. Other counts are said in full; in
    large units where no digit is lost by it or the value was computed. None is said as "no figure found". It has as many
    digits as tell it apart from others that it stands `beside`: its target, its baseline, an earlier figure.
    """
    if number is None:
        return say(context, STATUS["no_figure"])
    said = state_name(context, number, unit) or language.apart(partial(_with_unit, context, unit), number, beside)
    return say(context, language.QUALIFIERS[qualifier], value=said)


def _with_unit(context: Context, unit: str, number: float, digits: int) -> str:
    code, forms = context.language, forms_of(context.language)
    if unit == "percent":
        return language.in_percent(language.trimmed(number, code, digits), code)
    if is_money(context, unit) and abs(number) >= 1e8:
        form, scale = forms.money, forms.money_unit
        if forms.money_thousands and abs(number) >= 1000 * scale:
            form, scale, digits = forms.money_thousands, 1000 * scale, digits + 3
        return form.format(n=language.trimmed(number / scale, code, digits), unit=unit_of(context, unit))
    amount = _amount(number, code, digits)
    return f"{amount}{forms.unit_gap}{context.plan.units[unit].beside(code, language.form_beside(number, code))}"


def without_unit(context: Context, number: float, unit: str, qualifier: str = "exact") -> str:
    """A value as `value` says it, but for its unit: beside others that name it."""
    said = state_name(context, number, unit) or _amount(number, context.language)
    return say(context, language.QUALIFIERS[qualifier], value=said)


def _amount(number: float, code: str, digits: int = 2) -> str:
    computed = abs(number) >= language.LARGE and number != int(number)
    return (language.compact if computed else language.in_full)(number, code, digits)


# The figures that a row of the scoreboard holds, and where the word that was printed before each stands.
OF_ROW: dict[str, str] = {
    "shown": "shown_qualifier",
    "baseline": "baseline_qualifier",
    "latest_from_value": "latest_from_qualifier",
    "latest_to_value": "latest_to_qualifier",
    "result_value": "result_qualifier",
}


def of_row(context: Context, row: Mapping[str, Any], name: str) -> str:
    """A figure of a row of the scoreboard, with as many digits as tell it apart from the others and from the target."""
    beside = [row.get(each) for each in (*OF_ROW, "target", "target_to")]
    return value(context, row[name], row["unit"], str(row[OF_ROW[name]]), beside)


def state_name(context: Context, number: float, unit: str) -> str:
    """The state that a figure in a unit of states is; "" in any other unit."""
    states = context.plan.units[unit].states_in(context.language) if unit in context.plan.units else ()
    return states[int(number)] if number in range(len(states)) else ""


def has_states(context: Context, unit: str) -> bool:
    """Whether figures in a unit are states, which have an order and no distances."""
    return unit in context.plan.units and bool(context.plan.units[unit].states)


def figure(
    context: Context, number: float | None, unit: str, qualifier: str = "exact", like: float | None = None
) -> str:
    """A value for a cell of a table whose unit stands in a column of its own; one that was computed has no more
    digits than it deserves. `like`: see `table_scale`.
    """
    if number is None:
        return "–"
    if state := state_name(context, number, unit):
        return state
    scaled = number / table_scale(context, unit, like)
    computed = abs(scaled) >= language.LARGE and scaled != int(scaled)
    text = (language.compact if computed else language.decimal)(scaled, context.language)
    if _beside(context, unit, like)[1] and number == int(number):
        text = language.exact(scaled, context.language)
    return say(context, language.QUALIFIERS[qualifier], value=text)


def table_scale(context: Context, unit: str, like: float | None = None) -> float:
    """What a figure in a table is divided by: money stands in 亿元 or billions, and everything else in ones; but a
    column beside a sentence on its newest figure, `like`, stands in 万 or 亿 where the sentence says that so.
    """
    return forms_of(context.language).money_unit if is_money(context, unit) else _beside(context, unit, like)[0]


def table_unit(context: Context, unit: str, like: float | None = None) -> str:
    """The unit of a column of figures, scaled as `figure` does."""
    title = unit_of(context, unit)
    if is_money(context, unit):
        return " ".join(forms_of(context.language).money.format(n="", unit=title).split())
    return _beside(context, unit, like)[1] + title


def _beside(context: Context, unit: str, like: float | None) -> tuple[float, str]:
    """The scale in which a sentence says a count like this, and its word."""
    plain = like is None or unit == "percent" or is_money(context, unit) or has_states(context, unit)
    return (1.0, "") if plain or like is None else language.scale_said(like, context.language)


def sentences(context: Context, said: Iterable[str]) -> str:
    """Sentences one after the other, with the space between them that the language wants."""
    return reduce(lambda one, other: say(context, N_("{one} {other}"), one=one, other=other), said)


def sentence(context: Context, text: str) -> str:
    """Part of a sentence as a sentence of its own, which begins with a capital."""
    return say(context, N_("{said}."), said=text[:1].upper() + text[1:])


def three_digits(number: float) -> float:
    """A computed number with no more digits than it supports.

    >>> three_digits(63616.28), three_digits(-0.12345)
    (63600.0, -0.123)
    """
    return float(f"{number:.3g}")


def by_method(context: Context) -> bool:
    """Whether verdicts are those of a published method, which the plan follows."""
    return context.plan.head.verdicts.model != TWO_VIEWS


def status(context: Context, code: str) -> str:
    """A status in words; of a verdict by a published method, which way it points."""
    return say(context, POINTS.get(code, STATUS[code]) if by_method(context) else STATUS[code])


def verdict(context: Context, row: SeriesStatusRow) -> str:
    """The long-term assessment of a series in words: the category of the method that the plan follows, or the status."""
    return say(context, CATEGORY[row["category"]]) if row["category"] else status(context, row["status"])


def verdict_badge(context: Context, row: SeriesStatusRow) -> Element:
    """The same as a badge, which looks as its status does."""
    return blocks.badge(row["status"], verdict(context, row))


def status_badge(context: Context, code: str) -> Element:
    """A status as a badge."""
    return blocks.badge(code, status(context, code))


def fit_badge(context: Context, fit: str) -> Element:
    """How an indicator stands to a commitment, as a badge."""
    return el("span", say(context, FIT[fit]), css=f"pm-fit {fit}")


def citation(context: Context, source: Source) -> str:
    """A document cited: issuing body, title, date."""
    form = N_("{publisher}: {title}, {date}")
    return say(
        context,
        form,
        publisher=source.publisher[context.language],
        title=title_marked(context, source.title[context.language]),
        date=dated(context, source),
    )


def dated(context: Context, source: Source) -> str:
    """When a document was issued; of one whose date is not known, that, and by when it was there."""
    date = language.date(source.date, context.language)
    return say(context, N_("undated, there by {date}"), date=date) if source.date_basis == "unknown" else date


def plan_cited(context: Context) -> str:
    """The plan as a document, in a sentence: its title, who issued it and when, as far as that is known."""
    head, code = context.plan.head, context.language
    known = {"plan": title_marked(context, head.title[code]), "issuer": head.issuer[code]}
    issued = language.date(head.issued, code) if head.issued else say(context, UNDATED)
    form = N_("{plan} ({issued}). Issuing body: {issuer}.")
    if len(head.issued) == len("2024-09-30"):
        form = N_("{plan}, issued on {issued}. Issuing body: {issuer}.")
    return say(context, form, **known, issued=issued)


def title_marked(context: Context, title: str) -> str:
    """A document's title in the marks that the language puts around titles; within double marks others are single."""
    forms = forms_of(context.language)
    before, after = forms.title_marks
    if before == "“":
        title = title.replace("“", "‘").replace("”", "’")
    return title if forms.marks_once and before in title else f"{before}{title}{after}"


def bracketed(context: Context, text: str, detail: str) -> str:
    """A text with a detail in the brackets of the language."""
    return say(context, N_("{head} ({detail})"), head=text, detail=detail)


def flag_words(context: Context, flag: str, note: str = "") -> str:
    """What an observation flag means, after its letter; nothing for a normal value.

    Of a figure of low reliability its note says which of the reasons holds.
    """
    if flag == "A":
        return ""
    meaning = flag_name(context, flag) if flag == "U" and note else flag_meaning(context, flag)
    return say(context, N_("{flag}: {meaning}"), flag=flag, meaning=meaning)


def flag_name(context: Context, flag: str) -> str:
    """The name of a flag in the SDMX list."""
    title = FLAGS[flag].title
    name = own_words(title, context.language)
    return name if context.language in title else Untranslated(name)


def flag_meaning(context: Context, flag: str) -> str:
    """The name of a flag in the SDMX list, with what a reader must know beyond it."""
    name = flag_name(context, flag)
    return bracketed(context, name, say(context, FLAG[flag])) if flag in FLAG else name


def controls(context: Context) -> str:
    """The words of the controls of a large table, for the script that makes them (`book/_static/tables.js`), as JSON."""
    texts = {
        "filter": N_("Only rows with these words"),
        "shown": N_("Rows shown: {shown} of {all}"),
        "order": N_("Order"),
        "given": N_("as listed"),
        "ascending": N_("{column}, ascending"),
        "descending": N_("{column}, descending"),
    }
    return json.dumps({name: say(context, text) for name, text in texts.items()}, ensure_ascii=False)


def plain(context: Context, number: float) -> str:
    """A number without a unit, for the text of a page."""
    return language.decimal(number, context.language)


def share(context: Context, ratio: float) -> str:
    """A ratio as a percentage with no more digits than it has, for the text of a page."""
    return language.in_percent(language.decimal(ratio * 100, context.language), context.language)


def fraction(context: Context, parts: tuple[int, int]) -> str:
    """A fraction as people write it: 2/3."""
    return say(context, N_("{part}/{whole}"), part=parts[0], whole=parts[1])


def directed(context: Context, said: str, direction: str) -> str:
    """Part of a sentence on an indicator; of one that should fall, with that: improving would read as a rise."""
    return say(context, N_("{said}; lower is better"), said=said) if direction == "decrease" else said
