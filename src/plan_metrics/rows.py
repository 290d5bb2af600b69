"""A row of each frame as a mapping: what stands in the columns of observations, scoreboard and register.

A column with the words of a language (`note_zh`) is read by `text_in`, since its name is made of the two.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple, NotRequired, TypedDict, TypeVar, cast

import pandas as pd

Thing = TypeVar("Thing")
Group = TypeVar("Group", bound=Hashable)


class ObservationRow(TypedDict):
    """An observation, as `scoreboard.observations` gives it; of `Edition.missing`, with NaN for its numbers."""

    indicator: str
    region: str
    breakdown: str
    period: str
    value: float
    unit: str
    flag: str
    qualifier: str
    low: float
    high: float
    printed: str
    sample_size: float  # NaN for none
    source: str
    action: str
    edition: NotRequired[str]  # in which the figure came


class SeriesColumns(TypedDict):
    """The observations of a series by column, sequences of one length; a series of a reader's own has the first three.

    Numbers are NaN where missing.
    """

    period: Sequence[str]
    value: Sequence[float]
    flag: Sequence[str]
    qualifier: NotRequired[Sequence[str]]
    low: NotRequired[Sequence[float]]
    high: NotRequired[Sequence[float]]
    sample_size: NotRequired[Sequence[float]]
    source: NotRequired[Sequence[str]]


FIGURE = tuple(SeriesColumns.__annotations__)


class Judgement(TypedDict):
    """The verdicts of a series, in columns of the scoreboard; None where there is nothing to say.

    `comparable`: how many figures since the baseline may be compared; `counted_apart`: those that lie close together
    (`latest_least`) taken as one. `status` and `reason`: the long-term assessment,
    between `from_period` and `to_period`. `change_low` to `relative_high`: the least and the largest change since the
    baseline that the printed figures allow. `latest_*`: the latest change. `fell_after_gap`: the last figure is worse
    than the one before, which is too old for a latest change. `result`: of the target in force or of the last one,
    and the period of the figure that says so.
    `missed`: the last target whose date has passed was missed, whatever was set afterwards; or a level to be kept was
    not. `target_kind`, `target_direction` (which way its number is met) and `target_qualifier`: of the target in force;
    `target_change`: of a relative one, in per cent.
    `strength`: of the evidence for the long-term assessment.
    `category`: that of the method which the plan judges by, whose direction `status` is then; `category_number` is
    what it holds against its limits, `category_target` and `category_years` the target and the time to it.
    """

    comparable: int
    counted_apart: int
    status: str
    reason: str
    from_period: str | None
    to_period: str | None
    change_low: float | None
    change_high: float | None
    relative_low: float | None
    relative_high: float | None
    p: float | None
    latest_change: str
    latest_reason: str
    latest_from: str | None
    latest_from_value: float | None
    latest_from_qualifier: str | None
    latest_to: str | None
    latest_to_value: float | None
    latest_to_qualifier: str | None
    latest_p: float | None
    reversal: bool
    fell_after_gap: bool
    target_kind: str | None
    target_direction: str | None
    target_qualifier: str | None
    target_change: float | None
    missed: bool
    result: str | None
    result_period: str | None
    result_value: float | None
    result_qualifier: str | None
    prospect: str | None
    probability: float | None
    strength: str | None
    category: str | None
    category_number: float | None
    category_target: float | None
    category_years: float | None


class SeriesStatusRow(Judgement):
    """The status of a series, as `scoreboard.series_status` gives it."""

    unit: str
    n_points: int
    first: str | None
    latest: str | None
    value: float | None
    flag: str | None
    outdated: bool
    baseline_period: str | None
    baseline: float | None
    years: float | None
    change: float | None
    relative_change: float | None
    annual_change: float | None
    growth: float | None
    trend: str | None
    trend_reason: str
    target_period: str | None
    target: float | None
    target_to: float | None
    target_baseline_period: str | None
    target_baseline: float | None
    compared_period: str | None
    compared: float | None
    progress: float | None
    elapsed: float | None
    pace: float | None
    expected: float | None
    gap: float | None
    excluded: tuple[tuple[int, str], ...]
    shown: float | None
    shown_period: str | None
    shown_qualifier: str | None
    shown_source: str | None
    qualifier: str | None
    baseline_qualifier: str | None
    compared_qualifier: str | None


class ScoreboardRow(SeriesStatusRow):
    """A row of the scoreboard: which series, and where it stands."""

    action: str
    indicator: str
    region: str
    breakdown: str
    headline: bool
    place: NotRequired[str]  # of rows that are compared: see `peers`


class RegisterRow(TypedDict):
    """A printed figure that was not used; `kept_value` is NaN where no other one was."""

    indicator: str
    region: str
    breakdown: str
    period: str
    value: float
    unit: str
    source: str
    kept_value: float


class _Lists(NamedTuple):
    """The columns of a frame as lists, and by column and cell the places of its rows, found when first asked for."""

    frame: weakref.ref[pd.DataFrame]
    columns: dict[str, list[object]]
    places: dict[str, dict[object, list[int]]]


_KNOWN: dict[int, _Lists] = {}


def observation_rows(frame: pd.DataFrame, **wanted: object) -> list[ObservationRow]:
    """The rows of a frame of observations whose columns hold the wanted values, or one of a list of them."""
    return cast("list[ObservationRow]", _rows(frame, wanted))


def scoreboard_rows(frame: pd.DataFrame, **wanted: object) -> list[ScoreboardRow]:
    """The rows of a scoreboard, chosen as in `observation_rows`."""
    return cast("list[ScoreboardRow]", _rows(frame, wanted))


def published_rows(frame: pd.DataFrame, **wanted: object) -> list[ScoreboardRow]:
    """The same without the series that have no figure."""
    return [row for row in scoreboard_rows(frame, **wanted) if row["reason"] != "no_figure"]


def register_rows(frame: pd.DataFrame, **wanted: object) -> list[RegisterRow]:
    """The rows of the register of figures that were not used, chosen as in `observation_rows`."""
    return cast("list[RegisterRow]", _rows(frame, wanted))


def comparable_rows(row: ScoreboardRow, figures: Sequence[ObservationRow], *reasons: str) -> list[ObservationRow]:
    """The figures of a series without those that its row of the scoreboard sets apart: for any or these reasons."""
    apart = {place for place, reason in row["excluded"] if not reasons or reason in reasons}
    return [each for place, each in enumerate(figures) if place not in apart]


def grouped(things: Iterable[Thing], key: Callable[[Thing], Group]) -> dict[Group, list[Thing]]:
    """Rows or other things by what they have in common, the groups in the order of their first.

    >>> grouped(["CN-BJ", "CN-TJ", "FI-18"], lambda region: region[:2])
    {'CN': ['CN-BJ', 'CN-TJ'], 'FI': ['FI-18']}
    """
    found: dict[Group, list[Thing]] = {}
    for thing in things:
        found.setdefault(key(thing), []).append(thing)
    return found


def text_in(row: Mapping[str, object], name: str, language: str) -> str:
    """The words of a row in a language.

    >>> text_in({"note_en": "provisional", "note_zh": ""}, "note", "en")
    'provisional'
    """
    return str(row[f"{name}_{language}"])


def series_columns(frame: pd.DataFrame, **wanted: object) -> SeriesColumns:
    """The same rows of observations by column."""
    columns, places = _lists(frame).columns, places_of(frame, **wanted)
    return cast("SeriesColumns", {name: [columns[name][place] for place in places] for name in FIGURE})


def by_column(rows: Sequence[ObservationRow]) -> SeriesColumns:
    """Rows of a series by column."""
    return cast("SeriesColumns", {name: [row[name] for row in rows] for name in FIGURE})  # type: ignore[literal-required]


def cells_of(column: pd.Series) -> list[object]:
    """The cells of a column; of texts, which repeat, each one is made once."""
    if not isinstance(column.dtype, pd.StringDtype):
        return column.tolist()
    codes, distinct = pd.factorize(column, use_na_sentinel=False)
    cells: list[object] = distinct.to_numpy(dtype=object)[codes].tolist()
    return cells


def places_of(frame: pd.DataFrame, **wanted: object) -> Sequence[int]:
    """The places of the same rows, in order."""
    known, places = _lists(frame), None
    for name, value in wanted.items():
        values = set(value) if isinstance(value, (list, tuple)) else {value}
        if places is None:
            places = sorted(place for each in values for place in _at(known, name).get(each, ()))
        else:
            cells = known.columns[name]
            places = [place for place in places if cells[place] in values]
    return range(len(frame)) if places is None else places


def _rows(frame: pd.DataFrame, wanted: Mapping[str, object]) -> list[dict[str, object]]:
    columns, places = _lists(frame).columns, places_of(frame, **wanted)
    return [{name: cells[place] for name, cells in columns.items()} for place in places]


def _lists(frame: pd.DataFrame) -> _Lists:
    """What is known of a frame, found once: hundreds of times a page rows are asked for, and a list is searched sooner
    than a frame is cut. The frames of a context do not change.
    """
    place = id(frame)
    if place not in _KNOWN or _KNOWN[place].frame() is not frame:
        columns = {str(name): cells_of(column) for name, column in frame.items()}
        _KNOWN[place] = _Lists(weakref.ref(frame, lambda _: _KNOWN.pop(place, None)), columns, {})
    return _KNOWN[place]


def _at(known: _Lists, name: str) -> dict[object, list[int]]:
    """The places of the rows by what stands in a column."""
    if name not in known.places:
        found = known.places[name] = {}
        for place, cell in enumerate(known.columns[name]):
            found.setdefault(cell, []).append(place)
    return known.places[name]
