"""The look of statuses, cells and tiles, as the one style sheet of the book says it."""

from __future__ import annotations

import re

RULE = re.compile(r"^\.pm-(status|cell|tile)\.([\w-]+)(::before)? \{([^}]*)\}", re.MULTILINE)
BORDER = re.compile(r"(solid|dashed|dotted)? ?(#[0-9a-f]{3,6})?$")
MARK = re.compile(r'content: "([^"]*)"')


def looks(css: str) -> dict[str, dict[str, dict[str, str]]]:
    """Of each status, cell and tile by name: its mark, ground, edge and ink, the style of its edge and of its corners.

    >>> looks('.pm-status.behind { background: #fff; border: 1px dashed #9a6b00; color: #000; }')["status"]["behind"]
    {'mark': '', 'ground': '#fff', 'edge': '#9a6b00', 'ink': '#000', 'line': 'dashed', 'corner': ''}
    """
    found: dict[str, dict[str, dict[str, str]]] = {"status": {}, "cell": {}, "tile": {}}
    for kind, name, before, body in RULE.findall(css):
        look = found[kind].setdefault(name, {"mark": ""})
        if before:
            look["mark"] = mark[1] if (mark := MARK.search(body)) else ""
            continue
        said = dict(part.strip().split(": ", 1) for part in body.split(";") if part.strip())
        border = BORDER.search(said.get("border", ""))
        line, edge = border.groups("") if border else ("", "")
        ground = said.get("background", "#fff")
        usual = ground if kind == "status" else "#7b8794"
        look |= {
            "ground": ground,
            "edge": edge or said.get("border-color") or usual,
            "ink": said["color"],
            "line": line or said.get("border-style", "solid"),
            "corner": said.get("border-radius", ""),
        }
    return found
