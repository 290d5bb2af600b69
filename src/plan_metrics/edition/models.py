"""An edition: what was known at a date, as a full snapshot."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pandas as pd
from pydantic import Field, field_validator, model_validator

from plan_metrics.edition.commentary import Commentary
from plan_metrics.errors import N_
from plan_metrics.languages import columns_of
from plan_metrics.plan.code_lists import Card, Source, Text
from plan_metrics.plan.contradictions import a_date, check_card, wrong
from plan_metrics.plan.verdict_rules import FirstThresholds, VerdictRules

if TYPE_CHECKING:
    from plan_metrics.edition.answers import Answer

EDITION_ID = r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])"
SAMPLE = "sample"
Standing = Literal["draft", "reviewed", "published"]

KEY = ("indicator", "region", "breakdown", "period")
NUMBERS = ("value", "sample_size")
SPAN = ("low", "high")  # which values a figure may stand for, as it was printed
CARD_FILE = "edition.toml"
OBSERVATIONS_FILE = "observations.csv"
SOURCES_FILE = "sources.csv"
REJECTED_FILE = "rejected.csv"
ANSWERS_FILE = "answers.csv"  # of warnings; an edition need not have it
WITHDRAWN_FILE = "withdrawn.csv"  # nor this one
ERRATA_FILE = "errata.csv"  # nor this one: what a frozen edition showed and shows no more
SIGNED_FILE = "signed.csv"  # nor this one: who vouches for it
COPIES_FILE = "copies.csv"  # nor this one: digests of the copies of documents that the project keeps
# In the order in which they are written: where a command is killed between two, what is left has no fault or says
# which command to run again.
TABLES = (SOURCES_FILE, REJECTED_FILE, WITHDRAWN_FILE, OBSERVATIONS_FILE, ANSWERS_FILE)
FILES = (
    CARD_FILE, OBSERVATIONS_FILE, SOURCES_FILE, REJECTED_FILE, ANSWERS_FILE, WITHDRAWN_FILE, ERRATA_FILE, SIGNED_FILE,
    COPIES_FILE,
)  # fmt: skip


def table_columns(name: str, languages: Iterable[str]) -> tuple[str, ...]:
    """The columns of one of `TABLES`, with those of its texts in these languages."""
    notes, reasons, why = (columns_of(text, languages) for text in ("note", "reason", "why"))
    match name:
        case "sources.csv":
            return Source.columns(languages)
        case "rejected.csv":
            return (*KEY, "value", "unit", "source", *reasons, "kept_value")
        case "withdrawn.csv":
            return (*KEY, "when", "source", *reasons)
        case "answers.csv":
            return ("rule", "key", "figures", "who", "when", *why)
        case "errata.csv":
            return (*KEY, "column", "was", "is", "who", "when", *why)
        case "signed.csv":
            return ("who", "when", "digest")
        case "copies.csv":
            return ("source", "file", "sha256")
    return (*KEY, "value", "unit", "flag", "qualifier", "printed", "sample_size", "source", *notes)


def first_columns(languages: Iterable[str]) -> tuple[str, ...]:
    """The columns of observations before 2026-11: one for a value as published, none for the words printed."""
    notes = columns_of("note", languages)
    return (*KEY, "value", "unit", "flag", "qualifier", "source", "published_value", "published_unit", *notes)


def common_columns(languages: Iterable[str]) -> tuple[str, ...]:
    """The columns that observations have had at any time."""
    first = first_columns(languages)
    return tuple(column for column in table_columns(OBSERVATIONS_FILE, languages) if column in first)


def is_note(column: Hashable) -> bool:
    """Whether a column holds notes, in any language."""
    return str(column).startswith("note_")


def is_reason(column: Hashable) -> bool:
    """Whether a column holds reasons, in any language."""
    return str(column).startswith("reason_")


class Disclosure(Card):
    """Counts under `suppressed_under` are suppressed, others under `low_reliability_under` are marked as unreliable.

    `zeros_suppressed`: whether a count of 0 is suppressed too. See `measure.disclosure` for usual thresholds.
    """

    suppressed_under: int = Field(ge=0, le=10**6)
    low_reliability_under: int = Field(ge=0, le=10**6)
    zeros_suppressed: bool = Field(strict=True)

    @model_validator(mode="after")
    def _in_order(self) -> Disclosure:
        if 0 < self.low_reliability_under < self.suppressed_under:
            found = N_("“{value}”")
            expected = N_("0, or {least} or more: what is suppressed is not shown as unreliable")
            value, least = self.low_reliability_under, self.suppressed_under
            check_card([wrong("low_reliability_under", found, expected, value=value, least=least)])
        return self


class EditionCard(Card):
    """The identity of an edition: `edition.toml`. `previous` is empty for the first one.

    Without `disclosure` every figure is shown as it was published.
    `verdicts` are the rules that the edition is measured with, so that a later change of the plan's does not change
    what it says; without them the plan's count, and without their `model` the two views. `thresholds` are those of the
    first model, which editions before 2026-11 were published with; their tables have `first_columns`.
    """

    id: str = Field(pattern=rf"^({EDITION_ID}|{SAMPLE})$")
    title: Text
    as_of: str = Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    previous: str = Field(pattern=rf"^({EDITION_ID})?$")
    invented: bool = Field(strict=True)
    about: Text
    disclosure: Disclosure | None = None
    thresholds: FirstThresholds | None = None
    verdicts: VerdictRules | None = None

    @field_validator("as_of")
    @classmethod
    def _is_a_day(cls, as_of: str) -> str:
        return a_date(as_of)

    @property
    def day(self) -> dt.date:
        """The date at which the edition says what was known."""
        return dt.date.fromisoformat(self.as_of)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its observations."""
        languages = self.title.languages
        return first_columns(languages) if self.thresholds else table_columns(OBSERVATIONS_FILE, languages)


class Withdrawal(Card):
    """A figure of the edition before that `edition` withdraws: on which day, why, and by which document if by one."""

    edition: str
    indicator: str
    region: str
    breakdown: str
    period: str
    when: str
    reason: Text
    source: Source | None

    @property
    def key(self) -> tuple[str, ...]:
        """Indicator, region, breakdown and period."""
        return self.indicator, self.region, self.breakdown, self.period


class Erratum(Card):
    """A number that a frozen edition showed otherwise: in which column of its downloads, who changed it, when and why.

    `period` is empty for a number of the scoreboard. `was` and `now` are the cells, empty where there was no number.
    """

    indicator: str
    region: str
    breakdown: str
    period: str
    column: str
    was: str
    now: str
    who: str
    when: str
    why: Text


def called(name: str) -> str:
    """A name as it is compared with another: however it is spaced, and in whatever capitals.

    >>> called("LI  Wei") == called("Li Wei")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class Signature(Card):
    """A person who vouches for an edition, on which day; `valid` if it is still the one that was signed."""

    who: str
    when: str
    valid: bool


class Copy(Card):
    """A copy of a document that the project keeps: the line that says so, its file in `data/documents`, its digest."""

    line: int
    file: str
    sha256: str


@dataclass(frozen=True)
class Edition:
    """An edition that was read and holds together; see `read_edition`.

    By then small counts are suppressed where the card says so (see `edition.disclosure`).
    `observations` has the columns of its table and `SPAN`, sorted by `KEY`; `value` and `SPAN` are finite floats in the
    plain unit, `sample_size` is NaN where there is none, `printed` is empty where an edition before 2026-11 did not
    record it. `missing` has the same columns for the rows that say with a flag that there is no value (value NaN).
    `lines` are the lines of `observations.csv` that the rows of `observations` stand in. `rejected` has the columns of
    its table; `kept_value` is NaN where no figure was kept. `commentary` is by action. `withdrawn` are figures of the
    edition before, in the order of their keys. `errata` say what the edition showed otherwise, `signatures` who vouches
    for it. `answers` are those to its warnings. `copies` of documents are by the code of the document.
    """

    card: EditionCard
    observations: pd.DataFrame
    sources: dict[str, Source]
    rejected: pd.DataFrame
    missing: pd.DataFrame
    lines: tuple[int, ...]
    commentary: Mapping[str, Commentary] = field(default_factory=dict)
    withdrawn: tuple[Withdrawal, ...] = ()
    errata: tuple[Erratum, ...] = ()
    signatures: tuple[Signature, ...] = ()
    answers: tuple[Answer, ...] = ()
    copies: Mapping[str, Copy] = field(default_factory=dict)

    @property
    def standing(self) -> Standing:
        """Draft without a valid signature, reviewed with that of one person, published with those of two."""
        names = {called(each.who) for each in self.signatures if each.valid}
        return ("draft", "reviewed", "published")[min(len(names), 2)]
