"""The identity of a plan and the rules that it is measured with: `plan.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, field_validator

from plan_metrics.errors import N_, Fault
from plan_metrics.measure.methods import METHODS
from plan_metrics.measure.periods import last_day
from plan_metrics.plan.code_lists import Card, Text
from plan_metrics.plan.contradictions import a_date, a_period, check_card, wrong
from plan_metrics.plan.declared import LANGUAGE
from plan_metrics.plan.dimensions import TAKEN, Dimension
from plan_metrics.plan.levels import CodeScheme, Level, MapOf, wrong_levels
from plan_metrics.plan.page_choice import Pages
from plan_metrics.plan.verdict_rules import MethodThresholds, VerdictRules, Weight

AN_ID = r"^[A-Za-z0-9]([A-Za-z0-9._-]{0,79})$"  # it names files and stands in addresses
ActionId = Annotated[str, StringConstraints(pattern=AN_ID)]
CommitmentId = Annotated[str, StringConstraints(pattern=AN_ID)]


def in_order(id: str) -> tuple[tuple[int, str], ...]:
    """A key that puts ids in the order of the numbers in them.

    >>> sorted(["10", "2", "1.a", "1.10", "1.9"], key=in_order)
    ['1.9', '1.10', '1.a', '2', '10']
    """
    return tuple((int(part), "") if part.isdigit() else (10**9, part) for part in re.findall(r"[0-9]+|[^0-9.]+", id))


def number_of(id: str) -> str:
    """What an id is called beside its title: without a letter, and zeros, that only lead to a number.

    >>> number_of("A01"), number_of("A10.2"), number_of("1.a"), number_of("17"), number_of("energy.use")
    ('1', '10.2', '1.a', '17', 'energy.use')
    """
    return re.sub(r"^[A-Za-z]0*(?=[1-9][0-9]*(\.|$))", "", id)


LanguageCode = Annotated[str, StringConstraints(pattern=LANGUAGE)]
Period = Annotated[str, AfterValidator(a_period)]
DateOrNone = Annotated[
    str, StringConstraints(pattern=r"^([0-9]{4}(-[0-9]{2}){0,2})?$"), AfterValidator(lambda text: text and a_date(text))
]


class Thresholds(MethodThresholds):
    """The limits of the methods that are held against each other, with where they come from."""

    source: Text


class Verdicts(VerdictRules):
    """The rules of verdicts of a plan, with where they come from."""

    source: Text

    @property
    def numbers(self) -> VerdictRules:
        """The numbers alone, as an edition records them."""
        return VerdictRules(**self.model_dump(exclude={"source"}))


class Methods(Card):
    """The methods shown side by side, and where a series is projected to.

    `panel`: of `measure.methods.METHODS`; none of them gives a verdict. `alpha`: level of the
    test for a trend. `horizon`: the period to which a series without a target ahead is projected. `least_coverage`:
    of later figures, the share that must have lain within the 95 % interval for a projection to be relied on.
    """

    panel: list[Annotated[str, Field(json_schema_extra={"enum": [*METHODS]})]] = Field(min_length=2)
    alpha: float = Field(gt=0, lt=1)
    least_coverage: float = Field(ge=0, le=1)
    horizon: Period
    source: Text

    @field_validator("panel")
    @classmethod
    def _are_methods(cls, panel: list[str]) -> list[str]:
        unknown = [name for name in panel if name not in METHODS]
        found, expected, known = N_("“{value}”"), N_("one of: {known}"), ", ".join(METHODS)
        check_card(wrong(None, found, expected, value=name, known=known) for name in unknown)
        twice = sorted({name for name in panel if panel.count(name) > 1})
        check_card(wrong(None, N_("“{value}”, twice"), N_("each method once"), value=name) for name in twice)
        return panel


class Evaluation(Card):
    """The evaluation-indicator system: how official targets become scores of 0 to 100 of each action and of the plan.

    `commitment` asks for it. `least`: the share of the weight that must be known for a score. `spread`, `runs` and
    `seed`: how far weights move in the sensitivity analysis, how often, and from where it starts.
    """

    commitment: CommitmentId
    kind: Literal["arithmetic", "geometric", "harmonic", "worst"]
    least: float = Field(ge=0, le=1)
    spread: float = Field(ge=0, lt=1)
    runs: int = Field(ge=1, le=100_000)
    seed: int = Field(ge=0, lt=2**63)
    weights: dict[ActionId, Weight]
    source: Text


class Called(Card):
    """What one and what several of the parts of a plan are called in a sentence."""

    one: Text
    other: Text


class Structure(Card):
    """What a plan calls its parts: actions of commitments, or goals of targets, pillars of measures.

    Without `commitment` the plan has no level between its actions and their indicators.
    """

    action: Called
    commitment: Called | None = None


class PlanHead(Card):
    """The identity of a plan: `plan.toml`.

    `languages`: of its texts, and each has its pages; the first is that of the plan's documents.
    `dimensions`: what figures are broken down by beside region, in the order in which a breakdown names its codes.
    `issued`: its day, or the month or year if no more is known; empty where nothing is.
    `year_starts`: the month that its years begin with, by which 2024/25 is read; 1 for calendar years.
    `site`: the address at which the folder `build/site` is published, with no slash at its end; empty where it is not
    known, and then nothing that must name a whole address is made (codes on paper, previews, feeds' own addresses).
    `structure`: what its parts are called, where it is not actions and commitments.
    `pages`: the kinds of pages that its report has.
    `levels`: of the reference areas, from that of the whole down.
    `money`: the unit of money in `units.csv`, in which regional products are; empty where the plan has none.
    """

    id: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    languages: tuple[LanguageCode, ...] = Field(min_length=1)
    title: Text
    short_title: Text
    issuer: Text
    issued: DateOrNone
    aim: Text
    year_starts: int = Field(1, ge=1, le=12)
    baseline_period: Period
    default_edition: str = Field(pattern=r"^([0-9]{4}-(0[1-9]|1[0-2])|sample)$")
    whole: str
    money: str = ""
    structure: Structure | None = None
    levels: tuple[Level, ...] = Field(min_length=1)
    code_schemes: tuple[CodeScheme, ...] = ()
    map: MapOf | None = None
    site: str = Field(
        "", max_length=300, pattern=r"^(https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{1,5})?(/[\w~-][\w.~-]*)*)?$"
    )
    publish_with_failures: bool = Field(strict=True)
    pages: Pages = Field(Pages(), exclude_if=lambda pages: not pages.without)
    dimensions: tuple[Dimension, ...] = ()
    thresholds: Thresholds
    verdicts: Verdicts
    methods: Methods
    evaluation: Evaluation

    @property
    def two_levels(self) -> bool:
        """Whether nothing stands between the actions and their indicators."""
        return self.structure is not None and self.structure.commitment is None

    @field_validator("languages")
    @classmethod
    def _each_once(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        twice = sorted({code for code in languages if languages.count(code) > 1})
        check_card(wrong(None, N_("“{value}”, twice"), N_("each language once"), value=code) for code in twice)
        return languages

    @field_validator("dimensions")
    @classmethod
    def _names_of_their_own(cls, dimensions: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
        ids = [each.id for each in dimensions]
        found, expected = N_("“{value}”"), N_("a name of its own, which no other column or list has")
        taken = [name for place, name in enumerate(ids) if name in TAKEN or name in ids[:place]]
        check_card(wrong(None, found, expected, value=name) for name in taken)
        return dimensions

    def _contradictions(self) -> Iterator[Fault]:
        yield from wrong_levels(self.levels, self.code_schemes)
        if last_day(self.methods.horizon) <= last_day(self.baseline_period):
            found, expected = N_("“{value}”"), N_("a period after the baseline period {baseline}")
            yield wrong("methods.horizon", found, expected, value=self.methods.horizon, baseline=self.baseline_period)
        elif self.issued and last_day(self.methods.horizon) < last_day(self.issued[:7]):
            found, expected = N_("“{value}”"), N_("a day before the end of the horizon {horizon}")
            yield wrong("issued", found, expected, value=self.issued, horizon=self.methods.horizon)
