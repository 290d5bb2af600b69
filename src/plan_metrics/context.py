"""Everything a page is made of: a plan, an edition and the one before it, in one reader's language."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from plan_metrics import paths
from plan_metrics.analysis.aims import known_by
from plan_metrics.analysis.change_causes import ActionMove, Change, action_moves, changes, staged_boards
from plan_metrics.analysis.method_evidence import Evidence, evidence
from plan_metrics.analysis.peers import Peer, Size, all_sizes, nearest
from plan_metrics.analysis.scoreboard import observations, scoreboard, series_of, targets_of, with_edition
from plan_metrics.analysis.scoring import Evaluation, evaluate
from plan_metrics.analysis.states import ActionState, action_state
from plan_metrics.edition.choice import check_choice, check_edition_id
from plan_metrics.edition.commentary import Commentary
from plan_metrics.edition.confidentiality import as_shown_beside
from plan_metrics.edition.figures_since import Since, figures_since
from plan_metrics.edition.frozen import known_in, plan_at, plan_faults
from plan_metrics.edition.models import KEY, OBSERVATIONS_FILE, Edition, Withdrawal
from plan_metrics.edition.read import read_editions
from plan_metrics.edition.withdrawals import later_withdrawals
from plan_metrics.errors import check_faults
from plan_metrics.guard import block_io
from plan_metrics.plan.code_lists import Population, Region, Source
from plan_metrics.plan.concordance import first_day
from plan_metrics.plan.models import Indicator, Plan
from plan_metrics.plan.official_targets import Target
from plan_metrics.plan.origins import folder_digest, row_digests
from plan_metrics.plan.read import read_plan

LONG = 150  # figures of an area, with more of which its page leaves what is behind each to the receipts


@dataclass(frozen=True)
class Context:
    """A plan and an edition, measured; `previous` is None for a first edition."""

    plan: Plan
    edition: Edition
    language: str
    scoreboard: pd.DataFrame
    observations: pd.DataFrame
    previous: Context | None = field(default=None, repr=False)
    commentary: Mapping[str, Commentary] = field(default_factory=dict)  # the newest on each action, up to the edition
    withdrawn_later: tuple[Withdrawal, ...] = ()  # figures, maybe of this edition, that later ones withdraw
    found_changes: tuple[Change, ...] | None = field(default=None, repr=False)  # in a slice, which cannot find them
    found_moves: tuple[ActionMove, ...] | None = field(default=None, repr=False)  # the same
    found_figures: Since | None = field(default=None, repr=False)  # the same
    found_long: tuple[str, ...] | None = field(default=None, repr=False)  # the same
    level: str = ""  # of the areas that are put beside each other, on a page or in a part of one that is of one level
    dimension: str = ""  # of the breakdowns that are, in the same way
    plan_digest: str = ""  # of the files of the plan (`origins`); these two are not in a slice
    row_digests: Mapping[int, str] = field(default_factory=dict, repr=False)  # of the shown observations, by line

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What stands elsewhere than in the edition before, and why; empty for a first one."""
        if self.found_changes is not None:
            return self.found_changes
        if self.previous is None:
            return ()
        return tuple(changes(self._staged))

    @cached_property
    def action_moves(self) -> tuple[ActionMove, ...]:
        """The actions whose state is another than in the edition before, and why; empty for a first one."""
        if self.found_moves is not None:
            return self.found_moves
        if self.previous is None:
            return ()
        before = self.previous
        return tuple(action_moves(before.plan, before.edition, self.plan, self._staged))

    @cached_property
    def figures_since(self) -> Since:
        """Which figures are new, changed and gone since the edition before, of a context that has one."""
        return self.found_figures or figures_since(self.before.edition, self.edition, self.language)

    @cached_property
    def _staged(self) -> list[pd.DataFrame]:
        made = self.before.scoreboard, self.scoreboard
        return staged_boards(self.before.plan, self.before.edition, self.plan, self.edition, made)

    @cached_property
    def changes_in(self) -> Mapping[str, Sequence[Change]]:
        """The changes of each region; looked for once."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.region, []).append(change)
        return found

    def evidence(self, indicator: Indicator) -> Evidence:
        """What stands behind the verdict of an indicator for the whole, in the breakdown of its card; found once."""
        if indicator.id not in self._evidence:
            self._evidence[indicator.id] = self._found_evidence(indicator)
        return self._evidence[indicator.id]

    @cached_property
    def _evidence(self) -> dict[str, Evidence]:
        return {}

    def _found_evidence(self, indicator: Indicator) -> Evidence:
        whole = self.plan.head.whole
        rows = series_of(self.observations, indicator.id, whole, indicator.breakdown)
        known = targets_of(self.plan, self.edition, indicator, whole, indicator.breakdown)
        return evidence(self.plan, self.edition, indicator, rows, known)

    def state(self, action: str) -> ActionState:
        """The state of an action and of its commitments; found once."""
        if action not in self._states:
            self._states[action] = action_state(self.plan, self.scoreboard, action)
        return self._states[action]

    @cached_property
    def _states(self) -> dict[str, ActionState]:
        return {}

    @cached_property
    def evaluation(self) -> Evaluation:
        """The scores of the plan and its actions."""
        return evaluate(self.plan, self.scoreboard)

    @property
    def new_targets(self) -> list[Target]:
        """The official targets that became known since the edition before; one that only has another title did not."""

        def known(context: Context) -> list[Target]:
            day = context.edition.card.day
            return [each for each in context.plan.targets if known_by(context.plan, each, day)]

        def said(target: Target) -> tuple[str, ...]:
            return target.indicator, target.region, target.breakdown, target.period, target.printed, target.source

        before = {said(each) for each in known(self.before)}
        return [each for each in known(self) if said(each) not in before]

    @cached_property
    def withdrawals(self) -> Mapping[tuple[str, ...], Withdrawal]:
        """What later editions withdraw by indicator, region, breakdown and period."""
        return {each.key: each for each in self.withdrawn_later}

    @property
    def before(self) -> Context:
        """The edition before, of a context that has one: `previous` says whether."""
        assert self.previous is not None
        return self.previous

    def among(self, level: str) -> Context:
        """The same for what is said of the areas of one level, where several have pages."""
        return self if [each.id for each in self.plan.page_levels] == [level] else replace(self, level=level)

    def by(self, dimension: str) -> Context:
        """The same for what is said of the breakdowns of one dimension, where the plan has several."""
        return self if len(self.plan.head.dimensions) == 1 else replace(self, dimension=dimension)

    @property
    def by_level(self) -> tuple[Context, ...]:
        """The same among the areas of each level that has pages, from the top; as it is where none has."""
        return tuple(self.among(level.id) for level in self.plan.page_levels) or (self,)

    @cached_property
    def compared(self) -> tuple[Region, ...]:
        """The areas that are put beside each other: those there on the day of the edition, of the level of the context.

        Of the highest level that has pages, where none is said.
        """
        first = self.plan.page_levels[0].id if self.plan.page_levels else ""
        return tuple(each for each in self.plan.of_level(self.level or first) if self.is_there(each.region))

    def is_there(self, region: str) -> bool:
        """Whether an area is there on the day of the edition."""
        return self.plan.tree.there_on(region, first_day(self.edition.card.as_of))

    @cached_property
    def peers(self) -> Mapping[str, Sequence[Peer]]:
        """The areas nearest in size to each that has a size; found once."""
        return nearest(self.plan, self.sizes)

    @cached_property
    def sizes(self) -> Mapping[str, Size]:
        """The published sizes of the areas that are there on the day of the edition; found once."""
        return {region: size for region, size in all_sizes(self.plan).items() if self.is_there(region)}

    @cached_property
    def population(self) -> Mapping[str, Sequence[Population]]:
        """The rows of the population of each region; looked for once."""
        found: dict[str, list[Population]] = {}
        for row in self.plan.population:
            found.setdefault(row.region, []).append(row)
        return found

    @cached_property
    def regions(self) -> Mapping[str, tuple[int, Region]]:
        """The card of each region, with its place in the plan."""
        return {each.region: (index, each) for index, each in enumerate(self.plan.regions)}

    @cached_property
    def long_areas(self) -> tuple[str, ...]:
        """The areas with more figures than a page can show in full: what is behind each stands in its receipt alone."""
        if self.found_long is not None:
            return self.found_long
        areas = [each.region for each in self.plan.areas]
        counts = self.observations["region"].value_counts()
        return tuple(area for area in areas if counts.get(area, 0) > LONG)

    def in_regions(self, frame: str, regions: Iterable[str]) -> pd.DataFrame:
        """The rows of these regions of the scoreboard, the observations or the missing ones, looked for only once."""
        whole = self.edition.missing if frame == "missing" else getattr(self, frame)
        if frame not in self._places:
            places: Any = whole.groupby("region", sort=False).indices
            self._places[frame] = places
        found = [self._places[frame][region] for region in {*regions} if region in self._places[frame]]
        rows = whole.take(np.sort(np.concatenate(found)) if found else [])
        rows.index = pd.RangeIndex(len(rows))  # `reset_index` would copy all again
        return rows

    @cached_property
    def _places(self) -> dict[str, Mapping[str, np.ndarray]]:
        return {}

    def with_edition(self, edition: Edition) -> Context:
        """The same with other figures in the edition, measured; one that is as it was keeps the edition it came in."""
        came = dict(zip(self._figures(self.observations), self.observations["edition"], strict=True))
        seen = observations(self.plan, edition)
        kept = [came.get(figure, edition.card.id) for figure in self._figures(seen)]
        board = scoreboard(self.plan, edition)
        return replace(self, edition=edition, scoreboard=board, observations=seen.assign(edition=kept))

    @staticmethod
    def _figures(frame: pd.DataFrame) -> Iterable[tuple[object, ...]]:
        return frame[[*KEY, "value"]].itertuples(index=False, name=None)

    def source(self, source: str) -> Source:
        """The document with this id, of the edition or of the plan."""
        return self.edition.sources.get(source) or self.plan.sources[source]


def read_context(edition: str, language: str, base: Path | None = None, before: str | None = None) -> Context:
    """The plan and an edition, measured, with the previous edition if it has one: what the cells of a page begin with.

    In a run of the engine nothing is read but the slice of that run, and nothing else can be read after it
    (`UndeclaredReadError`).

    Args:
        edition: its id.
        language: of the page.
        base: the folder of the project; without one, that of the process, or the slice of the run.
        before: an earlier edition, which takes the place of the previous one; what those between have withdrawn counts
            as withdrawn since.

    Returns:
        A `Context`, from which the functions of `plan_metrics.views` make what a page shows, by the name of its
        notebook: `views.action.opening(context, "A07")` gives a block, which a notebook displays; `text`, `html` and
        `structure` of it are for terminals, browsers and programs.

    Raises:
        FaultError: with every fault of the plan, the edition or what later editions withdraw, and for an edition or
            a language that there is not.
    """
    if base is None and (named := os.environ.get(paths.SLICE)):
        return _of_the_run(named, edition, language)
    base = base or paths.root()
    check_edition_id(base, edition)
    check_faults(plan_faults(paths.edition_folder(base, edition)))
    plan = read_plan(paths.plan_folder(base, edition))
    check_choice("language", language, plan.languages)
    found, *older = read_editions(paths.edition_folder(base, edition), plan)
    if before is not None:
        check_choice("before", before, [each.card.id for each in older])
        found = _since(before, found, older)
    wanted = before or found.card.previous
    compared = next((each for each in older if each.card.id == wanted), None)
    previous = _beside(base, compared, found, plan, plan.spoken(language)) if compared else None
    later, faults = later_withdrawals(paths.edition_folder(base, edition), edition, plan)
    check_faults(faults)
    return replace(
        _context(plan, found, plan.spoken(language), previous, older),
        withdrawn_later=later,
        plan_digest=folder_digest(paths.plan_folder(base, edition)),
        row_digests=row_digests(paths.edition_folder(base, edition) / OBSERVATIONS_FILE, found.lines),
    )


def _beside(base: Path, older: Edition, edition: Edition, plan: Plan, language: str) -> Context:
    """An older edition by its own plan, as the pages of a newer one may show it: without what is in that no more."""
    own = plan_at(paths.edition_folder(base, older.card.id), plan)
    return _context(own, known_in(plan, as_shown_beside(older, edition, own)), language, None, [])


def _since(before: str, edition: Edition, older: Sequence[Edition]) -> Edition:
    """An edition with all that was withdrawn since another one, and the other reasons of the editions between.

    A figure that it has again is not withdrawn.
    """
    between = older[: [each.card.id for each in older].index(before)]
    own = set(edition.observations[list(KEY)].itertuples(index=False, name=None))
    found = {each.key: each for one in (*reversed(between), edition) for each in one.withdrawn if each.key not in own}
    return replace(
        edition,
        withdrawn=tuple(found[key] for key in sorted(found)),
        rejected=pd.concat([edition.rejected, *(one.rejected for one in between)], ignore_index=True),
        answers=tuple(answer for one in (edition, *between) for answer in one.answers),
    )


def _of_the_run(file: str, edition: str, language: str) -> Context:
    part = _read_slice(file)
    check_choice("edition", edition, [part.edition.card.id])
    check_choice("language", language, [part.language])
    return part


@cache
def _read_slice(file: str) -> Context:
    part: Context = pickle.loads(Path(file).read_bytes())  # written by the engine, for this run
    block_io()
    return part


def _context(
    plan: Plan, edition: Edition, language: str, previous: Context | None, older: Sequence[Edition]
) -> Context:
    plan = plan.measured_with(edition.card.verdicts)
    rows = observations(plan, edition)
    return Context(
        plan=plan,
        edition=edition,
        language=language,
        scoreboard=scoreboard(plan, edition, rows=rows),
        observations=with_edition(plan, rows, edition, older),
        previous=previous,
        commentary={name: each for one in (*reversed(older), edition) for name, each in one.commentary.items()},
    )
