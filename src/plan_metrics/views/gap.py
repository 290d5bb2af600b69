"""Where a national change comes from, region by region, and whether regions converge."""

from __future__ import annotations

from collections.abc import Sequence

from plan_metrics.analysis.regional import LEAST_REGIONS, Gap, gaps
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.algebra import Reconciliation
from plan_metrics.plan.models import Indicator
from plan_metrics.views import bars, blocks, chart_frame, language, links, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Column
from plan_metrics.views.words import say

MILLION = 1_000_000

BETA = {
    "converging": N_("Regions that were low grew faster: they converge."),
    "diverging": N_("Regions that were high grew faster: they diverge."),
    "unclear": N_("Whether low regions grew faster cannot be told from chance with {n} regions."),
    "too_few": N_("Too few regions ({n}) to say whether low ones grew faster; five are needed."),
    "undefined": N_("Whether low regions grew faster cannot be computed from these figures."),
}


def gap_blocks(context: Context, indicators: Sequence[Indicator]) -> Block:
    """For each indicator with the same three regions at two periods: who moved the whole, and how uneven it is.

    Nothing where no indicator has as many.
    """
    known = [level for level in context.plan.head.levels if level.adds_up]
    context = context.among(known[0].id) if known else context
    sections = [
        _section(context, indicator, found, index)
        for indicator in indicators
        for index, found in enumerate(gaps(context.plan, context.observations, indicator))
    ]
    return blocks.one_by_one(sections)


def _section(context: Context, indicator: Indicator, found: Gap, place: int) -> Block:
    title = say(
        context,
        N_("Where the change comes from: {indicator}, {before} to {after}"),
        indicator=indicator.title[context.language],
        before=language.period(found.parts.before, context.language),
        after=language.period(found.parts.after, context.language),
    )
    heading = blocks.heading(f"g-{links.dashed(indicator.id)}-{place}", title)
    said = [coverage_sentence(context, found), *spread_sentences(context, found)]
    caption = say(context, N_("Region by region: {indicator}"), indicator=indicator.title[context.language])
    name = f"g-{indicator.id}-{place}"
    figures = _table(context, indicator, found, name, caption)
    return heading + blocks.paragraphs(said) + _chart(context, indicator, found, name) + figures


def contribution_sentence(context: Context, indicator: Indicator, found: Gap) -> str:
    """Who moved the whole most, and how much is left beside the regions that have figures; "" without a change."""
    added, code = found.added, context.language
    known = [(part.name, part.change) for part in added.parts if part.change is not None]
    if not added.change or added.rest.change is None or len(known) < LEAST_REGIONS:
        return ""
    (first, first_change), (second, second_change) = sorted(known, key=lambda part: (-abs(part[1]), part[0]))[:2]
    return say(
        context,
        N_(
            "Change of {whole} from {before} to {after}: {change}. The largest parts are {first} ({first_change}) and {second} ({second_change}); {rest}: {rest_change}."
        ),
        whole=context.plan.region(context.plan.head.whole).short[code],
        before=language.period(found.parts.before, code),
        after=language.period(found.parts.after, code),
        change=_change(context, indicator, added.change, found.parts.shares),
        first=context.plan.region(first).short[code],
        first_change=_change(context, indicator, first_change, found.parts.shares),
        second=context.plan.region(second).short[code],
        second_change=_change(context, indicator, second_change, found.parts.shares),
        rest=_rest(context, found),
        rest_change=_change(context, indicator, added.rest.change, found.parts.shares),
    )


def _chart(context: Context, indicator: Indicator, found: Gap, table: str) -> Block:
    said, rest = contribution_sentence(context, indicator, found), found.added.rest.change
    if not said or rest is None:
        return blocks.NOTHING
    name, shares = links.dashed(f"{table}-chart"), found.parts.shares
    known = sorted((-part.change, part.name) for part in found.added.parts if part.change is not None)
    changes = [(context.plan.region(region).short[context.language], -less) for less, region in known]
    changes.append((_rest(context, found), rest))
    *rows, last = [(title, change, _change(context, indicator, change, shares)) for title, change in changes]
    drawing = bars.contributions(name, said, rows, last)
    marks = [say(context, N_("The hollow bar belongs to no region that is shown."))]
    if any(change < 0 for _, change in changes):
        marks.insert(0, say(context, N_("Hatched bars are decreases.")))
    return chart_frame.computed(context, name, drawing, table=table, marks=words.sentences(context, marks))


def coverage_sentence(context: Context, found: Gap) -> str:
    """How much of the whole the regions make, and what the rest is."""
    code, parts = context.language, found.parts
    form = N_(
        "{n} of {all} {areas} have a figure for both periods; they make {before} of the whole in {first} and {after} in {last}. The rest is the {areas} without a published figure and whatever belongs to none; it is not split among them."
    )
    if parts.shares:
        form = N_(
            "Computed from printed shares of the {overall} figure: {n} regions make {before} of it in {first} and {after} in {last}; what is left comes from the rounding of the shares."
        )
    return say(
        context,
        form,
        n=len(parts.regions),
        all=len(context.plan.tree.parts(context.plan.head.whole, parts.after, "last")),
        before=_covered(context, found.covered_before),
        after=_covered(context, found.covered_after),
        first=language.period(parts.before, code),
        last=language.period(parts.after, code),
    )


def spread_sentences(context: Context, found: Gap) -> list[str]:
    """How uneven the regions are by head, then and now, and whether the low ones grew faster."""
    one, other, code = found.spread_before, found.spread_after, context.language
    if one.cv is None or other.cv is None or one.gini is None or other.gini is None:
        return [say(context, N_("How uneven the regions are by head cannot be said: a population is missing."))]
    said = [
        say(
            context,
            N_(
                "Per person, weighted by population, the spread between these regions went from {cv_before} to {cv_after} (coefficient of variation), from {gini_before} to {gini_after} (Gini); the highest less the lowest, per million population, from {range_before} to {range_after}."
            ),
            cv_before=language.decimal(one.cv, code, 3),
            cv_after=language.decimal(other.cv, code, 3),
            gini_before=language.decimal(one.gini, code, 3),
            gini_after=language.decimal(other.gini, code, 3),
            range_before=_per_million(context, one.max_min),
            range_after=_per_million(context, other.max_min),
        )
    ]
    if found.split_before and found.split_after and found.split_before.total and found.split_after.total:
        said.append(
            say(
                context,
                N_(
                    "Of the inequality (Theil T {before}, then {after}), the differences between the macro-regions made {between_before}, then {between_after}; the rest lies within them."
                ),
                before=language.decimal(found.split_before.total, code, 3),
                after=language.decimal(found.split_after.total, code, 3),
                between_before=language.percent(found.split_before.between / found.split_before.total, code, 0),
                between_after=language.percent(found.split_after.between / found.split_after.total, code, 0),
            )
        )
    said.append(say(context, BETA[found.beta.verdict], n=found.beta.n))
    return said


def _table(context: Context, indicator: Indicator, found: Gap, name: str, caption: str) -> Block:
    parts, code, added = found.parts, context.language, found.added

    def figures(before: float | None, after: float | None, shares: bool, qualifier: str = "exact") -> list[str]:
        ends = (_whole_number(before, shares), _whole_number(after, shares))
        return [words.figure(context, end, indicator.unit, qualifier) for end in ends]

    def moved(change: float | None, share: float | None) -> list[str]:
        of_all = "–" if share is None else language.percent(share, code)
        return [_change(context, indicator, change, parts.shares), of_all]

    rows: list[list[object]] = [
        [
            links.area_link(context, context.plan.region(region)),
            *figures(before, after, parts.shares, "about" if parts.shares else "exact"),
            _per_million(context, head),
            *moved(part.change, part.share),
            _pace(context, needed.growth),
        ]
        for region, before, after, head, part, needed in zip(
            parts.regions,
            parts.values_before,
            parts.values_after,
            found.per_head_after,
            added.parts,
            found.needed,
            strict=True,
        )
    ]
    left = figures(found.covered_before.gap, found.covered_after.gap, parts.shares)
    rows.append([_rest(context, found), *left, "–", *moved(added.rest.change, added.rest.share), "–"])
    heads, mean = parts.whole_population_after, None
    if parts.whole_after is not None and heads:
        mean = parts.whole_after / heads
    whole = context.plan.region(context.plan.head.whole).short[code]
    ends, every = (
        figures(parts.whole_before, parts.whole_after, False),
        moved(added.change, 1.0 if added.change else None),
    )
    rows.append([whole, *ends, _per_million(context, mean), *every, "–"])
    unit = words.table_unit(context, indicator.unit)
    growth = N_("growth a year to reach the {overall} average of {after} by {horizon}")
    horizon = context.plan.head.methods.horizon
    ends_of = {"after": language.period(parts.after, code), "horizon": language.period(horizon, code)}
    columns = [
        *words.columns(context, N_("Region")),
        Column(words.bracketed(context, language.period(parts.before, code), unit), numeric=True),
        Column(words.bracketed(context, language.period(parts.after, code), unit), numeric=True),
        *words.columns(context, N_("per million population"), N_("added"), N_("share of the change"), numeric=True),
        Column(say(context, growth, **ends_of), numeric=True),
    ]
    return blocks.table(name, caption, columns, rows, stacked=True)


def _rest(context: Context, found: Gap) -> str:
    return say(context, N_("rounding") if found.parts.shares else N_("all others and unallocated"))


def _covered(context: Context, found: Reconciliation) -> str:
    if found.parts is None or not found.national:
        return "–"
    return language.percent(found.parts / found.national, context.language)


def _whole_number(value: float | None, shares: bool) -> float | None:
    return float(round(value)) if shares and value is not None else value


def _change(context: Context, indicator: Indicator, change: float | None, shares: bool) -> str:
    if change is None:
        return "–"
    return language.signed(words.figure(context, _whole_number(change, shares), indicator.unit), change)


def _pace(context: Context, growth: float | None) -> str:
    if growth is None:
        return "–"
    if growth == 0:
        return say(context, N_("reached"))
    return language.signed(language.percent(growth, context.language), growth)


def _per_million(context: Context, head: float | None) -> str:
    return "–" if head is None else language.decimal(words.three_digits(head * MILLION), context.language)
