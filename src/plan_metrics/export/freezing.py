"""Freezes an edition: it keeps its plan, and the numbers that it showed; a number that would be another is told."""

from __future__ import annotations

import csv
import io
import math
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from plan_metrics import paths
from plan_metrics.context import Context, read_context
from plan_metrics.edition.amend import put, turn, with_rows
from plan_metrics.edition.choice import check_edition_id
from plan_metrics.edition.copies import DOCUMENTS, check_copies
from plan_metrics.edition.frozen import (
    MANIFEST,
    NUMBERS,
    Manifest,
    digests,
    frozen_faults,
    listed,
    manifest_of,
    plan_faults,
    register_with,
    text_of,
)
from plan_metrics.edition.later import said_faults
from plan_metrics.edition.models import ERRATA_FILE, KEY, table_columns
from plan_metrics.errors import N_, Fault, FaultError, check_faults, fault_at
from plan_metrics.export.spreadsheet_cells import csv_bytes
from plan_metrics.export.table_columns import KEYS
from plan_metrics.export.tables import Table, tables
from plan_metrics.files import passing_folder
from plan_metrics.plan.layout import Layout
from plan_metrics.plan.read import read_plan

VERSION = version("plan-metrics")
CLOSE = 1e-9  # numbers of two machines that differ by less, in proportion, are the same number


@dataclass(frozen=True)
class Moved:
    """A number that an edition shows otherwise: its key, the column of its table, and both cells."""

    table: str
    key: tuple[str, ...]
    column: str
    was: str
    now: str


@dataclass(frozen=True)
class Frozen:
    """What was frozen: how many files and numbers, and which numbers were others before."""

    files: int
    numbers: int
    moved: tuple[Moved, ...]


def freeze(base: Path, edition: str, again: Mapping[str, str] | None = None) -> Frozen:
    """Freeze an edition of the project in `base`.

    `data/editions/<edition>/frozen/` gets the plan as it is, the numbers that the edition shows (as in its downloads)
    and a manifest with the digest of every file; it is written last, and until then the edition is not frozen.

    Args:
        base: the folder of the project.
        edition: its id.
        again: for an edition that is frozen already: `who`, `when` and a reason in each language (`why_zh`). It keeps
            the plan that it was frozen with; each number that is another now and each file that was changed becomes a
            line of `errata.csv`.

    Raises:
        FaultError: with every fault of the edition, and for one that is frozen already, or not yet, against `again`.
    """
    check_edition_id(base, edition)
    folder = paths.edition_folder(base, edition)
    with turn(base):
        if again is None and (made := _only_unlisted(folder)):
            return made
        _check_state(folder, again)
        plan = paths.plan_folder(base, edition)
        found = _found(base, edition, plan, again)
        kept = _numbers_kept(folder)
        moved = tuple(_moved(kept, found)) if kept else ()
        target = paths.frozen_folder(folder)
        if again is None:
            shutil.rmtree(target, ignore_errors=True)  # of a command that was killed
            shutil.copytree(plan, target / "plan")
        else:
            put(*register_with(folder, gone=True))  # a command that is killed can then be said again
            layout = read_plan(plan).layout
            rows = [*(_erratum(each, again) for each in moved), *_changed_files(folder, again)]
            if told := _not_told(folder, layout, rows):
                put(folder / ERRATA_FILE, with_rows(folder / ERRATA_FILE, layout, add=told).encode())
        for name, raw in found.items():
            put(target / name, raw)
        manifest = Manifest(program=VERSION, files=digests(folder))
        put(target / MANIFEST, text_of(manifest).encode())
        put(*register_with(folder))
    return Frozen(len(manifest.files), _rows(found), moved)


def number_faults(base: Path, context: Context) -> list[Fault]:
    """A fault for each number that a frozen edition would show otherwise than when it was frozen."""
    folder = paths.edition_folder(base, context.edition.card.id)
    manifest = manifest_of(folder)
    if manifest is None:
        return []
    texts = (
        N_("“{now}” for {key}"),
        N_("“{was}”, which the edition showed when it was frozen"),
        N_(
            "Build it with the version of the program that froze it ({program}); if the number of today is the right "
            "one, run plan-metrics freeze {edition} --again, which writes it into errata.csv."
        ),
    )
    of: dict[str, Any] = {"program": manifest.program, "edition": context.edition.card.id}
    return [
        fault_at(
            "frozen_number", f"frozen/{each.table}", *texts, column=each.column,
            now=each.now, was=each.was, key=" ".join(filter(None, each.key)), **of,
        )
        for each in _moved(_numbers_kept(folder), _numbers(context))
    ]  # fmt: skip


def _only_unlisted(folder: Path) -> Frozen | None:
    """An edition frozen by a command that was killed before it was done with the register: listed now."""
    if (manifest := manifest_of(folder)) is None or listed(folder) is not None or any(frozen_faults(folder)):
        return None
    put(*register_with(folder))
    return Frozen(len(manifest.files), _rows(_numbers_kept(folder)), ())


def _rows(numbers: Mapping[str, bytes]) -> int:
    return sum(raw.count(b"\n") - 1 for raw in numbers.values())


def _check_state(folder: Path, again: Mapping[str, str] | None) -> None:
    check_faults(fault for fault in frozen_faults(folder) if fault.rule == "not_a_manifest")
    if (manifest := manifest_of(folder)) is not None and again is None:
        found, expected = N_("frozen already, by version {program}"), N_("an edition that is not frozen")
        fix = N_("Nothing need be done. Where a number of it is corrected, say --again, --who and the reasons.")
    elif manifest is None and again is not None:
        found, expected, fix = N_("not frozen"), N_("a frozen edition"), N_("Leave --again out.")
    else:
        return
    program = manifest.program if manifest else ""
    raise FaultError([fault_at("wrong_state", folder.name, found, expected, fix, program=program)])


def _found(base: Path, edition: str, plan: Path, again: Mapping[str, str] | None) -> dict[str, bytes]:
    """What the edition shows with that plan; `FaultError` with all that is wrong with it and with what was said."""
    folder, found = paths.edition_folder(base, edition), dict[str, bytes]()
    changed, faults = [] if again is None else plan_faults(folder), list[Fault]()
    if again is not None:
        languages = [key.removeprefix("why_") for key in again if key.startswith("why_")]
        faults += [*changed, *said_faults(again["who"], again["when"], languages, folder)]
    if not changed:  # one that was changed is not read
        try:
            with passing_folder() as scratch:
                found = _tried(base, edition, plan, scratch)
            faults += _number_faults(folder, found)
        except FaultError as error:
            faults += error.faults
    check_faults(faults)
    return found


def _number_faults(folder: Path, found: Mapping[str, bytes]) -> Iterator[Fault]:
    """The numbers that were kept are as they were, but for those that a killed command has put in their place."""
    own = paths.frozen_folder(folder)
    there = {name: (own / name).read_bytes() for name in NUMBERS if (own / name).is_file()}
    others = {f"frozen/{name}" for name in NUMBERS if there.get(name, b"").replace(b"\r\n", b"\n") != found[name]}
    return (fault for fault in frozen_faults(folder) if fault.file in others)


def _changed_files(folder: Path, again: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """A line for each file of the edition that was changed, with the beginnings of both digests."""
    manifest, now = manifest_of(folder), digests(folder)
    then = {} if manifest is None else manifest.files
    for name in sorted({*then, *now} - {ERRATA_FILE}):
        if not name.startswith("frozen/") and then.get(name) != now.get(name):
            was, new = (files.get(name, "")[:12] for files in (then, now))
            yield {**dict.fromkeys(KEY, ""), "column": name, "was": was, "is": new, **again}


def _tried(base: Path, edition: str, plan: Path, scratch: Path) -> dict[str, bytes]:
    """The numbers of the edition with that plan, read in a copy of the data in which it is frozen as it is now."""
    shutil.copytree(base / "data", scratch / "data", symlinks=True, ignore=_documents)
    copy = paths.edition_folder(scratch, edition)
    own = paths.frozen_folder(copy)
    if not (own / MANIFEST).is_file():
        shutil.rmtree(own, ignore_errors=True)
        shutil.copytree(plan, own / "plan")
    (own / MANIFEST).write_text(text_of(Manifest(program=VERSION, files=digests(copy))), "utf-8")
    put(*register_with(copy))
    context = read_context(edition, read_plan(own / "plan").original, scratch)
    check_copies(base, context.edition.copies)
    return _numbers(context)


def _documents(folder: str, names: Sequence[str]) -> set[str]:
    """What is left out where data are copied to be read: copies of documents, which may be large."""
    return {DOCUMENTS} & {*names} if Path(folder).name == "data" else set()


def _numbers(context: Context) -> dict[str, bytes]:
    """What an edition shows, by the name of the table: the columns of its downloads that are no texts."""
    found = tables(context)
    return {name: _table_bytes(found[name.removesuffix(".csv")]) for name in NUMBERS}


def _table_bytes(table: Table) -> bytes:
    columns = [column.name for column in table.columns if not column.language]
    return csv_bytes(columns, [[row[name] for name in columns] for row in table.rows]).replace(b"\r\n", b"\n")


def _numbers_kept(folder: Path) -> dict[str, bytes]:
    own = paths.frozen_folder(folder)
    return {name: (own / name).read_bytes() for name in NUMBERS if (own / MANIFEST).is_file()}


def _moved(kept: Mapping[str, bytes], found: Mapping[str, bytes]) -> Iterator[Moved]:
    """The cells that differ, in the order of the tables; columns that only one side has do not count."""
    for name in NUMBERS:
        then, now = _by_key(name, kept[name]), _by_key(name, found[name])
        for key in dict.fromkeys([*then, *now]):
            one, other = then.get(key), now.get(key)
            columns = [*(one or {})] if other is None else [*other] if one is None else [c for c in one if c in other]
            for column in columns:
                was, is_now = (row[column] if row else "" for row in (one, other))
                if not _same(was, is_now):
                    yield Moved(name, key, column, was, is_now)


def _by_key(name: str, raw: bytes) -> dict[tuple[str, ...], dict[str, str]]:
    """The rows of a table by its key, without the cells of that."""
    names = KEYS[name.removesuffix(".csv")]
    rows = csv.DictReader(io.StringIO(raw.decode("utf-8"), newline=""))
    return {
        tuple(row[name] for name in names): {name: cell for name, cell in row.items() if name not in names}
        for row in rows
    }


def _erratum(moved: Moved, said: Mapping[str, str]) -> dict[str, str]:
    names = KEYS[moved.table.removesuffix(".csv")]
    key = {"period": "", **dict(zip(names, moved.key, strict=True))}
    return {**key, "column": moved.column, "was": moved.was, "is": moved.now, **said}


def _not_told(folder: Path, layout: Layout, rows: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """The errata that a command which was killed has not written yet."""
    file, said = folder / ERRATA_FILE, (*KEY, "column", "was", "is")
    columns = table_columns(ERRATA_FILE, layout.languages)
    there = layout.read(file, columns).rows if file.exists() else ()
    told = {tuple(cells[name] for name in said) for _, cells in there}
    return [row for row in rows if tuple(row[name] for name in said) not in told]


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        return math.isclose(float(one), float(other), rel_tol=CLOSE)
    except ValueError:
        return False
