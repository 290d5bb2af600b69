"""Commands that answer a question about an edition and change nothing: counts, sample-figures."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Callable
from dataclasses import asdict

from plan_metrics.commands.call import Call
from plan_metrics.commands.parser import Commands


def register(commands: Commands) -> None:
    """Add `counts` and `sample-figures`."""
    _ = commands.gettext
    counts = commands.add(
        "counts", _counts, _("count what the verdicts of an edition rest on"), "2026-11", reports=True
    )
    counts.add_argument("edition", nargs="?", help=_("default: the plan's default edition"))

    about = _("draw figures at random for an audit, as CSV")
    sample = commands.add("sample-figures", _sample_figures, about, "--seed 7 --size 20", reports=True)
    sample.add_argument("edition", nargs="?", help=_("default: the plan's default edition"))
    sample.add_argument("--seed", type=int, required=True, help=_("the same seed draws the same figures"))
    sample.add_argument("--size", type=_some(_), default=60, help=_("how many (60)"))


def _counts(call: Call) -> int:
    from plan_metrics.counts import counts
    from plan_metrics.views.data import basis

    context = call.context()
    return call.result(lambda: basis(context).text, lambda: asdict(counts(context)))


def _sample_figures(call: Call) -> int:
    from plan_metrics.counts import sample

    rows = list(sample(call.context(), call.chosen.seed, call.chosen.size))

    def table() -> str:
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]) if rows else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue().removesuffix("\n")

    return call.result(table, lambda: rows)


def _some(gettext: Callable[[str], str]) -> Callable[[str], int]:
    def some(text: str) -> int:
        if not text.isdecimal() or int(text) < 1:
            wrong = gettext("{value}; expected a whole number of 1 or more")
            raise argparse.ArgumentTypeError(wrong.format(value=ascii(text)))
        return int(text)

    return some
