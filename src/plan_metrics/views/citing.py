"""How a page, the data of an indicator and the whole report are cited, and the address that they have."""

from __future__ import annotations

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.views import language, words
from plan_metrics.views.words import say


def folder(context: Context) -> str:
    """Where the pages of a language lie: a whole address if the plan gives its `site`, else a place within the site."""
    site, place = context.plan.head.site, f"{context.edition.card.id}/{context.language}"
    return f"{site}/{place}" if site else place


def edition(context: Context) -> str:
    """The edition and its date."""
    card = context.edition.card
    as_of = language.date(card.as_of, context.language)
    return say(context, N_("Edition {id}, figures published up to {as_of}"), id=card.id, as_of=as_of)


def report(context: Context) -> str:
    """The title of the report."""
    plan = words.title_marked(context, context.plan.head.short_title[context.language])
    return say(context, N_("{plan}: progress report"), plan=plan)


def cited(context: Context, title: str, address: str) -> str:
    """A page of the report with its title; the report itself if that is ""."""
    said = {"report": report(context), "edition": edition(context), "address": address}
    if not title:
        return say(context, N_("plan-metrics project: {report}. {edition}. {address}"), **said)
    return say(context, N_("plan-metrics project: {title}. In: {report}. {edition}. {address}"), title=title, **said)
