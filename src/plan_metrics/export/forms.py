"""What the columns of the observations are called in the forms that carry a plan: written by it, and read back by it.

The Data Package has our own names. `export.sdmx` and `export.open_sdg` write the others, `adopt.own_sdmx` and
`adopt.own_open_sdg` read them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

# By our column: its name in SDMX and in the Open SDG form, in the order of the latter; empty where it has no place.
NAMES = {
    "indicator": ("INDICATOR", ""),  # which has a file of its own in the Open SDG form
    "action": ("PLAN_ACTION", ""),
    "period": ("TIME_PERIOD", "Year"),
    "region": ("REF_AREA", "REF_AREA"),
    "unit": ("UNIT_MEASURE", "Units"),
    "flag": ("OBS_STATUS", "OBS_STATUS"),
    "qualifier": ("QUALIFIER", "QUALIFIER"),
    "printed": ("PRINTED", "PRINTED"),
    "sample_size": ("SAMPLE_SIZE", "SAMPLE_SIZE"),
    "source": ("SOURCE", "SOURCE"),
    "note": ("COMMENT_OBS", "COMMENT_OBS"),  # in SDMX one for each language
    "receipt": ("RECEIPT", "RECEIPT"),
    "low": ("LOW", ""),
    "high": ("HIGH", ""),
    "edition": ("FIRST_EDITION", ""),
    "value": ("OBS_VALUE", "Value"),
}
FOLLOW = ("action", "low", "high", "edition", "receipt")  # from the other columns: they are not read back


def in_sdmx(languages: Sequence[str]) -> dict[str, str]:
    """The name of each column of observations in SDMX, with a column for the notes in each language."""
    notes = {f"note_{code}": f"{NAMES['note'][0]}_{code.upper()}" for code in languages}
    return {of: name for of, (name, _) in NAMES.items() if of != "note"} | notes


def in_open_sdg() -> dict[str, str]:
    """The same in the Open SDG form, which has one column for the notes in all languages: `note`."""
    return {of: name for of, (_, name) in NAMES.items() if name}


def read_back(names: dict[str, str]) -> dict[str, str]:
    """Those of the columns that do not follow from others."""
    return {of: name for of, name in names.items() if of not in FOLLOW}


def kept_apart(ids: Iterable[str], plain: Callable[[str], str], alike: Callable[[str], str]) -> dict[str, str]:
    """What each id is made by `plain`, with a number behind a later one where two come to what is `alike`."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for id in dict.fromkeys(ids):
        name, n = plain(id), 1
        while alike(name) in taken:
            n += 1
            name = f"{plain(id)}-{n}"
        taken.add(alike(name))
        found[id] = name
    return found
