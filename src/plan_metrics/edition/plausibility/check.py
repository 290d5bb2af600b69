"""All plausibility checks of an edition."""

from __future__ import annotations

import numpy as np

from plan_metrics.edition.models import SPAN, Edition
from plan_metrics.edition.plausibility.figures import figures_of
from plan_metrics.edition.plausibility.peers import peer_doubts
from plan_metrics.edition.plausibility.repeats import block_doubts, digit_doubts, repeat_doubts
from plan_metrics.edition.plausibility.revisions import revision_doubts, unchanged
from plan_metrics.edition.plausibility.siblings import sibling_doubts
from plan_metrics.edition.plausibility.steps import step_doubts, steps_of, weighed
from plan_metrics.edition.plausibility.tell import told
from plan_metrics.edition.plausibility.wholes import whole_doubts
from plan_metrics.errors import Fault
from plan_metrics.plan.models import Plan


def plausibility_warnings(
    edition: Edition, plan: Plan, previous: Edition | None, known: Edition | None = None
) -> list[Fault]:
    """Warnings about figures that are unlike what they are compared with, alike ones together, the worst first.

    Nothing is told of figures that all stand in the previous edition as they are: they were weighed and answered there.
    Nor of those that all stand in `known`, the edition as it is, where only what a change brings is asked for.
    """
    rows = edition.observations
    kept = set().union(*(unchanged(rows, other) for other in (previous, known) if other is not None))
    if len(kept) == len(rows):
        return []
    figures = figures_of(edition, plan)
    steps = weighed(steps_of(figures))
    blocks = block_doubts(figures, steps, plan)
    if blocks:  # a moved column is no witness against its neighbours
        figures.loc[[place for block in blocks for place in block.places], "x"] = np.nan
        steps = weighed(steps_of(figures))
    doubts = [
        *blocks,
        *whole_doubts(figures, edition.observations[list(SPAN)], plan),
        *step_doubts(figures, steps),
        *sibling_doubts(figures),
        *peer_doubts(figures, plan, kept),
        *repeat_doubts(figures, steps),
        *digit_doubts(figures),
        *(revision_doubts(figures, previous) if previous is not None else []),
    ]
    return told(figures, [doubt for doubt in doubts if not kept.issuperset(doubt.places)])
