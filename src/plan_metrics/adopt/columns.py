"""What each column of the tables is: time, value, unit, series, place, a dimension, or nothing that is used here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from plan_metrics.adopt.open_sdg import Repository
from plan_metrics.adopt.tables import Sheet
from plan_metrics.adopt.yaml_files import entries, text_of
from plan_metrics.errors import N_

YEAR, VALUE, UNIT, SERIES, TIMES, STATUS, NOTE = "year", "value", "unit", "series", "times", "status", "note"
PRINTED, SIZE, DECIMALS, SECRET = "printed", "size", "decimals", "secret"
ONCE = (YEAR, VALUE, UNIT, SERIES, TIMES, STATUS, NOTE, PRINTED, SIZE, DECIMALS, SECRET)  # as `Cells` has them
PLACE, DIMENSION, UNUSED = "place", "dimension", "unused"
GEOCODE, AREA = "GeoCode", "REF_AREA"
# Names of the form itself and those of SDMX, whose codes many of these repositories use, as `column_key` makes them.
NAMES = {
    "year": YEAR, "timeperiod": YEAR, "value": VALUE, "obsvalue": VALUE, "units": UNIT, "unitmeasure": UNIT,
    "unitmultiplier": TIMES, "series": SERIES, "seriescode": SERIES, "unitmult": TIMES, "obsstatus": STATUS,
    "observationstatus": STATUS, "commentobs": NOTE, "geocode": PLACE, "refarea": PLACE, "printed": PRINTED,
    "samplesize": SIZE, "decimals": DECIMALS, "confstatus": SECRET,
}  # fmt: skip
ATTRIBUTES = {
    "progress", "nature", "sourcedetail", "commentts", "geoinfourl", "geoinfotype", "timedetail", "freq",
    "timecoverage", "baseper", "reportingtype", "custbreakdownlb", "upperbound", "lowerbound", "datalastupdate",
    "refperiod", "reportingyearstartday", "receipt",
    "dataflow", "structure", "structureid", "structurename", "action", "qualifier", "source",
}  # fmt: skip


@dataclass(frozen=True)
class Roles:
    """The role of each column of the repository by its name, and names as they are in the first table that has them."""

    of: dict[str, str] = field(default_factory=dict)

    def named(self, *roles: str) -> list[str]:
        """The columns of these roles, in the order in which they were met."""
        return [name for name, role in self.of.items() if role in roles]


def roles_of(data: Repository, whole: set[str], shapes: set[str]) -> Roles:
    """The role of every column: by its name, by the settings, by the places that it names; else a dimension.

    `whole` are the names of the whole, `shapes` the names and codes of boundaries.
    """
    named: dict[str, str] = {}
    for key, role in (("unit_column", UNIT), ("series_column", SERIES)):
        if column := text_of(data.options(key)):
            named[column.casefold()] = role
    unused, declared = (
        {text_of(each).casefold() for each in said} if isinstance(said := data.options(key), list) else set()
        for key in ("non_disaggregation_columns", "disaggregation_columns")
    )
    unused |= {text_of(each.get("field")).casefold() for each in entries(data.options("observation_attributes"))}
    places = _beside_codes(data, {*map(column_key, named), *NAMES, *ATTRIBUTES}) | _with_places(data, whole, shapes)
    found: dict[str, str] = {}
    for name in dict.fromkeys(name for sheet in data.sheets for name in sheet.header if name):
        key, known = name.casefold(), column_key(name)
        if key in named or known in NAMES:
            found[name] = named.get(key) or NAMES[known]
        elif name in places:
            found[name] = PLACE
        elif key in unused or (known in ATTRIBUTES and key not in declared):
            found[name] = UNUSED
        else:
            found[name] = DIMENSION
            if data.guessed and key not in declared:
                reason = N_("a column of another name: its cells are taken as what figures are broken down by")
                data.told.note("data", "assumed", reason, name)
    return Roles(found)


def column_key(name: str) -> str:
    """A name as names of columns are compared: without case, spaces and marks.

    >>> column_key("Time Period"), column_key("TIME_PERIOD"), column_key("[Age]")
    ('timeperiod', 'timeperiod', 'age')
    """
    return re.sub(r"[\W_]+", "", name.casefold())


def _beside_codes(data: Repository, taken: set[str]) -> set[str]:
    """Columns that name places: each code of a place stands beside one value of theirs only, and codes beside several.

    The form declares no column as geographical but that of the codes.
    """
    beside: dict[str, dict[str, set[str]]] = {}
    for sheet in data.sheets:
        codes = [n for n, name in enumerate(sheet.header) if name.casefold() == GEOCODE.casefold()][:1]
        others = [(n, name) for n, name in enumerate(sheet.header) if name and column_key(name) not in taken]
        for _, cells in sheet.rows:
            for code in (cells[at] for at in codes if cells[at]):
                for n, name in others:
                    beside.setdefault(name, {}).setdefault(code, set()).add(cells[n])
    return {name for name, values in beside.items() if _names_places(values)}


def _with_places(data: Repository, whole: set[str], shapes: set[str]) -> set[str]:
    """Columns in which the whole stands by its name, or of whose values half are names or codes of boundaries."""
    values: dict[str, set[str]] = {}
    for sheet in data.sheets:
        for at, name in enumerate(sheet.header):
            values.setdefault(name, set()).update(cells[at] for _, cells in sheet.rows)
    found = set()
    for name, cells in values.items():
        said = cells - {""}
        if name and ({cell.casefold() for cell in said} & whole or 2 * len(said & shapes) >= max(len(said), 2)):
            found.add(name)
    return found


def _names_places(values: Mapping[str, set[str]]) -> bool:
    said = [each for each in values.values() if each != {""}]
    return all(len(each) == 1 for each in values.values()) and len(set(map(frozenset, said))) > 1


@dataclass(frozen=True)
class Cells:
    """The cells of a row by role, those of places and dimensions by column; empty ones are left out of these two."""

    line: int
    year: str
    value: str
    unit: str
    series: str
    times: str
    status: str
    note: str
    printed: str
    size: str
    decimals: str
    secret: str
    places: dict[str, str]
    dimensions: dict[str, str]


def cells_of(data: Repository, sheet: Sheet, roles: Roles) -> list[Cells]:
    """The rows of a table; what is not taken of it is told by row and column."""
    told = data.told
    header = [roles.of.get(name, "") for name in sheet.header]
    twice = {name for name in sheet.header if name and sheet.header.count(name) > 1}
    for name in sorted(twice):
        told.note(sheet.file, "unread", N_("a column that stands twice"), name)
    lacking = [name for name, role in (("Year", YEAR), ("Value", VALUE)) if header.count(role) != 1]
    if lacking or twice:
        for name in lacking:
            told.note(sheet.file, "unread", N_("no column of this name, or several"), name)
        return []
    places = {role: [at for at, own in enumerate(header) if own == role] for role in {*NAMES.values(), DIMENSION}}
    unnamed = [at for at, name in enumerate(sheet.header) if not name]
    kept = []
    for line, cells in sheet.rows:
        units = dict.fromkeys(cells[at] for at in places[UNIT] if cells[at])
        odd = next((cells[at] for at in unnamed if cells[at]), "")
        if odd:
            told.note(sheet.file, "refused", N_("“{cell}” in a column without a name"), line=line, cell=odd)
        elif len(units) > 1:
            told.note(sheet.file, "refused", N_("two units: {units}"), line=line, units=", ".join(units))
        else:
            one = {role: next((cells[at] for at in places[role] if cells[at]), "") for role in ONCE}
            of, by = ({sheet.header[at]: cells[at] for at in places[role] if cells[at]} for role in (PLACE, DIMENSION))
            kept.append(Cells(line, **one, places=of, dimensions=by))
    for at, role in enumerate(header):
        if role == UNUSED and (n := sum(bool(cells[at]) for _, cells in sheet.rows)):
            reason = N_("cells of a column that is not read as a figure, a place or a dimension")
            told.note(sheet.file, "not used", reason, sheet.header[at], count=n)
    return kept
