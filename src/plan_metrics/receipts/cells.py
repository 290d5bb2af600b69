"""Receipts of the cells of areas and breakdowns: which series of an action each counts, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterator

from plan_metrics.context import Context
from plan_metrics.receipts.record import Receipt
from plan_metrics.views import heatmap
from plan_metrics.views.heatmap import Cell
from plan_metrics.views.links import receipt_id


def of_cells(context: Context) -> Iterator[tuple[str, Receipt]]:
    """The receipt of each cell that stands for a series or more, with its action."""
    for page, rows in heatmap.series_by_page(context).items():
        for action in context.plan.actions:
            series, found, aside = heatmap.series_of(context, action, rows)
            if series:
                yield (
                    action.id,
                    Receipt(
                        id=heatmap.receipt_name(action.id, page), kind="count", value=found.series,
                        inputs=tuple(receipt_id(row, "status") for row in series),
                        facts={"judged": found.judged, "most": found.most, "look": found.look, "aside": aside},
                    ),
                )  # fmt: skip


def is_of_cell(receipt: Receipt) -> bool:
    """Whether a receipt is that of a cell."""
    return receipt.kind == "count" and receipt.id.count("/") == 2


def place_of(context: Context, receipt: Receipt) -> tuple[str, str]:
    """The page of the area or of the breakdown that a cell is of, and its title."""
    page = receipt.id.split("/")[1]
    part = next((each for each in context.plan.paged_breakdowns if each.address == page), None)
    return page, (part.title if part else context.plan.region(page).short)[context.language]


def said(context: Context, receipt: Receipt) -> str:
    """What a cell means, in the words that it has for whoever hears it."""
    judged, most, aside = (int(str(receipt.facts[name])) for name in ("judged", "most", "aside"))
    found = Cell(str(receipt.facts["look"]), int(str(receipt.value)), judged, most)
    return heatmap.cell_words(context, found, aside)
