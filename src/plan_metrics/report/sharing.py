"""What head and foot of a page say to those who take it elsewhere: picture, address, citation, code to embed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plan_metrics.report.citing import Reference

GENERAL = "preview.png"  # of a page without a chart
UNCITED = (
    "api",
    "design",
    "own-plan",
    "runs",
    "search",
    "take-along",
    "walk",
)  # pages about files, the site itself, and the program
TITLE, ADDRESS = "\x01", "\x02"  # stand for them in a form; no text of a plan can hold them, see `printable`
TAG = re.compile(r"<[^>]+>")
EMBEDDED = '<a href="{page}"><img src="{picture}" alt="{said}" width="600"></a>'


def settings(reference: Reference | None, pictures: Mapping[str, str]) -> dict[str, Any]:
    """How a report is named, and the picture of each page that has one, for the process that renders the pages."""
    if reference is None:
        forms: dict[str, Any] = {"page": "", "whole": "", "checked": "", "edition": ["", ""]}
        return {"folder": "", "known": False, **forms, "pictures": dict(pictures)}
    forms = {name: getattr(reference, name) for name in ("page", "whole", "checked")}
    forms["edition"] = list(reference.edition)
    return {"folder": reference.folder, "known": reference.known, **forms, "pictures": dict(pictures)}


def shared(known: Mapping[str, Any], page: str, title: str, body: str) -> dict[str, str]:
    """The address and picture of a page, its citation, its id, and the code that shows its first chart elsewhere.

    `known` are the `settings`, `title` is the heading of the page as HTML, "" for the front page, `body` its text.
    What needs a whole address is "" where the report does not know it; a page about the site itself is not cited.
    """
    address = f"{known['folder']}/{page}.html"
    picture = known["pictures"].get(page, GENERAL)
    form = known["page"].replace(TITLE, unescape(TAG.sub("", title))) if title else known["whole"]
    found = {
        "pm_address": address if known["known"] else "",
        "pm_picture": f"{known['folder']}/{picture}" if known["known"] else "",
        "pm_cited": "" if page in UNCITED else form.replace(ADDRESS, address),
        "pm_checked": known["checked"].replace(TITLE, page),
        "pm_embedded": "",
    }
    name = re.escape(picture.rpartition("/")[2].removesuffix(".png"))
    if known["known"] and (said := re.search(rf'id="f-{name}".*?aria-label="([^"]*)"', body, re.DOTALL)):
        places = {"page": escape(address), "picture": escape(found["pm_picture"])}
        found["pm_embedded"] = EMBEDDED.format(**places, said=said[1])
    return found
