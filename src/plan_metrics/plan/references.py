"""What the cards and code lists of a plan name and nothing is: references that lead nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from plan_metrics.errors import N_, Fault, fault_at
from plan_metrics.plan.contradictions import wrong
from plan_metrics.plan.dimensions import DIMENSIONS
from plan_metrics.plan.models import Action, Indicator, Plan
from plan_metrics.plan.official_targets import OWN_UNIT, PERCENT, Target

MOST = 40  # codes that a message lists
ACTIONS = "actions"  # the cards of the actions, as a list of codes
Lines = Mapping[str, Sequence[int]]  # of each code list: the line of each row
ONE_AT_LEAST = (
    N_("nothing"),
    N_("at least one commitment"),
    N_("Add it, or leave “commitment” out of “structure” in plan.toml: then the fits name the action itself."),
)
NONE_AT_ALL = (
    N_("a list"),
    N_("no commitments, as “structure” in plan.toml calls none"),
    N_("Say there what they are called, or leave the list out and let the fits name the action itself."),
)
AGAIN = N_("Give one of the two another id; an indicator of several actions has one card, whose fits name them all.")


def loose_ends(plan: Plan, lines: Lines, unread: Collection[str] = ()) -> list[Fault]:
    """Every reference of the cards and code lists that leads nowhere; of no list that is `unread`, whole or in part."""
    found = [
        *_of_the_head(plan),
        *_twice(plan),
        *(fault for action, indicator in plan.indicators() for fault in _of_an_indicator(plan, action, indicator)),
        *_of_commitments(plan),
        *_of_fits(plan),
        *_of_the_lists(plan, lines),
        *(
            fault
            for target, line in zip(plan.targets, lines["targets.csv"], strict=True)
            for fault in _of_a_target(plan, target, line)
        ),
    ]
    return [fault for fault in found if fault.values.get("of") not in unread]


def need(
    value: str, known: Collection[str], of: str, file: str, column: str, row: int | None = None
) -> Iterator[Fault]:
    """A fault if a value is not among the codes of the list `of`."""
    if value not in known:
        found = N_("“{value}”, which is not in the list") if value else N_("an empty cell")
        expected = N_("one of: {known}")
        fix = N_("Correct the code, or add it to data/plan/{of} first.")
        values = {"value": value, "known": ", ".join(sorted(known)[:MOST]), "of": of}
        yield fault_at("loose_end", file, found, expected, fix, row=row, column=column, **values)


def _of_the_head(plan: Plan) -> Iterator[Fault]:
    if plan.head is None:  # it could not be read, and that is told
        return
    actions = {card.id for card in plan.actions}
    commitments = {commitment for action in plan.actions for commitment in action.promised}
    yield from need(plan.head.whole, {region.region for region in plan.regions}, "regions.csv", "plan.toml", "whole")
    if plan.head.money or any(region.product for region in plan.regions):
        yield from need(plan.head.money, set(plan.units), "units.csv", "plan.toml", "money")
    for action in plan.head.evaluation.weights:
        yield from need(action, actions, ACTIONS, "plan.toml", "evaluation.weights")
    for action in plan.actions:
        yield from need(action.id, set(plan.head.evaluation.weights), "plan.toml", f"{action.id}.toml", "id")
    yield from need(plan.head.evaluation.commitment, commitments, ACTIONS, "plan.toml", "evaluation.commitment")


def _twice(plan: Plan) -> Iterator[Fault]:
    """Ids that are twice, or would be on a disk that knows no capitals or in an address of a page."""
    kinds = {
        "id": [(action.id, "id", action.id) for action in plan.actions],
        "commitments": [(action.id, f"commitments.{n}.id", code)
                        for action in plan.actions for n, code in enumerate(action.promised, 1)],
        "indicators": [(action.id, f"indicators.{n}.id", each.id)
                       for action in plan.actions for n, each in enumerate(action.indicators, 1)],
    }  # fmt: skip
    for kind, places in kinds.items():
        same: dict[str, list[tuple[str, str, str]]] = {}
        for place in places:
            same.setdefault(place[2].casefold().replace("_", "-"), []).append(place)
        for each in same.values():
            card, column, value = each[-1]
            found = N_("“{value}” on two cards or twice on one")
            expected = N_("each code once, whatever its capitals: {others}")
            fix = AGAIN if kind == "indicators" else N_("Give one of the two another id.")
            values: dict[str, Any] = {
                "value": value,
                "others": ", ".join(f"{code} ({of}.toml)" for of, _, code in each),
            }
            if len(each) > 1:
                yield fault_at("duplicate", f"{card}.toml", found, expected, fix, column=column, **values)


def _of_an_indicator(plan: Plan, action: Action, indicator: Indicator) -> Iterator[Fault]:
    file, at = f"{action.id}.toml", f"indicators.{indicator.id}"
    indicators = {other.id for _, other in plan.indicators()}
    yield from need(indicator.unit, plan.units, "units.csv", file, f"{at}.unit")
    yield from need(
        indicator.breakdown, {breakdown.code for breakdown in plan.breakdowns}, DIMENSIONS, file, f"{at}.breakdown"
    )
    if indicator.computed:
        of_this_action = {other.id for other in action.indicators if not other.computed}
        yield from need(indicator.numerator or "", of_this_action, ACTIONS, file, f"{at}.numerator")
        yield from need(indicator.denominator or "", of_this_action, ACTIONS, file, f"{at}.denominator")
    if indicator.share_of:
        yield from need(indicator.share_of, indicators, ACTIONS, file, f"{at}.share_of")
    if indicator.repeats:
        yield from need(indicator.repeats, indicators - {indicator.id}, ACTIONS, file, f"{at}.repeats")


def _of_commitments(plan: Plan) -> Iterator[Fault]:
    """Those that no card measures say what was looked for and what would measure them; no other does."""
    measured = {fit.commitment for _, each in plan.indicators() for fit in each.fits if fit.fit != "context"}
    needed = {
        "searched": N_("what was looked for: {id} has no direct or proxy indicator"),
        "needed": N_("what would measure {id} and who holds that: it has no direct or proxy indicator"),
    }
    for action in plan.actions:
        two_levels = plan.head is not None and plan.head.two_levels
        alone = two_levels and action.promised == (action.id,)
        if two_levels and not alone:
            yield _on(action, "commitments", *NONE_AT_ALL)
        if plan.head is not None and not action.commitments:
            yield _on(action, "commitments", *ONE_AT_LEAST)
        for index, commitment in enumerate(action.commitments, 1):
            code = commitment.id
            for key, expected in needed.items():
                at, said = key if alone else f"commitments.{index}.{key}", getattr(commitment, key)
                if code not in measured and not said:
                    fix = N_("Add the key in every language, or a direct or proxy indicator.")
                    yield _on(action, at, N_("nothing"), expected, fix, id=code, of=ACTIONS)
                if code in measured and said:
                    found = N_("the key “{key}”, although {id} has a direct or proxy indicator")
                    fix = N_("Remove the key, or correct the fits of the indicators.")
                    yield _on(action, at, found, N_("no such key"), fix, key=key, id=code)


def _of_fits(plan: Plan) -> Iterator[Fault]:
    """Fits to what is no commitment, and indicators that measure another action more closely than their own."""
    known = {code for card in plan.actions for code in card.promised}
    if plan.head is None and not all(card.commitments for card in plan.actions):
        return  # plan.toml says whether there are any
    for action in plan.actions:
        first = [*action.promised, *sorted(known.difference(action.promised))][:MOST]
        for index, indicator in enumerate(action.indicators, 1):
            at, nowhere = f"indicators.{index}.fits", False
            for number, fit in enumerate(indicator.fits, 1):
                if fit.commitment not in known:
                    nowhere = True
                    fix = N_("Correct the id, or add the commitment to a card first.")
                    values = {"id": fit.commitment, "known": ", ".join(first), "of": ACTIONS}
                    found = N_("“{id}”, which no card has")
                    yield _on(action, f"{at}.{number}.commitment", found, N_("one of: {known}"), fix, **values)
            if not nowhere and indicator.fit_for(*action.promised) != indicator.fit:
                other = next(fit.commitment for fit in indicator.fits if fit.fit == indicator.fit)
                found = N_("no fit to a commitment of this card that is as close as “{fit}” to {other}")
                expected = N_("an indicator on the card of the action that it measures most closely")
                fix = N_("Move it to the card of that action; its fits may name commitments of every action.")
                yield _on(action, at, found, expected, fix, fit=indicator.fit, other=other)


def _on(action: Action, at: str, found: str, expected: str, fix: str, **values: Any) -> Fault:
    return replace(wrong(at, found, expected, fix, **values), file=f"{action.id}.toml")


def _of_the_lists(plan: Plan, lines: Lines) -> Iterator[Fault]:
    regions = {region.region for region in plan.regions}
    codes = {each.code for each in plan.breakdowns}
    for unit, line in zip(plan.units.values(), lines["units.csv"], strict=True):
        yield from need(unit.base, plan.units, "units.csv", "units.csv", "base", line)
    for wording, line in zip(plan.mapping, lines["wordings.csv"], strict=True):
        if wording.breakdown:
            yield from need(wording.breakdown, codes, DIMENSIONS, "wordings.csv", "breakdown", line)
    for counted, line in zip(plan.population, lines["population.csv"], strict=True):
        yield from need(counted.region, regions, "regions.csv", "population.csv", "region", line)
        yield from need(counted.source, plan.sources, "sources.csv", "population.csv", "source", line)
    for region, line in zip(plan.regions, lines["regions.csv"], strict=True):
        named = [("parent", region.parent), *(("members", code) for code in region.members.split())]
        for column, code in named:
            if code:
                yield from need(code, regions, "regions.csv", "regions.csv", column, line)
        for source in region.source.split():
            yield from need(source, plan.sources, "sources.csv", "regions.csv", "source", line)


def _of_a_target(plan: Plan, target: Target, line: int) -> Iterator[Fault]:
    named = {
        "action": (target.action, {action.id for action in plan.actions}, ACTIONS),
        "region": (target.region, {region.region for region in plan.regions}, "regions.csv"),
        "breakdown": (target.breakdown, {breakdown.code for breakdown in plan.breakdowns}, DIMENSIONS),
        "source": (target.source, plan.sources, "sources.csv"),
    }
    owners = {indicator.id: action.id for action, indicator in plan.indicators()}
    if target.value is not None:
        named["unit"] = (target.unit, plan.units, "units.csv")
    if target.indicator:
        named["indicator"] = (target.indicator, owners, ACTIONS)
    for column, (code, known, of) in named.items():
        yield from need(code, known, of, "targets.csv", column, line)
    owner = owners.get(target.indicator)
    if owner is None:
        return
    wanted = PERCENT if target.kind in OWN_UNIT else plan.indicator(target.indicator).unit
    if target.action != owner and target.action in named["action"][1]:
        found, expected = N_("“{cell}”, another action than that of {indicator}"), N_("{wanted}, whose card has it")
        yield _of_another("action", target, owner, found, expected, N_("Correct the action or the indicator."), line)
    if target.unit in plan.units and wanted in plan.units and target.unit != wanted:
        found, expected = N_("“{cell}”, another unit than that of {indicator}"), N_("{wanted}, the unit of {indicator}")
        fix = N_("Write {wanted} if the value is in this unit; if not, convert the value.")
        label = f"{wanted} ({', '.join(plan.units[wanted].title.values())})"
        yield _of_another("unit", target, label, found, expected, fix, line)


def _of_another(column: str, target: Target, wanted: str, found: str, expected: str, fix: str, line: int) -> Fault:
    values = {"cell": getattr(target, column), "indicator": target.indicator, "wanted": wanted}
    rule, file = f"wrong_{column}", "targets.csv"
    return fault_at(rule, file, found, expected, fix, row=line, column=column, **values)
