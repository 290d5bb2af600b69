"""Links to places of the same document, which Typst would pay for by setting nearly every page twice.

They are set as addresses, and led to where their places have come to lie when all pages are set.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

import pikepdf
import typst

ADDRESS = "to:"  # what the address of such a link begins with, in `document.typ` too
PLACES = "<places>"  # the label there of the list of places


class Place(NamedTuple):
    """A page, from 1, and a point on it, in points from the left and from the top."""

    page: int
    x: float
    y: float


def places(compiler: typst.Compiler) -> dict[str, Place]:
    """Where the places of the document lie that was compiled last; costs nothing then."""
    return {name: Place(*at) for name, *at in json.loads(compiler.query(PLACES, field="value", one=True))}


def lead(pdf: pikepdf.Pdf, known: Mapping[str, Place], said: str) -> None:
    """Give every link within a document its place; `said` is what a screen reader says, with the number as {page}.

    Raises KeyError with the name of a place that is not in the document.
    """
    pages = [page.obj for page in pdf.pages]
    tops = [round(float(page.MediaBox[3]), 2) for page in pages]
    for page in pages:
        for link in page.get("/Annots", ()):
            address = str(link.A.get("/URI", "")) if "/A" in link else ""
            if address.startswith(ADDRESS):
                place = known[address.removeprefix(ADDRESS)]
                del link.A
                at = round(place.x, 2), round(tops[place.page - 1] - place.y, 2)
                link.Dest = pikepdf.Array([pages[place.page - 1], pikepdf.Name.XYZ, *at, 0])
                link.Contents = pikepdf.String(said.format(page=place.page))
