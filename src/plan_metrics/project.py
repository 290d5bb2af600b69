"""The package as a library: a project folder read, its editions measured, as pandas frames with real types."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from plan_metrics import paths
from plan_metrics.analysis.scoreboard import Columns, assessed, targets_of
from plan_metrics.context import Context, read_context
from plan_metrics.edition.checked import check_of
from plan_metrics.edition.choice import check_edition_id
from plan_metrics.edition.models import Edition
from plan_metrics.edition.read import editions
from plan_metrics.languages import SOURCE
from plan_metrics.measure.assess import Assessment
from plan_metrics.own_series import periods_of
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan
from plan_metrics.views.faults import said_of

TITLED = ("action", "indicator", "region", "sector", "unit")


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
        """An edition with its figures, documents and figures not used. `FaultError` with every fault of it."""
        return self._context(edition).edition

    def observations(self, edition: str | None = None, language: str = SOURCE) -> pd.DataFrame:
        """The figures of an edition and those computed from them; one row a figure, in the order of the plan."""
        context = self._context(edition)
        return self._titled(context, context.observations, language)

    def scoreboard(self, edition: str | None = None, language: str = SOURCE) -> pd.DataFrame:
        """Where each indicator stands, a row for each region and sector with a figure; see `scoreboard.scoreboard`."""
        context = self._context(edition)
        return self._titled(context, context.scoreboard, language)

    def series(
        self, indicator: str, region: str | None = None, sector: str | None = None, edition: str | None = None
    ) -> pd.Series:
        """The figures of an indicator by period; without a region of the whole, without a sector in that of its card.

        Empty where nothing was published. KeyError for an indicator that the plan does not have.
        """
        card, frame = self.plan.indicator(indicator), self._context(edition).observations
        key = {
            "indicator": indicator,
            "region": region or self.plan.head.whole,
            "sector": sector or card.sector,
        }
        rows = frame[(frame[list(key)] == pd.Series(key)).all(axis=1)]
        found = pd.Series(rows["value"].to_numpy(float), index=pd.Index(rows["period"], name="period"), name=indicator)
        found.attrs = {"unit": card.unit, "flags": dict(zip(rows["period"], rows["flag"], strict=True))}
        found.attrs.update(key)
        return found

    def assess(self, series: pd.Series, indicator: str | None = None, edition: str | None = None) -> Assessment:
        """Level, change, trend, progress and status of a series by the rules of the plan.

        The series is one of `series`, or any other by periods, dates or years, which is then assessed as a series of
        `indicator` for the whole; values without a flag are ordinary ones. ValueError for what is no period.
        """
        name = indicator or str(series.attrs.get("indicator", series.name))
        card, found = self.plan.indicator(name), self._context(edition).edition
        region = series.attrs.get("region", self.plan.head.whole)
        sector = series.attrs.get("sector", card.sector)
        periods, flags = periods_of(series.index), series.attrs.get("flags", {})
        values = [None if pd.isna(value) else float(value) for value in series]
        columns: Columns = {"period": periods, "value": values, "flag": [flags.get(period, "A") for period in periods]}
        plan = self.plan.measured_with(found.card.verdicts)
        return assessed(plan, found, card, columns, targets_of(plan, found, card, region, sector))

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
            *((one, each.why[f"why_{language}"]) for one, each in checked.answered),
        ]
        columns = ("severity", "rule", "file", "row", "column")
        rows = [
            {**{name: getattr(fault, name) for name in columns}, **said_of(fault, language), "answer": answer}
            for fault, answer in told
        ]
        found = pd.DataFrame(rows, columns=[*columns, "found", "expected", "fix", "answer"])
        return found.astype({"row": "Int64"}).fillna({"column": ""})

    def _context(self, edition: str | None) -> Context:
        edition = edition or self.plan.head.default_edition
        if edition not in self._read:
            check_edition_id(self.folder, edition)
            self._read[edition] = read_context(edition, SOURCE, self.folder)
        return self._read[edition]

    def _titled(self, context: Context, frame: pd.DataFrame, language: str) -> pd.DataFrame:
        plan = self.plan
        titles = {
            "action": {action.id: action.title[language] for action in plan.actions},
            "indicator": {card.id: card.title[language] for _, card in plan.indicators()},
            "region": {region.region: region.title[language] for region in plan.regions},
            "sector": {sector.sector: sector.title[language] for sector in plan.sectors},
            "unit": {unit.unit: unit.title[language] for unit in plan.units.values()},
        }
        typed = {}
        for name in frame:
            typed[name] = _typed(frame[name])
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

    `FaultError`, with every fault of the plan as data, if it cannot be used.
    """
    base = paths.root() if folder is None else Path(folder).resolve()
    return Project(base, read_plan(paths.plan_folder(base)))


def _typed(column: pd.Series) -> pd.Series:
    """A column of any objects with the type of what is in it; None is NaN or NA."""
    kinds = {type(cell) for cell in column if cell is not None and cell is not pd.NA}
    if kinds <= {float, np.float64, int} and kinds != {int} and kinds:
        return column.astype("float64")
    if kinds == {bool}:
        return column.astype("boolean")
    if kinds == {int}:
        return column.astype("Int64")
    return column.astype("str") if kinds == {str} else column
