"""Links to places of the same document, which Typst would pay for by setting nearly every page twice.

They are set as addresses, and led to where their places have come to lie when all pages are set.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

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


def point(place: Place, sheet: Any) -> tuple[float, float]:
    """The point of a place as PDF counts: from the left, and from the bottom of its sheet."""
    return round(place.x, 2), round(round(float(sheet.MediaBox[3]), 2) - place.y, 2)


def within(sheet: Any) -> Iterator[tuple[Any, str]]:
    """The links of a sheet to places of the same document, with the names of these; they lose what Typst says."""
    for link in sheet.get("/Annots", ()):
        address = str(link.A.get("/URI", "")) if "/A" in link else ""
        if address.startswith(ADDRESS):
            del link.A
            if "/Contents" in link:
                del link.Contents
            yield link, address.removeprefix(ADDRESS)


def lead(pdf: pikepdf.Pdf, known: Mapping[str, Place], said: str) -> None:
    """Give every link within a document its place; `said` is what a screen reader says, with the number as {page}.

    Raises KeyError with the name of a place that is not in the document.
    """
    sheets = [sheet.obj for sheet in pdf.pages]
    for link, name in (each for sheet in sheets for each in within(sheet)):
        place = known[name]
        sheet = sheets[place.page - 1]
        link.Dest = pikepdf.Array([sheet, pikepdf.Name.XYZ, *point(place, sheet), 0])
        link.Contents = pikepdf.String(said.format(page=place.page))
