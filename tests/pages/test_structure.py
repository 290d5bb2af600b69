"""What a plan calls its parts: pages say goals and targets where it has no actions and commitments."""

from __future__ import annotations

import re

import pytest
from bilingual import LANGUAGES
from invented import SECOND, copy_of_project
from pages import page_blocks

from plan_metrics.context import read_context
from plan_metrics.paths import plan_folder

WORDS = """[structure]
action = { one = { zh = "目标", en = "goal" }, other = { zh = "目标", en = "goals" } }
commitment = { one = { zh = "具体承诺", en = "pledge" }, other = { zh = "具体承诺", en = "pledges" } }

[thresholds]
"""
USUAL = {"en": r"\b(action|commitment)s?\b", "zh": "行动(?!计划)|(?<!已评)任务(?!数)"}
PAGES = ("overview", "coverage", "changes", "evaluation", "targets")
OWN = {"en": ("goals", "pledges"), "zh": ("目标", "具体承诺")}


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """The invented plan, whose actions are goals and whose commitments are pledges."""
    base = copy_of_project(tmp_path_factory.mktemp("goals"))
    head = plan_folder(base) / "plan.toml"
    head.write_text(head.read_text("utf-8").replace("[thresholds]\n", WORDS, 1), "utf-8")
    return base


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_call_the_parts_of_a_plan_as_it_does(base, language):
    """On the pages about all of them, at the beginning of a sentence too; the usual words stand nowhere."""
    context = read_context(SECOND, language, base)
    blocks = [block for page in PAGES for block in page_blocks(context, page).values()]
    said = "\n".join(block.text for block in blocks)
    assert re.findall(USUAL[language], said.lower()) == []
    assert [word for word in OWN[language] if word not in said.lower()] == []
