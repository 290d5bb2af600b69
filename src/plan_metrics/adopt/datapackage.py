"""Reads a Frictionless Data Package: one of this program as the project that it was, another's as tables of indicators.

The form is described at https://specs.frictionlessdata.io: `datapackage.json` names tables, their columns and types,
which values are none, and by foreign keys the tables that say what the codes of a column mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from plan_metrics.adopt.code_names import CodeNames, groups_of, keys_of_indicators, parents_of, with_the_whole
from plan_metrics.adopt.foreign_files import MOST_DEEP, Files, Keys, json_of, no_data
from plan_metrics.adopt.foreign_files import keys as keys_in
from plan_metrics.adopt.long_table import each_once, has_figures, languages_or_source, topics_of
from plan_metrics.adopt.open_sdg import Repository, Topic
from plan_metrics.adopt.own_package import Returned, read_own, record_in
from plan_metrics.adopt.tables import Sheet, sheet_of
from plan_metrics.adopt.told import Told
from plan_metrics.adopt.words import Said, Vocabulary
from plan_metrics.adopt.yaml_files import entries
from plan_metrics.errors import N_
from plan_metrics.export.forms import FOLLOW
from plan_metrics.languages import code_of, columns_of
from plan_metrics.reading.encodings import decoded

OTHER_ENCODING = re.compile(r"(iso[-_]?8859|latin|windows|cp\d|koi8|mac|utf[-_]?16|shift|euc|big5)", re.I)
DESCRIPTOR = "datapackage.json"
OURS = "plan-metrics/"  # how the ids of packages of this program begin
FIGURES = "observations"  # the table of such a package that has the figures
# Keys of a description that something is made of, or that only say what a file is.
OF_A_PACKAGE = {"$schema", "profile", "name", "title", "id", "resources", "sources"}
OF_A_FILE = {"path", "format", "mediatype", "encoding", "bytes", "hash", "scheme", "type"}
OF_A_RESOURCE = {"$schema", "profile", "name", "title", "schema", "dialect", "sources", "data"} | OF_A_FILE
OF_A_FIELD = {"name", "type", "format", "title", "constraints", "categories", "decimalChar", "groupChar", "codes"}
NAMES, ABOUT, PARENT = ("title", "name", "label"), ("description", "definition", "counts"), "parent"


def read_package(path: Path, languages: Sequence[str] = ()) -> Repository | Returned:
    """The package in a folder or a zip file, or of a `datapackage.json`; words of another's are in these languages.

    Raises `FaultError` for what is no package, for a path that leads out of it, and where it has no table of figures.
    """
    files = Files(path.parent if path.name == DESCRIPTOR else path)
    descriptor = json_of(files.read(DESCRIPTOR, MOST_DEEP), DESCRIPTOR)
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        raise no_data(DESCRIPTOR, N_("a description without the list “resources”"))
    record = record_in(descriptor)
    return _foreign(files, descriptor, languages) if record is None else read_own(files, descriptor, record)


def _foreign(files: Files, descriptor: Keys, languages: Sequence[str]) -> Repository:
    told = Told()
    sheets = dict(_sheets(files, descriptor, told))
    resources = {str(each["name"]): each for each in descriptor["resources"] if str(each.get("name")) in sheets}
    ours = str(descriptor.get("id", "")).startswith(OURS)
    figures = {name: sheet for name, sheet in sheets.items() if has_figures(sheet) and (not ours or name == FIGURES)}
    if not figures:
        found = N_("a package without a table that has columns of periods and values; its tables: {tables}")
        raise no_data(DESCRIPTOR, found, tables=", ".join(map(str, sheets))[:300] or "–")
    named = dict.fromkeys(code for sheet in sheets.values() for code in _languages_in(sheet))
    spoken = languages or tuple(named) or languages_or_source((), DESCRIPTOR, told)
    lists: dict[str, CodeNames] = {}
    listed: set[str] = set()
    for name in figures:
        for field in _fields(resources[name]):
            column = str(field.get("name", ""))
            of, key = _referred(resources[name], column)
            listed.add(of)
            lists.setdefault(column, _names(field, sheets.get(of), key, spoken))
    keys = keys_of_indicators(lists)
    for name in figures:
        if title := resources[name].get("title"):
            keys.setdefault(name, {"indicator_name": {spoken[0]: str(title)}})
    topics = each_once((topic for name, sheet in figures.items() for topic in topics_of(sheet, told, name, keys)), told)
    for name in sheets.keys() - figures.keys() - listed:
        told.note(sheets[name].file, "not used", N_("a table without figures, which no figures refer to"))
    topics = tuple(_cited(topic, descriptor, resources) for topic in topics)
    _tell_others(descriptor, told)
    config = {
        "docs_branding": str(descriptor.get("title") or descriptor.get("name") or ""),
        "indicator_options": {"non_disaggregation_columns": [*FOLLOW, *columns_of("note", spoken)] if ours else []},
    }
    words = Vocabulary(spoken, told, groups_of(lists, spoken))
    topics = with_the_whole(topics, lists, told)
    return Repository(
        files.base, files.name, config, words, topics, told, parents=parents_of(lists), guessed=not ours
    )  # fmt: skip


def _cited(topic: Topic, descriptor: Keys, resources: Mapping[str, Keys]) -> Topic:
    """An indicator with the documents that its table names, or else the package."""
    own = next((each for each in resources.values() if topic.sheet and _path_of(each) == topic.sheet.file), {})
    named = [
        {"organisation": str(each.get("title") or ""), "url": str(each.get("path") or "")}
        for each in entries(own.get("sources") or descriptor.get("sources"))
    ]
    return replace(topic, keys={**topic.keys, "sources": named}, files={**topic.files, "sources": DESCRIPTOR})


def _tell_others(descriptor: Keys, told: Told) -> None:
    """Tell of what a description says and nothing is made of."""
    said = [("", descriptor, OF_A_PACKAGE)]
    for each in entries(descriptor["resources"]):
        name = str(each.get("name"))
        said += [(f"{name}.", each, OF_A_RESOURCE)]
        said += [(f"{name}.{field.get('name')}.", field, OF_A_FIELD) for field in _fields(each)]
    for where, keys, known in said:
        for key in keys.keys() - known:
            told.note(DESCRIPTOR, "not used", N_("a key that nothing here is made of"), f"{where}{key}"[:80])


def _path_of(resource: Keys) -> object:
    path = resource.get("path")
    return path[0] if isinstance(path, list) and len(path) == 1 else path


def _sheets(files: Files, descriptor: Keys, told: Told) -> Iterator[tuple[str, Sheet]]:
    """The tables of a package by name. A path that leads out is a fault; what cannot be read as a table is told."""
    for place, each in enumerate(descriptor["resources"], 1):
        name = str(each.get("name", "")) if isinstance(each, Mapping) else ""
        if not name:
            raise no_data(DESCRIPTOR, N_("resource {place}, which has no name"), place=place)
        path, inside = _path_of(each), entries(each.get("data"))
        if inside:
            header = tuple(dict.fromkeys(column for row in inside for column in row))
            rows = ((n, tuple(_cell(row.get(column)) for column in header)) for n, row in enumerate(inside, 1))
            told.note(name, "read", N_("rows of the table"), count=len(inside))
            yield name, Sheet(name, header, tuple(rows))
            continue
        if path is None or isinstance(path, list):
            told.note(name, "unread", N_("a table that is not one file"))
            continue
        raw = files.read(path)
        if not str(path).casefold().endswith((".csv", ".tsv", ".txt")):
            told.note(str(path), "unread", N_("a file that is no table in CSV"))
            continue
        said = keys_in(each.get("dialect")).get("delimiter")
        delimiter = said if isinstance(said, str) and len(said) == 1 else ""
        sheet = sheet_of(_text(raw, each, str(path)), str(path), told, delimiter)
        if sheet is not None:
            yield name, _typed(each, sheet)


def _cell(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _text(raw: bytes, resource: Keys, name: str) -> str:
    """The text of a table, in the encoding that its description names where that is no form of UTF-8."""
    said = resource.get("encoding")
    if not isinstance(said, str) or not OTHER_ENCODING.match(said):
        return decoded(raw, name)
    try:
        return raw.decode(said)
    except (LookupError, UnicodeError) as error:
        raise no_data(name, N_("bytes that are not in the encoding {encoding}"), error, encoding=said[:40]) from None


def _typed(resource: Keys, sheet: Sheet) -> Sheet:
    """The table with the values that its description calls none left empty, and numbers with a point."""
    said = keys_in(resource.get("schema")).get("missingValues")
    none = {each for each in said if isinstance(each, str)} if isinstance(said, list) else {""}
    marks = {
        str(each.get("name")): (str(each.get("groupChar", "")), str(each.get("decimalChar", ".")))
        for each in _fields(resource)
    }
    for name, (group, point) in marks.items():
        if not point or group == point:
            found = N_("the field “{field}”, whose numbers have “{group}” (groupChar) and “{point}” (decimalChar)")
            raise no_data(DESCRIPTOR, found, field=name, group=group, point=point)
    plain = [marks.get(name, ("", ".")) for name in sheet.header]

    def cell(text: str, group: str, point: str) -> str:
        if text in none:
            return ""
        return text if (group, point) == ("", ".") else text.replace(group, "").replace(point, ".")

    rows = tuple(
        (line, tuple(cell(text, *plain[at]) if at < len(plain) else text for at, text in enumerate(cells)))
        for line, cells in sheet.rows
    )
    return Sheet(sheet.file, sheet.header, rows)


def _fields(resource: Keys) -> list[Keys]:
    fields = keys_in(resource.get("schema")).get("fields")
    return [each for each in fields if isinstance(each, Mapping)] if isinstance(fields, list) else []


def _referred(resource: Keys, column: str) -> tuple[str, str]:
    """The table that says what the codes of a column mean, and its column with the codes; empty where none does."""
    keys = keys_in(resource.get("schema")).get("foreignKeys")
    for each in map(keys_in, keys if isinstance(keys, list) else ()):
        reference = keys_in(each.get("reference"))
        if reference and each.get("fields") in (column, [column]):
            of = reference.get("fields")
            return str(reference.get("resource", "")), str(of[0] if isinstance(of, list) and of else of)
    return "", ""


def _names(field: Keys, sheet: Sheet | None, key: str, languages: Sequence[str]) -> CodeNames:
    title = {languages[0]: str(field["title"])} if isinstance(field.get("title"), str) else {}
    categories = field.get("categories")
    labels = {
        str(each.get("value")): {languages[0]: str(each["label"])}
        for each in (categories if isinstance(categories, list) else ())
        if isinstance(each, Mapping) and "label" in each
    }
    if sheet is None or key not in sheet.header:
        return CodeNames(title, labels)
    at, above = sheet.header.index(key), sheet.header.index(PARENT) if PARENT in sheet.header else None
    rows = [cells for _, cells in sheet.rows if len(cells) == len(sheet.header) and cells[at]]
    return CodeNames(
        title,
        labels | {cells[at]: said for cells in rows if (said := _said(sheet, cells, NAMES, languages))},
        {cells[at]: said for cells in rows if (said := _said(sheet, cells, ABOUT, languages))},
        {} if above is None else {cells[at]: cells[above] for cells in rows if cells[above]},
    )


def _said(sheet: Sheet, cells: Sequence[str], columns: Sequence[str], languages: Sequence[str]) -> Said:
    """A text of a row by language, from the first of these columns that says anything."""
    by_name = {name.casefold(): cell for name, cell in zip(sheet.header, cells, strict=True)}
    for column in columns:
        said = {code: text for code in languages if (text := by_name.get(f"{column}_{code}".casefold(), ""))}
        said = said or ({languages[0]: by_name[column]} if by_name.get(column) else {})
        if said:
            return said
    return {}


def _languages_in(sheet: Sheet) -> Iterator[str]:
    for name in sheet.header:
        found = re.fullmatch(rf"(?:{'|'.join(NAMES)})_([A-Za-z]{{2,3}}(?:_[A-Za-z]+)?)", name)
        if found and (code := code_of(found[1])):
            yield code
