"""One receipt, computed again from the figures of the project, and what is published of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from plan_metrics.context import Context
from plan_metrics.errors import N_, FaultError, fault_at
from plan_metrics.receipts import all_receipts, differences, near, page_with, receipt
from plan_metrics.receipts.page import receipt_page
from plan_metrics.verify.difference import EXTRA, MISSING, Difference
from plan_metrics.verify.files import file_differences
from plan_metrics.verify.tables import as_told
from plan_metrics.views import downloads

WHOLE, FIELD = N_("receipt {id}"), N_("receipt {id}: {field}")


def address_of(receipt_id: str) -> str:
    """The file of the downloads that has a receipt."""
    name = downloads.RECEIPTS.format(page=page_with(receipt_id))
    return f"{downloads.FOLDER}/{downloads.API.format(name=name)}"


def check_receipt_id(context: Context, name: str) -> None:
    """Raise `FaultError`, with the nearest ids, for what has the form of a receipt's id and is none that is computed.

    Of three parts or more is nothing else but a file; of two an id begins or ends as others of two do.
    """
    known = [found.id for receipts in all_receipts(context).values() for found in receipts]
    heads, ends = ({each.split("/")[place] for each in known if each.count("/") == 1} for place in (0, 1))
    head, _, end = name.partition("/")
    if "." in name.rpartition("/")[2] or ("/" not in end and head not in heads and end not in ends):
        return
    meant = near(context, name)
    fix = N_("Perhaps this is meant: {meant}.") if meant else N_("Copy the id from the page of receipts.")
    expected = N_("the id of a receipt, as it stands under “Verify” on a page of receipts")
    values: dict[str, Any] = {"value": name, "meant": ", ".join(meant)}
    found = fault_at("unknown_receipt", "parameters", N_("“{value}”"), expected, fix, column="receipt", **values)
    raise FaultError([found])


def receipt_differences(context: Context, receipt_id: str, site: Path) -> list[Difference] | None:
    """The fields of a published receipt that are others when it is computed; None for an id that has no receipt."""
    file = address_of(receipt_id)
    published, computed = _published(site / file, receipt_id), receipt(context, receipt_id)
    values = {"id": receipt_id}
    if published is None:
        return None if computed is None else [Difference(file, MISSING, WHOLE, values)]
    if computed is None:
        return [Difference(file, EXTRA, WHOLE, values)]
    try:
        found = differences(context, published)
    except ValidationError as error:
        field = ".".join(map(str, error.errors()[0]["loc"]))
        return [Difference(file, place=FIELD, values={**values, "field": field}, published=as_told(published))]
    return [
        Difference(
            file,
            place=FIELD,
            values={**values, "field": each.field},
            published=as_told(each.published),
            computed=as_told(each.now),
        )
        for each in found
    ]


def receipt_page_differences(
    contexts: Mapping[str, Context], receipt_id: str, site: Path
) -> dict[str, list[Difference]]:
    """What differs on the pages that readers open the receipt on, by their addresses."""
    page, found = page_with(receipt_id), {}
    receipts = all_receipts(next(iter(contexts.values())))[page]  # which are the same in every language
    for code, context in contexts.items():
        name = f"{downloads.FOLDER}/{downloads.RECEIPT_PAGE.format(page=page, language=code)}"
        found[name] = [Difference(name, MISSING)]
        if (site / name).is_file():
            computed = receipt_page(context, page, receipts).encode()
            found[name] = file_differences(name, (site / name).read_bytes(), computed)
    return found


def _published(file: Path, receipt_id: str) -> dict[str, object] | None:
    try:
        found = json.loads(file.read_text("utf-8"))["receipts"]
        return next((each for each in found if each["id"] == receipt_id), None)
    except (OSError, ValueError, KeyError, TypeError):
        return None
