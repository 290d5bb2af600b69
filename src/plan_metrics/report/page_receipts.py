"""Receipts of pages: by which notebook each was made, from what, and which function says what each cell shows.

Numbers in sentences that are no counts have no receipt of their own: whoever doubts one runs the cell again that
says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from plan_metrics.context import Context
from plan_metrics.files import hashed
from plan_metrics.receipts import made
from plan_metrics.report.engine.keys import digest_of
from plan_metrics.report.runs import Run

FILE = "receipts/pages.json"  # below the files of the edition
CALL = re.compile(r"\bviews\.\w+\.\w+(?=\()")


def page_receipts(context: Context, pages: Mapping[str, Any]) -> dict[str, Any]:
    """The receipt of each page that was made, by its id such as `en/A07`."""
    return {"made": made(context).model_dump(mode="json"), "pages": dict(pages)}


def page_receipt(run: Run, parts: Mapping[str, str], notebook: Mapping[str, Any]) -> dict[str, Any]:
    """The receipt of the page that an executed notebook is.

    `sha256` of the notebook is that of its cells without outputs; `slice` the digest of all that the page may read,
    `reads` those of its `parts` by the file they come from: of what the edition shows, never of a suppressed figure.
    """
    return {
        "notebook": f"notebooks/{run.job.notebook}.ipynb",
        "sha256": run.inputs.notebook,
        "parameters": dict(run.inputs.parameters),
        "slice": run.inputs.slice,
        "reads": _by_file(parts),
        "cells": list(_cells(notebook["cells"])),
    }


def _by_file(parts: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, list[list[str]]] = {}
    for name, digest in sorted(parts.items()):
        found.setdefault(name.partition(":")[0].partition("/")[0], []).append([name, digest])
    return {name: digest_of(each) for name, each in found.items()}


def _cells(cells: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for place, cell in enumerate(cells):
        shown = [
            output["data"]["text/html"] for output in cell.get("outputs", ()) if "text/html" in output.get("data", ())
        ]
        if shown:
            html = "".join("".join(each) for each in shown)
            yield {"cell": place, "shows": CALL.findall("".join(cell["source"])), "sha256": hashed(html.encode())}
