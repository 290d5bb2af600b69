"""What the files of the JSON interface hold: the models that its schema is made from.

Within version 3 keys are added, never renamed or removed.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from plan_metrics.export.api_records import (
    Action,
    Code,
    Commitment,
    Document,
    Indicator,
    Observation,
    Place,
    Standing,
    Target,
)
from plan_metrics.plan.code_lists import Text
from plan_metrics.receipts.record import CopyKept, Made, MethodCited, Receipt, Record

VERSION = "3.0"


class About(Record):
    """What every file says of itself. `invented` is true where no figure is real."""

    version: Literal["3.0"]
    plan: str
    plan_title: Text
    edition: str
    edition_title: Text
    as_of: str
    invented: bool
    licence: str
    notices: list[Text]


class _File(Record):
    """Every file: where its schema lies (relative to itself), what it is, what it says of itself."""

    schema_: str = Field(alias="$schema")
    about: About
    sources: tuple[Document, ...] = ()
    targets: tuple[Target, ...] = ()
    standings: tuple[Standing, ...] = ()
    observations: tuple[Observation, ...] = ()


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
    """`plan.json`: actions, commitments, indicators, regions, breakdowns, and what the codes mean."""

    kind: Literal["plan"]
    actions: list[Action]
    commitments: list[Commitment]
    indicators: list[Indicator]
    regions: list[Place]
    breakdowns: list[Place]
    codes: list[Code]


class ActionFile(_File):
    """`actions/A01.json`: an action, its commitments, indicators and targets, and where the whole area stands."""

    kind: Literal["action"]
    action: Action
    commitments: list[Commitment]
    indicators: list[Indicator]


class IndicatorFile(_File):
    """`indicators/<id>.json`: a card, every target, series and observation of it."""

    kind: Literal["indicator"]
    indicator: Indicator


class RegionFile(_File):
    """`regions/CN-ZJ.json`: every target, series and observation of a region."""

    kind: Literal["region"]
    region: Place


class BreakdownFile(_File):
    """`breakdowns/food.json`: every target, series and observation of a breakdown
    and its parts."""

    kind: Literal["breakdown"]
    breakdown: Place


class TableFile(_File):
    """`observations.json`, `scoreboard.json`, `targets.json`, `sources.json`: one whole table."""

    kind: Literal["observations", "scoreboard", "targets", "sources"]


class ReceiptsFile(_File):
    """`receipts/indicator-<id>.json`, `receipts/A01.json`, `receipts/index.json`: what a page's numbers rest on."""

    kind: Literal["receipts"]
    page: str
    made: Made
    methods: tuple[MethodCited, ...]
    copies: tuple[CopyKept, ...] = ()
    receipts: tuple[Receipt, ...]


AnyFile = Annotated[
    IndexFile | PlanFile | ActionFile | IndicatorFile | RegionFile | BreakdownFile | TableFile | ReceiptsFile,
    Field(discriminator="kind"),
]
