"""The page of official targets: every target once, in the order of urgency, and no claim beyond its figure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from bilingual import LANGUAGES
from invented import SECOND, add, change, copy_of_project, edition_of, line_of
from made import INDICATOR, context_of, target
from pages import Page, page_blocks, page_of, real, second

from plan_metrics import views
from plan_metrics.context import Context, read_context
from plan_metrics.export.tables import tables
from plan_metrics.measure.periods import end_month
from plan_metrics.plan.head import number_of
from plan_metrics.views.drawing import BAND
from plan_metrics.views.target_cases import cases
from plan_metrics.views.verdicts import out_of_date

TABLES = ("with_figure", "ahead_without", "passed_without")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_target_stands_in_one_table_and_the_opening_counts_them_all(language):
    """The tables together hold as many rows as there are targets, with what a script may choose them by."""
    context = real(language)
    blocks, page = page_of("targets", "", language)
    marked = [attributes for _, attributes in page.elements if "data-where" in attributes]
    expected = Counter((each.action, each.region) for each in context.plan.targets)
    assert Counter((each["data-action"], each["data-where"]) for each in marked) == expected
    total, passed, *settled = map(int, re.findall(r"\d+", blocks["opening"].text.splitlines()[0]))
    assert total == len(marked)
    assert passed == sum(each["data-when"] == "passed" for each in marked) == sum(settled)
    assert settled[:2] == [sum(each["data-result"] == name for each in marked) for name in ("met", "missed")]
    options = {attributes["value"] for tag, attributes in page.elements if tag == "option"}
    assert {each[name] for each in marked for name in ("data-where", "data-result", "data-action")} <= options


def with_fit(context: Context, indicator: str, commitment: str) -> Context:
    """The same where an indicator stands to one more commitment, as context."""
    (home,) = (action for action, card in context.plan.indicators() if card.id == indicator)
    card = context.plan.indicator(indicator)
    more = card.fits[0].model_copy(update={"commitment": commitment, "fit": "context"})
    shared = card.model_copy(update={"fits": (*card.fits, more)})
    cards = tuple(shared if each is card else each for each in home.indicators)
    changed = home.model_copy(update={"indicators": cards})
    actions = tuple(changed if each is home else each for each in context.plan.actions)
    return replace(context, plan=context.plan.model_copy(update={"actions": actions}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_target_and_a_score_stand_under_each_action_of_their_indicator(language):
    """The choice of either action finds the target; the page of scores names both, and which of them has the score."""
    context = real(language)
    leaf = next(leaf for leaf in context.evaluation.leaves if leaf.score is not None)
    other = next(action for action in context.plan.actions if action.id != leaf.action)
    shared = with_fit(context, leaf.indicator, other.commitments[0].id)
    both = f"{leaf.action} {other.id}"
    page = Page("".join(block.html for block in page_blocks(shared, "targets").values()))
    found = [each["data-action"] for _, each in page.elements if "data-where" in each]
    assert Counter(found)[both] == len(context.plan.targets_of(leaf.indicator)) > 0
    hrefs = {each["href"] for _, each in page.elements if "href" in each}
    assert {f"{leaf.action}.html", f"{other.id}.html"} <= hrefs
    text = views.evaluation.leaves(shared).text
    assert f"{number_of(leaf.action)}, {number_of(other.id)}" in text.replace("、", ", ")
    assert len(text) > len(views.evaluation.leaves(context).text) + 20


def test_targets_ahead_come_first_by_date_then_passed_ones_the_latest_first():
    """The order of urgency, in which no national target stands below a provincial one of the same date."""
    found = cases(real("en"))
    ends = [(case.ahead, end_month(case.target.period)) for case in found]
    ahead = [end for is_ahead, end in ends if is_ahead]
    assert [is_ahead for is_ahead, _ in ends] == [True] * len(ahead) + [False] * (len(ends) - len(ahead))
    assert ahead == sorted(ahead)
    assert ends[len(ahead) :] == sorted(ends[len(ahead) :], reverse=True)
    places = [(ends[place], case.target.region == "CN") for place, case in enumerate(found)]
    assert not any(one[0] == other[0] and other[1] > one[1] for one, other in pairwise(places))


@pytest.mark.parametrize(
    ("value", "printed", "told"),
    [
        ("59999", "59,999", "99% of the target"),
        ("60000", "60,000", "100% of the target"),
        ("30000", "over 30,000", "over 50% of the target"),
        ("59999", "nearly 59,999", "nearly 100% of the target"),
    ],
)
def test_what_was_not_reached_is_never_rounded_up_to_it(tmp_path, value, printed, told):
    """A figure just short of its target is not said to be all of it; one printed as a bound keeps its word."""
    base = copy_of_project(tmp_path)
    qualifier = printed.split()[0] if " " in printed else "exact"
    cells = {"indicator": "bicycle_stands", "region": "XX", "breakdown": "TOTAL", "unit": "stands", "flag": "A"}
    add(
        edition_of(base) / "observations.csv",
        **cells, period="2030-05", value=value, printed=printed, qualifier=qualifier,
    )  # fmt: skip
    text = views.target_tables.with_figure(read_context(SECOND, "en", base)).text
    (row,) = (
        line for line in text.splitlines() if line.startswith("Bicycle stands") and "| Exampleland | 2032" in line
    )
    assert f" / {told} |" in row


def test_a_bound_at_the_target_is_said_to_be_there_or_beyond(tmp_path):
    """Never at least nothing beyond it."""
    base = copy_of_project(tmp_path)
    file = edition_of(base) / "observations.csv"
    line = line_of(file, indicator="satisfied_users", region="XX", sector="TOTAL", period="2029")
    change(file, line, value="90", printed="over 90%", qualifier="over")
    text = views.target_tables.with_figure(read_context(SECOND, "en", base)).text
    assert " / at the target or beyond |" in text
    assert "at least 0" not in views.target_tables.with_figure(real("en")).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_target_ahead_is_not_held_against_a_figure_that_is_too_old(language):
    """The row says that there is no current figure; no distance, no share of the way, no prospect."""
    context = real(language)
    old = [each for each in cases(context) if each.ahead and each.figure and out_of_date(context, each.figure)]
    rows = views.target_tables.with_figure(context).text.splitlines()[3:]
    none = {"en": "no current figure", "zh": "无近期数据"}[language]
    told = [row.split(" | ") for row in rows if none in row]
    assert len(told) == len(old) > 0
    assert all(" / " not in figure and not way for *_, figure, way, _, _ in told)


def test_a_target_due_next_is_not_said_to_be_ahead_of_anything():
    """The latest figure with its date and the prospect; of the whole no place is named."""
    context = context_of("2026 100; 2027 110; 2029 120", targets=(target(150, "2032"),))
    (line, *_) = views.overview.due(context).text.splitlines()
    assert line.endswith(", target 150 stands; latest: 120 stands (2029); prospect unclear.")
    assert "(" not in line.partition(", target")[0]


def test_three_targets_due_next_stand_in_sight_and_two_more_behind_a_handle():
    """All five are on the page, the next first; a plan with three has no handle."""
    dates = ["2032", "2033", "2034", "2035", "2036", "2037"]
    listed = [target(150 + index, date) for index, date in enumerate(dates)]
    for n, shown, handle in ((3, 3, 0), (6, 5, 1)):
        block = views.overview.due(context_of("2026 100; 2027 110; 2029 120", targets=tuple(listed[:n])))
        assert [line[:4] for line in block.text.splitlines() if ", target" in line] == dates[:shown]
        assert str(block.html).count("<details") == handle
        assert ("Also due next: 2" in block.text) == bool(handle)


def test_a_share_of_the_way_names_its_baseline_and_is_left_out_without_one():
    """No bar stands in a row whose figure is not the one that was measured from a baseline."""
    page = Page(views.target_tables.with_figure(real("en")).html)
    bars = [attributes for _, attributes in page.elements if attributes.get("class") == "pm-at"]
    assert 0 < len(bars) == page.text.count("baseline: ") < len([case for case in cases(real("en")) if case.figure])
    assert all(3 <= float(each["style"].removeprefix("left: ").removesuffix("%")) <= 97 for each in bars)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_scores_still_has_the_place_of_the_targets(language):
    """Addresses that lead to the targets on it are led on."""
    page = Page(views.targets.pointer(second(language)).html)
    assert page.values("id") == ["targets"]
    assert page.values("href") == ["targets.html"]


def test_a_plan_without_targets_says_so(tmp_path):
    """No table, no choice and no chart of nothing."""
    base = copy_of_project(tmp_path)
    file = base / "data" / "plan" / "targets.csv"
    file.write_text(file.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    context = read_context(SECOND, "en", base)
    assert "No official target was known" in views.targets.opening(context).text
    assert not views.targets.chooser(context).nodes + views.targets.results(context).nodes
    assert all("<table" not in getattr(views.target_tables, name)(context).html for name in TABLES)


def drawn(*targets, figures: str = "2026 100; 2027 120; 2028 150; 2029 200", **card: object) -> tuple[str, str]:
    """The opening of the page of a series, with its chart, as HTML and as text, where it has these targets."""
    context = context_of(figures, targets=targets, accumulation="stock", unit="stands", **card)
    block = views.indicator.opening(context, INDICATOR)
    return block.html, Page(block.html).text


def test_the_chart_shows_each_kind_of_target_and_says_how_it_is_read():
    """A band for a range, dashes through interim targets, a level for what is to be kept, that of a change."""
    html, text = drawn(target(250, "2032", kind="range", value_to="300"))
    assert f'fill="{BAND}"' in html
    assert "Band: the range of a target." in text
    assert "the target is from 250 stands to 300 stands by 2032" in text
    html, text = drawn(target(200, "2029", interim="yes"), target(500, "2032"))
    assert "the way to it through interim targets" in text
    assert "another target: 200 stands (interim target) by 2029" in text
    html, text = drawn(target(90, "2032", kind="keep"))
    assert "the level that is to be kept" in text
    assert BAND not in html
    less = target(50, "2032", kind="relative", unit="percent", baseline_period="2026")
    html, text = drawn(less)
    assert "50% more than in 2026: at least 150 stands (100 stands × 1.5)" in text
    assert "target 150" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_revised_target_is_shown_once_with_what_it_was(language):
    """The later one is judged and counted; the earlier stands beside it with its date."""
    context = second(language)
    text = views.target_tables.with_figure(context).text
    (row,) = (line for line in text.splitlines() if "88%" in line)
    assert {"en": "90% / set on 1 June 2026, revised since: 88%", "zh": "90% / 2026年6月1日制定，后经修订：88%"}[
        language
    ] in row
    known = [each for each in context.plan.targets if each.indicator == "satisfied_users" and each.period == "2030"]
    assert len(known) == 2
    assert sum(case.target in known for case in cases(context)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_target_on_a_condition_is_shown_with_it_and_has_no_result(language):
    """Neither met nor missed nor a prospect, on the page and in the exported table."""
    context = second(language)
    condition = {"en": "the nation pays for them", "zh": "国家拨款到位"}[language]
    text = views.target_tables.ahead_without(context).text
    (row,) = (line for line in text.splitlines() if condition in line)
    assert {"en": "set on a condition, so not assessed", "zh": "附有前提条件，不作评估"}[language] in row
    (exported,) = (each for each in tables(context)["targets"].rows if each[f"condition_{language}"])
    assert {exported[name] for name in ("result", "result_value", "prospect", "probability")} == {None}
    board = context.scoreboard
    (beta,) = board[(board["region"] == "XX-BB") & (board["indicator"] == "bicycle_stands")].to_dict("records")
    assert beta["target_period"] == "2032"


def test_exports_tell_the_kind_and_what_it_comes_to():
    """Of a change its level, of a share its areas, of a revised target when it was set anew."""
    rows = [dict(each) for each in tables(second("en"))["targets"].rows]
    (less,) = (each for each in rows if each["kind"] == "relative" and each["region"] == "XX-BB")
    assert (less["value"], less["comes_to"], less["result"]) == (-20, 1040, "ahead")  # 1,300 x 0.8
    (share,) = (each for each in rows if each["kind"] == "share")
    assert (share["areas"], share["areas_reaching"], share["areas_unknown"]) == (2, 1, 0)  # Alpha has 28,000
    (old,) = (each for each in rows if each["value"] == 88)
    assert (old["revised"], old["result"]) == ("2027-03-01", None)
    (between,) = (each for each in rows if each["kind"] == "range")
    assert (between["value"], between["value_to"]) == (1_000_000, 1_200_000)
