"""The page of the programming interface: everything that is public is on it, and its examples are tests."""

from __future__ import annotations

import doctest
import importlib
import re
from html import unescape

import pytest

import plan_metrics
from plan_metrics.views import reference

PAGES = {"plan_metrics": reference.door(), **reference.formulas()}


def test_every_name_of_the_package_has_an_entry():
    """A name that `import plan_metrics` gives cannot be left out of the page."""
    entries = set(re.findall(r'<dt id="plan_metrics\.(\w+)"', PAGES["plan_metrics"]))
    assert entries == set(plan_metrics.__all__) - {"measure", "views"}


def test_every_formula_has_an_entry():
    """The functions by which the report measures are on the page, each with its signature."""
    page = PAGES["measure.progress"]
    assert 'id="plan_metrics.measure.progress.share"' in page
    assert "share(value: float | None, baseline: float | None, target: float | None)" in unescape(page)


@pytest.mark.parametrize("name", [name for name in PAGES if name != "plan_metrics"])
def test_the_examples_of_the_page_are_those_that_are_tested(name):
    """What a reader can type is what `pytest --doctest-modules` runs."""
    module = importlib.import_module(f"plan_metrics.{name}")
    tested = {each.source.splitlines()[0] for test in doctest.DocTestFinder().find(module) for each in test.examples}
    shown = re.findall(r"^>>> (.*)$", unescape(PAGES[name]).replace("<br>", "\n").replace("<pre>", "\n"), re.MULTILINE)
    assert bool(shown) == ("&gt;&gt;&gt;" in PAGES[name])
    assert {line.split("</pre>")[0] for line in shown} <= tested


def test_the_sections_of_a_docstring_are_lists():
    """Each argument and each error stands by itself, with its name as code; what is returned is a paragraph."""
    entry = PAGES["plan_metrics"].partition('id="plan_metrics.progress"')[2].partition("<dt")[0]
    assert re.findall(r"<strong>(\w+)</strong>", entry) == ["Args", "Returns", "Raises"]
    assert re.findall(r"<li><code>(\w+)</code>: ", entry) == ["series", "target", "by", "direction", "ValueError"]


def test_the_rooms_of_the_package_can_be_asked_for_by_name():
    """`plan_metrics.measure.trend` works without a second import; a name that is none is an ordinary error."""
    assert plan_metrics.measure.trend.sen_slope
    with pytest.raises(AttributeError, match="no attribute 'trends'"):
        _ = plan_metrics.measure.trends
