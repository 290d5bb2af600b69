"""Reads the cards, the chapter and the cases of the manual.

They are part of the package, as its code is, and no input of anybody: what is wrong with them is told by pydantic's
ValidationError, or a ValueError that names the file.
"""

from __future__ import annotations

import json
import tomllib
from functools import cache

from plan_metrics import paths
from plan_metrics.manual.models import Case, Chapter, Method, Page


@cache
def read_cases() -> dict[str, Case]:
    """Every worked case by its id, in the order of the files; ValueError for an id that comes twice."""
    found: dict[str, Case] = {}
    for file in sorted((paths.MANUAL / "cases").glob("*.json")):
        for row in json.loads(file.read_text("utf-8")):
            case = Case.model_validate(row)
            if case.id in found:
                raise ValueError(f"{file.name}: the case {case.id} is there already; expected each id once")
            found[case.id] = case
    return found


@cache
def read_chapter() -> Chapter:
    """The pages of the chapter, and the words for codes."""
    return Chapter.model_validate(_toml("chapter.toml"))


def pages_in(language: str) -> list[Page]:
    """The pages of the chapter in a language; none in one that the program has no words for them in."""
    return [page for page in read_chapter().page if language in page.title.languages]


@cache
def read_card(name: str) -> Method:
    """The card of a method by the name of its file."""
    return Method.model_validate(_toml(f"cards/{name}.toml"))


def _toml(name: str) -> dict[str, object]:
    return tomllib.loads((paths.MANUAL / name).read_text("utf-8"))
