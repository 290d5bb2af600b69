"""Commands that begin something: a project, an edition, a language or dimension, the schema of the cards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from plan_metrics import paths
from plan_metrics.commands.call import Call, encoding_said
from plan_metrics.commands.parser import Commands
from plan_metrics.errors import N_, Fault, FaultError, check_faults, fault_at

if TYPE_CHECKING:
    from plan_metrics.adopt.open_sdg import Repository
    from plan_metrics.adopt.own_package import Returned

FORMS = ("open-sdg", "csv", "sdmx", "datapackage")  # of data sets that `init --from` takes over


def register(commands: Commands) -> None:
    """Add `init`, `new`, `adapt` and `schema`."""
    _ = commands.gettext
    init = commands.add("init", _init, _("create a project in an empty folder"), "../another-plan", reports=True)
    init.add_argument("folder", help=_("the folder, which need not be there yet"))
    init.add_argument("--languages", metavar="CODES", help=_("of the plan, its own first, such as fr,pt_BR"))
    work = init.add_mutually_exclusive_group()
    work.add_argument(
        "--from",
        dest="form",
        nargs="+",
        metavar=("FORM", "PATH"),
        help=_("take over a data set: open-sdg FOLDER, csv FILE, sdmx FILE…, or datapackage FOLDER"),
    )

    init.add_argument(
        "--year-starts", metavar="MONTH", type=int, choices=range(1, 13),
        help=_("the month, 1 to 12, that fiscal or school years of the data set begin with"),
    )  # fmt: skip
    init.add_argument(
        "--encoding", metavar="NAME", help=_("of tables that are in none which tells itself, such as cp1251")
    )
    work.add_argument(
        "--answers", action="store_true", help=_("take the answers of data/questions.csv over into the plan")
    )

    new = commands.add("new", _new, _("create a new edition"), "2027-02 --from 2026-11", reports=True)
    new.add_argument("edition", help=_("year and month, such as 2026-06"))
    new.add_argument("--from", dest="previous", metavar="EDITION", help=_("go on from this edition's figures"))

    about = _("give tables and cards the columns and texts for new languages and dimensions of plan.toml")
    commands.add("adapt", _adapt, about, "", reports=True)

    commands.add("schema", _schema, _("write the JSON schema of the plan's cards"), "", reports=True)


def _init(call: Call) -> int:
    from plan_metrics.creation.create import create_project

    if call.chosen.form is not None:
        return _adopt(call)
    said = {"--encoding": call.chosen.encoding, "--year-starts": call.chosen.year_starts}
    check_faults(_without_data(option, str(value)) for option, value in said.items() if value is not None)
    if call.chosen.answers:
        return _answers(call)
    named = call.chosen.languages
    folder = create_project(Path(call.chosen.folder), () if named is None else named.split(","))
    text = call.gettext(
        "{folder} is ready. Describe the plan in data/plan/, then run in this folder: plan-metrics check"
    )
    return call.done(text.format(folder=folder.name), folder=folder.name)


def _adopt(call: Call) -> int:
    from plan_metrics.adopt.open_sdg import Repository
    from plan_metrics.adopt.project import adopt
    from plan_metrics.creation.create import create_project
    from plan_metrics.creation.words import check_languages

    form, *paths_given = call.chosen.form
    if form not in FORMS or not paths_given or (len(paths_given) > 1 and form != "sdmx"):
        raise FaultError([_no_form(" ".join(call.chosen.form))])
    named = call.chosen.languages
    languages = () if named is None else named.split(",")
    if languages:
        check_languages(languages)
    encoding = encoding_said(call)
    month = call.chosen.year_starts
    files = [Path(path) for path in paths_given]
    with _placed(form, files):
        data = _read(form, files, languages, encoding, month)
    said = {"--encoding": encoding if form == "datapackage" else "", "--year-starts": str(month or "")}
    if form == "datapackage" or not isinstance(data, Repository):
        check_faults(_said_by_the_data(option, value) for option, value in said.items() if value)
    if languages and (form == "open-sdg" or not isinstance(data, Repository)):
        raise FaultError([_own_languages(",".join(languages))])
    with _placed(form, files):
        made = adopt(replace(data, year_starts=month), dt.date.today()) if isinstance(data, Repository) else data
    folder = create_project(Path(call.chosen.folder), adopted=made)
    counts = made.counts
    text = call.gettext(
        "{folder} is ready. Taken over: indicators {indicators}, figures {figures}; refused: {refused}. "
        "What was and what was not stands in data/adopted.csv; what is open in data/questions.csv."
    )
    return call.done(text.format(folder=folder.name, **counts), folder=folder.name, **counts)


@contextmanager
def _placed(form: str, files: Sequence[Path]) -> Iterator[None]:
    """Faults of a data set name files as they were given, and those in a folder or zip file by their way there."""
    given = {file.absolute().name: file.as_posix() for file in files}
    try:
        yield
    except FaultError as error:
        inside = files[0] if form in ("open-sdg", "datapackage") else Path()
        named = {"": files[0].as_posix(), **given}
        faults = [replace(each, file=named.get(each.file) or (inside / each.file).as_posix()) for each in error.faults]
        raise FaultError(faults) from None


def _read(
    form: str, files: Sequence[Path], languages: Sequence[str], encoding: str, month: int | None
) -> Repository | Returned:
    from plan_metrics.adopt.datapackage import read_package
    from plan_metrics.adopt.long_table import read_long_table
    from plan_metrics.adopt.own_open_sdg import read_open_sdg
    from plan_metrics.adopt.sdmx import read_messages

    match form:
        case "open-sdg":
            return read_open_sdg(files[0], encoding)
        case "sdmx":
            return read_messages(files, languages, encoding)
        case "datapackage":
            return read_package(files[0], languages)
    return read_long_table(files[0], languages, encoding, month)


def _said_by_the_data(option: str, value: str) -> Fault:
    return Fault(
        rule="said_by_the_data",
        file=option,
        found=N_("“{value}”"),
        expected=N_("nothing: the data set says this itself"),
        fix=N_("Leave the option out, or correct the data set in a copy."),
        values={"value": value},
    )


def _without_data(option: str, value: str) -> Fault:
    expected = N_("nothing, where no data set is taken over")
    fix = N_("Leave the option out, or name the data set with --from.")
    return fault_at("without_data", option, N_("“{value}”"), expected, fix, value=value)


def _own_languages(languages: str) -> Fault:
    expected = N_("nothing: a data set in this form names its languages itself")
    fix = N_("Leave the option out, or correct “languages” in config_data.yml of a copy of the data set.")
    return fault_at("own_languages", "--languages", N_("“{value}”"), expected, fix, value=languages)


def _no_form(form: str) -> Fault:
    expected = N_("one of: {known}")
    fix = N_("Give the form of the data set, then its place.")
    return fault_at("no_form", "--from", N_("“{value}”"), expected, fix, value=form, known=", ".join(FORMS))


def _answers(call: Call) -> int:
    from plan_metrics.adopt.answers import take_over

    answers = take_over(Path(call.chosen.folder))
    text = call.gettext("Answers that stand in the plan now: {answers}. Run in this folder: plan-metrics check")
    return call.done(text.format(answers=answers), answers=answers)


def _new(call: Call) -> int:
    from plan_metrics.edition.scaffold import create_edition

    edition = call.chosen.edition
    folder = create_edition(call.base, edition, call.chosen.previous).relative_to(call.base)
    text = call.gettext(
        "{folder} is ready. Put the figures into observations.csv and their documents into sources.csv, "
        "then run: plan-metrics check {edition}"
    )
    return call.done(text.format(folder=folder, edition=edition), folder=folder.as_posix(), edition=edition)


def _adapt(call: Call) -> int:
    from plan_metrics.creation.adapt import adapt

    files = [file.relative_to(call.base).as_posix() for file in adapt(call.base)]
    text = call.gettext("Files changed: {n}. Fill in what is empty; it is told by: plan-metrics check")
    return call.done("\n".join([*files, text.format(n=len(files))]), files=files)


def _schema(call: Call) -> int:
    from plan_metrics.plan.schema import write_schema

    folder = paths.plan_folder(call.base)
    if not folder.is_dir():
        call.plan()  # tells which files of a plan are missing
    file = write_schema(folder).relative_to(call.base)
    return call.done(str(file), file=file.as_posix())
