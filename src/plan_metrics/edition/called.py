"""The one door by which a name on a command line leads to a code; nothing is guessed (decisions/0051)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from plan_metrics.edition.dates import near_period
from plan_metrics.edition.known import Known, period_end
from plan_metrics.edition.near import nearest
from plan_metrics.errors import N_, Fault, FaultError, fault_at
from plan_metrics.plan.contradictions import A_PERIOD
from plan_metrics.reading.typed import plain

ASKED = "parameters"  # the place of a fault in what was asked
PLACES = {
    "action": "data/plan/actions",
    "indicator": "data/plan/actions", "region": "data/plan/regions.csv", "breakdown": "data/plan/dimensions",
    "unit": "data/plan/units.csv", "document": "sources.csv",
}  # fmt: skip
EXPECTED = {
    "action": N_("the code of an action of the plan, or its title"),
    "indicator": N_("the id of an indicator of the plan, or its title"),
    "region": N_("the code of a region of the plan, or a name of it"),
    "breakdown": N_("the code of a breakdown of the plan, or a name of it"),
    "unit": N_("the code of a unit of the plan, or its title"),
    "page": N_("the name of a page, or what it is about"),
    "edition": N_("one of: {known}"),
    "register": N_("one of: {known}"),
    "document": N_("the code of a document in sources.csv, or its title"),
}


def codes_of(given: Known, asked: Mapping[str, str | None]) -> dict[str, str]:
    """The codes that texts stand for, by column: indicator, region, breakdown, unit, period; None is left out.

    A code or a name in full leads to the code, whatever its case and width; a period may be written in any form that
    can mean one only, such as 2024年. Raises `FaultError` with a fault for every other text, which names the nearest.
    """
    found, faults = dict[str, str](), list[Fault]()
    for column, text in asked.items():
        if text is None:
            continue
        try:
            if column == "period":
                found[column] = _period(text)
            else:
                lists = given.lists[column]
                found[column] = code_of(column, text, lists, lambda code, of=column: given.label(of, code))
        except FaultError as error:
            faults += error.faults
    if faults:
        raise FaultError(faults)
    return found


def code_of(column: str, text: str, lists: Mapping[str, Iterable[str]], label: Any = str) -> str:
    """The code that a text names among `lists`, the names of each code; `label` says a code in a message.

    Raises `FaultError` where it names none, with the nearest three, and where it names several.
    """
    folded = plain(text).casefold()
    if exact := [code for code in lists if code.casefold() == folded]:
        return exact[0]
    named = [code for code, names in lists.items() if folded in (name.casefold() for name in names if name)]
    if len(named) == 1:
        return named[0]
    close = named or nearest(text, lists)
    found = N_("“{value}”, the name of several") if named else N_("“{value}”") if text else N_("an empty cell")
    if close:
        fix = N_("Write the code that is meant: {meant}.") if named else N_("Perhaps this is meant: {meant}.")
    elif column in PLACES:
        fix = N_("Write a code of {place}.")
    elif column == "page":
        fix = N_("Write a name as it stands in the address of a page, such as {example}.")
    else:
        fix = N_("Choose one of these, written in the same way.")
    values = {"value": text, "meant": ", ".join(map(label, close)), "place": PLACES.get(column, "")}
    values["example"] = next(iter(lists), "")
    raise FaultError([asked_fault("unknown_name", column, found, EXPECTED[column], fix, **values)])


def choice_of(name: str, text: str, lists: Mapping[str, Iterable[str]]) -> str:
    """The one of a few that a text names, by its code or a name in full; `name` is that of the parameter.

    Raises `FaultError` for every other text, with all of them and the nearest.
    """
    try:
        return code_of(name, text, lists)
    except FaultError as error:
        known = {"known": ", ".join(lists)}
        faults = [replace(fault, rule="unknown_choice", values={**fault.values, **known}) for fault in error.faults]
        raise FaultError(faults) from None


def asked_fault(rule: str, column: str, found: str, expected: str, fix: str, **values: Any) -> Fault:
    """A fault in what was asked on a command line."""
    return fault_at(rule, ASKED, found, expected, fix, column=column, **values)


def _period(text: str) -> str:
    written = plain(text)
    meant = written if period_end(written) else near_period(written)
    if meant:
        return meant
    fix = N_("Write the period in one of these forms.")
    raise FaultError([asked_fault("impossible_period", "period", N_("“{value}”"), A_PERIOD, fix, value=text)])
