"""Small lines beside each other, one a panel, over the same years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from plan_metrics.measure.periods import decimal_year
from plan_metrics.views import drawing
from plan_metrics.views.charts import Figures, course_lines
from plan_metrics.views.drawing import EDGE, MUTED
from plan_metrics.views.language import label
from plan_metrics.views.nodes import Drawing, Element

BESIDE, WIDTH, HEIGHT = 3, 100, 66  # panels in a row, and how large each is
READABLE = 0.2  # of a shared height, below which a course looks flat


class Panel(NamedTuple):
    """A title and the figures of one series."""

    title: str
    figures: Figures


def one_scale(panels: Sequence[Panel]) -> bool:
    """Whether all panels can have one scale: the course of each takes a fifth of its height or more.

    >>> shown = Figures(["2023", "2024"], [0, 9], [], [], ("", ""))
    >>> wide, narrow, far = (Panel("", shown._replace(values=each)) for each in ([0, 9], [4, 6], [900, 990]))
    >>> one_scale([wide, narrow]), one_scale([wide, far])
    (True, False)
    """
    known = [value for panel in panels for value in panel.figures.values]
    least = READABLE * (max(known) - min(known))
    return all(max(panel.figures.values) - min(panel.figures.values) >= least for panel in panels)


def small_multiples(said: str, panels: Sequence[Panel], *, language: str, shared: bool = False) -> Drawing:
    """One small line a panel, three beside each other; a line over years without a figure is dashed.

    All panels have the same dates, and one scale where that leaves each course readable (`one_scale`); otherwise a panel
    shows the course and not the size. `shared`: one scale in any case. `said` is the alternative text, `language` that
    of the first and the last value.
    """
    parts: list[Element] = []
    dates = [decimal_year(period) for panel in panels for period in panel.figures.periods]
    known = [value for panel in panels for value in panel.figures.values] if shared or one_scale(panels) else []
    across = drawing.scale(min(dates), max(dates) + (max(dates) == min(dates)), 6, WIDTH - 14)
    for number, panel in enumerate(panels):
        left, top = EDGE + WIDTH * (number % BESIDE), EDGE + HEIGHT * (number // BESIDE)
        figures = panel.figures
        low, high = min(known or figures.values), max(known or figures.values)
        up = drawing.scale(low, high + (low == high), top + 42, top + 22)
        years = [decimal_year(period) for period in figures.periods]
        points = [(left + across(year), up(value)) for year, value in zip(years, figures.values, strict=True)]
        parts += [
            drawing.text(left, top + 10, panel.title, 8.5, room=WIDTH - 14),
            *course_lines(points, years),
            drawing.dots(points, figures.rounded, 1.5, hints=figures.hints),
            *drawing.crosses(points, figures.crossed, 2.7),
        ]
        for value, at, anchor in ((figures.values[0], left, "start"), (figures.values[-1], left + WIDTH - 14, "end")):
            words = label(value, language)
            parts.append(drawing.text(at, top + 55, words, 7.5, anchor, room=WIDTH / 2 - 9, fill=MUTED))
    return drawing.drawing(said, BESIDE * WIDTH + EDGE, -(-len(panels) // BESIDE) * HEIGHT, *parts)
