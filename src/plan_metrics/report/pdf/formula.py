"""Formulas of the pages (MathML) -> formulas for the PDF, and their words for screen readers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

ACCENTS = {"ˉ": "macron", "ˆ": "hat"}
COMBINING = {"ˉ": "\u0304", "ˆ": "\u0302"}
INVISIBLE = {"\u2061", "\u2062", "\u2063"}  # apply function, times, separator
WORD = re.compile(r"[^\W\d_]+")


def formula(node: Sequence[Any]) -> str:
    """A tree of MathML as a formula of Typst.

    >>> formula(["mfrac", {}, ["mi", {}, "x"], ["msub", {}, ["mi", {}, "n"], ["mn", {}, "0"]]])
    'frac(x, attach(n, b: 0))'
    """
    name, attributes, *children = node
    if name in ("mi", "mn", "mo", "mtext"):
        return _sign(name, "".join(children), attributes)
    if name == "mspace":
        return f"#h({attributes.get('width', '0em')})"
    children = [child for child in children if not isinstance(child, str)]
    parts = [formula(child) for child in children]
    if name == "mfrac":
        return f"frac({parts[0]}, {parts[1]})"
    if name == "msqrt":
        return f"sqrt({' '.join(parts)})"
    if name in ("msub", "munder"):
        return f"attach({_base(name, parts[0])}, b: {parts[1]})"
    if name == "msup":
        return f"attach({parts[0]}, t: {parts[1]})"
    if name in ("msubsup", "munderover"):
        return f"attach({_base(name, parts[0])}, b: {parts[1]}, t: {parts[2]})"
    if name == "mover":
        accent = ACCENTS.get("".join(children[-1][2:]))
        return f"{accent}({parts[0]})" if accent else f"attach(limits({parts[0]}), t: {parts[1]})"
    inside = " ".join(parts)
    return f"lr({inside})" if name == "mrow" and parts and parts[0] in (r"\(", r"\{") else inside


def formula_words(node: Sequence[Any]) -> str:
    """The same on one line, to be read aloud and searched.

    >>> formula_words(["mfrac", {}, ["mi", {}, "x"], ["msub", {}, ["mi", {}, "n"], ["mn", {}, "0"]]])
    'x / n_0'
    """
    name, _, *children = node
    if name in ("mi", "mn", "mo", "mtext"):
        return "".join(letter for letter in "".join(children) if letter not in INVISIBLE)
    if name == "mspace":
        return " "
    parts = [formula_words(child) for child in children if not isinstance(child, str)]
    if name == "mfrac":
        return " / ".join(part if len(part) < 2 or ("_" in part and " " not in part) else f"({part})" for part in parts)
    if name == "msqrt":
        return f"√({''.join(parts)})"
    if name in ("msub", "munder"):
        return "_".join(parts)
    if name == "msup":
        return "^".join(parts)
    if name in ("msubsup", "munderover"):
        return f"{parts[0]}_{parts[1]}^{parts[2]}"
    if name == "mover":
        return parts[0] + COMBINING.get(parts[1], f"^{parts[1]}")
    return " ".join(" ".join(parts).split())


def _sign(name: str, text: str, attributes: dict[str, str]) -> str:
    text = "".join(letter for letter in text.strip() if letter not in INVISIBLE)
    if name == "mtext" or (len(text) > 1 and WORD.fullmatch(text)):
        return f"op({_quoted(text)})"
    if name == "mi" and attributes.get("mathvariant") == "normal":
        return f"upright({_quoted(text)})"
    return "".join(
        letter if letter.isalnum() or not letter.isascii() or letter == "." else f"\\{letter}" for letter in text
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _base(name: str, base: str) -> str:
    return f"limits({base})" if name.startswith("munder") else base
