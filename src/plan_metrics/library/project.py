"""The package as a library: a project folder read, its editions measured, as pandas frames with real types."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pandas as pd

from plan_metrics import paths
from plan_metrics.analysis.scoreboard import assessed, targets_of
from plan_metrics.context import Context, read_context
from plan_metrics.edition.checked import check_of
from plan_metrics.edition.choice import check_edition_id
from plan_metrics.edition.models import Edition
from plan_metrics.edition.read import editions
from plan_metrics.edition.supposed import supposed
from plan_metrics.languages import SOURCE, columns_of
from plan_metrics.library.own_series import periods_of
from plan_metrics.measure.assess import Assessment
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan
from plan_metrics.rows import ObservationRow, ScoreboardRow, SeriesColumns
from plan_metrics.views.faults import fault_parts

TITLED = ("action", "indicator", "region", "breakdown", "unit")
DTYPES = {float: "float64", int: "Int64", bool: "boolean", str: "str", tuple: "object"}  # of a row's types


@dataclass(frozen=True)
class Project:
    """A plan and the editions of a project folder; each edition is read when it is first asked for, and then kept.

    Whatever takes an edition takes its id; without one it is the edition that the plan names. Frames have a title
    beside each code, in the language asked for, and in `attrs` the edition, the day it was made for, the unit of each
    indicator and the title of each document. A number that is not known is NaN or NA, never a stand-in.
    """

    folder: Path
    plan: Plan
    _read: dict[str, Context] = field(default_factory=dict, repr=False, compare=False)

    @property
    def editions(self) -> tuple[str, ...]:
        """The ids of the editions, the first one first."""
        return tuple(editions(self.folder))

    def edition(self, edition: str | None = None) -> Edition:
        """An edition with its figures, documents and figures not used.

        Raises:
            FaultError: with every fault of the edition, or for an id that no edition has.
        """
        return self._context(edition).edition

    def observations(self, edition: str | None = None, language: str = SOURCE) -> pd.DataFrame:
        """The figures of an edition and those computed from them.

        Args:
            edition: its id; without one, the edition that the plan names.
            language: of the titles.

        Returns:
            A row a figure, in the order of the plan; the columns are those of `ObservationRow`, titles and notes.

        Raises:
            FaultError: as `edition` does.
        """
        context = self._context(edition)
        return self._titled(context, context.observations, ObservationRow, language)

    def scoreboard(self, edition: str | None = None, language: str = SOURCE) -> pd.DataFrame:
        """Where each indicator stands.

        Args:
            edition: its id; without one, the edition that the plan names.
            language: of the titles.

        Returns:
            A row for each indicator, region and breakdown with a figure, and one for each indicator without any; the
            columns are those of `ScoreboardRow`, and titles. Without figures, the columns have the same types.

        Raises:
            FaultError: as `edition` does.
        """
        context = self._context(edition)
        return self._titled(context, context.scoreboard, ScoreboardRow, language)

    def series(
        self, indicator: str, region: str | None = None, breakdown: str | None = None, edition: str | None = None
    ) -> pd.Series:
        """The figures of an indicator in one reference area and breakdown, by period.

        Args:
            indicator: its id.
            region: the code of a reference area; without one, the whole area of the plan.
            breakdown: its code; without one, the breakdown on the card of the indicator.
            edition: its id; without one, the edition that the plan names.

        Returns:
            Numbers in the unit of the indicator, in the order of time; empty where nothing was published. `attrs`
            has the unit, the flag of each period and the codes that were asked for.

        Raises:
            KeyError: for an indicator that the plan does not have.
            FaultError: as `edition` does.
        """
        card, frame = self.plan.indicator(indicator), self._context(edition).observations
        key = {
            "indicator": indicator,
            "region": region or self.plan.head.whole,
            "breakdown": breakdown or card.breakdown,
        }
        rows = frame[(frame[list(key)] == pd.Series(key)).all(axis=1)]
        found = pd.Series(rows["value"].to_numpy(float), index=pd.Index(rows["period"], name="period"), name=indicator)
        found.attrs = {"unit": card.unit, "flags": dict(zip(rows["period"], rows["flag"], strict=True))}
        found.attrs.update(key)
        return found

    def assess(self, series: pd.Series, indicator: str | None = None, edition: str | None = None) -> Assessment:
        """Level, change, trend, progress and status of a series by the rules of the plan.

        Args:
            series: one that `series` gave, or any other by periods, dates or years, which is assessed as one of
                `indicator` for the whole area; missing values count as unpublished, values without a flag as ordinary.
            indicator: its id; without one, what the series names in `attrs` or by its name.
            edition: the edition whose day and targets count; without one, that which the plan names.

        Returns:
            An `Assessment`; what cannot be said is None, with the reason.

        Raises:
            KeyError: for an indicator that the plan does not have.
            ValueError: for a label that is no period.
            FaultError: as `edition` does.
        """
        name = indicator or str(series.attrs.get("indicator", series.name))
        card, found = self.plan.indicator(name), self._context(edition).edition
        region = series.attrs.get("region", self.plan.head.whole)
        breakdown = series.attrs.get("breakdown", card.breakdown)
        periods, flags = periods_of(series.index), series.attrs.get("flags", {})
        values = [math.nan if pd.isna(value) else float(value) for value in series]
        columns: SeriesColumns = {
            "period": periods,
            "value": values,
            "flag": [flags.get(period, "A") for period in periods],
        }
        plan = self.plan.measured_with(found.card.verdicts)
        return assessed(plan, found, card, columns, targets_of(plan, found, card, region, breakdown))

    def with_observations(self, frame: pd.DataFrame, edition: str | None = None) -> Project:
        """The project with other figures in an edition, to see what would follow; nothing is written.

        The rows of the frame stand in the place of those with the same indicator, region, breakdown and period, and
        beside the others; a missing value takes a figure out. Computed figures follow.

        Args:
            frame: a row a figure, with indicator, region, breakdown, period and value, in the plain unit; other
                columns of an observation count where they are there.
            edition: its id; without one, the edition that the plan names.

        Returns:
            Another `Project`, whose edition has these figures.

        Raises:
            FaultError: with every row that is no figure of the edition, by its place in the frame from 1.

        >>> project = read_project("tests/invented_plan")
        >>> rows = project.observations()
        >>> stands = rows[(rows["indicator"] == "bicycle_stands") & (rows["region"] == "XX")]
        >>> fewer = project.with_observations(stands.assign(value=stands["value"] / 2))
        >>> [each.series("bicycle_stands").to_dict()["2029"] for each in (project, fewer)]
        [47500.0, 23750.0]
        """
        context = self._context(edition)
        figures = supposed(context.plan, context.edition, frame)
        return Project(self.folder, self.plan, {**self._read, figures.card.id: context.with_edition(figures)})

    def faults(self, edition: str | None = None, language: str = SOURCE) -> pd.DataFrame:
        """What `check` finds in an edition, a row each: faults, then warnings from the worst, then the answered ones.

        Columns: severity, rule, file, row (NA for a whole file), column; found, expected, fix and answer (empty where
        there is none) in the language asked for. Nothing about the figures raises.
        """
        edition = edition or self.plan.head.default_edition
        check_edition_id(self.folder, edition)
        checked = check_of(self.folder, edition, self.plan)
        told = [
            *((fault, "") for fault in checked.open),
            *((one, each.why[f"why_{self.plan.spoken(language)}"]) for one, each in checked.answered),
        ]
        columns = ("severity", "rule", "file", "row", "column")
        rows = [
            {**{name: getattr(fault, name) for name in columns}, **fault_parts(fault, language), "answer": answer}
            for fault, answer in told
        ]
        found = pd.DataFrame(rows, columns=[*columns, "found", "expected", "fix", "answer"])
        return found.astype({"row": "Int64"}).fillna({"column": ""})

    def _context(self, edition: str | None) -> Context:
        edition = edition or self.plan.head.default_edition
        if edition not in self._read:
            check_edition_id(self.folder, edition)
            self._read[edition] = read_context(edition, self.plan.spoken(SOURCE), self.folder)
        return self._read[edition]

    def _titled(self, context: Context, frame: pd.DataFrame, row: type, language: str) -> pd.DataFrame:
        language = self.plan.spoken(language)
        plan = self.plan
        dtypes = _dtypes(row) | dict.fromkeys(columns_of("note", plan.languages), "str")
        titles = {
            "action": {action.id: action.title[language] for action in plan.actions},
            "indicator": {card.id: card.title[language] for _, card in plan.indicators()},
            "region": {region.region: region.title[language] for region in plan.regions},
            "breakdown": {breakdown.code: breakdown.title[language] for breakdown in plan.breakdowns},
            "unit": {unit.unit: unit.title[language] for unit in plan.units.values()},
        }
        typed = {}
        for name in frame:
            typed[name] = frame[name].astype(dtypes[name])
            if name in TITLED:
                typed[f"{name}_title"] = frame[name].map(titles[name]).astype("str")
        found = pd.DataFrame(typed)
        sources = {**plan.sources, **context.edition.sources}
        found.attrs = {
            "edition": context.edition.card.id,
            "as_of": context.edition.card.as_of,
            "units": {card.id: card.unit for _, card in plan.indicators()},
            "documents": {code: source.title[language] for code, source in sorted(sources.items())},
        }
        return found


def read_project(folder: str | Path | None = None) -> Project:
    """The project in a folder that holds `data/plan/` and `data/editions/`; without one that around the current folder.

    Args:
        folder: the folder of the project.

    Returns:
        A `Project` with its plan; editions are read when they are asked for.

    Raises:
        FaultError: with every fault of the plan, if it cannot be used.
    """
    base = paths.root() if folder is None else Path(folder).resolve()
    return Project(base, read_plan(paths.plan_folder(base)))


def _dtypes(row: type) -> dict[Hashable, Any]:
    """The type of each column of a frame whose rows are `row`: what may be None is the same type, with NaN or NA."""
    found: dict[Hashable, Any] = {}
    for name, hint in get_type_hints(row).items():
        kinds = [kind for kind in get_args(hint) if kind is not type(None)] if isinstance(hint, UnionType) else [hint]
        found[name] = DTYPES[get_origin(kinds[0]) or kinds[0]]
    return found
