"""Reads a repository in the Open SDG form: settings, metadata and tables of each indicator, words, boundaries.

The form is described at https://open-sdg.readthedocs.io: a table for each indicator in `data/`, its configuration in
`indicator-config/` and metadata in `meta/` (or both in one file of Markdown), translations, `config_data.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from plan_metrics.adopt.foreign_files import Files
from plan_metrics.adopt.tables import Sheet, sheet_of
from plan_metrics.adopt.told import Told
from plan_metrics.adopt.words import Said, Vocabulary, translations_in
from plan_metrics.adopt.yaml_files import entries, read_keys, read_text, text_of
from plan_metrics.errors import N_, Fault, FaultError, fault_at
from plan_metrics.languages import SOURCE, code_of
from plan_metrics.plan.head import in_order

CONFIG = ("config_data.yml", "config_data.yaml")
FOLDERS = {"InputCsvData": "data", "InputYamlMeta": "meta", "InputYamlMdMeta": "meta"}
CONFIGURATION = "indicator-config"
PREFIX = "indicator_"
SETTINGS = {  # that something is made of, or that are told apart
    "languages", "src_dir", "inputs", "translations", "indicator_options", "docs_branding", "map_layers",
}  # fmt: skip
KEYS = (".yml", ".yaml", ".md")


@dataclass(frozen=True)
class Topic:
    """One indicator of the repository: its keys, what files of single languages say of them, and its table.

    `files` are those that its keys are from, by key.
    """

    id: str
    keys: dict[str, Any] = field(default_factory=dict)
    spoken: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    sheet: Sheet | None = None

    def of(self, key: str) -> dict[str, Any]:
        """What files of single languages say of a key."""
        return {code: keys[key] for code, keys in self.spoken.items() if key in keys}

    def file(self, key: str = "") -> str:
        """The file that a key is from."""
        return self.files.get(key) or next(iter(self.files.values()), self.sheet.file if self.sheet else self.id)


@dataclass(frozen=True)
class Repository:
    """A repository that was read. `folder` is what it is called; `config` its settings.

    What other forms say and this one does not: `parents` are by column and code, `answers` what is said for a question
    by list, code in the data set, and key.
    """

    base: Path
    folder: str
    config: Mapping[str, Any]
    words: Vocabulary
    topics: tuple[Topic, ...]
    told: Told
    used: set[str] = field(default_factory=set)  # keys of topics that something was made of
    parents: Mapping[tuple[str, str], str] = field(default_factory=dict)
    answers: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    goals: bool = False  # whether the form says that its parts are goals with targets
    year_starts: int | None = None  # the month that its years begin with, where somebody said it
    guessed: bool = False  # whether nothing says what its columns are but their names

    @property
    def sheets(self) -> list[Sheet]:
        """The tables of all indicators."""
        return [topic.sheet for topic in self.topics if topic.sheet is not None]

    def said(self, topic: Topic, *keys: str) -> Said:
        """The words of the first of these keys that says anything of an indicator; nothing where none does."""
        for key in keys:
            self.used.add(key)
            own, value = topic.of(key), topic.keys.get(key)
            if (own or text_of(value)) and (said := self.words.says(value, topic.file(key), own)):
                return said
        return {}

    def options(self, key: str) -> Any:
        """A setting of all indicators."""
        settings = self.config.get("indicator_options")
        return settings.get(key) if isinstance(settings, Mapping) else None


def read_repository(base: Path, encoding: str = "") -> Repository:
    """The repository in a folder, whose files may be in this `encoding`. What could not be read of it is told;
    `FaultError` where it is none at all."""
    if not base.is_dir():
        found = N_("a file where a folder is needed") if base.exists() else N_("no such folder")
        raise FaultError([_no_repository(base, found)])
    told = Told()
    data_set = Files(base, encoding)
    config = next((read_keys(data_set, name, told) for name in CONFIG if (base / name).is_file()), {})
    source = PurePosixPath(text_of(config.get("src_dir")) or ".")
    if _inside(source) and data_set.holds(base / source) and (base / source).is_dir():
        data_set = Files(base / source, encoding)
    root = data_set.base
    languages = _languages(root, config, told)
    words = Vocabulary(languages, told, translations_in(data_set, languages, told))
    sheets: dict[str, Path] = {}
    for id, file in _files(root, _folder(config, "InputCsvData"), (".csv",)):
        if sheets.setdefault(id, file) != file:
            reason = N_("the table of the indicator is {other}")
            told.note(file.relative_to(root).as_posix(), "unread", reason, other=sheets[id].name)
    keys = _keys(data_set, config, words, told)
    topics = []
    for id in sorted({*sheets, *keys}, key=in_order):
        sheet = _sheet(data_set, sheets[id].relative_to(root).as_posix(), told) if id in sheets else None
        topic = replace(keys.get(id, Topic(id)), sheet=sheet)
        topics += [topic] if topic.keys or sheet is not None else []
    if not any(_is_of_the_form(topic) for topic in topics):
        raise FaultError([_no_repository(base, N_("a folder without tables and metadata of indicators"))])
    _tell_others(base, root, config, told)
    return Repository(root, base.resolve().name, config, words, tuple(topics), told, goals=True)


def _sheet(files: Files, name: str, told: Told) -> Sheet | None:
    text = read_text(files, name, told)
    return None if text is None else sheet_of(text, name, told)


def _is_of_the_form(topic: Topic) -> bool:
    header = {name.casefold() for name in topic.sheet.header} if topic.sheet else set()
    return "indicator_name" in topic.keys or {"year", "value"} <= header or {"time_period", "obs_value"} <= header


def _languages(base: Path, config: Mapping[str, Any], told: Told) -> list[str]:
    """The languages of the repository as a plan names them; those of its translations where its settings name none."""
    listed = config.get("languages")
    named = [text_of(each) for each in listed] if isinstance(listed, list) else []
    if not named:
        named = sorted(path.name for path in (base / "translations").glob("*") if path.is_dir() and code_of(path.name))
        where = ", ".join(named) or SOURCE
        told.note(CONFIG[0], "assumed", N_("no languages are named; taken: {languages}"), languages=where)
    found: list[str] = []
    for each in named:
        code = code_of(each)
        if code is None:
            told.note(CONFIG[0], "not used", N_("“{code}” is no language"), code=each)
        elif code not in found:
            found.append(code)
        if code not in (None, each):
            told.note(CONFIG[0], "changed", N_("the language {other} is called {code}"), other=each, code=code)
    return found or [SOURCE]


def _inside(path: PurePosixPath) -> bool:
    return not path.is_absolute() and ".." not in path.parts


def _folder(config: Mapping[str, Any], kind: str) -> list[str]:
    """The folders in which files of a kind lie: those that the settings name, else the usual one."""
    found = []
    for each in entries(config.get("inputs")):
        pattern = PurePosixPath(text_of(each.get("path_pattern")))
        if text_of(each.get("class")) == kind and pattern.parent.parts and _inside(pattern):
            found.append(pattern.parent.as_posix())
    return list(dict.fromkeys([*found, FOLDERS[kind]]))


def _files(base: Path, folders: list[str], endings: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    for folder in folders:
        for file in sorted((base / folder).glob("*"), key=lambda path: (not path.name.startswith(PREFIX), path.name)):
            id = file.stem.removeprefix(PREFIX)
            if file.suffix in endings and file.is_file() and re.match("[A-Za-z0-9]", id):
                yield id, file


def _keys(data_set: Files, config: Mapping[str, Any], words: Vocabulary, told: Told) -> dict[str, Topic]:
    """The indicators with their keys, those of files of single languages, and the file of each key."""
    base = data_set.base
    found: dict[str, Topic] = {}
    for folder in dict.fromkeys(
        (CONFIGURATION, *_folder(config, "InputYamlMdMeta"), *_folder(config, "InputYamlMeta"))
    ):
        for id, file in _files(base, [folder], KEYS):
            name = file.relative_to(base).as_posix()
            topic = found.setdefault(id, Topic(id))
            for key, value in read_keys(data_set, name, told).items():
                before = topic.keys.get(key) or None
                if value in ("", [], {}) and before:
                    continue
                if before not in (None, value):
                    told.note(name, "changed", N_("the file {other} says something else"), key, other=topic.files[key])
                topic.keys[key], topic.files[key] = value, name
        for own in sorted(path for path in (base / folder).glob("*") if path.is_dir()):
            code = code_of(own.name)
            if code not in words.languages:
                there = own.relative_to(base).as_posix()
                told.note(there, "not used", N_("a language that the data set does not name"))
                continue
            for id, file in _files(base, [f"{folder}/{own.name}"], KEYS):
                read = read_keys(data_set, file.relative_to(base).as_posix(), told)
                found.setdefault(id, Topic(id)).spoken.setdefault(code, {}).update(read)
    return found


def _tell_others(base: Path, root: Path, config: Mapping[str, Any], told: Told) -> None:
    """Tell what the settings name that is read from nowhere here: other inputs, words and boundaries from elsewhere."""
    for key, known in (("inputs", FOLDERS), ("translations", ("TranslationInputYaml",))):
        for each in entries(config.get(key)):
            kind = text_of(each.get("class"))
            if kind not in known:
                at = text_of(each.get("source")) or text_of(each.get("path_pattern"))
                told.note(CONFIG[0], "not used", N_("{kind} is not read: {at}"), key, kind=kind, at=at or "–")
    for key in config.keys() - SETTINGS:
        told.note(CONFIG[0], "not used", N_("a setting that nothing here is made of"), key)
    folders = {*FOLDERS.values(), CONFIGURATION}
    read = {root / folder for folder in _folder(config, "InputCsvData")}
    for table in sorted(root.rglob("*.csv")):
        place = table.relative_to(root)
        if table.parent not in read and not any(part.startswith((".", "_")) for part in place.parts):
            told.note(place.parent.as_posix(), "unread", N_("tables in a folder that the form does not name"))
    for folder in sorted(folders):
        for file in sorted(path for path in (root / folder).glob("*") if path.is_file()):
            if file.suffix not in (*KEYS, ".csv") and not file.name.startswith("."):
                name = file.relative_to(root).as_posix()
                told.note(name, "unread", N_("a file that is neither a table nor keys"))


def _no_repository(base: Path, found: str) -> Fault:
    expected = N_("a repository in the Open SDG form: data/indicator_1-1-1.csv, meta/1-1-1.yml, config_data.yml")
    return fault_at("no_open_sdg", base.resolve().name, found, expected, N_("Give the folder that these lie in."))
