"""Commands that make the pages, or say why they would be made: report, why, accept."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from plan_metrics.commands.call import Call
from plan_metrics.commands.parser import Commands


def register(commands: Commands) -> None:
    """Add `report`, `why` and `accept`."""
    _ = commands.gettext
    report = commands.add("report", _report, _("check, run every notebook and build the book"), "--all", reports=True)
    which = report.add_mutually_exclusive_group()
    which.add_argument("edition", nargs="?", help=_("default: the plan's default edition"))
    which.add_argument("--all", action="store_true", help=_("build every edition, so that each keeps its address"))
    report.add_argument(
        "--scheduler", metavar="ADDRESS", help=_("make the pages in the Dask cluster at tcp://HOST:PORT")
    )
    report.add_argument(
        "--timeout", type=_seconds(_), default=300, metavar="SECONDS", help=_("that a page may take (300)")
    )
    report.add_argument(
        "--kernel", action="store_true", help=_("run each notebook in a kernel of its own: slower, the same pages")
    )

    about = _("say why a page would be made again, or that nothing has changed")
    why = commands.add("why", _why, about, "CN-ZJ", reports=True)
    why.add_argument("page", help=_("its name, such as CN-ZJ, A07, sector-food, index or data"))
    why.add_argument("edition", nargs="?", help=_("default: the plan's default edition"))

    commands.add("accept", _accept, _("run the notebooks and keep their outputs as the ones CI compares with"), "")


def _report(call: Call) -> int:
    from plan_metrics.report.build import build_all, build_report

    chosen = call.chosen
    how = {"as_json": call.form == "json", "scheduler": chosen.scheduler, "seconds": chosen.timeout}
    how |= {"kernel": chosen.kernel, "quiet": chosen.quiet}
    if chosen.all:
        return build_all(call.base, call.language, **how)
    return build_report(call.base, chosen.edition, call.language, **how)


def _why(call: Call) -> int:
    from plan_metrics.report.explain import explain

    told = explain(call.base, call.chosen.page, call.chosen.edition, call.language)
    return call.result(
        lambda: "\n".join(each.sentence for each in told),
        lambda: [vars(each) for each in told],
    )


def _accept(call: Call) -> int:
    from plan_metrics.report.accept import accept

    accept(call.base)
    return 0


def _seconds(gettext: Callable[[str], str]) -> Callable[[str], float]:
    def seconds(text: str) -> float:
        try:
            if float(text) > 0:
                return float(text)
        except ValueError:
            pass
        raise argparse.ArgumentTypeError(gettext("{value}; expected a number above 0").format(value=ascii(text)))

    return seconds
