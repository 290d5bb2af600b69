"""A plan that is wrong is refused, and every fault is told in words of ours: where, what was found, what to do."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from bilingual import LANGUAGES
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import PROJECT, add, change, said
from pydantic import ValidationError

from plan_metrics import paths
from plan_metrics.errors import Fault, FaultError
from plan_metrics.plan.dimensions import Code
from plan_metrics.plan.head import PlanHead
from plan_metrics.plan.messages import ANOTHER, FORMS, card_faults
from plan_metrics.plan.models import Action
from plan_metrics.plan.read import ROWS, read_plan
from plan_metrics.plan.schema import schema
from plan_metrics.registers.card import Register


def faults_of(base: Path) -> tuple[Fault, ...]:
    """The faults for which the plan of a project folder is refused."""
    with pytest.raises(FaultError) as refused:
        read_plan(paths.plan_folder(base))
    return refused.value.faults


def swap(file: Path, old: str, new: str) -> None:
    """A file with one place changed."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def line_with(file: Path, text: str) -> int:
    """The first line of a file that begins with a text."""
    return next(n for n, line in enumerate(file.read_text("utf-8").split("\n"), 1) if line.startswith(text))


def card(base: Path, name: str) -> Path:
    """A card of the invented plan."""
    return paths.plan_folder(base) / ("plan.toml" if name == "plan" else f"actions/{name}.toml")


REASON = 'reason = { zh = "虚构，仅供测试。", en = "Invented, for tests only." }'
FITS = "".join(
    ["fits = [\n", *(f'    {{ commitment = "A01.{n}", fit = "direct", {REASON} }},\n' for n in (1, 2)), "]\n"]
)
RATE_FITS = 'id = "theft_rate"\nfits = [\n    { commitment = "'
SEARCHED = (
    'searched = { zh = "查找过年度统计，未见公布。", en = "Looked for in the yearly statistics; not published." }\n'
)
NEEDED = (
    'needed = { zh = "虚构国自行车停放局每年公布的数字。", en = "A yearly figure of the Bicycle Parking Office." }\n'
)
STATIONS = 'title = { zh = "在车站增加停车位", en = "More stands at stations" }\n'
TRIALS = "trials = 3                   # later figures on which a projection must have been tried before\n"

# ---------------------------------------------------------------- keys

# a key that is required, its line on the card, and how the message names it
REQUIRED = {
    "direction": ("A01", 'direction = "increase"\n', "indicators.1.direction"),
    "unit": ("A01", 'unit = "stands"\n', "indicators.1.unit"),
    "aim": ("A02", 'aim = { zh = "减少自行车被盗。", en = "Fewer stolen bicycles." }\n', "aim"),
    "fits": ("A01", FITS, "indicators.1.fits"),
    "fit": ("A01", ', fit = "direct"', "indicators.1.fits.1.fit"),
    "reason": ("A01", f", {REASON}", "indicators.1.fits.1.reason"),
    "reason in Chinese": ("A01", 'zh = "虚构，仅供测试。", ', "indicators.1.fits.1.reason.zh"),
    "reason in English": ("A01", ', en = "Invented, for tests only."', "indicators.1.fits.1.reason.en"),
    "collection": ("A01", 'collection = "census"\n', "indicators.1.collection"),
    "trend": ("plan", "trend = 0.005\n", "thresholds.trend"),
    "a rule of verdicts": ("plan", TRIALS, "verdicts.trials"),
    "a need of evidence": ("plan", ", sample = 1000", "verdicts.strong.sample"),
    "a rule of states": ("plan", ", majority = [2, 3]", "verdicts.state.majority"),
    "baseline": ("plan", 'baseline_period = "2026"\n', "baseline_period"),
}


@pytest.mark.parametrize(("name", "line", "key"), REQUIRED.values(), ids=REQUIRED)
def test_a_card_without_a_required_key_is_refused(invented_base, name, line, key):
    """Nothing that changes a result has a default; the message names the file and the key."""
    swap(card(invented_base, name), line, "")
    (fault,) = faults_of(invented_base)
    assert (fault.file, fault.column) == (card(invented_base, name).name, key)
    assert said(fault) == (
        "nothing",
        "a value for this key",
        "Add the key; plan-metrics schema writes every key and its values to data/plan/schema.json.",
    )


# a key that no model knows: where it is put (after this line), how the message names it, and keys that it proposes
UNKNOWN = {
    "plan": ("plan", 'whole = "XX"\n', "colour", "baseline_period"),
    "thresholds": ("plan", "trend = 0.005\n", "thresholds.colour", "too_early"),
    "verdicts": ("plan", TRIALS, "verdicts.colour", "little_points"),
    "needs": ("plan", "documents = 2", "verdicts.strong.colour", "figures, p, sample, documents"),
    "text": ("plan", 'en = "Bicycle parking (invented)"', "short_title.colour", "zh, en"),
    "action": ("A02", 'id = "A02"\n', "colour", "commitments"),
    "commitment": ("A02", 'id = "A02.2"\n', "commitments.2.colour", "searched, needed"),
    "indicator": ("A02", 'id = "bicycles_stolen"\n', "indicators.2.colour", "collection"),
    "fit": ("A02", 'fit = "direct"', "indicators.1.fits.1.colour", "commitment, fit, reason"),
    "aggregation": ("A02", 'time = "sum"', "indicators.1.aggregation.colour", "region, breakdown, time"),
}


@pytest.mark.parametrize(("name", "after", "key", "known"), UNKNOWN.values(), ids=UNKNOWN)
def test_an_unknown_key_is_refused(invented_base, name, after, key, known):
    """Wherever it stands, the message names the file and the key, and says which keys there are."""
    new = 'colour = "red"\n' if after.endswith("\n") else ', colour = "red"'
    swap(card(invented_base, name), after, after + new)
    (fault,) = faults_of(invented_base)
    assert (fault.file, fault.column) == (card(invented_base, name).name, key)
    assert key in said(fault)[0]
    assert known in said(fault)[1]


@pytest.mark.parametrize("line", ['commitments = ["A01.1"]', "weight = 1.0", "targets = []"])
def test_a_key_of_the_first_model_is_refused(invented_base, line):
    """Commitments, weights and targets stood on the card of an indicator once; the keys of today are named."""
    swap(card(invented_base, "A01"), 'id = "bicycle_stands"\n', f'id = "bicycle_stands"\n{line}\n')
    (fault,) = faults_of(invented_base)
    assert (fault.file, fault.column) == ("A01.toml", f"indicators.1.{line.partition(' ')[0]}")
    assert "a key that the schema knows: id, fits, title" in said(fault)[1]


def test_an_unknown_column_is_refused(invented_base):
    """A code list has exactly its columns; the message names the file and the column."""
    swap(paths.plan_folder(invented_base) / "dimensions" / "sector.csv", "title_en", "title_en,colour")
    faults = faults_of(invented_base)
    assert ("sector.csv", "colour") in {(fault.file, fault.column) for fault in faults}


# ---------------------------------------------------------------- references

# a reference that leads nowhere: card, text, and what stands there instead; how the message names the place
LOOSE_ENDS = {
    "unit": ("A03", 'unit = "keepers"', 'unit = "rods"', "indicators.keepers_trained.unit"),
    "breakdown": ("A01", 'breakdown = "TOTAL"', 'breakdown = "moon"', "indicators.bicycle_stands.breakdown"),
    "numerator": ("A02", 'numerator = "bicycles_stolen"', 'numerator = "bells"', "indicators.theft_rate.numerator"),
    "whole": ("plan", 'whole = "XX"', 'whole = "ZZ"', "whole"),
    "evaluation": ("plan", 'commitment = "A01.1"', 'commitment = "A01.7"', "evaluation.commitment"),
}


@pytest.mark.parametrize(("name", "old", "new", "key"), LOOSE_ENDS.values(), ids=LOOSE_ENDS)
def test_a_reference_that_leads_nowhere_is_refused(invented_base, name, old, new, key):
    """A code that a card names stands in its list; the message names the card and the key."""
    swap(card(invented_base, name), old, new)
    (fault,) = faults_of(invented_base)
    assert (fault.file, fault.column, fault.rule) == (card(invented_base, name).name, key, "loose_end")


# a cell of a code list that leads nowhere: file, line, cells
LOST_CELLS = {
    "a unit's base": ("units.csv", 3, {"base": "rods"}),
    "a sector's parent": ("dimensions/sector.csv", 4, {"parent": "moon"}),
    "a wording's sector": ("wordings.csv", 3, {"sector": "moon"}),
    "a population's region": ("population.csv", 2, {"region": "YY"}),
    "a region's source": ("regions.csv", 4, {"source": "P99"}),
    "a region's parent": ("regions.csv", 3, {"parent": "YY"}),
    "a group's member": ("regions.csv", 4, {"level": "group", "members": "XX-AA YY"}),
}


@pytest.mark.parametrize(("file", "line", "cells"), LOST_CELLS.values(), ids=LOST_CELLS)
def test_a_cell_that_leads_nowhere_is_refused_with_its_line(invented_base, file, line, cells):
    """The message names the line of the code list, as a spreadsheet counts, and the column."""
    change(paths.plan_folder(invented_base) / file, line, **cells)
    (fault,) = faults_of(invented_base)
    assert (fault.file, fault.row, fault.column) == (Path(file).name, line, list(cells)[-1])
    assert fault.rule == "loose_end"


@pytest.mark.parametrize("other", ["bells", "bicycle_stands"])
def test_an_indicator_repeats_another_one_that_there_is(invented_base, other):
    """Neither one that is not there nor itself."""
    file = card(invented_base, "A01")
    swap(file, 'direction = "increase"', f'direction = "increase"\nrepeats = "{other}"')
    file.write_text(file.read_text("utf-8").replace('fit = "direct"', 'fit = "context"', 2), "utf-8")
    swap(file, 'id = "A01.2"\n', f'id = "A01.2"\n{SEARCHED}{NEEDED}')
    (fault,) = faults_of(invented_base)
    assert (fault.column, fault.rule) == ("indicators.bicycle_stands.repeats", "loose_end")
    assert said(fault)[0] == f"“{other}”, which is not in the list"


# ---------------------------------------------------------------- cards that do not hold together

CURLY = "these keys in curly brackets: "
# Card, text and what stands there instead; the key that is named, what was found, parts of what was expected and to do.
CONTRADICTIONS = {
    "a direction that is neither": (
        "A01", 'direction = "increase"', 'direction = "up"',
        "indicators.1.direction", "“up”", "one of: increase, decrease, none", "schema.json",
    ),
    "a way of collecting that is none": (
        "A01", 'collection = "census"', 'collection = "count"',
        "indicators.1.collection", "“count”", "one of: census, register, sample, survey", "schema.json",
    ),
    "a fit that is none": (
        "A01", 'fit = "direct"', 'fit = "close"',
        "indicators.1.fits.1.fit", "“close”", "one of: direct, proxy, context", "schema.json",
    ),
    "a fit for what is no commitment": (
        "A01", 'commitment = "A01.1"', 'commitment = "stations"',
        "indicators.1.fits.1.commitment", "“stations”, which no card has", "one of: A01.1", "Correct the id",
    ),
    "a fit for an unknown commitment": (
        "A01", 'commitment = "A01.1"', 'commitment = "A01.9"',
        "indicators.1.fits.1.commitment", "“A01.9”, which no card has", "one of: A01.1, A01.2, A01.3, A02.1",
        "add the commitment to a card",
    ),
    "fits for commitments of another action alone": (
        "A02", f'{RATE_FITS}A02.1"', f'{RATE_FITS}A01.1"',
        "indicators.3.fits", "no fit to a commitment of this card that is as close as “direct” to A01.1",
        "on the card of the action that it measures most closely", "Move it to the card of that action",
    ),
    "a closer fit for a commitment of another action": (
        "A02", f'{RATE_FITS}A02.1", fit = "direct", {REASON}',
        f'{RATE_FITS}A02.1", fit = "context", {REASON} }},\n    {{ commitment = "A01.1", fit = "proxy", {REASON}',
        "indicators.3.fits", "no fit to a commitment of this card that is as close as “proxy” to A01.1",
        "on the card of the action that it measures most closely", "its fits may name commitments of every action",
    ),
    "two fits for one commitment": (
        "A01", '{ commitment = "A01.2"', '{ commitment = "A01.1"',
        "indicators.1.fits.2.commitment", "“A01.1”, which has a fit already", "one fit for each commitment",
        "Keep the closer fit",
    ),
    "no fit": (
        "A01", FITS, "fits = []\n", "indicators.1.fits", "an empty list", "a list of at least 1", "schema.json",
    ),
    "fits that are no list": (
        "A01", FITS, 'fits = "A01.1"\n', "indicators.1.fits", "“A01.1”", "a list in square brackets", "schema.json",
    ),
    "fits that are codes alone": (
        "A01", FITS, 'fits = ["A01.1"]\n',
        "indicators.1.fits.1", "“A01.1”", f"{CURLY}commitment, fit, reason", "schema.json",
    ),
    "a reason in no language": (
        "A01", REASON, 'reason = "It counts them."',
        "indicators.1.fits.1.reason", "“It counts them.”", f"{CURLY}zh, en", "schema.json",
    ),
    "a reason in one language": (
        "A01", 'en = "Invented, for tests only."', 'en = ""',
        "indicators.1.fits.1.reason.en", "an empty text", "some text", "schema.json",
    ),
    "an indicator without a direction that counts": (
        "A03", 'direction = "increase"', 'direction = "none"',
        "indicators.1.fits.1.fit", "“direct”, although no direction of keepers_trained is wanted", "the fit “context”",
        "give the direction that is wanted",
    ),
    "an indicator that repeats another and counts": (
        "A03", 'direction = "increase"', 'direction = "increase"\nrepeats = "satisfied_users"',
        "indicators.1.fits.1.fit", "“direct”, although keepers_trained only repeats satisfied_users",
        "the fit “context”", "remove the key “repeats”",
    ),
    "a commitment twice": (
        "A03", 'id = "A03.3"', 'id = "A03.1"',
        "commitments.3.id", "“A03.1”, which is on the card already", "each code once", "Correct the id",
    ),
    "a commitment without an indicator that lacks what was looked for": (
        "A01", SEARCHED, "",
        "commitments.3.searched", "nothing", "what was looked for: A01.3 has no direct or proxy indicator",
        "in every language",
    ),
    "a commitment without an indicator that lacks what it would need": (
        "A01", NEEDED, "",
        "commitments.3.needed", "nothing", "what would measure A01.3 and who holds that", "in every language",
    ),
    "a commitment with nothing but context": (
        "A03", 'fit = "direct"', 'fit = "context"',
        "commitments.1.needed", "nothing", "what would measure A03.1 and who holds that", "a direct or proxy indicator",
    ),
    "a need in one language": (
        "A01", NEEDED, NEEDED.partition(", en")[0] + " }\n",
        "commitments.3.needed.en", "nothing", "a value for this key", "Add the key",
    ),
    "a commitment that has an indicator and says what it would need": (
        "A01", STATIONS, STATIONS + NEEDED,
        "commitments.1.needed", "the key “needed”, although A01.1 has a direct or proxy indicator", "no such key",
        "Remove the key",
    ),
    "half a ratio": (
        "A02", 'numerator = "bicycles_stolen"\n', "",
        "indicators.3.numerator", "nothing", "beside the denominator", "Add the key",
    ),
    "a month that does not exist": (
        "A01", 'next_update = "2031-02"', 'next_update = "2031-13"',
        "indicators.1.next_update", "“2031-13”", "a month such as 2026-09, or none", "schema.json",
    ),
    "a text in one language": (
        "A01", 'en = "More stands at schools"', 'en = " "', "commitments.2.title.en", "“ ”", "some text", "schema.json",
    ),
    "a text without quotation marks": (
        "plan", 'baseline_period = "2026"', "baseline_period = 2026",
        "baseline_period", "“2026”", "text in quotation marks", "schema.json",
    ),
    "a period that is none": (
        "plan", 'horizon = "2032"', 'horizon = "soon"', "methods.horizon", "“soon”", "half-year (2024-H1)", "Correct",
    ),
    "a day that does not exist": (
        "plan", 'issued = "2026-05-01"', 'issued = "2026-02-30"',
        "issued", "“2026-02-30”", "a date that exists", "Correct",
    ),
    "an unknown method": (
        "plan", '"escap"]', '"escape"]', "methods.panel", "“escape”", "one of: escap, eurostat, ", "Correct",
    ),
    "a rule that is no number": (
        "plan", "little = 0.03", 'little = "3%"', "verdicts.little", "“3%”", "a number", "schema.json",
    ),
    "a share above one": (
        "plan", "little = 0.03", "little = 3", "verdicts.little", "“3”", "a number below 1", "schema.json",
    ),
    "a step without an end": (
        "plan", "little_points = 1.0", "little_points = inf",
        "verdicts.little_points", "“inf”", "a number of 100 or less", "schema.json",
    ),
    "a judgement on two figures": (
        "plan", "figures = 3 ", "figures = 2 ", "verdicts.figures", "“2”", "a number of 3 or more", "schema.json",
    ),
    "half a figure": (
        "plan", "figures = 5", "figures = 5.5", "verdicts.strong.figures", "“5.5”", "a whole number", "schema.json",
    ),
    "needs that are no table": (
        "plan", "strong = { figures = 5, p = 0.05, sample = 1000, documents = 2 }", "strong = 5",
        "verdicts.strong", "“5”", f"{CURLY}figures, p, sample, documents", "schema.json",
    ),
    "strong evidence that needs less than moderate evidence": (
        "plan", "sample = 1000", "sample = 50",
        "verdicts.strong.sample", "“50”", "100 or more, as moderate evidence needs", "Correct",
    ),
    "strong evidence that leaves more to chance than moderate evidence": (
        "plan", "p = 0.05", "p = 0.5",
        "verdicts.strong.p", "“0.5”", "0.2 or less, as moderate evidence needs", "Correct",
    ),
    "a latest change that no two figures can be": (
        "plan", "latest_least = 0.5", "latest_least = 2.5",
        "verdicts.latest_least", "“2.5”", "2 or less: latest_years is the most", "Correct",
    ),
    "steps of a prospect out of order": (
        "plan", "[0.9, 0.66, 0.33, 0.1]", "[0.1, 0.33, 0.66, 0.9]",
        "verdicts.prospect", "“0.1, 0.33, 0.66, 0.9”", "each lower than the one before", "Correct",
    ),
    "a step of a prospect too few": (
        "plan", "[0.9, 0.66, 0.33, 0.1]", "[0.9, 0.66, 0.33]",
        "verdicts.prospect.4", "nothing", "one more entry in this list", "schema.json",
    ),
    "a step of a prospect too many": (
        "plan", "[0.9, 0.66, 0.33, 0.1]", "[0.9, 0.66, 0.33, 0.1, 0.01]",
        "verdicts.prospect", "“0.9, 0.66, 0.33, 0.1, 0.01”", "a list of at most 4", "schema.json",
    ),
    "a share of nothing": (
        "plan", "judged = [1, 3]", "judged = [1, 0]",
        "verdicts.state.judged", "“1, 0”", "such as [1, 3] for a third", "Correct",
    ),
    "a majority that is none": (
        "plan", "majority = [2, 3]", "majority = [1, 2]",
        "verdicts.state.majority", "“1, 2”", "more than a half", "Correct",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_card_that_does_not_hold_together_is_refused(invented_base, case):
    """A message in words of ours: the card and the key, what was found, what was expected, what to do."""
    name, old, new, key, found, expected, fix = case
    swap(card(invented_base, name), old, new)
    faults = faults_of(invented_base)
    (fault,) = [each for each in faults if each.column == key]
    assert {each.file for each in faults} == {card(invented_base, name).name}
    assert said(fault)[0] == found
    assert expected in said(fault)[1]
    assert fix in said(fault)[2]


JUNK = st.sampled_from(
    [None, "", " ", "x", "A01.1", -1, 0, 2, 0.5, float("nan"), float("inf"), True, [], ["x"], [[1]], {}, {"x": 1},
     datetime.date(2030, 1, 1)]
)  # fmt: skip
CARDS = {PlanHead: card(PROJECT, "plan"), Action: card(PROJECT, "A01")}
# Words of pydantic's messages that are none of ours.
FOREIGN = re.compile(r"Input should|should (have|match)|Value error|Field required|not permitted|instance of|valid ")


def places(tree: object, at: tuple = ()) -> Iterator[tuple]:
    """Where the values of a card stand, from the top."""
    parts = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, part in parts:
        yield (*at, key)
        yield from places(part, (*at, key))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(model=st.sampled_from(sorted(CARDS, key=str)), place=st.integers(0, 10_000), junk=JUNK)
def test_whatever_is_wrong_on_a_card_is_told_in_words_of_ours(model, place, junk):
    """Any value of a card replaced by junk, or left out: three parts, each said, and none in words of a library."""
    tree = tomllib.loads(CARDS[model].read_text("utf-8"))
    every = list(places(tree))
    *above, key = every[place % len(every)]
    inner = tree
    for part in above:
        inner = inner[part]
    if junk is None:
        del inner[key]
    else:
        inner[key] = junk
    try:
        model.model_validate(tree)
    except ValidationError as error:
        faults = card_faults(error, model, "card.toml", LANGUAGES)
        assert faults
        for fault in faults:
            assert all(said(fault)), fault
            assert not FOREIGN.search(" ".join(said(fault))), fault
            assert fault.expected != ANOTHER, fault
            assert "[" not in (fault.column or ""), fault


def test_an_id_that_two_cards_have_is_told_whatever_its_capitals(invented_base):
    """An action and its pages would take the place of each other on a disk that knows no capitals."""
    swap(card(invented_base, "A03"), 'id = "A03.3"', 'id = "a02.2"')
    found = faults_of(invented_base)[0]
    assert (found.rule, found.file, found.column) == ("duplicate", "A03.toml", "commitments.3.id")
    assert found.values["others"] == "A02.2 (A02.toml), a02.2 (A03.toml)"


def test_every_form_of_text_that_is_asked_for_has_words():
    """What a pattern means is said to people who do not read patterns: on the cards, and in the code lists."""
    others = (Register, *ROWS.values(), Code)
    cards = schema(LANGUAGES) + "".join(json.dumps(model.model_json_schema()) for model in others)
    asked = set(re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', cards))
    asked = {json.loads(pattern) for pattern in asked}
    assert asked == set(FORMS)


# ---------------------------------------------------------------- targets

# a wrong row of the board of targets: its cells; the column, what was found, parts of what was expected and to do
TARGETS = {
    "an unknown action": ({"action": "A09"}, "action", "“A09”, which is not in the list", "A01, A02, A03", "Correct"),
    "another action than that of the indicator": (
        {"action": "A02"}, "action", "“A02”, another action than that of bicycle_stands", "A01, whose card has it",
        "Correct the action or the indicator",
    ),
    "an unknown indicator": (
        {"indicator": "bicycle_stand"}, "indicator", "“bicycle_stand”, which is not in the list", "bicycle_stands",
        "Correct the code",
    ),
    "an unknown region": ({"region": "YY"}, "region", "“YY”, which is not in the list", "XX, XX-AA", "Correct"),
    "no region": ({"region": ""}, "region", "an empty cell", "XX, XX-AA", "Correct"),
    "an unknown breakdown": ({"breakdown": "moon"}, "sector", "“moon”, which is not in the list", "TOTAL", "Correct"),
    "an unknown document": ({"source": "P99"}, "source", "“P99”, which is not in the list", "P01, P02", "Correct"),
    "a unit that is not that of the indicator": (
        {"unit": "10k stands"}, "unit", "“10k stands”, another unit than that of bicycle_stands",
        "stands (个车位, stands), the unit of bicycle_stands", "convert the value",
    ),
    "an unknown unit": ({"unit": "rods"}, "unit", "“rods”, which is not in the list", "stands", "Correct"),
    "a value without a unit": (
        {"unit": ""}, "unit", "an empty cell", "the unit of the value 60000", "empty the other one",
    ),
    "a unit without a value": (
        {"value": ""}, "value", "an empty cell", "a number beside the unit “stands”", "Fill in the cell",
    ),
    "an indicator without a value": (
        {"value": "", "unit": ""}, "value", "an empty cell", "only a target with a value belongs to the indicator",
        "Fill in the cell",
    ),
    "a value that is no number": ({"value": "many"}, "value", "“many”", "a number", "Correct this cell"),
    "a value that is not the printed one": (
        {"value": "10", "printed": "60000", "qualifier": "exact"}, "value", "“10”", "60000, as the words", "Compare",
    ),
    "a bound that is not the printed one": (
        {"value": "60000", "printed": "超过6万", "qualifier": "under"}, "qualifier", "“under”", "over, as the words",
        "Compare",
    ),
    "a value without an end": ({"value": "1e999"}, "value", "“1e999”", "a number", "Correct this cell"),
    "a value without a qualifier": (
        {"qualifier": ""}, "qualifier", "an empty cell", "one of: exact, over, nearly, about, under", "over for “over”",
    ),
    "an unknown qualifier": (
        {"qualifier": "余"}, "qualifier", "“余”", "one of: exact, over, nearly, about, under", "Correct this cell",
    ),
    "no period": ({"period": "soon"}, "period", "“soon”", "a year (2024)", "Correct"),
    "a baseline for no period": ({"baseline_period": "then"}, "baseline_period", "“then”", "a year (2024)", "Correct"),
    "a day that does not exist": ({"since": "2027-02-30"}, "since", "“2027-02-30”", "a date that exists", "Correct"),
    "no day": ({"since": ""}, "since", "an empty cell", "a date that exists", "Correct"),
    "no words": ({"printed": ""}, "printed", "an empty cell", "some text", "Correct"),
    "too many words": ({"printed": "x" * 41}, "printed", "“" + "x" * 41 + "”", "at most 40 characters", "Correct"),
    "no title in English": ({"title_en": ""}, "title_en", "an empty cell", "some text", "Correct"),
}  # fmt: skip


@pytest.mark.parametrize("case", TARGETS.values(), ids=TARGETS)
def test_a_target_that_does_not_hold_together_is_refused(invented_base, case):
    """One message in words of ours: the line and the column, what was found, what was expected, what to do."""
    cells, column, found, expected, fix = case
    change(paths.plan_folder(invented_base) / "targets.csv", 2, **cells)
    (fault,) = faults_of(invented_base)
    assert (fault.file, fault.row, fault.column) == ("targets.csv", 2, column)
    assert said(fault)[0] == found
    assert expected in said(fault)[1]
    assert fix in said(fault)[2]


def test_a_target_may_have_no_number_and_no_indicator(invented_base):
    """Words without a number are a target of the action; so is a number that no indicator counts, in any unit."""
    file = paths.plan_folder(invented_base) / "targets.csv"
    add(file, indicator="", value="", unit="", qualifier="", printed="全面完成")
    add(file, indicator="", value="1.2", unit="10k stands", printed="1.2万")
    targets = read_plan(file.parent).targets
    assert [(target.value, target.unit, target.indicator) for target in targets[-2:]] == [
        (None, "", ""),
        (1.2, "10k stands", ""),
    ]


def test_a_target_is_read_as_people_type_numbers(invented_base):
    """Thousands marks and full-width digits will do, as in the tables of an edition."""
    file = paths.plan_folder(invented_base) / "targets.csv"
    change(file, 2, value="６０，０００", baseline="30,000")
    target = read_plan(file.parent).targets_of("bicycle_stands")[0]
    assert (target.value, target.baseline) == (60000, 30000)


def test_a_target_that_stands_twice_is_refused(invented_base):
    """The same words of the same document about the same thing; other words are another target."""
    file = paths.plan_folder(invented_base) / "targets.csv"
    before = len(read_plan(file.parent).targets_of("bicycle_stands"))
    add(file, printed="60000个")
    assert len(read_plan(file.parent).targets_of("bicycle_stands")) == before + 1
    line = add(file)
    (fault,) = faults_of(invented_base)
    assert (fault.file, fault.row, fault.rule, fault.values["first"]) == ("targets.csv", line, "duplicate", 2)


# ---------------------------------------------------------------- documents

# a document whose address may not be linked
ADDRESSES = {
    "of no class": {"url": "https://example.org/a", "address_class": "none"},
    "of an unknown class": {"url": "https://example.org/a", "address_class": "blog"},
    "a script": {"url": "javascript:alert(1)", "address_class": "official"},
    "with a quotation mark": {"url": 'https://example.org/"onclick="x', "address_class": "official"},
}


@pytest.mark.parametrize("cells", ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_that_may_not_be_linked_is_refused(invented_base, cells):
    """Only plain addresses of official, media and trade documents are links; the message names the line."""
    change(paths.plan_folder(invented_base) / "sources.csv", 2, **cells)
    (fault,) = faults_of(invented_base)
    assert (fault.file, fault.row) == ("sources.csv", 2)
    assert fault.column == ("address_class" if cells["address_class"] == "blog" else "url")
    assert "official, media" in said(fault)[1]


@pytest.mark.parametrize("date", ["2027-02-30", "2027-13", "spring"])
def test_a_document_has_a_date_that_exists(invented_base, date):
    """A target counts only once its document is out, so that a date that is none would be asked in vain."""
    change(paths.plan_folder(invented_base) / "sources.csv", 2, date=date)
    (fault,) = faults_of(invented_base)
    assert (fault.file, fault.row, fault.column) == ("sources.csv", 2, "date")
    assert said(fault)[:2] == (f"“{date}”", "a date that exists, such as 2024, 2024-09 or 2024-09-30")


# ---------------------------------------------------------------- many faults


def test_all_faults_of_a_plan_are_told_at_once(invented_base):
    """Six faults in five files, in the order of the files: no one fixes one only to meet the next."""
    swap(card(invented_base, "plan"), 'whole = "XX"\n', 'whole = "XX"\ncolour = "red"\n')
    swap(card(invented_base, "A01"), 'direction = "increase"\n', "")
    swap(card(invented_base, "A03"), 'frequency = "S"', 'frequency = "weekly"')
    swap(card(invented_base, "A03"), 'breakdown = "TOTAL"\n', "")
    change(paths.plan_folder(invented_base) / "targets.csv", 4, period="soon")
    change(paths.plan_folder(invented_base) / "units.csv", 3, factor="many")
    found = [(fault.file, fault.row, fault.column) for fault in faults_of(invented_base)]
    assert found == [
        ("A01.toml", line_with(card(invented_base, "A01"), "[[indicators]]"), "indicators.1.direction"),
        ("A03.toml", line_with(card(invented_base, "A03"), "[[indicators]]"), "indicators.1.breakdown"),
        ("A03.toml", line_with(card(invented_base, "A03"), 'frequency = "weekly"'), "indicators.1.frequency"),
        ("plan.toml", line_with(card(invented_base, "plan"), 'colour = "red"'), "colour"),
        ("targets.csv", 4, "period"),
        ("units.csv", 3, "factor"),
    ]


def test_all_contradictions_of_a_card_are_told_at_once(invented_base):
    """Each with its own key, not as one message about the card."""
    file = card(invented_base, "A01")
    swap(file, NEEDED, "")
    swap(file, SEARCHED, "")
    swap(file, STATIONS, STATIONS + NEEDED)
    swap(file, 'commitment = "A01.2"', 'commitment = "A01.8"')
    assert sorted(fault.column for fault in faults_of(invented_base)) == [
        "commitments.1.needed",
        "commitments.2.needed",
        "commitments.2.searched",
        "commitments.3.needed",
        "commitments.3.searched",
        "indicators.1.fits.2.commitment",
    ]


def test_a_card_that_is_not_toml_and_a_list_that_is_gone_are_told_too(invented_base):
    """A broken card, with its line, and a missing file are faults like any other, told together."""
    file = card(invented_base, "A02")
    swap(file, 'direction = "increase"', "direction = “increase”")
    line = file.read_text("utf-8").splitlines().index("direction = “increase”") + 1
    (paths.plan_folder(invented_base) / "units.csv").unlink()
    faults = faults_of(invented_base)
    assert [(fault.file, fault.row, fault.rule) for fault in faults] == [
        ("A02.toml", line, "unreadable_card"),
        ("units.csv", None, "missing_file"),
    ]
    assert said(faults[0]) == (
        "a line that cannot be read",
        'lines such as: unit = "certificates"',
        "Look for a quotation mark or bracket that is missing or wide, or a key written twice.",
    )


def test_a_folder_without_a_plan_says_what_is_missing(tmp_path):
    """Every file that makes a plan is named; a plan without its folder is one cause."""
    (fault,) = faults_of(tmp_path)
    assert (fault.rule, said(fault)[1]) == ("missing_file", "the file data/plan/plan.toml")
    paths.plan_folder(tmp_path).mkdir(parents=True)
    named = {fault.file for fault in faults_of(tmp_path)}
    assert named == {"plan.toml", "actions", *ROWS}
    assert len(named) == 8
