"""The official targets with what became of them, in the order of urgency."""

from __future__ import annotations

from dataclasses import dataclass

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.outcome import RESULTS
from plan_metrics.measure.periods import end_month
from plan_metrics.plan.official_targets import Target
from plan_metrics.rows import SeriesStatusRow
from plan_metrics.views import board, words
from plan_metrics.views.words import say

NOT_COMPARABLE = N_("no comparable figure")
AHEAD = "ahead"
# Why the date of a target has passed and nothing can be said of it.
OPEN = (
    "areas_unknown",
    *("no_figure_for_date", "bound_at_date", board.NO_DIRECTION, NOT_COMPARABLE, board.NO_FIGURE, board.NO_INDICATOR),
    *(board.NO_BASE, board.CONDITIONAL),
)
SHORT = {
    board.NO_DIRECTION: "no_direction",
    NOT_COMPARABLE: "not_comparable",
    board.NO_FIGURE: "no_figure",
    board.NO_INDICATOR: "no_indicator",
    board.NO_BASE: "no_base",
    board.CONDITIONAL: "conditional",
}
WHEN = {"ahead": N_("ahead"), "passed": N_("passed")}


@dataclass(frozen=True)
class Case:
    """A target with what became of it: `code` as `board.settled` has it; `row` where its series stands."""

    target: Target
    code: str
    ahead: bool
    row: SeriesStatusRow | None

    @property
    def figure(self) -> SeriesStatusRow | None:
        """Where the series stands, if a figure can be held against the target."""
        return self.row if self.row is not None and self.row["result_value"] is not None else None

    @property
    def known(self) -> bool:
        """Whether anything can be held against the target: a figure, or what is known of areas."""
        return self.figure is not None or (self.target.kind == "share" and self.code in RESULTS)


def cases(context: Context) -> list[Case]:
    """The targets known by the edition's day in the order of urgency."""
    now = end_month(context.edition.card.as_of[:7])
    found = []
    for target in board.known_targets(context):
        code, row = board.settled(context, target)
        if row is not None and row["result"] is not None and row["result_value"] is None:
            code = NOT_COMPARABLE
        found.append(Case(target, code, end_month(target.period) > now, row))
    return sorted(found, key=lambda case: _urgency(context, case))


def _urgency(context: Context, case: Case) -> tuple[object, ...]:
    target, end = case.target, end_month(case.target.period)
    due = (0, end) if case.ahead else (1, -end)
    places = [region.region for region in context.plan.regions]
    return (
        *due,
        target.region != context.plan.head.whole,
        target.action,
        target.indicator,
        places.index(target.region),
    )


def group(case: Case) -> str:
    """What a reader chooses a target by: its result, or that it is ahead."""
    return AHEAD if case.ahead and case.known else case.code


def why(code: str) -> str:
    """The words of what became of a target, or why nothing is known of it; for `say`."""
    return words.RESULT.get(code, code)


def result_words(context: Context, code: str) -> str:
    """The same in the reader's language."""
    return say(context, why(code))


def name(code: str) -> str:
    """A result as an address names it."""
    return SHORT.get(code, code)
