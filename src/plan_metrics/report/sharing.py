"""What head and foot of a page say to those who take it elsewhere: picture, address, citation, code to embed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from markupsafe import escape

from plan_metrics.report.notebook_nodes import Node, drawings, figures, lead_of, shown

if TYPE_CHECKING:
    from plan_metrics.report.citing import Reference

GENERAL = "preview.png"  # of a page without a chart
FOLDER = "charts"
# Pages about files, the site itself, and the program: on no paper, and not cited.
ABOUT_ITSELF = ("api", "design", "own-plan", "runs", "take-along", "walk")
TITLE, ADDRESS = "\x01", "\x02"  # stand for them in a form; no text of a plan can hold them, see `printable`
EMBEDDED = '<a href="{page}"><img src="{picture}" alt="{said}" width="600"></a>'


# How a report is named for the process that renders its pages; as here where it has no reference.
UNNAMED: dict[str, object] = {"folder": "", "known": False, "page": "", "whole": "", "checked": "", "edition": ("", "")}


class Told(TypedDict):
    """What a page tells of itself: what it says first, its picture, and what its first chart says; "" for none."""

    lead: str
    picture: str
    chart: str


def told_by(page: str, notebook: Mapping[str, Any]) -> Told:
    """What a page tells of itself by the nodes of its executed notebook, or else by the lead that a cell carries."""
    nodes = list(shown(notebook))
    lead = lead_of(nodes) or "".join(cell.get("metadata", {}).get("lead", "") for cell in notebook["cells"])
    charts = [figure["drawing"]["said"] for figure in figures(nodes)]
    return Told(lead=lead, picture=picture_of(page, nodes), chart=charts[0] if charts else "")


def picture_of(page: str, nodes: Sequence[Node]) -> str:
    """The picture that stands for a page: its first chart, else its first drawing; "" for that of the report."""
    names = [figure["name"] for figure in figures(nodes)] or [f"page-{page}"] * len(drawings(nodes))
    return f"{FOLDER}/{names[0]}.png" if names else ""


def settings(reference: Reference | None) -> dict[str, Any]:
    """How a report is named, for the process that renders the pages."""
    return {name: getattr(reference, name, none) for name, none in UNNAMED.items()}


def shared(known: Mapping[str, Any], page: str, title: str, told: Told) -> dict[str, str]:
    """The address and picture of a page, its citation, its id, and the code that shows its first chart elsewhere.

    `known` are the `settings`, `title` is the heading of the page, "" for the front page. What needs a whole address
    is "" where the report does not know it; a page about the site itself is not cited.
    """
    address = f"{known['folder']}/{page}.html"
    picture = f"{known['folder']}/{told['picture'] or GENERAL}"
    form = known["page"].replace(TITLE, title) if title else known["whole"]
    embedded = EMBEDDED.format(page=escape(address), picture=escape(picture), said=escape(told["chart"]))
    return {
        "pm_address": address if known["known"] else "",
        "pm_picture": picture if known["known"] else "",
        "pm_cited": "" if page in ABOUT_ITSELF else form.replace(ADDRESS, address),
        "pm_checked": known["checked"].replace(TITLE, page),
        "pm_embedded": embedded if known["known"] and told["chart"] else "",
    }
