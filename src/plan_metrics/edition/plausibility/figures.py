"""The figures of an edition as arrays on the scale that they are compared on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from plan_metrics.edition.known import shown
from plan_metrics.edition.models import KEY, Edition
from plan_metrics.edition.plausibility.limits import FLOOR
from plan_metrics.measure.periods import end_month, months
from plan_metrics.plan.code_lists import Population
from plan_metrics.plan.models import Plan
from plan_metrics.reading.csv_tables import together

OWN_DEFINITION = "D"
HALF = 0.05  # keeps shares of 0 and 100 % finite


def figures_of(edition: Edition, plan: Plan) -> pd.DataFrame:
    """A row for each observation: its key and line, and where it stands.

    Columns beside the key: `line`, `value`, `flag`, `scale` (that of the unit), `kind` (accumulation), `end` (months),
    `length` (months; 0 for what is no flow), `series` (a number for each indicator, region, breakdown and length, in
    their order), `x` (the value on its scale: a logarithm, or the logit of a share; NaN for
    what has none) and `blur` (how exactly it is known, on the same scale: rounding, bounds, small counts, samples).
    """
    frame = edition.observations
    cards = {indicator.id: indicator for _, indicator in plan.indicators()}
    periods = {period: (end_month(period), months(period)) for period in frame["period"].unique()}
    scales = {name: plan.units[card.unit].scale for name, card in cards.items()}
    # Categories, in the order of their texts: what is looked up and grouped should not be hashed as text each time.
    made = frame[[*KEY, "value", "flag"]].astype(dict.fromkeys((*KEY, "flag"), "category"))
    indicator, period = made["indicator"], made["period"]
    made = made.assign(
        line=list(edition.lines),
        scale=indicator.map(scales),
        kind=indicator.map({name: card.accumulation for name, card in cards.items()}),
        end=period.map({period: end for period, (end, _) in periods.items()}).astype(int),
    )
    lengths = period.map({period: length for period, (_, length) in periods.items()}).astype(int)
    made["length"] = np.where(made["kind"] == "flow", lengths, 0)
    made["series"] = numbered(made, [*KEY[:3], "length"], ordered=True)
    share = (made["scale"] == "logit").to_numpy()
    made["x"] = on_scale(frame["value"].to_numpy(), share)
    of_states = {name for name, card in cards.items() if plan.units[card.unit].states}
    made.loc[indicator.isin(of_states).to_numpy(), "x"] = np.nan  # there is an order between them, and no distance
    low, high = (on_scale(frame[side].to_numpy(), share) for side in ("low", "high"))
    wide = np.nan_to_num(np.clip((high - low) / 2, 0, 2.3), nan=FLOOR)
    values = frame["value"].to_numpy()
    small = np.where((made["scale"] == "log") & (values == np.round(values)), 1 / np.maximum(values, 1.0), 0.0)
    usual = made.groupby("indicator")["value"].transform("median")  # a wrong share must not widen its own bounds
    part = np.clip(usual.to_numpy() / 100, 0.005, 0.995)
    sampled = np.where(share, 1 / (frame["sample_size"].fillna(np.inf).to_numpy() * part * (1 - part)), 0.0)
    made["blur"] = np.sqrt(wide**2 + small + sampled)
    return made.reset_index(drop=True).astype(dict.fromkeys(("scale", "kind"), "category"))


def numbered(frame: pd.DataFrame, by: Sequence[str], *, ordered: bool = False) -> np.ndarray:
    """As `together`, by columns of categories or small whole numbers; `ngroup` of pandas takes five times as long."""
    return together([_codes(frame[name]) for name in by], len(frame), ordered=ordered)


def labelled(column: pd.Series, labels: Mapping[str, object]) -> np.ndarray:
    """The labels of the categories that stand in a column, looked up once for each."""
    found: np.ndarray = np.array([labels.get(name) for name in column.cat.categories], dtype=object)
    return found[column.cat.codes]


def _codes(column: pd.Series) -> tuple[np.ndarray, int]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), len(column.cat.categories)
    return column.to_numpy(), int(column.max() if len(column) else 0) + 1


def on_scale(values: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Logarithms, and logits of shares in percent; NaN for what is not above zero. A count of 0 stands as a half.

    >>> on_scale(np.array([1.0, 50.0, -1.0]), np.array([False, True, False])).tolist()
    [0.0, 0.0, nan]
    """
    inside = np.clip(values, 0, 100)
    plain = np.where(values == 0, 0.5, values)
    with np.errstate(invalid="ignore"):
        logs = np.log(np.where(plain > 0, plain, np.nan))
    return np.where(share, np.log((inside + HALF) / (100 + HALF - inside)), logs)


def back(x: float, scale: str) -> float:
    """The value that stands at a place of its scale."""
    odds = float(np.exp(min(x, 700.0)))
    return odds if scale != "logit" else (odds * (100 + HALF) - HALF) / (1 + odds)


def near(value: float) -> str:
    """A value that is only roughly known, in three digits.

    >>> near(123456.0), near(0.04567)
    ('123,000', '0.0457')
    """
    return shown(float(f"{value:.3g}"))


def heads_of(plan: Plan) -> dict[str, float]:
    """The logarithm of the newest population of each region that has one."""
    newest: dict[str, Population] = {}
    for row in plan.population:
        if row.region not in newest or row.period > newest[row.region].period:
            newest[row.region] = row
    return {region: np.log(row.population) for region, row in newest.items()}
