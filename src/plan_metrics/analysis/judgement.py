"""What is said of one series: its verdicts by the rules of the plan, with the target, the prospect and the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypedDict, TypeVar

from plan_metrics.analysis.aims import Aim, aims, result_of
from plan_metrics.edition.models import Edition
from plan_metrics.measure import outcome, projection, verdicts
from plan_metrics.measure.assess import Assessment
from plan_metrics.measure.by_method import ByMethod, by_method
from plan_metrics.measure.comparability import of_one_kind
from plan_metrics.measure.number import all_known, at_least, known, maker
from plan_metrics.measure.periods import end_month, spread
from plan_metrics.measure.progress import Direction
from plan_metrics.measure.spans import Span, difference, relative
from plan_metrics.measure.strength import Criterion, criteria, strength
from plan_metrics.measure.targets import target_in_force
from plan_metrics.measure.verdicts import JUDGED, POINTS, RELATIVE, Figure, without_bounds
from plan_metrics.plan.models import Indicator, Plan
from plan_metrics.plan.official_targets import IN_STATES, Target
from plan_metrics.plan.verdict_rules import TWO_VIEWS
from plan_metrics.rows import Judgement, SeriesColumns

PERCENT = "percent"
Cell = TypeVar("Cell")
_FIGURE, _SPAN = maker(Figure), maker(Span)
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
    rows: SeriesColumns,
    found: Assessment,
    targets: Sequence[Target],
) -> Judgement:
    """The verdicts of a series; `found` is the arithmetic of the same rows against the same targets."""
    figures = comparable_figures(rows, found)
    rules = plan.head.verdicts
    as_of = edition.card.as_of[:7]
    today = end_month(as_of)
    settings: _Settings = {
        "direction": indicator.direction,
        "scale": RELATIVE if plan.units[indicator.unit].scale == COUNT else POINTS,
        "sample": indicator.collection == "sample",
        "rules": rules.of_series,
    }
    asked = aims(plan, indicator, rows, targets, edition.card.day)
    aim = target_in_force(asked, as_of)
    said = None
    if not figures:
        long = latest = verdicts.Verdict(verdicts.NONE, found.trend_reason)
    elif rules.model == TWO_VIEWS:
        long = verdicts.long_term(figures, **settings, as_of=as_of)
        latest = verdicts.latest_change(figures, **settings, as_of=as_of)
    else:
        said = _by_method(plan, indicator, comparable_figures(rows, found, since_baseline=False), aim, as_of)
        long, latest = said.verdict, verdicts.Verdict(verdicts.NONE, "one_view")
    moved = difference(figures[0].span, figures[-1].span) if len(figures) > 1 else None
    ratios = relative(figures[0].span, figures[-1].span) if moved and settings["scale"] == RELATIVE else None
    result, figure, prospect, probability, missed = None, None, None, None, False
    if aim is not None and aim.goals:
        every = comparable_figures(rows, found, since_baseline=False)
        results = [(each, *result_of(indicator, each, every, as_of)) for each in asked if each.goals]
        result, figure = next((word, seen) for each, word, seen in results if each is aim)
        due = [(end_month(each.period), word) for each, word, _ in results if end_month(each.period) <= today]
        missed = (bool(due) and (max(due)[0], "missed") in due) or result == "breached"
        if result == "ahead" and aim.target.kind not in ("keep", *IN_STATES):
            probability, holds = _chance(plan, indicator, figures, aim)
            prospect = outcome.prospect(probability, rules.prospect, holds=holds and long.reason != "outdated")
            probability = None if prospect == "unclear" else probability
    judged = long.word in JUDGED
    return Judgement(
        comparable=len(figures),
        counted_apart=len(spread([each.period for each in figures], rules.latest_least)),
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
        target_kind=(aim.target.kind or None) if aim else None,
        target_direction=_direction(aim) if aim else None,
        target_qualifier=aim.target.qualifier if aim else None,
        target_change=aim.target.value if aim and aim.target.kind == "relative" else None,
        missed=missed,
        result=result,
        result_period=figure.period if figure else None,
        result_value=figure.value if figure else None,
        result_qualifier=figure.qualifier if figure else None,
        prospect=prospect,
        probability=probability,
        strength=strength(reasons_for(plan, edition, indicator, rows, figures, long.word)) if judged else None,
        category=said.category if said else None,
        category_number=said.number if said else None,
        category_target=said.target if said else None,
        category_years=said.target_years if said else None,
    )


def _by_method(plan: Plan, indicator: Indicator, figures: Sequence[Figure], aim: Aim | None, as_of: str) -> ByMethod:
    """The verdict of the method that the plan judges by; between states there is nothing to compute."""
    rules = plan.head.verdicts
    if plan.units[indicator.unit].states:
        return ByMethod(verdicts.Verdict(verdicts.NONE, "states"))
    return by_method(
        rules.model,
        figures,
        None if aim is None or aim.target.kind in IN_STATES else aim.measured,
        baseline_period=plan.head.baseline_period,
        direction=None if indicator.direction == "none" else indicator.direction,
        accumulation=indicator.accumulation,
        as_of=as_of,
        thresholds=replace(plan.head.thresholds.as_measured(), stale_after_years=rules.stale_after_years),
        percent=indicator.unit == PERCENT,
    )


def comparable_figures(rows: SeriesColumns, found: Assessment, *, since_baseline: bool = True) -> list[Figure]:
    """The figures of a series that may be compared, from the baseline on or all, in the order of time."""
    start = 0
    if since_baseline:
        if found.baseline_period is None:
            return []
        start = end_month(found.baseline_period)
    places = _compared(tuple(rows["period"]), found.excluded, start)

    def kept(column: Sequence[Cell]) -> list[Cell]:
        return [column[at] for at in places]

    values, lows, highs = (map(float, kept(rows[name])) for name in ("value", "low", "high"))
    spans = map(_SPAN, zip(lows, highs, strict=True))
    sizes = [None if size != size or known(size) is None else int(size) for size in kept(rows["sample_size"])]
    periods, qualifiers = kept(rows["period"]), kept(rows["qualifier"])
    return [*map(_FIGURE, zip(periods, values, spans, qualifiers, sizes, strict=True))]


@lru_cache(maxsize=4096)  # many series have the same periods
def _compared(periods: tuple[str, ...], excluded: tuple[tuple[int, str], ...], start: int) -> list[int]:
    """The places of the periods that end at `start` or later and are not left out, in the order of time."""
    apart = {place for place, _ in excluded}  # as what has no value is
    kept = [at for at, period in enumerate(periods) if at not in apart and end_month(period) >= start]
    return sorted(kept, key=lambda at: end_month(periods[at]))


def reasons_for(
    plan: Plan,
    edition: Edition,
    indicator: Indicator,
    rows: SeriesColumns,
    figures: Sequence[Figure],
    word: str,
) -> tuple[Criterion, ...]:
    """What the strength of the evidence for a word rests on; `figures` are the comparable ones of the rows."""
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
        fit=indicator.fit,
        apart=plan.head.verdicts.latest_least,
        needs=plan.head.verdicts.needs,
    )


def _fell_after_gap(latest: verdicts.Verdict, settings: _Settings) -> bool:
    if latest.reason != "far_apart" or latest.earlier is None or latest.later is None:
        return False
    return verdicts.compare(latest.earlier, latest.later, **settings).word == verdicts.WORSENING


def _chance(plan: Plan, indicator: Indicator, figures: Sequence[Figure], aim: Aim) -> tuple[float | None, bool]:
    """The probability of reaching a target by a continuation of the figures, and whether that held on their past.

    Of a range it is what lies neither below nor above it; of a base that is not exact, that of the hardest goal. A
    bound is no value to continue from, and quarters of a flow are not continued to a year.
    """
    exact = without_bounds(figures)
    times, values = [each.period for each in exact], [each.value for each in exact]
    if not exact or end_month(times[-1]) >= end_month(aim.period):
        return None, False
    if not of_one_kind(times[-1], aim.period, indicator.accumulation):
        return None, False
    scale = plan.units[indicator.unit].scale
    fit = projection.fit(times, values, scale)
    if fit.method is None or "low_evidence" in fit.reasons:
        return None, False
    trial = projection.backtest(times, values, scale)

    def beyond(value: float | None, direction: Direction) -> float | None:
        return 1.0 if value is None else projection.projection(fit, aim.period, value, direction).probability

    found = []
    for low, high in aim.goals:
        above, below = beyond(low, "increase"), beyond(high, "decrease")
        found.append(None if above is None or below is None else max(above + below - 1, 0.0))
    known_chances = all_known(found)
    return (min(known_chances) if known_chances else None), held_often(plan, trial)


def _direction(aim: Aim) -> str | None:
    """Which way the number of a target is met; None for a range, and where nothing says so."""
    lows = {each.low is not None for each in aim.goals} if aim.target.kind != "range" else set()
    return {True: "increase", False: "decrease"}[lows.pop()] if lows else None


def held_often(plan: Plan, trial: projection.Backtest) -> bool:
    """Whether a projection held often enough on its own past to be shown, by the plan's rules."""
    share = trial.shares[-1]
    enough = trial.trials >= plan.head.verdicts.trials
    return enough and share is not None and at_least(share, plan.head.methods.least_coverage)


def _is_open(edition: Edition, name: str) -> bool:
    source = edition.sources.get(name)
    return source is not None and (source.address_class != "none" or source.read_in == "original")
