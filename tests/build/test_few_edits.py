"""A kind of page is a module, a notebook, an entry and its words; a method a module, words and its name in a plan; a
language is data.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from invented import SECOND, rows_of, write_rows
from stand_ins import project

from plan_metrics import paths

MODULE = '''
from plan_metrics.errors import N_
from plan_metrics.views import blocks
from plan_metrics.views.words import say


def opening(context, visits):
    """How many figures there are."""
    return blocks.paragraphs([say(context, N_("{n} figures of {visits}"), n=len(context.observations), visits=visits)])
'''
CELLS = [
    ("markdown", "# Visits", []),
    ("code", 'visits = "weekly"\nedition = "2026-11"\nlanguage = "zh"', ["parameters"]),
    ("code", "from plan_metrics import read_context, views\n\ncontext = read_context(edition, language)", []),
    ("code", "views.visits.opening(context, visits)", []),
]
ENTRY = """

KINDS["visits"] = PageKind(
    "visits", "visits-{subject}", N_("Visits"), lambda context, visits: say(context, N_("Visits, {n}"), n=visits),
    lambda whole, _: part_of(whole, plan=plan_of(whole.plan, []), observations=whole.observations[["indicator"]]),
    lambda plan: ["weekly", "daily"],
)
"""
METHOD = '''
from plan_metrics.measure.method import MethodVerdict, method


@method("half", "half of the target", looks_at="recent", source="invented")
def judged(e):
    """On track from half of the target on."""
    number = e.value / e.target
    return MethodVerdict("half", "on_track" if number >= 0.5 else "behind", "ratio", number, (0.5,))
'''
WORDS = {
    "half of the target": "目标值的一半",
    "Visits": "走访",
    "Visits, {n}": "走访，{n}",
    "{n} figures of {visits}": "{visits}的{n}个数据",
}
BUILD = """
import json, pickle, sys
from pathlib import Path
from invented import add, edition_of
from stand_ins import install
from plan_metrics import views
from plan_metrics.context import read_context
from plan_metrics.report import build
from plan_metrics.report.engine.cut import in_language
from plan_metrics.report.engine.slices import KINDS, slice_of
from plan_metrics.report.engine.store import Store
from plan_metrics.report.engine.why import changed
from plan_metrics.report.jobs import Job
from plan_metrics.report.site import prepare
from plan_metrics.report.toc import toc
from plan_metrics.plan.read import read_plan
from plan_metrics.plan.schema import schema
from plan_metrics.views.evidence import methods_table

base, edition = Path(sys.argv[1]), sys.argv[2]
ran = []
install(setattr, ran=ran, pages=("index", *KINDS["visits"].pages(read_plan(base / "data" / "plan"))))
assert build.build_report(base, edition, "en") == 0
cells = {"indicator": "bicycle_stands", "region": "XX-BB", "breakdown": "TOTAL", "period": "2029-06"}
add(edition_of(base) / "observations.csv", **cells, value="13000", printed="13000")
store = Store(base / "build" / "cache")
visits = [run for run in prepare(base, edition)[1] if run.job.notebook == "visits"]
why = {why for run in visits for why in changed(store, run.job, run.inputs)}
whole = read_context(edition, "zh", base)
german = read_context(edition, "nl", base)
said = [views.words.value(german, 1234567.5, "stands"), views.language.period("2029-06", "nl")]
job = Job("visits", "visits-daily", "zh", {"visits": "daily", "edition": edition, "language": "zh"})
part = pickle.loads(pickle.dumps(slice_of(in_language(whole, "zh"), job)))
shown = views.visits.opening(part, "daily").text
evidence = [whole.evidence(indicator) for _, indicator in whole.plan.indicators()]
table = next(methods_table(whole, "x", each).text for each in evidence if each.methods)
told = [said, sorted(ran), sorted(why), toc(whole)[-3], shown, table, '"half"' in schema(("zh", "en", "nl"))]
sys.__stdout__.write("TOLD" + json.dumps(told))
"""


IN_ENGLISH = re.compile(r'\ben = ("(?:[^"\\]|\\.)*")')


def in_dutch(package: Path, base: Path) -> None:
    """Dutch beside Chinese and English: its folder with an empty catalogue, and its words in cards and tables."""
    forms = (package / "locale" / "en" / "language.toml").read_text("utf-8")
    (package / "locale" / "nl" / "LC_MESSAGES").mkdir(parents=True)
    new = forms.replace("order = 2", "order = 9").replace('"en_GB"', '"nl_NL"').replace('html = "en"', 'html = "nl"')
    (package / "locale" / "nl" / "language.toml").write_text(new, "utf-8")
    for card in (*package.rglob("*.toml"), *(base / "data").rglob("*.toml")):
        spoken = IN_ENGLISH.sub(r"\g<0>, nl = \1", card.read_text("utf-8"))
        card.write_text(spoken.replace('["zh", "en"]', '["zh", "en", "nl"]'), "utf-8")
    for table in (base / "data").rglob("*.csv"):
        rows = rows_of(table)
        texts = [column for column in rows[0] if column.endswith("_en")] if rows else []
        if texts:
            write_rows(table, [row | {f"{column[:-3]}_nl": row[column] for column in texts} for row in rows])


@pytest.fixture
def house(tmp_path) -> tuple[Path, Path]:
    """A copy of the package and a project folder, with one more kind of page and one more method."""
    package = Path(shutil.copytree(paths.PACKAGE, tmp_path / "src" / "plan_metrics"))
    base = project(tmp_path)
    (package / "views" / "visits.py").write_text(f'"""Visits."""\n{MODULE}', "utf-8")
    cells = [
        {"cell_type": kind, "id": f"cell-{index}", "metadata": {"tags": tags} if tags else {}, "source": source}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for index, (kind, source, tags) in enumerate(CELLS)
    ]
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (base / "notebooks" / "visits.ipynb").write_text(json.dumps(whole), "utf-8")
    with (package / "report" / "engine" / "slices.py").open("a", encoding="utf-8") as kinds:
        kinds.write(ENTRY)
    with (package / "locale" / "zh" / "LC_MESSAGES" / "plan_metrics.po").open("a", encoding="utf-8") as catalogue:
        catalogue.writelines(f'\nmsgid "{text}"\nmsgstr "{chinese}"\n' for text, chinese in WORDS.items())
    (package / "measure" / "methods" / "half.py").write_text(f'"""Half."""\n{METHOD}', "utf-8")
    in_dutch(package, base)
    plan = base / "data" / "plan" / "plan.toml"
    plan.write_text(plan.read_text("utf-8").replace('panel = ["linear", ', 'panel = ["linear", "half", '), "utf-8")
    return package, base


def test_a_kind_of_page_and_a_method_are_a_few_edits(house):
    """The pages are planned, run, titled, listed, and made again for a figure; a plan and its schema name the method,
    and a page shows what it says; all pages are made in the new language too, with its form of numbers."""
    package, base = house
    folders = os.pathsep.join([str(package.parent), str(Path(__file__).parents[1])])
    environment = {**os.environ, "PYTHONPATH": folders, "PLAN_METRICS_ROOT": str(base)}
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(base), "2030-06"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "TOLD" in done.stdout, done.stderr
    said, made, why, contents, shown, table, in_schema = json.loads(done.stdout.partition("TOLD")[2])
    pages = ("index", "visits-daily", "visits-weekly")
    assert made == [[page, language] for page in pages for language in ("en", "nl", "zh")]
    assert said == ["1,23 miljoen stands", "June 2029"]
    assert why == ["data: observations.csv: bicycle_stands"]
    assert contents == ["走访", ["visits-weekly", "visits-daily"]]
    assert shown.startswith("daily的")
    assert "目标值的一半" in table
    assert in_schema
    assert '"# 走访，daily"' in (base / "build" / "site" / SECOND / "zh" / "visits-daily.html").read_text("utf-8")
