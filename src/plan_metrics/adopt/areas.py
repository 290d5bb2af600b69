"""The reference areas of a data set: which places its rows are about, what lies in what, and their shapes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from plan_metrics.adopt.codes import Codes, plain_code
from plan_metrics.adopt.columns import AREA, GEOCODE, Cells
from plan_metrics.adopt.open_sdg import Repository
from plan_metrics.adopt.places import Boundaries
from plan_metrics.adopt.words import FOLDER, Said, worded
from plan_metrics.errors import N_
from plan_metrics.languages import FORMS
from plan_metrics.plan.consistency import OF_A_KIND, PAGES

WHOLE = "WHOLE"
LEVEL = " / "  # between a column and the depth in its list of codes
Place = tuple[tuple[str, str], ...]  # (column, cell), from the widest column to the narrowest; () for the whole


@dataclass(frozen=True)
class Area:
    """An area: its code, its level (a column, or the folder of a map), the code of its parent, and its names."""

    code: str
    level: str
    parent: str
    title: Said
    further: str  # the code that the boundaries have, where it is another one


@dataclass(frozen=True)
class Areas:
    """The whole and its parts; `of` says which area a place is. `levels`: what one and several are called."""

    whole: Said
    of: Mapping[Place, str]
    parts: tuple[Area, ...]
    levels: Mapping[str, tuple[Said, Said]]
    shapes: tuple[Mapping[str, Any], ...]
    shapes_from: str


def areas_of(
    data: Repository, rows: Iterable[Cells], taken: Iterable[str], coverage: Mapping[str, Said], bounds: Boundaries
) -> Areas:
    """The areas that any row is about; no code of them is one of those that are `taken`."""
    rows = list(rows)
    columns = _from_the_widest(rows)
    seen: dict[Place, Counter[str]] = {}
    for row in rows:
        seen.setdefault(place_of(row, columns), Counter())[_geocode(row)] += 1
    linked, same = _linked(data, seen, bounds)
    names = {place: _names(data, place, linked.get(place, ""), bounds) for place in seen if place}
    codes = Codes(60, [*taken, *PAGES, WHOLE], marks="-")
    of: dict[Place, str] = {(): WHOLE}
    parts: list[Area] = []
    for place in sorted((place for place in seen if place and place not in same), key=lambda each: (len(each), each)):
        if {name.casefold() for name in (*names[place].values(), place[-1][1])} & {*coverage}:
            of[place] = WHOLE
            continue
        column, cell = place[-1]
        own = linked.get(place, "")
        code = _fitting(codes, place, cell if column == AREA else own or cell, column)
        of[place] = code
        parent = next((of[up] for n in range(len(place) - 1, 0, -1) if (up := place[:n]) in of), WHOLE)
        further = own or cell
        layers = [layer for layer, there in bounds.layers.items() if further in there] if column == GEOCODE else []
        level = layers[0] if layers else column
        parts.append(Area(code, level, parent, names[place], "" if further == code else further))
    of |= {place: of[other] for place, other in same.items()}
    parts = [_in_its_list(data, of, part) for part in parts] if data.parents else parts
    parts = _told_apart(parts, coverage, data.words.languages)
    order = [*dict.fromkeys(part.level for part in sorted(parts, key=lambda part: _depth(part, parts)))]
    above = {part.code: order.index(part.level) for part in parts}
    parts = [part if above.get(part.parent, -1) < above[part.code] else replace(part, parent=WHOLE) for part in parts]
    levels = {level: _words_of_level(data, level) for level in order}
    shapes, file = _shapes(data, bounds, parts)
    whole = coverage.get("", {}) or worded(data.words.languages, N_("The whole area"))
    return Areas(whole, of, tuple(parts), levels, shapes, file)


def _in_its_list(data: Repository, of: Mapping[Place, str], part: Area) -> Area:
    """An area in the nearest one with a figure that its list of codes puts it in; each depth of the list is a level."""
    cells = {code: place[-1] for place, code in of.items() if place and code != WHOLE}
    column, cell = cells[part.code]
    above = [of[((column, up),)] for up in upwards((column, cell), data.parents) if ((column, up),) in of]
    depth = sum(code != WHOLE for code in above)
    level = f"{part.level}{LEVEL}{depth + 1}" if depth else part.level
    return replace(part, parent=above[0], level=level) if above else part


def upwards(code: tuple[str, str], parents: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """The codes of a column above one, from the nearest; each once, whatever leads back to itself."""
    column, cell = code
    seen = {cell}
    while (cell := parents.get((column, cell), "")) and cell not in seen:
        seen.add(cell)
        yield cell


def _linked(
    data: Repository, seen: Mapping[Place, Mapping[str, int]], bounds: Boundaries
) -> tuple[dict[Place, str], dict[Place, Place]]:
    """The code of each place that has one, from the rows or the name of a shape; and which places are the same.

    Places of one code are one area where they have one name; else the code is none of theirs, which is told.
    """
    linked: dict[Place, str] = {}
    for place, found in seen.items():
        codes = sorted({*found} - {""})
        if place and len(codes) > 1:
            reason = N_("{place} has several codes: {codes}")
            data.told.note("data", "not used", reason, GEOCODE, place=place[-1][1], codes=", ".join(codes[:5]))
        elif place and codes:
            linked[place] = codes[0]
        elif place and place[-1][1] in bounds.ids:
            linked[place] = bounds.ids[place[-1][1]]
    of_code: dict[str, list[Place]] = {}
    for place, code in linked.items():
        of_code.setdefault(code, []).append(place)
    same: dict[Place, Place] = {}
    for code, places in of_code.items():
        named = [place for place in places if place[-1][0] != GEOCODE]
        if len({place[-1][1].casefold() for place in named}) > 1:
            data.told.note("data", "not used", N_("{code} stands beside several places"), GEOCODE, code=code)
            linked = {place: own for place, own in linked.items() if own != code or place not in named}
        elif len(places) > 1:
            first = max(named, key=lambda place: (len(place), place))
            same |= {place: first for place in places if place != first}
    return linked, same


def place_of(row: Cells, columns: Sequence[str]) -> Place:
    """The place that a row is about, from its widest column to its narrowest; that of its code where it has no name."""
    named = tuple((column, row.places[column]) for column in columns if column in row.places)
    code = _geocode(row)
    return named or (((GEOCODE, code),) if code else ())


def _geocode(row: Cells) -> str:
    return next((cell for column, cell in row.places.items() if column.casefold() == GEOCODE.casefold()), "")


def _from_the_widest(rows: Iterable[Cells]) -> list[str]:
    """The columns that name places, those with fewer different places first."""
    values: dict[str, set[str]] = {}
    for row in rows:
        for column, cell in row.places.items():
            if column.casefold() != GEOCODE.casefold():
                values.setdefault(column, set()).add(cell)
    return sorted(values, key=lambda column: len(values[column]))


place_columns = _from_the_widest


def _fitting(codes: Codes, place: Place, wanted: str, otherwise: str) -> str:
    """The code of an area: at most three parts of 20 letters, so that there is room for a number."""
    made = "-".join(part[:20] for part in plain_code(wanted, 60, "-").split("-")[:3])
    if OF_A_KIND.match(made):
        made = f"area-{made}"
    return codes.give(place, made, otherwise, "area")


def _words_of_level(data: Repository, level: str) -> tuple[Said, Said]:
    """What one and several areas are called: by the heading of their column; one of codes says no more than area."""
    column, _, depth = level.partition(LEVEL)
    depth = depth and f" {depth}"
    heading = data.words.of_code(column, column)
    said = (worded(FORMS, text) if column in (AREA, GEOCODE) else {} for text in (N_("area"), N_("areas")))
    one, other = ({code: f"{own.get(code, words)}{depth}" for code, words in heading.items()} for own in said)
    return one, other


def _names(data: Repository, place: Place, code: str, bounds: Boundaries) -> Said:
    column, cell = place[-1]
    said = data.words.of_code(column, cell)
    known = bounds.names.get(code or cell)
    if known and set(said.values()) == {cell}:
        return dict.fromkeys(data.words.languages, known)
    if set(said.values()) == {cell} and column in (GEOCODE, AREA):
        data.told.note(f"{FOLDER}/{column}", "without words", N_("no name for the area {code}"), code=cell)
    return said


def _depth(part: Area, parts: Sequence[Area]) -> int:
    above, depth = {each.code: each.parent for each in parts}, 0
    at = part.parent
    while at in above and depth < len(parts):
        at, depth = above[at], depth + 1
    return depth


def _told_apart(parts: Sequence[Area], coverage: Mapping[str, Said], languages: Sequence[str]) -> list[Area]:
    """The same with a code behind each name that two areas have, or an area and the whole."""
    owners: dict[str, set[str]] = {name: {WHOLE} for name in coverage if name}
    for part in parts:
        for name in (part.code.casefold(), *part.title.values()):
            owners.setdefault(name, set()).add(part.code)
    found = []
    for part in parts:
        shared = any(
            len(owners.get(name, ())) > 1 or len(owners.get(name.casefold(), {part.code})) > 1
            for name in part.title.values()
        )
        title = {code: f"{part.title[code]} ({part.code})" for code in languages} if shared else part.title
        found.append(replace(part, title=title))
    return found


def _shapes(data: Repository, bounds: Boundaries, parts: Sequence[Area]) -> tuple[tuple[Mapping[str, Any], ...], str]:
    """A feature for each area that has a shape in degrees; what has none is told."""
    found, there = [], set()
    for part in parts:
        code = part.further or part.code
        shape = bounds.geometry.get(code)
        if not shape:
            continue
        there.add(code)
        if _in_degrees(shape):
            found.append({"type": "Feature", "properties": {"region": part.code}, "geometry": shape})
        else:
            reason = N_("the shape of {code} is no polygon in degrees of longitude and latitude")
            data.told.note(bounds.file, "not used", reason, code=code)
    if idle := sorted({*bounds.geometry} - there):
        reason = N_("shapes of areas without a figure: {codes}")
        data.told.note(bounds.file, "not used", reason, count=len(idle), codes=", ".join(idle[:20]))
    return tuple(found), bounds.file


def _in_degrees(shape: Mapping[str, Any]) -> bool:
    if not isinstance(shape, Mapping) or shape.get("type") not in ("Polygon", "MultiPolygon"):
        return False
    try:
        rings = shape["coordinates"] if shape["type"] == "Polygon" else [r for one in shape["coordinates"] for r in one]
        return all(-180 <= x <= 180 and -90 <= y <= 90 for ring in rings for x, y, *_ in ring) and bool(rings)
    except (KeyError, TypeError, ValueError):
        return False


def level_id(level: str) -> str:
    """The id of a level, from the column or the folder that it is named after.

    >>> level_id("Local Authority"), level_id("REF_AREA"), level_id("Область")
    ('local-authority', 'ref-area', 'area')
    """
    made = plain_code(level, 34, "-").casefold()
    return made if re.match("[a-z]", made) and made not in ("group", "whole") else "area"
