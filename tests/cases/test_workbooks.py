"""Tables in many habits go in by a recipe: every figure right, or refused with its cell."""

from __future__ import annotations

import pytest
from workbook_answers import answered, asked, figures_of, refused_of
from workbooks import HABITS, PLAN

from plan_metrics.intake.guess import choose_sheet, guess
from plan_metrics.intake.reading import read_figures
from plan_metrics.intake.recipe import read_recipe, written
from plan_metrics.intake.sheets import read_sheets
from plan_metrics.plan.read import read_plan


@pytest.fixture(scope="module")
def plan():
    """The plan of this repository, read once."""
    return read_plan(PLAN)


@pytest.mark.parametrize("make", HABITS.values(), ids=HABITS)
def test_every_figure_is_right_or_refused_with_its_cell(tmp_path, plan, make):
    """The first recipe asks for what the table does not say and nothing else; none of its figures is wrong before it is
    answered, each is read afterwards as it was written."""
    table = make(tmp_path)
    sheets = read_sheets(table.file)
    sheet = choose_sheet(table.file.name, sheets, table.sheet)
    recipe = guess(table.file.name, sheet, len(sheets), plan)
    first = read_figures(table.file.name, sheet, recipe, plan)
    assert asked(recipe, first) == set(table.answers)
    assert figures_of(first).items() <= dict(table.figures).items()
    file = tmp_path / "recipe.toml"
    file.write_text(written(answered(recipe, table.answers)), "utf-8")
    read = read_figures(table.file.name, sheet, read_recipe(file), plan)
    assert figures_of(read) == table.figures
    assert refused_of(read) == table.refused
