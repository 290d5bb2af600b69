"""What the files of the JSON interface hold: the models that its schema is made from.

Numbers are in the plain unit, ratios from 0 to 1, null where nothing was published. Within version 1 keys are
added, never renamed or removed.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from plan_metrics.plan.models import Text

VERSION = "1.0"
Number = Annotated[int | float, Field(allow_inf_nan=False)]


class Record(BaseModel):
    """A frozen record that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class About(Record):
    """What every file says of itself. `invented` is true where no figure is real."""

    version: Literal["1.0"]
    plan: str
    plan_title: Text
    edition: str
    edition_title: Text
    as_of: str
    invented: bool
    licence: str
    notices: list[Text]


class Document(Record):
    """A source. `url` is null where no address may be given."""

    source: str
    title: Text
    publisher: Text
    date: str
    date_basis: str
    read_in: str
    url: str | None


class Observation(Record):
    """One figure. `flag` is its SDMX observation status; `sources` are ids of documents in the same file."""

    action: str
    indicator: str
    region: str
    sector: str
    period: str
    value: Number | None
    unit: str
    flag: str
    qualifier: str | None
    sources: list[str]
    published_value: Number | None
    published_unit: str | None
    note: Text | None


class Standing(Record):
    """Where one series stands: a row of the scoreboard."""

    action: str
    indicator: str
    region: str
    sector: str
    headline: bool
    status: str
    reason: str
    period: str | None
    value: Number | None
    unit: str
    flag: str
    qualifier: str | None
    sources: list[str]
    n_points: int
    baseline_period: str | None
    baseline: Number | None
    change: Number | None
    relative_change: Number | None
    annual_change: Number | None
    growth: Number | None
    trend: str | None
    target_period: str | None
    target: Number | None
    target_baseline_period: str | None
    target_baseline: Number | None
    compared_period: str | None
    compared: Number | None
    progress: Number | None
    elapsed: Number | None
    pace: Number | None
    expected: Number | None
    gap: Number | None


class Indicator(Record):
    """The card of an indicator."""

    indicator: str
    action: str
    commitments: list[str]
    title: Text
    counts: Text
    why: Text
    basis: Text
    caveat: Text | None
    unit: str
    unit_title: Text
    direction: str
    accumulation: str
    sector: str
    frequency: str


class Action(Record):
    """An action of the plan, with the counts behind its state."""

    action: str
    title: Text
    aim: Text
    state: str
    commitments: int
    judged_commitments: int
    indicators: int
    with_figures: int
    good: int
    neutral: int
    bad: int
    not_judged: int


class Place(Record):
    """A region or a sector."""

    id: str
    parent: str | None
    title: Text


class Code(Record):
    """A code and what it means."""

    list: str
    code: str
    title: Text


class _File(Record):
    """Every file: where its schema lies (relative to itself), what it is, what it says of itself."""

    schema_: str = Field(alias="$schema")
    about: About
    sources: list[Document] = []
    standings: list[Standing] = []
    observations: list[Observation] = []


class Link(Record):
    """A file of the interface, relative to the index."""

    href: str
    kind: str
    id: str | None
    title: Text


class IndexFile(_File):
    """`index.json`: every other file."""

    kind: Literal["index"]
    files: list[Link]


class PlanFile(_File):
    """`plan.json`: actions, indicators, regions, sectors, and what the codes mean."""

    kind: Literal["plan"]
    actions: list[Action]
    indicators: list[Indicator]
    regions: list[Place]
    sectors: list[Place]
    codes: list[Code]


class ActionFile(_File):
    """`actions/A01.json`: an action, its indicators, and where the whole stands."""

    kind: Literal["action"]
    action: Action
    indicators: list[Indicator]


class IndicatorFile(_File):
    """`indicators/<id>.json`: a card, every series of it, every observation."""

    kind: Literal["indicator"]
    indicator: Indicator


class RegionFile(_File):
    """`regions/CN-ZJ.json`: every series and observation of a region."""

    kind: Literal["region"]
    region: Place


class SectorFile(_File):
    """`sectors/food.json`: every series and observation of a sector and its parts."""

    kind: Literal["sector"]
    sector: Place


class TableFile(_File):
    """`observations.json`, `scoreboard.json`, `sources.json`: one whole table."""

    kind: Literal["observations", "scoreboard", "sources"]


AnyFile = Annotated[
    IndexFile | PlanFile | ActionFile | IndicatorFile | RegionFile | SectorFile | TableFile,
    Field(discriminator="kind"),
]
