"""A chart is made of what it is given, written as text, and of nothing else; what was drawn from the same text before
is taken as it was."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

import matplotlib
import numpy as np

from plan_metrics.context import drawn_before
from plan_metrics.views.drawing import STYLE, Drawn, svg
from plan_metrics.views.nodes import Drawing

SPACE = re.compile(r"[ \t\r\n\f]+")  # one space in a chart, as on a page: matplotlib would begin a line
DIGITS = 12  # of a number; the last of sixteen differ between processors, and nobody sees them


def chart(draw: Callable[..., Drawn]) -> Callable[..., Drawing]:
    """Make a chart of a function that draws; it bears the digest of all that the function was given.

    The function gets texts, numbers, lists and dicts, as they come back from JSON, numbers with twelve digits.
    """

    @wraps(draw)
    def drawn(*given: Any, **named: Any) -> Drawing:
        text = json.dumps([draw.__name__, _plain(given), _plain(named)], ensure_ascii=False, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        _, given, named = json.loads(text)
        if before := drawn_before().get(digest):
            return Drawing(before["svg"], before["said"], digest)
        with matplotlib.rc_context(STYLE):
            figure, name, said = draw(*given, **named)
            return Drawing(svg(figure, name, said), said, digest)

    return drawn


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return SPACE.sub(" ", value)
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
