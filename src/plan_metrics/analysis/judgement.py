"""What is said of one series: its verdicts by the rules of the plan, with the target, the prospect and the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, TypedDict

from plan_metrics.edition.models import Edition
from plan_metrics.measure import projection, verdicts
from plan_metrics.measure.assess import Assessment
from plan_metrics.measure.comparability import POINTS_IN_TIME
from plan_metrics.measure.number import at_least, known
from plan_metrics.measure.periods import end_month
from plan_metrics.measure.progress import Direction
from plan_metrics.measure.spans import Span, difference, relative
from plan_metrics.measure.strength import Criterion, criteria, strength
from plan_metrics.measure.verdicts import JUDGED, POINTS, RELATIVE, Figure
from plan_metrics.plan.models import Indicator, Plan
from plan_metrics.plan.official_targets import Target
from plan_metrics.rows import Judgement

COUNT = "log"  # the scale of a unit whose changes are said in per cent; those of shares and indices are in points


class _Settings(TypedDict):
    """What `measure.verdicts` needs to know beside the figures."""

    direction: str
    scale: str
    sample: bool
    rules: verdicts.Rules


def judgement(
    plan: Plan,
    edition: Edition,
    indicator: Indicator,
    rows: Mapping[str, Sequence[Any]],
    found: Assessment,
    targets: Sequence[Target],
) -> Judgement:
    """The verdicts of a series; `found` is the arithmetic of the same rows against the same targets."""
    figures = comparable_figures(rows, found)
    rules = plan.head.verdicts
    as_of = edition.card.as_of[:7]
    settings: _Settings = {
        "direction": indicator.direction,
        "scale": RELATIVE if plan.units[indicator.unit].scale == COUNT else POINTS,
        "sample": indicator.collection == "sample",
        "rules": rules.of_series,
    }
    if figures:
        long = verdicts.long_term(figures, **settings, as_of=as_of)
        latest = verdicts.latest_change(figures, **settings, as_of=as_of)
    else:
        long = latest = verdicts.Verdict(verdicts.NONE, found.trend_reason)
    moved = difference(figures[0].span, figures[-1].span) if len(figures) > 1 else None
    ratios = relative(figures[0].span, figures[-1].span) if moved and settings["scale"] == RELATIVE else None
    target = next((each for each in targets if (each.period, each.value) == (found.target_period, found.target)), None)
    result, figure, prospect, probability, missed = None, None, None, None, False
    if target is not None and indicator.direction != "none":
        every = comparable_figures(rows, found, since_baseline=False)

        def of(one: Target) -> tuple[str, verdicts.Figure | None]:
            assert one.value is not None  # a target of an indicator has a number
            return verdicts.target_result(
                [each for each in every if not _part_of_period(indicator, each, one)],
                period=one.period,
                target=one.value,
                direction=indicator.direction,
                kept_once_reached=indicator.accumulation == "cumulative",
                as_of=as_of,
            )

        result, figure = of(target)
        due = [(end_month(each.period), word) for each in targets if (word := of(each)[0]) != "ahead"]
        missed = bool(due) and (max(due)[0], "missed") in due
        if result == "ahead":
            probability, holds = _chance(plan, indicator, figures, target)
            prospect = verdicts.prospect(probability, rules.prospect, holds=holds and long.reason != "outdated")
            probability = None if prospect == "unclear" else probability
    judged = long.word in JUDGED
    return Judgement(
        comparable=len(figures),
        status=long.word,
        reason=long.reason,
        from_period=long.earlier.period if long.earlier else None,
        to_period=long.later.period if long.later else None,
        change_low=moved.low if moved else None,
        change_high=moved.high if moved else None,
        relative_low=ratios.low if ratios else None,
        relative_high=ratios.high if ratios else None,
        p=long.p,
        latest_change=latest.word,
        latest_reason=latest.reason,
        latest_from=latest.earlier.period if latest.earlier else None,
        latest_from_value=latest.earlier.value if latest.earlier else None,
        latest_from_qualifier=latest.earlier.qualifier if latest.earlier else None,
        latest_to=latest.later.period if latest.later else None,
        latest_to_value=latest.later.value if latest.later else None,
        latest_to_qualifier=latest.later.qualifier if latest.later else None,
        latest_p=latest.p,
        reversal=verdicts.reversal(long.word, latest.word),
        fell_after_gap=_fell_after_gap(latest, settings),
        target_qualifier=target.qualifier if target else None,
        missed=missed,
        result=result,
        result_period=figure.period if figure else None,
        result_value=figure.value if figure else None,
        result_qualifier=figure.qualifier if figure else None,
        prospect=prospect,
        probability=probability,
        strength=strength(_reasons(plan, edition, indicator, rows, figures, long.word)) if judged else None,
    )


def comparable_figures(
    rows: Mapping[str, Sequence[Any]], found: Assessment, *, since_baseline: bool = True
) -> list[Figure]:
    """The figures of a series that may be compared, from the baseline on or all, in the order of time."""
    start = 0
    if since_baseline:
        if found.baseline_period is None:
            return []
        start = end_month(found.baseline_period)
    apart = {place for place, _ in found.excluded}
    columns = (rows[name] for name in ("period", "value", "low", "high", "qualifier", "sample_size"))
    kept = []
    for place, (period, value, low, high, qualifier, size) in enumerate(zip(*columns, strict=True)):
        if place not in apart and (end := end_month(period)) >= start:  # what has no value is apart
            sample = None if size != size or known(size) is None else int(size)
            kept.append((end, Figure(period, float(value), Span(float(low), float(high)), qualifier, sample)))
    return [figure for _, figure in sorted(kept, key=itemgetter(0))]


def reasons_for(
    plan: Plan,
    edition: Edition,
    indicator: Indicator,
    rows: Mapping[str, Sequence[Any]],
    found: Assessment,
    word: str,
    fit: str | None = None,
) -> tuple[Criterion, ...]:
    """What the strength of the evidence for a word rests on; `fit` is the closest of the indicator unless given."""
    return _reasons(plan, edition, indicator, rows, comparable_figures(rows, found), word, fit)


def _reasons(
    plan: Plan,
    edition: Edition,
    indicator: Indicator,
    rows: Mapping[str, Sequence[Any]],
    figures: Sequence[Figure],
    word: str,
    fit: str | None = None,
) -> tuple[Criterion, ...]:
    used = {figure.period for figure in figures}
    cited = [str(source) for period, source in zip(rows["period"], rows["source"], strict=True) if period in used]
    last = cited[-1].split() if cited else []
    known = {name: edition.sources.get(name) for source in dict.fromkeys(cited) for name in source.split()}
    issuers = {source.publisher[plan.original] if source else name for name, source in known.items()}
    return criteria(
        figures,
        word,
        direction=indicator.direction,
        collection=indicator.collection,
        documents=len(issuers),
        original=bool(last) and all(_is_open(edition, name) for name in last),
        fit=fit or indicator.fit,
        apart=plan.head.verdicts.latest_least,
        needs=plan.head.verdicts.needs,
    )


def _fell_after_gap(latest: verdicts.Verdict, settings: _Settings) -> bool:
    if latest.reason != "far_apart" or latest.earlier is None or latest.later is None:
        return False
    return verdicts.compare(latest.earlier, latest.later, **settings).word == verdicts.WORSENING


def _part_of_period(indicator: Indicator, figure: Figure, target: Target) -> bool:
    """Whether a figure of a flow or a rate covers only the end of the target's period: half a year is no year."""
    same_end = end_month(figure.period) == end_month(target.period)
    return indicator.accumulation not in POINTS_IN_TIME and same_end and figure.period != target.period


def _chance(plan: Plan, indicator: Indicator, figures: Sequence[Figure], target: Target) -> tuple[float | None, bool]:
    """The probability of reaching a target by a continuation of the figures, and whether that held on their past."""
    times, values = [each.period for each in figures], [each.value for each in figures]
    if not figures or end_month(figures[-1].period) >= end_month(target.period):
        return None, False
    scale = plan.units[indicator.unit].scale
    fit = projection.fit(times, values, scale)
    if fit.method is None or "low_evidence" in fit.reasons:
        return None, False
    trial = projection.backtest(times, values, scale)
    direction: Direction = "decrease" if indicator.direction == "decrease" else "increase"
    return projection.projection(fit, target.period, target.value, direction).probability, held_often(plan, trial)


def held_often(plan: Plan, trial: projection.Backtest) -> bool:
    """Whether a projection held often enough on its own past to be shown, by the plan's rules."""
    share = trial.shares[-1]
    enough = trial.trials >= plan.head.verdicts.trials
    return enough and share is not None and at_least(share, plan.head.methods.least_coverage)


def _is_open(edition: Edition, name: str) -> bool:
    source = edition.sources.get(name)
    return source is not None and (source.address_class != "none" or source.read_in == "original")
