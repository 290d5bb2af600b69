"""What the verdicts of an edition rest on, counted: commitments by fit, figures by document, evidence by action."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plan_metrics.analysis.states import ActionState
from plan_metrics.context import Context
from plan_metrics.edition.models import KEY
from plan_metrics.plan.code_lists import Source
from plan_metrics.plan.models import fit_of
from plan_metrics.rows import observation_rows


@dataclass(frozen=True)
class Counts:
    """The counts of an edition.

    `commitments`: by the closest fit of an indicator: direct, proxy, none. `judged`: those with a verdict, by the fit
    that it rests on. `observations`: linked, read in the original without a link, read in a copy. `headline`: the same
    of the national figures. `states`: of the actions, in their order. `cells`: pairs of an area and an action with a
    figure.
    """

    commitments: dict[str, int]
    judged: dict[str, int]
    observations: dict[str, int]
    headline: dict[str, int]
    indicators: int
    areas: int
    cells: int
    targets: int
    states: tuple[ActionState, ...]


def counts(context: Context) -> Counts:
    """The counts of a whole context."""
    plan, seen = context.plan, context.observations
    measures = {action.id: plan.used_by(action.id) for action in plan.actions}
    ids = {action: [each.id for each in used] for action, used in measures.items()}
    fits = Counter(fit_of(measures[action.id], name) or "none" for action in plan.actions for name in action.promised)
    states = tuple(context.state(action.id) for action in plan.actions)
    judged = Counter(each.fit for state in states for each in state.judged)
    national = seen["region"] == plan.head.whole
    of_areas = seen[seen["region"].isin([region.region for region in plan.areas])]
    return Counts(
        commitments={name: fits[name] for name in ("direct", "proxy", "none")},
        judged={name: judged[name] for name in ("direct", "proxy")},
        observations=_by_document(context, seen["source"]),
        headline=_by_document(context, seen.loc[national, "source"]),
        indicators=sum(1 for _ in plan.indicators()),
        areas=of_areas["region"].nunique(),
        cells=sum(of_areas.loc[of_areas["indicator"].isin(used), "region"].nunique() for used in ids.values()),
        targets=len(plan.targets),
        states=states,
    )


def how_read(source: Source) -> str:
    """Whether a document is linked, was read in the original, or in a copy."""
    return "linked" if source.url else source.read_in


def sample(context: Context, seed: int, size: int = 60) -> Iterator[dict[str, str]]:
    """Figures drawn at random for an audit, each with its page, its words as printed and its document.

    The same seed draws the same figures of the same edition. Computed figures are not drawn: no document prints them.
    """
    rows = observation_rows(context.edition.observations.sort_values(list(KEY)))
    actions = {indicator.id: action.id for action, indicator in context.plan.indicators()}
    drawn = sorted(random.Random(seed).sample(range(len(rows)), min(size, len(rows))))
    for place in drawn:
        row = rows[place]
        source = context.source(row["source"])
        yield {
            "page": row["region"] if context.plan.has_page(row["region"]) else actions[row["indicator"]],
            "indicator": row["indicator"],
            "region": row["region"],
            "breakdown": row["breakdown"],
            "period": row["period"],
            "value": f"{row['value']:.15g}",
            "unit": row["unit"],
            "printed": row["printed"],
            "source": row["source"],
            "document": f"{source.publisher[context.language]}: {source.title[context.language]}, {source.date}",
            "read": source.url or how_read(source),
        }


def _by_document(context: Context, sources: Iterable[str]) -> dict[str, int]:
    """Observations by how their documents were read; one with several counts as its weakest."""
    order = ("linked", "original", "copy")
    found = Counter(
        max((how_read(context.source(name)) for name in str(cell).split()), key=order.index) for cell in sources
    )
    return {name: found[name] for name in order}
