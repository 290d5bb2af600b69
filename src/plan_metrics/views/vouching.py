"""What stands over an edition: that it is invented or a draft, and what was corrected in it after it was frozen."""

from __future__ import annotations

from plan_metrics.context import Context
from plan_metrics.edition.models import Erratum
from plan_metrics.errors import N_
from plan_metrics.plan.models import Indicator
from plan_metrics.views import blocks, language, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Node
from plan_metrics.views.words import INVENTED, say, say_n

VERDICTS = {  # the cells of the downloads that an indicator page says in words; the others are in the table
    "status": N_("long-term assessment"),
    "latest_change": N_("assessment of the latest change"),
    "strength": N_("strength of evidence"),
    "result": N_("result against the official target"),
}
STANDING = {
    "draft": N_("Draft: nobody has signed this edition yet."),
    "reviewed": N_("Reviewed by {names}; not yet published: a second person has not signed."),
}


def mark(context: Context) -> str:
    """What every page and file of an edition says first; empty for one that is published and has no errata."""
    edition = context.edition
    if edition.card.invented:
        return say(context, INVENTED)
    said = []
    if edition.standing in STANDING:
        said.append(say(context, STANDING[edition.standing], names=names(context)))
    if edition.errata:
        said.append(
            say_n(
                context,
                "{n} number of this edition was corrected after it was frozen: see What changed.",
                "{n} numbers of this edition were corrected after it was frozen: see What changed.",
                len(edition.errata),
            )
        )
    return " ".join(said)


def names(context: Context) -> str:
    """Who has signed the edition as it is, with the day."""
    signed = {each.who: each.when for each in context.edition.signatures if each.valid}
    said = (
        say(context, N_("{name} ({day})"), name=who, day=language.date(when, context.language))
        for who, when in signed.items()
    )
    return say(context, N_(", ")).join(said)


def errata_of(context: Context, indicator: Indicator) -> list[str]:
    """What was corrected in the figures and verdicts of an indicator after the edition was frozen, a sentence each."""
    said = N_("Erratum of {when}: {what} of {place} was “{was}” and is “{now}”. Reason: {why} ({who})")
    return [
        say(
            context,
            said,
            when=language.date(each.when, context.language),
            what=_what(context, each),
            place=parts.key_words(context, each.region, each.breakdown),
            was=each.was or "–",
            now=each.now or "–",
            why=each.why[context.language],
            who=each.who,
        )
        for each in context.edition.errata
        if each.indicator == indicator.id and (each.period or each.column in VERDICTS)
    ]


def errata_table(context: Context) -> Block:
    """Every number that was corrected after the edition was frozen."""
    rows: list[list[Node]] = [
        [
            blocks.two_lines(
                links.indicator_link(context, context.plan.indicator(each.indicator)),
                parts.key_words(context, each.region, each.breakdown),
            )
            if each.indicator
            else say(context, N_("whole file")),
            _what(context, each),
            each.was or "–",
            each.now or "–",
            language.date(each.when, context.language),
            each.who,
            each.why[context.language],
        ]
        for each in context.edition.errata
    ]
    titles = (
        N_("Indicator"),
        N_("Figure or verdict"),
        N_("Then"),
        N_("Now"),
        N_("Corrected on"),
        N_("Corrected by"),
        N_("Reason"),
    )
    caption = say(context, N_("Numbers corrected after this edition was frozen: {n}"), n=len(rows))
    columns = words.columns(context, *titles)
    return blocks.table("changes-errata", caption, columns, rows, stacked=True, controls=words.controls(context))


def _what(context: Context, erratum: Erratum) -> str:
    """The number that is meant: the figure for a period, or the cell of the downloads that has another value."""
    if erratum.period and erratum.column == "value":
        return say(context, N_("figure for {period}"), period=parts.period_words(context, erratum.period))
    if erratum.column in VERDICTS:
        return say(context, VERDICTS[erratum.column])
    return " ".join(filter(None, (erratum.column, erratum.period)))
