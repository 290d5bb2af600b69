"""A chart is made of what it is given, written as text, and of nothing else; what was drawn from the same text before
is taken as it was."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import matplotlib
import numpy as np
from markupsafe import Markup

from plan_metrics.context import drawn_before
from plan_metrics.views.drawing import STYLE, Drawing, svg

FROM = "data-from"
CHART = re.compile(rf'<div class="pm-chart"><svg {FROM}="(\w+)".*?</svg></div>', re.DOTALL)
SPACE = re.compile(r"[ \t\r\n\f]+")  # one space in a chart, as on a page: matplotlib would begin a line
DIGITS = 12  # of a number; the last of sixteen differ between processors, and nobody sees them


def chart(draw: Callable[..., Drawing]) -> Callable[..., Markup]:
    """Make a chart of a function that draws: inline SVG that bears the digest of all that the function was given.

    The function gets texts, numbers, lists and dicts, as they come back from JSON, numbers with twelve digits.
    """

    @wraps(draw)
    def drawn(*given: Any, **named: Any) -> Markup:
        text = json.dumps([draw.__name__, _plain(given), _plain(named)], ensure_ascii=False, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        if before := drawn_before().get(digest):
            return Markup(before)
        _, given, named = json.loads(text)
        with matplotlib.rc_context(STYLE):
            made = svg(*draw(*given, **named))
        return Markup(str(made).replace("<svg ", f'<svg {FROM}="{digest}" ', 1))

    return drawn


def drawings_in(notebook: Mapping[str, Any]) -> dict[str, str]:
    """The charts in the outputs of an executed notebook, by what they were made of.

    >>> html = '<p>a</p><div class="pm-chart"><svg data-from="0f"><g/></svg></div>'
    >>> drawings_in({"cells": [{"outputs": [{"data": {"text/html": html}}]}]})["0f"] == html[8:]
    True
    """
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
    shown = ["".join(output.get("data", {}).get("text/html", "")) for output in outputs]
    return {found[1]: found[0] for html in shown for found in CHART.finditer(html)}


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
