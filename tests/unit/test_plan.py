"""The shipped plan holds what was promised, and another plan is data only."""

from __future__ import annotations

import inspect
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from bilingual import LANGUAGES
from invented import FIRST, PROJECT, SECOND, copy_of_project, remove
from pydantic import BaseModel

from plan_metrics import paths, views
from plan_metrics.context import Context, read_context
from plan_metrics.edition.read import editions, read_edition
from plan_metrics.plan.code_lists import Spoken
from plan_metrics.plan.models import Plan, fit_of
from plan_metrics.plan.read import read_plan
from plan_metrics.plan.schema import FILE, schema, write_schema
from plan_metrics.report.engine.slices import KINDS
from plan_metrics.views.blocks import Block

ROOT = Path(__file__).parents[2]
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


def test_the_plan_begins_in_seven_pilot_breakdowns():
    """The breakdowns that the plan names, each a part of the total."""
    assert tuple(sector.code for sector in _plan().paged_breakdowns) == PILOT_SECTORS
    assert {breakdown.parent for breakdown in _plan().paged_breakdowns} == {"TOTAL"}


def test_the_thirty_one_provinces_have_their_codes():
    """ISO 3166-2 and GB/T 2260 codes as published, each once."""
    assert {region.region: region.codes["gbt2260"] for region in _plan().areas} == PROVINCES
    assert len(_plan().areas) == len(set(PROVINCES.values())) == 31


def test_every_province_lies_in_one_macro_region():
    """The four regions of the National Bureau of Statistics, which lie in the whole."""
    assert {region.parent for region in _plan().areas} == MACRO_REGIONS
    assert {_plan().region(region).parent for region in MACRO_REGIONS} == {"CN"}


def texts(card: object, where: str) -> Iterator[tuple[str, str, str]]:
    """Every text of a card and of the cards in it: where it stands, in Chinese, in English."""
    if isinstance(card, Spoken):
        yield where, card.zh, card.en
    elif isinstance(card, BaseModel):
        for name in type(card).model_fields:
            yield from texts(getattr(card, name), f"{where}.{name}")
    elif isinstance(card, (list, tuple, dict)):
        for part in card.values() if isinstance(card, dict) else card:
            ids = (getattr(part, name, None) for name in ("id", "region", "breakdown", "unit", "source", "wording"))
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


def test_every_commitment_has_a_direct_or_proxy_indicator_or_says_what_it_would_need():
    """One or the other, never both and never neither: what was looked for, what would measure it and who holds that."""
    for action in _plan().actions:
        for commitment in action.commitments:
            said = (commitment.searched, commitment.needed)
            assert all(said) != bool(fit_of(_plan().used_by(action.id), commitment.id)), commitment.id
            assert all(said) == any(said), commitment.id


def test_no_indicator_counts_that_has_no_direction_or_repeats_another():
    """Such an indicator is context: it says how large a thing is, never whether it went well."""
    silent = [i for _, i in _plan().indicators() if i.direction == "none" or i.repeats]
    assert silent
    assert {fit.fit for indicator in silent for fit in indicator.fits} == {"context"}


def test_every_action_has_at_least_three_indicators_with_real_figures():
    """Counted in the default edition, which is not invented."""
    assert not _context().edition.card.invented
    counts = _context().observations.groupby("action")["indicator"].nunique()
    assert set(counts.index) == set(COMMITMENTS)
    assert counts.min() >= 3


# Actions for which no indicator has four periods, each with the reason: as published, and as far as may be compared.
WITHOUT_A_SERIES: dict[str, dict[str, str]] = {
    "published": {},
    "comparable": {"A03": "Of the firms in the programme 三同 four figures were published; the first counts brands."},
}


@pytest.mark.parametrize("measured_by", WITHOUT_A_SERIES)
def test_every_action_has_an_indicator_with_four_periods(measured_by):
    """One place (the whole, or a region or breakdown) with four periods or more, as published and as far as they
    may be compared; the list of exceptions is exact."""
    board = _context().scoreboard
    periods = (
        _context().observations.groupby(["action", "indicator", "region", "breakdown"])["period"].nunique()
        if measured_by == "published"
        else board.set_index(["action", "indicator", "region", "breakdown"])["n_points"]
    )
    most = periods.groupby("action").max()
    assert {action for action in COMMITMENTS if most.get(action, 0) < 4} == set(WITHOUT_A_SERIES[measured_by])


def test_the_longest_series_of_every_action_is_one_for_the_whole():
    """The four periods are those of a headline row, not of a single province."""
    board = _context().scoreboard
    most = board[board["headline"].astype(bool)].groupby("action")["n_points"].max()
    assert {action for action in COMMITMENTS if most[action] < 4} == set(WITHOUT_A_SERIES["comparable"])


def test_every_target_comes_from_a_document():
    """A known source, in words of that document; some have an indicator that counts just that, some have none."""
    targets = _plan().targets
    assert [target for target in targets if target.source not in _plan().sources] == []
    assert {target.action for target in targets} <= set(COMMITMENTS)
    assert {bool(target.indicator) for target in targets} == {True, False}
    assert sum(len(_plan().targets_of(i.id)) for _, i in _plan().indicators()) == sum(
        bool(target.indicator) for target in targets
    )


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
    assert (PLAN / FILE).read_text("utf-8") == schema(LANGUAGES)


def test_writing_the_schema_gives_the_file_again(tmp_path):
    """The command writes the same bytes on every run."""
    shutil.copy(PLAN / "plan.toml", tmp_path)
    assert write_schema(tmp_path).read_bytes() == write_schema(tmp_path).read_bytes() == schema(LANGUAGES).encode()


# ---------------------------------------------------------------- another plan is data only

PAGES = tuple(getattr(views, kind) for kind in KINDS)


def calls(page, plan: Plan) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every view of a page's module and the subjects that the plan has for it, as the notebooks call them."""
    subjects = {kind.notebook: list(kind.pages(plan).values()) for kind in KINDS.values()}
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


# A heading over nothing is left out of these pages.
MAY_BE_EMPTY = (views.indicator, views.region, views.breakdown, views.area_map)
NOTHING_MOVED = {"actions", "withdrawn"}  # of what changed, where no action moved and no figure is gone


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edition", [FIRST, SECOND])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__.rpartition(".")[2])
def test_another_plan_is_shown_by_the_same_views(page, edition, language):
    """Every view of every page makes a block for the invented plan; parts of some may be empty."""
    context = _invented(edition, language)
    shown = list(calls(page, context.plan))
    assert len(shown) >= 4
    for name, subject in shown:
        block = getattr(page, name)(context, *subject)
        assert isinstance(block, Block), name
        assert bool(block.html) == bool(block.text.strip()), name
        may_be_empty = page in MAY_BE_EMPTY and name not in ("opening", "meaning")
        assert block.html or may_be_empty or (page is views.changes and name in NOTHING_MOVED), name


def test_another_plan_is_measured_by_the_same_code():
    """A row for every indicator of the invented plan; the stands grew from 30,000 to 47,500 of a desired 60,000."""
    board = _invented(SECOND, "en").scoreboard
    headline = board[board["headline"].astype(bool)].set_index("indicator")
    assert list(headline.index) == [indicator.id for _, indicator in _invented(SECOND, "en").plan.indicators()]
    stands = headline.loc["bicycle_stands"]
    assert (stands["baseline"], stands["value"], stands["target"]) == (30000, 47500, 60000)
    assert stands["progress"] == pytest.approx(17500 / 30000)
    assert stands["elapsed"] == pytest.approx(3 / 6)
    assert (stands["status"], stands["strength"], stands["result"]) == ("improving", "moderate", "ahead")


def test_a_plan_without_provinces_and_pilot_breakdowns_has_its_other_pages(tmp_path):
    """What a plan does not have is not asked for: one region and the total are enough for the other pages."""
    base = copy_of_project(tmp_path)
    for file, kept in (
        ("regions.csv", "XX,"),
        ("population.csv", "-"),
        ("dimensions/sector.csv", "TOTAL,"),
        ("wordings.csv", "-"),
    ):
        path = paths.plan_folder(base) / file
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join([lines[0], *(line for line in lines[1:] if line.startswith(kept))]), "utf-8")
    for region in ("XX-AA", "XX-BB"):
        remove(paths.plan_folder(base) / "targets.csv", region=region)
    for edition in (FIRST, SECOND):
        for file in ("observations.csv", "rejected.csv"):
            path = paths.edition_folder(base, edition) / file
            lines = path.read_text("utf-8").splitlines(keepends=True)
            kept = [line for line in lines if not re.search(r",XX-|,stations,|,schools,", line)]
            path.write_text("".join(kept), "utf-8")
    context = read_context(FIRST, "zh", base)
    for page in (views.overview, views.coverage, views.action, views.data):
        for name, subject in calls(page, context.plan):
            assert getattr(page, name)(context, *subject).html, name
