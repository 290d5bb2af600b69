"""How every chart looks: one style, one font, and inline SVG whose text stays text and whose bytes never vary."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from pathlib import Path

import matplotlib
import pylopdf_fonts_zh_cn
from markupsafe import escape
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

FAMILY = "Noto Sans SC"
INK, LINE, TARGET, GRID, MUTED = "#1f2933", "#0b5c8a", "#a33b00", "#d9dee3", "#52606d"

FAN = ("#dbe8f1", "#b3cfe1")  # 95 % and 80 %

Drawn = tuple[Figure, str, str]  # the figure, its name, what it says in words

TAG = re.compile(r"<[^>]*>")
DIGITS = re.compile(r"(\.\d{2})\d+")

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


def canvas(width: float, height: float) -> tuple[Figure, Axes]:
    """An empty drawing of so many inches."""
    _font()
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasSVG(figure)  # which measures text as it will be written
    return figure, figure.add_subplot()


def _light(text: str) -> str:
    """A drawing without what nobody sees: white space, comments, turns by nothing, a third decimal of a point, groups
    that say nothing, and the font that the whole drawing names already.

    >>> _light('<g>\\n <path d="M 1.2345 2 \\nL 3 4"/>\\n</g>')
    '<path d="M 1.23 2 L 3 4"/>'
    """
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r">\s+<", "><", text)
    text = _in_tags(r' transform="rotate\(-?0 [^"]*"', "", text)
    text = _without_empty_groups(_in_tags(f"font-family: '{FAMILY}'; ", "", text))
    return _in_tags(DIGITS, r"\1", _in_tags(r"\s*\n\s*", " ", text))


def _in_tags(pattern: str | re.Pattern[str], new: str, text: str) -> str:
    """A drawing with a change in its tags; its words, which may be anyone's, stay."""
    return TAG.sub(lambda tag: re.sub(pattern, new, tag[0]), text)


def _without_empty_groups(text: str) -> str:
    open_groups: list[bool] = []  # whether each has attributes, and so stays

    def kept(tag: re.Match[str]) -> str:
        if tag[0].endswith("/>"):
            return ""
        if tag[0] == "</g>":
            return tag[0] if open_groups.pop() else ""
        open_groups.append(tag[0] != "<g>")
        return tag[0] if open_groups[-1] else ""

    return re.sub(r"</?g\b[^>]*>", kept, text)


def svg(figure: Figure, name: str, label: str) -> str:
    """A drawing as a part of a page: `name` makes its ids unique there, `label` is its alternative text."""
    stream = io.StringIO()
    figure.get_layout_engine().execute(figure)
    figure.set_layout_engine(None)  # or all would be drawn once more, into nothing, to lay it out
    with matplotlib.rc_context({"svg.hashsalt": name}):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = stream.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    # matplotlib gives every chart the same group ids; on a page with several they would not be unique.
    text = _light(re.sub(r'<g id="[^"]*">', "<g>", text))
    text = _in_tags(r'\b(id="|url\(#|href="#)([a-z]\w+)', rf"\1{name}-\2", text)
    opening = re.match(r"<svg[^>]*>", text).group(0)
    size = re.search(r'viewBox="([^"]*)"', opening).group(1)
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="{size}" font-family="{FAMILY}" role="img" aria-label="{escape(label)}">'
    )
    return head + text[len(opening) :].strip()
