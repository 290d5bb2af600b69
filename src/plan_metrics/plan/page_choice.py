"""Which kinds of pages a report has: the table `[pages]` of `plan.toml`.

A plan knows no pages: a test holds these names against the registry of kinds, both ways.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

from pydantic import Field, field_validator

from plan_metrics.errors import N_, Fault
from plan_metrics.plan.code_lists import Card
from plan_metrics.plan.contradictions import CORRECT, check_card, wrong

OPTIONAL = ("targets", "area_map", "compare", "coverage", "evaluation")
# Why another kind cannot be left out here.
NEEDED = {
    "overview": N_("no such name: the front page is where a report begins"),
    "action": N_("no such name: what was promised, and what is known of it, stands on these pages"),
    "indicator": N_("no such name: every figure leads to its row and its receipt on the page of its indicator"),
    "data": N_("no such name: every figure leads to its document on this page"),
    "changes": N_("no such name: what was corrected and withdrawn is told on this page"),
    "region": N_("no such name: “page” of each of [[levels]] says which areas have a page"),
    "breakdown": N_("no such name: the column “page” of each list in dimensions/ says which breakdowns have a page"),
}
REMOVE = N_("Remove the name.")


class Pages(Card):
    """The kinds of pages of a report; without this table it has all.

    `without`: of OPTIONAL, kinds that it leaves out, each with its links.
    """

    without: tuple[Annotated[str, Field(json_schema_extra={"enum": [*OPTIONAL]})], ...] = ()

    @field_validator("without")
    @classmethod
    def _may_be_left_out(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        check_card(_fault(name) for name in dict.fromkeys(names) if name not in OPTIONAL)
        twice = sorted({name for name in names if names.count(name) > 1})
        check_card(wrong(None, N_("“{value}”, twice"), N_("each kind once"), REMOVE, value=name) for name in twice)
        return names


def _fault(name: str) -> Fault:
    if name in NEEDED:
        return wrong(None, N_("“{value}”"), NEEDED[name], REMOVE, value=name)
    near = get_close_matches(name, OPTIONAL, 2)
    fix = N_("Perhaps this is meant: {meant}.") if near else CORRECT
    values = {"value": name, "known": ", ".join(OPTIONAL), "meant": ", ".join(near)}
    return wrong(None, N_("“{value}”"), N_("one of: {known}"), fix, **values)
