"""Receipts of observations: the words of the document, the row of the table, of a computed one its two parts."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from plan_metrics.context import Context
from plan_metrics.edition.models import KEY, OBSERVATIONS_FILE
from plan_metrics.manual.work import BY_HAND, worth
from plan_metrics.measure.disclosure import is_suppressed
from plan_metrics.measure.number import same
from plan_metrics.plan.models import Indicator
from plan_metrics.receipts.record import Receipt, RowPlace, Step, Values, number
from plan_metrics.rows import ObservationRow, observation_rows
from plan_metrics.views.links import page_of, receipt_id

PERCENT = "percent"


def page_with(name: str) -> str:
    """The page among whose receipts the one with this id stands.

    >>> page_with("tea_sales/CN/TOTAL/2024"), page_with("A01/A01.2/state")
    ('indicator-tea_sales', 'A01')
    """
    parts = name.split("/")
    return page_of(parts[0]) if len(parts) > 3 else parts[0]


def places_of(context: Context) -> Mapping[tuple[str, ...], RowPlace]:
    """Where the row of each observation stands, by its key. Rows that the edition does not show have no place here."""
    edition, digests = context.edition, context.row_digests
    in_order = not any(map(is_suppressed, edition.missing["flag"]))
    keys = edition.observations[list(KEY)].itertuples(index=False, name=None)
    return {
        key: RowPlace(
            edition=edition.card.id,
            since="",
            file=OBSERVATIONS_FILE,
            line=line if in_order else None,
            sha256=digests[line],
        )
        for key, line in zip(keys, edition.lines, strict=True)
        if line in digests
    }


def observed(
    indicator: Indicator,
    rows: Sequence[ObservationRow],
    places: Mapping[tuple[str, ...], RowPlace],
    parts: Mapping[str, Mapping[str, ObservationRow]],
) -> Iterator[Receipt]:
    """The receipts of the figures of an indicator; `parts` are those it is computed from, by indicator and by id."""
    for row in rows:
        key = tuple(str(row[name]) for name in KEY)  # type: ignore[literal-required]
        place = places.get(key)
        found = Receipt(
            id=receipt_id(row, row["period"]),
            kind="observation",
            value=number(row["value"]),
            unit=row["unit"],
            low=number(row["low"]),
            high=number(row["high"]),
            qualifier=row["qualifier"],
            flag=row["flag"],
            printed=row["printed"] or None,
            documents=tuple(row["source"].split()),
            rows=(place.model_copy(update={"since": row["edition"]}),) if place else (),
        )
        yield _divided(indicator, row, parts, found) if indicator.computed else found


def unavailable(context: Context) -> Iterator[Receipt]:
    """The receipts of figures that are suppressed or that nobody published: that there is none to show, and why.

    Nothing else: no number, no words, no row, whose digest would tell a small count to whoever tries all of them.
    """
    for row in observation_rows(context.edition.missing):
        yield Receipt(
            id=receipt_id(row, row["period"]),
            kind="observation",
            value=None,
            unit=row["unit"],
            flag=row["flag"],
            documents=tuple(row["source"].split()),
        )


def step(name: str, formula: str, values: Mapping[str, object], value: object) -> Step:
    """A line of arithmetic; one that does not come to the value has no formula, so that none is ever shown wrong."""
    used = {node.id for node in ast.walk(ast.parse(formula)) if isinstance(node, ast.Name)}
    names: Values = {
        key: tuple(each) if isinstance(each, (list, tuple)) else number(each)
        for key, each in values.items()
        if key in used
    }
    found = None
    if None not in names.values():
        with suppress(ArithmeticError):  # such as growth from 0, which is 0 by definition
            found = worth(formula, names, BY_HAND)
    right = found is not None and value is not None and (found == value or same(found, float(str(value))))
    return Step(name=name, formula=formula if right else None, values=names, value=number(value))


def _divided(
    indicator: Indicator, row: ObservationRow, parts: Mapping[str, Mapping[str, ObservationRow]], of: Receipt
) -> Receipt:
    known = {}
    for side, name in (("n", indicator.numerator), ("d", indicator.denominator)):
        place = receipt_id({**row, "indicator": name}, row["period"])
        known[side] = (place, parts[str(name)][place]["value"])
    formula = "n / d * 100" if indicator.unit == PERCENT else "n / d"
    line = step("quotient", formula, {side: value for side, (_, value) in known.items()}, row["value"])
    inputs = tuple(place for place, _ in known.values())
    return of.model_copy(update={"inputs": inputs, "steps": (line,), "method": "ratio-of-sums"})
