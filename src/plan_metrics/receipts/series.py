"""Receipts of what follows from a series: its verdicts with the thresholds, its changes, its way to a target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from plan_metrics.analysis.judgement import COUNT, comparable_figures, reasons_for
from plan_metrics.analysis.scoreboard import assessed, targets_of
from plan_metrics.context import Context
from plan_metrics.measure import spans
from plan_metrics.measure.periods import decimal_year, end_month
from plan_metrics.measure.spans import Span
from plan_metrics.measure.verdicts import FULL, JUDGED, WITHIN_ERROR, largest
from plan_metrics.plan.models import Indicator
from plan_metrics.plan.official_targets import Target
from plan_metrics.plan.verdict_rules import TWO_VIEWS
from plan_metrics.receipts.by_method import of_method
from plan_metrics.receipts.figures import step
from plan_metrics.receipts.record import Receipt, Step, Value, Values, number
from plan_metrics.rows import ObservationRow, ScoreboardRow, by_column
from plan_metrics.views.links import receipt_id


class Series(NamedTuple):
    """A row of the scoreboard, its card, its figures in the order of time, and those that count since the baseline."""

    row: ScoreboardRow
    card: Indicator
    figures: Sequence[ObservationRow]
    used: Sequence[ObservationRow]

    def at(self, period: object) -> ObservationRow:
        """The figure of a period that it has."""
        return next(each for each in self.figures if each["period"] == period)

    def ids(self, *periods: object) -> tuple[str, ...]:
        """The receipts of the figures of these periods, as far as there are any."""
        there = {each["period"] for each in self.figures}
        return tuple(dict.fromkeys(receipt_id(self.row, period) for period in periods if period in there))


def of_series(context: Context, row: ScoreboardRow, figures: Sequence[ObservationRow]) -> Iterator[Receipt]:
    """The receipts of a row of the scoreboard: one for each verdict and number that it has."""
    apart = {place for place, _ in row["excluded"]}
    start = row["baseline_period"]
    used = [
        each
        for place, each in enumerate(figures)
        if start and place not in apart and end_month(each["period"]) >= end_month(start)
    ]
    series = Series(row, context.plan.indicator(row["indicator"]), figures, used)
    yield from _verdicts(context, series)
    if row["strength"] is not None:
        yield _strength(context, series)
    if not context.plan.units[row["unit"]].states:  # between which there are no distances
        yield from _changes(series)
    if row["target"] is not None:
        yield from _target(context, series)


def _verdicts(context: Context, series: Series) -> Iterator[Receipt]:
    row, rules = series.row, context.plan.head.verdicts
    if rules.model != TWO_VIEWS:
        yield _by_method(context, series)
        return
    always = {name: getattr(rules, name) for name in ("figures", "years", "latest_least", "stale_after_years")}
    facts: dict[str, Value] = {"comparable": row["comparable"], "counted_apart": row["counted_apart"],
                               "direction": series.card.direction, "latest": row["latest"]}  # fmt: skip
    ends = row["from_period"], row["to_period"]
    steps, limits = _compared(context, series, *ends, row["status"], row["p"])
    yield Receipt(
        id=receipt_id(row, "status"),
        kind="verdict",
        value=row["status"],
        reason=row["reason"],
        inputs=series.ids(*(each["period"] for each in series.used), *ends),
        steps=steps,
        method="long-term",
        rules=always | limits,
        facts=facts | {"from": ends[0], "to": ends[1]},
    )
    if row["latest_change"] in JUDGED:
        ends = row["latest_from"], row["latest_to"]
        steps, limits = _compared(context, series, *ends, row["latest_change"], row["latest_p"])
        yield Receipt(
            id=receipt_id(row, "latest_change"),
            kind="verdict",
            value=row["latest_change"],
            reason=row["latest_reason"],
            inputs=series.ids(*ends),
            steps=steps,
            method="latest-change",
            rules={**always, "latest_years": rules.latest_years, **limits},
            facts=facts | {"from": ends[0], "to": ends[1]},
        )


def _by_method(context: Context, series: Series) -> Receipt:
    row, ends = series.row, (series.row["from_period"], series.row["to_period"])
    figures = {each["period"]: each["value"] for each in series.figures}
    # A baseline that the document of the target states itself is no figure.
    stated = row["target_baseline"] if ends[0] == row["target_baseline_period"] else None
    b, v = number(figures.get(ends[0] or "", stated)), number(figures.get(ends[1] or ""))
    return of_method(row, context.plan.head.verdicts, series.card.direction, series.ids(*ends), (b, v))


def _strength(context: Context, series: Series) -> Receipt:
    """The lowest level of the criteria; each is a step that says which level it reaches, and by what."""
    plan, row, card = context.plan, series.row, series.card
    columns = by_column(series.figures)
    known = targets_of(plan, context.edition, card, row["region"], row["breakdown"])
    found = assessed(plan, context.edition, card, columns, known)
    figures = comparable_figures(columns, found)
    reasons = reasons_for(plan, context.edition, card, columns, figures, row["status"])
    needs = {"strong": plan.head.verdicts.strong, "moderate": plan.head.verdicts.moderate}
    return Receipt(
        id=receipt_id(row, "strength"),
        kind="verdict",
        value=row["strength"],
        inputs=(receipt_id(row, "status"), *series.ids(*(each["period"] for each in series.used))),
        steps=tuple(
            Step(name=each.name, formula=None, values={"found": each.value}, value=each.level) for each in reasons
        ),
        method="evidence-strength",
        rules={f"{level}.{name}": value for level, need in needs.items() for name, value in need.model_dump().items()},
    )


def _compared(
    context: Context, series: Series, since: str | None, until: str | None, word: str, p: float | None
) -> tuple[tuple[Step, ...], dict[str, Value]]:
    """The change between two figures and the limit that it was held against; nothing where no word was looked for."""
    if since is None or until is None or series.card.direction == "none" or since == until:
        return (), {}
    rules, earlier, later = context.plan.head.verdicts, series.at(since), series.at(until)
    moved, ratios, limits = difference(earlier, later), relative(earlier, later), dict[str, Value]()
    if series.card.collection == "sample":
        limits["alpha"] = rules.alpha
        sizes = {"share": earlier["value"], "size": earlier["sample_size"]}
        others = {"other_share": later["value"], "other_size": later["sample_size"]}
        values: Values = {name: number(value) for name, value in (sizes | others).items()}
        chance = Step(name="p", formula=None, values=values, value=number(p))
        if word not in JUDGED or word == WITHIN_ERROR:
            return (chance, *moved), limits
        shares = {"l": rules.little_points, "r": rules.little, "b": earlier["value"]}
        limit = min(rules.little_points, rules.little * min(earlier["value"], FULL - earlier["value"]))
        limits |= {"little": rules.little, "little_points": rules.little_points}
        return (chance, *moved, step("limit", "min(l, r * min(b, 100 - b))", shares, limit)), limits
    if context.plan.units[series.card.unit].scale != COUNT:
        return moved, {"little_points": rules.little_points}
    if ratios:
        return ratios, {"little": rules.little}
    size = largest(_span(earlier), _span(later))
    limit = step("limit", "r * s", {"r": rules.little, "s": size}, rules.little * size)
    return (*moved, limit), {"little": rules.little}


def difference(earlier: ObservationRow, later: ObservationRow) -> tuple[Step, ...]:
    """What the difference of two figures may be: one line where both are exact, else the least and the largest."""
    found = spans.difference(_span(earlier), _span(later))
    if found is None:
        return ()
    values = _ends(earlier, later)
    if _exact(earlier, later):
        return (step("change", "v - b", {"v": later["value"], "b": earlier["value"]}, found.low),)
    return step("least", "v0 - b1", values, found.low), step("most", "v1 - b0", values, found.high)


def relative(earlier: ObservationRow, later: ObservationRow) -> tuple[Step, ...]:
    """The same as a share of the earlier figure; nothing where that may be 0 or have another sign."""
    found = spans.relative(_span(earlier), _span(later))
    if found is None:
        return ()
    if _exact(earlier, later):
        return (step("ratio", "(v - b) / abs(b)", {"v": later["value"], "b": earlier["value"]}, found.low),)
    values = _ends(earlier, later)
    if earlier["low"] > 0 and later["low"] >= 0:  # as nearly all figures: which ends decide is known
        least, most = "(v0 - b1) / b1", "(v1 - b0) / b0"
    else:
        each = ", ".join(f"(v{end} - b{start}) / abs(b{start})" for start in (0, 1) for end in (0, 1))
        least, most = f"min({each})", f"max({each})"
    return step("least", least, values, found.low), step("most", most, values, found.high)


def _changes(series: Series) -> Iterator[Receipt]:
    """The change since the baseline as a difference, as a ratio and a year."""
    row = series.row
    if row["change"] is None or row["baseline_period"] is None or row["latest"] is None:
        return
    earlier, later = series.at(row["baseline_period"]), series.at(row["latest"])
    inputs, unit = series.ids(row["baseline_period"], row["latest"]), row["unit"]
    facts: dict[str, Value] = {"from": row["baseline_period"], "to": row["latest"]}
    for name, low, high, steps in (
        ("change", row["change_low"], row["change_high"], difference(earlier, later)),
        ("relative_change", row["relative_low"], row["relative_high"], relative(earlier, later)),
    ):
        if low is not None:
            yield Receipt(
                id=receipt_id(row, name), kind="interval", value=number(low) if low == high else None, low=number(low),
                high=number(high), unit=unit if name == "change" else None, inputs=inputs, steps=steps,
                method="printed-figures", facts=facts,
            )  # fmt: skip
    if row["growth"] is not None:
        ends = {"v": row["value"], "b": row["baseline"], "t": row["years"]}
        yield Receipt(
            id=receipt_id(row, "growth"), kind="derived", value=number(row["growth"]), inputs=inputs,
            steps=(step("growth", "(v / b) ** (1 / t) - 1", ends, row["growth"]),), method="growth", facts=facts,
        )  # fmt: skip


def _target(context: Context, series: Series) -> Iterator[Receipt]:
    """The official target, how far it is away, how much of the way was made, and what became of it."""
    row, card, rules = series.row, series.card, context.plan.head.verdicts
    known = targets_of(context.plan, context.edition, card, row["region"], row["breakdown"])
    target = next(each for each in known if each.period == row["target_period"])
    own, base = receipt_id(row, "target"), series.ids(row["target_baseline_period"])
    inputs = (own, *series.ids(row["compared_period"]), *base)
    yield _of_document(row, target, base)
    known_as: dict[str, object] = {"c": row["compared"], "b": row["target_baseline"], "T": row["target"],
                                   "U": row["target_to"], "p": row["progress"], "e": row["elapsed"]}  # fmt: skip
    for letter, column in (("a", "compared_period"), ("s", "target_baseline_period"), ("z", "target_period")):
        period = row[column]  # type: ignore[literal-required]
        known_as[letter] = decimal_year(period) if period else None
    wanted = row["target_direction"] or ("decrease" if card.direction == "decrease" else "increase")
    missing = "max(T - c, 0)" if wanted == "increase" else "max(c - T, 0)"
    for name, formula, unit, method in (
        ("gap", missing if row["target_to"] is None else "max(T - c, c - U, 0)", row["unit"], "share"),
        ("progress", "(c - b) / (T - b)", None, "share"),
        ("elapsed", "min((a - s) / (z - s), 1)", None, "pace"),
        ("pace", "p / e", None, "pace"),
        ("expected", "b + (T - b) * e", row["unit"], "pace"),
    ):
        value = row[name]  # type: ignore[literal-required]
        if value is not None and not (unit and context.plan.units[unit].states):
            yield Receipt(
                id=receipt_id(row, name), kind="derived", value=number(value), unit=unit, inputs=inputs,
                steps=(step(name, formula, known_as, value),), method=method,
                facts={"from": row["target_baseline_period"], "to": row["compared_period"], "kind": row["target_kind"]},
            )  # fmt: skip
    if row["result"] is not None:
        yield Receipt(
            id=receipt_id(row, "result"), kind="verdict", value=row["result"],
            inputs=(own, *series.ids(row["result_period"])), method="target-result",
            facts={"figure": row["result_period"], "kind": row["target_kind"], "direction": row["target_direction"],
                   "missed_before": row["missed"]},
        )  # fmt: skip
    if row["prospect"] is not None:
        steps = dict(zip(("very_likely", "likely", "uncertain", "unlikely"), rules.prospect, strict=True))
        yield Receipt(
            id=receipt_id(row, "prospect"), kind="verdict", value=row["prospect"],
            inputs=(own, *series.ids(*(each["period"] for each in series.used))), method="prospect",
            rules={**steps, "trials": rules.trials}, facts={"probability": number(row["probability"])},
        )  # fmt: skip


def _of_document(row: ScoreboardRow, target: Target, base: tuple[str, ...]) -> Receipt:
    """The number of a target as its document sets it; of a relative one, the level that it comes to."""
    steps: tuple[Step, ...] = ()
    if target.kind == "relative" and row["target_baseline"] is not None:
        values = {"b": row["target_baseline"], "r": target.value}
        steps = (step("level", "b * (1 + r / 100)", values, row["target"]),)
    return Receipt(
        id=receipt_id(row, "target"), kind="target", value=number(row["target"]), unit=row["unit"],
        high=number(row["target_to"]), qualifier=target.qualifier or None, printed=target.printed or None,
        documents=(target.source,), inputs=base if steps else (), steps=steps,
        facts={"period": target.period, "since": target.since, "kind": target.kind or None},
    )  # fmt: skip


def _span(row: ObservationRow) -> Span:
    return Span(row["low"], row["high"])


def _exact(*rows: ObservationRow) -> bool:
    return all(row["low"] == row["value"] == row["high"] for row in rows)


def _ends(earlier: ObservationRow, later: ObservationRow) -> dict[str, float]:
    return {"b0": earlier["low"], "b1": earlier["high"], "v0": later["low"], "v1": later["high"]}
