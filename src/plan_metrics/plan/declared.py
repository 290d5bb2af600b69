"""What the head of a plan says of how the rest is read, without reading the plan: nothing heavy is loaded for it."""

from __future__ import annotations

import re
from pathlib import Path

from plan_metrics.reading.lines import toml_keys

LANGUAGE = r"^[a-z]{2,3}(_[A-Z][A-Za-z]{1,7})?$"  # as gettext names its folders: fr, zh_Hant, pt_BR


def default_edition(plan_folder: Path) -> str | None:
    """The edition that a plan names; None where its head cannot be read, which is told in full when it is."""
    edition = _head(plan_folder).get("default_edition")
    return edition if isinstance(edition, str) else None


def declared_languages(plan_folder: Path) -> tuple[str, ...]:
    """The languages that a plan names, its own first; none where it names none, or not as it must."""
    said = _head(plan_folder).get("languages")
    if not isinstance(said, list) or not all(isinstance(code, str) and re.match(LANGUAGE, code) for code in said):
        return ()
    return tuple(dict.fromkeys(said))


def declared_dimensions(plan_folder: Path) -> tuple[str, ...]:
    """The ids of the dimensions that a plan declares, in order; without those that are not said as they must be."""
    said = _head(plan_folder).get("dimensions")
    ids = [each.get("id") for each in said if isinstance(each, dict)] if isinstance(said, list) else []
    return tuple(dict.fromkeys(each for each in ids if isinstance(each, str)))


def meant_languages(plan_folder: Path) -> tuple[str, ...]:
    """The same; where a plan names none, those of the titles of its units, so that its other files are read as well."""
    try:
        header = (plan_folder / "units.csv").read_text("utf-8-sig").partition("\n")[0]
    except (OSError, ValueError):
        header = ""
    return declared_languages(plan_folder) or tuple(dict.fromkeys(re.findall(r"\btitle_([A-Za-z_]+)", header)))


def _head(plan_folder: Path) -> dict[str, object]:
    file = plan_folder / "plan.toml"
    try:  # a pipe or a device would be waited for
        return toml_keys(file.read_text("utf-8-sig")) if file.is_file() else {}
    except (OSError, ValueError, RecursionError):
        return {}
