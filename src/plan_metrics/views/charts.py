"""Charts as inline SVG: text stays text, ids are the same on every run, and Chinese shows on any machine."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import matplotlib
import pylopdf_fonts_zh_cn
from markupsafe import Markup, escape
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from plan_metrics.measure.periods import decimal_year

FAMILY = "Noto Sans SC"
INK, LINE, TARGET, GRID, MUTED = "#1f2933", "#0b5c8a", "#a33b00", "#d9dee3", "#52606d"

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
    unit: str,
    number,
    target: tuple[str, float, str] | None = None,
) -> Markup:
    """A series over real dates: a line with a mark at each figure, interrupted at a break in the series.

    `periods`, `values`, `ticks` (the periods in words) and `breaks` have the same length, one or more.
    `number` says a value in words; `target` is its period, value and words. `label` is the alternative text.
    """
    figure, axes = _axes(3.9, 2.5)
    years = [decimal_year(period) for period in periods]
    start = 0
    for end in [*(i for i, broken in enumerate(breaks) if broken and i), len(years)]:
        axes.plot(years[start:end], values[start:end], color=LINE, marker="o", markersize=4, linewidth=1.6)
        start = end
    for year, broken in zip(years, breaks, strict=True):
        if broken and year != years[0]:
            axes.axvline(year - 0.2, color=MUTED, linewidth=0.8, linestyle=":")
    if target:
        at = decimal_year(target[0])
        axes.plot([at], [target[1]], color=TARGET, marker="D", markersize=6, linestyle="none")
        axes.plot([years[0], at], [target[1]] * 2, color=TARGET, linewidth=1, linestyle="--")
        axes.annotate(target[2], (at, target[1]), (-4, 5), textcoords="offset points", ha="right", color=TARGET)
    _label_ends(axes, years, values, number)
    _date_axis(axes, years if target is None else [*years, decimal_year(target[0])], ticks)
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


def _axes(width: float, height: float) -> tuple[Figure, Axes]:
    _font()
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def _label_ends(axes: Axes, years: Sequence[float], values: Sequence[float], number) -> None:
    for place in sorted({0, len(values) - 1}):
        axes.annotate(
            number(values[place]), (years[place], values[place]), (0, 7), textcoords="offset points",
            ha="center", fontsize=9, color=INK,
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


def _svg(figure: Figure, name: str, label: str) -> Markup:
    stream = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": name}):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = stream.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
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
