"""Both themes can be read: what stands on what, in the colours of the style sheets and of the drawings."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest
from colours import contrast

from plan_metrics.report.pdf.looks import looks
from plan_metrics.views import bars, drawing, lines_beside, tile_map

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "book" / "_static"
DARK = (STATIC / "theme-dark.css").read_text("utf-8")
COUNTERPARTS = dict(re.findall(r'\[fill="(#\w{6})"\] { fill: (#\w{6}); }', DARK))
THEMES = {"light": dict, "dark": lambda: COUNTERPARTS}
PAPER = drawing.PDFS
WORDS = [(ink, PAPER) for ink in (drawing.INK, drawing.MUTED, drawing.LINE, drawing.TARGET)]
WORDS += [(digits, ground) for _, ground, _, digits in bars.GROUPS]
WORDS += [(ink, ground) for ground, ink in tile_map.GROUNDS]
MARKS = [(mark, PAPER) for mark, _, _ in lines_beside.LOOKS.values()]
MARKS += [(ground, PAPER) for group, ground, *_ in bars.GROUPS if group in ("good", "bad")]


@pytest.mark.parametrize("theme", THEMES)
def test_words_and_marks_of_drawings_stand_out_in_both_themes(theme: str) -> None:
    """Words at 4.5:1 on what they stand on, lines and filled bars at 3:1; the other bars and the tiles have an edge."""
    shown = THEMES[theme]()
    for pairs, least in ((WORDS, 4.5), (MARKS, 3)):
        for pair in pairs:
            assert contrast(*(shown.get(colour, colour) for colour in pair)) >= least, pair


def test_every_colour_of_a_drawing_has_its_counterpart_in_the_dark_theme() -> None:
    """As a ground and as a line; none stays as it is, since lightness is turned over."""
    rooms = (path.read_text("utf-8") for path in sorted((ROOT / "src" / "plan_metrics" / "views").glob("*.py")))
    used = {*chain.from_iterable(re.findall(r'"(#[0-9a-f]{6})"', room) for room in rooms)}
    assert used == COUNTERPARTS.keys()
    assert dict(re.findall(r'\[stroke="(#\w{6})"\] { stroke: (#\w{6}); }', DARK)) == COUNTERPARTS
    assert [colour for colour, other in COUNTERPARTS.items() if colour == other] == []


def test_statuses_cells_and_tiles_are_legible_in_the_dark_theme() -> None:
    """Each has a ground and an ink of its own there too; the ones without a ground stand on the page."""
    light = looks((STATIC / "plan-metrics.css").read_text("utf-8"))
    dark = looks(re.sub("^  ", "", DARK, flags=re.MULTILINE))
    (paper,) = re.findall("--pm-paper: (#[0-9a-f]+);", DARK)
    for kind, found in light.items():
        assert found.keys() == dark[kind].keys()
        for name, look in dark[kind].items():
            ground = paper if look["ground"] == "#fff" else look["ground"]
            assert contrast(ground, look["ink"]) >= 4.5, (kind, name)


def test_the_sheets_of_both_themes_have_the_same_variables_and_the_rest_of_the_light_one_no_colours() -> None:
    """A colour is a variable, or a rule that the dark sheet has as well; the red band above a page is one for both."""
    frame, tables = ((STATIC / f"{name}.css").read_text("utf-8") for name in ("book", "plan-metrics"))
    root = re.search(r":root {(.*?)}", frame, re.DOTALL)[1]
    coloured = re.findall(r"(--pm-[\w-]+): #", root)
    assert coloured == re.findall(r"(--pm-[\w-]+): #", DARK)
    rules = f"{frame.replace(root, '')}\n{tables}".splitlines()
    alike = re.compile(r"\.pm-(status|cell|tile)\.[\w-]+ {|\.pm-notice {")
    assert [rule for rule in rules if re.search(r"#[0-9a-f]{3,6}\b", rule) and not alike.search(rule)] == []
