"""A context in which one series is put together by a test: what pages say of figures that are written out."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from pages import second

from plan_metrics.analysis.scoreboard import observations, scoreboard
from plan_metrics.context import Context
from plan_metrics.measure.spans import span
from plan_metrics.plan.models import Indicator
from plan_metrics.plan.official_targets import Target
from plan_metrics.plan.units import Unit

INDICATOR = "bicycle_stands"
POINTS = Unit(
    unit="index", base="index", factor="1", scale="identity", counts="no", title_zh="点", title_en="index points"
)


def context_of(
    figures: str, language: str = "en", *, as_of: str = "2030-06-30", targets: tuple[Target, ...] = (), **card: object
) -> Context:
    """The invented plan with no other figures than these, of `INDICATOR`, whose card is changed as given.

    A figure: period, value, how it was printed unless exactly (`over:1000`: over, last digit worth 1,000), flag
    unless A, size of its sample: "2026 22 /100; 2028 30 over:1 B".
    """
    base = second(language)
    changed = base.plan.indicator(INDICATOR).model_copy(update=card)
    actions = tuple(
        action.model_copy(update={"indicators": tuple(changed if i.id == INDICATOR else i for i in action.indicators)})
        for action in base.plan.actions
    )
    units = {**base.plan.units, "index": POINTS}
    plan = base.plan.model_copy(update={"actions": actions, "targets": targets, "units": units})
    edition = replace(
        base.edition,
        observations=_frame(base, figures, changed),
        card=base.edition.card.model_copy(update={"as_of": as_of, "previous": ""}),
    )
    seen = observations(plan, edition)
    return replace(
        base,
        plan=plan,
        edition=edition,
        observations=seen.assign(edition=edition.card.id),
        scoreboard=scoreboard(plan, edition, rows=seen),
        previous=None,
        found_changes=(),
    )


def card_of(context: Context) -> Indicator:
    """The card of the series."""
    return context.plan.indicator(INDICATOR)


def row_of(context: Context) -> dict[str, object]:
    """Where the series stands."""
    board = context.scoreboard
    (row,) = board[(board["indicator"] == INDICATOR) & board["headline"].astype(bool)].to_dict("records")
    return row


def target(value: float, period: str, qualifier: str = "exact", unit: str = "stands", **more: str) -> Target:
    """An official target of the series, known long before; `more` are other cells of its row."""
    known = {"action": "A01", "indicator": INDICATOR, "region": "XX", "breakdown": "TOTAL", "source": "P01"}
    dated = {"since": "2020-03-01", "baseline_period": "", "baseline": "", "title_zh": "目标", "title_en": "target"}
    said = {"period": period, "value": str(value), "unit": unit, "qualifier": qualifier, "printed": f"{value:g}"}
    return Target(**known | dated | said | more)


def _frame(base: Context, figures: str, card: Indicator) -> pd.DataFrame:
    rows = []
    for index, text in enumerate(filter(None, figures.split("; "))):
        period, value, *more = text.split()
        bound = next((part for part in more if ":" in part), "exact:0")
        qualifier, step = bound.split(":")
        size = next((float(part[1:]) for part in more if part.startswith("/")), None)
        ends = span(float(value), qualifier, float(step))
        rows.append(
            {
                "indicator": INDICATOR, "region": "XX", "breakdown": "TOTAL", "period": period, "value": float(value),
                "unit": card.unit, "flag": next((part for part in more if part in ("B", "D", "U")), "A"),
                "qualifier": qualifier, "printed": value, "sample_size": size, "source": f"S00{index % 3 + 1}",
                "note_zh": "", "note_en": "", "low": ends.low, "high": ends.high,
            }
        )  # fmt: skip
    shape = base.edition.observations
    return pd.DataFrame(rows, columns=shape.columns).astype(shape.dtypes.to_dict())
