"""The cards of the plan that a data set makes: the head with the rules of the starter, and one for each goal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from plan_metrics.adopt.areas import WHOLE
from plan_metrics.adopt.indicators import Goal, Made
from plan_metrics.adopt.open_sdg import CONFIG
from plan_metrics.adopt.project import Adopted
from plan_metrics.adopt.words import Cleaner, worded
from plan_metrics.edition.toml_text import card_text
from plan_metrics.errors import N_
from plan_metrics.languages import FORMS
from plan_metrics.plan.code_lists import TOTAL

SCHEME = "geocode"
# What the parts of the form are called: one and several, and the words of a repository for them.
GOALS = {
    "action": {"one": (N_("goal"), "general.goal"), "other": (N_("goals"), "general.goals")},
    "commitment": {"one": (N_("target"), "general.target"), "other": (N_("targets"), "general.targets")},
}
TABLES = ("structure", "thresholds", "verdicts", "methods", "evaluation", "map")
OF_DOCUMENTS = "P01"  # the document that targets and boundaries are from: the data set itself


def head_text(made: Adopted, cleaner: Cleaner, ids: Mapping[object, str], head: dict[str, Any]) -> str:
    """`plan.toml` of the data set; `head` are the keys of the starter, whose rules stay, `ids` those of the levels."""
    actions = [goal.id for goal in made.goals]
    whole = worded(made.languages, N_("whole area"))
    levels = [{"id": "whole", "one": whole, "other": whole, "page": False, "adds_up": False}]
    for level, words in made.areas.levels.items():
        one, other = (cleaner.said(said, CONFIG[0]) for said in words)
        levels.append({"id": ids[level], "one": one, "other": other, "page": True, "adds_up": False})
    publisher = cleaner.said(made.title, CONFIG[0])
    own: dict[str, Any] = {
        "id": re.sub("[^a-z0-9-]+", "-", made.data.folder.casefold()).strip("-")[:60] or "plan",
        "title": publisher,
        "short_title": publisher,
        "issuer": publisher,
        "issued": "",  # the form does not say
        "aim": publisher,
        "baseline_period": str(made.base_year),
        "default_edition": made.edition,
        "whole": WHOLE,
        "levels": levels,
        "dimensions": [
            {
                "id": each.id,
                **dict.fromkeys(("title", "one", "other"), cleaner.said(each.title, each.column)),
                "adds_up": False,
            }
            for each in made.dimensions
        ],
    }
    if made.data.year_starts is not None:
        own["year_starts"] = made.data.year_starts
    if made.data.goals:
        own["structure"] = _structure(made)
    head = head | own
    if any(part.further for part in made.areas.parts):
        title = worded(made.languages, N_("Code of the boundaries"))
        head["code_schemes"] = [{"id": SCHEME, "title": title}]
    if made.areas.shapes:
        licence = worded(made.languages, N_("The data set does not state it."))
        head["map"] = {"source": OF_DOCUMENTS, "licence": licence}
    head["methods"]["horizon"] = str(made.horizon)
    first = made.goals[0]
    head["evaluation"] |= {"commitment": next(iter(first.targets)), "weights": dict.fromkeys(actions, 1)}
    return card_text(head, TABLES, ("levels", "code_schemes", "dimensions"))


def _structure(made: Adopted) -> dict[str, dict[str, dict[str, str]]]:
    """What the plan calls its parts; in the words of the data set in a language that the program has none in."""
    return {
        part: {form: worded(made.languages, text) | _foreign(made, reference) for form, (text, reference) in of.items()}
        for part, of in GOALS.items()
    }


def _foreign(made: Adopted, reference: str) -> dict[str, str]:
    said = made.data.words.lookup(reference) or {}
    return {code: text for code, text in said.items() if code not in FORMS}


def goal_text(made: Adopted, cleaner: Cleaner, units: Mapping[str, str], goal: Goal) -> str:
    """The card of a goal: its targets as commitments, and their indicators; `units` are the names that these have."""
    said = cleaner.said(goal.title, goal.id)
    short = made.data.words.lookup(f"global_goals.{goal.id}-short") or {}
    aim = {code: short.get(code, words) for code, words in said.items()}
    commitments = []
    for target, title in goal.targets.items():
        ids = ", ".join(each.id for each in goal.indicators[target])
        measured = any(_is_measure(each) for each in goal.indicators[target])
        searched = worded(made.languages, N_("Indicators of the data set that was taken over: {ids}."), ids=ids)
        needed = worded(
            made.languages,
            N_("Somebody has to say which of these indicators measures it; the data set does not."),
        )
        text = {"id": target, "title": cleaner.said(title, target)}
        commitments.append(text if measured else text | {"searched": cleaner.said(searched, target), "needed": needed})
    indicators = [
        _indicator(made, cleaner, each, target, units[each.unit])
        for target in goal.targets
        for each in goal.indicators[target]
    ]
    keys = {"id": goal.id, "title": said, "aim": cleaner.said(aim, goal.id), "commitments": commitments}
    return card_text(keys | {"indicators": indicators}, lists=("commitments", "indicators"))


def _indicator(made: Adopted, cleaner: Cleaner, each: Made, target: str, unit: str) -> dict[str, Any]:
    reason = N_("The data set lists it under this target, and does not say whether it measures it.")
    if _is_measure(each):
        reason = N_("The data set names the direction that is wanted, and marks the indicator as a proxy.")
    texts = {key: cleaner.said(said, each.topic.file()) for key, said in each.texts.items() if said}
    caveat = {"caveat": texts.pop("caveat")} if "caveat" in texts else {}
    return {
        "id": each.id,
        "fits": [
            {
                "commitment": target,
                "fit": "proxy" if _is_measure(each) else "context",
                "reason": worded(made.languages, reason),
            }
        ],
        "title": cleaner.said(each.title, each.topic.file()),
        **texts,
        "unit": unit,
        "direction": each.direction,
        "collection": "unknown",
        "accumulation": "unknown",
        "breakdown": TOTAL,
        "frequency": made.frequencies.get(each.of, "I"),
        "next_update": "none",
        "aggregation": {"region": "none", "breakdown": "none", "time": "none"},
        **caveat,
    }


def _is_measure(made: Made) -> bool:
    """Whether the form itself says that an indicator stands for its target."""
    return made.proxy and made.direction != "none"
