"""Creates the folder of a new edition, with code lists to look things up in."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plan_metrics.edition.amend import turn
from plan_metrics.edition.answers import SINCE_PREVIOUS
from plan_metrics.edition.card import known_editions, sound_card
from plan_metrics.edition.flags import FLAGS, QUALIFIERS
from plan_metrics.edition.models import (
    ANSWERS_FILE,
    CARD_FILE,
    COPIES_FILE,
    EDITION_ID,
    OBSERVATIONS_FILE,
    TABLES,
    WITHDRAWN_FILE,
    EditionCard,
    table_columns,
)
from plan_metrics.edition.read import editions
from plan_metrics.edition.write import FOR_SPREADSHEETS, write_card, write_table
from plan_metrics.errors import N_, FaultError, fault_at
from plan_metrics.languages import columns_of, forms_of, own_words
from plan_metrics.measure.periods import last_day
from plan_metrics.paths import edition_folder, plan_folder
from plan_metrics.plan.code_lists import Text
from plan_metrics.plan.layout import Layout
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan

CODES = "codes"
UNFINISHED = ".unfinished"


def create_edition(base: Path, edition: str, previous: str | None = None) -> Path:
    """The folder `data/editions/<edition>/`, made: card, tables, and `codes/` to look codes up in.

    The tables hold the rows of the previous edition if one is given (a snapshot goes on from the last
    one), else their header only; all are written for a spreadsheet (UTF-8 with a byte-order mark).
    Raises `FaultError` for an id that is no year and month, a folder that exists already, a previous
    edition that does not exist or is not earlier, and for a plan or previous tables that cannot be read.
    Nothing is left behind then: the folder is made under another name and renamed at the end. A second
    call waits for the first.
    """
    _check_arguments(base, edition, previous)
    with turn(base):
        return _create_edition(base, edition, previous)


def _create_edition(base: Path, edition: str, previous: str | None) -> Path:
    _check_arguments(base, edition, previous)  # again: another call may have made it
    plan = read_plan(plan_folder(base))
    own = read_plan(plan_folder(base, previous))
    before = sound_card(edition_folder(base, previous), own.languages) if previous else None
    rows = {name: _copied(base, before, own.layout, plan.layout, name) if before else [] for name in TABLES}
    folder = edition_folder(base, edition)
    unfinished = folder.with_name(f".{edition}{UNFINISHED}")
    for left in folder.parent.glob(f".*{UNFINISHED}"):  # by a command that was killed
        shutil.rmtree(left, ignore_errors=True)
    try:
        (unfinished / CODES).mkdir(parents=True)
        # What goes on from invented figures is invented too, and must keep its mark.
        card = _card(edition, previous, plan, invented=before is not None and before.invented)
        write_card(unfinished / CARD_FILE, card)
        for name in TABLES:
            columns = plan.layout.in_file(table_columns(name, plan.languages))
            write_table(unfinished / name, columns, rows[name], FOR_SPREADSHEETS)
        kept = edition_folder(base, previous or edition) / COPIES_FILE
        if kept.is_file():
            shutil.copyfile(kept, unfinished / COPIES_FILE)
        for name, (columns, entries) in code_lists(plan).items():
            entries = (dict(zip(columns, entry, strict=True)) for entry in entries)
            write_table(unfinished / CODES / name, columns, entries, FOR_SPREADSHEETS)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return folder


def code_lists(plan: Plan) -> dict[str, tuple[tuple[str, ...], list[tuple[str, ...]]]]:
    """What may stand in the columns of an edition: for each list its columns and its rows."""
    titles = columns_of("title", plan.languages)
    indicators = [
        (
            indicator.id,
            indicator.unit,
            indicator.accumulation,
            indicator.frequency,
            indicator.collection,
            "yes" if indicator.computed else "no",
            *indicator.title.values(),
        )
        for _, indicator in plan.indicators()
    ]
    flags = [(code, "yes" if flag.has_value else "no", *_each(flag.title, plan)) for code, flag in FLAGS.items()]
    return {
        "indicators.csv": (
            ("indicator", "unit", "accumulation", "frequency", "collection", "computed", *titles),
            indicators,
        ),
        "regions.csv": (
            ("region", "level", *columns_of("short", plan.languages), *titles),
            [(r.region, r.level, *r.short.values(), *r.title.values()) for r in plan.regions],
        ),
        **{
            f"{each.id}.csv": (
                (each.id, "parent", *titles),
                [(part.code, part.parent, *part.title.values()) for part in plan.codes.get(each.id, ())],
            )
            for each in plan.head.dimensions
        },
        "units.csv": (
            ("unit", "base", "factor", *titles),
            [(u.unit, u.base, f"{u.factor:.15g}", *u.title.values()) for u in plan.units.values()],
        ),
        "flags.csv": (("flag", "has_value", *titles), flags),
        "qualifiers.csv": (("qualifier", *titles), [(code, *_each(title, plan)) for code, title in QUALIFIERS.items()]),
    }


def _check_arguments(base: Path, edition: str, previous: str | None) -> None:
    known = editions(base)
    if not re.fullmatch(EDITION_ID, edition):
        expected, fix = N_("a year and a month, such as 2026-02"), N_("Give the new edition such an id.")
        raise _refused("wrong_edition_id", edition, N_("“{edition}”"), expected, fix)
    if os.path.lexists(edition_folder(base, edition)):  # a link that leads nowhere too
        expected = N_("an edition that does not exist yet; there are {known}")
        fix = N_("Give another id. An edition that is published is never changed: correct it in a later one.")
        found = N_("the folder data/editions/{edition}, which exists already")
        raise _refused("edition_exists", edition, found, expected, fix, known=known_editions(known))
    earlier = [other for other in known if other < edition]
    if previous and previous not in earlier:
        expected = N_("an edition before {edition} that exists: {known}")
        fix = N_("Give one of these, or none to begin with empty tables.")
        found = N_("“{previous}” as the previous edition")
        known_earlier = known_editions(earlier)
        raise _refused("unknown_previous", edition, found, expected, fix, previous=previous, known=known_earlier)


def _refused(rule: str, edition: str, found: str, expected: str, fix: str, **values: Any) -> FaultError:
    return FaultError([fault_at(rule, edition, found, expected, fix, **{"edition": edition, **values})])


def _copied(base: Path, before: EditionCard, own: Layout, layout: Layout, name: str) -> list[dict[str, object]]:
    """The rows of a table of the previous edition, which has its `own` layout, in the layout of today.

    What an edition before 2026-11 did not record stays empty, and so do texts in a language that it does not have.

    Withdrawals do not go on: the edition that makes them says so. Answers go on but for those about figures and losses:
    the new edition is asked about its own only.
    """
    known = (edition_folder(base, before.id) / name).exists()
    if name == WITHDRAWN_FILE or (name == ANSWERS_FILE and not known):
        return []
    columns = before.columns if name == OBSERVATIONS_FILE else table_columns(name, own.languages)
    table = own.read(edition_folder(base, before.id) / name, columns)
    today = table_columns(name, layout.languages)
    rows = [layout.cells({column: cells.get(column, "") for column in today}) for _, cells in table.rows]
    return [row for row in rows if name != ANSWERS_FILE or row["rule"] not in SINCE_PREVIOUS]


def _card(edition: str, previous: str | None, plan: Plan, *, invented: bool) -> EditionCard:
    said = {code: words_of_card(code, edition, previous) for code in plan.languages}
    return EditionCard(
        id=edition,
        title=Text(**{code: title for code, (title, _) in said.items()}),
        as_of=last_day(edition).isoformat(),
        previous=previous or "",
        invented=invented,
        about=Text(**{code: about for code, (_, about) in said.items()}),
        verdicts=plan.head.verdicts.numbers,
    )


def words_of_card(language: str, edition: str, previous: str | None) -> tuple[str, str]:
    """The title of an edition and what it is about, in a language."""
    forms, day = forms_of(language), last_day(edition)
    named = {"year": day.year, "month": forms.months[day.month - 1]}
    about = forms.next_edition if previous else forms.first_edition
    return forms.edition.format(**named), about.format(day=forms.day.format(day=day.day, **named), previous=previous)


def _each(text: Mapping[str, str], plan: Plan) -> list[str]:
    """What the program says, in each language of the plan."""
    return [own_words(text, code) for code in plan.languages]
