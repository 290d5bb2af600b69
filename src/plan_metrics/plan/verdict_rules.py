"""The rules of verdicts: what a plan sets, and what an edition records that it is measured with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Annotated

from pydantic import AfterValidator, Field

from plan_metrics.errors import N_, Fault
from plan_metrics.measure import status
from plan_metrics.measure.methods import WITH_CATEGORIES
from plan_metrics.measure.strength import MODERATE, STRONG, Needs
from plan_metrics.measure.verdicts import Rules
from plan_metrics.plan.code_lists import Card
from plan_metrics.plan.contradictions import check_card, wrong

Pace = Annotated[float, Field(ge=0, le=2)]  # of the pace that is needed
Ratio = Annotated[float, Field(ge=0, le=1)]
Years = Annotated[float, Field(gt=0, le=100)]
Share = Annotated[float, Field(gt=0, lt=1)]
Weight = Annotated[float, Field(ge=0.001, le=1000)]
TWO_VIEWS = "two_views"  # the model of verdicts of this program (`measure.verdicts`)
MODELS = (TWO_VIEWS, *WITH_CATEGORIES)
_OF_SERIES = attrgetter(*(each.name for each in fields(Rules)))


def _is_a_model(name: str) -> str:
    found, expected = N_("“{value}”"), N_("one of: {known}")
    check_card([wrong(None, found, expected, value=name, known=", ".join(MODELS))] if name not in MODELS else [])
    return name


Model = Annotated[str, AfterValidator(_is_a_model), Field(json_schema_extra={"enum": [*MODELS]})]


class MethodThresholds(Card):
    """Where one status of a method ends and the next begins. Shares and growth are ratios (0.005 is 0.5 % a year)."""

    on_track: Pace
    behind: Pace
    too_early: Ratio
    trend: Ratio
    stale_after_years: Years

    def _contradictions(self) -> Iterator[Fault]:
        if self.behind >= self.on_track:
            found, expected = N_("“{value}”"), N_("less than {on_track}: behind ends where on_track begins, or before")
            yield wrong("behind", found, expected, value=f"{self.behind:g}", on_track=f"{self.on_track:g}")

    def as_measured(self) -> status.StatusThresholds:
        """The limits that the arithmetic of a single series needs."""
        return status.StatusThresholds(self.on_track, self.behind, self.too_early, self.trend, self.stale_after_years)


class FirstThresholds(MethodThresholds):
    """The limits of the first model of statuses, as editions before 2026-11 record them (decisions/0018)."""

    action_majority: float = Field(gt=0.5, le=1)
    action_coverage: float = Field(ge=0, le=1)


class LevelNeeds(Card):
    """What a level of evidence needs: see `measure.strength.Needs`."""

    figures: int = Field(ge=2, le=1000)
    p: Share
    sample: int = Field(ge=1, le=10**9)
    documents: int = Field(ge=1, le=1000)


class StateRule(Card):
    """The state of an action: `judged` of its commitments need a verdict; `majority` of these must agree. Fractions."""

    judged: tuple[int, int]
    majority: tuple[int, int]

    def _contradictions(self) -> Iterator[Fault]:
        (judged, of), (agree, among) = self.judged, self.majority
        found = N_("“{value}”")
        if not 0 <= judged <= of or of < 1:
            expected = N_("two whole numbers that make a share, such as [1, 3] for a third")
            yield wrong("judged", found, expected, value=f"{judged}, {of}")
        if not among < 2 * agree <= 2 * among:
            expected = N_("two whole numbers that make a share of more than a half, such as [2, 3] for two thirds")
            yield wrong("majority", found, expected, value=f"{agree}, {among}")

    @property
    def least_judged(self) -> Fraction:
        """The share of the commitments that must have a verdict."""
        return Fraction(*self.judged)

    @property
    def least_majority(self) -> Fraction:
        """The share of the commitments with a verdict that must agree."""
        return Fraction(*self.majority)


class VerdictRules(Card):
    """The thresholds of verdicts; see `measure.verdicts.Rules` for those before `prospect`.

    `model`: how a series gets its verdict: by the two views of this program, or by the categories of a published method
    with its own limits; then of the rules before `prospect` only `stale_after_years` decides, and `latest_least` which
    figures count apart.
    `prospect`: the least probabilities of very likely, likely, uncertain and unlikely. `trials`: later figures on which
    a projection must have been tried. `strong`, `moderate`: what these levels of evidence need.
    """

    model: Model = Field(TWO_VIEWS, exclude_if=lambda name: name == TWO_VIEWS)  # as plans and editions had none
    little: Share
    little_points: float = Field(gt=0, le=100)
    figures: int = Field(ge=3, le=1000)
    years: Years
    latest_least: float = Field(ge=0, le=100)
    latest_years: Years
    stale_after_years: Years
    alpha: Share
    prospect: tuple[Share, Share, Share, Share]
    trials: int = Field(ge=1, le=1000)
    strong: LevelNeeds
    moderate: LevelNeeds
    state: StateRule

    def _contradictions(self) -> Iterator[Fault]:
        if not all(one > other for one, other in pairwise(self.prospect)):
            steps = ", ".join(f"{step:g}" for step in self.prospect)
            expected = N_("four probabilities, each lower than the one before")
            yield wrong("prospect", N_("“{value}”"), expected, value=steps)
        if self.latest_least > self.latest_years:
            expected = N_("{most} or less: latest_years is the most that may lie between the two figures")
            found, most = N_("“{value}”"), f"{self.latest_years:g}"
            yield wrong("latest_least", found, expected, value=f"{self.latest_least:g}", most=most)
        for name in LevelNeeds.model_fields:
            strong, moderate = getattr(self.strong, name), getattr(self.moderate, name)
            if (strong > moderate) if name == "p" else (strong < moderate):
                less = N_("{moderate} or less, as moderate evidence needs")
                more = N_("{moderate} or more, as moderate evidence needs")
                expected = less if name == "p" else more
                yield wrong(f"strong.{name}", N_("“{value}”"), expected, value=f"{strong:g}", moderate=f"{moderate:g}")

    @property
    def of_series(self) -> Rules:
        """The rules that the arithmetic of a single series needs."""
        return Rules(*_OF_SERIES(self))

    @property
    def needs(self) -> dict[str, Needs]:
        """What each level of evidence needs."""
        return _needs(self.strong, self.moderate)


@lru_cache(maxsize=16)  # asked for once for each series
def _needs(strong: LevelNeeds, moderate: LevelNeeds) -> dict[str, Needs]:
    return {name: Needs(**needs.model_dump()) for name, needs in ((STRONG, strong), (MODERATE, moderate))}
