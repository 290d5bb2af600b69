"""Receipts: what each number and verdict of an edition rests on, so that anybody can compute it again.

A receipt has the same id and the same content in every language, and is made from what the edition shows alone: of
a figure that is suppressed it says no more than that (decisions/0070).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import version
from operator import eq
from typing import Any

from plan_metrics.context import Context
from plan_metrics.edition.near import nearest
from plan_metrics.manual.read import read_card, read_chapter
from plan_metrics.receipts.cells import of_cells
from plan_metrics.receipts.figures import observed, page_with, places_of, unavailable
from plan_metrics.receipts.record import CopyKept, Difference, Made, MethodCited, Receipt
from plan_metrics.receipts.series import of_series
from plan_metrics.receipts.states import of_action, of_plan, scores
from plan_metrics.rows import grouped, observation_rows, scoreboard_rows
from plan_metrics.views.links import FRONT, page_of, receipt_id

__all__ = [
    "Difference",
    "Made",
    "Receipt",
    "all_receipts",
    "copies_of",
    "differences",
    "made",
    "methods_of",
    "near",
    "page_with",
    "receipt",
]


def made(context: Context) -> Made:
    """By what, of what, and approved by whom the receipts of an edition are made."""
    return Made(
        program=_program(),
        plan_sha256=context.plan_digest,
        edition=context.edition.card.id,
        approved=tuple(sorted({each.who for each in context.edition.signatures if each.valid})),
    )


@cache
def _program() -> str:
    return f"plan-metrics {version('plan-metrics')}"  # reading it takes as long as making a page


def methods_of(receipts: Iterable[Receipt]) -> tuple[MethodCited, ...]:
    """The cards of the manual that receipts name, in the order of the book."""
    named = {each.method for each in receipts}
    cards = [(name, page.name) for page in read_chapter().page for name in page.cards if name in named]
    return tuple(
        MethodCited(method=name, title=card.title.model_dump(), source=card.source.text.model_dump(), page=page)
        for name, page in cards
        for card in [read_card(name)]
    )


def copies_of(context: Context, receipts: Iterable[Receipt]) -> tuple[CopyKept, ...]:
    """The copies that the project keeps of the documents of receipts, in the order of their codes."""
    kept = context.edition.copies
    cited = sorted({name for each in receipts for name in each.documents} & kept.keys())
    return tuple(CopyKept(source=name, file=kept[name].file, sha256=kept[name].sha256) for name in cited)


def all_receipts(context: Context) -> dict[str, list[Receipt]]:
    """Every receipt of an edition by the page that it belongs to: of an indicator, of an action, `index`.

    The receipts of a page are in the order of the plan: figures before what follows from them. Raises nothing.
    """
    found: dict[str, list[Receipt]] = {page_of(card.id): [] for _, card in context.plan.indicators()}
    every, places = observation_rows(context.observations), places_of(context)
    figures = grouped(every, lambda row: row["indicator"])
    series = grouped(every, lambda row: (row["indicator"], row["region"], row["breakdown"]))
    by_id = {name: {receipt_id(row, row["period"]): row for row in rows} for name, rows in figures.items()}
    for name, rows in figures.items():
        found[page_of(name)] += observed(context.plan.indicator(name), rows, places, by_id)
    for each in unavailable(context):
        found[page_with(each.id)].append(each)
    headlines = {}
    for row in scoreboard_rows(context.scoreboard):
        key = (row["indicator"], row["region"], row["breakdown"])
        found[page_of(row["indicator"])] += of_series(context, row, series.get(key, ()))
        if row["headline"]:
            headlines[row["indicator"]] = row
    found |= {action.id: [*of_action(context, action, headlines)] for action in context.plan.actions}
    found[FRONT] = [*of_plan(context)]
    for name, each in scores(context, headlines):
        found[page_of(name) if name in headlines else name].append(each)
    for name, each in of_cells(context):
        found[name].append(each)
    return found


def receipt(context: Context, name: str) -> Receipt | None:
    """The receipt with this id; None for one that there is not."""
    return _by_id(context).get(name)


def near(context: Context, name: str) -> tuple[str, ...]:
    """Up to three ids of receipts that may be meant by one that there is not: of those that share most of its parts.

    The last part of an id may be left out, as that of the cell of an area.
    """
    parts = name.split("/")
    known = {each: each.split("/") for each in _by_id(context)}
    alike = [each for each, own in known.items() if 0 <= len(own) - len(parts) <= 1] or [*known]
    shared = {each: sum(map(eq, parts, known[each])) for each in alike}
    most = max(shared.values())
    return nearest(name, {each: ("/".join(known[each][: len(parts)]),) for each in alike if shared[each] == most})


def differences(context: Context, published: Mapping[str, Any]) -> list[Difference]:
    """What is another thing when published receipts are computed again from the data, field by field.

    `published` is a file of receipts as JSON has it (`receipts`, `made`) or a single one. A receipt that is not made
    any more, or that the file lacks, is told with the field "". Raises pydantic's ValidationError.
    """
    if "receipts" not in published:
        known = Receipt.model_validate(published)
        return [*_between(known.id, known, receipt(context, known.id))]
    then = {each["id"]: Receipt.model_validate(each) for each in published["receipts"]}
    now, pages = _by_id(context), {page_with(name) for name in then}
    here = [name for name in now if page_with(name) in pages and name not in then]
    told = _between("", Made.model_validate(published["made"]), made(context)) if "made" in published else iter(())
    return [
        *told,
        *(each for name, known in then.items() for each in _between(name, known, now.get(name))),
        *(each for name in here for each in _between(name, None, now[name])),
    ]


def _by_id(context: Context) -> dict[str, Receipt]:
    return {each.id: each for found in all_receipts(context).values() for each in found}


def _between(name: str, then: Receipt | Made | None, now: Receipt | Made | None) -> Iterator[Difference]:
    if then is None or now is None:
        if then is not now:
            yield Difference(id=name, field="", published=_plain(then), now=_plain(now))
        return
    old, new = then.model_dump(mode="json"), now.model_dump(mode="json")
    for field in old:
        if old[field] != new[field]:
            yield Difference(id=name, field=field, published=old[field], now=new[field])


def _plain(record: Receipt | Made | None) -> object:
    return None if record is None else record.model_dump(mode="json")
