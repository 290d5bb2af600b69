"""Commands that answer a question about an edition and change nothing: show, diff, counts, sample-figures."""

from __future__ import annotations

import argparse
import csv
import io
import re
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from plan_metrics.commands.call import Call
from plan_metrics.commands.parser import Commands
from plan_metrics.errors import N_, FaultError

if TYPE_CHECKING:
    from plan_metrics.plan.models import Plan

FIRST = N_("This is the first edition: there is nothing to compare it with.")


def register(commands: Commands) -> None:
    """Add `show`, `diff`, `counts` and `sample-figures`."""
    _ = commands.gettext
    about = _("show a series: figures as printed, documents, verdicts and their reasons")
    show = commands.add("show", _show, about, "INDICATOR CN-ZJ 2026-11", reports=True)
    show.add_argument("indicator", metavar="INDICATOR", help=_("its code or its title"))
    show.add_argument("region", metavar="REGION", nargs="?", help=_("its code or a name of it (default: the whole)"))
    show.add_argument("edition", nargs="?", help=_("default: the plan's default edition"))
    show.add_argument("--breakdown", help=_("its code or a name of it (default: that of the indicator)"))

    about = _("compare two editions: figures new, changed and gone; verdicts that moved, and why")
    diff = commands.add("diff", _diff, about, "2026-02 2026-11", reports=True)
    diff.add_argument("before", metavar="A", nargs="?", help=_("the older edition (default: the one before B)"))
    diff.add_argument("edition", metavar="B", nargs="?", help=_("the newer edition; of one edition alone, this is it"))
    about = _("compare the edition with its tables in the last commit of git instead")
    diff.add_argument("--since-commit", action="store_true", help=about)

    counts = commands.add(
        "counts", _counts, _("count what the verdicts of an edition rest on"), "2026-11", reports=True
    )
    counts.add_argument("edition", nargs="?", help=_("default: the plan's default edition"))

    about = _("draw figures at random for an audit, as CSV")
    sample = commands.add("sample-figures", _sample_figures, about, "--seed 7 --size 20", reports=True)
    sample.add_argument("edition", nargs="?", help=_("default: the plan's default edition"))
    sample.add_argument("--seed", type=int, required=True, help=_("the same seed draws the same figures"))
    sample.add_argument("--size", type=_some(_), default=60, help=_("how many (60)"))


def _show(call: Call) -> int:
    from plan_metrics.edition.called import codes_of
    from plan_metrics.edition.known import Known
    from plan_metrics.edition.models import EDITION_ID
    from plan_metrics.views.series import series_facts, series_text

    chosen, plan = call.chosen, call.plan()
    if chosen.region and chosen.edition is None and re.fullmatch(EDITION_ID, chosen.region):
        chosen.region, chosen.edition = None, chosen.region  # no name of a region looks like an edition
    asked = {"indicator": chosen.indicator, "region": chosen.region, "breakdown": chosen.breakdown}
    codes = codes_of(Known(plan), asked)
    key = {
        "indicator": codes["indicator"],
        "region": codes.get("region") or plan.head.whole,
        "breakdown": codes.get("breakdown") or plan.indicator(codes["indicator"]).breakdown,
    }
    context = call.context(call.edition(plan))
    return call.result(lambda: series_text(context, key), lambda: series_facts(context, key))


def _diff(call: Call) -> int:
    from plan_metrics.context import read_context
    from plan_metrics.edition.called import asked_fault
    from plan_metrics.views.compared import compared_facts, compared_text

    chosen, plan = call.chosen, call.plan()
    if chosen.edition is None:  # of one edition alone, that is the newer
        chosen.before, chosen.edition = None, chosen.before
    if chosen.since_commit and chosen.before is not None:
        chosen.parser.error("argument --since-commit: not allowed with argument A")
    edition = call.edition(plan)
    if chosen.since_commit:
        return _since_commit(call, plan, edition)
    if chosen.before == edition:
        expected = N_("two editions, of which the first is the older")
        fix = N_("Name another edition in the place of one, or leave the first out.")
        found = N_("{edition} twice")
        raise FaultError([asked_fault("same_edition", "before", found, expected, fix, edition=edition)])
    context = read_context(edition, plan.spoken(call.language), call.base, chosen.before)
    if context.previous is None:
        return call.done(call.gettext(FIRST), before=None, after=edition)
    return call.result(lambda: compared_text(context), lambda: compared_facts(context))


def _since_commit(call: Call, plan: Plan, edition: str) -> int:
    from plan_metrics.analysis.amendments import since_texts
    from plan_metrics.edition.committed import committed_texts
    from plan_metrics.views.amended import difference_facts, difference_text

    found = since_texts(call.base, plan, edition, committed_texts(call.base, edition, plan.languages))
    language = plan.spoken(call.language)
    return call.result(lambda: difference_text(found, language), lambda: difference_facts(found, language))


def _counts(call: Call) -> int:
    from plan_metrics.analysis.counts import counts
    from plan_metrics.views.data import basis

    context = call.context()
    return call.result(lambda: basis(context).text, lambda: asdict(counts(context)))


def _sample_figures(call: Call) -> int:
    from plan_metrics.analysis.counts import sample

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
