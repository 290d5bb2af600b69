"""The board of official targets: `targets.csv`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import BeforeValidator, Field, StringConstraints

from plan_metrics.errors import N_, Fault
from plan_metrics.measure.periods import last_day
from plan_metrics.measure.progress import Direction
from plan_metrics.plan.code_lists import Date, Remark, Row, Text
from plan_metrics.plan.contradictions import CORRECT_CELL, a_number, or_none, wrong
from plan_metrics.plan.head import ActionId, Period
from plan_metrics.plan.printed import odd_digits, read_printed
from plan_metrics.reading.typed import named

Amount = Annotated[Annotated[float, Field(gt=-1e18, lt=1e18)] | None, BeforeValidator(or_none(a_number))]
Qualifier = Literal["exact", "over", "nearly", "about", "under", ""]
Kind = Literal["", "at_least", "at_most", "zero", "range", "keep", "relative", "share", "milestone", "state"]
OWN_UNIT = ("relative", "share")  # kinds whose value is in per cent, whatever the unit of the indicator
IN_STATES = ("milestone", "state")  # kinds whose value is the place of a state
ON_THE_WAY = ("", "at_least", "at_most", "zero", "relative")  # kinds that a way leads to, through interim targets
PERCENT = "percent"
# What a kind cannot do without, beside its value, and what no other kind has.
NEEDS = {"range": ("value_to",), "relative": ("baseline_period",), "share": ("bar", "level")}
OF_ONE = {"value_to": "range", "bar": "share", "level": "share"}


class Target(Row):
    """A row of `targets.csv`: what an official document sets for a period, in its own words. Never one of our making.

    `indicator` is empty where no indicator counts just that; `value` is None where the document names no number.
    `kind` says how the value is meant, empty as the direction of the indicator says: a range goes from `value` to
    `value_to`; `relative` is a change in per cent of the figure of `baseline_period`; `share` a share of the areas of
    a `level` that reach the `bar`; `milestone` and `state` are places of states of the unit, from 0. `interim`: a
    point on the way to a later target. A target on a `condition` is shown and never judged.
    """

    KEY: ClassVar[tuple[str, ...]] = ("action", "indicator", "region", "breakdown", "period", "source", "printed")
    OPTIONAL = frozenset({"kind", "value_to", "bar", "level", "interim", "condition"})

    action: ActionId
    indicator: str
    region: str
    breakdown: str
    period: Period
    value: Amount
    unit: str
    qualifier: Qualifier
    baseline_period: Annotated[Period | None, BeforeValidator(or_none(str))]
    baseline: Amount
    printed: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    since: Date
    source: str
    title: Text  # what is to be reached
    kind: Kind = ""
    value_to: Amount = None
    bar: Amount = None
    level: str = ""
    interim: Literal["yes", "no", ""] = ""
    condition: Remark = Remark()

    @property
    def about(self) -> tuple[str, ...]:
        """What it sets a value for: of two targets about the same the one that was set later is in force.

        A share of areas, a level to be kept, and what hangs on a condition stand beside a value to be reached.
        """
        beside = self.kind if self.kind in ("share", "keep") else ""
        return (self.indicator, self.region, self.breakdown, self.period, beside, "if" if self.condition else "")

    @property
    def direction(self) -> Direction | None:
        """The direction that its kind wants by itself; None where it is that of the indicator, or both."""
        if self.kind in ("at_least", *IN_STATES):
            return "increase"
        if self.kind in ("at_most", "zero"):
            return "decrease"
        if self.kind == "relative" and self.value:
            return "increase" if self.value > 0 else "decrease"
        return None

    def _contradictions(self) -> Iterator[Fault]:
        empty, fix = N_("an empty cell"), N_("Fill in the cell, or empty the other one.")
        if self.since and f"{self.since}-01-01"[:10] > last_day(self.period).isoformat():
            found, expected = N_("“{value}”"), N_("a date before the end of {period}, for which the target is set")
            yield wrong("since", found, expected, CORRECT_CELL, value=self.since, period=self.period)
        if self.value is not None and not self.unit:
            yield wrong("unit", empty, N_("the unit of the value {value}"), fix, value=f"{self.value:.15g}")
        if self.value is None and self.unit:
            yield wrong("value", empty, N_("a number beside the unit “{unit}”"), fix, unit=self.unit)
        elif self.value is None and self.indicator:
            expected = N_("a number: only a target with a value belongs to the indicator {indicator}")
            yield wrong("value", empty, expected, fix, indicator=self.indicator)
        if self.value is not None and not self.qualifier:
            known = ", ".join(name for name in get_args(Qualifier) if name)
            fix = N_(
                "Write exact for a plain number, over for “over” (余, 超), nearly for “nearly” (近), "
                "about for “about” (约), under for “under” (不足)."
            )
            yield wrong("qualifier", empty, N_("one of: {known}"), fix, known=known)
        if self.condition and not all(self.condition.values()):
            for code in (code for code in self.condition.languages if not self.condition[code]):
                expected = N_("the condition in every language, or in none")
                yield wrong(f"condition_{code}", empty, expected, CORRECT_CELL)
        yield from self._unlike_printed()
        yield from self._unlike_its_kind()

    def _unlike_its_kind(self) -> Iterator[Fault]:
        """What contradicts the kind, or what it needs and is not there."""
        kind, said = self.kind, N_("“{value}”")
        fix = N_("Fill in the cell, or correct the kind.")
        for column in NEEDS.get(kind, ()):
            if getattr(self, column) in (None, ""):
                yield wrong(column, N_("an empty cell"), N_("a cell that the kind {kind} needs"), fix, kind=kind)
        for column, owner in OF_ONE.items():
            given = getattr(self, column)
            if kind != owner and given not in (None, ""):
                empty, expected = N_("Empty the cell, or correct the kind."), N_("an empty cell: only {kind} has one")
                cell = given if isinstance(given, str) else f"{given:.15g}"
                yield wrong(column, said, expected, empty, value=cell, kind=owner)
        if self.interim == "yes" and kind not in ON_THE_WAY:
            expected = N_("no: no way leads to a target of the kind {kind}")
            yield wrong("interim", said, expected, CORRECT_CELL, value="yes", kind=kind)
        value = self.value
        if value is None:
            if kind and not (kind in IN_STATES and not self.indicator):
                yield wrong("value", N_("an empty cell"), N_("a cell that the kind {kind} needs"), fix, kind=kind)
            return
        number = {"value": f"{value:.15g}"}
        if kind == "zero" and value != 0:
            yield wrong("value", said, N_("0, as the kind zero says"), CORRECT_CELL, **number)
        if kind == "range" and self.value_to is not None and self.value_to < value:
            number = {"value": f"{self.value_to:.15g}", "low": f"{value:.15g}"}
            yield wrong("value_to", said, N_("a number not below {low}, the lower end of the range"), **number)
        if kind in OWN_UNIT and self.unit and self.unit != PERCENT:
            expected = N_("percent: the kind {kind} is in per cent")
            yield wrong("unit", said, expected, CORRECT_CELL, value=self.unit, kind=kind)
        if kind == "share" and not 0 < value <= 100:
            yield wrong("value", said, N_("a share of the areas, above 0 and at most 100"), CORRECT_CELL, **number)
        if kind == "relative" and (value == 0 or value < -100):
            expected = N_("a change in per cent, such as -30 or 50, not below -100")
            yield wrong("value", said, expected, CORRECT_CELL, **number)

    def _unlike_printed(self) -> Iterator[Fault]:
        """A figure of an indicator is that of the words. A range, or a goal without a number, cannot be read back."""
        if marks := odd_digits(self.printed):
            values = {"value": self.printed, "marks": ", ".join(map(named, marks))}
            fix = N_("Compare with the document, and correct the cell or the words.")
            yield wrong("printed", N_("“{value}”, with {marks}"), N_("the words as they were printed"), fix, **values)
        read = read_printed(self.printed)
        if not self.indicator or read is None or self.value is None or not self.qualifier:
            return
        if self.kind in IN_STATES or (self.kind == "range" and self.value != self.value_to):
            return
        value = abs(self.value) if self.kind == "relative" and read.value > 0 else self.value  # "30 % less"
        found, expected = N_("“{value}”"), N_("{wanted}, as the words “{printed}” say")
        fix = N_("Compare with the document, and correct the cell or the words.")
        pairs = (("value", value, read.value), ("qualifier", self.qualifier, read.qualifier))
        for name, given, wanted in pairs:
            if given != wanted:
                said = [one if isinstance(one, str) else f"{one:.15g}" for one in (given, wanted)]
                yield wrong(name, found, expected, fix, value=said[0], wanted=said[1], printed=self.printed)
