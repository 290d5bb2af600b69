"""What would come of an amendment of an edition: new faults, new warnings, verdicts that move. Then makes it, or not.

Every command that changes figures goes through `carry_out`: an amendment that brings a new fault is refused whole, and
one that is only tried leaves nothing behind.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from plan_metrics import paths
from plan_metrics.analysis.scoreboard import scoreboard
from plan_metrics.edition.amend import amend, trial
from plan_metrics.edition.checked import check_of, edition_before
from plan_metrics.edition.models import KEY, TABLES, Edition, is_note
from plan_metrics.errors import Fault, check_faults
from plan_metrics.plan.models import Plan
from plan_metrics.reading.csv_tables import text_of
from plan_metrics.rows import ScoreboardRow, scoreboard_rows
from plan_metrics.waiting import part

VERDICTS = ("status", "latest_change", "result", "strength")


@dataclass(frozen=True)
class Line:
    """A line of a table that an amendment adds (`sign` +) or takes away (-)."""

    file: str
    sign: str
    text: str


@dataclass(frozen=True)
class Moved:
    """A series with another verdict: where it stands before and after; None where it has no figure."""

    indicator: str
    region: str
    breakdown: str
    before: ScoreboardRow | None
    after: ScoreboardRow | None


@dataclass(frozen=True)
class Tried:
    """What would come of an amendment.

    `lines` are the difference to the tables as they are; `faults` and `warnings` those that the edition does not have
    yet, the latter from the worst; of plausibility checks those alone that are about a figure which changes. `moved` is
    None where the edition has faults already, and nothing can be measured. `before` and `after` are the edition, None
    where its card cannot be read.
    """

    plan: Plan
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    moved: tuple[Moved, ...] | None
    before: Edition | None
    after: Edition | None


def carry_out(
    base: Path, plan: Plan, edition: str, texts: Mapping[str, str], why: str, *, dry_run: bool = False
) -> Tried:
    """Try new texts of tables of an edition, and write them unless it is a dry run; `why` is the command.

    Raises `FaultError` with the faults that the edition would have and does not have yet; nothing is written then.
    """
    tried = try_amendment(base, plan, edition, texts)
    check_faults(tried.faults)
    if not dry_run:
        amend(base, edition, texts, why)
    return tried


def try_amendment(base: Path, plan: Plan, edition: str, texts: Mapping[str, str]) -> Tried:
    """What would come of new texts of tables of an edition; nothing is written, and nothing of the figures raises."""
    with trial(base, edition, texts) as tried:
        return _compared(plan, edition, base, tried, texts)


def since_texts(base: Path, plan: Plan, edition: str, texts: Mapping[str, str]) -> Tried:
    """What came of the changes of an edition's tables since they had these texts; the plan is that of today."""
    with trial(base, edition, texts) as then:
        return _compared(plan, edition, then, base, texts)


def _compared(plan: Plan, edition: str, before: Path, after: Path, files: Collection[str]) -> Tried:
    """The edition in two project folders that differ in these files."""
    folders = [paths.edition_folder(base, edition) for base in (before, after)]
    with part(0, 0.2):
        older = edition_before(before, edition, plan)
    with part(0.2, 0.45):
        now = check_of(before, edition, plan, older, weighed=False)
    with part(0.45, 0.8):
        then = check_of(after, edition, plan, older, now.edition)
    new = _new(then.open, now.open)
    lines = [line for name in TABLES if name in files for line in _difference(*(each / name for each in folders))]
    sound = not any(fault.severity == "fault" for fault in (*now.open, *then.open))
    return Tried(
        plan=plan,
        lines=tuple(lines),
        faults=tuple(fault for fault in new if fault.severity == "fault"),
        warnings=tuple(fault for fault in new if fault.severity != "fault"),
        moved=tuple(_moved(plan, now.edition, then.edition)) if sound and now.edition and then.edition else None,
        before=now.edition,
        after=then.edition,
    )


def _difference(before: Path, after: Path) -> Iterable[Line]:
    one, other = (text_of(file).splitlines() if file.exists() else [] for file in (before, after))
    for line in list(difflib.unified_diff(one, other, n=0, lineterm=""))[2:]:
        if line[0] in "+-":
            yield Line(before.name, line[0], line[1:])


def _new(then: Sequence[Fault], now: Sequence[Fault]) -> list[Fault]:
    """The faults that were not there before; where they stand does not matter, since lines move."""
    known = Counter(map(_what, now))
    found = []
    for fault in then:
        if known[_what(fault)]:
            known[_what(fault)] -= 1
        else:
            found.append(fault)
    return found


def _what(fault: Fault) -> tuple[object, ...]:
    values = tuple(sorted((name, str(value)) for name, value in fault.values.items() if name != "first"))
    return fault.rule, fault.severity, fault.file, fault.column, fault.found, fault.key, fault.figures, values


def _moved(plan: Plan, before: Edition, after: Edition) -> Iterable[Moved]:
    touched = _touched(plan, before, after)
    boards = [_board(plan, edition, touched) for edition in (before, after)]
    for key in dict.fromkeys(key for board in reversed(boards) for key in board):
        one, other = (board.get(key) for board in boards)
        if _verdicts(one) != _verdicts(other):
            yield Moved(*key, one, other)


def _verdicts(row: ScoreboardRow | None) -> tuple[object, ...]:
    return tuple(row.get(name) for name in VERDICTS) if row and row["n_points"] else ("no_figure",)


def _touched(plan: Plan, before: Edition, after: Edition) -> set[str]:
    """The indicators with another figure or another document, and those that are computed from them."""
    rows = [_rows(edition.observations) for edition in (before, after)]
    found = {row[0] for row in rows[0] ^ rows[1]}
    other = {code for code, source in before.sources.items() if after.sources.get(code, source) != source}
    found |= {row[0] for row in rows[1] if not other.isdisjoint(str(row[-1]).split())}
    return found | {each.id for _, each in plan.indicators() if {each.numerator, each.denominator} & found}


def _rows(frame: pd.DataFrame) -> set[tuple[str, ...]]:
    columns = [name for name in frame if name not in (*KEY, "source") and not is_note(name)]
    return set(zip(*(map(str, frame[name].tolist()) for name in (*KEY, *columns, "source")), strict=True))


def _board(plan: Plan, edition: Edition, touched: Collection[str]) -> dict[tuple[str, str, str], ScoreboardRow]:
    """The rows of these indicators in the scoreboard of an edition; only their figures are measured."""
    measured = plan.measured_with(edition.card.verdicts)
    cards = [measured.indicator(name) for name in touched]
    parts = {part for card in cards for part in (card.numerator, card.denominator)}
    seen = edition.observations
    own = seen[seen["indicator"].isin({*touched, *parts} - {None})].reset_index(drop=True)
    few = [a.model_copy(update={"indicators": tuple(i for i in a.indicators if i.id in touched)}) for a in plan.actions]
    asked = measured.model_copy(update={"actions": tuple(few)})
    rows = scoreboard_rows(scoreboard(asked, replace(edition, observations=own)))
    return {(row["indicator"], row["region"], row["breakdown"]): row for row in rows if row["indicator"] in touched}
