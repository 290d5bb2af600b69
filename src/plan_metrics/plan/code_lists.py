"""Rows of the code lists: regions, units, wordings and the documents that are cited."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    StringConstraints,
    ValidationInfo,
    create_model,
    model_validator,
)

from plan_metrics.errors import N_, Fault
from plan_metrics.languages import SOURCE, columns_of
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
from plan_metrics.reading.lines import LANGUAGES

TOTAL = "TOTAL"
GROUP = "group"  # the level of a region that is an area of no level, but several of them
CODE = "code_"  # before the scheme of further codes, in the name of their column

LONGEST = 5000  # characters of a text
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]
PositiveAmount = Annotated[float, Field(gt=0, lt=1e18)]
Date = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}){0,2}$"), AfterValidator(a_date)]


class Card(BaseModel):
    """A frozen record that refuses keys it does not know; `KEY` names the columns no two rows may share."""

    KEY: ClassVar[tuple[str, ...]] = ()  # the first column, unless a list says otherwise

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        check_card(self._contradictions())
        return self

    def _contradictions(self) -> Iterable[Fault]:
        """What the card says against itself; all of it is told at once."""
        return ()


class Spoken(BaseModel):
    """The same words in several languages, by language, in the order of the plan.

    Which languages there must be is said by the context of the validation; without one, those that are given.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    WORDS: ClassVar[Any] = str

    def __getitem__(self, language: str) -> str:
        words: str = self._words[language]
        return words

    def __hash__(self) -> int:
        return hash(tuple(self._words.items()))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages, in order."""
        return tuple(self._words)

    @property
    def _words(self) -> dict[str, Any]:
        return self.__pydantic_extra__ or {}

    def values(self) -> tuple[str, ...]:
        """The words, language by language."""
        return tuple(self._words.values())

    def cells(self, name: str) -> dict[str, str]:
        """The words as cells of the columns of a text of this name."""
        return dict(zip(columns_of(name, self.languages), self.values(), strict=True))

    @model_validator(mode="wrap")
    @classmethod
    def _in_its_languages(cls, given: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        languages = (info.context or {}).get(LANGUAGES) or (tuple(given) if isinstance(given, dict) else ())
        if isinstance(given, Spoken):
            return handler(given)
        return handler(_worded(languages, cls.WORDS).model_validate(given).model_dump())


@cache
def _worded(languages: tuple[str, ...], words: Any) -> type[BaseModel]:
    """The model of a text in these languages; what is wrong with one is told for each language."""
    fields: Any = {f"in_{code}": (words, Field(alias=code)) for code in languages}
    return create_model("Words", __config__=ConfigDict(extra="forbid", serialize_by_alias=True), **fields)


class Text(Spoken):
    """The same words in every language."""

    WORDS = Words


class ProgramText(Text):
    """What the program says of itself: in the language of the messages where it does not speak that of a reader."""

    def __getitem__(self, language: str) -> str:
        return super().__getitem__(language if language in self.languages else SOURCE)


class Remark(Spoken):
    """The same words in every language, or none."""

    def __bool__(self) -> bool:
        return any(self.values())


class Row(Card):
    """A row of a table, whose texts stand in a column for each language: all of them are read as one field.

    `OPTIONAL` are fields whose columns a table may do without.
    """

    OPTIONAL: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def columns(cls, languages: Iterable[str]) -> tuple[str, ...]:
        """The columns of the table in these languages, in order."""
        languages = tuple(languages)
        fields = cls.model_fields
        return tuple(fields[name].alias or column for name in fields for column in cls._columns_of(name, languages))

    @classmethod
    def absent(cls, languages: Iterable[str], header: Collection[str]) -> frozenset[str]:
        """The columns that this header does without: of optional fields of which it has none."""
        fields = (cls._columns_of(name, tuple(languages)) for name in cls.OPTIONAL)
        return frozenset(column for columns in fields if not set(columns) & set(header) for column in columns)

    @classmethod
    def needed(cls, languages: Iterable[str]) -> tuple[str, ...]:
        """The columns that no table of such rows may do without, in order."""
        languages = tuple(languages)
        return tuple(name for name in cls.columns(languages) if name not in cls.absent(languages, ()))

    def cells(self) -> dict[str, object]:
        """What the record holds, column by column."""
        found: dict[str, object] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            column = type(self).model_fields[name].alias or name
            found |= value.cells(name) if isinstance(value, Spoken) else {column: value}
        return found

    @classmethod
    @cache
    def _apart(cls, languages: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """The columns of each text, a language a column."""
        columns = {name: cls._columns_of(name, languages) for name in cls.model_fields}
        return {name: of for name, of in columns.items() if of != (name,)}

    @classmethod
    def _columns_of(cls, name: str, languages: Iterable[str]) -> tuple[str, ...]:
        return columns_of(name, languages) if cls.model_fields[name].annotation in (Text, Remark) else (name,)

    @classmethod
    def _languages_in(cls, cells: Iterable[str]) -> tuple[str, ...]:
        """Those of the columns that are there, of a row that no plan asks for any."""
        texts = "|".join(name for name in cls.model_fields if cls._columns_of(name, ()) == ())
        found = (re.fullmatch(rf"(?:{texts})_(.+)", column) for column in cells if texts)
        return tuple(dict.fromkeys(match[1] for match in found if match))

    @model_validator(mode="before")
    @classmethod
    def _each_text_as_one(cls, cells: dict[str, object], info: ValidationInfo) -> dict[str, object]:
        languages = (info.context or {}).get(LANGUAGES) or cls._languages_in(cells)
        apart = cls._apart(tuple(languages))
        texts = {
            name: {
                code: cells.get(column, "")
                for code, column in zip(languages, columns, strict=True)
                if column in cells or name in cls.OPTIONAL
            }
            for name, columns in apart.items()
            if name not in cells
        }
        used = {column for columns in apart.values() for column in columns}
        return {name: cell for name, cell in cells.items() if name not in used} | texts


class Region(Row):
    """A row of `regions.csv`: an area of one of the plan's levels, or a group of areas that sources use.

    `codes`: by scheme, from the columns `code_<scheme>`; `begins` and `ends`: the first and the last day of the
    area, or the month or year of it, empty where it was always there and still is.
    """

    region: str = Field(
        pattern=r"^[A-Za-z0-9]{1,20}(-[A-Za-z0-9]{1,20}){0,3}$"
    )  # it names a file and stands in addresses
    level: str
    codes: dict[str, Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{0,40}$")]] = {}
    parent: str
    members: str
    tile: str = Field(pattern=r"^([0-9]{1,2} [0-9]{1,2})?$")  # row and column on a map of tiles; empty for none
    begins: Annotated[str, AfterValidator(lambda text: text and a_date(text))] = Field("", alias="from")
    ends: Annotated[str, AfterValidator(lambda text: text and a_date(text))] = Field("", alias="to")
    title: Text
    short: Text
    product: Annotated[PositiveAmount | None, BeforeValidator(or_none(a_number))]
    product_period: Annotated[str, AfterValidator(lambda text: text and a_period(text))]
    source: str

    model_config = ConfigDict(populate_by_name=True)

    @classmethod
    def columns(cls, languages: Iterable[str]) -> tuple[str, ...]:
        """The columns of every plan in these languages; those of further codes come from `plan.toml`."""
        return tuple(name for name in super().columns(languages) if name != "codes")

    def cells(self) -> dict[str, object]:
        """What the record holds, column by column, with a column for each further code."""
        held = {name: cell for name, cell in super().cells().items() if name != "codes"}
        return held | {f"{CODE}{scheme}": code for scheme, code in self.codes.items()}

    @model_validator(mode="before")
    @classmethod
    def _codes_as_one(cls, cells: dict[str, object]) -> dict[str, object]:
        codes = {name.removeprefix(CODE): cell for name, cell in cells.items() if name.startswith(CODE)}
        others = {name: cell for name, cell in cells.items() if not name.startswith(CODE)}
        return others | {"codes": codes} if codes else others

    def _contradictions(self) -> Iterator[Fault]:
        if self.begins and self.ends and self.ends < self.begins[: len(self.ends)]:
            expected = N_("a day after {begins}, on which the area begins")
            yield wrong("to", N_("“{value}”"), expected, CORRECT_CELL, value=self.ends, begins=self.begins)
        if (self.product is None) != (self.product_period == ""):
            column = "product" if self.product is None else "product_period"
            expected = N_("the product and its period, or neither")
            yield wrong(column, N_("an empty cell"), expected, N_("Fill in the cell, or empty the other one."))
        if self.product is not None and not self.source:
            expected = N_("the document that the product was read in")
            yield wrong("source", N_("an empty cell"), expected, CORRECT_CELL)


class Population(Row):
    """A row of `population.csv`: the inhabitants of a region at the end of a year."""

    KEY: ClassVar[tuple[str, ...]] = ("region", "period")

    region: str
    period: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$"), AfterValidator(a_period)]
    population: Annotated[int, Field(gt=0, lt=10**11), BeforeValidator(a_whole)]
    source: str


class Wording(Row):
    """A row of `wordings.csv`: a source's wording and the breakdown it belongs to, or why to none."""

    wording: Words
    breakdown: str
    reason: Remark

    def _contradictions(self) -> Iterator[Fault]:
        missing = [code for code in self.reason.languages if not self.breakdown and not self.reason[code]]
        empty, expected = N_("an empty cell"), N_("a breakdown, or why there is none in every language")
        yield from (wrong(f"reason_{code}", empty, expected, CORRECT_CELL) for code in missing)


class Name(Row):
    """A row of `names.csv`: a further name of a region, level, breakdown, indicator or unit, as documents write it."""

    KEY: ClassVar[tuple[str, ...]] = ("list", "code", "name")

    list: Literal["indicator", "level", "region", "breakdown", "unit"]
    code: Words
    name: Words


class Source(Row):
    """A document: who issued it, what it is called, when, and how it was read.

    Where its date is unknown, `date` is one by which it was there.
    """

    source: str = Field(pattern=r"^[A-Z]{1,2}[0-9]{2,4}$")
    title: Text
    publisher: Text
    date: Date
    date_basis: Literal["printed", "inferred", "unknown"]
    read_in: Literal["original", "copy"]
    address_class: Literal["official", "media", "trade", "none"]
    url: str

    def _contradictions(self) -> Iterator[Fault]:
        if self.url and (self.address_class == "none" or not re.match(r"https?://[^\s<>\"']+$", self.url)):
            expected = N_("an address that begins with http:// or https://, and only for official, media or trade")
            yield wrong("url", N_("“{value}”"), expected, CORRECT_CELL, value=self.url)
