"""Commands that make the pages, or say why they would be made: report, watch, why, accept."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress

from plan_metrics import paths
from plan_metrics.commands.call import BAD_INPUT, Call
from plan_metrics.commands.parser import Commands

FOLDERS = ("data", "notebooks", "book")  # that a report is made of, beside the program


def register(commands: Commands) -> None:
    """Add `report`, `watch`, `why` and `accept`."""
    _ = commands.gettext
    report = commands.add("report", _report, _("check, run every notebook and build the book"), "--all", reports=True)
    report.set_defaults(lines=True)
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

    about = _("serve the report, and make again what a saved file changes; the browser reloads")
    watch = commands.add("watch", _watch, about, "2026-11 --port 8000")
    watch.add_argument("edition", nargs="?", help=_("default: the plan's default edition"))
    watch.add_argument("--port", type=int, default=8000, help=_("of this machine (8000)"))

    about = _("say why a page would be made again, or that nothing has changed")
    why = commands.add("why", _why, about, "CN-ZJ", reports=True)
    why.add_argument("page", help=_("its name, such as CN-ZJ, A07, sector-food, index or data"))
    why.add_argument("edition", nargs="?", help=_("default: the plan's default edition"))

    about = _("run the notebooks and keep their outputs as the ones CI compares with")
    commands.add("accept", _accept, about, "", reports=True)


def _report(call: Call) -> int:
    from plan_metrics.report.build import build_all, build_report

    chosen = call.chosen
    how = {"as_json": call.form == "json", "scheduler": chosen.scheduler, "seconds": chosen.timeout}
    how |= {"kernel": chosen.kernel, "quiet": chosen.quiet}
    if chosen.all:
        return build_all(call.base, call.language, **how)
    return build_report(call.base, chosen.edition, call.language, **how)


def _watch(call: Call) -> int:
    from watchfiles import watch

    from plan_metrics.report.serve import serving

    edition = call.edition(call.plan())
    seen = [folder for name in FOLDERS if (folder := call.base / name).is_dir()]
    with serving(paths.build_folder(call.base) / "site", call.chosen.port) as served, suppress(KeyboardInterrupt):
        changes = watch(*seen, paths.PACKAGE)
        text = call.gettext("{address} shows the report, and is made again when a file is saved. Ctrl-C ends it.")
        rebuilt(lambda: _built(call, edition), [()], served.reload)
        call.done(text.format(address=f"{served.address}{edition}/"))
        rebuilt(lambda: _built(call, edition), changes, served.reload)
    return 0


def rebuilt(build: Callable[[], int], changes: Iterable[object], reload: Callable[[], None]) -> None:
    """Build at every change; have pages reload unless the input was refused, and what was built before stays."""
    for _ in changes:
        if build() != BAD_INPUT:
            reload()


def _built(call: Call, edition: str) -> int:
    # A process of its own sees a program that was changed, and holds nothing of the build before.
    words = [sys.executable, "-m", "plan_metrics", "--language", call.language]
    return subprocess.run([*words, *["--quiet"] * call.chosen.quiet, "report", edition], cwd=call.base).returncode


def _why(call: Call) -> int:
    from plan_metrics.report.explain import explain

    told = explain(call.base, call.chosen.page, call.chosen.edition, call.language)
    return call.result(
        lambda: "\n".join(each.sentence for each in told),
        lambda: [vars(each) for each in told],
    )


def _accept(call: Call) -> int:
    from plan_metrics.report.accept import accept

    files = [file.relative_to(call.base).as_posix() for file in accept(call.base)]
    return call.done("\n".join(files), notebooks=files)


def _seconds(gettext: Callable[[str], str]) -> Callable[[str], float]:
    def seconds(text: str) -> float:
        try:
            if float(text) > 0:
                return float(text)
        except ValueError:
            pass
        raise argparse.ArgumentTypeError(gettext("{value}; expected a number above 0").format(value=ascii(text)))

    return seconds
