"""What the codes in the tables mean, in words; those of flags and qualifiers stand with the data contract."""

from __future__ import annotations

from plan_metrics.errors import N_
from plan_metrics.views.words import ACCUMULATION, ACTION_STATE, ADDS_UP, DIRECTION, FREQUENCY, STATUS

REASON = {
    "target_met": N_("the newest figure meets a target that is still ahead"),
    "pace": N_("share of the way against share of the time"),
    "elapsed": N_("too little of the time to the target has passed"),
    "value_at_target": N_("judged by the figure of the target's own period"),
    "value_after_target": N_("judged by the first figure after the target's period"),
    "value_before_target": N_("the last figure before the target's period meets it already"),
    "maintenance": N_("the target is a level to be held"),
    "met_at_baseline": N_("the baseline was better than the target: a level to be held"),
    "compound": N_("trend: growth a year since the baseline"),
    "linear": N_("trend: change a year against the larger of the two figures"),
    "no_target": N_("no official target is in force: the trend since the baseline"),
    "no_figure": N_("no figure was published"),
    "one_point": N_("a single comparable figure since the baseline"),
    "only_before_baseline": N_("all figures are older than the baseline"),
    "not_comparable": N_("the figures cannot be compared with each other"),
    "outdated": N_("the last figure is too old"),
    "no_value_at_target": N_("the target's time has passed without a figure for it"),
    "direction_contradicts_target": N_("the target lies the other way than the plan wants"),
    "target_before_baseline": N_("the target's period is not after its baseline"),
    "target_period_kind": N_("the target is for another kind of period than the figures"),
    "undefined": N_("the figures are too far apart to be computed with"),
}

CODES = {
    "status": {code: text for code, text in STATUS.items() if code not in ("no_figure", "withheld")},
    "reason": REASON,
    "state": ACTION_STATE,
    "direction": DIRECTION,
    "accumulation": ACCUMULATION,
    "frequency": FREQUENCY,
    "adds_up": ADDS_UP,
}
