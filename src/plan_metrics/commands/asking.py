"""Commands that answer a question about an edition and change nothing: show, diff, counts, sample-figures."""

from __future__ import annotations

import argparse
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
    show = commands.add("show", _show, about, "INDICATOR CN-ZJ 2026-11")
    show.add_argument("indicator", metavar="INDICATOR", help=_("its code or its title"))
    show.add_argument("region", metavar="REGION", nargs="?", help=_("its code or a name of it (default: the whole)"))
    show.add_edition(needed=False)
    show.add_argument("--breakdown", help=_("its code or a name of it (default: that of the indicator)"))

    about = _("compare two editions: figures new, changed and gone; verdicts that moved, and why")
    diff = commands.add("diff", _diff, about, "2026-02 2026-11")
    diff.add_argument("before", metavar="A", nargs="?", help=_("the older edition (default: the one before B)"))
    diff.add_argument("edition", metavar="B", nargs="?", help=_("the newer edition; of one edition alone, this is it"))
    about = _("compare the edition with its tables in the last commit of git instead")
    diff.add_argument("--since-commit", action="store_true", help=about)

    counts = commands.add("counts", _counts, _("count what the verdicts of an edition rest on"), "2026-11")
    counts.add_edition(needed=False)

    about = _("draw figures at random for an audit, as CSV")
    sample = commands.add("sample-figures", _sample_figures, about, "--seed 7 --size 20")
    sample.add_edition(needed=False)
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
    from plan_metrics.edition.choice import edition_called
    from plan_metrics.views.compared import compared_facts, compared_text

    chosen, plan = call.chosen, call.plan()
    if chosen.edition is None:  # of one edition alone, that is the newer
        chosen.before, chosen.edition = None, chosen.before
    if chosen.since_commit and chosen.before is not None:
        said = call.gettext("not allowed with argument %s") % "A"
        argument = call.gettext("argument %(argument_name)s: %(message)s")
        chosen.parser.error(argument % {"argument_name": "--since-commit", "message": said})
    edition = call.edition(plan)
    if chosen.since_commit:
        return _since_commit(call, plan, edition)
    if chosen.before is not None:
        chosen.before = edition_called(call.base, chosen.before, plan)
        if chosen.before >= edition:  # their ids stand in the order of time
            found = N_("{before}, which is not older than {edition}")
            expected = N_("two editions, of which the first is the older")
            fix = N_("Name the older one first, or the newer one alone.")
            values = {"before": chosen.before, "edition": edition}
            raise FaultError([asked_fault("not_older", "before", found, expected, fix, **values)])
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
    import pandas as pd

    from plan_metrics.analysis.counts import sample

    rows = list(sample(call.context(), call.chosen.seed, call.chosen.size))
    return call.result(lambda: pd.DataFrame(rows).to_csv(index=False, lineterminator="\n").rstrip(), lambda: rows)


def _some(gettext: Callable[[str], str]) -> Callable[[str], int]:
    def some(text: str) -> int:
        if not text.isdecimal() or int(text) < 1:
            wrong = gettext("{value}; expected a whole number of 1 or more")
            raise argparse.ArgumentTypeError(wrong.format(value=ascii(text)))
        return int(text)

    return some
