"""The page of a run that failed: what went wrong in plain words, and the last good result if there is one."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from itertools import chain
from typing import Any

import nbformat

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.report.engine.run import PROBLEMS, Problem
from plan_metrics.report.markdown import html_block
from plan_metrics.report.notebook_nodes import has_nodes, hrefs_in, places_in, shown
from plan_metrics.report.pages import localised, page_of_cells, text_cell, title_cell
from plan_metrics.views import language
from plan_metrics.views.blocks import STRUCTURE
from plan_metrics.views.words import say

FRAGMENT = re.compile(r'(href="[^"#]*\.html)#[^"]*"')
PLACE = re.compile(r"^([^#]*\.html)#.*")


def problem_words(context: Context, problem: Problem) -> str:
    """What went wrong, on one line."""
    return " ".join(say(context, PROBLEMS[problem.kind]).format(**problem.values).split())


def failed_page(
    context: Context, title: str, problem: Problem, last: tuple[bytes, str] | None, wanted: Iterable[str]
) -> nbformat.NotebookNode:
    """The page: a box that says what happened, then the last good result, whose day stands in the box.

    `last` is the executed notebook of the last good result and the day it was made; `wanted` are the anchors
    that other pages lead to, so that none of their links breaks. A result that an older program made, without nodes, is
    none: the files that it links to could not be made.
    """
    told = [say(context, N_("This page could not be made.")), problem_words(context, problem)]
    if last and has_nodes(json.loads(last[0])):
        raw, day = last
        page = localised(nbformat.reads(raw.decode(), as_version=4), context, title)
        for cell in page.cells:
            for output in cell.get("outputs", []):
                for kind, data in output.get("data", {}).items():
                    # The places that these links lead to may be gone; the pages are there.
                    output.data[kind] = _to_pages(data) if kind == STRUCTURE else FRAGMENT.sub(r'\1"', data)
        form = N_("What follows is its last good result, made on {date}. It is out of date.")
        told.append(say(context, form, date=language.date(day, context.language)))
    else:
        page = page_of_cells([title_cell(title)])
        told.append(say(context, N_("There is no earlier result to show.")))
    there = {*places_in(list(shown(page))), *(cell.metadata.get("anchor", "") for cell in page.cells)}
    anchors = "".join(f'<span id="{html.escape(name)}"></span>' for name in sorted(set(wanted) - there))
    lines = "".join(f"<p>{html.escape(text)}</p>" for text in told)
    box = html_block(f'<div class="pm-text pm-failed">{anchors}{lines}</div>')
    page.cells.insert(1, text_cell(box.strip(), "failed", {"lead": told[0]}))
    return page


def _to_pages(data: Any, name: str = "") -> Any:
    """Nodes with links that lead to a page and to no place on it."""
    if isinstance(data, dict):
        return {key: _to_pages(value, key) for key, value in data.items()}
    if isinstance(data, list):
        return [_to_pages(value) for value in data]
    return PLACE.sub(r"\1", data) if name == "href" else data


def places_wanted(pages: Iterable[bytes], found: Iterable[str]) -> dict[str, set[str]]:
    """By page, the places on it that pages, given as executed notebooks, and addresses that are `found` lead to."""
    wanted: dict[str, set[str]] = {}
    for address in chain(found, *(hrefs_in(shown(json.loads(raw))) for raw in pages)):
        page, leads, place = address.partition(".html#")
        if leads:
            wanted.setdefault(page, set()).add(place)
    return wanted
