"""What the page of an indicator may read: see `slices`."""

from __future__ import annotations

from plan_metrics.context import Context
from plan_metrics.report.engine.cut import NAMED, RULED, action_of, changed, ids_of, marked, part_of, plan_of, rows_of


def indicator_page(whole: Context, indicator: str) -> Context:
    """The indicator in full with every figure of it, of what it is computed from, of printed shares of it, and the
    population.
    """
    plan, card = whole.plan, whole.plan.indicator(indicator)
    shares = {each.id for _, each in plan.indicators() if each.share_of == indicator}
    computed = {name for name in (card.numerator, card.denominator) if name}
    named = shares | computed | ({card.repeats} if card.repeats else set())
    actions = []
    for action in plan.actions:
        own = indicator in ids_of(action)
        if own or ids_of(action) & named or card.fit_for(*action.promised):
            part = action_of(action, named=named, fields=(*NAMED, "share_of"))
            kept = tuple(
                card if each.id == indicator else other
                for each, other in zip(action.indicators, part.indicators, strict=True)
                if each.id in {indicator, *named}
            )
            actions.append(changed(part, indicators=kept))
    observations = rows_of(whole.observations, indicator={indicator, *shares, *computed})
    own = observations["indicator"].isin([indicator, *shares])
    of_areas = {*observations["region"][own]} & {region.region for region in plan.areas}
    targets = tuple(target for target in plan.targets if target.indicator == indicator)
    part = part_of(
        whole,
        plan=plan_of(
            plan,
            actions,
            head=(*RULED, "issued", "short_title"),
            population=plan.population if of_areas else None,
            targets=targets,
        ),
        observations=observations,
        scoreboard=rows_of(whole.scoreboard, indicator=[indicator]),
        rejected=rows_of(whole.edition.rejected, indicator=[indicator]),
        missing=rows_of(whole.edition.missing, indicator=[indicator]),
        withdrawn=tuple(each for each in whole.edition.withdrawn if each.indicator == indicator),
        errata=tuple(each for each in whole.edition.errata if each.indicator == indicator),
    )
    return marked(part, whole)
