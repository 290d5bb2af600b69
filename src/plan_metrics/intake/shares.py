"""Figures under the word of per cent that may be shares of one: a spreadsheet stores 0.95 for what it shows as 95%."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median

from plan_metrics.errors import N_, Fault
from plan_metrics.intake.amounts import SIGNS_OF_PERCENT
from plan_metrics.intake.reading import Figure, Reading
from plan_metrics.intake.recipe import UNDECIDED, Recipe
from plan_metrics.intake.refusals import Place, Refusals, refused
from plan_metrics.intake.table import Table
from plan_metrics.intake.words import SHARE, UNITS
from plan_metrics.plan.models import Plan
from plan_metrics.plan.official_targets import PERCENT

OF_CHANGES = ("relative", "share")  # kinds of targets whose value is no value of the indicator
Stands = tuple[str, str, Place | None]  # an indicator, the word of its unit, and the cell of that word


def unclear_shares(
    file: str, reading: Reading, recipe: Recipe, plan: Plan, known: Callable[[str], list[float]]
) -> list[Fault]:
    """A fault for the figures of each indicator under one word of per cent that are all at most 1, and may be shares.

    Not where the recipe says what the word means, nor where other figures of the indicator tell that they are so small:
    those of the table, those `known` of it by its id, and its targets.
    """
    together: dict[Stands, list[Figure]] = {}
    others: dict[str, list[float]] = {}
    for where, figure in _in_percent(reading, recipe):
        together.setdefault(where, []).append(figure)
    small = {where: own for where, own in together.items() if max(map(_size, own)) <= 1 and any(map(_size, own))}
    unclear = {where: own for where, own in small.items() if where[1] and not _is_said(where[1], recipe)}
    for (id, _, _), own in together.items():
        others.setdefault(id, []).extend(map(_size, own) if own not in unclear.values() else ())
    refusals = Refusals(file, reading.sheet.name)
    for (id, word, _), own in unclear.items():
        targets = (each.value for each in plan.targets_of(id) if each.kind not in OF_CHANGES)
        usual = [abs(value) for value in (*others[id], *known(id), *targets) if value]
        if usual and median(usual) <= 10 * median(filter(None, map(_size, own))):
            continue  # nearer to them as they stand than a hundred times as large
        found = N_("figures of at most 1 under “{word}”, where others of {id} are near {usual}")
        if not usual:
            found = N_("figures of at most 1 under “{word}”, and no other figure of {id} that tells what 1 is")
        expected = N_("figures in per cent; a spreadsheet stores what it shows as 95% as 0.95")
        fix = N_(
            "Compare with the source, and say in [words.unit] what “{word}” means: “{share}” multiplies by 100, "
            "“{percent}” leaves the figures as they are."
        )
        near = f"{median(usual):.3g}" if usual else ""
        values = {"word": word, "id": id, "usual": near, "share": SHARE, "percent": PERCENT}
        for figure in own:
            fault, _ = refused("share_or_percent", None, found, expected, fix, **values)
            refusals.add(fault, figure.at)
    return refusals.faults


def _in_percent(reading: Reading, recipe: Recipe) -> Iterator[tuple[Stands, Figure]]:
    """The figures in per cent, by the word of their unit; of those that have the sign themselves it is empty."""
    table = Table(reading.sheet, recipe)
    for figure in reading.figures:
        if figure.unit == PERCENT and figure.value is not None:
            said = table.said("unit", figure.at, None)
            has_sign = any(sign in figure.shown for sign in SIGNS_OF_PERCENT) or said.text == PERCENT
            yield (figure.key[0], "" if has_sign else said.text, said.at), figure


def _is_said(word: str, recipe: Recipe) -> bool:
    given = recipe.words.get("unit", {})
    return any(given.get(each, UNDECIDED) != UNDECIDED for each in (word, *UNITS.split(word)))


def _size(figure: Figure) -> float:
    return abs(figure.value or 0.0)
