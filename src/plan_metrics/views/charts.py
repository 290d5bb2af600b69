"""Series over time as inline SVG: one large, or many small ones beside each other."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib
from matplotlib.axes import Axes

from plan_metrics.measure.periods import MONTHS, decimal_year, period_kind
from plan_metrics.views.drawing import FAN, GRID, INK, LINE, MUTED, TARGET, Drawn, canvas
from plan_metrics.views.drawn import chart
from plan_metrics.views.language import compact

PANELS = 3  # small multiples beside each other


@chart
def line_chart(
    name: str,
    label: str,
    periods: Sequence[str],
    values: Sequence[float],
    *,
    ticks: Sequence[str],
    breaks: Sequence[bool],
    rounded: Sequence[bool],
    break_word: str,
    unit: str,
    language: str,
    over_periods: bool = False,
    target: tuple[str, float, str] | None = None,
    path: tuple[str, float] | None = None,
    fan: tuple[Sequence[float], Sequence[Sequence[float]]] | None = None,
) -> Drawn:
    """A series over real dates: a line with a mark at each figure, interrupted at a break in the series.

    `periods`, `values`, `ticks` (the periods in words), `breaks` and `rounded` have the same length, one or more;
    the mark of a rounded figure is hollow, and a break bears `break_word`. `language` is that of the numbers; a
    figure `over_periods` stands in the middle of its period, any other at the end; `target`
    is its period, value and words, `path` the period and value from which the straight way to it begins. `fan` is a projection: dates in decimal years, and for each of them the ends of
    the wide and the narrow interval with the centre between (dates x 5). `label` is the alternative text.
    """
    figure, axes = canvas(3.9, 2.5)
    years = [_at(period, over_periods) for period in periods]
    if fan is not None and len(fan[1]):
        _fan(axes, (years[-1], values[-1]), *fan)
    start = 0
    for end in [*(i for i, broken in enumerate(breaks) if broken and i), len(years)]:
        axes.plot(years[start:end], values[start:end], color=LINE, linewidth=1.6)
        start = end
    _marks(axes, years, values, rounded, 4)
    for year, broken in zip(years, breaks, strict=True):
        if broken and year != years[0]:
            axes.axvline(year - 0.2, color=MUTED, linewidth=0.8, linestyle=":")
            axes.annotate(
                break_word, (year - 0.2, 1), (2, -1), xycoords=("data", "axes fraction"),
                textcoords="offset points", va="top", fontsize=8, color=MUTED,
            )  # fmt: skip
    if target:
        at = decimal_year(target[0])
        axes.plot([at], [target[1]], color=TARGET, marker="D", markersize=6, linestyle="none")
        start_at, start_value = (decimal_year(path[0]), path[1]) if path else (years[0], target[1])
        axes.plot([start_at, at], [start_value, target[1]], color=TARGET, linewidth=1, linestyle="--")
        axes.annotate(target[2], (at, target[1]), (-4, 5), textcoords="offset points", ha="right", color=TARGET)
    _label_ends(axes, years, values, language, fan is not None)
    ahead = [*([decimal_year(target[0])] if target else []), *(fan[0] if fan is not None else [])]
    axes.margins(x=0.08, y=0.25)
    _date_axis(axes, [*years, *ahead], ticks)
    axes.set_title(unit, loc="left", fontsize=9, color=MUTED)
    axes.yaxis.set_major_locator(matplotlib.ticker.MaxNLocator(4))
    axes.yaxis.set_major_formatter(lambda value, _: compact(value, language))
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    return figure, name, label


@chart
def verdict_chart(
    name: str,
    label: str,
    periods: Sequence[str],
    values: Sequence[float],
    *,
    ends: tuple[int, int],
    little: float,
    said: tuple[str, str],
    unit: str,
    language: str,
    over_periods: bool,
) -> Drawn:
    """How a verdict comes about: a series in grey, the band of "little or no change" about one figure, an arrow to another.

    `ends` are the places of the two figures, `little` is half the height of the band; `said` names both
    figures. `label` is the alternative text.
    """
    figure, axes = canvas(3.9, 2.5)
    years = [_at(period, over_periods) for period in periods]
    begin, end = ends
    axes.plot(years, values, color=MUTED, linewidth=1, marker="o", markersize=3)
    span = [years[begin], max(years[-1], years[end])]
    axes.fill_between(span, values[begin] - little, values[begin] + little, color=FAN[0], linewidth=0)
    axes.annotate(
        "", (years[end], values[end]), (years[begin], values[begin]),
        arrowprops={"arrowstyle": "-|>", "color": LINE, "linewidth": 1.6},
    )  # fmt: skip
    for place, text, above in (
        (begin, said[0], values[begin] > values[end]),
        (end, said[1], values[end] >= values[begin]),
    ):
        axes.annotate(
            text, (years[place], values[place]), (0, 8 if above else -14), textcoords="offset points",
            ha="center", fontsize=8.5, color=INK,
        )  # fmt: skip
    axes.margins(x=0.12, y=0.3)
    _date_axis(axes, years, periods)
    axes.set_title(unit, loc="left", fontsize=9, color=MUTED)
    axes.yaxis.set_major_locator(matplotlib.ticker.MaxNLocator(4))
    axes.yaxis.set_major_formatter(lambda value, _: compact(value, language))
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    return figure, name, label


@chart
def small_multiples(
    name: str,
    label: str,
    panels: Sequence[tuple[str, Sequence[str], Sequence[float], Sequence[bool]]],
    *,
    language: str,
) -> Drawn:
    """One small line a panel, three beside each other: title, periods, values, which of them are rounded.

    All panels have the same dates; each has a height of its own, so a panel shows the course and not the size.
    `language` is that of the first and the last value.
    """
    rows = -(-len(panels) // PANELS)
    figure, axes = canvas(4.2, 0.92 * rows + 0.1)
    axes.set_axis_off()
    axes.set_xlim(0, PANELS)
    axes.set_ylim(-rows, 0)
    dates = [decimal_year(period) for _, periods, _, _ in panels for period in periods]
    first, span = min(dates), (max(dates) - min(dates)) or 1.0
    for place, (title, periods, values, rounded) in enumerate(panels):
        row, column = divmod(place, PANELS)
        low, height = min(values), (max(values) - min(values)) or 1.0
        x = [column + 0.06 + 0.8 * (decimal_year(period) - first) / span for period in periods]
        y = [-row - 0.64 + 0.3 * (value - low) / height for value in values]
        axes.text(column + 0.02, -row - 0.06, title, va="top", fontsize=8.5)
        axes.plot(x, y, color=LINE, linewidth=1.4)
        _marks(axes, x, y, rounded, 3)
        for end, side in ((0, "left"), (-1, "right")):
            at = column + (0.02 if side == "left" else 0.9)
            axes.text(at, -row - 0.74, compact(values[end], language), ha=side, va="top", fontsize=7.5, color=MUTED)
    return figure, name, label


def _at(period: str, middle: bool) -> float:
    return decimal_year(period) - (MONTHS[period_kind(period)] / 24 if middle else 0.0)


def _fan(axes: Axes, last: tuple[float, float], dates: Sequence[float], quantiles: Sequence[Sequence[float]]) -> None:
    # From the last figure, which is known, to the intervals of the dates ahead.
    at = [last[0], *dates]
    low, lower, centre, higher, high = ([last[1], *column] for column in zip(*quantiles, strict=True))
    axes.fill_between(at, low, high, color=FAN[0], linewidth=0)
    axes.fill_between(at, lower, higher, color=FAN[1], linewidth=0)
    axes.plot(at, centre, color=LINE, linewidth=1.2, linestyle=(0, (4, 2)))


def _marks(axes: Axes, x: Sequence[float], y: Sequence[float], rounded: Sequence[bool], size: float) -> None:
    for hollow in sorted(set(rounded)):
        at = [(one, other) for one, other, is_hollow in zip(x, y, rounded, strict=True) if is_hollow == hollow]
        axes.plot(
            *zip(*at, strict=True), color=LINE, marker="o", markersize=size + hollow, linestyle="none",
            markerfacecolor="#ffffff" if hollow else LINE, zorder=3,
        )  # fmt: skip


def _label_ends(axes: Axes, years: Sequence[float], values: Sequence[float], language: str, fanned: bool) -> None:
    for place in sorted({0, len(values) - 1}):
        beside = fanned and place  # the last figure stands left of the fan that begins at it
        axes.annotate(
            compact(values[place], language), (years[place], values[place]), (-5, 6) if beside else (0, 7),
            textcoords="offset points", ha="right" if beside else "center", fontsize=9, color=INK,
        )  # fmt: skip


def _date_axis(axes: Axes, years: Sequence[float], ticks: Sequence[str]) -> None:
    # Years as plain ticks where there are several; a single point is named by its own period. To be called after the
    # margins are set, or the axis would end right of the name of a first year of which only the end is drawn.
    first, last = int(min(years) - 1e-9), int(max(years) - 1e-9)
    if last - first < 1:
        axes.set_xticks([years[0]], [ticks[0]])
        return
    step = max(1, -(-(last - first + 1) // 6))
    shown = range(first, last + 1, step)
    axes.set_xticks([year + 0.5 for year in shown], [str(year) for year in shown])
    axes.set_xticks(range(first, last + 2), minor=True)  # each 1 January; a year's name stands in its middle
    axes.tick_params(axis="x", which="major", length=0, pad=6)
