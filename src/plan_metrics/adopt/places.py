"""What the data set says of places beside its tables: what the whole is called, and the boundaries of maps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from plan_metrics.adopt.foreign_files import MOST_DEEP, Files, json_of
from plan_metrics.adopt.open_sdg import CONFIG, Repository
from plan_metrics.adopt.words import Said
from plan_metrics.adopt.yaml_files import entries, text_of
from plan_metrics.errors import N_, FaultError

COVERAGE = ("national_geographical_coverage", "geographical_coverage", "REF_AREA_NAT")


def coverage_of(data: Repository) -> dict[str, Said]:
    """What the whole is called, by each of its names; under "" the names that most indicators give it."""
    said: Counter[Any] = Counter()
    for topic in data.topics:
        if words := data.said(topic, *COVERAGE):
            said[tuple(words.values())] += 1
    if not said:
        return {}
    most = dict(zip(data.words.languages, max(said, key=lambda words: (said[words], words)), strict=True))
    return {"": most} | {name.casefold(): most for name in most.values()}


@dataclass(frozen=True)
class Boundaries:
    """Of the maps of the settings: the codes of each by its folder, the name of each code, and its geometry."""

    layers: Mapping[str, set[str]]
    names: Mapping[str, str]
    geometry: Mapping[str, Any]
    file: str

    @property
    def ids(self) -> dict[str, str]:
        """The code of each name that only one shape has."""
        counts = Counter(self.names.values())
        return {name: code for code, name in self.names.items() if counts[name] == 1}


def boundaries_of(data: Repository) -> Boundaries:
    """The boundaries that the settings name and the data set has; what it has not is told."""
    layers: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    geometry: dict[str, Any] = {}
    files = []
    data_set = Files(data.base)
    for layer in entries(data.config.get("map_layers")):
        at = PurePosixPath(text_of(layer.get("geojson_file")))
        try:
            raw = data_set.read(text_of(layer.get("geojson_file")), MOST_DEEP)
        except FaultError:
            reason = N_("the boundaries {file} are not in the data set")
            data.told.note(CONFIG[0], "not used", reason, "map_layers", file=text_of(layer.get("geojson_file")))
            continue
        try:
            features = json_of(raw, at.as_posix())["features"]
            own = [(each.get("properties") or {}, each.get("geometry")) for each in features]
        except (FaultError, KeyError, TypeError, AttributeError):
            data.told.note(at.as_posix(), "unread", N_("no GeoJSON"))
            continue
        files.append(at.as_posix())
        folder = text_of(layer.get("output_subfolder")) or at.stem
        for properties, shape in own:
            code = str(properties.get(text_of(layer.get("id_property")), ""))
            if code:
                layers.setdefault(folder, set()).add(code)
                names.setdefault(code, str(properties.get(text_of(layer.get("name_property"))) or code))
                geometry.setdefault(code, shape)
    return Boundaries(layers, names, geometry, ", ".join(files))
