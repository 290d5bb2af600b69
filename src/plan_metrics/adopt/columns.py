"""What each column of the tables is: time, value, unit, series, place, a dimension, or nothing that is used here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from plan_metrics.adopt.open_sdg import Repository, Sheet
from plan_metrics.adopt.told import because
from plan_metrics.adopt.yaml_files import entries, text_of
from plan_metrics.errors import N_

YEAR, VALUE, UNIT, SERIES, TIMES, STATUS, NOTE = "year", "value", "unit", "series", "times", "status", "note"
PRINTED, SIZE, DECIMALS, SECRET = "printed", "size", "decimals", "secret"
PLACE, DIMENSION, UNUSED = "place", "dimension", "unused"
GEOCODE, AREA = "GeoCode", "REF_AREA"
# Names of the form itself and those of SDMX, whose codes many of these repositories use; compared without case.
NAMES = {
    "year": YEAR, "time_period": YEAR, "value": VALUE, "obs_value": VALUE, "units": UNIT, "unit_measure": UNIT,
    "unit multiplier": TIMES,
    "series": SERIES, "unit_mult": TIMES, "obs_status": STATUS, "observation status": STATUS, "comment_obs": NOTE,
    "geocode": PLACE, "ref_area": PLACE, "printed": PRINTED, "sample_size": SIZE, "decimals": DECIMALS,
    "conf_status": SECRET,
}  # fmt: skip
ATTRIBUTES = {
    "progress", "nature", "source_detail", "comment_ts", "geo_info_url", "geo_info_type", "time_detail", "freq",
    "time_coverage", "base_per", "reporting_type", "cust_breakdown_lb", "upper_bound", "lower_bound",
    "data_last_update", "ref_period", "dataflow", "structure", "structure_id",
    "structure_name", "action", "qualifier", "source",
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
    named = {name: role for name, role in NAMES.items()}
    for key, role in (("unit_column", UNIT), ("series_column", SERIES)):
        if column := text_of(data.options(key)):
            named[column.casefold()] = role
    unused, declared = (
        {text_of(each).casefold() for each in said} if isinstance(said := data.options(key), list) else set()
        for key in ("non_disaggregation_columns", "disaggregation_columns")
    )
    unused |= {text_of(each.get("field")).casefold() for each in entries(data.options("observation_attributes"))}
    places = _beside_codes(data, {*named, *ATTRIBUTES}) | _with_places(data, whole, shapes)
    found: dict[str, str] = {}
    for topic in data.topics:
        for name in topic.sheet.header if topic.sheet else ():
            key = name.casefold()
            if not name or name in found:
                continue
            if key in named:
                found[name] = named[key]
            elif name in places:
                found[name] = PLACE
            elif key in unused or key in ATTRIBUTES - declared:
                found[name] = UNUSED
            else:
                found[name] = DIMENSION
    return Roles(found)


def _beside_codes(data: Repository, taken: set[str]) -> set[str]:
    """Columns that name places: each code of a place stands beside one value of theirs only, and codes beside several.

    The form declares no column as geographical but that of the codes.
    """
    beside: dict[str, dict[str, set[str]]] = {}
    for topic in data.topics:
        sheet = topic.sheet
        at = (
            next((n for n, name in enumerate(sheet.header) if name.casefold() == GEOCODE.casefold()), None)
            if sheet
            else None
        )
        if sheet is None or at is None:
            continue
        others = [(n, name) for n, name in enumerate(sheet.header) if name and name.casefold() not in taken]
        for _, cells in sheet.rows:
            if len(cells) > at and cells[at]:
                for n, name in others:
                    if n < len(cells):
                        beside.setdefault(name, {}).setdefault(cells[at], set()).add(cells[n])
    return {name for name, values in beside.items() if _names_places(values)}


def _with_places(data: Repository, whole: set[str], shapes: set[str]) -> set[str]:
    """Columns in which the whole stands by its name, or of whose values half are names or codes of boundaries."""
    values: dict[str, set[str]] = {}
    for sheet in (topic.sheet for topic in data.topics if topic.sheet):
        for at, name in enumerate(sheet.header):
            values.setdefault(name, set()).update(cells[at] for _, cells in sheet.rows if at < len(cells))
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
    """The rows of a table that have a cell in each column; what else it has is told by row and column."""
    told, width = data.told, len(sheet.header)
    header = [roles.of.get(name, "") for name in sheet.header]
    twice = {name for name in sheet.header if name and sheet.header.count(name) > 1}
    for name in sorted(twice):
        told.note(sheet.file, "unread", because(N_("a column that stands twice")), name)
    lacking = [name for name, role in (("Year", YEAR), ("Value", VALUE)) if header.count(role) != 1]
    if lacking or twice:
        for name in lacking:
            told.note(sheet.file, "unread", because(N_("no column of this name, or several")), name)
        return []
    kept = []
    filled = {at: 0 for at, role in enumerate(header) if role in (UNUSED, "")}
    for line, cells in sheet.rows:
        told.note(sheet.file, "read", because(N_("rows of the table")))
        if len(cells) < width or any(cells[width:]):
            told.note(sheet.file, "refused", because(N_("a row of another width than the header")), line=line)
            continue
        if unnamed := [at for at, role in enumerate(header) if not sheet.header[at] and cells[at]]:
            cell = cells[unnamed[0]]
            told.note(sheet.file, "refused", because(N_("“{cell}” in a column without a name"), cell=cell), line=line)
            continue
        for at in filled:
            filled[at] += bool(cells[at])
        units = dict.fromkeys(cells[at] for at, role in enumerate(header) if role == UNIT and cells[at])
        if len(units) > 1:
            reason = because(N_("two units: {units}"), units=", ".join(units))
            told.note(sheet.file, "refused", reason, line=line)
            continue
        one = {
            role: next((cells[at] for at, own in enumerate(header) if own == role and cells[at]), "")
            for role in NAMES.values()
        }
        by = {
            role: {sheet.header[at]: cells[at] for at, own in enumerate(header) if own == role and cells[at]}
            for role in (PLACE, DIMENSION)
        }
        kept.append(
            Cells(
                line, one[YEAR], one[VALUE], one[UNIT], one[SERIES], one[TIMES], one[STATUS], one[NOTE],
                one[PRINTED], one[SIZE], one[DECIMALS], one[SECRET], by[PLACE], by[DIMENSION],
            )
        )  # fmt: skip
    for at, n in filled.items():
        if n:
            reason = because(N_("cells of a column that is not read as a figure, a place or a dimension"))
            told.note(sheet.file, "not used", reason, sheet.header[at], n=n)
    return kept
