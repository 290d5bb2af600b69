"""The package as a library: a project folder read, its editions measured, as pandas frames with real types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from plan_metrics import paths
from plan_metrics.context import Context, check_edition_id, read_context
from plan_metrics.edition.models import Edition
from plan_metrics.edition.read import editions
from plan_metrics.languages import SOURCE
from plan_metrics.measure import progress as arithmetic
from plan_metrics.measure.assess import Assessment
from plan_metrics.measure.periods import decimal_year, end_month, period_kind
from plan_metrics.measure.progress import Direction
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan
from plan_metrics.scoreboard import Columns, assessed, targets_of

if TYPE_CHECKING:
    from collections.abc import Hashable

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


@dataclass(frozen=True)
class Progress:
    """How far a series has come on the way to a target: ratios, and values in the unit of the series; None if unknown.

    `share` of the way and `elapsed` of the time, both from the baseline; `pace` is one over the other, `expected` the
    value on the straight way at the period of the latest value, `gap` what is missing to the target.
    """

    share: float | None
    elapsed: float | None
    pace: float | None
    expected: float | None
    gap: float | None


def read_project(folder: str | Path = ".") -> Project:
    """The project in a folder that holds `data/plan/` and `data/editions/`.

    `FaultError`, with every fault of the plan as data, if it cannot be used.
    """
    base = Path(folder).resolve()
    return Project(base, read_plan(paths.plan_folder(base)))


def progress(series: pd.Series, target: float, by: Hashable, direction: Direction = "increase") -> Progress:
    """How far a series has come from its first value to a target `by` a period, a date or a year.

    Missing values are left out. ValueError for labels that are no periods and for another direction than increase or
    decrease. Formulas: `measure.progress`.

    >>> progress(pd.Series([40.0, 54.0], index=[2017, 2024]), target=60.0, by=2027).share
    0.7
    """
    arithmetic.sign(direction)
    points = sorted(zip(periods_of(series.index), series, strict=True), key=lambda point: end_month(point[0]))
    points = [(decimal_year(period), float(value)) for period, value in points if not pd.isna(value)]
    if not points:
        return Progress(None, None, None, None, None)
    (start, baseline), (at, value) = points[0], points[-1]
    share = arithmetic.share(value, baseline, target)
    elapsed = arithmetic.elapsed(at, start, decimal_year(periods_of([by])[0]))
    return Progress(
        share=share,
        elapsed=elapsed,
        pace=arithmetic.pace(share, elapsed),
        expected=arithmetic.expected_value(baseline, target, elapsed),
        gap=arithmetic.gap(value, target, direction),
    )


def periods_of(labels: Iterable[Hashable]) -> list[str]:
    """Labels of a pandas index as periods: years, texts such as 2024-Q3, dates (their month) and pandas Periods.

    >>> periods_of([2024, "2024-H1", pd.Period("2024Q3"), dt.date(2024, 9, 30)])
    ['2024', '2024-H1', '2024-Q3', '2024-09']
    """
    found = [_period(label) for label in labels]
    for period in found:
        period_kind(period)
    return found


def _period(label: Hashable) -> str:
    if isinstance(label, pd.Period):
        kind = label.freqstr[0]
        parts = {"Y": f"{label.year}", "A": f"{label.year}", "Q": f"{label.year}-Q{label.quarter}"}
        return parts.get(kind, f"{label.year}-{label.month:02d}")
    if isinstance(label, (dt.date, np.datetime64)):
        return f"{pd.Timestamp(label):%Y-%m}"
    return str(label)


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
