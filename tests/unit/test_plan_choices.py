"""What a plan chooses of its report: the model of its verdicts, and the kinds of its pages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from invented import FIRST, SECOND, copy_of_project, edition_of, rules_of, said

from plan_metrics import paths
from plan_metrics.analysis.scoreboard import scoreboard
from plan_metrics.context import Context, read_context
from plan_metrics.errors import Fault, FaultError
from plan_metrics.export.about import notices
from plan_metrics.export.tables import tables
from plan_metrics.measure.methods import METHODS, WITH_CATEGORIES
from plan_metrics.plan.page_choice import NEEDED, OPTIONAL
from plan_metrics.plan.read import read_plan
from plan_metrics.plan.verdict_rules import MODELS, TWO_VIEWS, VerdictRules
from plan_metrics.receipts import all_receipts
from plan_metrics.receipts.page import receipt_page
from plan_metrics.report.engine.slices import KINDS
from plan_metrics.report.jobs import jobs
from plan_metrics.report.pages import filled_templates
from plan_metrics.rows import scoreboard_rows
from plan_metrics.views import manual, overview
from plan_metrics.views.changes import plan_and_method
from plan_metrics.views.verdicts import verdict
from plan_metrics.views.words import CATEGORY, say

OF_TWO_VIEWS = (
    *("little or no change", "Latest change", "within sampling error", "a latest change", "both verdicts"),
    *("基本持平", "最近变动：", "抽样误差", "和最近变动", "两种评估；"),
)
CHOICES = 'verdicts]\nmodel = "{model}"\n', "\n[pages]\nwithout = {without}\n"


def chosen(base, model: str = TWO_VIEWS, without: str = "[]") -> None:
    """The plan of a project folder with these choices."""
    file = paths.plan_folder(base) / "plan.toml"
    text = file.read_text("utf-8").replace("verdicts]\n", CHOICES[0].format(model=model), 1)
    file.write_text(text.replace("\n[[levels]]", f"{CHOICES[1].format(without=without)}\n[[levels]]", 1), "utf-8")


def faults_of(base) -> tuple[Fault, ...]:
    """The faults for which the plan of a project folder is refused."""
    with pytest.raises(FaultError) as refused:
        read_plan(paths.plan_folder(base))
    return refused.value.faults


@pytest.fixture(scope="module")
def contexts(tmp_path_factory) -> dict[str, Context]:
    """The invented plan with Eurostat's model and without two kinds of pages, in each of its languages."""
    base = copy_of_project(tmp_path_factory.mktemp("chosen"))
    chosen(base, "eurostat", '["coverage", "targets"]')
    with (edition_of(base) / "edition.toml").open("a", encoding="utf-8") as card:
        card.write(rules_of(base))
    return {language: read_context(SECOND, language, base) for language in ("en", "zh")}


def test_the_category_of_the_method_is_the_verdict(contexts):
    """3,600 to 2,916 stolen bicycles in 3 years is -6.78 % a year; 2,500 in 5 years asks for -7.03 %: 96 %."""
    (row,) = scoreboard_rows(contexts["en"].scoreboard, indicator="bicycles_stolen", headline=True)
    assert (row["status"], row["category"]) == ("improving", "significant_progress")
    assert row["category_number"] == pytest.approx(((2916 / 3600) ** (1 / 3) - 1) / ((2500 / 3600) ** (1 / 5) - 1))
    assert (row["latest_change"], row["latest_reason"]) == ("not_assessable", "one_view")
    card = contexts["en"].plan.indicator("bicycles_stolen")
    told = {code: verdict(context, card, row) for code, context in contexts.items()}
    assert "Long-term assessment by Eurostat (2026 to 2029, against the target): significant progress" in told["en"]
    assert "按欧盟统计局的方法作长期评估（2026年至2029年，对照目标）：显著进展" in told["zh"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_sentence_claims_the_two_views_where_another_model_rules(contexts, language):
    """On series, on the front page and in the brief of rules; the method page names the method and its source."""
    context = contexts[language]
    texts = [
        verdict(context, context.plan.indicator(row["indicator"]), row) for row in scoreboard_rows(context.scoreboard)
    ]
    texts += [overview.actions(context).text, overview.turned(context).text, overview.downward(context).text]
    pages = filled_templates(paths.shipped("book") / "pages", context)
    page = pages["method"]
    assert not [word for word in OF_TWO_VIEWS for text in (*texts, page, pages["design"]) if word in text]
    named, source = {"en": ("Eurostat", "monitoring report"), "zh": ("欧盟统计局", "《可持续发展监测报告》")}[language]
    assert named in page
    assert source in page
    chapter = manual.page(context, next(each for each in manual.pages_in(language) if each.name == "methods-verdicts"))
    assert named in chapter


def test_the_receipt_says_the_rule_of_the_method(contexts):
    """Its arithmetic comes to the number, its limits are the method's, and the card is that of the method."""
    found = {each.id: each for receipts in all_receipts(contexts["en"]).values() for each in receipts}
    receipt = found["bicycles_stolen/XX/TOTAL/status"]
    assert (receipt.value, receipt.method, receipt.rules["model"]) == ("significant_progress", "eurostat", "eurostat")
    assert receipt.rules["target.significant_progress"] == 0.95
    assert [step.formula for step in receipt.steps] == ["(v / b) ** (1 / t) - 1", "(T / b) ** (1 / z) - 1", "g / r"]
    assert "bicycles_stolen/XX/TOTAL/target" in receipt.inputs
    assert not [name for name in found if name.endswith("/latest_change")]


@pytest.mark.parametrize("model", WITH_CATEGORIES)
def test_the_receipt_page_of_each_method_says_its_limits_in_words(contexts, model):
    """The method by its name above its limits, each by the word of its category, and the plan's own above what the plan
    sets, in both languages: no key of the plan."""
    for context in contexts.values():
        rules = context.plan.head.verdicts.numbers.model_copy(update={"model": model})
        plan = context.plan.measured_with(rules)
        other = replace(context, plan=plan, scoreboard=scoreboard(plan, context.edition))
        page = "indicator-bicycles_stolen"
        html = receipt_page(other, page, all_receipts(other)[page])
        own, of_method = html.split("<h2>" + say(other, "Thresholds of the plan"))[1].split("<h2>")[:2]
        assert of_method.startswith(
            say(other, "Thresholds of the method: {model}", model=say(other, METHODS[model].label))
        )
        said = [say(other, CATEGORY[band.category]) for band in METHODS[model].bands[True] if band.least]
        assert all(word in of_method and word not in own for word in said)
        assert say(other, "age of the latest figure in years: at most {n}", n=3) in own
        assert not re.search(r"(target|growth)\.[a-z]|standstill or step back from", html)


def test_files_have_the_category_and_say_whose_it_is(contexts):
    """A column, its list of codes and a notice; a plan with the two views has none of them."""
    context = contexts["en"]
    made = tables(context)
    assert [each.name for each in made["scoreboard"].columns][-3] == "category"
    assert "significant_progress" in [row["code"] for row in made["codes"].rows if row["list"] == "category"]
    assert any("categories of Eurostat" in notice["en"] for notice in notices(context))


def test_an_edition_keeps_the_model_that_it_records(contexts):
    """Rules recorded before there was a choice are those of the two views, and are written as they were.

    So is an edition without any: beside it the page of changes names the other model.
    """
    plan, before = contexts["en"].plan, contexts["en"].before
    assert (before.edition.card.id, before.edition.card.verdicts) == (FIRST, None)
    assert before.plan.head.verdicts.model == plan.measured_with(None).head.verdicts.model == TWO_VIEWS
    assert "model two_views → eurostat" in plan_and_method(contexts["en"]).text
    recorded = VerdictRules(**plan.head.verdicts.numbers.model_dump(exclude={"model"}))
    assert plan.measured_with(recorded).head.verdicts.model == TWO_VIEWS
    assert "model" not in recorded.model_dump()
    assert plan.head.verdicts.numbers.model_dump()["model"] == "eurostat"


def test_an_unknown_model_is_told_with_those_there_are(invented_base):
    """Where, what was found, and every model."""
    chosen(invented_base, "oecd")
    (fault,) = faults_of(invented_base)
    assert (fault.column, said(fault)[0]) == ("verdicts.model", "“oecd”")
    assert all(model in said(fault)[1] for model in MODELS)


def test_a_kind_that_is_left_out_has_no_page_and_no_link(contexts):
    """Neither in the runs of a report nor on the pages that would lead there."""
    context = contexts["en"]
    kinds = {job.notebook for job in jobs(context.plan, SECOND)}
    assert {*KINDS} - kinds == {"coverage", "targets"}
    shown = str(overview.opening(context).html) + str(overview.due(context).html)
    assert not [page for page in ("coverage.html", "targets.html") if page in shown]


WRONG = {
    "coverages": ("one of: targets, area_map, compare, coverage, evaluation", "Perhaps this is meant: coverage"),
    "overview": ("the front page is where a report begins", "Remove the name."),
    "changes": ("what was corrected and withdrawn", "Remove the name."),
    "region": ("“page” of each of [[levels]]", "Remove the name."),
}


def test_a_wrong_kind_is_told_with_the_nearest_and_a_needed_one_with_its_reason(invented_base):
    """All of them at once; a kind that stands there twice too."""
    chosen(invented_base, without=str([*WRONG, "compare"]).replace("'", '"'))
    faults = {said(fault)[0].strip("“”"): said(fault) for fault in faults_of(invented_base)}
    assert faults.keys() == WRONG.keys()
    for name, (expected, fix) in WRONG.items():
        assert expected in faults[name][1], name
        assert fix in faults[name][2], name


def test_every_kind_of_page_is_optional_or_has_a_reason_not_to_be():
    """The names that a plan may write are those of the registry of pages."""
    assert {*OPTIONAL, *NEEDED} == {*KINDS}
    assert not {*OPTIONAL} & {*NEEDED}
