"""Bars and spans as inline SVG: counts by status, scores with what they leave open, who moved the whole."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib

from plan_metrics.views.drawing import FAN, GRID, INK, LINE, MUTED, TARGET, Drawn, canvas
from plan_metrics.views.drawn import chart

# One colour and one hatch a group of statuses, so that the bars can be told apart without colour.
GROUPS = (
    ("good", "#1b6e4b", ""),
    ("neutral", "#c7ccd1", "--"),
    ("bad", "#b3470b", "//"),
    ("open", "#ffffff", ""),
)


@chart
def status_bars(name: str, label: str, rows: Sequence[tuple[str, Sequence[int]]], legend: Sequence[str]) -> Drawn:
    """One horizontal bar a row, cut into the four groups of `GROUPS` (counts of indicators)."""
    figure, axes = canvas(4.4, 0.32 * len(rows) + 1.2)
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
    return figure, name, label


@chart
def spans(
    name: str,
    label: str,
    rows: Sequence[tuple[str, float | None, tuple[float, float], tuple[float, float] | None]],
    legend: tuple[str, str, str],
) -> Drawn:
    """One line a row: a score from 0 to 100 (a mark), the span of other choices (thick) and of what is missing (thin)."""
    figure, axes = canvas(4.4, 0.3 * len(rows) + 1.1)
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
    return figure, name, label


@chart
def contributions(name: str, label: str, rows: Sequence[tuple[str, float, str]], rest: tuple[str, float, str]) -> Drawn:
    """One bar a row from nothing to the right or the left: a title, a signed number and its words; `rest` last.

    A decrease is hatched and red, the rest is hollow.
    """
    figure, axes = canvas(4.4, 0.27 * (len(rows) + 1) + 0.25)
    drawn = [*rows, rest]
    widest = max(abs(value) for _, value, _ in drawn) or 1.0
    for place, (_, value, words) in zip(range(len(drawn), 0, -1), drawn, strict=True):
        colour, hatch = (LINE, "") if value >= 0 else (TARGET, "//")
        if place == 1:
            colour, hatch = "#ffffff", "" if value >= 0 else "//"
        axes.barh(place, value, height=0.66, color=colour, hatch=hatch, edgecolor=INK, linewidth=0.6)
        side = "left" if value >= 0 else "right"
        gap = 0.02 * widest * (1 if value >= 0 else -1)
        axes.text(value + gap, place, words, ha=side, va="center", fontsize=8.5)
    low, high = min(value for _, value, _ in drawn), max(value for _, value, _ in drawn)
    axes.set_xlim(min(0.0, low * 1.35), max(0.0, high * 1.35))
    axes.axvline(0, color=MUTED, linewidth=0.8)
    axes.set_yticks(range(len(drawn), 0, -1), [title for title, *_ in drawn])
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_visible(False)
    return figure, name, label
