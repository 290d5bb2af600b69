"""Any plan by data alone: no code knows the plan that ships, its places, its languages, its dimension."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from plan_metrics.languages import FORMS
from plan_metrics.paths import plan_folder
from plan_metrics.plan.read import read_plan

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "plan_metrics"
MODULES = sorted(file for file in PACKAGE.rglob("*.py") if "starter" not in file.parts)
MARKS = {"N_", "_", "gettext", "ngettext", "say", "say_n", "counted_n"}  # strings of the catalogue, which give examples
EXAMPLES = {"commands"}  # rooms whose texts show how a command is called
PLAN = read_plan(plan_folder(ROOT))
PLACES = {name for each in PLAN.regions for name in (each.region, *each.title.values(), *each.short.values())}
OF_THE_PLAN = re.compile(r"sector|\bGB/?T|gbt[0-9]|A\[0-9\]|A\\d", re.I)


def _said(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every name and text of a module with its line, without docstrings and strings of the catalogue."""
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node, clean=False):
            silent.add(id(node.body[0].value))  # type: ignore[attr-defined]
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in MARKS:
                silent |= {id(part) for part in ast.walk(node) if isinstance(part, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.lineno, node.value
        for field in ("id", "attr", "arg", "name"):
            if isinstance(name := getattr(node, field, None), str):
                yield getattr(node, "lineno", 0), name


def of_one_plan(source: str, *, examples: bool = False) -> list[tuple[int, str]]:
    """What in a module only the plan that ships, its places or a language explain."""
    said = list(_said(ast.parse(source)))
    found = [(line, text) for line, text in said if OF_THE_PLAN.search(text)]
    if not examples:
        found += [(line, text) for line, text in said if text in PLACES or text in FORMS]
        found += [(line, text) for line, text in said if re.search(r"\bCN-[A-Z]{2}\b", text)]
    return found


def test_no_code_knows_the_plan_that_ships():
    """No place of its regions, no scheme of their codes, no form of its ids, no language, no dimension of its own."""
    found = {}
    for module in MODULES:
        name = module.relative_to(PACKAGE)
        found[name.as_posix()] = of_one_plan(module.read_text("utf-8"), examples=name.parts[0] in EXAMPLES)
    assert len(found) > 100
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.parametrize(
    "source",
    ['x = rows["sector"]', "def f(sector): pass", 'whole = "CN"', 'if code == "CN-ZJ": pass', 'place = "浙江"',
     'P = r"^A[0-9]{2}$"', 'scheme = "GB/T 2260"', 'text = title["zh"]', "plan.sector"],
)  # fmt: skip
def test_what_only_one_plan_explains_is_found(source):
    """The rule above can fail."""
    assert of_one_plan(source)
