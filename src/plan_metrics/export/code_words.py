"""What the codes in the tables mean, in words; those of flags and qualifiers stand with the data contract."""

from __future__ import annotations

from collections.abc import Mapping

from plan_metrics.errors import N_
from plan_metrics.measure.verdicts import WORDS
from plan_metrics.plan.models import Plan
from plan_metrics.plan.verdict_rules import TWO_VIEWS
from plan_metrics.views.target_words import KIND
from plan_metrics.views.verdicts import WHY, WHY_NOT_BY_METHOD
from plan_metrics.views.words import (
    ACCUMULATION,
    ACTION_STATE,
    ADDS_UP,
    CATEGORY,
    COLLECTION,
    COMMITMENT_STATE,
    DIRECTION,
    FIT,
    FREQUENCY,
    POINTS,
    PROSPECT,
    RESULT,
    STATUS,
    STRENGTH,
)

# Reasons of the long-term assessment and of the latest change. Where a page says one with the numbers of its series
# and of the plan, a code list says it without them; the others are said as on the pages.
REASON = {
    "change": N_("every value that the two figures may stand for gives this word"),
    "test": N_("shares found in samples: they differ more than by chance"),
    "sampling_error": N_("shares found in samples: they may differ by chance alone"),
    **WHY,
    "few_figures": N_("too few comparable figures since the baseline"),
    "short_span": N_("the comparable figures span too short a time"),
    "too_close": N_("too few comparable figures once close ones count as one"),
    "far_apart": N_("no comparable figure lies at a fitting distance before the last one"),
    "outdated": N_("the latest comparable figure is too old"),
    "only_before_baseline": N_("all figures are older than the baseline"),
}

CODES: dict[str, Mapping[str, str]] = {
    "status": {word: STATUS[word] for word in WORDS},
    "reason": REASON,
    "state": ACTION_STATE,
    "commitment_state": COMMITMENT_STATE,
    "strength": STRENGTH,
    "fit": FIT,
    "result": RESULT,
    "prospect": PROSPECT,
    "target_kind": KIND,
    "direction": DIRECTION,
    "collection": COLLECTION,
    "accumulation": ACCUMULATION,
    "frequency": FREQUENCY,
    "adds_up": ADDS_UP,
}

OF_A_METHOD = {
    "ratio": N_("the number of the method held against its limits"),
    "met": N_("the target is met by the method’s own rule"),
}


def codes_of(plan: Plan) -> dict[str, Mapping[str, str]]:
    """What the codes mean in the tables of a plan: with the categories of the published method that it follows."""
    if plan.head.verdicts.model == TWO_VIEWS:
        return CODES
    status = {code: POINTS.get(code, text) for code, text in CODES["status"].items()}
    return {**CODES, "status": status, "reason": {**REASON, **OF_A_METHOD, **WHY_NOT_BY_METHOD}, "category": CATEGORY}
