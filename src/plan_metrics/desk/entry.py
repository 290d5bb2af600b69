"""One figure entered by hand: a row of the edition, checked by its rules, and written only when that is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from plan_metrics.analysis.amendments import carry_out, try_amendment
from plan_metrics.edition.amend import with_rows
from plan_metrics.edition.called import asked_fault, codes_of
from plan_metrics.edition.flags import MISSING
from plan_metrics.edition.known import Known
from plan_metrics.edition.models import KEY, OBSERVATIONS_FILE, table_columns
from plan_metrics.errors import N_, FaultError, refused_by_the_system
from plan_metrics.languages import columns_of
from plan_metrics.paths import edition_folder
from plan_metrics.plan.layout import Layout
from plan_metrics.plan.models import Plan
from plan_metrics.plan.printed import read_printed
from plan_metrics.reading.typed import plain
from plan_metrics.views.amended import WRITTEN, amended_text
from plan_metrics.views.faults import faults_text

TRIED = N_("Tried only: nothing was written.")


def fields(languages: Iterable[str]) -> tuple[str, ...]:
    """What is asked for of a figure, with a note in each of these languages."""
    return (*KEY, "printed", "source", "flag", "sample_size", *columns_of("note", languages))


def with_figure(base: Path, plan: Plan, edition: str, cells: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """The new text of the table of figures with one more, by the name of its file, and what `undo` calls it.

    `cells` has `fields`; names stand for codes, a period may be written in any form that can mean one only, and an
    empty breakdown is that of the indicator. Value and qualifier are those of the printed words, none where the flag
    says that there is no value. Raises `FaultError` for a name that is not known, words without a figure, and a figure
    that is there already.
    """
    asked = {column: cells[column] or None if column == "breakdown" else cells[column] for column in KEY}
    codes = codes_of(Known(plan), asked)
    card = plan.indicator(codes["indicator"])
    key = {**codes, "breakdown": codes.get("breakdown", card.breakdown)}
    file = edition_folder(base, edition) / OBSERVATIONS_FILE
    _check_free(file, plan.layout, tuple(key[column] for column in KEY))
    missing = cells["flag"] in MISSING
    printed = None if missing else read_printed(cells["printed"])
    if printed is None and not missing:
        expected = N_("words that hold one figure")
        fix = N_("Leave out years and other numbers; a multiplier from the heading of a table goes behind in brackets.")
        found = N_("“{value}”") if cells["printed"] else N_("an empty cell")
        raise FaultError([asked_fault("wrong_print", "printed", found, expected, fix, value=cells["printed"])])
    row: dict[str, object] = {
        **{column: cells[column] for column in fields(plan.languages)},
        **key,
        "unit": card.unit,
        "value": printed.value if printed else "",
        "qualifier": printed.qualifier if printed else "exact",
    }
    why = " ".join(["entry_form", *(key[column] for column in KEY)])
    return {file.name: with_rows(file, plan.layout, add=[row])}, why


def check_figure(base: Path, plan: Plan, edition: str, cells: Mapping[str, str], language: str) -> tuple[bool, str]:
    """Whether a figure can be written as it is, and in words what is wrong with it, or what it would change."""
    try:
        texts, _ = with_figure(base, plan, edition, cells)
        tried = try_amendment(base, plan, edition, texts)
    except FaultError as error:
        return False, faults_text(error.faults, language)
    if tried.faults:
        return False, faults_text([*tried.faults, *tried.warnings], language)
    return True, amended_text(tried, language, TRIED)


def write_figure(base: Path, plan: Plan, edition: str, cells: Mapping[str, str], language: str) -> tuple[bool, str]:
    """Write a figure, and say what it changed; nothing is written where it is wrong, or the disk refuses."""
    try:
        texts, why = with_figure(base, plan, edition, cells)
        tried = carry_out(base, plan, edition, texts, why)
    except FaultError as error:
        return False, faults_text(error.faults, language)
    except OSError as error:
        fix = N_("Look at the place named, and at the rights of this user; then run the command again.")
        expected = N_("files and folders that this command can read and write")
        return False, faults_text([refused_by_the_system(error, OBSERVATIONS_FILE, expected, fix)], language)
    return True, amended_text(tried, language, WRITTEN)


def _check_free(file: Path, layout: Layout, key: tuple[str, ...]) -> None:
    """Raise `FaultError` if the table has a row with this key."""
    for _, cells in layout.read(file, table_columns(file.name, layout.languages)).rows:
        if tuple(plain(cells[column]) for column in KEY) == key:
            found = N_("a figure that is there already: “{printed}” ({document})")
            expected = N_("a period for which the series has no figure yet")
            fix = N_("Another figure takes its place with: plan-metrics correct, which keeps the old one.")
            values = {"printed": cells["printed"], "document": cells["source"]}
            raise FaultError([asked_fault("figure_there", "period", found, expected, fix, **values)])
