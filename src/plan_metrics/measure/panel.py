"""Several methods, one verdict: what each says of a series and its target, and whether they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from plan_metrics.measure import progress
from plan_metrics.measure.method import Evidence, MethodVerdict
from plan_metrics.measure.methods import METHODS, judged
from plan_metrics.measure.number import known
from plan_metrics.measure.periods import decimal_year, end_month, years_between
from plan_metrics.measure.progress import Direction
from plan_metrics.measure.status import StatusThresholds
from plan_metrics.measure.target_kinds import HoldTarget, RangeTarget, judge_kind, laid
from plan_metrics.measure.targets import Point, Target, Verdict, baseline_point
from plan_metrics.measure.trajectory import due_at, expected_at, trajectory

AGREEMENTS = (
    "robust",  # at least two methods can judge, and all that can say the same
    "depends",  # they do not: the verdict depends on the method
    "one_method",  # only one method can judge
    "none",  # none can
)
FRAGILE_BETWEEN = ("linear", "sen", "growth")
UNJUDGED = ("too_early", "not_assessable")


@dataclass(frozen=True)
class Panel:
    """The verdict of the first declared method that can judge, how far the others agree, and all of them.

    `fragile`: linear share, Sen slope and growth rate differ on the plan's own thresholds; None where fewer
    than two of them can judge. Growth has no say in it where interim targets bend the path. `verdict` has the
    numbers that all share; of a range its values are `folded`.
    """

    status: str  # achieved, on_track, behind, far_behind, moving_away, missed, too_early, not_assessable
    reason: str
    agreement: str  # of AGREEMENTS
    fragile: bool | None
    methods: tuple[MethodVerdict, ...]
    verdict: Verdict | None = None  # None without points or without a target
    due: float | None = None  # progress that the trajectory asks for at the period of the value judged


def panel(
    points: Sequence[Point],
    target: Target | RangeTarget | HoldTarget | None,
    *,
    methods: Sequence[str],
    baseline_period: str,
    direction: Direction,
    accumulation: str,
    as_of: str,
    outdated: bool,
    thresholds: StatusThresholds,
    interim: Sequence[Point] = (),
    limit: float | None = None,
    percent: bool = False,
) -> Panel:
    """What the declared methods say of the comparable points of a series, in the order of time.

    First what holds for all, as in `judge_kind`: a target that is met is achieved, one that has passed is achieved or
    missed, a level is held or not, too little time is too early. Only what is left is judged by each method: the
    linear share and the Sen slope against the path through the `interim` targets, the others against a linear
    one. Without a target only the methods that judge growth alone can speak.

    Args:
        points: the comparable points of the series.
        target: a value, a range or a level to be held; None without a target.
        methods: the names of the methods, as in `METHODS`.
        baseline_period: the period from which progress is counted.
        direction: the desired direction.
        accumulation: of the series, as in `comparable`.
        as_of: the period at whose end the series is judged.
        outdated: whether its latest value is too old to judge by.
        thresholds: the limits of the statuses.
        interim: dated targets on the way.
        limit: a natural limit in the desired direction.
        percent: whether values are per cent.

    Returns:
        A `Panel` with the verdict of each method, in the order of `methods`.

    Raises:
        ValueError: for unknown, repeated or no methods, and for interim targets of a range or of a level to be held.

    >>> limits = StatusThresholds(0.95, 0.6, 0.1, 0.005, 3.0)
    >>> found = panel([Point("2015", 14.5), Point("2023", 10.4)], Target("2030", 7.25), methods=("linear", "statcan"),
    ...     baseline_period="2015", direction="decrease", accumulation="stock", as_of="2023", outdated=False,
    ...     thresholds=limits)
    >>> found.status, found.agreement, found.fragile
    ('on_track', 'depends', True)
    """
    _check(methods, target, interim)
    shell = Evidence(direction, thresholds, (), (), limit=limit, percent=percent)
    if not points:
        return _same_for_all(methods, "not_assessable", "no_figure")
    if target is None:
        return _without_target(points, methods, baseline_period, accumulation, outdated, shell)
    if isinstance(target, RangeTarget):
        points, target = laid(points, target)
        shell = replace(shell, direction="decrease", percent=False)
    if known(target.value) is None or not points:
        return _same_for_all(methods, "not_assessable", "undefined")

    verdict = judge_kind(
        points,
        target,
        baseline_period=baseline_period,
        direction=shell.direction,
        accumulation=accumulation,
        as_of=as_of,
        outdated=outdated,
        thresholds=thresholds,
    )
    base, compared = verdict.baseline, verdict.compared
    if base is None or compared is None or verdict.progress is None or verdict.elapsed is None:
        return replace(_same_for_all(methods, verdict.status, verdict.reason), verdict=verdict)
    path = trajectory(base, Point(target.period, target.value), interim)
    due = due_at(path, compared.period)
    target_years = years_between(base.period, target.period)
    evidence = evidence_between(points, base, compared, shell)
    evidence = replace(evidence, target=float(target.value), target_years=target_years, due=due)
    found = _judged_by_each(evidence, methods, bent=bool(interim))
    if verdict.reason != "pace":
        found = _overruled(found.methods, verdict.status, verdict.reason)
    verdict = replace(
        verdict,
        status=found.status,
        reason=found.reason,
        pace=progress.pace(verdict.progress, due),
        expected=expected_at(path, compared.period),
    )
    return replace(found, verdict=verdict, due=due)


def agreement(verdicts: Sequence[MethodVerdict]) -> str:
    """Whether the methods that can judge say the same: one of AGREEMENTS.

    >>> agreement([MethodVerdict("linear", "behind", "ratio"), MethodVerdict("sen", "on_track", "ratio")])
    'depends'
    """
    said = [verdict.status for verdict in verdicts if verdict.status not in UNJUDGED]
    if len(said) < 2:
        return "one_method" if said else "none"
    return "robust" if len(set(said)) == 1 else "depends"


def _judged_by_each(evidence: Evidence, methods: Sequence[str], bent: bool = False) -> Panel:
    core = FRAGILE_BETWEEN[: 2 if bent else 3]
    said = {method: judged(method, evidence) for method in {*methods, *core}}
    verdicts = tuple(said[method] for method in methods)
    first = next((v for v in verdicts if v.status not in UNJUDGED), verdicts[0])
    fragile = {"robust": False, "depends": True}.get(agreement([said[method] for method in core]))
    return Panel(first.status, first.reason, agreement(verdicts), fragile, verdicts)


def _overruled(verdicts: Sequence[MethodVerdict], status: str, reason: str) -> Panel:
    """The numbers of each method stay; what holds for all of them takes the place of their verdicts."""
    ruled = tuple(replace(verdict, status=status, reason=reason) for verdict in verdicts)
    fragile = None if status in UNJUDGED else False
    return Panel(status, reason, agreement(ruled), fragile, ruled)


def _same_for_all(methods: Sequence[str], status: str, reason: str) -> Panel:
    return _overruled([MethodVerdict(method, status, reason) for method in methods], status, reason)


def evidence_between(points: Sequence[Point], baseline: Point, compared: Point, shell: Evidence) -> Evidence:
    """The evidence of the baseline, which a plan may state itself, and the points after it up to the value judged."""
    between = [p for p in points if end_month(baseline.period) < end_month(p.period) <= end_month(compared.period)]
    used = [baseline, *between]
    times = tuple(decimal_year(point.period) for point in used)
    return replace(shell, times=times, values=tuple(float(point.value) for point in used))


def _without_target(
    points: Sequence[Point],
    methods: Sequence[str],
    baseline_period: str,
    accumulation: str,
    outdated: bool,
    shell: Evidence,
) -> Panel:
    base = baseline_point(points, baseline_period, accumulation)
    if base is None:
        return _same_for_all(methods, "not_assessable", "only_before_baseline")
    if end_month(points[-1].period) <= end_month(base.period):
        return _same_for_all(methods, "not_assessable", "one_point")
    if outdated:
        return _same_for_all(methods, "not_assessable", "outdated")
    return _judged_by_each(evidence_between(points, base, points[-1], shell), methods)


def _check(methods: Sequence[str], target: object, interim: Sequence[Point]) -> None:
    wrong = [method for method in methods if method not in METHODS]
    if wrong or not methods or len(set(methods)) != len(methods):
        raise ValueError(f"methods are {tuple(methods)}; expected some of {', '.join(METHODS)}, each once")
    if interim and not isinstance(target, Target):
        raise ValueError("interim targets are given for what is not one value to be reached; expected none")
