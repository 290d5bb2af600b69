"""The cards of a plan: what was promised, and how each promise is measured.

Every model refuses unknown keys and defaults nothing that changes a result. The words are those of the
glossary of the book; the JSON schema in `data/plan/schema.json` is generated from here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from plan_metrics.errors import N_, Fault
from plan_metrics.languages import Language, lead
from plan_metrics.measure.periods import end_month
from plan_metrics.plan.code_lists import (
    TOTAL,
    Card,
    Name,
    Population,
    Region,
    Source,
    Text,
    Wording,
)
from plan_metrics.plan.concordance import Succession
from plan_metrics.plan.contradictions import a_period, wrong
from plan_metrics.plan.dimensions import Breakdown, Code
from plan_metrics.plan.geography import Tree, tree_of
from plan_metrics.plan.head import AN_ID, ActionId, CommitmentId, PlanHead, Verdicts
from plan_metrics.plan.layout import Layout
from plan_metrics.plan.levels import Level
from plan_metrics.plan.official_targets import Target
from plan_metrics.plan.shapes import Shapes
from plan_metrics.plan.units import Unit
from plan_metrics.plan.verdict_rules import TWO_VIEWS, VerdictRules

T = TypeVar("T")

IndicatorId = Annotated[str, StringConstraints(pattern=AN_ID)]
Month = Annotated[
    str,
    StringConstraints(pattern=r"^([0-9]{4}-(0[1-9]|1[0-2])|none)$"),
    AfterValidator(lambda text: text if text == "none" else a_period(text)),
]
AddsUp = Literal["sum", "ratio", "last", "none"]
FITS = ("direct", "proxy", "context")  # the closest first


class Aggregation(Card):
    """How values add up over regions, breakdowns and time: sum, ratio (of sums), last, or none."""

    region: AddsUp
    breakdown: AddsUp
    time: AddsUp


class Fit(Card):
    """How an indicator stands to a commitment of any action: it measures it, stands in for it, or tells its scale."""

    commitment: CommitmentId
    fit: Literal["direct", "proxy", "context"]
    reason: Text


class Indicator(Card):
    """What is counted, why it matters, and the desired direction."""

    id: IndicatorId
    fits: tuple[Fit, ...] = Field(min_length=1)
    title: Text
    counts: Text
    why: Text
    basis: Text
    unit: str
    direction: Literal["increase", "decrease", "none"]
    collection: Literal["census", "register", "sample", "survey", "unknown"]
    accumulation: Literal["stock", "flow", "cumulative", "rate", "unknown"]
    breakdown: str
    frequency: Literal["A", "S", "Q", "M", "I"]
    next_update: Month
    aggregation: Aggregation
    numerator: IndicatorId | None = None
    denominator: IndicatorId | None = None
    share_of: IndicatorId | None = None  # per cent of this indicator's figure for the whole
    repeats: IndicatorId | None = None  # the indicator that states the same fact in another form
    caveat: Text | None = None

    def _contradictions(self) -> Iterator[Fault]:
        if (self.numerator is None) != (self.denominator is None):
            given, absent = ("denominator", "numerator") if self.numerator is None else ("numerator", "denominator")
            fix = N_("Add the key, or remove the other one.")
            yield wrong(absent, N_("nothing"), N_("an indicator of this action beside the {given}"), fix, given=given)
        for index, fit in enumerate(self.fits, 1):
            if fit.commitment in self.commitments[: index - 1]:
                found, expected = N_("“{commitment}”, which has a fit already"), N_("one fit for each commitment")
                fix = N_("Keep the closer fit, and give its reason.")
                yield wrong(f"fits.{index}.commitment", found, expected, fix, commitment=fit.commitment)
            if fit.fit != "context" and self.direction == "none":
                found = N_("“{fit}”, although no direction of {indicator} is wanted")
                fix = N_("Write context and say why in the reason, or give the direction that is wanted.")
                yield wrong(f"fits.{index}.fit", found, N_("the fit “context”"), fix, fit=fit.fit, indicator=self.id)
            elif fit.fit != "context" and self.repeats:
                found = N_("“{fit}”, although {indicator} only repeats {other}")
                fix = N_("Write context and say why in the reason, or remove the key “repeats”.")
                values = {"fit": fit.fit, "indicator": self.id, "other": self.repeats}
                yield wrong(f"fits.{index}.fit", found, N_("the fit “context”"), fix, **values)

    @property
    def commitments(self) -> tuple[str, ...]:
        """The commitments that it stands to, in whatever fit."""
        return tuple(fit.commitment for fit in self.fits)

    @property
    def fit(self) -> str:
        """The closest of its fits: direct, proxy or context."""
        return min((fit.fit for fit in self.fits), key=FITS.index)

    def fit_for(self, *commitments: str) -> str | None:
        """How it stands to a commitment, or the closest of its fits to several; None where the card names none."""
        return min((fit.fit for fit in self.fits if fit.commitment in commitments), key=FITS.index, default=None)

    @property
    def computed(self) -> bool:
        """True where the values are a ratio of two other indicators and no row carries them."""
        return self.numerator is not None


class Commitment(Card):
    """One promise of an action. Where no direct or proxy indicator stands for it, `searched` says what was looked for,
    and `needed` what would measure it and who holds that figure.
    """

    id: CommitmentId
    title: Text
    searched: Text | None = None
    needed: Text | None = None


class Action(Card):
    """One of the plan's actions with its commitments and its indicators.

    An indicator of several actions stands with the one that it measures most closely; its fits name the commitments of
    the others, too. In a plan whose `structure` has no commitments an action is itself the one promise that it makes:
    fits name its id, and where nothing measures it, `searched` and `needed` stand on its card.
    """

    id: ActionId
    title: Text
    aim: Text
    searched: Text | None = None
    needed: Text | None = None
    commitments: list[Commitment] = Field(default_factory=list)
    indicators: tuple[Indicator, ...] = ()

    def alone(self) -> Action:
        """The same as its own one commitment, where it lists none."""
        if self.commitments:
            return self
        own = Commitment(id=self.id, title=self.title, searched=self.searched, needed=self.needed)
        return self.model_copy(update={"commitments": [own], "searched": None, "needed": None})

    def _contradictions(self) -> Iterator[Fault]:
        for key in ("searched", "needed"):
            if self.commitments and getattr(self, key):
                found, fix = N_("the key “{key}” beside commitments"), N_("Move it to the commitment that it is about.")
                yield wrong(key, found, N_("no such key"), fix, key=key)
        ids = self.promised
        for index, code in enumerate(ids):
            if code in ids[:index]:
                found, fix = N_("“{id}”, which is on the card already"), N_("Correct the id.")
                yield wrong(f"commitments.{index + 1}.id", found, N_("each code once"), fix, id=code)

    @property
    def promised(self) -> tuple[str, ...]:
        """The ids of its commitments."""
        return tuple(commitment.id for commitment in self.commitments)


class Plan(Card):
    """A whole plan, read and checked; see `read_plan`."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    head: PlanHead
    actions: tuple[Action, ...]
    regions: tuple[Region, ...]
    population: tuple[Population, ...]
    breakdowns: tuple[Breakdown, ...]
    codes: Mapping[str, tuple[Code, ...]] = Field(default_factory=dict)  # of each dimension, its total too
    units: dict[str, Unit]
    mapping: tuple[Wording, ...]
    targets: tuple[Target, ...]
    sources: dict[str, Source]
    names: tuple[Name, ...] = ()
    concordance: tuple[Succession, ...] = ()
    shapes: Shapes = Field(default_factory=dict)
    words: tuple[Language, ...] = ()  # of its languages, with what the project says itself

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its texts and pages, that of its documents first, each with the project's own words."""
        return self.words or self.head.languages

    @property
    def original(self) -> str:
        """The language of the plan and its documents."""
        return self.languages[0]

    def spoken(self, language: str) -> str:
        """The language of what is said of the plan to a reader of another one: theirs if it is one of the plan's."""
        return next((code for code in self.languages if code == language), lead(self.languages))

    def action(self, action: str) -> Action:
        """The action with this id; KeyError names the known ones."""
        return _by_id({a.id: a for a in self.actions}, action, "action")

    def indicators(self) -> Iterator[tuple[Action, Indicator]]:
        """Every indicator with its action, in the order of the plan."""
        return ((action, indicator) for action in self.actions for indicator in action.indicators)

    def used_by(self, action: str) -> tuple[Indicator, ...]:
        """The indicators that stand to a commitment of an action: those of its card, then those of other cards."""
        card = self.action(action)
        own = set(card.promised)  # looked into for every indicator of the plan
        others = (each for other in self.actions if other is not card for each in other.indicators)
        return (*card.indicators, *(each for each in others if any(fit.commitment in own for fit in each.fits)))

    def indicator(self, indicator: str) -> Indicator:
        """The indicator with this id; KeyError names the known ones."""
        for action in self.actions:  # asked for thousands of times: a dict of all would be made each time
            for each in action.indicators:
                if each.id == indicator:
                    return each
        return _by_id({i.id: i for _, i in self.indicators()}, indicator, "indicator")

    def region(self, region: str) -> Region:
        """The region with this code; KeyError names the known ones."""
        return _by_id(self.tree.area, region, "region")

    def breakdown(self, breakdown: str) -> Breakdown:
        """The breakdown with this code; KeyError names the known ones."""
        return _by_id({each.code: each for each in self.breakdowns}, breakdown, "breakdown")

    def inhabitants(self, region: str, by: str | None = None) -> Population | None:
        """The newest population of a region, or the last one by the end of a period; None where none is known."""
        rows = [row for row in self.population if row.region == region]
        known = [row for row in rows if by is None or end_month(row.period) <= end_month(by)]
        return max(known, key=lambda row: row.period, default=None)

    @property
    def tree(self) -> Tree:
        """Who lies in whom among the reference areas, and what makes up what in a period."""
        adding = frozenset(level.id for level in self.head.levels if level.adds_up)
        return tree_of(self.regions, self.head.whole, adding, self.concordance)

    def level(self, level: str) -> Level:
        """The level with this id; KeyError names the known ones."""
        return _by_id({each.id: each for each in self.head.levels}, level, "level")

    @property
    def page_levels(self) -> tuple[Level, ...]:
        """The levels whose areas get a page, from the top."""
        return tuple(level for level in self.head.levels if level.page)

    def of_level(self, level: str) -> tuple[Region, ...]:
        """The areas of a level, in the order of the file."""
        return tuple(region for region in self.regions if region.level == level)

    @property
    def areas(self) -> tuple[Region, ...]:
        """The areas that get a page: level by level from the top, each in the order of the file."""
        return tuple(region for level in self.page_levels for region in self.of_level(level.id))

    def has_page(self, region: str) -> bool:
        """Whether a region is one of `areas`."""
        card = self.tree.area.get(region)
        return card is not None and any(card.level == level.id for level in self.page_levels)

    @property
    def paged_breakdowns(self) -> tuple[Breakdown, ...]:
        """The breakdowns that get a page, in the order of the files."""
        return tuple(each for each in self.breakdowns if each.page == "yes")

    def paged_of(self, dimension: str) -> tuple[Breakdown, ...]:
        """The breakdowns of one dimension that get a page, in the order of its list."""
        return tuple(each for each in self.paged_breakdowns if dimension in each.codes)

    @property
    def paged_dimensions(self) -> tuple[str, ...]:
        """The dimensions of which some breakdowns get a page, in the declared order."""
        return tuple(each.id for each in self.head.dimensions if self.paged_of(each.id))

    @property
    def layout(self) -> Layout:
        """How its tables are laid out."""
        own = {code: of for each in self.breakdowns for of, code in each.codes.items() if len(each.codes) == 1}
        return Layout(self.languages, tuple(each.id for each in self.head.dimensions), own)

    def measured_with(self, rules: VerdictRules | None) -> Plan:
        """The same plan with the rules of verdicts that an edition records; where it records none, with the plan's own.

        Then by the two views: an edition that is measured by another model records it.
        """
        if rules is None and self.head.verdicts.model == TWO_VIEWS:
            return self
        rules = rules or self.head.verdicts.numbers.model_copy(update={"model": TWO_VIEWS})
        verdicts = Verdicts(**rules.model_dump(), source=self.head.verdicts.source)
        return self.model_copy(update={"head": self.head.model_copy(update={"verdicts": verdicts})})

    def targets_of(self, indicator: str) -> list[Target]:
        """The official targets of an indicator, in the order of the file."""
        return [target for target in self.targets if target.indicator == indicator]

    def within(self, breakdown: str) -> tuple[str, ...]:
        """The breakdown and the parts of it."""
        return (
            breakdown,
            *(each.code for each in self.breakdowns if breakdown in each.above.values() and breakdown != TOTAL),
        )


def fit_of(indicators: Collection[Indicator], commitment: str) -> str | None:
    """The closest fit of any of these indicators to a commitment: direct, proxy, or None where there is neither."""
    return next((fit for fit in FITS[:2] if any(each.fit_for(commitment) == fit for each in indicators)), None)


def _by_id(known: Mapping[str, T], wanted: str, kind: str) -> T:
    try:
        return known[wanted]
    except KeyError:
        raise KeyError(f"unknown {kind} {wanted!r}; known: {', '.join(known)}") from None
