"""The limits of a method: what a plan sets, and what an edition records that it is measured with."""

from __future__ import annotations

from pydantic import Field

from plan_metrics.plan.code_lists import Card


class Limits(Card):
    """Where one status ends and the next begins. Shares and growth are ratios (0.005 is 0.5 % a year)."""

    on_track: float
    behind: float
    too_early: float
    trend: float = Field(ge=0)
    stale_after_years: float = Field(gt=0)
    action_majority: float = Field(gt=0.5, le=1)
    action_coverage: float = Field(ge=0, le=1)
