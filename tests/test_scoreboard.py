"""What the scoreboard may know of a target, and when."""

from __future__ import annotations

from pathlib import Path

from plan_metrics.edition.read import read_edition
from plan_metrics.paths import edition_folder, plan_folder
from plan_metrics.plan.read import read_plan
from plan_metrics.scoreboard import targets_of

REPOSITORY = Path(__file__).parents[1]


def _known(edition: str) -> list[str]:
    plan = read_plan(plan_folder(REPOSITORY))
    found = read_edition(edition_folder(REPOSITORY, edition), plan)
    return [t.period for t in targets_of(plan, found, plan.indicator("manufacturing_pass_rate"), "CN", "TOTAL")]


def test_a_target_counts_only_once_its_document_is_out():
    """The target for 2025 was set in February 2023, but the document that gives it is of 2024."""
    assert _known("2023-03") == ["2020"]
    assert _known("2026-02") == ["2020", "2025"]
