"""The receipt of a verdict that a published method gives: its arithmetic, its limits, where it is described."""

from __future__ import annotations

from plan_metrics.measure.methods import METHODS
from plan_metrics.measure.periods import years_between
from plan_metrics.plan.verdict_rules import VerdictRules
from plan_metrics.receipts.figures import step
from plan_metrics.receipts.record import Receipt, Step, Value, number
from plan_metrics.rows import ScoreboardRow
from plan_metrics.views.links import receipt_id
from plan_metrics.views.verdict_model import card_of

PROJECTED = "un2023"


def of_method(
    row: ScoreboardRow, rules: VerdictRules, direction: str, inputs: tuple[str, ...], values: tuple[Value, Value]
) -> Receipt:
    """The receipt of the long-term assessment of a row; `inputs` and `values` are of the two figures behind it."""
    method, target = METHODS[rules.model], row["category_target"] is not None
    of = "target" if target else "growth"  # both may stand on one page
    bands = [band for band in method.bands[target] if band.least is not None]
    limits: dict[str, Value] = {f"{of}.{band.category}": band.least for band in bands}
    return Receipt(
        id=receipt_id(row, "status"),
        kind="verdict",
        value=row["category"] or row["status"],
        reason=row["reason"],
        inputs=(*inputs, *([receipt_id(row, "target")] if target else [])),
        steps=_steps(row, rules.model, direction, values) if row["category"] else (),
        method=card_of(method.name, target=target),
        rules={"model": method.name, **limits, "stale_after_years": rules.stale_after_years},
        facts={"comparable": row["comparable"], "direction": direction, "latest": row["latest"],
               "points": row["status"], "from": row["from_period"], "to": row["to_period"],
               "target": number(row["category_target"])},
    )  # fmt: skip


def _steps(row: ScoreboardRow, model: str, direction: str, ends: tuple[Value, Value]) -> tuple[Step, ...]:
    """Growth a year, growth a year that the target needs, and what is held against the limits.

    Towards a range, whose figures are laid at their distance from it, only the last of them.
    """
    (b, v), found, target = ends, row["category_number"], row["category_target"]
    if found is None or row["target_kind"] == "range":
        return () if found is None else (Step(name="against_limits", formula=None, values={}, value=number(found)),)
    t, z, d = years_between(str(row["from_period"]), str(row["to_period"])), row["category_years"], 1
    growth = step("growth_made", "(v / b) ** (1 / t) - 1", {"v": v, "b": b, "t": t}, _growth(b, v, t))
    known = {"v": v, "b": b, "T": target, "t": t, "z": z, "g": growth.value}
    if target is None:
        d = -1 if direction == "decrease" else 1
        return growth, step("against_limits", "d * g", {**known, "d": d}, found)
    if model == PROJECTED:
        return growth, step("against_limits", "(v * (1 + g) ** (z - t) - b) / (T - b)", known, found)
    needed = step("growth_needed", "(T / b) ** (1 / z) - 1", known, _growth(b, target, z))
    return growth, needed, step("against_limits", "g / r", {**known, "r": needed.value}, found)


def _growth(start: Value, end: Value, years: float | None) -> float | None:
    try:
        found = (float(str(end)) / float(str(start))) ** (1 / float(str(years))) - 1
    except (ArithmeticError, ValueError):
        return None
    return found if isinstance(found, float) else None
