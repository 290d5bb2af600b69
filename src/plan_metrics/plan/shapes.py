"""The shapes of areas for a map: `map.geojson`, made small enough for a page."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from plan_metrics.errors import N_, Fault, fault_at
from plan_metrics.plan.code_lists import Region
from plan_metrics.reading.encodings import decoded

SHAPES_FILE = "map.geojson"
WIDE = 600  # steps of the grid, over the longer side of the map, on which points are put
PLACES = N_("a GeoJSON FeatureCollection of polygons in degrees of longitude and latitude")
NAMED = N_("a property that holds the code of a region, or one of its further codes")
FIX = N_("Correct the file, or remove it: the areas are then shown as tiles, or in tables.")

Ring = tuple[tuple[float, float], ...]
Shapes = dict[str, tuple[Ring, ...]]


def read_shapes(file: Path, regions: Sequence[Region], faults: list[Fault]) -> Shapes:
    """The rings of each area by its code, in steps of a grid: x to the right, y downwards, from 0 on; {} for no file.

    What is wrong is added to `faults`: no GeoJSON, a shape that names no region or one that has a shape, bad places.
    """
    if not file.is_file():
        return {}
    try:
        features = json.loads(decoded(file.read_bytes(), file.name))["features"]
        found = [(_codes(one), list(_rings(one["geometry"]))) for one in features]
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
        faults.append(_fault(N_("a file that is not of this form"), PLACES))
        return {}
    codes = {code: each.region for each in regions for code in (*each.codes.values(), each.region) if code}
    named: dict[str, list[list[tuple[float, float]]]] = {}
    for place, (own, rings) in enumerate(found, 1):
        region = next((codes[code] for code in own if code in codes), None)
        if region is None or region in named:
            found_is = (
                N_("shape {place}, which names no region") if region is None else N_("{region} for the second time")
            )
            faults.append(_fault(found_is, NAMED, place=place, region=region))
        elif not all(-180 <= x <= 180 and -90 <= y <= 90 for ring in rings for x, y in ring):
            faults.append(_fault(N_("shape {place}, with a point outside the globe"), PLACES, place=place))
        else:
            named[region] = rings
    return _on_a_grid(named) if any(ring for rings in named.values() for ring in rings) else {}


def _codes(feature: Mapping[str, Any]) -> list[str]:
    said = [feature.get("id"), *(feature.get("properties") or {}).values()]
    return [str(value) for value in said if isinstance(value, str | int)]


def _rings(geometry: Mapping[str, Any]) -> Iterator[list[tuple[float, float]]]:
    parts = {"Polygon": lambda places: [places], "MultiPolygon": list}[geometry["type"]](geometry["coordinates"])
    for polygon in parts:
        for ring in polygon:
            yield [(float(point[0]), float(point[1])) for point in ring]


def _on_a_grid(named: Mapping[str, list[list[tuple[float, float]]]]) -> Shapes:
    """The rings with each point on a grid, without those that fall on the one before; a ring of less is left out.

    Degrees of longitude are made shorter as they are in the middle of the map.
    """
    points = [point for rings in named.values() for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrow = math.cos(math.radians((south + north) / 2))
    step = max((east - west) * narrow, north - south) / WIDE or 1.0
    made: Shapes = {}
    for region, rings in named.items():
        kept = []
        for ring in rings:
            placed = [(round((x - west) * narrow / step), round((north - y) / step)) for x, y in ring]
            small = [point for at, point in enumerate(placed) if at == 0 or point != placed[at - 1]]
            if len(small) > 3:
                kept.append(tuple((float(x), float(y)) for x, y in small))
        made[region] = tuple(kept)
    return made


def _fault(found: str, expected: str, **values: Any) -> Fault:
    return fault_at("wrong_shapes", SHAPES_FILE, found, expected, FIX, **values)
