"""What the codes in the tables mean, in words; those of flags and qualifiers stand with the data contract."""

from __future__ import annotations

from plan_metrics.errors import N_
from plan_metrics.measure.verdicts import WORDS
from plan_metrics.views.target_words import KIND
from plan_metrics.views.verdicts import WHY
from plan_metrics.views.words import (
    ACCUMULATION,
    ACTION_STATE,
    ADDS_UP,
    COLLECTION,
    COMMITMENT_STATE,
    DIRECTION,
    FIT,
    FREQUENCY,
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

CODES = {
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
