"""Commands with which people vouch for an edition: freeze, sign."""

from __future__ import annotations

import datetime as dt

from plan_metrics.commands.call import Call
from plan_metrics.commands.changing import add_reasons, reasons_given
from plan_metrics.commands.parser import Commands


def register(commands: Commands) -> None:
    """Add `freeze` and `sign`."""
    _ = commands.gettext
    about = _("keep an edition as it is: its plan, its numbers, and the digest of every file")
    freeze = commands.add("freeze", _freeze, about, "2026-11")
    freeze.add_edition(needed=True)
    freeze.add_argument(
        "--again",
        action="store_true",
        help=_("of a frozen edition that was corrected: write what changes into errata.csv"),
    )
    freeze.add_argument("--who", metavar="NAME", default="", help=_("who corrects it, with --again"))
    freeze.add_argument("--day", help=_("on which it is corrected (default: today)"))
    add_reasons(freeze, commands, required=False)

    about = _("vouch for an edition by name; with two names it is published, without one it is a draft")
    sign = commands.add("sign", _sign, about, '2026-11 --who "…"')
    sign.add_edition(needed=True)
    sign.add_argument("--who", metavar="NAME", required=True, help=_("who vouches for it"))
    sign.add_argument("--day", help=_("on which it is signed (default: today)"))


def _freeze(call: Call) -> int:
    from plan_metrics.export.freezing import freeze

    chosen, plan = call.chosen, call.plan()
    edition = call.edition(plan)
    reasons = [getattr(chosen, f"reason_{code}") for code in plan.languages]
    if not chosen.again and any([chosen.who, chosen.day, *reasons]):
        chosen.parser.error(call.gettext("--who, --day and reasons are said with --again only"))
    again = None
    if chosen.again:
        why = {f"why_{code}": text for code, text in reasons_given(call, plan).items()}
        again = {"who": chosen.who, "when": _day(call), **why}
    made = freeze(call.base, edition, again)
    text = call.gettext("{edition} is frozen: {files} files, {numbers} rows of numbers; corrected: {moved}.")
    facts = {"edition": edition, "files": made.files, "numbers": made.numbers, "moved": len(made.moved)}
    return call.done(text.format(**facts), **facts)


def _sign(call: Call) -> int:
    from plan_metrics.edition.signing import sign

    edition = call.edition(call.plan())
    standing = sign(call.base, edition, call.chosen.who, _day(call))
    texts = {
        "draft": call.gettext("{edition} is a draft."),
        "reviewed": call.gettext("{edition} is reviewed; a second person makes it published."),
        "published": call.gettext("{edition} is published."),
    }
    return call.done(texts[standing].format(edition=edition), edition=edition, standing=standing)


def _day(call: Call) -> str:
    return call.chosen.day or dt.date.today().isoformat()
