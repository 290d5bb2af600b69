"""What a card of the manual holds. Every model refuses keys it does not know."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from plan_metrics.plan.code_lists import Card, ProgramText, Words

Name = r"^[A-Za-z][A-Za-z0-9_]*$"
Authority = Literal[
    "published_output",  # printed or released by the publisher of the method
    "published_inputs_formula",  # published figures, worked out by the published formula
    "published_formula",
    "published_rule",
    "definition",
    "peer_code_run",  # the output of another program
    "peer_code_transcribed",  # the publisher's code, typed again and run
    "peer_code_formula",  # the formula as another program has it
    "peer_defect",  # what another program gets wrong
    "certified",  # certified digits of a reference data set
    "analytic",  # follows from theory or by hand, exactly
    "by_hand",  # worked out with pencil and paper from small numbers
]


class Case(Card):
    """Inputs, what they must come to within a tolerance (`abs`, `rel`; exact where empty), and who says so."""

    id: str
    method: str
    inputs: dict[str, Any]
    expected: dict[str, Any]
    tolerance: dict[Literal["abs", "rel"], float]
    source: Words
    source_type: Authority
    note: str = ""


class Shown(Card):
    """How a value is shown: `number` with up to `digits` decimals, `exact` as given, `percent` of a ratio, a `year`,
    a `text` as it stands, or the words for a code (`word`; True, False and None too)."""

    show: Literal["number", "exact", "percent", "year", "text", "word"]
    digits: int = Field(default=3, ge=0, le=12)
    unit: ProgramText | None = None


class Given(Shown):
    """An input: `value` is an expression in the names of the case's inputs."""

    name: str = Field(pattern=Name)
    symbol: str = ""
    says: ProgramText
    value: Words
    show: Literal["number", "exact", "percent", "year", "text", "word"] = "exact"


class Step(Shown):
    """A line of the table: `hand` is arithmetic that a reader can repeat, `call` a function of the package.

    Where both are there they must agree; `how` says in words what no line of arithmetic can. `expect` is what the
    case expects here, as an expression in its names. A `refused` call must raise ValueError.
    """

    name: str = Field(pattern=Name)
    symbol: str = ""
    says: ProgramText
    hand: Words | None = None
    call: Words | None = None
    how: ProgramText | None = None
    expect: Words | None = None
    refused: bool = False
    show: Literal["number", "exact", "percent", "year", "text", "word"] = "number"

    @model_validator(mode="after")
    def _is_worked_out(self) -> Step:
        if self.hand is None and self.call is None:
            raise ValueError("the step has neither hand nor call: a result is never typed")
        return self


class Example(Card):
    """One case worked step by step. `made_up`: the inputs are no published figures."""

    case: str
    made_up: bool
    about: ProgramText
    given: list[Given] = Field(min_length=1)
    let: dict[str, Words] = Field(default_factory=dict)  # results that several steps look into, in order
    step: list[Step] = Field(min_length=1)
    reads: ProgramText | None = None

    @model_validator(mode="after")
    def _names_differ(self) -> Example:
        names = [*self.let, *(one.name for one in self.given), *(one.name for one in self.step)]
        if len(set(names)) < len(names):
            raise ValueError(f"names are {names}; expected each once")
        return self


class Origin(Card):
    """Where the method comes from, and how that was checked: reproduced (`run`), `read`, or only `cited`."""

    text: ProgramText
    mark: Literal["run", "read", "cited", "own"]


class Method(Card):
    """The card of one method."""

    title: ProgramText
    says: ProgramText
    formula: Words
    misleads: ProgramText
    source: Origin
    example: list[Example] = Field(min_length=1)


class Page(Card):
    """A page of the chapter: its name in the book, and its cards in order.

    `rules`: what opens it further where the report assesses by what it says.
    """

    name: str = Field(pattern=r"^methods-[a-z]+$")
    title: ProgramText
    opening: ProgramText
    rules: ProgramText | None = None
    cards: list[str] = Field(min_length=1)


class Chapter(Card):
    """The pages in order, and the words for the codes that results are told in."""

    page: list[Page]
    words: dict[str, ProgramText]
