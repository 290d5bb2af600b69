"""Data-quality warnings: what the data contract allows and an analyst should look at again. They stop nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from plan_metrics.edition.confidentiality import weaker_rule
from plan_metrics.edition.known import quality_warning, shown
from plan_metrics.edition.losses import lost
from plan_metrics.edition.models import CARD_FILE, Edition
from plan_metrics.edition.plausibility.check import plausibility_warnings
from plan_metrics.errors import N_, Fault
from plan_metrics.measure.periods import last_day
from plan_metrics.plan.code_lists import Card
from plan_metrics.plan.models import Plan
from plan_metrics.plan.references import ACTIONS


def quality_warnings(
    edition: Edition, plan: Plan, previous: Edition | None, known: Edition | None = None, *, whole: bool = True
) -> list[Fault]:
    """Warnings about the values themselves, the next updates, and the changes since the previous edition.

    Figures that stand in `known` as they are are not weighed again. `whole` says that no row was left out because of a
    fault; what was lost is only told then.
    """
    warnings = [
        *plausibility_warnings(edition, plan, previous, known),
        *early_sources(edition),
        *overdue(edition, plan),
        *other_limits(edition, plan),
    ]
    if previous is not None:
        warnings += weaker_rule(edition, previous)
        warnings += lost(edition, previous) if whole else []
    return warnings


def other_limits(edition: Edition, plan: Plan) -> Iterator[Fault]:
    """Rule `other_limits`: a rule of verdicts that the edition records, where the plan has another one by now."""
    if edition.card.verdicts is None:
        return
    now = dict(_rules(plan.head.verdicts.numbers))
    for name, limit in _rules(edition.card.verdicts):
        if limit != now[name]:
            yield replace(
                quality_warning(
                    "other_limits",
                    N_("{limit}, which this edition is measured with"),
                    N_("{now}, the rule in plan.toml"),
                    N_("An edition keeps its method. Make a new edition to measure with the plan’s rules."),
                    column=f"verdicts.{name}",
                    key=f"verdicts.{name}",
                    figures=f"{limit}; {now[name]}",
                    limit=limit,
                    now=now[name],
                ),
                file=CARD_FILE,
            )


def _rules(card: Card, before: str = "") -> Iterator[tuple[str, str]]:
    """Each rule by its name, with what it says: `strong.figures` is one."""
    for name in type(card).model_fields:
        rule = getattr(card, name)
        if isinstance(rule, Card):
            yield from _rules(rule, f"{before}{name}.")
        else:
            parts = rule if isinstance(rule, tuple) else (rule,)
            yield before + name, ", ".join(part if isinstance(part, str) else shown(part) for part in parts)


def early_sources(edition: Edition) -> Iterator[Fault]:
    """Rule `early_source`: documents issued before the last month of the period that they report on.

    Told once for a document and a period, at the first of its lines. In the last month itself a document
    may well report where things stand, and so may one of which only the year is known.
    """
    lines = pd.Series(edition.lines, dtype=int)
    groups = lines.groupby([edition.observations["source"], edition.observations["period"]], sort=False)
    together: dict[Any, Any] = dict(groups.indices)
    for (code, period), places in together.items():
        source = edition.sources.get(code)
        if source is None or last_day(source.date[:7]) >= last_day(period):
            continue
        at = lines.iloc[places].tolist()
        yield quality_warning(
            "early_source",
            N_("{period}, from the document {source} dated {date} (lines {lines})"),
            N_("a document issued when the period was over or nearly so"),
            N_("Look whether the figure is a forecast, is about a shorter period, or has another date."),
            row=at[0],
            column="period",
            rows=tuple(at),
            period=period,
            source=code,
            date=edition.sources[code].date,
            lines=", ".join(str(line) for line in at),
        )


def overdue(edition: Edition, plan: Plan) -> Iterator[Fault]:
    """Rule `overdue`: the indicators whose next figure was due before the day of the edition, as one warning."""
    late = {
        indicator.id: f"{action.id} {indicator.id} {indicator.next_update}"
        for action, indicator in plan.indicators()
        if not indicator.computed
        and indicator.next_update != "none"
        and last_day(indicator.next_update) < edition.card.day
    }
    if late:
        told = "; ".join(late.values())
        yield quality_warning(
            "overdue",
            N_("{count} indicators whose next figure was due before {day}: {late}"),
            N_("a month that is still to come on the day of the edition, or none"),
            N_("Look for the new figures; then write the month of the next one on the action’s card."),
            file=ACTIONS,
            column="next_update",
            key=", ".join(late),
            figures=told,
            count=len(late),
            late=told,
            day=edition.card.as_of,
        )
