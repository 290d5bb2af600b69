"""Commands that change figures: withdraw, correct, split. Each is tried first; one that brings a fault is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from plan_metrics import paths
from plan_metrics.commands.call import Call
from plan_metrics.commands.parser import Commands, Parser
from plan_metrics.errors import N_, Fault, check_faults, fault_at
from plan_metrics.languages import FORMS

if TYPE_CHECKING:
    from plan_metrics.plan.models import Plan

Texts = Mapping[str, str]


def register(commands: Commands) -> None:
    """Add `withdraw`, `correct` and `split`."""
    _ = commands.gettext
    about = _("withdraw a figure of the edition before, with the reason")
    withdraw = _figure(commands, "withdraw", _withdraw, about)
    withdraw.add_argument(
        "--document", metavar="CODE", default="", help=_("the document that withdraws it, if one does")
    )
    withdraw.add_argument("--day", help=_("on which it was withdrawn (default: the day of the edition)"))

    about = _("put another value in the place of a figure, which goes to rejected.csv with the reason")
    correct = _figure(commands, "correct", _correct, about, " --value 1260 --printed 1260 --document S001")
    correct.add_argument(
        "--value",
        required=True,
        help=_("the right value as a number in the plain unit of the indicator, such as 1260 or 97.5"),
    )
    correct.add_argument("--printed", required=True, help=_("the figure in the words of its document"))
    correct.add_argument("--document", metavar="CODE", required=True, help=_("the document that has it"))
    correct.add_argument("--sample-size", default="", help=_("how many were checked, of a share found in a sample"))
    correct.add_argument("--flag", help=_("what the document says of it (default: A; B and D stay)"))

    _figure(
        commands, "split", _split, _("mark a break: from this figure on, a series cannot be compared with its past")
    )


def _figure(commands: Commands, name: str, run: Callable[[Call], int], about: str, also: str = "") -> Parser:
    """A command about one figure: which, in which edition, why in every language, and whether it is only tried."""
    _ = commands.gettext
    reasons = " ".join(f'--reason-{code} "…"' for code in commands.languages)
    words = f"INDICATOR CN-ZJ 2025 --edition 2027-02{also} {reasons} --dry-run"
    parser = commands.add(name, run, about, words)
    parser.add_argument("indicator", metavar="INDICATOR", help=_("its code or its title"))
    parser.add_argument("region", metavar="REGION", help=_("its code or a name of it"))
    parser.add_argument(
        "period", metavar="PERIOD", help=_("such as 2025, 2025-H1, 2025-Q3, 2025-09 or 2025-01/2025-09")
    )
    parser.add_argument("--breakdown", help=_("its code or a name of it (default: that of the indicator)"))
    parser.add_argument("--edition", required=True, help=_("that is changed"))
    add_reasons(parser, commands)
    parser.add_argument("--dry-run", action="store_true", help=_("only say what would come of it"))
    return parser


def add_reasons(parser: Parser, commands: Commands, *, required: bool = True) -> None:
    """Add an option for the reason in each language."""
    for code in commands.languages:
        about = commands.gettext("why, in this language: {language}")
        about = about.format(language=FORMS[code].name if code in FORMS else code)
        parser.add_argument(f"--reason-{code}", metavar="TEXT", required=required, default="", help=about)


def _withdraw(call: Call) -> int:
    from plan_metrics.edition.card import sound_card
    from plan_metrics.edition.choice import document_called
    from plan_metrics.edition.corrections import withdrawal

    chosen = call.chosen

    def texts(plan: Plan, key: tuple[str, ...]) -> Texts:
        folder = paths.edition_folder(call.base, chosen.edition)
        card = sound_card(folder, plan.languages)
        day = chosen.day or card.as_of
        document = document_called(folder, plan.layout, chosen.document) if chosen.document else ""
        return withdrawal(folder, plan.layout, key, day, document, reasons_given(call, plan))

    return _changed(call, "withdraw", texts)


def _correct(call: Call) -> int:
    from plan_metrics.edition.choice import document_called
    from plan_metrics.edition.corrections import correction

    chosen = call.chosen

    def texts(plan: Plan, key: tuple[str, ...]) -> Texts:
        folder = paths.edition_folder(call.base, chosen.edition)
        document = document_called(folder, plan.layout, chosen.document)
        new = {"value": chosen.value, "printed": chosen.printed, "source": document, "sample_size": chosen.sample_size}
        return correction(folder, plan.layout, key, new, reasons_given(call, plan), chosen.flag)

    return _changed(call, "correct", texts)


def _split(call: Call) -> int:
    from plan_metrics.edition.corrections import split

    def texts(plan: Plan, key: tuple[str, ...]) -> Texts:
        return split(paths.edition_folder(call.base, call.chosen.edition), plan.layout, key, reasons_given(call, plan))

    return _changed(call, "split", texts)


def reasons_given(call: Call, plan: Plan) -> dict[str, str]:
    """The reason in each language. Raises `FaultError` for one without a word, or that cannot be printed."""
    from plan_metrics.reading.printable import text_faults

    faults: list[Fault] = []
    for code in plan.languages:
        option, text = f"--reason-{code}", getattr(call.chosen, f"reason_{code}")
        if not any(sign.isalpha() for sign in text):
            found, expected, fix = N_("“{cell}”"), N_("a reason in words"), N_("Say in a few words why.")
            faults.append(fault_at("no_reason", option, found, expected, fix, cell=text))
        faults += text_faults(text, option, None, None)
    check_faults(faults)
    return {code: getattr(call.chosen, f"reason_{code}").strip() for code in plan.languages}


def _changed(call: Call, name: str, texts: Callable[[Plan, tuple[str, ...]], Texts]) -> int:
    """Find the figure that is meant, make the new texts of the tables for its key, and carry them out."""
    from plan_metrics.edition.called import codes_of
    from plan_metrics.edition.known import Known

    plan, chosen = call.plan(), call.chosen
    call.edition(plan)
    asked = {column: getattr(chosen, column) for column in ("indicator", "region", "breakdown", "period")}
    codes = codes_of(Known(plan), asked)
    breakdown = codes.get("breakdown") or plan.indicator(codes["indicator"]).breakdown
    key = (codes["indicator"], codes["region"], breakdown, codes["period"])
    return amended(call, plan, chosen.edition, texts(plan, key), " ".join([name, *key]), dry_run=chosen.dry_run)


def amended(
    call: Call,
    plan: Plan,
    edition: str,
    texts: Texts,
    why: str,
    *,
    dry_run: bool,
    tried_only: str = "",
    read_as: Sequence[Fault] = (),
) -> int:
    """Carry new texts of an edition's tables out unless it is a dry run, and say what comes of it. 0, or `FaultError`.

    `why` is the command, as `undo` names it; `tried_only` says how to write what was tried; `read_as` are warnings of
    what the texts were made from. A quiet command says nothing but what a dry run was asked for.
    """
    from plan_metrics.analysis.amendments import carry_out
    from plan_metrics.views.amended import TRIED, WRITTEN, amended_facts, amended_text

    with call.waiting(why.split()[0]):
        tried = carry_out(call.base, plan, edition, texts, why, dry_run=dry_run)
    tried = replace(tried, warnings=(*read_as, *tried.warnings))
    language = plan.spoken(call.language)
    done = (tried_only or TRIED) if dry_run else WRITTEN
    return call.told(
        lambda: amended_text(tried, language, done),
        lambda: amended_facts(tried, language, dry_run=dry_run),
        tried.warnings,
        asked=dry_run,
    )
