"""Small counts are suppressed, and nothing that is suppressed can be worked out from what is published."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from method_cases import case

from plan_metrics.measure import comparability, disclosure
from plan_metrics.measure.disclosure import (
    ACRO,
    MEANINGS,
    ONS,
    CountRule,
    dominance,
    is_suppressed,
    release,
    unsafe_cells,
)
from plan_metrics.measure.moves import Rate
from plan_metrics.measure.recovery import TOTAL, bounds, recovered, relations_of, with_margins
from plan_metrics.measure.suppression import protect

often = settings(max_examples=60, deadline=None, derandomize=True)
seldom = settings(max_examples=12, deadline=None, derandomize=True)  # each example solves dozens of programs
any_finite = st.floats(allow_nan=False, allow_infinity=False)
plain_tables = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 25), min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)


# ---------------------------------------------------------------- published cases


def test_suppressed_is_q_and_not_w():
    """W includes data from another category; it is a value and is published as one."""
    trap = case("SDMX-W-trap")
    flag = trap.inputs["status"]
    assert not is_suppressed(flag)
    assert is_suppressed("Q")
    assert MEANINGS[flag].lower() == trap.expected["meaning"]
    assert release(25, 25, flag) == disclosure.Release(25, "W", False, "W")


def test_status_of_a_series_survives_the_rule():
    """A break and a forecast stay what they are, a suppressed value has none, and what is compared is the same."""
    use = case("SDMX-use")
    rows = use.inputs["series"]
    found = [release(row["value"], row["value"], row["status"]) for row in rows]
    assert [(one.value, one.flag, one.low_reliability) for one in found] == [
        (10, "U", True),
        (12, "B", True),
        (None, "Q", False),
        (13, "U", True),
        (15, "F", True),
    ]
    assert [one.was for one in found] == ["A", "B", "Q", "P", "F"]
    years = [str(row["year"]) for row in rows]
    used = comparability.comparable(years, [one.value for one in found], [one.flag for one in found], "stock", "A").used
    assert [rows[i]["year"] for i in used] == use.expected["used_in_progress"]


# ---------------------------------------------------------------- one figure at a time


def test_a_rate_is_judged_by_its_numerator():
    """2 of 100,000 is suppressed, 0.4 with 19 cases is marked; the value is not touched."""
    assert release(0.00002, 2).value is None
    assert release(0.4, 19) == disclosure.Release(0.4, "U", True, "A")


def test_what_is_unknown_is_never_good():
    """A figure without the number of its cases is suppressed; a missing figure stays missing, with its flag."""
    assert release(0.4, None).flag == release(0.4, math.nan).flag == "Q"
    assert release(None, 50, "L") == disclosure.Release(None, "L", False, "L")
    assert release(7, 50, "Q") == disclosure.Release(None, "Q", False, "Q")
    assert release(None, 50).value is None
    assert release(5, -4).flag == "Q"


def test_the_rule_may_be_off():
    """None is off, for an edition that has no small counts to protect."""
    assert release(1, 1, rule=None) == disclosure.Release(1, "A", False, "A")
    assert unsafe_cells({"a": 1}, None) == ()


def test_zeros_are_small_counts_unless_declared_otherwise():
    """Under the rule of ONS a zero is under 3; where it tells on no one it may be shown."""
    assert unsafe_cells({"a": 0, "b": 1, "c": 3, "d": None}) == ("a", "b")
    shown = CountRule(3, 20, zeros_suppressed=False)
    assert unsafe_cells({"a": 0, "b": 1}, shown) == ("b",)
    assert release(0, 0, rule=shown) == disclosure.Release(0, "U", True, "A")


def test_thresholds_stand_beside_their_sources():
    """Named constants, and the rules made of them; ACRO suppresses under 10 and marks nothing."""
    assert (ONS.suppressed_under, ONS.low_reliability_under) == (3, 20)
    assert (disclosure.ACRO_THRESHOLD, disclosure.DOMINANCE_N) == (10, 2)
    assert (disclosure.DOMINANCE_K, disclosure.P_PERCENT) == (0.9, 0.1)
    assert [release(count, count, rule=ACRO).flag for count in (9, 10)] == ["Q", "A"]


@pytest.mark.parametrize("flag", sorted({*comparability.FLAGS} - {"A", "Q"}))
def test_no_flag_is_lost_that_decides_what_is_compared(flag):
    """Low reliability replaces what only colours a value; missing flags have no value at any count."""
    found = release(5, 5, flag)
    assert found.was == flag
    if flag in disclosure.NO_VALUE:
        assert (found.value, found.flag) == (None, flag)
    else:
        assert found.flag == (flag if flag in "BDFI" else "U")
    assert release(1, 1, flag).value is None


def test_an_unknown_flag_is_refused():
    """With the list of flags."""
    with pytest.raises(ValueError, match="flag is 'X'; expected one of A, B, D"):
        release(1, 1, "X")


@pytest.mark.parametrize(
    ("contributions", "share", "ratio", "nk", "p"),
    [
        ([100, 10, 5], 110 / 115, 0.05, True, True),
        ([60, 30, 5, 5], 0.9, 1 / 6, False, False),  # exactly k is not more than k
        ([100, 100, 10], 200 / 210, 0.1, True, False),  # exactly p is not below p
        ([50, 50], 1, 0, True, True),
        ([7], 1, 0, True, True),
        ([-100, 10, None, 5], 110 / 115, 0.05, True, True),  # negative ones count by their size
    ],
)
def test_dominance_by_hand(contributions, share, ratio, nk, p):
    """On a threshold is still safe; with two contributors each knows the other."""
    found = dominance(contributions)
    assert (found.share_top, found.p_ratio) == (pytest.approx(share), pytest.approx(ratio))
    assert (found.nk_unsafe, found.p_unsafe, found.unsafe) == (nk, p, nk or p)


def test_dominance_of_one():
    """The largest alone, and thresholds at their ends."""
    assert dominance([60, 30, 10], n=1).share_top == 0.6
    assert dominance([60, 30, 10], n=1, k=1, p=0).unsafe is False
    assert dominance([60, 30, 10], n=1, k=0, p=1).nk_unsafe is True


def test_a_total_of_nothing_is_unsafe_unless_declared_otherwise():
    """Zeros tell that no one has anything; the rule of ACRO by default."""
    assert dominance([0, 0]).unsafe
    assert dominance([]).unsafe
    assert not dominance([0, 0], zeros_unsafe=False).unsafe
    assert dominance([0, 0]).share_top is None


@pytest.mark.parametrize("wrong", [{"n": 0}, {"k": 1.5}, {"k": -0.1}, {"p": -0.1}, {"p": 1.5}, {"k": math.nan}])
def test_dominance_refuses_what_are_no_thresholds(wrong):
    """Shares are 0 to 1."""
    with pytest.raises(ValueError, match="expected n of 1 or more, and k and p from 0 to 1"):
        dominance([1, 2, 3], **wrong)


@often
@given(st.lists(any_finite, max_size=8))
def test_dominance_is_finite_and_knows_no_order(contributions):
    """A share between 0 and 1, and the same for any order."""
    found = dominance(contributions)
    assert found == dominance(sorted(contributions))
    assert found.share_top is None or (0 < found.share_top <= 1 and math.isfinite(found.p_ratio))


@often
@given(st.lists(st.floats(0.01, 1e9), min_size=1, max_size=8), st.floats(1e-3, 1e3))
def test_dominance_depends_on_no_unit(contributions, factor):
    """In thousands or in ones."""
    found, scaled = dominance(contributions), dominance([one * factor for one in contributions])
    assert (scaled.share_top, scaled.p_ratio) == pytest.approx((found.share_top, found.p_ratio))


# ---------------------------------------------------------------- relations


def test_relations_follow_the_trees_of_every_place():
    """Two regions in one country, two breakdowns in one total: a relation for each row and column."""
    keys = [(region, breakdown) for region in ("CN", "E", "W") for breakdown in (TOTAL, "food", "toys")]
    found = relations_of(keys, [[("CN", ("E", "W"))], [(TOTAL, ("food", "toys"))]])
    assert len(found) == 6
    assert (("CN", "food"), (("E", "food"), ("W", "food"))) in found
    assert (("E", TOTAL), (("E", "food"), ("E", "toys"))) in found


def test_a_total_that_is_not_published_still_ties_its_parts():
    """Provinces to groups to the country: without the groups, the provinces are the country all the same."""
    cells = {("CN",): 10, ("p1",): 1, ("p2",): 4, ("p3",): 5}
    relations = relations_of(cells, [[("E", ("p1", "p2")), ("CN", ("E", "p3"))]])
    assert recovered(cells, relations, [("p1",)]) == (("p1",),)
    assert bounds(cells, relations, [("p1",), ("p2",)]) == {("p1",): (0, 5), ("p2",): (0, 5)}


def test_two_ways_to_divide_a_country_are_two_relations():
    """What one division hides the other may tell: p1 is the country less p2 and p3, or less the south."""
    cells = {("CN",): 12, ("p1",): 1, ("p2",): 4, ("p3",): 7, ("S",): 11, ("N",): 1}
    trees = [[("CN", ("p1", "p2", "p3")), ("CN", ("N", "S")), ("S", ("p2", "p3")), ("N", ("p1",))]]
    relations = relations_of(cells, trees)
    assert recovered(cells, relations, [("p1",), ("p2",)]) == (("p1",), ("p2",))
    found = protect(cells, relations, [("p1",)])
    assert recovered(cells, relations, found.suppressed) == ()
    assert ("N",) in found.suppressed


# ---------------------------------------------------------------- what can be worked out


def test_bounds_by_hand():
    """Row 1, 9 of 10 and column 1, 5 of 6: alone determined, two by two a square that can turn."""
    cells, relations = with_margins([[1, 9], [5, 5]])
    assert bounds(cells, relations, [(0, 0)]) == {(0, 0): (1, 1)}
    square = [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert bounds(cells, relations, square)[0, 0] == (0, 6)
    assert bounds(cells, relations, square)[0, 1] == (4, 10)


def test_a_suppressed_margin_has_no_upper_limit_of_its_own():
    """One row with its total suppressed: anything from 0 up."""
    cells, relations = {"a": 2, "b": 30, "T": 32}, [("T", ("a", "b"))]
    assert bounds(cells, relations, ["a", "T"]) == {"a": (0, None), "T": (30, None)}
    assert recovered(cells, relations, ["a", "T"]) == ()


def test_a_total_of_zero_tells_everything():
    """Nothing below 0: parts of nothing are nothing."""
    cells, relations = {"a": 0, "b": 0, "T": 0}, [("T", ("a", "b"))]
    assert recovered(cells, relations, ["a", "b"]) == ("a", "b")
    assert "T" in protect(cells, relations, ["a", "b"]).suppressed


def test_a_rate_with_its_denominator_tells_the_count():
    """2 of 50 suppressed, 0.04 and 50 published; rounded to 0.0 it tells less, and without it nothing."""
    cells = {"cases": 2, "other": 40, "all": 42, "people": 50}
    relations, hidden = [("all", ("cases", "other"))], ["cases", "other"]
    assert bounds(cells, relations, hidden, [Rate("cases", "people", 0.04)])["cases"] == (2, 2)
    assert recovered(cells, relations, hidden, [Rate("cases", "people", 0.04, 0.005)]) == hidden_pair()
    assert bounds(cells, relations, hidden, [Rate("cases", "people", 0.0, 0.05)])["cases"] == (0, 2)
    assert recovered(cells, relations, hidden) == ()
    found = protect(cells, relations, ["cases"], rates={"rate": ("cases", "people"), "other rate": ("other", "people")})
    assert (found.suppressed, found.rates) == (("cases", "other"), ("rate", "other rate"))


def hidden_pair() -> tuple[str, str]:
    """Both cells of the pair: when one is known, so is the other."""
    return "cases", "other"


def test_a_rate_tells_a_suppressed_denominator_too():
    """0.4 and 20 published: 50 people; the rate goes with either of its halves."""
    cells = {"cases": 20, "people": 50, "others": 60, "all": 110}
    relations = [("all", ("people", "others"))]
    rate = Rate("cases", "people", 0.4)
    assert recovered(cells, relations, ["people", "others"], [rate]) == ("people", "others")
    assert protect(cells, relations, ["people"], rates={"rate": ("cases", "people")}).rates == ("rate",)
    assert bounds(cells, relations, ["people", "others"], [Rate("cases", "unknown", 0.4)])["people"] == (0, 110)


def test_a_missing_cell_hides_what_is_missing_with_it():
    """A row of 10 with 4 and a cell no one knows: a third cell, suppressed, may be anything up to 6."""
    cells, relations = {"a": 1, "b": 4, "c": None, "T": 10}, [("T", ("a", "b", "c"))]
    assert bounds(cells, relations, ["a"])["a"] == (0, 6)
    assert protect(cells, relations, ["a"]).complementary == ()
    assert protect({**cells, "T": None}, relations, ["a"]).complementary == ()


def test_a_missing_cell_that_leaves_no_gap_hides_nothing():
    """The total is that of the known cells: the missing one is 0, or was not counted, and all can see it."""
    cells, relations = {"a": 1, "b": 9, "c": None, "T": 10}, [("T", ("a", "b", "c"))]
    assert recovered(cells, relations, ["a"]) == ("a",)
    assert protect(cells, relations, ["a"]).complementary == ("b",)


def test_a_missing_cell_is_not_taken_for_what_an_unpublished_total_holds():
    """The country is its parts, although the group between is not published: nothing is left for the missing one."""
    cells = {("CN",): 10, ("p1",): 1, ("p2",): 4, ("p3",): 5, ("p4",): None}
    relations = relations_of(cells, [[("CN", ("E", "p3", "p4")), ("E", ("p1", "p2"))]])
    assert recovered(cells, relations, [("p1",)]) == (("p1",),)
    cells["CN",] = 12
    assert bounds(cells, relations, [("p1",)]) == {("p1",): (0, 3)}


def test_a_total_that_does_not_add_up_tells_as_much():
    """Two belong to no region, and everybody may know that: the gap protects no one."""
    cells, relations = {"a": 1, "b": 9, "T": 12}, [("T", ("a", "b"))]
    assert recovered(cells, relations, ["a"]) == ("a",)


def test_amounts_are_kept_within_a_tenth():
    """Figures that are no whole numbers: a band narrower than 10 % of the value counts as recovered."""
    cells, relations = with_margins([[1.5, 20.5, 30.25], [40.25, 50.5, 0.75], [10.5, 11.5, 12.5]])
    assert recovered(cells, relations, [(0, 0)]) == ((0, 0),)
    found = protect(cells, relations, [(0, 0), (1, 2)])
    assert recovered(cells, relations, found.suppressed) == ()
    wide = protect(cells, relations, [(0, 0)], width=5.0)
    low, high = bounds(cells, relations, wide.suppressed)[0, 0]
    assert high is None or high - low >= 5


def test_amounts_below_zero_have_no_floor():
    """Losses: no one can assume that a cell is at least 0."""
    cells, relations = {"a": -1.5, "b": 4.5, "T": 3.0}, [("T", ("a", "b"))]
    assert bounds(cells, relations, ["a", "b"]) == {"a": (None, None), "b": (None, None)}
    assert protect(cells, relations, ["a"]).complementary == ("b",)
    assert protect(cells, relations, ["a"], public=["b"]).complementary == ("T",)


# ---------------------------------------------------------------- what is suppressed


def test_protection_by_hand():
    """One small cell within margins: a square of four, the other corners as small as may be."""
    cells, relations = with_margins([[1, 30, 40], [50, 60, 70], [80, 90, 99]])
    found = protect(cells, relations, unsafe_cells(cells))
    assert found.suppressed == ((0, 0), (0, 1), (1, 0), (1, 1))
    assert found.complementary == found.suppressed[1:]
    assert found.published(cells)[0, 0] is None
    assert found.published(cells)[0, 2] == 40


def test_a_single_part_takes_its_total_along():
    """One province in its group: the group tells it, and so the group and another go too, not the country."""
    cells = {("CN",): 31, ("E",): 2, ("W",): 29, ("p1",): 2, ("p2",): 20, ("p3",): 9}
    relations = relations_of(cells, [[("CN", ("E", "W")), ("E", ("p1",)), ("W", ("p2", "p3"))]])
    found = protect(cells, relations, [("p1",), ("E",)])
    assert {("p1",), ("E",), ("W",)} <= set(found.suppressed)
    assert ("CN",) not in found.suppressed
    assert recovered(cells, relations, found.suppressed) == ()


def test_what_is_out_cannot_be_called_back():
    """A cell of an earlier release cannot hide another; one that nothing can hide is named as exposed."""
    cells, relations = {"a": 1, "b": 9, "c": 8, "T": 18}, [("T", ("a", "b", "c"))]
    assert protect(cells, relations, ["a"], public=["c"]).complementary == ("b",)
    assert protect(cells, relations, ["a"], public=["b", "c"]).complementary == ("T",)
    found = protect(cells, relations, ["a"], public=["b", "c", "T"])
    assert (found.suppressed, found.exposed) == (("a",), ("a",))
    assert protect(cells, relations, ["a"], public=["a"]).suppressed == ()
    assert protect(cells, relations, ["a"], public=["a"]).exposed == ("a",)


def test_a_table_without_unsafe_cells_is_published_whole():
    """No cell, no relation, nothing unsafe, nothing known: nothing is suppressed."""
    cells, relations = with_margins([[10, 20], [30, 40]])
    assert protect(cells, relations, unsafe_cells(cells)).suppressed == ()
    assert protect({}, [], []).suppressed == ()
    assert protect({"a": None}, [], ["a", "b"]).suppressed == ()
    assert bounds({"a": 1}, [], ["a", "b"]) == {"a": (0, None)}
    assert protect({"a": 1}, [], ["a"]).suppressed == ("a",)


def test_margins_of_a_plain_table():
    """Rows, columns and the whole; a missing cell is left out of its totals."""
    cells, relations = with_margins([[1, None], [3, 4]])
    assert (cells[0, 1], cells[0, TOTAL], cells[TOTAL, 1], cells[TOTAL, TOTAL]) == (None, 1, 4, 8)
    assert len(relations) == 6


# ---------------------------------------------------------------- what holds for every table


def brute_force(cells: dict, relations: tuple, hidden: list) -> dict:
    """The bounds of hidden inner cells of a plain table, by trying out every table of whole numbers."""
    highest = int(cells[TOTAL, TOTAL])
    found: dict = {key: set() for key in hidden}
    for numbers in itertools.product(range(highest + 1), repeat=len(hidden)):
        tried = cells | dict(zip(hidden, numbers, strict=True))
        if all(tried[total] == sum(tried[part] for part in parts) for total, parts in relations):
            for key, number in zip(hidden, numbers, strict=True):
                found[key].add(number)
    return {key: (min(numbers), max(numbers)) for key, numbers in found.items()}


@seldom
@given(
    st.lists(st.lists(st.integers(0, 2), min_size=2, max_size=2), min_size=2, max_size=3),
    st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=4, unique=True),
)
def test_the_verifier_finds_what_trying_everything_finds(table, hidden):
    """Bounds by integer programming are those of every table that agrees with the margins, tried one by one."""
    cells, relations = with_margins(table)
    assert bounds(cells, relations, hidden) == brute_force(cells, relations, hidden)


@seldom
@given(plain_tables)
def test_no_suppressed_cell_of_a_table_can_be_worked_out(table):
    """Any small table with its margins, under the rule of ONS."""
    cells, relations = with_margins(table)
    unsafe = unsafe_cells(cells)
    found = protect(cells, relations, unsafe)
    assert set(unsafe) <= set(found.suppressed)
    assert found.exposed == ()
    assert recovered(cells, relations, found.suppressed) == ()
    assert set(found.complementary) == set(found.suppressed) - set(unsafe)


@seldom
@given(st.lists(st.integers(0, 12), min_size=18, max_size=18), st.sets(st.integers(0, 8), max_size=3))
def test_no_suppressed_cell_of_two_trees_can_be_worked_out(numbers, unpublished):
    """Three provinces in two groups by six breakdowns in two branches; some groups and branches are not published."""
    provinces, leaves = {"E": ("p1",), "W": ("p2", "p3")}, {"food": ("f1", "f2", "f3"), "toys": ("t1", "t2", "t3")}
    regions = {"CN": ("p1", "p2", "p3")} | provinces | {p: (p,) for p in ("p1", "p2", "p3")}
    breakdowns = (
        {TOTAL: tuple(leaves["food"] + leaves["toys"])} | leaves | {x: (x,) for v in leaves.values() for x in v}
    )
    inner = dict(zip(itertools.product(("p1", "p2", "p3"), breakdowns[TOTAL]), numbers, strict=True))
    cells = {
        (region, breakdown): sum(inner[p, x] for p in regions[region] for x in breakdowns[breakdown])
        for region in regions
        for breakdown in breakdowns
    }
    for i, key in enumerate(itertools.product(("CN", "E", "W"), (TOTAL, "food", "toys"))):
        if i in unpublished:
            cells[key] = None
    trees = [[("CN", ("E", "W")), *provinces.items()], [(TOTAL, ("food", "toys")), *leaves.items()]]
    relations = relations_of(cells, trees)
    found = protect(cells, relations, unsafe_cells(cells))
    assert found.exposed == ()
    assert recovered(cells, relations, found.suppressed) == ()


@seldom
@given(plain_tables, st.integers(2, 9))
def test_bounds_hold_the_truth_and_grow_with_what_is_suppressed(table, step):
    """Every true value lies within its bounds; suppression more never narrows them."""
    cells, relations = with_margins(table)
    few, more = list(cells)[::step], list(cells)[:: max(1, step // 2)]
    narrow, wide = bounds(cells, relations, few), bounds(cells, relations, {*few, *more})
    for key, (low, high) in narrow.items():
        assert low <= cells[key]
        assert high is None or high >= cells[key]
        assert wide[key][0] <= low
        assert wide[key][1] is None or (high is not None and wide[key][1] >= high)


@seldom
@given(st.lists(st.lists(st.floats(0, 1e6).map(lambda x: round(x, 1)), min_size=3, max_size=3), min_size=2, max_size=3))
def test_amounts_can_be_protected_as_well(table):
    """Any unit: no band narrower than a tenth is left."""
    cells, relations = with_margins(table)
    found = protect(cells, relations, [(0, 0), (1, 1)])
    assert found.exposed == ()
    assert recovered(cells, relations, found.suppressed) == ()


@seldom
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 60)), min_size=2, max_size=5).filter(
        lambda rows: any(0 < cases < 3 for cases, _ in rows)
    )
)
def test_no_rate_gives_a_suppressed_count_away(rows):
    """Cases, people and rates by region: the rates left standing tell nothing, and those suppressed would have."""
    regions = [f"r{i}" for i in range(len(rows))]
    cells: dict = {("cases", r): cases for r, (cases, _) in zip(regions, rows, strict=True)}
    cells |= {("people", r): cases + others for r, (cases, others) in zip(regions, rows, strict=True)}
    for kind in ("cases", "people"):
        cells[kind, "CN"] = sum(cells[kind, r] for r in regions)
    relations = relations_of(cells, [[], [("CN", regions)]])
    rates = {r: (("cases", r), ("people", r)) for r in (*regions, "CN")}
    published = {r: Rate(*halves, cells[halves[0]] / cells[halves[1]]) for r, halves in rates.items()}
    found = protect(cells, relations, unsafe_cells({key: cells[key] for key in cells if key[0] == "cases"}), rates)
    left = [rate for r, rate in published.items() if r not in found.rates]
    assert recovered(cells, relations, found.suppressed, left) == ()
    assert {rates[r][0] for r in found.rates} == set(found.suppressed)
    assert set(recovered(cells, relations, found.suppressed, published.values())) == set(found.suppressed)


def test_the_record_of_dominance_says_what_it_saw():
    """How many contributed, with and without a total; each rule speaks for itself."""
    assert dominance([5, None, 4, 3]).contributors == 3
    for unsafe in (True, False):
        found = dominance([0, 0], zeros_unsafe=unsafe)
        assert (found.contributors, found.nk_unsafe, found.p_unsafe, found.unsafe) == (2, unsafe, unsafe, unsafe)


def test_a_suppressed_figure_keeps_what_its_flag_was():
    """Provisional, suppressed: the flag is Q now, and P is not forgotten."""
    assert release(1, 1, "P") == disclosure.Release(None, "Q", False, "P")


def test_an_infinite_cell_is_missing_from_its_margins():
    """As None and NaN are: the totals are those of the known cells."""
    cells, _ = with_margins([[1, math.inf], [None, 4]])
    assert (cells[0, 1], cells[0, TOTAL], cells[TOTAL, 1], cells[TOTAL, TOTAL]) == (None, 1, 4, 5)


def test_a_single_cell_has_a_total_too():
    """Named in its relation, though nothing else is published."""
    assert relations_of([("E",)], [[("CN", ["E", "W"])]]) == ((("CN",), (("E",), ("W",))),)


def test_every_missing_cell_that_leaves_no_gap_hides_nothing():
    """Two rows, each with a cell no one knows and for which its total leaves nothing: both suppressed ones are told."""
    cells = {"t": 10, "a": 4, "b": 6, "x": None, "u": 5, "c": 2, "d": 3, "y": None}
    relations = (("t", ("a", "b", "x")), ("u", ("c", "d", "y")))
    assert recovered(cells, relations, ["a", "c"]) == ("a", "c")


@pytest.mark.parametrize("factor", [1e-6, 1.0, 1e6])
def test_what_is_suppressed_of_amounts_does_not_depend_on_the_unit(factor):
    """In millions or in ones: the same cells, and bounds in proportion."""
    table = [[1.5, 30.25, 40.5], [50.5, 60.75, 70.5], [80.5, 90.25, 99.75]]
    cells, relations = with_margins([[value * factor for value in row] for row in table])
    found = protect(cells, relations, [(0, 0)])
    assert found.complementary == ((0, 1), (1, 0), (1, 1))
    low, high = bounds(cells, relations, found.suppressed)[0, 0]
    assert (low, high) == pytest.approx((0, 31.75 * factor), abs=1e-6 * factor)


@pytest.mark.parametrize("width", [1, 7, 20])
def test_cells_can_be_kept_as_far_apart_as_asked(width):
    """Neither the unsafe cell nor those suppressed for its sake can be narrowed down to less than the width."""
    cells, relations = with_margins([[25, 30, 40], [50, 60, 70], [80, 90, 99]])
    found = protect(cells, relations, [(0, 0)], width=width)
    assert recovered(cells, relations, found.suppressed, width=width) == ()
    low, high = bounds(cells, relations, found.suppressed)[0, 0]
    assert high - low >= width


def test_a_group_of_which_nothing_is_known_hides_what_stands_beside_it():
    """The country is 10, one part 4, the rest a group without any figure: the part may be anything up to 10."""
    cells = {"country": 10, "part": 4, "group": None, "one": None, "two": None}
    relations = (("country", ("group", "part")), ("group", ("one", "two")))
    assert bounds(cells, relations, ["part"]) == {"part": (0, 10)}
    assert recovered(cells, relations, ["part"]) == ()


def test_a_share_that_was_printed_before_takes_its_whole_with_it():
    """Two of 300 and the rest hide each other, but not beside a share of 0.67 %: then the whole goes as well. Where
    the whole is public, nothing helps; where the share is a rounder one, the rest does."""
    cells, relations = {"count": 2, "rest": 298, "whole": 300}, [("whole", ("count", "rest"))]
    share = Rate("count", "whole", 0.0067, 0.00005)
    assert protect(cells, relations, ["count"]).suppressed == ("count", "rest")
    found = protect(cells, relations, ["count"], printed=[share])
    assert (found.suppressed, found.exposed) == (("count", "rest", "whole"), ())
    assert protect(cells, relations, ["count"], public=["whole"], printed=[share]).exposed == ("count",)
    rounder = Rate("count", "whole", 0.01, 0.005)
    assert protect(cells, relations, ["count"], public=["whole"], printed=[rounder]).suppressed == ("count", "rest")


def test_a_share_binds_counts_that_nobody_printed():
    """The share of a region without any count still ties the small count of its neighbour, through their whole."""
    cells, relations = {"small": 2, "whole": 102}, [("whole", ("small", "other"))]
    assert protect(cells, relations, ["small"]).suppressed == ("small",)
    share = Rate("other", "whole", 0.98, 0.0005)
    found = protect(cells, relations, ["small"], printed=[share])
    assert (found.suppressed, found.exposed) == (("small", "whole"), ())


def test_what_is_left_for_a_part_without_a_figure_is_open_where_nothing_else_hides():
    """A part for which nothing is left is 0 as long as another table remains, else it may be more."""
    cells, relations = {"a": 2, "b": 30, "whole": 32}, [("whole", ("a", "b", "empty"))]
    assert protect(cells, relations, ["a"]).suppressed == ("a", "b")
    found = protect(cells, relations, ["a"], public=["b", "whole"])
    assert (found.suppressed, found.exposed) == (("a",), ())
