"""Rows of the code lists: regions, sectors, units and the documents that are cited."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from plan_metrics.errors import N_
from plan_metrics.plan.contradictions import (
    CORRECT_CELL,
    a_date,
    a_number,
    a_period,
    a_whole,
    check_card,
    or_none,
    wrong,
)

LANGUAGES = ("zh", "en")
TOTAL = "TOTAL"

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
PositiveAmount = Annotated[float, Field(gt=0, lt=1e18)]
Date = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}){0,2}$"), AfterValidator(a_date)]


class Card(BaseModel):
    """A frozen record that refuses keys it does not know; `KEY` names the columns no two rows may share."""

    KEY: ClassVar[tuple[str, ...]] = ()  # the first column, unless a list says otherwise

    model_config = ConfigDict(extra="forbid", frozen=True)


class Region(Card):
    """A row of `regions.csv`: the whole, a province, or a group that sources use."""

    region: str = Field(
        pattern=r"^[A-Za-z0-9]{1,20}(-[A-Za-z0-9]{1,20}){0,3}$"
    )  # it names a file and stands in addresses
    kind: Literal["whole", "province", "group"]
    gbt2260: str = Field(pattern=r"^([0-9]{6})?$")
    parent: str
    members: str
    tile: str = Field(pattern=r"^([0-9]{1,2} [0-9]{1,2})?$")  # row and column on a map of tiles; empty for none
    title_zh: Words
    title_en: Words
    short_zh: Words
    short_en: Words
    product: Annotated[PositiveAmount | None, BeforeValidator(or_none(a_number))]
    product_period: Annotated[str, AfterValidator(lambda text: text and a_period(text))]
    source: str

    @model_validator(mode="after")
    def _product_with_its_period(self) -> Region:
        if (self.product is None) != (self.product_period == ""):
            column = "product" if self.product is None else "product_period"
            expected = N_("the product and its period, or neither")
            check_card([wrong(column, N_("an empty cell"), expected, N_("Fill in the cell, or empty the other one."))])
        if self.product is not None and not self.source:
            expected = N_("the document that the product was read in")
            check_card([wrong("source", N_("an empty cell"), expected, CORRECT_CELL)])
        return self

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
    period: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$"), AfterValidator(a_period)]
    population: Annotated[int, Field(gt=0, lt=10**11), BeforeValidator(a_whole)]
    source: str


class Sector(Card):
    """A row of `sectors.csv`: TOTAL, a sector with a page of its own (`pilot`), or a part of one."""

    sector: str = Field(pattern=r"^(TOTAL|[a-z][a-z0-9-]{0,59})$")
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

    @model_validator(mode="after")
    def _sector_or_reason(self) -> SectorMapping:
        columns = ("reason_zh", "reason_en") if not self.sector else ()
        empty, expected = N_("an empty cell"), N_("a sector, or why there is none in both languages")
        check_card(wrong(name, empty, expected, CORRECT_CELL) for name in columns if not getattr(self, name))
        return self


class Unit(Card):
    """A row of `units.csv`: a unit as published, and the plain unit it is a multiple of."""

    unit: Words
    base: Words
    factor: Annotated[float, Field(gt=0, le=1e15), BeforeValidator(a_number)]
    scale: Literal["identity", "log", "logit"]  # on which its series are projected: `measure.projection`
    counts: Literal["yes", "no"]  # whether it counts persons, enterprises or their things: small ones may be withheld
    title_zh: Words
    title_en: Words

    @model_validator(mode="after")
    def _one_of_itself(self) -> Unit:
        if self.unit == self.base and self.factor != 1:
            expected = N_("1: the unit is its own base")
            check_card([wrong("factor", N_("“{value}”"), expected, CORRECT_CELL, value=f"{self.factor:.15g}")])
        return self

    def title(self, language: str) -> str:
        """The name of the unit."""
        return self.title_zh if language == "zh" else self.title_en


class Source(Card):
    """A document: who issued it, what it is called, when, and how it was read."""

    source: str = Field(pattern=r"^[A-Z]{1,2}[0-9]{2,4}$")
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
            check_card([wrong("url", N_("“{value}”"), expected, CORRECT_CELL, value=self.url)])
        return self

    def title(self, language: str) -> str:
        """The document's title."""
        return self.title_zh if language == "zh" else self.title_en

    def publisher(self, language: str) -> str:
        """The issuing body or medium."""
        return self.publisher_zh if language == "zh" else self.publisher_en
