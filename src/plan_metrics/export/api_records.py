"""The records that the files of the JSON interface are made of.

Numbers are in the plain unit, ratios from 0 to 1, null where nothing was published. What a code means stands in `codes`
of `plan.json`, in the list of the name of its key; other lists are named where they count. `receipt` is the id of what
a row rests on, in `receipts/`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import Field, create_model

from plan_metrics.export.table_columns import COLUMNS
from plan_metrics.plan.code_lists import Text
from plan_metrics.receipts.record import Number, Record

TYPES: dict[str, Any] = {"string": str, "number": Number, "integer": int, "boolean": bool}
# Cells that hold ids separated by spaces, and what the list of them is called.
LISTS = {
    "actions": {"reversals": "reversals"},
    "commitments": {"counted": "counted", "deteriorating": "deteriorating"},
    "targets": {"source": "sources"},
    "observations": {"source": "sources"},
    "scoreboard": {"source": "sources"},
}
_ONLY_THERE: Any = Field(None, exclude_if=lambda value: value is None)  # left out where it says nothing


Made = TypeVar("Made", bound=Record)


def _of_table(table: str) -> Callable[[type[Made]], type[Made]]:
    """A record with a key for each column of a table of the downloads, before those that it says itself."""

    def filled(record: type[Made]) -> type[Made]:
        keys: dict[str, Any] = {}
        for column in COLUMNS[table]:
            name = LISTS.get(table, {}).get(column.name)
            kind = Text if column.language else TYPES[column.type]
            keys[name or column.name] = (list[str] if name else kind if column.required else kind | None, ...)
        own = {name: (field.annotation, field) for name, field in record.model_fields.items()}
        every: dict[str, Any] = {name: keys[name] for name in keys if name not in own} | own
        base: Any = Record
        made: type[Made] = create_model(record.__name__, __base__=base, __doc__=record.__doc__, **every)
        return made

    return filled


@_of_table("sources")
class Document(Record):
    """A source. `url` is null where no address may be given."""


@_of_table("targets")
class Target(Record):
    """An official target. `row` is its row in the plan's list; `indicator` is null where none counts just this.

    `value` is null where the document names no number. `kind` says how it is meant, null as the direction of the
    indicator says: a range goes to `value_to`, a relative one (per cent) comes to `comes_to`, a share (per cent) is one
    of the areas of a `level` that reach the `bar`. On a `condition`, or `revised` by one set later, it is not judged.
    `result` says what became of it, `result_period` and `result_value` by which figure; `prospect` stands where it is
    ahead. `qualifier` and `result_qualifier` are of the list `qualifier`.
    """


@_of_table("observations")
class Observation(Record):
    """One figure. `flag` is its SDMX observation status; `sources` are ids of documents in the same file.

    `printed` is what the document says, `low` and `high` are the values that it may stand for, `edition` is the first
    one from which the figure stood unchanged.
    """


@_of_table("scoreboard")
class Standing(Record):
    """Where one series stands: a row of the scoreboard.

    `status` is the long-term assessment; `latest_change` has the codes of the same list, and `latest_reason` those of
    `reason`. Changes are bounds: the least and the most that the printed figures allow. `period` and `value` are the
    newest figure. What is said of the target is as in `Target`. `category` and what follows it: of the published method
    that the plan follows, whose way `status` is then; without one there are no such keys.
    """

    category: str | None = _ONLY_THERE
    category_number: Number | None = _ONLY_THERE
    category_target: Number | None = _ONLY_THERE


class Fit(Record):
    """How an indicator stands to a commitment, and why."""

    commitment: str
    fit: str
    reason: Text


class Indicator(Record):
    """The card of an indicator. `fit` is the closest of its `fits`; `repeats` one that states the same fact."""

    indicator: str
    action: str
    fits: list[Fit]
    fit: str
    title: Text
    counts: Text
    why: Text
    basis: Text
    caveat: Text | None
    unit: str
    unit_title: Text
    direction: str
    collection: str
    accumulation: str
    breakdown: str
    frequency: str
    repeats: str | None


@_of_table("commitments")
class Commitment(Record):
    """What an action commits to, and where that stands. `counted` are the indicators that `state` rests on.

    `deteriorating` are those, direct or proxy, that deteriorate in the long run or did so last.
    `fit` is the closest of those with a verdict, or of any; null where none is direct or a proxy: then `searched` says
    what was looked for, and `needed` what would measure it.
    """


@_of_table("actions")
class Action(Record):
    """An action of the plan, with the counts behind its state: commitments by state and by fit, indicators by verdict.

    The indicators that count are all but those that are only context.
    """

    aim: Text


class Place(Record):
    """A region or a breakdown; `codes` of a breakdown by dimension, those of the total left out."""

    id: str
    parent: str | None
    title: Text
    codes: dict[str, str] | None = None


@_of_table("codes")
class Code(Record):
    """A code and what it means."""
