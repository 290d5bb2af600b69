"""What a receipt holds. Every record is frozen, refuses keys it does not know, and is the same in every language."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from plan_metrics.measure.number import known

Number = Annotated[int | float, Field(allow_inf_nan=False)]
Value = bool | Number | str | None
Values = dict[str, Value | tuple[Number, ...]]


class Record(BaseModel):
    """A frozen record that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RowPlace(Record):
    """The row of a table that a figure stands in: edition, file, line and `sha256` of its text without the line's end.

    `since` is the first edition from which the figure stood unchanged. `line` is null in an edition that suppresses
    figures: the order of a file must not tell what stands between two of its rows (decisions/0070).
    """

    edition: str
    since: str
    file: str
    line: int | None
    sha256: str


class Step(Record):
    """One line of arithmetic: `formula` in the names of `values`, as `manual.work.BY_HAND` reads it, comes to `value`.

    `formula` is null where no line of arithmetic can be written; then `values` are what it was found from.
    """

    name: str
    formula: str | None
    values: Values
    value: Value


class Receipt(Record):
    """What one number or verdict rests on.

    `id` is made of codes: `indicator/area/breakdown/period` of an observation, a name in the place of the period for
    what follows from the series, `action/name` and `action/commitment/name` of a state, `action/page/series` of what an
    action has on the page of an area or a breakdown. `value` is a number in the plain unit (ratios from 0 to 1), a
    code, or null where none may be shown. `low` and `high` are the least and the
    most that it may stand for. `printed` are the words of the document; `inputs` the ids of the receipts that it rests
    on; `method` the card of the manual that says how it is worked out and by whom; `rules` the thresholds that were
    applied, by their keys in `[verdicts]` of the plan; `facts` what else decided.
    """

    id: str
    kind: str
    value: Value
    unit: str | None = None
    low: Number | None = None
    high: Number | None = None
    qualifier: str | None = None
    flag: str | None = None
    reason: str | None = None
    printed: str | None = None
    documents: tuple[str, ...] = ()
    rows: tuple[RowPlace, ...] = ()
    inputs: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    method: str | None = None
    rules: dict[str, Value] = {}
    facts: dict[str, Value] = {}


class Made(Record):
    """By which program, of which plan and edition, and approved by whom: the same for all receipts of a file.

    `plan_sha256` is the digest of what `sha256sum` prints of the files of `data/plan`, in the order of their names.
    """

    program: str
    plan_sha256: str
    edition: str
    approved: tuple[str, ...] = ()


class CopyKept(Record):
    """A copy of a document that the project keeps: its file in `data/documents`, and what `sha256sum` prints of it."""

    source: str
    file: str
    sha256: str


class MethodCited(Record):
    """A card of the manual that receipts name: its title, where the method comes from, its page in the book."""

    method: str
    title: dict[str, str]
    source: dict[str, str]
    page: str


class Difference(Record):
    """A field of a receipt that is another one when it is computed again; `field` is "" for the whole receipt."""

    id: str
    field: str
    published: object
    now: object


def number(value: object) -> int | float | None:
    """A number of a frame as JSON has it: whole numbers whole, None for what is missing.

    >>> number(3849.0), number(0.25), number(float("nan"))
    (3849, 0.25, None)
    """
    found = known(value)  # type: ignore[arg-type]  # a cell of a frame
    if found is None:
        return None
    return int(found) if float(found).is_integer() and abs(found) < 2**53 else float(found)
