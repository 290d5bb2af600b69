"""The package as a library: what `import plan_metrics` gives to an analyst in a notebook of their own."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pandas as pd
import pytest
from invented import FIRST, PROJECT, SECOND, change, edition_of, line_of

import plan_metrics
from plan_metrics.creation.create import create_project


@pytest.fixture(scope="module")
def project():
    """The invented project, read once."""
    return plan_metrics.read_project(PROJECT)


def test_the_import_brings_nothing_heavy_along():
    """Whoever only asks for the version or catches an error waits for no pandas and no matplotlib."""
    code = "import sys, plan_metrics; plan_metrics.__version__; plan_metrics.FaultError; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"pandas", "numpy", "matplotlib", "pydantic"} & set(loaded) == set()


def test_a_project_is_read_without_statistics():
    """What only a measured page needs is loaded when it is measured: reading a plan takes half of the time."""
    code = f"import sys, plan_metrics; plan_metrics.read_project({str(PROJECT)!r}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"scipy.stats", "scipy.optimize", "statsmodels", "matplotlib"} & set(loaded) == set()


def test_every_name_of_the_public_door_is_there():
    """And no other: a typing mistake is an error."""
    assert all(getattr(plan_metrics, name) is not None for name in plan_metrics.__all__)
    with pytest.raises(AttributeError, match="read_projekt"):
        plan_metrics.read_projekt  # noqa: B018


def test_a_project_knows_its_editions(project):
    """The one that the plan names is meant where none is given."""
    assert project.editions == (FIRST, SECOND)
    assert project.edition().card.id == project.plan.head.default_edition
    assert project.edition(FIRST).card.id == FIRST


def test_a_broken_project_says_what_is_wrong_as_data(tmp_path):
    """A `FaultError` carries file, line, column and the three parts of each message, in any language."""
    with pytest.raises(plan_metrics.FaultError) as refused:
        plan_metrics.read_project(tmp_path)
    (fault,) = refused.value.faults
    assert (fault.rule, fault.file) == ("missing_file", "plan")
    assert plan_metrics.fault_parts(fault)["found"] == "no such file"
    assert list(plan_metrics.fault_parts(fault, "zh")) == ["found", "expected", "fix"]
    assert plan_metrics.fault_text(fault).startswith("Fault: plan\n  found: no such file\n  expected: the file ")
    assert "{" not in plan_metrics.fault_text(fault, "zh")
    with pytest.raises(plan_metrics.FaultError):
        plan_metrics.read_project(PROJECT).edition("1999-01")


def test_a_project_that_is_read_again_has_the_figures_of_now(invented_base):
    """Within a session of a notebook figures change; what was read before stays as it was."""
    before = plan_metrics.read_project(invented_base)
    latest = before.series("bicycle_stands").index[-1]
    table = edition_of(invented_base) / "observations.csv"
    line = line_of(table, indicator="bicycle_stands", region="XX", sector="TOTAL", period=latest)
    value = before.series("bicycle_stands")[latest]
    change(table, line, value=str(int(value) + 1), printed=str(int(value) + 1), qualifier="exact")
    assert plan_metrics.read_project(invented_base).series("bicycle_stands")[latest] == value + 1
    assert before.series("bicycle_stands")[latest] == value


@pytest.mark.parametrize("frame", ["scoreboard", "observations"])
def test_columns_have_the_type_of_what_is_in_them(project, frame):
    """Numbers can be ranked and added, and what is not known is missing instead of an object."""
    found = getattr(project, frame)()
    kinds = {name: column.dtype.name for name, column in found.items()}
    assert kinds["indicator"] == kinds["region_title"] == "str"
    assert {kinds[name] for name in ("value", *(("progress", "change") if frame == "scoreboard" else ()))} == {
        "float64"
    }
    assert not [
        name for name, kind in kinds.items() if kind == "object" and name != "excluded" and found[name].notna().any()
    ]
    assert len(found.nlargest(3, "value")) == 3


def test_an_empty_column_has_the_type_of_a_full_one(project, tmp_path):
    """A project without a figure gives frames that can be joined to those of any other."""
    empty = plan_metrics.read_project(create_project(tmp_path / "new"))
    for frame in ("scoreboard", "observations"):
        full, bare = (getattr(each, frame)().dtypes for each in (project, empty))
        assert bare.to_dict() == full.to_dict()


def test_a_frame_says_where_it_is_from(project):
    """The edition, its day, units and documents stand in `attrs`, and titles beside the codes, in either language."""
    found = project.observations(SECOND, "zh")
    assert (found.attrs["edition"], found.attrs["as_of"]) == (SECOND, "2030-06-30")
    assert found.attrs["units"]["bicycle_stands"] == "stands"
    assert set(found["source"].str.split().explode()) <= set(found.attrs["documents"])
    titles = found.drop_duplicates("indicator").set_index("indicator")["indicator_title"]
    assert titles["bicycle_stands"] == project.plan.indicator("bicycle_stands").title.zh


def test_a_series_is_assessed_as_on_the_scoreboard(project):
    """Every series of every region and breakdown, taken out and handed back."""
    board = project.scoreboard()
    for row in board.itertuples():
        found = project.assess(project.series(row.indicator, row.region, row.breakdown))
        assert found.n_points == row.n_points
        given = [None if pd.isna(cell) else cell for cell in (row.value, row.trend, row.growth, row.progress)]
        assert [found.value, found.trend, found.growth, found.progress] == given


@pytest.mark.parametrize(
    "index",
    [
        [2017, 2020, 2024],
        [2017.0, 2020.0, 2024.0],
        ["2017", "2020", "2024"],
        pd.PeriodIndex(["2017", "2020", "2024"], freq="Y"),
        pd.to_datetime(["2017-12-31", "2020-12-31", "2024-12-31"]),
        [dt.date(2017, 12, 1), dt.date(2020, 12, 1), dt.date(2024, 12, 1)],
    ],
    ids=["years", "years as floats", "texts", "periods", "timestamps", "dates"],
)
def test_progress_takes_any_labels_of_time(index):
    """From 40 in 2017 to 54 in 2024, on the way to 60 by 2027: seven tenths of the way in seven tenths of the time."""
    found = plan_metrics.progress(pd.Series([40, None, 54], index=index), target=60, by="2027")
    assert (found.share, found.elapsed, found.pace, found.gap) == (0.7, 0.7, 1.0, 6.0)
    assert found.expected == pytest.approx(54)


def test_progress_of_nothing_is_nothing():
    """No value, no number; without a date of the target nothing of time; and what is no time is an error, by name."""
    found = plan_metrics.progress(pd.Series([40, 54], index=[2017, 2024]), target=60)
    assert found == plan_metrics.Progress(share=0.7, elapsed=None, pace=None, expected=None, gap=6.0)
    for label in (2018.5, float("nan"), float("inf")):
        with pytest.raises(ValueError, match=f"'{label}' is not a period"):
            plan_metrics.progress(pd.Series([1.0], index=[label]), 60)
    assert plan_metrics.progress(pd.Series([None, None], index=[2017, 2018]), 60, by=2027).share is None
    with pytest.raises(ValueError, match="is not a period"):
        plan_metrics.progress(pd.Series([1.0], index=["last year"]), 60, by=2027)
    with pytest.raises(ValueError, match="direction"):
        plan_metrics.progress(pd.Series([1.0], index=[2020]), 60, by=2027, direction="up")


def test_a_chart_shows_each_value_at_its_period_and_the_target():
    """A missing value is left out; periods stand below the axis; dashes lead from the first value to the target."""
    series = pd.Series([40, None, 54], index=[2017, 2020, 2024], name="有效认证证书")
    line, way, mark = plan_metrics.plot(series, target=60, by=2027).axes[0].lines
    assert line.get_xydata().tolist() == [[2018.0, 40.0], [2025.0, 54.0]]
    assert way.get_xydata().tolist() == [[2018.0, 40.0], [2028.0, 60.0]]
    assert mark.get_xydata().tolist() == [[2028.0, 60.0]]
    axes = plan_metrics.plot(series).axes[0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["2024", "2017"]
    assert axes.get_title("left") == "有效认证证书"


def test_a_chart_of_many_values_names_some_of_their_periods():
    """The last one is among them; a series without a value is an empty chart, and half a target an error."""
    months = pd.period_range("2020-01", "2024-12", freq="M")
    axes = plan_metrics.plot(pd.Series(range(60), index=months, dtype=float)).axes[0]
    named = [label.get_text() for label in axes.get_xticklabels()]
    assert "2024-12" in named
    assert len(named) <= 8
    assert plan_metrics.plot(pd.Series([None], index=[2020])).axes[0].lines[0].get_xydata().size == 0
    with pytest.raises(ValueError, match="give both or neither"):
        plan_metrics.plot(pd.Series([1.0], index=[2020]), target=2)


# ---------------------------------------------------------------- what if


def _rows(*figures: tuple[str, float | None], **cells: object) -> pd.DataFrame:
    key = {"indicator": "bicycle_stands", "region": "XX", "breakdown": "TOTAL"}
    return pd.DataFrame([{**key, "period": period, "value": value, **cells} for period, value in figures])


def test_what_if_measures_other_figures_and_leaves_the_project_as_it_is(project):
    """Replaced, added and taken out; the verdict is that of a table with these figures, computed ones follow."""
    before = project.observations()
    other = project.with_observations(_rows(("2027", 19000), ("2028", None), ("2029", 18000), ("2030-03", 17000)))
    series = other.series("bicycle_stands")
    assert series.to_dict() == {"2026": 30000.0, "2027": 19000.0, "2029": 18000.0, "2030-03": 17000.0}
    board = other.scoreboard().set_index(["indicator", "region", "breakdown"])
    assert board.loc[("bicycle_stands", "XX", "TOTAL"), "status"] == "worsening"
    came = other.observations().set_index(["indicator", "region", "breakdown", "period"])["edition"]
    assert [came["bicycle_stands", "XX", "TOTAL", period] for period in ("2026", "2027")] == [FIRST, SECOND]
    assert project.observations().equals(before)
    assert project.with_observations(before).scoreboard().equals(project.scoreboard())


def test_what_if_refuses_what_is_no_figure_of_the_edition(project):
    """Every row at once, by its place in the frame; a frame without the columns is told too."""
    wrong = pd.concat([_rows(("2029", 1), ("2029", 2), ("2031", 3)), _rows(("2028", -4), flag="?")])
    with pytest.raises(plan_metrics.FaultError) as refused:
        project.with_observations(wrong)
    told = [(fault.file, fault.row, fault.rule) for fault in refused.value.faults]
    assert sorted(told) == [
        ("frame", 2, "repeated_key"), ("frame", 3, "period_after_as_of"), ("frame", 4, "negative_value"),
        ("frame", 4, "unknown_flag"),
    ]  # fmt: skip
    with pytest.raises(plan_metrics.FaultError, match="no such column"):
        project.with_observations(_rows(("2029", 1)).drop(columns="period"))


def test_a_series_of_ones_own_is_assessed_without_a_plan(project):
    """As the arithmetic of the plan does with the same target, and as nothing where there is nothing."""
    series = pd.Series([40, 30, 20], index=[2017, 2020, 2024])
    assert plan_metrics.assess(series).status == "worsening"
    found = plan_metrics.assess(series, target=10, by=2027, direction="decrease")
    assert (found.status, found.progress, found.gap) == ("on_track", pytest.approx(2 / 3), 10.0)
    assert plan_metrics.assess(pd.Series([None], index=[2020])).reason == "no_figure"
    with pytest.raises(ValueError, match="give both or neither"):
        plan_metrics.assess(series, target=1)
