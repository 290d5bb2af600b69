"""The records that the files of the JSON interface are made of.

Numbers are in the plain unit, ratios from 0 to 1, null where nothing was published. What a code means stands in `codes`
of `plan.json`, in the list of the name of its key; other lists are named where they count.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from plan_metrics.plan.code_lists import Text

Number = Annotated[int | float, Field(allow_inf_nan=False)]
_ONLY_THERE: Any = Field(None, exclude_if=lambda value: value is None)  # left out where it says nothing


class Record(BaseModel):
    """A frozen record that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Document(Record):
    """A source. `url` is null where no address may be given."""

    source: str
    title: Text
    publisher: Text
    date: str
    date_basis: str
    read_in: str
    url: str | None


class Target(Record):
    """An official target. `row` is its row in the plan's list; `indicator` is null where none counts just this.

    `value` is null where the document names no number. `kind` says how it is meant, null as the direction of the
    indicator says: a range goes to `value_to`, a relative one (per cent) comes to `comes_to`, a share (per cent) is one
    of the areas of a `level` that reach the `bar`. On a `condition`, or `revised` by one set later, it is not judged.
    `result` says what became of it, `result_period` and `result_value` by which figure; `prospect` stands where it is
    ahead. `qualifier` and `result_qualifier` are of the list `qualifier`.
    """

    row: int
    action: str
    indicator: str | None
    region: str
    breakdown: str
    title: Text
    period: str
    value: Number | None
    unit: str | None
    qualifier: str | None
    printed: str
    kind: str | None
    value_to: Number | None
    comes_to: Number | None
    bar: Number | None
    level: str | None
    interim: str | None
    condition: Text | None
    baseline_period: str | None
    baseline: Number | None
    areas: int | None
    areas_reaching: int | None
    areas_unknown: int | None
    revised: str | None
    result: str | None
    result_period: str | None
    result_value: Number | None
    result_qualifier: str | None
    prospect: str | None
    probability: Number | None
    since: str
    sources: list[str]


class Observation(Record):
    """One figure. `flag` is its SDMX observation status; `sources` are ids of documents in the same file.

    `printed` is what the document says, `low` and `high` are the values that it may stand for, `edition` is the first
    one from which the figure stood unchanged.
    """

    action: str
    indicator: str
    region: str
    breakdown: str
    period: str
    value: Number | None
    unit: str
    flag: str
    qualifier: str | None
    printed: str | None
    sample_size: int | None
    low: Number | None
    high: Number | None
    edition: str | None
    sources: list[str]
    note: Text | None


class Standing(Record):
    """Where one series stands: a row of the scoreboard.

    `status` is the long-term assessment; `latest_change` has the codes of the same list, and `latest_reason` those of
    `reason`. Changes are bounds: the least and the most that the printed figures allow. `period` and `value` are the
    newest figure. What is said of the target is as in `Target`. `category` and what follows it: of the published method
    that the plan follows, whose way `status` is then; without one there are no such keys.
    """

    action: str
    indicator: str
    region: str
    breakdown: str
    headline: bool
    status: str
    reason: str
    strength: str | None
    from_period: str | None
    to_period: str | None
    p: Number | None
    latest_change: str
    latest_reason: str
    latest_from: str | None
    latest_from_value: Number | None
    latest_to: str | None
    latest_to_value: Number | None
    latest_p: Number | None
    reversal: bool
    period: str | None
    value: Number | None
    unit: str
    flag: str
    qualifier: str | None
    sources: list[str]
    n_points: int
    baseline_period: str | None
    baseline: Number | None
    baseline_qualifier: str | None
    change_low: Number | None
    change_high: Number | None
    relative_low: Number | None
    relative_high: Number | None
    target_period: str | None
    target_kind: str | None
    target: Number | None
    target_to: Number | None
    target_change: Number | None
    target_baseline_period: str | None
    target_baseline: Number | None
    compared_period: str | None
    compared: Number | None
    progress: Number | None
    elapsed: Number | None
    expected: Number | None
    gap: Number | None
    result: str | None
    result_period: str | None
    result_value: Number | None
    result_qualifier: str | None
    prospect: str | None
    probability: Number | None
    category: str | None = _ONLY_THERE
    category_number: Number | None = _ONLY_THERE
    category_target: Number | None = _ONLY_THERE


class Fit(Record):
    """How an indicator stands to a commitment, and why."""

    commitment: str
    fit: str
    reason: Text


class Indicator(Record):
    """The card of an indicator. `fit` is the closest of its `fits`; `repeats` one that states the same fact."""

    indicator: str
    action: str
    fits: list[Fit]
    fit: str
    title: Text
    counts: Text
    why: Text
    basis: Text
    caveat: Text | None
    unit: str
    unit_title: Text
    direction: str
    collection: str
    accumulation: str
    breakdown: str
    frequency: str
    repeats: str | None


class Commitment(Record):
    """What an action commits to, and where that stands. `counted` are the indicators that `state` rests on.

    `deteriorating` are those, direct or proxy, that deteriorate in the long run or did so last.
    `fit` is the closest of those with a verdict, or of any; null where none is direct or a proxy: then `searched` says
    what was looked for, and `needed` what would measure it.
    """

    commitment: str
    action: str
    title: Text
    state: str
    strength: str | None
    fit: str | None
    counted: list[str]
    deteriorating: list[str]
    with_figures: bool
    searched: Text | None
    needed: Text | None


class Action(Record):
    """An action of the plan, with the counts behind its state: commitments by state and by fit, indicators by verdict.

    The indicators that count are all but those that are only context.
    """

    action: str
    title: Text
    aim: Text
    state: str
    strength: str | None
    commitments: int
    commitments_advancing: int
    commitments_mixed: int
    commitments_slipping: int
    commitments_not_assessable: int
    commitments_direct: int
    commitments_proxy: int
    indicators: int
    indicators_with_figures: int
    indicators_counting: int
    indicators_improving: int
    indicators_stable: int
    indicators_worsening: int
    indicators_not_assessable: int
    reversals: list[str]


class Place(Record):
    """A region or a breakdown; `codes` of a breakdown by dimension, those of the total left out."""

    id: str
    parent: str | None
    title: Text
    codes: dict[str, str] | None = None


class Code(Record):
    """A code and what it means."""

    list: str
    code: str
    title: Text
