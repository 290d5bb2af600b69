"""Says what is wrong with a card in words of ours, key by key, where pydantic has words of its own."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from plan_metrics.errors import N_, Fault, fault_at
from plan_metrics.plan.code_lists import Spoken
from plan_metrics.plan.contradictions import CORRECT_CELL, Contradiction
from plan_metrics.plan.declared import LANGUAGE
from plan_metrics.plan.head import AN_ID

EXPECTED = {
    "extra_forbidden": N_("a key that the schema knows: {keys}"),
    "missing": N_("a value for this key"),
    "literal_error": N_("one of: {known}"),
    "string_too_short": N_("some text"),
    "string_too_long": N_("at most {max_length} characters"),
    "string_type": N_("text in quotation marks"),
    "bool_type": N_("true or false, without quotation marks"),
    **dict.fromkeys(("float_type", "float_parsing"), N_("a number")),
    "finite_number": N_("a number that is not infinite"),
    **dict.fromkeys(("int_type", "int_parsing", "int_parsing_size", "int_from_float"), N_("a whole number")),
    "greater_than": N_("a number above {gt}"),
    "greater_than_equal": N_("a number of {ge} or more"),
    "less_than": N_("a number below {lt}"),
    "less_than_equal": N_("a number of {le} or less"),
    **dict.fromkeys(("list_type", "tuple_type"), N_("a list in square brackets")),
    "too_short": N_("a list of at least {min_length}"),
    "too_long": N_("a list of at most {max_length}"),
    "dict_type": N_("keys and values in curly brackets"),
    "model_type": N_("these keys in curly brackets: {keys}"),
}
ANOTHER = N_("a value of another kind")

# What a text of a certain form stands for; a test finds every form that a card asks for.
FORMS = {
    r"^[a-z][a-z0-9_]{0,79}$": N_("an id of at most 80 small letters, digits and _, such as organic_enterprises"),
    AN_ID: N_("an id of at most 80 letters, digits, points, - and _, such as A01.2"),
    r"^([0-9]{4}-(0[1-9]|1[0-2])|none)$": N_("a month such as 2026-09, or none"),
    r"^([0-9]{4}-(0[1-9]|1[0-2])|sample)$": N_("an edition such as 2026-02"),
    r"^[A-Za-z0-9]{1,20}(-[A-Za-z0-9]{1,20}){0,3}$": N_("a code of letters, digits and -, such as CN-ZJ"),
    r"^[A-Za-z0-9._-]{0,40}$": N_("a code of at most 40 letters, digits, points and -, or an empty cell"),
    r"^[a-z][a-z0-9-]{0,39}$": N_("an id of at most 40 small letters, digits and -, such as district"),
    r"^[a-z][a-z0-9]{0,39}$": N_("an id of at most 40 small letters and digits, such as nuts"),
    r"^[a-z0-9-]{1,60}$": N_("an id of at most 60 small letters, digits and -"),
    r"^([0-9]{4}(-[0-9]{2}){0,2})?$": N_('a day such as 2024-09-30, a month, a year, or "" if it is not known'),
    r"^[0-9]{4}(-[0-9]{2}){0,2}$": N_("a date that exists, such as 2024, 2024-09 or 2024-09-30"),
    r"^[0-9]{4}$": N_("a year such as 2024"),
    r"^([0-9]{1,2} [0-9]{1,2})?$": N_("the row and the column of a tile, such as 3 7, or an empty cell"),
    r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$": N_("a code of at most 60 letters, digits, _ and -"),
    r"^[a-z][a-z0-9_]{0,39}$": N_("an id of at most 40 small letters, digits and _"),
    r"^(https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{1,5})?(/[\w~-][\w.~-]*)*)?$": N_(
        "an address such as https://example.org/report, without a slash at its end"
    ),
    LANGUAGE: N_("the code of a language, such as fr or pt_BR"),
    r"^[A-Z_][A-Z0-9_]{0,79}$": N_("the name of a variable of the environment, such as REGISTER_ADDRESS"),
    r"^[A-Z]{1,2}[0-9]{2,4}$": N_("a code of one or two capital letters and two to four digits, such as S001"),
}

ADD = N_("Add the key; plan-metrics schema writes every key and its values to data/plan/schema.json.")
CORRECT = N_("Correct the key; plan-metrics schema writes every key and its values to data/plan/schema.json.")

MOST = 500  # faults of a card; one with more of them is none


def card_faults(
    error: ValidationError,
    model: type[BaseModel],
    file: str,
    languages: Sequence[str],
    line: int | None = None,
    below: Sequence[str] = (),
) -> list[Fault]:
    """A fault for each thing that is wrong with a card or, where there is a `line`, with a row of a code list.

    Keys are named from the top of the card, list entries by their number from 1; only those `below` a key if one is
    given. `languages` are those that its texts must have.
    """
    problems = [problem for problem in error.errors() if problem["loc"][: len(below)] == tuple(below)][:MOST]
    places = [problem["loc"] for problem in problems]
    found = []
    for problem in problems:
        within = len(problem["loc"])
        if problem["type"] == "too_short" and any(
            len(place) > within and place[:within] == problem["loc"] for place in places
        ):
            continue  # the entries are there, and told one by one
        found += list(_faults(problem, model, file, languages, line))
    return found


def _faults(
    problem: ErrorDetails, model: type[BaseModel], file: str, languages: Sequence[str], line: int | None
) -> Iterator[Fault]:
    keys = [str(part + 1) if isinstance(part, int) else part for part in problem["loc"] if part != "[key]"]
    where = ("." if line is None else "_").join(keys)  # in a table each language has its column
    context = problem.get("ctx", {})
    if isinstance(context.get("error"), Contradiction):
        for fault in context["error"].faults:
            column = ".".join(part for part in (where, fault.column) if part)
            yield replace(fault, file=file, row=line, column=column or None)
        return
    kind = problem["type"]
    unknown, missing = kind == "extra_forbidden", kind == "missing"
    expected = EXPECTED["float_type"] if problem["input"] != problem["input"] else EXPECTED.get(kind, ANOTHER)
    if kind == "string_pattern_mismatch":
        expected = FORMS.get(context["pattern"], ANOTHER)
    if missing and isinstance(problem["loc"][-1], int):
        expected = N_("one more entry in this list")
    found = N_("the key “{key}”") if unknown else N_("nothing") if missing else kind_of(problem["input"], line)
    fix = CORRECT_CELL if line is not None else ADD if missing else CORRECT
    values = {
        "key": where,
        "value": shown_value(problem["input"])[:60],
        "known": ", ".join(re.findall(r"'([^']+)'", str(context.get("expected", "")))),
        "keys": ", ".join(_keys(model, problem["loc"][: -1 if unknown else None], languages)),
        **{name: shown_value(value) for name, value in context.items() if name != "error"},
    }
    yield fault_at("wrong_card", file, found, expected, fix, row=line, column=where or None, **values)


def kind_of(value: Any, line: int | None = None) -> str:
    """The template for a value that was found."""
    if value == "":
        return N_("an empty text") if line is None else N_("an empty cell")
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, (dict, list)) for each in value)):
        return N_("keys and values in curly brackets") if isinstance(value, dict) else N_("a list of lists or keys")
    return N_("an empty list") if value == [] else N_("“{value}”")


def shown_value(value: Any) -> str:
    """A value as it stands on a card."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return ", ".join(shown_value(each) for each in value)
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _keys(model: type[BaseModel], place: Sequence[str | int], languages: Sequence[str]) -> list[str]:
    """The keys that a card has at a place of it."""
    for part in place:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        inner = list(_models(field.annotation)) if field else []
        model = inner[0] if inner else model
    return list(languages if issubclass(model, Spoken) else model.model_fields)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _models(part)
