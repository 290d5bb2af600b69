"""The shipped plan holds what was promised, a wrong plan is refused, and another plan is data only."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from invented import FIRST, PROJECT, SECOND, change, copy_of_project, said
from pydantic import BaseModel

from plan_metrics import paths, views
from plan_metrics.context import Context, read_context
from plan_metrics.edition.read import editions, read_edition
from plan_metrics.errors import Fault, FaultError
from plan_metrics.plan.code_lists import LANGUAGES
from plan_metrics.plan.models import Plan, Text
from plan_metrics.plan.read import read_plan
from plan_metrics.plan.schema import FILE, schema, write_schema
from plan_metrics.views.blocks import Block

ROOT = Path(__file__).parents[1]
PLAN = paths.plan_folder(ROOT)

COMMITMENTS = {
    "A01": 4, "A02": 5, "A03": 3, "A04": 3, "A05": 3, "A06": 4, "A07": 4, "A08": 4, "A09": 3, "A10": 5,
}  # fmt: skip
PILOT_SECTORS = ("construction", "aviation", "machinery", "automotive", "home-appliances", "toys", "food")
# ISO 3166-2:CN and GB/T 2260, without Hong Kong, Macao and Taiwan.
PROVINCES = {
    "CN-BJ": "110000", "CN-TJ": "120000", "CN-HE": "130000", "CN-SX": "140000", "CN-NM": "150000",
    "CN-LN": "210000", "CN-JL": "220000", "CN-HL": "230000", "CN-SH": "310000", "CN-JS": "320000",
    "CN-ZJ": "330000", "CN-AH": "340000", "CN-FJ": "350000", "CN-JX": "360000", "CN-SD": "370000",
    "CN-HA": "410000", "CN-HB": "420000", "CN-HN": "430000", "CN-GD": "440000", "CN-GX": "450000",
    "CN-HI": "460000", "CN-CQ": "500000", "CN-SC": "510000", "CN-GZ": "520000", "CN-YN": "530000",
    "CN-XZ": "540000", "CN-SN": "610000", "CN-GS": "620000", "CN-QH": "630000", "CN-NX": "640000",
    "CN-XJ": "650000",
}  # fmt: skip
MACRO_REGIONS = {"CN-X-NBS-EAST", "CN-X-NBS-CENTRAL", "CN-X-NBS-WEST", "CN-X-NBS-NORTHEAST"}

HAN = re.compile(r"[\u3400-\u9fff]")
QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|\"[^\"]*\"|\([^)]*\)")


@cache
def _plan() -> Plan:
    return read_plan(PLAN)


@cache
def _context() -> Context:
    return read_context(_plan().head.default_edition, "en", ROOT)


# ---------------------------------------------------------------- the shipped plan


def test_the_plan_has_its_ten_actions_and_every_commitment_of_each():
    """A01 to A10, with the commitments A01.1 to A10.5 that the plan makes, in order."""
    found = {action.id: [commitment.id for commitment in action.commitments] for action in _plan().actions}
    assert found == {action: [f"{action}.{n}" for n in range(1, last + 1)] for action, last in COMMITMENTS.items()}


def test_the_plan_begins_in_seven_pilot_sectors():
    """The sectors that the plan names, each a part of the total."""
    assert tuple(sector.sector for sector in _plan().pilot_sectors) == PILOT_SECTORS
    assert {sector.parent for sector in _plan().pilot_sectors} == {"TOTAL"}


def test_the_thirty_one_provinces_have_their_codes():
    """ISO 3166-2 and GB/T 2260 codes as published, each once."""
    assert {region.region: region.gbt2260 for region in _plan().provinces} == PROVINCES
    assert len(_plan().provinces) == len(set(PROVINCES.values())) == 31


def test_every_province_lies_in_one_macro_region():
    """The four regions of the National Bureau of Statistics, which lie in the whole."""
    assert {region.parent for region in _plan().provinces} == MACRO_REGIONS
    assert {_plan().region(region).parent for region in MACRO_REGIONS} == {"CN"}


def texts(card: object, where: str) -> Iterator[tuple[str, str, str]]:
    """Every text of a card and of the cards in it: where it stands, in Chinese, in English."""
    if isinstance(card, Text):
        yield where, card.zh, card.en
    elif isinstance(card, BaseModel):
        names = list(type(card).model_fields)
        for name in names:
            if name.endswith("_zh"):
                stem = name.removesuffix("_zh")
                yield f"{where}.{stem}", getattr(card, name), getattr(card, f"{stem}_en")
            elif not name.endswith("_en"):
                yield from texts(getattr(card, name), f"{where}.{name}")
    elif isinstance(card, (list, tuple, dict)):
        for part in card.values() if isinstance(card, dict) else card:
            ids = (getattr(part, name, None) for name in ("id", "region", "sector", "unit", "source", "wording"))
            yield from texts(part, f"{where}[{next((name for name in ids if name), '')}]")


def test_every_text_of_the_plan_is_in_both_languages():
    """Chinese holds a Chinese character; English holds none outside quotation marks and brackets; where one
    is empty the other is too. Only the sign % is the same in both."""
    found = list(texts(_plan(), "plan"))
    assert len(found) > 500
    bad = [
        (where, zh, en)
        for where, zh, en in found
        if bool(zh) != bool(en) or (zh and zh != "%" and not HAN.search(zh)) or HAN.search(QUOTED.sub("", en))
    ]
    assert bad == []


def test_every_commitment_is_measured_or_says_what_was_looked_for():
    """One or the other, never both and never neither."""
    for action in _plan().actions:
        for commitment in action.commitments:
            assert bool(action.indicators_of(commitment.id)) != bool(commitment.searched), commitment.id


def test_every_action_has_at_least_three_indicators_with_real_figures():
    """Counted in the default edition, which is not invented."""
    assert not _context().edition.card.invented
    counts = _context().observations.groupby("action")["indicator"].nunique()
    assert set(counts.index) == set(COMMITMENTS)
    assert counts.min() >= 3


# Actions for which no indicator was published for four periods, each with the reason. None at present.
WITHOUT_A_SERIES: dict[str, str] = {}


@pytest.mark.parametrize("measured_by", ["published", "comparable"])
def test_every_action_has_an_indicator_with_four_periods(measured_by):
    """One place (the whole, or a region or sector) with four periods or more, as published and as far as they
    may be compared; the list of exceptions is exact."""
    board = _context().scoreboard
    periods = (
        _context().observations.groupby(["action", "indicator", "region", "sector"])["period"].nunique()
        if measured_by == "published"
        else board.set_index(["action", "indicator", "region", "sector"])["n_points"]
    )
    most = periods.groupby("action").max()
    assert {action for action in COMMITMENTS if most.get(action, 0) < 4} == set(WITHOUT_A_SERIES)


def test_the_longest_series_of_every_action_is_one_for_the_whole():
    """The four periods are those of a headline row, not of a single province."""
    board = _context().scoreboard
    most = board[board["headline"].astype(bool)].groupby("action")["n_points"].max()
    assert {action for action in COMMITMENTS if most[action] < 4} == set(WITHOUT_A_SERIES)


def test_every_target_comes_from_a_document():
    """A known source, named by its issuer, dated not later than the day since when the target holds is known."""
    targets = [(i.id, target) for _, i in _plan().indicators() for target in i.targets]
    assert targets
    assert [name for name, target in targets if target.source not in _plan().sources] == []


def linked() -> Iterator[tuple[str, str, str]]:
    """Every document of the plan, of every edition and of the sample: where, class of its address, address."""
    for source in _plan().sources.values():
        yield f"plan/{source.source}", source.address_class, source.url
    for name in [*editions(ROOT), "sample"]:
        for source in read_edition(paths.edition_folder(ROOT, name), _plan()).sources.values():
            yield f"{name}/{source.source}", source.address_class, source.url


def test_only_official_media_and_trade_addresses_are_linked():
    """A document of any other class is cited without a link; every link is a plain http(s) address."""
    found = list(linked())
    assert len(found) > 200
    assert [where for where, kind, url in found if url and kind not in ("official", "media", "trade")] == []
    assert [where for where, _, url in found if url and not re.match(r"https?://[\w.-]+\.[a-z]+(?:[:/]|$)", url)] == []


def test_the_schema_beside_the_cards_is_current():
    """`data/plan/schema.json` is what the models give: run `plan-metrics schema` after a change of them."""
    assert (PLAN / FILE).read_text("utf-8") == schema()


def test_writing_the_schema_gives_the_file_again(tmp_path):
    """The command writes the same bytes on every run."""
    assert write_schema(tmp_path).read_bytes() == write_schema(tmp_path).read_bytes() == schema().encode()


# ---------------------------------------------------------------- a wrong plan is refused


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


def card(base: Path, name: str) -> Path:
    """A card of the invented plan."""
    return paths.plan_folder(base) / ("plan.toml" if name == "plan" else f"actions/{name}.toml")


# a key that is required, its line on the card, and how the message names it
REQUIRED = {
    "direction": ("A01", 'direction = "increase"\n', "indicators.1.direction"),
    "unit": ("A01", 'unit = "stands"\n', "indicators.1.unit"),
    "aim": ("A02", 'aim = { zh = "减少自行车被盗。", en = "Fewer stolen bicycles." }\n', "aim"),
    "target source": ("A01", 'source = "P01"\n', "indicators.1.targets.1.source"),
    "target since": ("A01", 'since = "2027-03-01"\n', "indicators.1.targets.1.since"),
    "trend": ("plan", "trend = 0.005\n", "thresholds.trend"),
    "baseline": ("plan", 'baseline_period = "2026"\n', "baseline_period"),
}


@pytest.mark.parametrize(("name", "line", "key"), REQUIRED.values(), ids=REQUIRED)
def test_a_card_without_a_required_key_is_refused(invented_base, name, line, key):
    """Nothing that changes a result has a default; the message names the file and the key."""
    swap(card(invented_base, name), line, "")
    (fault,) = faults_of(invented_base)
    assert (fault.file, fault.column) == (card(invented_base, name).name, key)


# a key that no model knows: where it is put (after this line), and how the message names it
UNKNOWN = {
    "plan": ("plan", 'whole = "XX"\n', "colour"),
    "thresholds": ("plan", "trend = 0.005\n", "thresholds.colour"),
    "text": ("plan", 'en = "Bicycle parking (invented)"', "short_title.colour"),
    "action": ("A02", 'id = "A02"\n', "colour"),
    "commitment": ("A02", 'id = "A02.2"\n', "commitments.2.colour"),
    "indicator": ("A02", 'id = "bicycles_stolen"\n', "indicators.2.colour"),
    "aggregation": ("A02", 'time = "sum"', "indicators.1.aggregation.colour"),
    "target": ("A02", "value = 2500\n", "indicators.2.targets.1.colour"),
}


@pytest.mark.parametrize(("name", "after", "key"), UNKNOWN.values(), ids=UNKNOWN)
def test_an_unknown_key_is_refused(invented_base, name, after, key):
    """Wherever it stands, the message names the file and the key."""
    new = 'colour = "red"\n' if after.endswith("\n") else ', colour = "red"'
    swap(card(invented_base, name), after, after + new)
    (fault,) = faults_of(invented_base)
    assert (fault.file, fault.column) == (card(invented_base, name).name, key)
    assert key in said(fault)[0]


def test_an_unknown_column_is_refused(invented_base):
    """A code list has exactly its columns; the message names the file and the column."""
    swap(paths.plan_folder(invented_base) / "sectors.csv", "title_en", "title_en,colour")
    faults = faults_of(invented_base)
    assert ("sectors.csv", "colour") in {(fault.file, fault.column) for fault in faults}


# a reference that leads nowhere: file, text, and what stands there instead; how the message names the place
LOOSE_ENDS = {
    "unit": ("A01", 'unit = "stands"', 'unit = "rods"', "indicators.bicycle_stands.unit"),
    "sector": ("A01", 'sector = "TOTAL"', 'sector = "moon"', "indicators.bicycle_stands.sector"),
    "target source": ("A01", 'source = "P01"', 'source = "P99"', "indicators.bicycle_stands.targets.source"),
    "target region": ("A01", 'region = "XX-AA"', 'region = "YY"', "indicators.bicycle_stands.targets.region"),
    "numerator": ("A02", 'numerator = "bicycles_stolen"', 'numerator = "bells"', "indicators.theft_rate.numerator"),
    "whole": ("plan", 'whole = "XX"', 'whole = "ZZ"', "whole"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "key"), LOOSE_ENDS.values(), ids=LOOSE_ENDS)
def test_a_reference_that_leads_nowhere_is_refused(invented_base, name, old, new, key):
    """A code that a card names stands in its list; the message names the card and the key."""
    swap(card(invented_base, name), old, new)
    (fault,) = faults_of(invented_base)
    assert (fault.file, fault.column, fault.rule) == (card(invented_base, name).name, key, "loose_end")


SEARCHED = (
    'searched = { zh = "查找过年度统计，未见公布。", en = "Looked for in the yearly statistics; not published." }\n'
)
# what does not hold together on a card: text and what stands there instead; a part of the message
CONTRADICTIONS = {
    "a direction that is neither": ('direction = "increase"', 'direction = "up"', "decrease"),
    "a commitment of another action": ('id = "A01.2"', 'id = "A02.2"', "A02.2"),
    "a commitment that is not there": ('commitments = ["A01.1"]', 'commitments = ["A01.9"]', "A01.9"),
    "a commitment neither measured nor searched": (SEARCHED, "", "A01.3"),
    "a commitment both measured and searched": ('commitments = ["A01.1"]', 'commitments = ["A01.1", "A01.3"]', "A01.3"),
    "a month that does not exist": ('next_update = "2031-02"', 'next_update = "2031-13"', ""),
    "a target for no period": ('period = "2032"', 'period = "soon"', "soon"),
    "a target without a finite value": ("value = 60000", "value = inf", "finite"),
    "a text in one language": ('en = "More stands at schools"', 'en = " "', "some text"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "part"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_card_that_does_not_hold_together_is_refused(invented_base, old, new, part):
    """The message names the card, and says what is wrong."""
    swap(card(invented_base, "A01"), old, new)
    faults = faults_of(invented_base)
    assert {fault.file for fault in faults} == {"A01.toml"}
    assert part in " ".join(said(faults[0]))


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


def test_all_faults_of_a_plan_are_told_at_once(invented_base):
    """Five faults in four files, in the order of the files: nobody mends one only to meet the next."""
    swap(card(invented_base, "plan"), 'whole = "XX"\n', 'whole = "XX"\ncolour = "red"\n')
    swap(card(invented_base, "A01"), 'direction = "increase"\n', "")
    swap(card(invented_base, "A03"), 'frequency = "S"', 'frequency = "weekly"')
    swap(card(invented_base, "A03"), 'sector = "TOTAL"\n', "")
    change(paths.plan_folder(invented_base) / "units.csv", 3, factor="many")
    found = [(fault.file, fault.row, fault.column) for fault in faults_of(invented_base)]
    assert found == [
        ("A01.toml", None, "indicators.1.direction"),
        ("A03.toml", None, "indicators.1.frequency"),
        ("A03.toml", None, "indicators.1.sector"),
        ("plan.toml", None, "colour"),
        ("units.csv", 3, "factor"),
    ]


def test_a_card_that_is_not_toml_and_a_list_that_is_gone_are_told_too(invented_base):
    """A broken card and a missing file are faults like any other, told together."""
    card(invented_base, "A02").write_text('id = "A02\n', "utf-8")
    (paths.plan_folder(invented_base) / "units.csv").unlink()
    found = {(fault.file, fault.rule) for fault in faults_of(invented_base)}
    assert found == {("A02.toml", "unreadable_card"), ("units.csv", "missing_file")}


def test_a_folder_without_a_plan_says_what_is_missing(tmp_path):
    """Every file that makes a plan is named."""
    named = {fault.file for fault in faults_of(tmp_path)}
    assert named == {
        "plan.toml",
        "actions",
        "regions.csv",
        "population.csv",
        "sectors.csv",
        "units.csv",
        "sector_mapping.csv",
        "sources.csv",
    }


# ---------------------------------------------------------------- another plan is data only

PAGES = (views.overview, views.action, views.sector, views.region, views.compare, views.data)


def calls(page, plan: Plan) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every view of a page's module and the subjects that the plan has for it, as the notebooks call them."""
    subjects = {
        "action": [action.id for action in plan.actions],
        "sector": [sector.sector for sector in plan.pilot_sectors],
        "region": [region.region for region in plan.provinces],
        "compare": ["regions", "sectors"],
    }
    for name, function in inspect.getmembers(page, inspect.isfunction):
        parameters = list(inspect.signature(function).parameters)
        if name.startswith("_") or function.__module__ != page.__name__ or parameters[0] != "context":
            continue
        if len(parameters) == 1:
            yield name, ()
        elif parameters[1] in subjects:
            yield from ((name, (subject,)) for subject in subjects[parameters[1]])


@cache
def _invented(edition: str, language: str) -> Context:
    return read_context(edition, language, PROJECT)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edition", [FIRST, SECOND])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__.rpartition(".")[2])
def test_another_plan_is_shown_by_the_same_views(page, edition, language):
    """Every view of every page makes a block for the invented plan of three actions."""
    context = _invented(edition, language)
    shown = list(calls(page, context.plan))
    assert len(shown) >= 5
    for name, subject in shown:
        block = getattr(page, name)(context, *subject)
        assert isinstance(block, Block), name
        assert block.html, name
        assert block.text, name


def test_another_plan_is_measured_by_the_same_code():
    """A row for every indicator of the invented plan; the stands grew from 30,000 to 47,500 of a wanted 60,000."""
    board = _invented(SECOND, "en").scoreboard
    headline = board[board["headline"].astype(bool)].set_index("indicator")
    assert list(headline.index) == [indicator.id for _, indicator in _invented(SECOND, "en").plan.indicators()]
    stands = headline.loc["bicycle_stands"]
    assert (stands["baseline"], stands["value"], stands["target"]) == (30000, 47500, 60000)
    assert stands["progress"] == pytest.approx(17500 / 30000)
    assert stands["elapsed"] == pytest.approx(3 / 6)
    assert stands["status"] == "on_track"


def test_a_plan_without_provinces_and_pilot_sectors_has_its_other_pages(tmp_path):
    """What a plan does not have is not asked for: one region and the total are enough for the other pages."""
    base = copy_of_project(tmp_path)
    for file, kept in (
        ("regions.csv", "XX,"),
        ("population.csv", "-"),
        ("sectors.csv", "TOTAL,"),
        ("sector_mapping.csv", "-"),
    ):
        path = paths.plan_folder(base) / file
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join([lines[0], *(line for line in lines[1:] if line.startswith(kept))]), "utf-8")
    swap(card(base, "A01"), '[[indicators.targets]]\nregion = "XX-AA"', '[[indicators.targets]]\nregion = "XX"')
    for edition in (FIRST, SECOND):
        for file in ("observations.csv", "rejected.csv"):
            path = paths.edition_folder(base, edition) / file
            lines = path.read_text("utf-8").splitlines(keepends=True)
            kept = [line for line in lines if not re.search(r",XX-|,stations,|,schools,", line)]
            path.write_text("".join(kept), "utf-8")
    context = read_context(FIRST, "zh", base)
    for page in (views.overview, views.action, views.data):
        for name, subject in calls(page, context.plan):
            assert getattr(page, name)(context, *subject).html, name
