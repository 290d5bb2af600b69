"""Rows of the code lists: regions, sectors, units and the documents that are cited."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from plan_metrics.errors import N_
from plan_metrics.plan.contradictions import Contradiction, a_date, wrong

LANGUAGES = ("zh", "en")
TOTAL = "TOTAL"

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Date = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}){0,2}$"), AfterValidator(a_date)]


class Card(BaseModel):
    """A frozen record that refuses keys it does not know; `KEY` names the columns no two rows may share."""

    KEY: ClassVar[tuple[str, ...]] = ()  # the first column, unless a list says otherwise

    model_config = ConfigDict(extra="forbid", frozen=True)


class Region(Card):
    """A row of `regions.csv`: the whole, a province, or a group that sources use."""

    region: str = Field(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$")  # it names a file and stands in addresses
    kind: Literal["whole", "province", "group"]
    gbt2260: str
    parent: str
    members: str
    tile: str = Field(pattern=r"^(\d+ \d+)?$")  # row and column on a map of tiles; empty for none
    title_zh: Words
    title_en: Words
    short_zh: Words
    short_en: Words
    product: str
    product_period: str
    source: str

    def title(self, language: str) -> str:
        """The full name."""
        return self.title_zh if language == "zh" else self.title_en

    def short(self, language: str) -> str:
        """The name for tables and charts."""
        return self.short_zh if language == "zh" else self.short_en


class Population(Card):
    """A row of `population.csv`: the inhabitants of a region at the end of a year."""

    KEY: ClassVar[tuple[str, ...]] = ("region", "period")

    region: str
    period: str = Field(pattern=r"^\d{4}$")
    population: int = Field(gt=0)
    source: str


class Sector(Card):
    """A row of `sectors.csv`: TOTAL, a sector with a page of its own (`pilot`), or a part of one."""

    sector: str = Field(pattern=r"^(TOTAL|[a-z][a-z0-9-]*)$")
    parent: str
    pilot: Literal["yes", "no"]
    title_zh: Words
    title_en: Words

    def title(self, language: str) -> str:
        """The name, as the sources word it."""
        return self.title_zh if language == "zh" else self.title_en


class SectorMapping(Card):
    """A row of `sector_mapping.csv`: a source's wording and the sector it belongs to, or why to none."""

    wording: Words
    sector: str
    reason_zh: str
    reason_en: str


class Unit(Card):
    """A row of `units.csv`: a unit as published, and the plain unit it is a multiple of."""

    unit: Words
    base: Words
    factor: float = Field(gt=0, allow_inf_nan=False)
    scale: Literal["identity", "log", "logit"]  # on which its series are projected: `measure.projection`
    counts: Literal["yes", "no"]  # whether it counts persons, enterprises or their things: small ones may be withheld
    title_zh: Words
    title_en: Words

    def title(self, language: str) -> str:
        """The name of the unit."""
        return self.title_zh if language == "zh" else self.title_en


class Source(Card):
    """A document: who issued it, what it is called, when, and how it was read."""

    source: str = Field(pattern=r"^[A-Z]{1,2}\d{2,4}$")
    title_zh: Words
    title_en: Words
    publisher_zh: Words
    publisher_en: Words
    date: Date
    date_basis: Literal["printed", "inferred"]
    read_in: Literal["original", "copy"]
    address_class: Literal["official", "media", "trade", "none"]
    url: str

    @model_validator(mode="after")
    def _link_only_where_it_may_be(self) -> Source:
        if self.url and (self.address_class == "none" or not re.match(r"https?://[^\s<>\"']+$", self.url)):
            expected = N_("an address that begins with http:// or https://, and only for official, media or trade")
            raise Contradiction([wrong("url", N_("“{value}”"), expected, N_("Correct this cell."), value=self.url)])
        return self

    def title(self, language: str) -> str:
        """The document's title."""
        return self.title_zh if language == "zh" else self.title_en

    def publisher(self, language: str) -> str:
        """The issuing body or medium."""
        return self.publisher_zh if language == "zh" else self.publisher_en
