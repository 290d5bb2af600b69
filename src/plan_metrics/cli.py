"""The commands: init, check, new, register, report, why, accept, counts, sample-figures, schema: parse, call, print.

What a command needs is loaded when it runs: a report in which nothing has changed is over in a moment.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from plan_metrics import paths
from plan_metrics.errors import N_, Fault, FaultError, refused_by_the_system
from plan_metrics.languages import LANGUAGES
from plan_metrics.report.engine.process import short_lived
from plan_metrics.terminal import reworded, say, write_escapes
from plan_metrics.views.language import catalogue, reader_language

if TYPE_CHECKING:
    from plan_metrics.context import Context
    from plan_metrics.edition.models import Edition
    from plan_metrics.plan.models import Plan

ABOUT = N_("Turns a plan and the figures of its editions into an auditable progress report.")
# What argparse says itself, for the catalogue; of errors, what `reworded` knows.
USAGE = N_("usage: ")
HEADINGS = N_("positional arguments"), N_("options")
ERROR = N_("%(prog)s: error: %(message)s\n")
BAD_INPUT = 2
INTERRUPTED = 130  # as a shell says it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when all is well, 1 when a page failed, 2 for bad input. Never a traceback for it."""
    if arguments is None:  # as a program of its own
        short_lived()
        write_escapes()
    language = _language(arguments)
    chosen = _parser(language).parse_args(arguments)
    base = Path(os.sep)  # until it is known: the current folder may be gone
    try:
        base = paths.root()
        code: int = chosen.run(base, chosen, language)
        return code
    except FaultError as error:
        return _refused(error.faults, language)
    except OSError as error:
        return _refused([_of_the_system(error, base)], language)
    except KeyboardInterrupt:
        return INTERRUPTED


def _refused(faults: Sequence[Fault], language: str) -> int:
    from plan_metrics.views.faults import faults_text

    with suppress(OSError):  # of standard error itself
        say(faults_text(faults, language), error=True)
    return BAD_INPUT


def _of_the_system(error: OSError, base: Path) -> Fault:
    named = os.fsdecode(error.filename) if error.filename else ""
    file = os.path.relpath(named, base) if named.startswith(f"{base}{os.sep}") else named or "plan-metrics"
    fix = N_("Look at the place named, and at the rights of this user; then run the command again.")
    return refused_by_the_system(error, file, N_("files and folders that this command can read and write"), fix)


def _check(base: Path, chosen: argparse.Namespace, language: str) -> int:
    from plan_metrics.edition.choice import check_edition_id
    from plan_metrics.edition.read import examine
    from plan_metrics.edition.withdrawals import later_withdrawals
    from plan_metrics.plan.read import read_plan
    from plan_metrics.views.check_output import check_output

    plan = read_plan(paths.plan_folder(base))
    edition = plan.head.default_edition if chosen.edition is None else chosen.edition
    check_edition_id(base, edition)
    folder = paths.edition_folder(base, edition)
    previous, faults = _previous(base, folder, plan)
    checked = examine(folder, plan, previous)
    faults += later_withdrawals(folder, edition)[1]  # which its pages would show
    faults += [fault for fault in checked.open if fault not in faults]
    say(check_output(chosen.format, faults, checked.answered, folder.relative_to(base), language))
    return BAD_INPUT if any(chosen.strict or fault.severity == "fault" for fault in faults) else 0


def _previous(base: Path, folder: Path, plan: Plan) -> tuple[Edition | None, list[Fault]]:
    """The edition before the one in a folder if it can be read, and what is wrong with it if it cannot."""
    from plan_metrics.edition.card import read_card
    from plan_metrics.edition.choice import read_previous
    from plan_metrics.edition.read import editions

    card = read_card(folder, [])
    if card is None or card.previous not in editions(base):
        return None, []
    try:
        return read_previous(base, card.previous, plan), []
    except FaultError as error:
        return None, list(error.faults)


def _init(base: Path, chosen: argparse.Namespace, language: str) -> int:
    from plan_metrics.create import create_project

    folder = create_project(Path(chosen.folder))
    text = catalogue(language).gettext(
        "{folder} is ready. Describe the plan in data/plan/, then run in this folder: plan-metrics check"
    )
    say(text.format(folder=folder.name))
    return 0


def _new(base: Path, chosen: argparse.Namespace, language: str) -> int:
    from plan_metrics.edition.scaffold import create_edition

    folder = create_edition(base, chosen.edition, chosen.previous)
    text = catalogue(language).gettext(
        "{folder} is ready. Put the figures into observations.csv and their documents into sources.csv, "
        "then run: plan-metrics check {edition}"
    )
    say(text.format(folder=folder.relative_to(base), edition=chosen.edition))
    return 0


def _report(base: Path, chosen: argparse.Namespace, language: str) -> int:
    from plan_metrics.report.build import build_all, build_report

    how = {"as_json": chosen.json, "scheduler": chosen.scheduler, "seconds": chosen.timeout, "kernel": chosen.kernel}
    return build_all(base, language, **how) if chosen.all else build_report(base, chosen.edition, language, **how)


def _register(base: Path, chosen: argparse.Namespace, language: str) -> int:
    from plan_metrics.registers import check_libraries

    check_libraries()
    from plan_metrics.registers.told import told
    from plan_metrics.registers.write import register

    written = register(base, chosen.name, chosen.edition, dry_run=chosen.dry_run)
    say(told(written, language, chosen.dry_run))
    return 0


def _why(base: Path, chosen: argparse.Namespace, language: str) -> int:
    from plan_metrics.report.explain import explain

    say("\n".join(explain(base, chosen.page, chosen.edition, language)))
    return 0


def _counts(base: Path, chosen: argparse.Namespace, language: str) -> int:
    from plan_metrics.views.data import basis

    say(basis(_context(base, chosen, language)).text)
    return 0


def _sample_figures(base: Path, chosen: argparse.Namespace, language: str) -> int:
    import csv

    from plan_metrics.counts import sample

    rows = list(sample(_context(base, chosen, language), chosen.seed, chosen.size))
    table = io.StringIO()
    writer = csv.DictWriter(table, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    say(table.getvalue().removesuffix("\n"))
    return 0


def _context(base: Path, chosen: argparse.Namespace, language: str) -> Context:
    from plan_metrics.context import read_context
    from plan_metrics.plan.read import read_plan

    edition = chosen.edition
    if edition is None:
        edition = read_plan(paths.plan_folder(base)).head.default_edition
    return read_context(edition, language, base)


def _accept(base: Path, chosen: argparse.Namespace, language: str) -> int:
    from plan_metrics.report.accept import accept

    accept(base)
    return 0


def _schema(base: Path, chosen: argparse.Namespace, language: str) -> int:
    from plan_metrics.plan.read import read_plan
    from plan_metrics.plan.schema import write_schema

    folder = paths.plan_folder(base)
    if not folder.is_dir():
        read_plan(folder)  # tells which files of a plan are missing
    say(str(write_schema(folder).relative_to(base)))
    return 0


def _language(arguments: Sequence[str] | None) -> str:
    first = argparse.ArgumentParser(add_help=False)
    first.add_argument("--language", nargs="?")
    named = first.parse_known_args(arguments)[0].language
    return named if named in LANGUAGES else reader_language()


def _parser(language: str) -> argparse.ArgumentParser:
    """Reads the words of a command line; help and errors in a language."""

    _ = catalogue(language).gettext

    def some(text: str) -> int:
        if not text.isdecimal() or int(text) < 1:
            wrong = _("{value}; expected a whole number of 1 or more")
            raise argparse.ArgumentTypeError(wrong.format(value=ascii(text)))
        return int(text)

    def seconds(text: str) -> float:
        try:
            if float(text) > 0:
                return float(text)
        except ValueError:
            pass
        raise argparse.ArgumentTypeError(_("{value}; expected a number above 0").format(value=ascii(text)))

    class Help(argparse.HelpFormatter):
        def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
            super().add_usage(usage, actions, groups, _(USAGE) if prefix is None else prefix)

        def start_section(self, heading: str | None) -> None:
            super().start_section(heading and _(heading))

    class Parser(argparse.ArgumentParser):
        def __init__(self, **named: Any) -> None:
            super().__init__(**named, formatter_class=Help, add_help=False)
            self.add_argument("-h", "--help", action="help", help=_("show this help message and exit"))

        def error(self, message: str) -> NoReturn:
            self.print_usage(sys.stderr)
            self.exit(BAD_INPUT, _(ERROR) % {"prog": self.prog, "message": reworded(message, _)})

    parser = Parser(prog="plan-metrics", description=_(ABOUT))
    parser.add_argument("--language", choices=LANGUAGES, help=_("language of the messages (default: the terminal's)"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    init = commands.add_parser("init", help=_("create a project in an empty folder"))
    init.add_argument("folder", help=_("the folder, which need not be there yet"))
    init.set_defaults(run=_init)

    check = commands.add_parser("check", help=_("tell every fault and warning of an edition"))
    check.add_argument("edition", nargs="?", help=_("such as 2026-02; default: the plan's default edition"))
    check.add_argument("--strict", action="store_true", help=_("end with code 2 where a warning has no answer"))
    forms: dict[str, Any] = {"choices": ("text", "json", "github"), "default": "text"}
    check.add_argument("--format", **forms, help=_("for people, as a JSON object, or as annotations of a code host"))
    check.add_argument("--json", dest="format", action="store_const", const="json", help=_("the same as --format json"))
    check.set_defaults(run=_check)

    new = commands.add_parser("new", help=_("create a new edition"))
    new.add_argument("edition", help=_("year and month, such as 2026-06"))
    new.add_argument("--from", dest="previous", metavar="EDITION", help=_("go on from this edition's figures"))
    new.set_defaults(run=_new)

    report = commands.add_parser("report", help=_("check, run every notebook and build the book"))
    which = report.add_mutually_exclusive_group()
    which.add_argument("edition", nargs="?", help=_("default: the plan's default edition"))
    which.add_argument("--all", action="store_true", help=_("build every edition, so that each keeps its address"))
    report.add_argument("--json", action="store_true", help=_("say how it goes as one JSON object a line"))
    report.add_argument(
        "--scheduler", metavar="ADDRESS", help=_("make the pages in the Dask cluster at tcp://HOST:PORT")
    )
    report.add_argument("--timeout", type=seconds, default=300, metavar="SECONDS", help=_("that a page may take (300)"))
    report.add_argument(
        "--kernel", action="store_true", help=_("run each notebook in a kernel of its own: slower, the same pages")
    )
    report.set_defaults(run=_report)

    register = commands.add_parser("register", help=_("count a register of certificates into an edition"))
    register.add_argument("name", help=_("its card in data/plan/registers, such as certificates"))
    register.add_argument("edition", help=_("such as 2026-02"))
    register.add_argument("--dry-run", action="store_true", help=_("say what would change, and write nothing"))
    register.set_defaults(run=_register)

    why = commands.add_parser("why", help=_("say why a page would be made again, or that nothing has changed"))
    why.add_argument("page", help=_("its name, such as CN-ZJ, A07, sector-food, index or data"))
    why.add_argument("edition", nargs="?", help=_("default: the plan's default edition"))
    why.set_defaults(run=_why)

    accept = commands.add_parser(
        "accept", help=_("run the notebooks and keep their outputs as the ones CI compares with")
    )
    accept.set_defaults(run=_accept)

    counts = commands.add_parser("counts", help=_("count what the verdicts of an edition rest on"))
    counts.add_argument("edition", nargs="?", help=_("default: the plan's default edition"))
    counts.set_defaults(run=_counts)

    sample = commands.add_parser("sample-figures", help=_("draw figures at random for an audit, as CSV"))
    sample.add_argument("edition", nargs="?", help=_("default: the plan's default edition"))
    sample.add_argument("--seed", type=int, required=True, help=_("the same seed draws the same figures"))
    sample.add_argument("--size", type=some, default=60, help=_("how many (60)"))
    sample.set_defaults(run=_sample_figures)

    schema = commands.add_parser("schema", help=_("write the JSON schema of the plan's cards"))
    schema.set_defaults(run=_schema)
    return parser


if __name__ == "__main__":
    sys.exit(main())
