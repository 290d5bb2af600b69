"""What a plan calls its parts and its whole: goals where it has no actions, county-wide where it is a county's."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from bilingual import LANGUAGES
from invented import SECOND, copy_of_project
from pages import page_blocks, second

from plan_metrics.context import read_context
from plan_metrics.paths import plan_folder
from plan_metrics.views import before_after, overview
from plan_metrics.views.words import called, dated, say

WORDS = """[structure]
action = { one = { zh = "目标", en = "goal" }, other = { zh = "目标", en = "goals" } }
commitment = { one = { zh = "具体承诺", en = "pledge" }, other = { zh = "具体承诺", en = "pledges" } }

[thresholds]
"""
NATION = 'by = { zh = "全国", en = "national" }'
COUNTY = 'by = { zh = "全县", en = "county-wide" }'
USUAL = {"en": r"\b(?:(?:action|commitment)s?|national)\b", "zh": "行动(?!计划)|(?<!已评)任务(?!数)|全国"}
PAGES = ("overview", "coverage", "changes", "evaluation", "targets")
OWN = {"en": ("goals", "pledges", "county-wide assessment"), "zh": ("目标", "具体承诺", "全县数据")}
GENERAL = {"en": "overall", "zh": "总体"}


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """The invented plan, whose actions are goals and commitments pledges, as one of a county."""
    base = copy_of_project(tmp_path_factory.mktemp("goals"))
    head = plan_folder(base) / "plan.toml"
    text = head.read_text("utf-8")
    assert NATION in text
    head.write_text(text.replace("[thresholds]\n", WORDS, 1).replace(NATION, COUNTY), "utf-8")
    return base


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_call_the_parts_and_the_whole_of_a_plan_as_it_does(base, language):
    """On the pages about all of them, at the beginning of a sentence too; the usual words stand nowhere."""
    context = read_context(SECOND, language, base)
    blocks = [block for page in PAGES for block in page_blocks(context, page).values()]
    said = "\n".join(block.text for block in blocks)
    assert re.findall(USUAL[language], said.lower()) == []
    assert [word for word in OWN[language] if word not in said.lower()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_without_a_word_of_its_own_is_said_in_general(language):
    """Where the first level says nothing, in a sentence and at its beginning."""
    context = second(language)
    first, *others = context.plan.head.levels
    silent = context.plan.head.model_copy(update={"levels": (first.model_copy(update={"by": None}), *others)})
    context = replace(context, plan=context.plan.model_copy(update={"head": silent}))
    assert called(context)["overall"] == GENERAL[language]
    assert say(context, "{Overall} figures").lower().startswith(GENERAL[language])


def test_a_count_of_one_stands_beside_the_word_for_one():
    """Whatever a plan calls its parts, and in sentences that do not say it otherwise; not beside other counts."""
    context = second("en")
    one, several = called(context)["goal"], called(context)["goals"]
    assert say(context, "{n} of {all} {goals}", n=1, all=1) == f"1 of 1 {one}"
    assert say(context, "{n} of {all} {goals}", n=1, all=21) == f"1 of 21 {several}"


@pytest.mark.parametrize(
    ("issued", "said"), [("2026-05-01", "on 1 May 2026"), ("2026-05", "(May 2026)"), ("", "(date not known)")]
)
def test_a_plan_is_dated_no_more_exactly_than_it_is(issued, said):
    """By day, by month, or not at all; without a month nothing is before or after it."""
    context = second("en")
    head = context.plan.head.model_copy(update={"issued": issued})
    context = replace(context, plan=context.plan.model_copy(update={"head": head}))
    assert f"{said}. Issuing body: " in overview.opening(context).text
    if not issued:
        assert [row for _, card in context.plan.indicators() for row in before_after.rows(context, card)] == []


@pytest.mark.parametrize(("basis", "said"), [("printed", "1 June 2030"), ("unknown", "undated, there by 1 June 2030")])
def test_a_document_without_a_date_is_said_to_have_none(basis, said):
    """The date beside it is one by which it was there."""
    source = next(iter(second("en").plan.sources.values()))
    assert dated(second("en"), source.model_copy(update={"date": "2030-06-01", "date_basis": basis})) == said
