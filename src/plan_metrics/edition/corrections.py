"""Figures withdrawn, corrected, split from their past: the new texts of an edition's tables, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from plan_metrics.edition.amend import with_rows
from plan_metrics.edition.flags import BREAK, FLAGS
from plan_metrics.edition.models import (
    KEY,
    OBSERVATIONS_FILE,
    REJECTED_FILE,
    WITHDRAWN_FILE,
    is_note,
    table_columns,
)
from plan_metrics.edition.write import written
from plan_metrics.errors import N_, FaultError, fault_at
from plan_metrics.languages import columns_of, own_words
from plan_metrics.plan.layout import Layout
from plan_metrics.plan.printed import read_printed
from plan_metrics.reading.typed import number, plain

Key = tuple[str, ...]  # indicator, region, breakdown and period
APART = ("B", "D")  # flags that say what a figure can be compared with: they hold whatever its value is
AND = {True: "；", False: "; "}  # between two notes, after one in full-width letters or not


def withdrawal(
    folder: Path, layout: Layout, key: Key, when: str, source: str, reason: Mapping[str, str]
) -> dict[str, str]:
    """A figure of the edition before that holds no longer: a row of withdrawn.csv, and none in observations.csv."""
    row = {**dict(zip(KEY, key, strict=True)), "when": when, "source": source, **_reasons(reason)}
    texts: dict[str, str] = {WITHDRAWN_FILE: with_rows(folder / WITHDRAWN_FILE, layout, add=[row])}
    if found := _found(folder, layout, key):
        texts[OBSERVATIONS_FILE] = with_rows(folder / OBSERVATIONS_FILE, layout, remove=[found[0]])
    return texts


def correction(
    folder: Path, layout: Layout, key: Key, new: Mapping[str, str], reason: Mapping[str, str], flag: str | None = None
) -> dict[str, str]:
    """Another figure in the place of one, which goes to rejected.csv with the reason and the value that is kept.

    Figures that were rejected before name the new value as the one that is kept.

    `new` has value, printed, source and sample_size; the qualifier is that of the printed words. Without a flag, B
    and D stay with their note, and any other flag and note go with the old figure. `FaultError` where there is no such
    figure.
    """
    line, old = _needed(folder, layout, key)
    stays = plain(old["flag"]) in APART and flag in (None, plain(old["flag"]))
    printed = read_printed(new["printed"])
    row = {
        **old,
        **new,
        "qualifier": printed.qualifier if printed else "exact",
        "flag": flag or (old["flag"] if stays else "A"),
        **({} if stays else dict.fromkeys(filter(is_note, old), "")),
    }
    kept = number(new["value"])
    said = "" if kept is None else written(kept)
    return {
        **rejecting(folder, layout, [old], {key: said}, reason),
        OBSERVATIONS_FILE: with_rows(folder / OBSERVATIONS_FILE, layout, replace={line: row}),
    }


def rejecting(
    folder: Path, layout: Layout, old: Iterable[Mapping[str, str]], kept: Mapping[Key, str], reason: Mapping[str, str]
) -> dict[str, str]:
    """The text of rejected.csv with the rows of figures that others take the place of; nothing where it stays as it is.

    `kept` are the values that stand in their place now, by key: figures that were rejected before name them too.
    """
    columns = (*KEY, "value", "unit", "source")
    add = []
    for row in old:
        cells = {name: plain(row[name]) for name in columns}
        add.append({**cells, **_reasons(reason), "kept_value": kept[tuple(cells[name] for name in KEY)]})
    earlier = _kept_rows(folder, layout, kept) if kept else {}
    if not add and not earlier:
        return {}
    return {REJECTED_FILE: with_rows(folder / REJECTED_FILE, layout, add=add, replace=earlier)}


def _kept_rows(folder: Path, layout: Layout, values: Mapping[Key, str]) -> dict[int, dict[str, str]]:
    """The lines of rejected.csv that name the value kept in the place of a figure, where that value is another now."""
    found = {}
    for line, cells in layout.read(folder / REJECTED_FILE, table_columns(REJECTED_FILE, layout.languages)).rows:
        kept = values.get(tuple(plain(cells[name]) for name in KEY))
        if kept is not None and cells["kept_value"]:
            found[line] = {**cells, "kept_value": kept}
    return found


def split(folder: Path, layout: Layout, key: Key, reason: Mapping[str, str]) -> dict[str, str]:
    """A break in a series: the figure from which on it cannot be compared with its past has the flag B, and says why.

    What its flag said before stands in its note, in front of the reason. `FaultError` where there is no such figure.
    """
    line, old = _needed(folder, layout, key)
    before = plain(old["flag"])
    notes = {}
    for code in reason:
        column = f"note_{code}"
        name = own_words(FLAGS[before].title, code) if before in FLAGS and before not in ("A", BREAK) else ""
        notes[column] = _joined(name, old[column], reason[code])
    return {
        OBSERVATIONS_FILE: with_rows(
            folder / OBSERVATIONS_FILE, layout, replace={line: {**old, "flag": BREAK, **notes}}
        )
    }


def _found(folder: Path, layout: Layout, key: Key) -> tuple[int, dict[str, str]] | None:
    """The line and the cells of a figure in observations.csv; None if it is not there."""
    rows = layout.read(folder / OBSERVATIONS_FILE, table_columns(OBSERVATIONS_FILE, layout.languages)).rows
    return next(((line, dict(cells)) for line, cells in rows if tuple(plain(cells[n]) for n in KEY) == key), None)


def _needed(folder: Path, layout: Layout, key: Key) -> tuple[int, dict[str, str]]:
    if found := _found(folder, layout, key):
        return found
    rows = [
        tuple(plain(cells[name]) for name in KEY)
        for _, cells in layout.read(folder / OBSERVATIONS_FILE, table_columns(OBSERVATIONS_FILE, layout.languages)).rows
    ]
    periods = sorted(row[-1] for row in rows if row[:-1] == key[:-1])
    expected = N_("a figure of this edition; the series has these periods: {periods}")
    if not periods:
        expected = N_("a figure of this edition; the series has none")
    fix = N_("Look at the series with: plan-metrics show. A figure that is not there yet is added to observations.csv.")
    found, column = N_("no figure of {key}"), ", ".join(layout.in_file(KEY))
    raise FaultError([
        fault_at("unknown_figure", OBSERVATIONS_FILE, found, expected, fix, column=column, key=", ".join(key),
                 periods=", ".join(periods))
    ])  # fmt: skip


def _reasons(words: Mapping[str, str]) -> dict[str, str]:
    return dict(zip(columns_of("reason", words), words.values(), strict=True))


def _joined(*notes: str) -> str:
    said = ""
    for note in filter(None, dict.fromkeys(notes)):
        said = f"{said}{AND[not said[-1].isascii()]}{note}" if said else note
    return said
