"""The board of official targets: `targets.csv`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from plan_metrics.errors import N_, Fault
from plan_metrics.measure.periods import last_day
from plan_metrics.plan.code_lists import Date, Row, Text
from plan_metrics.plan.contradictions import CORRECT_CELL, a_number, check_card, or_none, wrong
from plan_metrics.plan.head import ActionId, Period
from plan_metrics.plan.printed import odd_digits, read_printed
from plan_metrics.typed import named

Amount = Annotated[Annotated[float, Field(gt=-1e18, lt=1e18)] | None, BeforeValidator(or_none(a_number))]
Qualifier = Literal["exact", "over", "nearly", "about", "under", ""]


class Target(Row):
    """A row of `targets.csv`: what an official document sets for a period, in its own words. Never one of our making.

    `indicator` is empty where no indicator counts just that; `value` is None where the document names no number.
    """

    KEY: ClassVar[tuple[str, ...]] = ("action", "indicator", "region", "breakdown", "period", "source", "printed")

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

    @model_validator(mode="after")
    def _number_with_a_unit(self) -> Target:
        check_card(self._loose_cells())
        return self

    def _loose_cells(self) -> Iterator[Fault]:
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
            fix = N_("Write exact for a plain number, over for 余 or 超, nearly for 近, about for 约, under for 不足.")
            yield wrong("qualifier", empty, N_("one of: {known}"), fix, known=known)
        yield from self._unlike_printed()

    def _unlike_printed(self) -> Iterator[Fault]:
        """A figure of an indicator is that of the words. A range, or a goal without a number, cannot be read back."""
        if marks := odd_digits(self.printed):
            values = {"value": self.printed, "marks": ", ".join(map(named, marks))}
            fix = N_("Compare with the document, and correct the cell or the words.")
            yield wrong("printed", N_("“{value}”, with {marks}"), N_("the words as they were printed"), fix, **values)
        read = read_printed(self.printed)
        if not self.indicator or read is None or self.value is None or not self.qualifier:
            return
        found, expected = N_("“{value}”"), N_("{wanted}, as the words “{printed}” say")
        fix = N_("Compare with the document, and correct the cell or the words.")
        pairs = (("value", self.value, read.value), ("qualifier", self.qualifier, read.qualifier))
        for name, given, wanted in pairs:
            if given != wanted:
                said = [one if isinstance(one, str) else f"{one:.15g}" for one in (given, wanted)]
                yield wrong(name, found, expected, fix, value=said[0], wanted=said[1], printed=self.printed)
