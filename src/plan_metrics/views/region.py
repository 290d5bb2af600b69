"""The page of a region: every figure published for it, and which are not."""

from __future__ import annotations

from plan_metrics.analysis.peers import nearest
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.rows import ScoreboardRow, observation_rows, scoreboard_rows
from plan_metrics.views import area, board, documents, language, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.peer_table import peer_table, size_sources
from plan_metrics.views.words import say


def opening(context: Context, region: str) -> Block:
    """Size of the region, and how much is published for it."""
    card = context.plan.region(region)
    rows = _rows(context, region)
    code = context.language
    texts = []
    population = context.plan.inhabitants(region)
    if population and card.product:
        texts.append(
            say(
                context,
                N_(
                    "{region} ({codes}), {group}: {population} inhabitants at the end of {population_period}, regional product of {product} in {product_period}."
                ),
                region=card.title[code],
                codes=f"{card.region} / GB/T 2260 {card.gbt2260}" if card.gbt2260 else card.region,
                group=context.plan.region(card.parent or context.plan.head.whole).title[code],
                population=language.compact(float(population.population), code),
                population_period=language.period(population.period, code),
                product=words.value(context, card.product, words.MONEY),
                product_period=language.period(card.product_period, code),
            )
        )
    if rows:
        texts.append(
            say(
                context,
                N_("{n} series of {actions} of the {all} actions have a published figure for {region}."),
                n=len(rows),
                actions=len({row["action"] for row in rows}),
                all=len(context.plan.actions),
                region=card.short[code],
            )
        )
    else:
        texts.append(say(context, N_("No published figure could be found for {region}."), region=card.short[code]))
    return parts.opening(context, texts)


def figures(context: Context, region: str) -> Block:
    """The latest figure of each series of the region, and the official targets of the region."""
    caption = say(context, N_("Figures for {region}"), region=context.plan.region(region).short[context.language])
    figures = area.figures(context, f"figures-{region}", caption, _rows(context, region), place=_place(context))
    return figures + board.targets(context, region)


def peers(context: Context, region: str) -> Block:
    """The regions of like size, side by side with this one."""
    return peer_table(context, region)


def series(context: Context, region: str) -> Block:
    """Each series of the region with its chart and table."""
    return area.series(context, _rows(context, region), place=_place(context))


def missing(context: Context, region: str) -> Block:
    """What was looked for, action by action."""
    caption = say(context, N_("What was looked for, action by action"))
    return area.missing(context, f"missing-{region}", caption, _rows(context, region))


def sources(context: Context, region: str) -> Block:
    """The documents cited on this page."""
    cited = documents.used_sources(observation_rows(context.observations, region=region))
    cited |= {target.source for target in context.plan.targets if target.region == region}
    near = [peer.region for peer in nearest(context.plan, region)]
    return documents.source_list(context, cited | size_sources(context, [region, *near]), anchors=False)


def _rows(context: Context, region: str) -> list[ScoreboardRow]:
    return [row for row in scoreboard_rows(context.scoreboard, region=region) if row["reason"] != "no_figure"]


def _place(context: Context) -> area.Words:
    def words_of(row: ScoreboardRow) -> str:
        same = row["sector"] == context.plan.indicator(row["indicator"]).sector
        return "" if same else parts.sector_words(context, row["sector"])

    return words_of
