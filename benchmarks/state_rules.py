"""What other rules for the state of an action would say of the shipped plan: `python benchmarks/state_rules.py`.

Prints a Markdown table of the actions by the rule of the plan and by three candidates (decisions/0018).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from plan_metrics.analysis.states import DIRECT, OPEN, CommitmentState, decided
from plan_metrics.context import read_context
from plan_metrics.paths import plan_folder, root
from plan_metrics.plan.read import read_plan
from plan_metrics.plan.verdict_rules import StateRule

Found = tuple[CommitmentState, ...]


def of_the_plan(found: Found, rule: StateRule) -> str:
    """By the rule of the plan."""
    return decided(found, rule)[0]


def lone_proxy_counts(found: Found, rule: StateRule) -> str:
    """As the rule of the plan, but a single proxy carries a state like any other."""
    judged = [each for each in found if each.state != OPEN]
    if len(judged) != 1 or len(judged) < float(rule.least_judged) * len(found):
        return of_the_plan(found, rule)
    return judged[0].state if not judged[0].deteriorating else "mixed"


def half_must_be_judged(found: Found, rule: StateRule) -> str:
    """As the rule of the plan, but half of the commitments must have a verdict."""
    return of_the_plan(found, rule.model_copy(update={"judged": (1, 2)}))


def direct_only(found: Found, rule: StateRule) -> str:
    """As the rule of the plan, but proxies do not count."""
    return of_the_plan(tuple(each if each.fit == DIRECT else replace(each, state=OPEN) for each in found), rule)


CANDIDATES: dict[str, Callable[[Found, StateRule], str]] = {
    "rule of the plan": of_the_plan,
    "lone proxy counts": lone_proxy_counts,
    "half must be judged": half_must_be_judged,
    "direct only": direct_only,
}


def main() -> None:
    """Print the table."""
    plan = read_plan(plan_folder(root()))
    context = read_context(plan.head.default_edition, "en")
    print("| action |", " | ".join(CANDIDATES), "|\n|---|" + "---|" * len(CANDIDATES))
    for action in plan.actions:
        found = context.state(action.id).commitments
        said = (rule(found, plan.head.verdicts.state).replace("_", " ") for rule in CANDIDATES.values())
        print(f"| {action.id} |", " | ".join(said), "|")


if __name__ == "__main__":
    main()
