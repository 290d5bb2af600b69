"""Charts as inline SVG: text stays text, ids are the same on every run, and Chinese shows on any machine."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import matplotlib
import numpy as np
import pylopdf_fonts_zh_cn
from markupsafe import Markup, escape
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from plan_metrics.measure.periods import decimal_year

FAMILY = "Noto Sans SC"
FAN = ("#dbe8f1", "#b3cfe1")  # 95 % and 80 %
PANELS = 3  # small multiples beside each other
INK, LINE, TARGET, GRID, MUTED = "#1f2933", "#0b5c8a", "#a33b00", "#d9dee3", "#52606d"

DIGITS = re.compile(r"(\.\d{2})\d+")

# One colour and one hatch a group of statuses, so that the bars can be told apart without colour.
GROUPS = (
    ("good", "#1b6e4b", ""),
    ("neutral", "#c7ccd1", ".."),
    ("bad", "#b3470b", "//"),
    ("open", "#ffffff", ""),
)

STYLE = {
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.family": [FAMILY],
    "font.size": 10,
    "hatch.linewidth": 0.6,
    "svg.fonttype": "none",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
}


@lru_cache
def _font() -> str:
    folder = Path(pylopdf_fonts_zh_cn.__file__).parent
    font_manager.fontManager.addfont(folder / "NotoSansSC-Regular.otf")
    return FAMILY


@matplotlib.rc_context(STYLE)
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
    number,
    target: tuple[str, float, str] | None = None,
    path: tuple[str, float] | None = None,
    fan: tuple[Sequence[float], np.ndarray] | None = None,
) -> Markup:
    """A series over real dates: a line with a mark at each figure, interrupted at a break in the series.

    `periods`, `values`, `ticks` (the periods in words), `breaks` and `rounded` have the same length, one or more;
    the mark of a rounded figure is hollow, and a break bears `break_word`. `number` says a value in words; `target`
    is its period, value and words, `path` the period and value from which the straight way to it begins. `fan` is a projection: dates in decimal years, and for each of them the ends of
    the wide and the narrow interval with the centre between (dates x 5). `label` is the alternative text.
    """
    figure, axes = _axes(3.9, 2.5)
    years = [decimal_year(period) for period in periods]
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
    _label_ends(axes, years, values, number, fan is not None)
    ahead = [*([decimal_year(target[0])] if target else []), *(fan[0] if fan is not None else [])]
    _date_axis(axes, [*years, *ahead], ticks)
    axes.set_title(unit, loc="left", fontsize=9, color=MUTED)
    axes.yaxis.set_major_locator(matplotlib.ticker.MaxNLocator(4))
    axes.yaxis.set_major_formatter(lambda value, _: number(value))
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    axes.margins(x=0.08, y=0.25)
    return _svg(figure, name, label)


@matplotlib.rc_context(STYLE)
def status_bars(name: str, label: str, rows: Sequence[tuple[str, Sequence[int]]], legend: Sequence[str]) -> Markup:
    """One horizontal bar a row, cut into the four groups of `GROUPS` (counts of indicators)."""
    figure, axes = _axes(6.2, 0.36 * len(rows) + 1.2)
    places = range(len(rows), 0, -1)
    left = [0] * len(rows)
    for column, (_, colour, hatch) in enumerate(GROUPS):
        counts = [parts[column] for _, parts in rows]
        axes.barh(
            places, counts, left=left, height=0.62, color=colour, hatch=hatch, edgecolor=INK, linewidth=0.6,
            label=legend[column],
        )  # fmt: skip
        for place, begin, count in zip(places, left, counts, strict=True):
            if count:
                axes.text(
                    begin + count / 2, place, str(count), ha="center", va="center", fontsize=9,
                    color="#ffffff" if colour in ("#1b6e4b", "#b3470b") else INK,
                    bbox={"facecolor": colour, "edgecolor": "none", "pad": 1.2},
                )  # fmt: skip
        left = [begin + count for begin, count in zip(left, counts, strict=True)]
    axes.set_yticks(list(places), [title for title, _ in rows])
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(integer=True))
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=9, handlelength=1.2)
    return _svg(figure, name, label)


@matplotlib.rc_context(STYLE)
def spans(
    name: str,
    label: str,
    rows: Sequence[tuple[str, float | None, tuple[float, float], tuple[float, float] | None]],
    legend: tuple[str, str, str],
) -> Markup:
    """One line a row: a score from 0 to 100 (a mark), the span of other choices (thick) and of what is missing (thin)."""
    figure, axes = _axes(6.2, 0.34 * len(rows) + 1.1)
    places = list(range(len(rows), 0, -1))
    for place, (_, score, bounds, interval) in zip(places, rows, strict=True):
        axes.plot(bounds, [place] * 2, color=MUTED, linewidth=1, marker="|", markersize=7, label=legend[2])
        if interval:
            axes.plot(
                interval, [place] * 2, color=FAN[1], linewidth=7, solid_capstyle="butt", label=legend[1], zorder=1
            )
        if score is not None:
            axes.plot([score], [place], color=LINE, marker="o", markersize=7, linestyle="none", label=legend[0])
    axes.set_yticks(places, [title for title, *_ in rows])
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.set_xlim(-2, 102)
    axes.grid(axis="x", color=GRID, linewidth=0.7)
    handles = dict(zip(*reversed(axes.get_legend_handles_labels()), strict=True))
    shown = [text for text in legend if text in handles]
    axes.legend(
        [handles[text] for text in shown], shown, loc="lower left", bbox_to_anchor=(0, 1), frameon=False, fontsize=9
    )
    return _svg(figure, name, label)


@matplotlib.rc_context(STYLE)
def small_multiples(
    name: str,
    label: str,
    panels: Sequence[tuple[str, Sequence[str], Sequence[float], Sequence[bool]]],
    *,
    number,
) -> Markup:
    """One small line a panel, three beside each other: title, periods, values, which of them are rounded.

    All panels have the same dates; each has a height of its own, so a panel shows the course and not the size.
    `number` says the first and the last value in words.
    """
    rows = -(-len(panels) // PANELS)
    figure, axes = _axes(4.2, 0.92 * rows + 0.1)
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
            axes.text(at, -row - 0.74, number(values[end]), ha=side, va="top", fontsize=7.5, color=MUTED)
    return _svg(figure, name, label)


def _axes(width: float, height: float) -> tuple[Figure, Axes]:
    _font()
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def _fan(axes: Axes, last: tuple[float, float], dates: Sequence[float], quantiles: np.ndarray) -> None:
    # From the last figure, which is known, to the intervals of the dates ahead.
    at = [last[0], *dates]
    low, lower, centre, higher, high = ([last[1], *column] for column in quantiles.T)
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


def _label_ends(axes: Axes, years: Sequence[float], values: Sequence[float], number, fanned: bool) -> None:
    for place in sorted({0, len(values) - 1}):
        beside = fanned and place  # the last figure stands left of the fan that begins at it
        axes.annotate(
            number(values[place]), (years[place], values[place]), (-5, 6) if beside else (0, 7),
            textcoords="offset points", ha="right" if beside else "center", fontsize=9, color=INK,
        )  # fmt: skip


def _date_axis(axes: Axes, years: Sequence[float], ticks: Sequence[str]) -> None:
    # Years as plain ticks where there are several; a single point is named by its own period.
    first, last = int(min(years) - 1e-9), int(max(years) - 1e-9)
    if last - first < 1:
        axes.set_xticks([years[0]], [ticks[0]])
        return
    step = max(1, -(-(last - first + 1) // 6))
    shown = range(first, last + 1, step)
    axes.set_xticks([year + 1 for year in shown], [str(year) for year in shown])


def _light(text: str) -> str:
    """A drawing without what nobody sees: white space, comments, turns by nothing, a third decimal of a point.

    >>> _light('<g>\\n <path d="M 1.2345 2 \\nL 3 4"/>\\n</g>')
    '<g><path d="M 1.23 2 L 3 4"/></g>'
    """
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r">\s+<", "><", text)
    text = re.sub(r' transform="rotate\(-?0 [^"]*"', "", text)
    return re.sub(r"<[^>]*>", lambda tag: DIGITS.sub(r"\1", re.sub(r"\s*\n\s*", " ", tag[0])), text)


def _svg(figure: Figure, name: str, label: str) -> Markup:
    stream = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": name}):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = stream.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    text = _light(text)
    # matplotlib gives every chart the same group ids; on a page with several they would not be unique.
    text = re.sub(r'<g id="[^"]*">', "<g>", text)
    text = re.sub(r'\b(id="|url\(#|href="#)([a-z]\w+)', rf"\1{name}-\2", text)
    opening = re.match(r"<svg[^>]*>", text).group(0)
    size = re.search(r'viewBox="([^"]*)"', opening).group(1)
    head = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'viewBox="{}" role="img" aria-label="{}">'
    ).format(size, escape(label))
    return Markup('<div class="pm-chart">') + head + Markup(text[len(opening) :].strip()) + Markup("</div>")
