"""Writes the report of an import, `build/import/REPORT.html`: each figure as read beside the sheet as it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plan_metrics.analysis.amendments import Tried
from plan_metrics.edition.known import Known
from plan_metrics.errors import N_, Fault
from plan_metrics.files import write_whole
from plan_metrics.intake.comparison import CHANGED, EQUAL, NEW
from plan_metrics.intake.importing import Import
from plan_metrics.intake.sheets import Sheet, address, letters
from plan_metrics.intake.summary import amount, amount_before, counts_text
from plan_metrics.languages import forms_of
from plan_metrics.paths import build_folder
from plan_metrics.plan.models import Plan
from plan_metrics.reading.printable import seen
from plan_metrics.views.amended import moved_text
from plan_metrics.views.faults import fault_parts
from plan_metrics.views.language import catalogue

MOST_ROWS, MOST_COLUMNS = 1000, 60  # of the sheet that are shown
CELL = re.compile(r"\b[A-Z]{1,3}[1-9][0-9]*\b")
STATES = {NEW: N_("new"), CHANGED: N_("changed"), EQUAL: N_("as it is")}


def write_report(base: Path, plan: Plan, found: Import, tried: Tried, language: str) -> Path:
    """The report of an import, written anew; its place."""
    _ = catalogue(language).gettext
    where = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)
    faults = [*found.faults, *tried.faults, *tried.warnings]
    file, sheet = seen(found.file.name), seen(found.reading.sheet.name)
    title = _("Import of {file}, sheet {sheet}").format(file=file, sheet=sheet)
    text = where.get_template("report.html.j2").render(
        _=_,
        html=forms_of(language).html,
        title=title,
        counts=counts_text(found, language),
        recipe=found.recipe_file.name,
        read=found.recipe.cells,
        told=[
            [_fault(fault, language) for fault in faults if (fault.severity == "fault") is stops]
            for stops in (True, False)
        ],
        is_invented=tried.after is not None and tried.after.card.invented,
        moved=moved_text(tried, language) if found.tables else "",
        figures=list(_figures(plan, found, language)),
        letters=[letters(column) for column in range(1, _width(found.reading.sheet) + 1)],
        sheet=list(_rows(found)),
    )
    file = build_folder(base) / "import" / "REPORT.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, text.encode())
    return file


def _figures(plan: Plan, found: Import, language: str) -> Iterator[dict[str, object]]:
    known = Known(plan)
    regions = {region.region: region.short[language] for region in plan.regions}
    breakdowns = {breakdown.code: breakdown.title[language] for breakdown in plan.breakdowns}
    for each in found.figures:
        figure, (indicator, region, breakdown, period) = each.figure, each.figure.key
        cells = [
            address(*figure.at),
            catalogue(language).gettext(STATES[each.state]),
            figure.printed or figure.shown,
            known.indicators[indicator].title[language],
            regions[region],
            breakdowns[breakdown],
            period,
            amount(figure.value, figure.flag, language),
            plan.units[figure.unit].title[language],
            amount_before(each, language),
        ]
        yield {"state": each.state, "cells": [seen(cell) for cell in cells]}


def _fault(fault: Fault, language: str) -> dict[str, object]:
    place, _, cells = (fault.column or "").rpartition("!")
    where = " · ".join(part for part in (fault.file, place or (fault.column if not cells else "")) if part)
    return {"where": seen(where), "cells": CELL.findall(cells) if place else [], **fault_parts(fault, language)}


def _width(sheet: Sheet) -> int:
    return min(sheet.last_column, MOST_COLUMNS)


def _rows(found: Import) -> Iterator[dict[str, object]]:
    sheet = found.reading.sheet
    states = {each.figure.at: each.state for each in found.figures}
    meanings = {each.figure.at: ", ".join(each.figure.key) for each in found.figures}
    refused = {
        cell
        for fault in found.faults
        if fault.severity == "fault" and "!" in (fault.column or "")
        for cell in CELL.findall((fault.column or "").rpartition("!")[2])
    }
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in sheet.merged}
    for row in range(1, min(sheet.last_row, MOST_ROWS) + 1):
        cells = []
        for column in range(1, _width(sheet) + 1):
            if sheet.covered.get((row, column), (row, column)) != (row, column):
                continue
            cell, name = sheet.at(row, column), address(row, column)
            down, across = spans.get((row, column), (1, 1))
            cells.append(
                {
                    "address": name,
                    "text": seen(cell.text),
                    "marks": seen(cell.marks),
                    "state": "refused" if name in refused else states.get((row, column), ""),
                    "meaning": meanings.get((row, column), ""),
                    "is_number": cell.number is not None,
                    "down": down,
                    "across": min(across, _width(sheet) - column + 1),
                }
            )
        yield {"number": row, "cells": cells}
