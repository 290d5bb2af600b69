"""A figure against its own past and against how others changed between the same two periods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from plan_metrics.edition.known import shown
from plan_metrics.edition.plausibility import limits
from plan_metrics.edition.plausibility.doubts import Doubt
from plan_metrics.edition.plausibility.figures import OWN_DEFINITION, back, near
from plan_metrics.edition.plausibility.spread import Spread, spread

Family = tuple[str, str]  # the scale of a unit, and how values accumulate

BREAK = "B"


def steps_of(figures: pd.DataFrame) -> pd.DataFrame:
    """Each figure with the one before it in its series: places `a` and `b`, `years` between them, the `change` on the
    scale, and its `blur`. A step into a break that is flagged is no change; neither is one that has no scale.
    """
    series = figures["series"].to_numpy()
    order = np.lexsort((figures["period"].cat.codes, figures["end"], series))
    a, b = order[:-1], order[1:]
    x, end = figures["x"].to_numpy(), figures["end"].to_numpy()
    is_break, own = ((figures["flag"] == flag).to_numpy() for flag in (BREAK, OWN_DEFINITION))
    same = (series[a] == series[b]) & ~is_break[b] & np.isfinite(x[a]) & np.isfinite(x[b])
    a, b = a[same], b[same]
    blur = figures["blur"].to_numpy()
    columns = {name: figures[name].array[b] for name in ("indicator", "region", "breakdown", "scale", "kind")}
    return pd.DataFrame(
        {
            "a": a, "b": b, **columns, "from": figures["period"].array[a], "to": figures["period"].array[b],
            "years": (end[b] - end[a]) / 12, "change": x[b] - x[a], "blur": np.hypot(blur[a], blur[b]),
            "loose": np.where(own[a] | own[b], 2.0, 1.0),
        }
    )  # fmt: skip


def weighed(steps: pd.DataFrame) -> pd.DataFrame:
    """The steps with how unusual they are: `expected` change, `times` the usual spread, `others`, `of_group`.

    Against the past of the indicator: its median growth and the spread of its changes, which grows
    with the square root of time; a family of indicators is the prior of one with few figures, and of `FEW_STEPS` or
    fewer each is weighed by those that share no figure with it. Where `GROUP_FROM` other regions changed between the
    same two periods, against theirs (`of_group`): a boom of all is no mistake of one. Unless their middle change would
    be unusual for a single one: most of them may be wrong together, in another unit say, and the past is the witness.
    """
    years, change, blur, loose = (steps[name].to_numpy() for name in ("years", "change", "blur", "loose"))
    since = np.maximum(years, limits.SHORTEST)
    expected, wide, times = np.zeros(len(steps)), np.full(len(steps), np.nan), np.zeros(len(steps))
    of_group, others = np.zeros(len(steps), dtype=bool), np.zeros(len(steps), dtype=int)
    first, second = steps["a"].to_numpy(), steps["b"].to_numpy()
    scale, kind = steps["scale"].array, steps["kind"].array
    priors = _priors(steps.groupby(["scale", "kind"], observed=True).indices, change / np.sqrt(since))
    is_other = np.ones(len(steps), dtype=bool)

    def weigh(k: np.ndarray, off: np.ndarray, usual: Spread, grows: np.ndarray | float, limit: float) -> None:
        wide[k] = np.hypot(np.where(off < 0, usual.down, usual.up) * grows, blur[k]) * loose[k]
        times[k] = np.where(np.abs(off) < limits.LEAST, 0.0, np.abs(off) / wide[k] / limit)

    def past(rest: np.ndarray, prior: tuple[float, float]) -> tuple[float, Spread]:
        middle = rest[(len(rest) - 1) // 2 : len(rest) // 2 + 1]
        pace = float(np.mean(change[middle] / since[middle])) if len(rest) > 1 else 0.0
        off = (change[rest] - pace * years[rest]) / np.sqrt(since[rest])
        return pace, spread(off, prior) if len(rest) else Spread(0.0, *prior)

    groups: Mapping[Any, Any] = steps.groupby("indicator", sort=False).indices
    # In the order of their pace: what is left of them without a group is in order too, with its median in the middle.
    of_indicator = {name: k[np.argsort(change[k] / since[k], kind="stable")] for name, k in groups.items()}
    for k in of_indicator.values():
        for own, rest in _apart(k, first, second):
            pace, usual = past(rest, priors[scale[k[0]], kind[k[0]]])
            expected[own], others[own] = pace * years[own], len(rest) - (len(own) > 1)
            weigh(own, change[own] - expected[own], usual, np.sqrt(since[own]), limits.STEP)
    together: Mapping[Any, Any] = steps.groupby(["indicator", "breakdown", "from", "to"], sort=False).indices
    for (indicator, *_), k in together.items():
        if len(k) <= limits.GROUP_FROM:
            continue
        prior = priors[scale[k[0]], kind[k[0]]]
        usual = spread(change[k], tuple(np.array(prior) * np.sqrt(since[k[0]]) / 2))
        is_other[k] = False
        rest = of_indicator[indicator][is_other[of_indicator[indicator]]]
        is_other[k] = True
        pace, usual_past = past(rest, prior)
        off = usual.centre - pace * years[k[0]]
        if abs(off) > limits.STEP * np.sqrt(since[k[0]]) * (usual_past.down if off < 0 else usual_past.up):
            expected[k], others[k] = pace * years[k], len(rest)
            weigh(k, change[k] - expected[k], usual_past, np.sqrt(since[k]), limits.STEP)
        else:
            expected[k], of_group[k], others[k] = usual.centre, True, len(k) - 1
            weigh(k, change[k] - usual.centre, usual, 1.0, limits.GROUP_STEP)
    return steps.assign(expected=expected, wide=wide, times=times, of_group=of_group, others=others)


def _apart(k: np.ndarray, first: np.ndarray, second: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Steps with those that they are weighed by: all by all of many, each of a few by those of other figures."""
    if len(k) > limits.FEW_STEPS:
        yield k, k
        return
    for own in k:
        a, b = first[own], second[own]
        yield np.array([own]), k[(first[k] != a) & (second[k] != b) & (first[k] != b) & (second[k] != a)]


def _priors(families: Mapping[Any, Any], paces: np.ndarray) -> dict[Family, tuple[float, float]]:
    """The spread of a year's change by scale and accumulation: of the edition's own where it has enough."""
    found = {family: limits.PRIORS.get(family, limits.PRIORS["log", "flow"]) for family in families}
    for family, own in families.items():
        if len(own) >= limits.FAMILY_FROM:
            usual = spread(paces[own])
            found[family] = (2 * usual.down, 2 * usual.up)
    return found


def step_doubts(figures: pd.DataFrame, steps: pd.DataFrame) -> list[Doubt]:
    """Rules `unusual_step` and `unit_slip`: of two neighbours that do not fit, the one that its other neighbour denies.

    Where nothing says which of the two is wrong, the later one is told, and the other beside it.
    """
    first, second = steps["a"].to_numpy(), steps["b"].to_numpy()
    times, change = steps["times"].to_numpy(), (steps["change"] - steps["expected"]).to_numpy()
    told: set[int] = set()
    found = []
    for k in np.flatnonzero(times > 1).tolist():
        if k in told:
            continue
        a, b = int(first[k]), int(second[k])
        # Of neighbours in one series the step out of a figure follows the step into it.
        back_again = k + 1 if k + 1 < len(first) and first[k + 1] == b else None
        before = k - 1 if k > 0 and second[k - 1] == a else None
        if back_again is not None and times[back_again] > 0.5 and change[back_again] * change[k] < 0:
            told.add(back_again)
            at, other, sure = b, a, True
        elif back_again is not None and before is None and times[back_again] < 0.5:
            at, other, sure = a, b, False  # the first of its series, which the second and third deny
        else:
            at, other, sure = b, a, False
        found.append(_doubt(figures, steps.iloc[k], at, other, sure=sure))
    return [*found, *_spikes(figures, steps)]


def _spikes(figures: pd.DataFrame, steps: pd.DataFrame) -> Iterator[Doubt]:
    """Figures off both neighbours to one side, each by less than is told: two independent changes, taken together."""
    times, wide, off = (steps[name].to_numpy() for name in ("times", "wide", "change"))
    off = off - steps["expected"].to_numpy()
    first, second = steps["a"].to_numpy(), steps["b"].to_numpy()
    pairs = (second[:-1] == first[1:]) & (off[:-1] * off[1:] < 0) & (np.maximum(times[:-1], times[1:]) <= 1)
    spread_of_both = np.hypot(wide[:-1], wide[1:])
    total = np.abs(off[:-1] - off[1:]) / spread_of_both
    pairs &= (total > limits.STEP) & (np.minimum(np.abs(off[:-1]), np.abs(off[1:])) > limits.LEAST)
    for k in np.flatnonzero(pairs).tolist():
        at, j = int(second[k]), k + 1
        a, b, scale = int(steps["a"].to_numpy()[k]), int(steps["b"].to_numpy()[j]), str(steps["scale"].iat[k])
        middle = figures["x"].to_numpy()[at] - (off[k] - off[j]) / 2
        reach = limits.STEP * float(spread_of_both[k]) / 2
        values = {
            "other": figures["period"].iat[a], "line": int(figures["line"].to_numpy()[a]),
            "before": shown(figures["value"].to_numpy()[a]), "later": figures["period"].iat[b],
            "after": shown(figures["value"].to_numpy()[b]), "times": f"{total[k]:.1f}",
            "low": near(back(middle - reach, scale)), "high": near(back(middle + reach, scale)),
        }  # fmt: skip
        yield Doubt("unusual_step", at, total[k] / limits.STEP, likely=back(middle, scale), kind="spike", values=values)


def _doubt(figures: pd.DataFrame, step: pd.Series, at: int, other: int, *, sure: bool) -> Doubt:
    later = at == step["b"]
    expected = figures["x"].to_numpy()[other] + (step["expected"] if later else -step["expected"])
    scale, limit = step["scale"], limits.GROUP_STEP if step["of_group"] else limits.STEP
    reach = limit * step["wide"]
    return Doubt(
        "unusual_step",
        at,
        float(step["times"]),
        beside=() if sure else (other,),
        likely=back(expected, scale),
        # Of few others the prior says most.
        kind="alone" if step["others"] < limits.PRIOR_WEIGHT else "group" if step["of_group"] else "past",
        values={
            "other": figures["period"].iat[other],
            "line": int(figures["line"].to_numpy()[other]),
            "before": shown(figures["value"].to_numpy()[other]),
            "times": f"{step['times'] * limit:.1f}",
            "others": int(step["others"]),
            "low": near(back(expected - reach, scale)),
            "high": near(back(expected + reach, scale)),
        },
    )
