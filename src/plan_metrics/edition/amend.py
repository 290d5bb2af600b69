"""Changes the tables of an edition in one step that can be taken back, and tries a change before it is made.

A command that changes figures (an import, a correction, a register) makes the new text of each table with `with_rows`,
looks at the edition that would come of it with `trial`, and writes it with `amend`.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from plan_metrics.edition.models import (
    ANSWERS_FILE,
    KEY,
    SIGNED_FILE,
    SOURCES_FILE,
    TABLES,
    table_columns,
)
from plan_metrics.edition.write import PLAIN, written
from plan_metrics.errors import N_, Fault, FaultError, check_faults, fault_at
from plan_metrics.files import PART, passing_folder, write_whole
from plan_metrics.paths import build_folder, edition_folder
from plan_metrics.plan.layout import Layout
from plan_metrics.reading.csv_tables import no_rows, read_table, text_of

if TYPE_CHECKING:
    from filelock import FileLock

ORDERED_BY = {
    SOURCES_FILE: ("source",),
    ANSWERS_FILE: ("rule", "key"),
    SIGNED_FILE: ("when", "who"),
}  # the others by KEY
RECORD = re.compile(r"registers/[A-Za-z0-9_-]+\.sql")  # that lies beside tables
MARK = "\ufeff"  # a byte-order mark, which stays where a file has it


class TableText(str):
    """The new text of a table, which knows what it was made from: the bytes that were there, None for no file."""

    made_from: bytes | None


def with_rows(
    file: Path,
    layout: Layout,
    *,
    add: Sequence[Mapping[str, object]] = (),
    replace: Mapping[int, Mapping[str, object]] | None = None,
    remove: Collection[int] = (),
) -> TableText:
    """The text of a table of an edition with rows added, replaced and removed; other lines stay as they are.

    Rows have the key column, whatever the columns of the file are.

    Lines are numbered as an editor does, the header being 1. An added row stands where the order of the table wants it;
    at the end if the table has none. A file that is not there yet has no rows. Raises `FaultError` for a table that
    cannot be read.
    """
    inside, before = table_columns(file.name, layout.languages), _bytes(file)
    columns = layout.in_file(inside)
    text = text_of(file) if file.exists() else _line(columns)
    table = read_table(file, columns) if file.exists() else no_rows(file.name, columns)
    header, there = table.columns, dict(table.rows)
    rows = dict(layout.inside(table, inside).rows)
    replaced = replace or {}
    lines = text.split("\n")
    kept = [
        _row(header, layout.cells(replaced[number], there[number])) if number in replaced else line
        for number, line in enumerate(lines, 1)
        if number not in remove and (line or number < len(lines))
    ]
    order = ORDERED_BY.get(file.name, KEY)
    keys = [
        tuple(str((replaced.get(number) or cells)[name]) for name in order)
        for number, cells in rows.items()
        if number not in remove
    ]
    in_order = len(kept) == len(keys) + 1 and keys == sorted(keys)
    for row in sorted(add, key=lambda row: tuple(written(row[name]) for name in order)):
        key = tuple(written(row[name]) for name in order)
        place = bisect_right(keys, key) if in_order else len(keys)
        keys.insert(place, key)
        kept.insert(place + 1 if in_order else len(kept), _row(header, layout.cells(row)))
    made = TableText("\n".join([*kept, ""]))
    made.made_from = before
    return made


def amend(base: Path, edition: str, texts: Mapping[str, str], why: str) -> bool:
    """Write new texts of tables into an edition, whole or not at all for each; False if each is as it was.

    A name that is no table's, such as `registers/NAME.sql`, is a record beside them, which is written first. What was
    there before is kept in `build/amendments/` until `undo` takes it back; `why` is the command, for whoever asks what
    would be taken back. A byte-order mark stays. Raises `FaultError` where a table is another one than its new text was
    made from: what somebody else wrote meanwhile would be lost. Raises OSError where the disk refuses; then files that
    were not reached are as they were, and the same command again writes them.
    """
    folder = edition_folder(base, edition)
    with turn(base):
        names = [*sorted(texts.keys() - set(TABLES)), *(name for name in TABLES if name in texts)]
        before = {name: _bytes(folder / name) for name in names}
        after = {name: _encoded(texts[name], before[name]) for name in before}
        changed = [name for name in after if after[name] != before[name]]
        check_faults(
            _changed_meanwhile(name)
            for name in changed
            if isinstance(text := texts[name], TableText) and text.made_from != before[name]
        )
        if not changed:
            return False
        for left in folder.glob(f".*{PART}"):  # by a command that was killed
            left.unlink(missing_ok=True)
        _keep(base, edition, why, {name: (before[name], after[name]) for name in changed})
        for name in changed:
            put(folder / name, after[name])
    return True


def undo(base: Path, edition: str) -> str:
    """Take the last amendment of an edition back, and give its command.

    Raises `FaultError` if there is none, and where a table was changed since by something else, which would be lost.
    """
    folder = edition_folder(base, edition)
    with turn(base):
        entries = _entries(base, edition)
        if not entries:
            fix = N_("Nothing to do. What was changed by hand is in the history of the repository.")
            raise _refused("nothing_to_undo", edition, N_("no change of a command"), N_("a change to take back"), fix)
        entry = entries[-1]
        said = _read_entry(entry, base)
        faults: list[Fault] = []
        for name in said["files"]:
            old, new = _bytes(entry / f"{name}.before"), _bytes(entry / f"{name}.after")
            if _bytes(folder / name) not in (old, new):
                fix = N_("Take the later change back first, or correct the figures by hand.")
                values = {"why": said["why"]}
                found, expected = N_("another text than the command “{why}” left"), N_("the file as it left it")
                faults += _refused("changed_since", name, found, expected, fix, **values).faults
        if faults:
            raise FaultError(faults)
        for name in reversed(said["files"]):
            old = _bytes(entry / f"{name}.before")
            if old is None:
                (folder / name).unlink(missing_ok=True)
            else:
                put(folder / name, old)
        shutil.rmtree(entry)
    return said["why"]


def cut_short(base: Path, edition: str) -> list[Fault]:
    """A fault where the last amendment of an edition has written some of its tables and was ended before the others."""
    folder = edition_folder(base, edition)
    for entry in _entries(base, edition)[-1:]:
        try:
            said = _read_entry(entry, base)
        except FaultError:  # told by whoever wants to take it back
            break
        now = {name: _bytes(folder / name) for name in said["files"]}
        left = [name for name, raw in now.items() if raw == _bytes(entry / f"{name}.before")]
        done = [name for name, raw in now.items() if raw == _bytes(entry / f"{name}.after")]
        if left and done and len(left) + len(done) == len(now):
            found = N_("the table as it was before the command “{why}”, which has written {done} and was ended then")
            expected = N_("all tables of a change, or none")
            fix = N_("Take it back with plan-metrics undo {edition}, then run that command again.")
            values = {"why": said["why"], "done": ", ".join(done), "edition": edition}
            return list(_refused("cut_short", left[0], found, expected, fix, **values).faults)
    return []


def _changed_meanwhile(name: str) -> Fault:
    fix = N_("Run the command again: it reads the table as it is now.")
    found, expected = N_("a table that was changed while this command ran"), N_("the table that it has read")
    return fault_at("changed_meanwhile", name, found, expected, fix)


class Entry(TypedDict):
    """A change that can be taken back: the command, and the files that it wrote."""

    why: str
    files: list[str]


def _read_entry(entry: Path, base: Path) -> Entry:
    """What an entry says. Raises `FaultError` for one that something else than `amend` has written."""
    try:
        said = json.loads((entry / "entry.json").read_text(encoding="utf-8"))
        whole = isinstance(said["why"], str) and all(name in TABLES or RECORD.fullmatch(name) for name in said["files"])
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        place = entry.relative_to(base).as_posix()
        fix = N_("Remove this folder; what it would take back is in the history of the repository.")
        found, expected = N_("a record of a change that cannot be read"), N_("the record as the command wrote it")
        raise _refused("damaged_record", place, found, expected, fix)
    return {"why": said["why"], "files": said["files"]}


@contextmanager
def trial(base: Path, edition: str, texts: Mapping[str, str]) -> Iterator[Path]:
    """A project folder that is this one but for the new texts in an edition: to check and measure it before it is made.

    It holds links to what stays the same (copies where a disk or a user has no links), records beside the tables too,
    and is gone afterwards.
    """
    with passing_folder() as tried:
        (tried / "data" / "editions").mkdir(parents=True)
        _link(tried / "data" / "plan", base / "data" / "plan")
        own = edition_folder(base, edition)
        for folder in [*(base / "data" / "editions").glob("*"), base / "data" / "sample"]:
            if folder.is_dir() and folder != own:
                _link(tried / folder.relative_to(base), folder)
        folder = edition_folder(tried, edition)
        folder.mkdir()
        for file in own.iterdir():
            if file.name not in texts:
                _link(folder / file.name, file)
        for name, text in ((name, text) for name, text in texts.items() if name in TABLES):
            (folder / name).write_text(text, encoding=PLAIN, newline="\n")
        yield tried


def _link(link: Path, to: Path) -> None:
    try:
        link.symlink_to(to.resolve(), target_is_directory=to.is_dir())
    except (OSError, NotImplementedError):
        shutil.copytree(to, link) if to.is_dir() else shutil.copyfile(to, link)


def turn(base: Path) -> FileLock:
    """The lock that whoever writes into an edition of the project waits for."""
    from filelock import FileLock

    folder = build_folder(base) / "editions"
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / ".lock")


def _entries(base: Path, edition: str) -> list[Path]:
    return sorted((build_folder(base) / "amendments" / edition).glob("[0-9]*"))


def _keep(base: Path, edition: str, why: str, files: Mapping[str, tuple[bytes | None, bytes]]) -> None:
    """An entry of what was before and what is to be; it counts once its folder has its name."""
    entries = _entries(base, edition)
    number = int(entries[-1].name) + 1 if entries else 1
    folder = build_folder(base) / "amendments" / edition
    unfinished = folder / ".unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for name, (before, after) in files.items():
        (unfinished / name).parent.mkdir(parents=True, exist_ok=True)
        if before is not None:
            (unfinished / f"{name}.before").write_bytes(before)
        (unfinished / f"{name}.after").write_bytes(after)
    entry = json.dumps({"why": why, "files": list(files)}, ensure_ascii=False)
    (unfinished / "entry.json").write_text(entry, encoding="utf-8")
    unfinished.rename(folder / f"{number:06d}")


def put(file: Path, content: bytes) -> None:
    """Put a file in the place of the one that is there, whole or not at all."""
    file.parent.mkdir(exist_ok=True)
    write_whole(file, content)


def _bytes(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None


def _encoded(text: str, before: bytes | None) -> bytes:
    mark = MARK if before is not None and before.startswith(MARK.encode()) else ""
    return f"{mark}{text}".encode()


def _row(columns: Sequence[str], row: Mapping[str, object]) -> str:
    return _line([written(row[name]) for name in columns]).rstrip("\n")


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


def _refused(rule: str, file: str, found: str, expected: str, fix: str, **values: Any) -> FaultError:
    return FaultError([fault_at(rule, file, found, expected, fix, **values)])
