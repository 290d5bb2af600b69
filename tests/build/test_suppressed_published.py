"""Nothing that is published depends on what is suppressed, whatever a search for other tables comes to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import scipy
from attacker import attacked
from invented import FIRST, SECOND, SECRETS, SECTOR, copy_of_project, edition_of, rows_of, with_secrets
from random_plans import scene
from scipy.optimize import OptimizeResult

from plan_metrics.context import read_context
from plan_metrics.edition.models import KEY
from plan_metrics.edition.read import check_edition, read_edition
from plan_metrics.edition.relations import relations_among
from plan_metrics.errors import FaultError
from plan_metrics.measure import moves
from plan_metrics.measure.recovery import recovered
from plan_metrics.measure.suppression import protect
from plan_metrics.plan.dimensions import edge_columns
from plan_metrics.plan.read import read_plan
from plan_metrics.receipts import all_receipts
from plan_metrics.report.engine.keys import digest_of_data
from plan_metrics.rows import observation_rows
from plan_metrics.views.links import receipt_id


def solve_by(monkeypatch: pytest.MonkeyPatch, milp: Callable[..., OptimizeResult]) -> None:
    """Give the protection, and not the attacker, another solver."""
    optimize = SimpleNamespace(**{**vars(scipy.optimize), "milp": milp})
    monkeypatch.setattr(moves, "scipy", SimpleNamespace(optimize=optimize, sparse=scipy.sparse))


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> tuple[Path, Path]:
    """Two projects that differ in nothing but in what their editions suppress."""
    return tuple(
        with_secrets(copy_of_project(tmp_path_factory.mktemp("base")), turned=turned) for turned in (False, True)
    )


@pytest.mark.parametrize("edition", [FIRST, SECOND])
def test_other_secrets_give_the_same_pages_and_files(both, edition):
    """Pages and files are made of a context alone; that of other suppressed counts is the same in every byte, with the
    edition before it. (That a whole site is: `test_one_command_makes_the_site_and_makes_it_again`.)"""
    one, other = (read_context(edition, "en", base) for base in both)
    assert rows_of(edition_of(both[0], edition) / "observations.csv") != rows_of(
        edition_of(both[1], edition) / "observations.csv"
    )
    gone = set(one.edition.missing[one.edition.missing["flag"] == "Q"][list(KEY)].itertuples(index=False, name=None))
    assert len({cell for cells in SECRETS for cell in cells} & gone) >= 8
    assert digest_of_data(one) == digest_of_data(other)


def test_no_withheld_count_is_what_receipts_leave_of_a_total(both):
    """A solver that knows every sum of regions, breakdowns and periods, and all figures that receipts give, finds none;
    and no receipt but its own names one that is withheld, so that no line of arithmetic was worked out from it."""
    context = read_context(SECOND, "en", both[0])
    known = {each.id: each for found in all_receipts(context).values() for each in found}
    withheld = {receipt_id(row, row["period"]) for row in observation_rows(context.edition.missing)}
    assert not [each.id for each in known.values() if withheld & {*each.inputs}]
    truth: dict[str, dict[tuple[str, ...], float]] = {}
    for row in rows_of(edition_of(both[0]) / "observations.csv"):
        key = tuple(row[name] for name in edge_columns(KEY, [SECTOR]))
        if row["value"] and not context.plan.indicator(key[0]).computed:
            truth.setdefault(key[0], {})[key] = float(row["value"])
    gone = {name: [key for key in cells if known["/".join(key)].value is None] for name, cells in truth.items()}
    assert sum(map(len, gone.values())) >= 8
    for name, cells in truth.items():
        assert recovered(cells, tuple(relations_among(context.plan, name, cells)), gone[name]) == ()
    cell = SECRETS[0][0]
    (other,) = (key for key in gone[cell[0]] if key[1:] == SECRETS[0][1][1:])
    left = [key for key in gone[cell[0]] if key != other]  # as if the total left but one open
    assert cell in recovered(truth[cell[0]], tuple(relations_among(context.plan, cell[0], truth[cell[0]])), left)


def test_a_receipt_says_of_a_withheld_figure_that_it_is_withheld_and_no_more(both):
    """Neither number, words nor row; and no digest in any receipt is that of its row with some count in it, which an
    attacker would find by trying. The order of the file is not told either: rows may be sorted by what they hold.
    """
    context = read_context(SECOND, "en", both[0])
    known = {each.id: each for found in all_receipts(context).values() for each in found}
    missing = observation_rows(context.edition.missing, flag="Q")
    assert len(missing) >= 8
    nothing = {"kind", "value", "unit", "flag", "documents", "id"}
    for row in missing:
        told = known[receipt_id(row, row["period"])]
        assert (told.value, told.flag) == (None, "Q")
        assert told.model_dump(exclude_defaults=True).keys() <= nothing
    published = {row.sha256 for each in known.values() for row in each.rows}
    assert len(published) > 20
    assert {row.line for each in known.values() for row in each.rows} == {None}
    lines = (edition_of(both[0]) / "observations.csv").read_text("utf-8").split("\n")
    withheld = [number for number in range(2, len(lines)) if number not in context.edition.lines]
    assert len(withheld) >= len(missing)
    for number in withheld:
        assert hashlib.sha256(lines[number - 1].encode()).hexdigest() not in published
    assert not set(withheld) & set(context.row_digests)
    assert all_receipts(read_context(SECOND, "en", both[1])) == all_receipts(context)


# ---------------------------------------------------------------- a search that comes to nothing


@pytest.fixture
def ended(monkeypatch) -> list[int]:
    """Every search for whole numbers ends at its last step with nothing found; the list counts them."""
    solve, count = scipy.optimize.milp, [0]

    def milp(costs, *, integrality=None, **given):
        if integrality is None:
            return solve(costs, **given)
        count[0] += 1
        return OptimizeResult(x=None, fun=None, status=1, message="the last step")

    solve_by(monkeypatch, milp)
    return count


TABLE = {"small": 2, "other": 50, "total": 52, "apart": 70}
SUMS = [("total", ("small", "other"))]
PRINTED = [moves.Rate("small", "total", 0.0385, 0.0005)]  # so that no count moves by one alone


def test_where_a_search_ends_without_an_answer_everything_that_is_not_public_is_suppressed(ended):
    """Neither the count nor anything that might tell it is shown, and the count is named as not decided."""
    found = protect(TABLE, SUMS, ["small"], public=["apart"], printed=PRINTED)
    assert ended[0] > 0
    assert found.suppressed == ("small", "other", "total")
    assert (found.undecided, found.exposed) == (("small",), ())


def test_where_the_solver_fails_everything_that_is_not_public_is_suppressed(monkeypatch):
    """A failure of the solver is no reason to show anything."""
    failed = OptimizeResult(x=None, fun=None, status=4, message="numbers too far apart")
    solve_by(monkeypatch, lambda *_, **__: failed)
    found = protect(TABLE, SUMS, ["small"], public=["apart"])
    assert (found.suppressed, found.undecided) == (("small", "other", "total"), ("small",))


def test_an_edition_suppresses_more_where_its_searches_end_without_an_answer(request):
    """No small count is found out then either, and none is called public that older editions do not tell."""
    usual = sum(len(each.missing) for each in scene(211).shown)
    count = request.getfixturevalue("ended")
    attack = attacked(scene(211))
    assert count[0] > 0
    assert (attack.found, attack.in_vain) == ([], [])
    assert attack.suppressed > usual


def test_an_edition_whose_small_counts_nothing_can_protect_is_not_read(both, monkeypatch):
    """Where the solver says that no other table is left, the edition is refused with the count's key."""
    none_left = OptimizeResult(x=None, fun=None, status=2, message="no other table")
    solve_by(monkeypatch, lambda *_, **__: none_left)
    folder, plan = edition_of(both[0], FIRST), read_plan(both[0] / "data" / "plan")
    told = {f.column for f in check_edition(folder, plan, None) if f.rule == "exposed_count" and f.severity == "fault"}
    assert "stands_built XX TOTAL 2027" in told
    with pytest.raises(FaultError):
        read_edition(folder, plan)


def test_the_same_fact_in_another_form_goes_in_the_year_of_a_small_count(tmp_path):
    """An index that states the fact of a count, as its card says: beside a small count of its year it is suppressed."""
    base = copy_of_project(tmp_path)
    card = edition_of(base) / "edition.toml"
    rule = "suppressed_under = 130\nlow_reliability_under = 130\nzeros_suppressed = false\n"  # keepers: 120 in 2028-H1
    card.write_text(f"{card.read_text('utf-8')}\n[disclosure]\n{rule}", "utf-8")
    plan = read_plan(base / "data" / "plan")
    shown = {}
    for repeats in (None, "keepers_trained"):
        changed = tuple(
            action.model_copy(
                update={
                    "indicators": tuple(
                        each.model_copy(update={"repeats": repeats}) if each.id == "satisfied_users" else each
                        for each in action.indicators
                    )
                }
            )
            for action in plan.actions
        )
        frame = read_edition(edition_of(base), plan.model_copy(update={"actions": changed})).observations
        shown[repeats] = set(frame[frame["indicator"] == "satisfied_users"]["period"])
    assert shown == {None: {"2027", "2028", "2029"}, "keepers_trained": {"2027", "2029"}}
