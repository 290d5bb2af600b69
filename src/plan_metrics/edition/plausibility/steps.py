"""A figure against its own past and against how others changed between the same two periods."""

from __future__ import annotations

import numpy as np
import pandas as pd

from plan_metrics.edition.known import shown
from plan_metrics.edition.plausibility import limits
from plan_metrics.edition.plausibility.doubts import Doubt
from plan_metrics.edition.plausibility.figures import OWN_DEFINITION, back, near, series_of
from plan_metrics.edition.plausibility.spread import spread

BREAK = "B"


def steps_of(figures: pd.DataFrame) -> pd.DataFrame:
    """Each figure with the one before it in its series: places `a` and `b`, `years` between them, the `change` on the
    scale, and its `blur`. A step into a break that is flagged is no change; neither is one that has no scale.
    """
    series = series_of(figures)
    order = np.lexsort((figures["period"], figures["end"], series))
    a, b = order[:-1], order[1:]
    x, end, flag = (figures[name].to_numpy() for name in ("x", "end", "flag"))
    same = (series[a] == series[b]) & (flag[b] != BREAK) & np.isfinite(x[a]) & np.isfinite(x[b])
    a, b = a[same], b[same]
    blur = figures["blur"].to_numpy()
    columns = {name: figures[name].to_numpy()[b] for name in ("indicator", "region", "sector", "scale", "kind")}
    return pd.DataFrame(
        {
            "a": a, "b": b, **columns, "from": figures["period"].to_numpy()[a], "to": figures["period"].to_numpy()[b],
            "years": (end[b] - end[a]) / 12, "change": x[b] - x[a], "blur": np.hypot(blur[a], blur[b]),
            "loose": np.where((flag[a] == OWN_DEFINITION) | (flag[b] == OWN_DEFINITION), 2.0, 1.0),
        }
    )  # fmt: skip


def weighed(steps: pd.DataFrame) -> pd.DataFrame:
    """The steps with how unusual they are: `expected` change, `times` the usual spread, `against` and `others`.

    Against the past of the indicator (`against` "past"): its median growth and the spread of its changes, which grows
    with the square root of time; a family of indicators is the prior of one with few figures. Where `GROUP_FROM` other
    regions changed between the same two periods, against theirs ("group"): a boom of all is no mistake of one.
    """
    steps = steps.assign(expected=0.0, wide=np.nan, times=0.0, against="past", others=0)
    if steps.empty:
        return steps
    root = np.sqrt(np.maximum(steps["years"], limits.SHORTEST))
    priors = _priors(steps, root)
    for _, own in steps.groupby("indicator", sort=False):
        k = own.index
        pace = own["change"] / np.maximum(own["years"], limits.SHORTEST)
        centre = float(np.median(pace)) if len(own) > 2 else 0.0
        rest = ((own["change"] - centre * own["years"]) / root[k]).to_numpy()
        usual = spread(rest, priors[own["scale"].iloc[0], own["kind"].iloc[0]])
        off = own["change"] - centre * own["years"]
        _weigh(steps, k, off, np.where(off < 0, usual.down, usual.up) * root[k], own, limits.STEP)
        steps.loc[k, "expected"] = centre * own["years"]
        steps.loc[k, "others"] = len(own) - 1
    for _, own in steps.groupby(["indicator", "sector", "from", "to"], sort=False):
        if len(own) <= limits.GROUP_FROM:
            continue
        k, prior = own.index, priors[own["scale"].iloc[0], own["kind"].iloc[0]]
        wide = np.array(prior) * float(root[k].iloc[0]) / 2
        usual = spread(own["change"].to_numpy(), tuple(wide))
        off = own["change"] - usual.centre
        _weigh(steps, k, off, np.where(off < 0, usual.down, usual.up), own, limits.GROUP_STEP)
        steps.loc[k, "expected"], steps.loc[k, "against"], steps.loc[k, "others"] = usual.centre, "group", len(own) - 1
    return steps


def _weigh(
    steps: pd.DataFrame, k: pd.Index, off: pd.Series, usual: np.ndarray, own: pd.DataFrame, limit: float
) -> None:
    wide = np.hypot(usual, own["blur"]) * own["loose"]
    steps.loc[k, "wide"] = wide
    steps.loc[k, "times"] = np.where(np.abs(off) < limits.LEAST, 0.0, np.abs(off) / wide / limit)


def _priors(steps: pd.DataFrame, root: pd.Series) -> dict[tuple[str, str], tuple[float, float]]:
    """The spread of a year's change by scale and accumulation: of the edition's own where it has enough."""
    found = dict(limits.PRIORS)
    for family, own in steps.groupby(["scale", "kind"], sort=False):
        found.setdefault(family, limits.PRIORS["log", "flow"])
        if len(own) >= limits.FAMILY_FROM:
            usual = spread((own["change"] / root[own.index]).to_numpy())
            found[family] = (2 * usual.down, 2 * usual.up)
    return found


def step_doubts(figures: pd.DataFrame, steps: pd.DataFrame) -> list[Doubt]:
    """Rules `unusual_step` and `unit_slip`: of two neighbours that do not fit, the one that its other neighbour denies.

    Where nothing says which of the two is wrong, the later one is told, and the other beside it.
    """
    place = {int(b): k for k, b in enumerate(steps["b"])}
    after = {int(a): k for k, a in enumerate(steps["a"])}
    times, change = steps["times"].to_numpy(), (steps["change"] - steps["expected"]).to_numpy()
    told: set[int] = set()
    found = []
    for k in np.flatnonzero(times > 1):
        if k in told:
            continue
        a, b = int(steps["a"].iat[k]), int(steps["b"].iat[k])
        back_again, before = after.get(b), place.get(a)
        if back_again is not None and times[back_again] > 0.5 and change[back_again] * change[k] < 0:
            told.add(back_again)
            at, other, sure = b, a, True
        elif back_again is not None and before is None and times[back_again] < 0.5:
            at, other, sure = a, b, False  # the first of its series, which the second and third deny
        else:
            at, other, sure = b, a, False
        found.append(_doubt(figures, steps.iloc[k], at, other, sure=sure))
    return found


def _doubt(figures: pd.DataFrame, step: pd.Series, at: int, other: int, *, sure: bool) -> Doubt:
    later = at == step["b"]
    expected = figures["x"].iat[other] + (step["expected"] if later else -step["expected"])
    scale, limit = step["scale"], limits.GROUP_STEP if step["against"] == "group" else limits.STEP
    reach = limit * step["wide"]
    return Doubt(
        "unusual_step",
        at,
        float(step["times"]),
        beside=() if sure else (other,),
        likely=back(expected, scale),
        kind=step["against"] if step["others"] else "alone",
        values={
            "other": figures["period"].iat[other],
            "line": int(figures["line"].iat[other]),
            "before": shown(figures["value"].iat[other]),
            "times": f"{step['times'] * limit:.1f}",
            "others": int(step["others"]),
            "low": near(back(expected - reach, scale)),
            "high": near(back(expected + reach, scale)),
        },
    )
