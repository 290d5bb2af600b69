"""The declaration of a register: `data/plan/registers/NAME.toml`, read only when the command runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError

from plan_metrics.edition.called import asked_fault, choice_of
from plan_metrics.errors import N_, Fault, FaultError
from plan_metrics.paths import plan_folder
from plan_metrics.plan.code_lists import TOTAL, Card, Text, Words
from plan_metrics.plan.contradictions import a_period, wrong
from plan_metrics.plan.messages import ADD, card_faults
from plan_metrics.plan.messages import CORRECT as CORRECT_KEY
from plan_metrics.plan.models import Plan
from plan_metrics.plan.units import Unit
from plan_metrics.reading.cards import keys_of, validated
from plan_metrics.reading.encodings import decoded
from plan_metrics.reading.lines import line_of

WHOLE = "whole"  # in the place of a level: the whole of the plan
FOLDER = "registers"
# What each kind of place needs to be found, beside its kind.
NEEDED = {
    "parquet": ("files",),
    "csv": ("files",),
    "duckdb": ("files", "table"),
    "postgresql": ("address_in", "table"),
    "spark": ("table",),
}
CORRECT = N_("Correct the card of the register.")


class Place(Card):
    """Where a register lies. `files` is a path or pattern from the folder of the project on.

    `address_in` is the name of a variable of the environment that holds the address of the database, which never stands
    in a file of the project.
    """

    kind: Literal["parquet", "csv", "duckdb", "postgresql", "spark"]
    files: Words | None = None
    table: Words | None = None
    address_in: Annotated[str, Field(pattern=r"^[A-Z_][A-Z0-9_]{0,79}$")] | None = None

    def _contradictions(self) -> Iterator[Fault]:
        for key in ("files", "table", "address_in"):
            given, needed = getattr(self, key) is not None, key in NEEDED[self.kind]
            if given != needed:
                found = N_("the key “{key}”") if given else N_("nothing")
                expected = N_("with the kind {kind} these keys: {keys}")
                yield wrong(key, found, expected, CORRECT, key=key, kind=self.kind, keys=", ".join(NEEDED[self.kind]))


class Columns(Card):
    """The names that the register has for what is read of it; `amount` is needed for sums, and holds whole numbers."""

    certificate: Words
    holder: Words
    region: Words
    breakdown: Words
    valid_from: Words
    valid_to: Words
    recorded: Words
    amount: Words | None = None


class Counted(Card):
    """An indicator that is counted in the register: what, for which regions and breakdowns, and for which periods.

    `counts`: valid certificates, their holders, each once, or the sum of their `amount`, in the plain unit.

    `regions`: `whole`, the level of the areas that are compared, or both.
    Periods are all years or months from `since` on that end by the day of the edition.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,79}$")
    counts: Literal["certificates", "holders", "amount"]
    regions: list[str] = Field(min_length=1)
    breakdowns: list[str] = Field(min_length=1)
    periods: Literal["years", "months"]
    since: Annotated[str, AfterValidator(a_period)]

    def _contradictions(self) -> Iterator[Fault]:
        expected = {"years": N_("a year such as 2024"), "months": N_("a month such as 2024-09")}[self.periods]
        if len(self.since) != (4 if self.periods == "years" else 7) or not self.since.replace("-", "").isdigit():
            yield wrong("since", N_("“{value}”"), expected, CORRECT, value=self.since)


class Register(Card):
    """A register: where it lies, its columns, its rules, and what is counted in it.

    `source` is the code of the document that its snapshot becomes in the edition. `valid_to_counts`: whether a
    certificate is still valid on the day in `valid_to`. `elsewhere`: whether what lies in no region of the plan is part
    of the figures of the whole. `suppressed_under`: the least threshold that an edition must have for it, 0 for none.
    """

    id: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    title: Text
    publisher: Text
    invented: bool = Field(strict=True)
    source: str = Field(pattern=r"^[A-Z]{1,2}[0-9]{2,4}$")
    valid_to_counts: bool = Field(strict=True)
    elsewhere: Literal["in_the_whole", "left_out"]
    suppressed_under: int = Field(ge=0, le=10**6)
    place: Place
    columns: Columns
    indicators: list[Counted] = Field(min_length=1)


def register_called(base: Path, text: str) -> str:
    """The register of the plan that a text names, by the name of its card or its title.

    Raises `FaultError` for every other text, with the registers that there are and the nearest.
    """
    read = {file.stem: keys_of(file, "", []) for file in sorted((plan_folder(base) / FOLDER).glob("*.toml"))}
    if not read:
        expected, fix = N_("a register that the plan declares"), N_("Declare it in {folder}/NAME.toml.")
        values = {"value": text, "folder": f"data/plan/{FOLDER}"}
        raise FaultError([asked_fault("no_register", "register", N_("“{value}”"), expected, fix, **values)])
    titles = {name: found[1].get("title") if found else None for name, found in read.items()}
    said = {name: title.values() if isinstance(title, dict) else () for name, title in titles.items()}
    names = {name: [title for title in each if isinstance(title, str)] for name, each in said.items()}
    return choice_of("register", text, names)


def read_register(base: Path, name: str, plan: Plan) -> Register:
    """The card of a register, held against the plan. Raises `FaultError` with everything that is wrong with it."""
    file = plan_folder(base) / FOLDER / f"{name}.toml"
    faults: list[Fault] = []
    read = keys_of(file, 'source = "S001"', faults)
    card = None
    if read is not None:
        try:
            card = validated(Register, read[1], plan.languages)
        except ValidationError as error:
            faults += card_faults(error, Register, file.name, plan.languages)
    if card is not None:
        faults += [replace(fault, file=file.name) for fault in _loose_ends(card, name, plan)]
    if faults or card is None:
        raise FaultError(located(base, name, (replace(fault, file=f"{FOLDER}/{fault.file}") for fault in faults)))
    return card


def located(base: Path, name: str, faults: Iterable[Fault]) -> list[Fault]:
    """The faults with the line of the card of a register where they are about a key of it."""
    file = plan_folder(base) / FOLDER / f"{name}.toml"
    found = []
    for fault in faults:
        if fault.file == f"{FOLDER}/{file.name}" and fault.row is None and fault.column:
            fault = replace(fault, row=line_of(decoded(file.read_bytes(), file.name), fault.column))
        found.append(replace(fault, fix=CORRECT) if fault.fix in (ADD, CORRECT_KEY) else fault)
    return found


def _loose_ends(card: Register, name: str, plan: Plan) -> Iterator[Fault]:
    """What the card says that its name and the plan do not."""
    if card.id != name:
        yield wrong("id", N_("“{value}”"), N_("{name}, the name of the file"), CORRECT, value=card.id, name=name)
    known = {indicator.id: indicator for _, indicator in plan.indicators()}
    breakdowns = {breakdown.code for breakdown in plan.breakdowns}
    seen: set[str] = set()
    for number, counted in enumerate(card.indicators, 1):
        at = f"indicators.{number}"
        indicator = known.get(counted.id)
        if indicator is None:
            expected = N_("an indicator of the plan")
            yield wrong(f"{at}.id", N_("“{value}”"), expected, CORRECT, value=counted.id)
        elif indicator.computed or not _fits(counted, plan.units[indicator.unit]) or indicator.accumulation != "stock":
            expected = N_("an indicator that counts what there is at the end of a period, in a unit that is counted")
            yield wrong(f"{at}.id", N_("“{value}”"), expected, CORRECT, value=counted.id)
        if counted.id in seen:
            yield wrong(f"{at}.id", N_("“{value}”, for the second time"), N_("each indicator once"), value=counted.id)
        seen.add(counted.id)
        if counted.counts == "amount" and card.columns.amount is None:
            expected = N_("certificates or holders, or the column that is summed as columns.amount")
            yield wrong(f"{at}.counts", N_("“{value}”"), expected, CORRECT, value=counted.counts)
        if counted.counts == "amount" and card.suppressed_under:
            found = N_("“{value}”, where counts under {threshold} are suppressed")
            expected = N_("certificates or holders: a sum may tell the amount of a single holder, which no count hides")
            fix = N_("Leave the sum out, or count it from a register in which nothing is to be protected.")
            yield wrong(f"{at}.counts", found, expected, fix, value=counted.counts, threshold=card.suppressed_under)
        levels = [WHOLE, *(level.id for level in plan.page_levels[:1])]
        for place, level in enumerate(counted.regions, 1):
            if level not in levels:
                expected, said = N_("one of: {known}"), {"value": level, "known": ", ".join(levels)}
                yield wrong(f"{at}.regions.{place}", N_("“{value}”"), expected, CORRECT, **said)
        for place, breakdown in enumerate(counted.breakdowns, 1):
            if breakdown not in breakdowns:
                expected = N_("{total} or another code of data/plan/dimensions")
                yield wrong(
                    f"{at}.breakdowns.{place}", N_("“{value}”"), expected, CORRECT, value=breakdown, total=TOTAL
                )


def _fits(counted: Counted, unit: Unit) -> bool:
    """Whether a figure may have this unit: one of things that are counted, for a sum any amount."""
    return unit.scale == "log" if counted.counts == "amount" else unit.counts == "yes"
