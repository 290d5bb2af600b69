"""Damages the files of the invented plan, one place at a time, and looks whether anything wrong passes in silence."""

from __future__ import annotations

import io
import json
import random
import re
import shutil
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

from invented import PROJECT, SECOND

from plan_metrics.cli import main
from plan_metrics.edition.choice import read_previous
from plan_metrics.edition.models import KEY
from plan_metrics.edition.read import read_edition
from plan_metrics.plan.read import read_plan

LONGEST = 10.0  # seconds that a check may take

# Texts that only people read: no program can tell that a letter of them is wrong.
PROSE = re.compile(
    r"(title|short|short_title|publisher|note|reason|about|aim|issuer|counts|why|basis|caveat|needed|searched|source_text)"
    r"(_zh|_en|\.zh|\.en)?$|\.source\.(zh|en)$|\burl$|reason\.(zh|en)$|wording$"
    r"|^rejected .*\.(region|breakdown|period|unit)$|^observations .*\.printed$"
)


@dataclass(frozen=True)
class Damage:
    """One mutation: its kind, the file within `data/`, and what the file holds then (None: it is not there)."""

    kind: str
    file: str
    raw: bytes | None


@dataclass(frozen=True)
class Judged:
    """What became of it: told, same (nothing that is read differs), prose, unseen, or a defect; and what differs."""

    outcome: str
    differs: tuple[str, ...] = ()
    seconds: float = 0.0
    detail: str = ""


DEFECTS = ("traceback", "wait", "silent", "half")
Kind = Callable[[random.Random, bytes], bytes | None]


# ---------------------------------------------------------------- kinds of damage


def _at(change: Callable[[random.Random, bytes, int], bytes]) -> Kind:
    """A kind that works at a random place of the bytes."""
    return lambda rng, raw: change(rng, raw, rng.randrange(len(raw))) if raw else None


def _cells(change: Callable[[random.Random, str], str | None]) -> Kind:
    """A kind that changes one cell of a table, or one value of a card."""

    def damage(rng: random.Random, raw: bytes) -> bytes | None:
        text = raw.decode("utf-8-sig")
        if "\n[" in text or " = " in text.split("\n", 2)[0]:
            places = [found.span(1) for found in re.finditer(r"= *(\"[^\"\n]*\"|[-\d.]+|true|false)", text)]
        else:
            places = [span for line in _lines(text)[1:] for span in line]
        rng.shuffle(places)
        for start, end in places:
            new = change(rng, text[start:end])
            if new is not None and new != text[start:end]:
                return (text[:start] + new + text[end:]).encode()
        return None

    return damage


def _lines(text: str) -> list[list[tuple[int, int]]]:
    """The places of the cells that hold no quotes or commas, by line."""
    lines, at = [], 0
    for line in text.split("\n"):
        spans, start = [], at
        if '"' not in line:
            for cell in line.split(","):
                spans.append((start, start + len(cell)))
                start += len(cell) + 1
        lines.append(spans)
        at += len(line) + 1
    return lines


def _rows(change: Callable[[random.Random, list[bytes]], list[bytes] | None]) -> Kind:
    """A kind that works on whole lines."""

    def damage(rng: random.Random, raw: bytes) -> bytes | None:
        lines = raw.split(b"\n")
        changed = change(rng, lines)
        return b"\n".join(changed) if changed is not None else None

    return damage


def _into(signs: str) -> Kind:
    """A kind that puts one of these characters somewhere into a cell."""

    def put(rng: random.Random, cell: str) -> str:
        place = rng.randrange(len(cell) + 1)
        return cell[:place] + rng.choice(signs) + cell[place:]

    return _cells(put)


def _digits(table: Mapping[int, str]) -> Kind:
    def swap(rng: random.Random, cell: str) -> str | None:
        places = [place for place, sign in enumerate(cell) if sign.isascii() and sign.isdigit()]
        if not places:
            return None
        place = rng.choice(places)
        return cell[:place] + table[int(cell[place])] + cell[place + 1 :]

    return _cells(swap)


def _swapped_lines(rng: random.Random, lines: list[bytes]) -> list[bytes]:
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return lines


def _one_line(change: Callable[[bytes], bytes | None]) -> Kind:
    def damage(rng: random.Random, lines: list[bytes]) -> list[bytes] | None:
        place = rng.randrange(len(lines))
        new = change(lines[place])
        return None if new is None or new == lines[place] else [*lines[:place], new, *lines[place + 1 :]]

    return _rows(damage)


def _in(encoding: str) -> Callable[[bytes], bytes]:
    """Text in another encoding, with ? for what that lacks, as programs save it."""
    return lambda raw: raw.decode("utf-8-sig").encode(encoding, errors="replace")


def _opened_as(encoding: str) -> Callable[[bytes], bytes]:
    return lambda raw: raw.decode(encoding, errors="replace").encode()


def _another_number(rng: random.Random, cell: str) -> str | None:
    if not re.fullmatch(r"-?[\d.]+", cell):
        return None
    return rng.choice(
        ["nan", "inf", "-inf", "1e400", "1e11", "-1", "0", "1_000", "0x10", "1.0.0", "8.000", "99999999999999999999"]
    )


KINDS: dict[str, Kind] = {
    "a byte is another": _at(lambda rng, raw, at: raw[:at] + bytes([rng.randrange(256)]) + raw[at + 1 :]),
    "a byte is missing": _at(lambda rng, raw, at: raw[:at] + raw[at + 1 :]),
    "a byte too many": _at(lambda rng, raw, at: raw[:at] + bytes([rng.randrange(256)]) + raw[at:]),
    "the end is missing": _at(lambda rng, raw, at: raw[:at]),
    "a part is missing": _at(lambda rng, raw, at: raw[:at] + raw[at + rng.randrange(1, 200) :]),
    "a part stands twice": _at(lambda rng, raw, at: raw[:at] + raw[max(0, at - rng.randrange(1, 200)) : at] + raw[at:]),
    "zeros": _at(lambda rng, raw, at: raw[:at] + b"\0" * rng.randrange(1, 9) + raw[at:]),
    "no file": lambda rng, raw: None,
    "an empty file": lambda rng, raw: b"",
    "lines are swapped": _rows(_swapped_lines),
    "a line is missing": _rows(lambda rng, lines: [*lines[: (at := rng.randrange(len(lines)))], *lines[at + 1 :]]),
    "a line stands twice": _rows(
        lambda rng, lines: [*lines[: (at := rng.randrange(len(lines)))], lines[at], *lines[at:]]
    ),
    "an empty line": _rows(lambda rng, lines: [*lines[: (at := rng.randrange(len(lines)))], b"", *lines[at:]]),
    "line ends of Windows": lambda rng, raw: raw.replace(b"\n", b"\r\n"),
    "line ends of old Macs": lambda rng, raw: raw.replace(b"\n", b"\r"),
    "a mark at the start": lambda rng, raw: b"\xef\xbb\xbf" * rng.randrange(1, 3) + raw,
    **{f"saved as {name}": lambda rng, raw, e=name: _in(e)(raw) for name in ("gb18030", "big5", "utf-16", "cp1252")},
    **{f"a line in {name}": _one_line(_in(name)) for name in ("gb18030", "big5", "utf-16-le")},
    **{f"opened as {name}": lambda rng, raw, e=name: _opened_as(e)(raw) for name in ("gb18030", "latin-1", "cp1252")},
    **{f"a line opened as {name}": _one_line(_opened_as(name)) for name in ("gb18030", "latin-1")},
    "a quote": _into('"'),
    "a quote of another shape": _into("“”‘’'"),
    "a comma": _into(","),
    "a tab or a semicolon": _into("\t;|"),
    "a character that is not seen": _into("\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u2066"),
    "a control character": _into("\x00\x07\x08\x0b\x0c\x1b\x7f\x85\u2028\u2029"),
    "a space": _into(" \u00a0\u2009\u3000"),
    "a note mark": _into("①²³⒈*†₀"),
    "a letter": _into("aZé浙Х"),
    "a digit too many": _into("0123456789"),
    "a digit is another": _digits({n: str((n + 3) % 10) for n in range(10)}),
    "a circled digit": _digits(dict(enumerate("⓪①②③④⑤⑥⑦⑧⑨"))),
    "a raised digit": _digits(dict(enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹"))),
    "a wide digit": _digits(dict(enumerate("０１２３４５６７８９"))),
    "an Arabic digit": _digits(dict(enumerate("٠١٢٣٤٥٦٧٨٩"))),
    "a digit is missing": _digits(dict.fromkeys(range(10), "")),
    "another number": _cells(_another_number),
    "an empty cell": _cells(lambda rng, cell: '""' if cell.startswith('"') else "" if cell else None),
    "small letters": _cells(lambda rng, cell: cell.lower() if cell.lower() != cell else None),
    "a sign for no figure": _cells(lambda rng, cell: rng.choice(["…", "—", "-", ":", "..", "n/a", "#REF!"])),
    "very long": _cells(lambda rng, cell: f'"{"x" * 200_000}"'),
    "very deep": lambda rng, raw: raw + b"\nz = " + b"[" * 3000 + b"]" * 3000,
    "many columns": lambda rng, raw: b"," * 100_000 + raw,
}


def damages(seeds: range) -> Iterator[Damage]:
    """One damage for each seed: the kinds in turn, each at a random place of a random file."""
    files = {str(file.relative_to(PROJECT / "data")): file.read_bytes() for file in _files()}
    for seed in seeds:
        rng = random.Random(seed)
        kind = list(KINDS)[seed % len(KINDS)]
        tried = ((name, KINDS[kind](rng, files[name])) for name in rng.choices(sorted(files), k=100))
        yield next(
            Damage(kind, name, raw)
            for name, raw in tried
            if raw != files[name] and (raw is not None or kind == "no file")
        )


def _files() -> list[Path]:
    return sorted(file for file in (PROJECT / "data").rglob("*") if file.suffix in (".csv", ".toml"))


# ---------------------------------------------------------------- what became of it


def judge(base: Path, damage: Damage) -> Judged:
    """Check the plan with this damage in it; the file is put back afterwards."""
    return trial(base / "data" / damage.file, damage.raw, lambda: _judged(base))


def trial(file: Path, raw: bytes | None, work: Callable[[], Judged]) -> Judged:
    """What `work` makes of a file with other bytes (None: it is not there), which is put back afterwards."""
    sound = file.read_bytes()
    file.unlink() if raw is None else file.write_bytes(raw)
    started = perf_counter()
    try:
        with no_longer_than(LONGEST):
            judged = work()
    except TimeoutError:
        return Judged("wait", seconds=LONGEST)
    except Exception as error:
        return Judged("traceback", detail=f"{type(error).__name__}: {error}"[:300])
    finally:
        file.write_bytes(sound)
    return replace(judged, seconds=perf_counter() - started)


def _judged(base: Path) -> Judged:
    code, told = checked()
    if code not in (0, 2):
        return Judged("traceback", detail=f"exit code {code}")
    if code or not set(told.split("\n\n")) <= _clean_words():
        return Judged("told")
    clean, found = _clean_content(), content(base)
    differs = tuple(sorted(place for place in {*clean, *found} if clean.get(place) != found.get(place)))
    if not differs:
        return Judged("same")
    if all(PROSE.search(place) for place in differs):
        return Judged("prose", differs)
    return Judged("unseen" if all(map(_without_a_witness, differs)) else "silent", differs)


def _without_a_witness(place: str) -> bool:
    """Whether nothing else in the data says what stands there.

    That is so for the settings and code lists of a plan, the sizes of its regions, figures that were not used, and
    which of its documents a figure was read in.
    """
    return not place.startswith(("observations", "missing")) or place.endswith(".source")


@contextmanager
def no_longer_than(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in what takes longer."""

    def stop(*_: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def checked() -> tuple[int, str]:
    """Exit code and words of `check` for the project that PLAN_METRICS_ROOT names."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["--language", "en", "check"])
    return code, (out.getvalue() + err.getvalue()).strip()


def content(base: Path) -> dict[str, Any]:
    """Everything that is read of a plan and its newest edition and the one before: a value by its place."""
    plan = read_plan(base / "data" / "plan")
    whole = json.loads(plan.model_dump_json())
    for name in ("regions", "breakdowns", "targets", "population", "mapping"):  # the order of rows means nothing here
        rows = whole.pop(name)
        first = next(iter(rows[0]))
        found_keys = [" ".join(str(row.get(key, "")) for key in (first, "period", "printed")) for row in rows]
        whole[name] = dict(zip(found_keys, rows, strict=True))
    found = dict(_flat("plan", whole))
    edition = read_edition(base / "data" / "editions" / SECOND, plan)
    before = read_previous(base, edition.card.previous, plan)
    for one in filter(None, (edition, before)):
        name = one.card.id
        found.update(_flat(f"card {name}", json.loads(one.card.model_dump_json())))
        found.update(
            _flat(f"sources {name}", {code: json.loads(s.model_dump_json()) for code, s in one.sources.items()})
        )
        for kind in ("observations", "missing", "rejected"):
            for index, row in enumerate(getattr(one, kind).to_dict("records")):
                key = " ".join(str(row[column]) for column in KEY) if kind != "rejected" else str(index)
                found.update({f"{kind} {name} {key}.{column}": str(cell) for column, cell in row.items()})
    return found


def _flat(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(f"{place}.{name}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _flat(f"{place}.{number}", inner)
    else:
        yield place, value


@cache
def _clean_words() -> frozenset[str]:
    """What `check` says of the plan without any damage, message by message."""
    return frozenset(_told_clean[0].split("\n\n"))


@cache
def _clean_content() -> dict[str, Any]:
    return content(PROJECT)


_told_clean: list[str] = []


def clean_copy(folder: Path) -> Path:
    """A copy of the invented plan to damage; PLAN_METRICS_ROOT must name it before `judge` is called."""
    return Path(shutil.copytree(PROJECT, folder / "project"))


def remember_clean() -> None:
    """Note what `check` says of the plan as it is."""
    _told_clean[:] = [checked()[1]]
    _clean_words.cache_clear()
