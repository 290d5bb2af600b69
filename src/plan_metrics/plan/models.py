"""The cards of a plan: what was promised, and how each promise is measured.

Every model refuses unknown keys and defaults nothing that changes a result. The words are those of the
glossary of the book; the JSON schema in `data/plan/schema.json` is generated from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints, field_validator, model_validator

from plan_metrics.measure.panel_methods import METHODS
from plan_metrics.measure.periods import last_day
from plan_metrics.measure.status import Thresholds as MeasuredThresholds
from plan_metrics.plan.code_lists import TOTAL, Card, Population, Region, Sector, SectorMapping, Source, Unit, Words
from plan_metrics.plan.limits import Limits

T = TypeVar("T")

ActionId = Annotated[str, StringConstraints(pattern=r"^A\d{2}$")]
CommitmentId = Annotated[str, StringConstraints(pattern=r"^A\d{2}\.\d{1,2}$")]
IndicatorId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
AddsUp = Literal["sum", "ratio", "last", "none"]


class Text(Card):
    """The same words in both languages."""

    zh: Words
    en: Words

    def __getitem__(self, language: str) -> str:
        return getattr(self, language)


class Aggregation(Card):
    """How values add up over regions, sectors and time: sum, ratio (of sums), last, or none."""

    region: AddsUp
    sector: AddsUp
    time: AddsUp


class Target(Card):
    """A value that an official document sets for a period. Never one of our own making."""

    region: str
    period: str
    value: float = Field(allow_inf_nan=False)
    baseline_period: str | None = None
    since: str = Field(pattern=r"^\d{4}(-\d{2}){0,2}$")
    source: str

    @field_validator("period", "baseline_period")
    @classmethod
    def _is_a_period(cls, period: str | None) -> str | None:
        if period is not None:
            last_day(period)
        return period


class Indicator(Card):
    """What is counted, why it matters, and which way is wanted."""

    id: IndicatorId
    commitments: list[CommitmentId] = Field(min_length=1)
    title: Text
    counts: Text
    why: Text
    basis: Text
    unit: str
    direction: Literal["increase", "decrease"]
    accumulation: Literal["stock", "flow", "cumulative", "rate"]
    sector: str
    frequency: Literal["A", "S", "Q", "M", "I"]
    weight: float = Field(ge=0, allow_inf_nan=False)  # among the indicators of its action; 0: shown, not scored
    next_update: Month | Literal["none"]
    aggregation: Aggregation
    numerator: IndicatorId | None = None
    denominator: IndicatorId | None = None
    share_of: IndicatorId | None = None  # per cent of this indicator's figure for the whole
    caveat: Text | None = None
    targets: tuple[Target, ...] = ()

    @model_validator(mode="after")
    def _parts_come_in_pairs(self) -> Indicator:
        if (self.numerator is None) != (self.denominator is None):
            raise ValueError("numerator and denominator are given together or not at all")
        return self

    @property
    def computed(self) -> bool:
        """True where the values are a ratio of two other indicators and no row carries them."""
        return self.numerator is not None


class Commitment(Card):
    """One promise of an action; `searched` says what was looked for where nothing measures it."""

    id: CommitmentId
    title: Text
    searched: Text | None = None


class Action(Card):
    """One of the plan's actions with its commitments and the indicators that measure them."""

    id: ActionId
    title: Text
    aim: Text
    commitments: list[Commitment] = Field(min_length=1)
    indicators: tuple[Indicator, ...] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> Action:
        known = [c.id for c in self.commitments]
        measured = {c for i in self.indicators for c in i.commitments}
        problems = [f"commitment {c} does not begin with {self.id}" for c in known if c[:3] != self.id]
        problems += [f"commitment {c} is listed twice" for c in sorted({c for c in known if known.count(c) > 1})]
        problems += [
            f"indicator {i.id} names commitment {c}, which the card does not have; known: {', '.join(known)}"
            for i in self.indicators
            for c in i.commitments
            if c not in known
        ]
        for commitment in self.commitments:
            if commitment.id in measured and commitment.searched:
                problems.append(f"commitment {commitment.id} is measured: remove `searched`")
            if commitment.id not in measured and not commitment.searched:
                problems.append(f"commitment {commitment.id} has no indicator: say in `searched` what was looked for")
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def indicators_of(self, commitment: str) -> list[Indicator]:
        """The indicators that measure a commitment, in the order of the card."""
        return [i for i in self.indicators if commitment in i.commitments]


class Thresholds(Limits):
    """The limits of a plan, with where they come from."""

    source: Text

    @property
    def limits(self) -> Limits:
        """The numbers alone, as an edition records them."""
        return Limits(**self.model_dump(exclude={"source"}))

    def as_measured(self) -> MeasuredThresholds:
        """The limits that the arithmetic of a single series needs."""
        return MeasuredThresholds(self.on_track, self.behind, self.too_early, self.trend, self.stale_after_years)


class Methods(Card):
    """How sure a verdict is: the methods held against each other, and where a series is projected to.

    `panel`: of `measure.panel_methods.METHODS`; the first that can judge gives the verdict. `alpha`: level of the
    test for a trend. `horizon`: the period to which a series without a target ahead is projected. `least_coverage`:
    of later figures, the share that must have lain within the 95 % interval for a projection to be relied on.
    """

    panel: list[str] = Field(min_length=2)
    alpha: float = Field(gt=0, lt=1)
    least_coverage: float = Field(ge=0, le=1)
    horizon: str
    source: Text

    @field_validator("panel")
    @classmethod
    def _are_methods(cls, panel: list[str]) -> list[str]:
        if unknown := [name for name in panel if name not in METHODS]:
            raise ValueError(f"unknown methods {', '.join(unknown)}; known: {', '.join(METHODS)}")
        return panel

    @field_validator("horizon")
    @classmethod
    def _is_a_period(cls, period: str) -> str:
        last_day(period)
        return period


class Evaluation(Card):
    """The evaluation-indicator system: how indicators become scores of 0 to 100 of each action and of the plan.

    `commitment` asks for it. `trend_goalposts`: the growth a year, in the wanted direction, that scores 0 and 100
    where there is no official target; `other_trend_goalposts`: those that the sensitivity analysis tries as well.
    `least`: the share of the weight that must be known for a score. `spread`, `runs` and `seed`: how far weights
    move in that analysis, how often, and from where it starts.
    """

    commitment: CommitmentId
    kind: Literal["arithmetic", "geometric", "harmonic", "worst"]
    trend_goalposts: tuple[float, float]
    other_trend_goalposts: list[tuple[float, float]]
    least: float = Field(ge=0, le=1)
    spread: float = Field(ge=0, lt=1)
    runs: int = Field(ge=1)
    seed: int
    weights: dict[ActionId, float]
    source: Text

    @model_validator(mode="after")
    def _goalposts_in_order(self) -> Evaluation:
        if any(not low < high for low, high in (self.trend_goalposts, *self.other_trend_goalposts)):
            raise ValueError("the growth that scores 0 must be below the one that scores 100")
        return self


class PlanHead(Card):
    """The identity of a plan: `plan.toml`."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: Text
    short_title: Text
    issuer: Text
    issued: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    aim: Text
    baseline_period: str
    default_edition: str
    whole: str
    publish_with_failures: bool = Field(strict=True)
    thresholds: Thresholds
    methods: Methods
    evaluation: Evaluation

    @field_validator("baseline_period")
    @classmethod
    def _is_a_period(cls, period: str) -> str:
        last_day(period)
        return period


class Plan(Card):
    """A whole plan, read and checked; see `read_plan`."""

    head: PlanHead
    actions: tuple[Action, ...]
    regions: tuple[Region, ...]
    population: tuple[Population, ...]
    sectors: tuple[Sector, ...]
    units: dict[str, Unit]
    mapping: tuple[SectorMapping, ...]
    sources: dict[str, Source]

    def action(self, action: str) -> Action:
        """The action with this id; KeyError names the known ones."""
        return _by_id({a.id: a for a in self.actions}, action, "action")

    def indicators(self) -> Iterator[tuple[Action, Indicator]]:
        """Every indicator with its action, in the order of the plan."""
        return ((action, indicator) for action in self.actions for indicator in action.indicators)

    def indicator(self, indicator: str) -> Indicator:
        """The indicator with this id; KeyError names the known ones."""
        return _by_id({i.id: i for _, i in self.indicators()}, indicator, "indicator")

    def region(self, region: str) -> Region:
        """The region with this code; KeyError names the known ones."""
        return _by_id({r.region: r for r in self.regions}, region, "region")

    def sector(self, sector: str) -> Sector:
        """The sector with this code; KeyError names the known ones."""
        return _by_id({s.sector: s for s in self.sectors}, sector, "sector")

    def inhabitants(self, region: str, period: str | None = None) -> Population | None:
        """The population of a region at the end of a year, or the newest one; None where none is known."""
        rows = [row for row in self.population if row.region == region and period in (None, row.period)]
        return max(rows, key=lambda row: row.period, default=None)

    @property
    def provinces(self) -> tuple[Region, ...]:
        """The regions that get a page, in the order of the file."""
        return tuple(r for r in self.regions if r.kind == "province")

    @property
    def pilot_sectors(self) -> tuple[Sector, ...]:
        """The sectors that get a page, in the order of the file."""
        return tuple(s for s in self.sectors if s.pilot == "yes")

    def measured_with(self, limits: Limits | None) -> Plan:
        """The same plan with the limits that an edition records; the plan's own where it records none."""
        if limits is None:
            return self
        thresholds = Thresholds(**limits.model_dump(), source=self.head.thresholds.source)
        return self.model_copy(update={"head": self.head.model_copy(update={"thresholds": thresholds})})

    def within(self, sector: str) -> tuple[str, ...]:
        """The sector and the parts of it."""
        return (sector, *(s.sector for s in self.sectors if s.parent == sector and sector != TOTAL))


def _by_id(known: dict[str, T], wanted: str, kind: str) -> T:
    try:
        return known[wanted]
    except KeyError:
        raise KeyError(f"unknown {kind} {wanted!r}; known: {', '.join(known)}") from None
