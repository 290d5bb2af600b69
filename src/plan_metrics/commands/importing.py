"""Commands that bring tables and registers into an edition: import, register, edit, undo."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from plan_metrics.commands.call import Call, as_json, encoding_said
from plan_metrics.commands.parser import Commands
from plan_metrics.errors import N_, Fault, FaultError, check_faults, fault_at
from plan_metrics.terminal import say
from plan_metrics.waiting import part

if TYPE_CHECKING:
    from plan_metrics.plan.models import Plan

OF_TABLES = (
    "recipe",
    "sheet",
    "document",
    "encoding",
)  # options that say how a table is read which is no edition's workbook


def register(commands: Commands) -> None:
    """Add `import`, `register`, `edit` and `undo`."""
    _ = commands.gettext
    about = _("read the figures of a workbook or table into an edition by a recipe; a dry run unless --apply")
    importing = commands.add("import", _import, about, "bulletin.xlsx 2026-11 --apply", reports=True)
    importing.add_argument("file", help=_("xlsx, xls, ods, csv or tsv"))
    importing.add_argument("edition", nargs="?", help=_("such as 2026-02; an edited workbook names its own"))
    importing.add_argument(
        "--recipe", metavar="NAME", help=_("of data/recipes/ (default: the one whose files fit; else one is written)")
    )
    importing.add_argument("--sheet", metavar="NAME", help=_("default: that of the recipe, or the only one"))
    importing.add_argument(
        "--document", metavar="CODE", help=_("what the figures were read in (default: as the recipe describes it)")
    )
    importing.add_argument(
        "--encoding", metavar="NAME", help=_("of a text table that is in none which tells itself, such as cp1251")
    )
    importing.add_argument("--apply", action="store_true", help=_("write the figures and their document"))

    about = _("count a register of certificates into an edition")
    counting = commands.add("register", _register, about, "certificates 2026-11 --dry-run", reports=True)
    counting.add_argument("name", help=_("its card in data/plan/registers, such as certificates"))
    counting.add_argument("edition", help=_("such as 2026-02"))
    counting.add_argument("--dry-run", action="store_true", help=_("say what would change, and write nothing"))

    edit = commands.add(
        "edit", _edit, _("write an edition as a workbook to edit; import reads it back"), "2026-11", reports=True
    )
    edit.add_argument("edition", nargs="?", help=_("such as 2026-02; default: the plan's default edition"))

    undo = commands.add("undo", _undo, _("take the last change that a command made back"), "2026-11", reports=True)
    undo.add_argument("edition", nargs="?", help=_("such as 2026-02; default: the plan's default edition"))


def _import(call: Call) -> int:
    from plan_metrics.analysis.amendments import try_amendment
    from plan_metrics.edition.amend import amend
    from plan_metrics.intake.edited import edition_of
    from plan_metrics.intake.importing import by_cell, prepare
    from plan_metrics.intake.report import write_report
    from plan_metrics.intake.summary import import_facts, import_text

    chosen, plan = call.chosen, call.plan()
    language = plan.spoken(call.language)
    if (of := edition_of(Path(chosen.file))) is not None:
        return _import_edited(call, plan, chosen.edition or of)
    if chosen.edition is None:
        raise FaultError([_which_edition(call)])
    edition = call.edition(plan)
    named = {"recipe": chosen.recipe, "sheet": chosen.sheet, "document": chosen.document}
    named["encoding"] = encoding_said(call)
    with call.waiting("import"):
        with part(0, 0.1):
            found = prepare(call.base, plan, edition, Path(chosen.file), **named)
        with part(0.1, 1):
            tried = try_amendment(call.base, plan, edition, found.tables)
    tried = replace(
        tried,
        faults=tuple(by_cell(found, tried.faults, plan.layout)),
        warnings=tuple(by_cell(found, tried.warnings, plan.layout)),
    )
    report = write_report(call.base, plan, found, tried, language)
    stopping = [fault for fault in (*found.faults, *tried.faults) if fault.severity == "fault"]
    if chosen.apply and not stopping:
        amend(call.base, edition, found.tables, f"import {Path(chosen.file).name}")
    if call.form == "json":
        say(as_json(import_facts(found, tried, language, applied=chosen.apply)))
    elif call.form == "github":
        return call.faults([*found.faults, *tried.faults, *tried.warnings])
    elif not chosen.quiet or stopping:
        say(import_text(call.base, plan, found, tried, report, language, applied=chosen.apply))
    return 2 if stopping else 0


def _which_edition(call: Call) -> Fault:
    """The one that is published is no place for new figures, so none is taken for the one that is meant."""
    from plan_metrics.edition.card import known_editions
    from plan_metrics.edition.read import editions

    found = N_("no edition that the figures are for")
    expected = N_("one of the editions that there are: {known}")
    fix = N_("Name it behind the file. A new one is made by: plan-metrics new")
    return fault_at(
        "which_edition", Path(call.chosen.file).name, found, expected, fix, known=known_editions(editions(call.base))
    )


def _import_edited(call: Call, plan: Plan, edition: str) -> int:
    """Read the workbook of an edition back: its difference to the tables is tried, and written with --apply."""
    from plan_metrics.commands.changing import amended
    from plan_metrics.edition.choice import edition_called
    from plan_metrics.intake.edited import read_edited

    edition = edition_called(call.base, edition, plan)
    file = Path(call.chosen.file)
    check_faults(_not_for_edited(name, said) for name in OF_TABLES if (said := getattr(call.chosen, name)) is not None)
    found = read_edited(call.base, plan.layout, edition, file)
    why, dry_run = f"import {file.name}", not call.chosen.apply
    return amended(call, plan, edition, found.tables, why, dry_run=dry_run, read_as=found.warnings)


def _not_for_edited(option: str, said: str) -> Fault:
    found = N_("“{value}”, beside the workbook of an edition")
    expected = N_("nothing: the rows of such a workbook say what they are, and which document has them")
    fix = N_("Leave the option out; to read another table into the edition, name its file.")
    return fault_at("not_for_edited", f"--{option}", found, expected, fix, value=said)


def _register(call: Call) -> int:
    from plan_metrics.registers import check_libraries

    check_libraries()
    from plan_metrics.registers.told import told, told_facts
    from plan_metrics.registers.write import register as count

    with call.waiting("register"):
        written = count(call.base, call.chosen.name, call.chosen.edition, dry_run=call.chosen.dry_run)
    return call.result(
        lambda: told(written, call.language, call.chosen.dry_run),
        lambda: told_facts(written, call.language, dry_run=call.chosen.dry_run),
    )


def _edit(call: Call) -> int:
    from plan_metrics.intake.edition_workbook import write_edition_workbook

    plan = call.plan()
    edition = call.edition(plan)
    file = write_edition_workbook(call.base, plan, edition, call.language).relative_to(call.base)
    text = call.gettext("{file} is ready. Edit and save it, then run: plan-metrics import {file}").format(file=file)
    return call.done(text, edition=edition, file=str(file))


def _undo(call: Call) -> int:
    from plan_metrics.edition.amend import undo

    edition = call.edition(call.plan())
    command = undo(call.base, edition)
    text = call.gettext("Taken back: {command}").format(command=command)
    return call.done(text, edition=edition, undone=command)
