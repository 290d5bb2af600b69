"""The manual is the tests: every number on a card is what the function gives, by hand as well, and within the case."""

from __future__ import annotations

import ast
import inspect
import math
import re
from functools import cache

import pytest
from bilingual import LANGUAGES
from docutils.utils.math.latex2mathml import tex2mathml
from invented import PROJECT
from markupsafe import Markup
from method_cases import near

from plan_metrics import paths
from plan_metrics.context import Context
from plan_metrics.manual import work
from plan_metrics.manual.models import Case, Example, Given, Method, Step
from plan_metrics.manual.read import read_card, read_cases, read_chapter
from plan_metrics.manual.work import Line, calls, plain, worked, worth
from plan_metrics.measure.methods import METHODS
from plan_metrics.plan.code_lists import ProgramText
from plan_metrics.plan.models import Text
from plan_metrics.plan.read import read_plan
from plan_metrics.views import manual
from plan_metrics.views.arithmetic import arithmetic

CARDS = [name for page in read_chapter().page for name in page.cards]
HAN = re.compile(r"[\u3400-\u9fff]")
in_cards = pytest.mark.parametrize("name", CARDS)

# What is public in `measure` and no method of its own, and why. Everything else has a card that calls it.
NOT_METHODS = {
    "assess.assess": "puts comparable, judge and trend_status together; its cases are in cases/assess.toml",
    "by_method.by_method": "one method of the panel on a series; its cases are in cases/test_verdict_by_method.py",
    "method.bands": "the categories of a method with their limits",
    "panel.evidence_between": "the points that a method is given",
    "method.method": "declares a method",
    "method.against_due": "a share of the way against the thresholds of the plan, in the words of the panel",
    "method.by_pace": "a ratio against the thresholds of the plan, in the words of the panel",
    "method.common": "the word of the panel for a category",
    "methods.judged": "one method of the panel",
    "periods.is_period": "the form of a text",
    "periods.months": "how long a period is",
    "periods.period_between": "the name of a period",
    "periods.parts_of": "the periods that a period is made of",
    "moves.numbers_of": "the unknowns of a search for another table",
    "sensitivity.total_effects": "sobol_effects of a design",
    "categories.category": "a number among limits",
    "composite.parts_of": "the parts of a tree",
    "contribution.adding_up": "rounding that keeps a sum",
    "contribution.as_float": "a number",
    "contribution.as_printed": "a number",
    "normalise.table": "numbers as an array",
    "number.at_least": "a number",
    "outcome.reached": "a figure at a limit; the cases of target_result hold it",
    "target_kinds.laid": "`folded` of every point",
    "number.all_known": "numbers",
    "number.known": "a number",
    "number.maker": "makes tuples",
    "number.same": "a number",
    "periods.decimal_year": "a period",
    "periods.end_month": "a period",
    "periods.last_day": "a period",
    "comparability.of_one_kind": "whether two periods may be compared; the cases of judge hold it",
    "spans.last_digits": "`spans.last_digit` of many values",
    "strength.tested": "the figures of a trend test; the cases of evidence-strength hold it",
    "verdicts.largest": "a magnitude",
    "verdicts.without_bounds": "figures without those that are bounds",
    "periods.latest": "a period",
    "periods.period_kind": "a period",
    "periods.start_month": "a period",
    "periods.spread": "which periods count apart",
    "periods.years_between": "a period",
    "progress.sign": "a direction as +1 or -1",
    "recovery.relations_of": "the relations of a table",
    "targets.point_at": "the point of a period",
    "trend.between": "a level within its limits",
    "trend.in_unit": "numbers over a power of two",
    "trend.moment": "a period or a number as a moment",
    "trend.paired": "known pairs in the order of time",
}


def examples(name: str) -> list[tuple[Example, Case]]:
    """The examples of a card, each with its case."""
    return [(example, read_cases()[example.case]) for example in read_card(name).example]


def wrong(example: Example, case: Case) -> list[str]:
    """What does not agree: hand and function, or function and case, in words."""
    found = []
    for line in worked(example, case):
        if not isinstance(line.of, Step):
            continue
        value, hand = plain(line.value), line.by_hand
        within = max(1e-12, case.tolerance.get("abs", 0.0))
        if line.of.call and hand is not None and not math.isclose(hand, value, rel_tol=1e-9, abs_tol=within):
            found.append(f"{line.of.name}: {hand} by hand, {value} by the package")
        if line.of.expect and value != near(case, expected := worth(line.of.expect, case.expected)):
            found.append(f"{line.of.name}: {value}, expected {expected}")
    return found


# ---------------------------------------------------------------- numbers


@in_cards
def test_hand_package_and_case_agree_on_every_line(name):
    """What a reader works out, what the function gives and what the case expects are the same."""
    assert [fault for example, case in examples(name) for fault in wrong(example, case)] == []


@in_cards
def test_every_example_comes_to_something_that_its_case_expects(name):
    """At least one line is held against the case; what is refused has no number to hold."""
    for example, case in examples(name):
        held = any(step.expect for step in example.step)
        assert held or any(step.refused for step in example.step) or case.source_type == "peer_defect", case.id


def test_a_case_that_is_worked_by_hand_is_worked_in_full():
    """Every figure that such a case expects is checked by a line of a card, for no other test runs it."""
    checked: dict[str, set[str]] = {}
    for example in (example for name in CARDS for example in read_card(name).example):
        names = checked.setdefault(example.case, set())
        names |= {re.split(r"\W", step.expect)[0] for step in example.step if step.expect}
    by_hand = [case for case in read_cases().values() if case.method == "by_hand"]
    assert len(by_hand) > 20
    assert {case.id: set(case.expected) - checked.get(case.id, set()) for case in by_hand} == {
        case.id: set() for case in by_hand
    }


def test_a_card_and_a_case_that_differ_are_found():
    """Another input, another expected value, and another formula by hand: each is told."""
    (example, case), *_ = examples("statcan-target")
    assert wrong(example, case) == []
    assert wrong(example, case.model_copy(update={"inputs": {**case.inputs, "current_value": 11.2}}))
    assert wrong(example, case.model_copy(update={"expected": {**case.expected, "score": 2.054}}))
    steps = [step.model_copy(update={"hand": "v / b"}) if step.name == "g" else step for step in example.step]
    assert wrong(example.model_copy(update={"step": steps}), case)[0].startswith("g: 0.59")


def test_what_should_be_refused_and_is_not_is_an_error():
    """A step that says `refused` is proved to be."""
    (example, case) = examples("geometric-mean")[2]
    fine = case.model_copy(update={"inputs": {**case.inputs, "values": [1, 80, 95]}})
    with pytest.raises(ValueError, match="expected ValueError"):
        worked(example, fine)


# ---------------------------------------------------------------- nothing is left out


def public() -> set[str]:
    """The public functions of `measure`, as module.function, but for those that judge for a method of the panel."""
    judges = {method.judge for method in METHODS.values()}
    return {
        f"{name}.{function}"
        for name, module in work.modules().items()
        for function, value in vars(module).items()
        if callable(value) and inspect.isfunction(inspect.unwrap(value))
        if value.__module__ == module.__name__ and not function.startswith("_")
        if value not in judges
    }


def test_every_method_has_a_card():
    """A public function of `measure` is called by a card, or stands in the table of what is no method."""
    called = {name for card in CARDS for name in calls(read_card(card))}
    assert public() - called == set(NOT_METHODS)


def test_every_card_is_on_one_page():
    """No file of a card lies about, and none comes twice."""
    assert sorted(CARDS) == sorted(file.stem for file in (paths.MANUAL / "cards").glob("*.toml"))


def test_names_of_an_example_hide_no_module():
    """A step named as a module of `measure` would make its functions unreachable for those after it."""
    for name in CARDS:
        for example in read_card(name).example:
            names = {*example.let, *(one.name for one in (*example.given, *example.step))}
            assert not names & (set(work.modules()) | set(work.BY_HAND)), name


def test_an_unmade_result_is_refused():
    """A step with neither arithmetic nor a call would be a typed result."""
    says = ProgramText(zh="一", en="one")
    with pytest.raises(ValueError, match="a result is never typed"):
        Step(name="x", says=says)
    given, step = Given(name="x", says=says, value="1"), Step(name="x", says=says, hand="1")
    with pytest.raises(ValueError, match="expected each once"):
        Example(case="x", made_up=True, about=says, given=[given], step=[step])


# ---------------------------------------------------------------- words and formulas


def texts(part: object):
    """Every text in both languages within a card or the chapter."""
    if isinstance(part, Text):
        yield part
    elif isinstance(part, list | tuple):
        for one in part:
            yield from texts(one)
    elif isinstance(part, dict):
        yield from texts(list(part.values()))
    elif hasattr(type(part), "model_fields"):
        yield from texts([getattr(part, field) for field in type(part).model_fields])


@pytest.mark.parametrize("name", [*CARDS, "chapter"])
def test_each_text_is_in_its_language(name):
    """Chinese has Chinese characters, unless it is a sign, a number or a code; English has none."""
    for text in texts(read_chapter() if name == "chapter" else read_card(name)):
        assert not HAN.search(text.en), text.en
        assert HAN.search(text.zh) or not re.search(r"[a-z]{2}", text.zh), text.zh


@in_cards
def test_a_number_in_the_words_of_a_method_comes_from_the_code(name):
    """Limits and constants are filled in; only the ends of scales (0, 1, 5, 10, 100), exponents and names are typed."""
    card = read_card(name)
    for text in (card.says, card.misleads):
        for code in LANGUAGES:
            bare = re.sub(r"n/\(n ?- ?1\)|MLD|SDSN|\(2023\)|2022年|2022", "", manual.IN_TEXT.sub("", text[code]))
            assert set(re.findall(r"\d+(?:\.\d+)?", bare)) <= {"0", "1", "5", "10", "100"}, bare


@in_cards
def test_a_formula_can_be_drawn_and_is_the_same_in_both_languages(name):
    """MathML comes of it, and it holds no word of any language: only letters, signs and names of functions."""
    formula = read_card(name).formula
    assert "<math" in tex2mathml(formula, as_block=True)
    letters = re.sub(r"\\operatorname\{\w+\}|\\mathrm\{[A-Z]+\}|\\[a-zA-Z]+", " ", formula)
    assert not re.search(r"[A-Za-z]{3}", letters)


# ---------------------------------------------------------------- the page


@cache
def context(code: str) -> Context:
    """As much of a context as the chapter needs: its language, and a plan whose rules it says."""
    plan = read_plan(PROJECT / "data" / "plan")
    return Context(plan=plan, edition=None, language=code, scoreboard=None, observations=None)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("page", read_chapter().page, ids=lambda page: page.name)
def test_a_page_says_everything_of_each_card(page, code):
    """Title, words, formula, every example with its table, when it misleads, source; each placeholder filled in."""
    text = manual.page(context(code), page)
    assert text.startswith(f"# {page.title[code]}\n")
    assert not manual.IN_TEXT.search(re.sub(r"\$\$.*?\$\$", "", text, flags=re.DOTALL)), "a placeholder is left"
    for name in page.cards:
        card: Method = read_card(name)
        assert f"\n## {card.title[code]}\n" in text
        assert f"$$\n{card.formula}\n$$" in text
        assert text.count(f'<table class="pm pm-stacked" id="{name}-') == len(card.example)
        assert card.source.text[code] in text
        for example in card.example:
            assert all(str(Markup.escape(line.says[code])) in text for line in (*example.given, *example.step))


@in_cards
def test_a_shown_number_is_the_value_to_its_last_digit(name):
    """Half a unit of the last digit shown, and no more, lies between what is printed and what was worked out."""
    for example, case in examples(name):
        for line in worked(example, case):
            value, show = plain(line.value), line.of.show
            if (
                isinstance(value, int | float)
                and not isinstance(value, bool)
                and show in ("number", "percent", "exact")
            ):
                text = manual.shown(context("en"), line.of.model_copy(update={"unit": None}), value)
                printed = float(text.replace(",", "").replace("−", "-").rstrip("%")) / (100 if show == "percent" else 1)
                digits = {"exact": 10, "percent": line.of.digits + 2}.get(show, line.of.digits)
                assert abs(printed - value) <= 0.5000001 * 10.0**-digits, line.of.name


def show(value: object, **more: object) -> str:
    """A value as a step would show it in English."""
    step = Step(name="x", says=ProgramText(zh="一", en="one"), hand="1", **more)
    return manual.shown(context("en"), step, value)


def test_values_of_every_kind_are_shown():
    """Numbers, ratios, years, lists long and short, codes in words, and nothing at all."""
    percent = ProgramText(zh="%", en="%")
    assert show(-0.12345) == "−0.123"
    assert show(0.12345, show="percent", digits=1) == "12.3%"
    assert show(8.5, show="exact", unit=percent) == "8.5%"
    assert show(3, unit=ProgramText(zh="年", en="years")) == "3 years"
    assert show([2015, 2016, 2017, 2018], show="year") == "2015–2018"
    assert show([2015, 2017], show="year") == "2015; 2017"
    assert show(list(range(20))) == "0; 1; 2; 3; …; 19"
    assert show([]) == "none"
    assert (show(True), show(False), show(None), show(math.nan)) == ("yes", "no", "no value", "no value")
    assert show("robust", show="word") == "agree"
    assert show("behind", show="word") == "behind"
    with pytest.raises(KeyError):
        show("no such code", show="word")


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        ("(v - b) / (T - b)", "(3 − 8) / (20 − 8)"),
        ("v - (b - T)", "3 − (8 − 20)"),
        ("v - b - T", "3 − 8 − 20"),
        ("v / (b * T)", "3 / (8 × 20)"),
        ("-v * n", "−3 × (−2)"),
        ("b ** (1 / v)", "8<sup>1 / 3</sup>"),
        ("(b ** 2) ** 2", "(8<sup>2</sup>)<sup>2</sup>"),
        ("n ** 2", "(−2)<sup>2</sup>"),
        ("sqrt(b + v)", "√(8 + 3)"),
        ("sqrt(b)", "√8"),
        ("abs(n - v)", "|(−2) − 3|"),
        ("ln(v) + exp(b)", "ln(3) + exp(8)"),
        ("sum(x) / 2", "(1 + (−4)) / 2"),
        ("mean(x)", "(1 + (−4)) / 2"),
        ("dot(x, x)", "1 × 1 + (−4) × (−4)"),
        ("x[1] + 1", "(−4) + 1"),
        ("median([v, b, T])", "the middle one of 3; 8; 20"),
        ("max(v, b)", "the largest of 3; 8"),
        ("t(0.9, v)", "<var>t</var><sub>3</sub>(0.9)"),
    ],
)
def test_arithmetic_is_written_as_people_write_it(expression, written):
    """Numbers in place of names, and brackets where they are needed."""
    values = {"v": 3, "b": 8, "T": 20, "n": -2, "x": [1, -4]}
    found = arithmetic(expression, values, lambda name, value: f"{value}".replace("-", "−"), str)
    assert str(found) == written
    parsed = ast.parse(expression, mode="eval")
    assert {node.func.id for node in ast.walk(parsed) if isinstance(node, ast.Call)} <= set(work.BY_HAND)


def test_arithmetic_knows_no_other_syntax():
    """A comparison, or a function that is not on the list, is refused."""
    for expression in ("a < b", "f(a)"):
        with pytest.raises((ValueError, KeyError)):
            arithmetic(expression, {"a": [1], "b": 2}, lambda name, value: f"{value}", str.format)


def test_a_line_of_inputs_has_no_calculation():
    """What is given is only shown."""
    (example, case), *_ = examples("share")
    lines = worked(example, case)
    assert [isinstance(line.of, Given) for line in lines] == [True] * 3 + [False] * 4
    assert lines[0] == Line(example.given[0], 14.5)
