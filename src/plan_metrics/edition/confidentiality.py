"""What an edition suppresses: counts so small that they tell on single persons or enterprises, and what betrays them.

On per edition, by the section `[disclosure]` of its card. It is applied while the edition is read, so that no page,
table or file that is made later ever holds a suppressed number. What older editions released is known to everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from plan_metrics.edition.known import quality_warning, shown
from plan_metrics.edition.models import CARD_FILE, KEY, NUMBERS, OBSERVATIONS_FILE, SPAN, Disclosure, Edition, is_note
from plan_metrics.edition.not_used import not_telling
from plan_metrics.edition.protection import Past, Protection, counts_of, protected
from plan_metrics.edition.relations import Cell
from plan_metrics.errors import N_, Fault, fault_at
from plan_metrics.measure.disclosure import SUPPRESSED, CountRule, is_suppressed, release, unsafe_cells
from plan_metrics.plan.models import Plan


def released(edition: Edition, plan: Plan, past: Sequence[Past] = ()) -> tuple[Edition, list[Fault]]:
    """The edition as it may be published, and what `check` must say of it.

    Suppressed rows go to `missing` with the flag Q and without any number or note; low counts get the flag U. An
    edition without a rule stays as it is. Counts are the values of units that the plan calls counts. `past` are the
    editions before, the newest first: nothing that can still be kept can be worked out from all of them together
    (decisions/0021). Faults: small counts that nothing can protect; warnings: those that older editions tell.
    """
    card = edition.card.disclosure
    if card is None:
        return edition, []
    rule = rule_of(card)
    found = protected(edition, plan, rule, past)
    frame = edition.observations
    keys = list(zip(*(frame[name] for name in KEY), strict=True))
    counted = [plan.units[unit].counts == "yes" for unit in frame["unit"]]
    gone = {*found.suppressed, *found.shares}
    hidden = pd.Series([key in gone for key in keys], index=frame.index, dtype=bool)
    marked = [
        release(value, value, flag, rule).flag if is_count and not key_hidden else flag
        for value, flag, is_count, key_hidden in zip(frame["value"], frame["flag"], counted, hidden, strict=True)
    ]
    kept = frame.assign(flag=pd.Series(marked, index=frame.index, dtype=frame["flag"].dtype))
    kept, taken = _without(kept, hidden)
    return (
        replace(
            edition,
            observations=kept,
            missing=_together(edition.missing, taken),
            rejected=not_telling(edition.rejected, plan, rule, found.suppressed),
            lines=tuple(line for line, is_hidden in zip(edition.lines, hidden, strict=True) if not is_hidden),
        ),
        [*(_exposed(key) for key in found.exposed), *_told_before(found)],
    )


def rule_of(card: Disclosure) -> CountRule:
    """The rule of a card."""
    return CountRule(card.suppressed_under, card.low_reliability_under, card.zeros_suppressed)


def as_shown_beside(older: Edition, newer: Edition, plan: Plan) -> Edition:
    """An older edition as the pages of a newer one may show it: without what the newer one suppresses.

    That is each figure that the newer one suppresses, whatever it was then, and each count that its rule forbids.
    """
    card = newer.card.disclosure
    if card is None:
        return older
    frame = older.observations
    now = newer.missing[newer.missing["flag"].map(is_suppressed).astype(bool)]
    suppressed = set(now[list(KEY)].itertuples(index=False, name=None))
    suppressed |= set(unsafe_cells(counts_of(older, plan), rule_of(card)))
    hidden = pd.Series(
        [key in suppressed for key in frame[list(KEY)].itertuples(index=False, name=None)],
        index=frame.index,
        dtype=bool,
    )
    kept, taken = _without(frame, hidden)
    return replace(
        older,
        observations=kept,
        missing=_together(older.missing, taken),
        lines=tuple(line for line, is_hidden in zip(older.lines, hidden, strict=True) if not is_hidden),
    )


def _without(frame: pd.DataFrame, hidden: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows that may be shown, and the others with nothing but their key, unit, document and the flag Q."""
    numbers, words = (
        dict.fromkeys((*NUMBERS, *SPAN), float("nan")),
        dict.fromkeys((*filter(is_note, map(str, frame)), "printed"), ""),
    )
    taken = frame[hidden].assign(**numbers).assign(**words, flag=SUPPRESSED, qualifier="exact")
    return frame[~hidden].reset_index(drop=True), taken


def _together(missing: pd.DataFrame, taken: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([missing, taken]).sort_values(list(KEY), ignore_index=True)


def _exposed(key: Cell) -> Fault:
    found = N_("a small count that can be worked out from the other figures, whatever is suppressed")
    expected = N_("a count that suppression can protect")
    fix = N_("Leave out the figures that add up to it, or the section [disclosure] of edition.toml.")
    return fault_at("exposed_count", OBSERVATIONS_FILE, found, expected, fix, column=" ".join(key))


def _told_before(found: Protection) -> Iterable[Fault]:
    """Rules `shown_before` and `worked_out_before`: what this edition suppresses although it is public."""
    fix = N_(
        "What was released cannot be taken back; the page of the older edition can. This edition does not print it."
    )
    for (name, older), cells in _by_indicator(found.shown).items():
        said = N_("{n} small counts of {indicator} that this edition suppresses and the edition {older} shows: {cells}")
        expected = N_("small counts that no older edition shows")
        yield quality_warning(
            "shown_before", said, expected, fix, column="value", n=len(cells), indicator=name, older=older,
            cells=_listed(cells),
        )  # fmt: skip
    for (name, _), cells in _by_indicator(dict.fromkeys(found.worked_out, "")).items():
        said = N_("{n} small counts of {indicator} that follow from what older editions show: {cells}")
        expected = N_("small counts that cannot be worked out from older editions")
        yield quality_warning(
            "worked_out_before", said, expected, fix, column="value", n=len(cells), indicator=name,
            cells=_listed(cells),
        )  # fmt: skip


def _by_indicator(cells: Mapping[Cell, str]) -> dict[tuple[str, str], list[Cell]]:
    groups: dict[tuple[str, str], list[Cell]] = {}
    for cell, older in sorted(cells.items()):
        groups.setdefault((cell[0], older), []).append(cell)
    return groups


def _listed(cells: Iterable[Cell]) -> str:
    return "; ".join(" ".join(cell[1:]) for cell in cells)


def weaker_rule(edition: Edition, previous: Edition) -> Iterable[Fault]:
    """Rule `weaker_disclosure` (a warning): what the edition before suppressed may stand in this one."""
    before, now = previous.card.disclosure, edition.card.disclosure
    if before is not None and (now is None or now.suppressed_under < before.suppressed_under):
        found = N_("{now}, where the edition {previous} suppressed counts under {before}")
        expected = N_("a limit that is not lower than in the edition before")
        fix = N_("Copy the section [disclosure]; what one edition suppresses, the next one should not print.")
        limit = shown(now.suppressed_under) if now else "–"
        yield quality_warning(
            "weaker_disclosure", found, expected, fix, column="disclosure.suppressed_under", file=CARD_FILE,
            now=limit, previous=previous.card.id, before=shown(before.suppressed_under),
        )  # fmt: skip
