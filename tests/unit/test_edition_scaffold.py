"""Laying out a new edition: what is made, what is refused, and that nothing is left half-written."""

from __future__ import annotations

import codecs
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
from bilingual import COLUMNS, LANGUAGES
from invented import FIRST, SECOND, SECTOR, edition_of, first_form, rows_of, said

from plan_metrics.edition import scaffold
from plan_metrics.edition.card import read_card
from plan_metrics.edition.flags import FLAGS, QUALIFIERS
from plan_metrics.edition.read import check_edition, editions, read_edition
from plan_metrics.edition.scaffold import create_edition
from plan_metrics.errors import FaultError
from plan_metrics.plan.dimensions import edge_columns


def test_an_edition_goes_on_from_the_previous_one(invented_base, invented_plan):
    """The rows of the previous edition are copied, and the new edition can be read as it is."""
    folder = create_edition(invented_base, "2031-02", SECOND)
    assert folder == edition_of(invented_base, "2031-02")
    new, old = read_edition(folder, invented_plan), read_edition(edition_of(invented_base), invented_plan)
    pd.testing.assert_frame_equal(new.observations, old.observations)
    pd.testing.assert_frame_equal(new.rejected, old.rejected)
    assert new.sources == old.sources
    assert (new.card.id, new.card.as_of, new.card.previous, new.card.invented) == (
        "2031-02",
        "2031-02-28",
        SECOND,
        True,
    )
    assert (new.card.title.zh, new.card.title.en) == ("2031年2月版", "Edition of February 2031")
    assert editions(invented_base) == [FIRST, SECOND, "2031-02"]


def test_a_first_edition_has_headers_only(invented_base, invented_plan):
    """Without a previous edition the tables are empty, and nothing about them is wrong."""
    folder = create_edition(invented_base, "2032-12", None)
    edition = read_edition(folder, invented_plan)
    assert (len(edition.observations), len(edition.rejected), edition.sources) == (0, 0, {})
    assert edition.card.previous == ""
    assert [f for f in check_edition(folder, invented_plan, None) if f.rule != "overdue"] == []


@pytest.mark.parametrize("previous", [SECOND, None])
def test_the_card_records_the_rules_of_verdicts(invented_base, invented_plan, previous):
    """Those of the plan on the day, each table of them under its name, so that a later change does not touch them."""
    folder = create_edition(invented_base, "2031-02", previous)
    card = read_card(folder, LANGUAGES, [])
    assert (card.verdicts, card.thresholds) == (invented_plan.head.verdicts.numbers, None)
    text = (folder / "edition.toml").read_text("utf-8")
    assert "\n[verdicts]\nlittle = 0.03\n" in text
    assert "\nstrong = { figures = 5, p = 0.05, sample = 1000, documents = 2 }\n" in text
    assert [f for f in check_edition(folder, invented_plan, None) if f.rule == "other_limits"] == []


def test_an_edition_that_goes_on_from_one_of_the_first_model_lacks_what_was_printed(invented_base, invented_plan):
    """Its rows are kept; the words are to be filled in, and each line that lacks them is named."""
    old = first_form(edition_of(invented_base))
    folder = create_edition(invented_base, "2031-02", SECOND)
    rows, before = rows_of(folder / "observations.csv"), rows_of(old / "observations.csv")
    columns = edge_columns(COLUMNS, [SECTOR])
    assert tuple(rows[0]) == columns
    kept = [column for column in columns if column in before[0]]
    assert [{column: row[column] for column in kept} for row in rows] == [
        {column: row[column] for column in kept} for row in before
    ]
    assert {(row["printed"], row["sample_size"]) for row in rows} == {("", "")}
    faults = [fault for fault in check_edition(folder, invented_plan, None) if fault.severity == "fault"]
    assert {(fault.rule, fault.column, said(fault)[0]) for fault in faults} == {
        ("wrong_print", "printed", "an empty cell")
    }
    assert [fault.row for fault in faults] == [line for line, row in enumerate(rows, 2) if row["value"]]
    card = read_card(folder, LANGUAGES, [])
    assert (card.thresholds, card.verdicts) == (None, invented_plan.head.verdicts.numbers)


def test_code_lists_lie_beside_the_tables(invented_base, invented_plan):
    """Every code that may be entered can be looked up, in a file that a spreadsheet opens."""
    codes = create_edition(invented_base, "2031-02", SECOND) / "codes"
    names = ["flags.csv", "indicators.csv", "qualifiers.csv", "regions.csv", "sector.csv", "units.csv"]
    assert sorted(file.name for file in codes.iterdir()) == names
    assert all(file.read_bytes().startswith(codecs.BOM_UTF8) for file in codes.iterdir())
    stands = rows_of(codes / "indicators.csv")[0]
    assert [stands[key] for key in ("indicator", "unit", "accumulation", "collection", "computed")] == [
        "bicycle_stands",
        "stands",
        "stock",
        "census",
        "no",
    ]
    assert [row["flag"] for row in rows_of(codes / "flags.csv")] == list(FLAGS)
    assert [row["qualifier"] for row in rows_of(codes / "qualifiers.csv")] == list(QUALIFIERS)
    assert [row["region"] for row in rows_of(codes / "regions.csv")] == ["XX", "XX-AA", "XX-BB"]


def test_two_layouts_give_the_same_bytes(invented_base, tmp_path):
    """Nothing in the files depends on the day or the order in which they were made."""
    first = create_edition(invented_base, "2031-02", SECOND)
    made = {file.relative_to(first): file.read_bytes() for file in sorted(first.rglob("*.*"))}
    first.rename(tmp_path / "elsewhere")
    second = create_edition(invented_base, "2031-02", SECOND)
    assert {file.relative_to(second): file.read_bytes() for file in sorted(second.rglob("*.*"))} == made


@pytest.mark.parametrize(
    ("edition", "previous", "rule", "found", "expected"),
    [
        ("2031-13", None, "wrong_edition_id", "“2031-13”", "such as 2026-02"),
        ("new", None, "wrong_edition_id", "“new”", "a year and a month"),
        ("../2031-01", None, "wrong_edition_id", "“../2031-01”", "a year and a month"),
        (
            SECOND,
            FIRST,
            "edition_exists",
            "the folder data/editions/2030-06, which exists already",
            "2030-01, 2030-06",
        ),
        ("2031-02", "2030-03", "unknown_previous", "“2030-03” as the previous edition", "2030-01, 2030-06"),
        (
            "2030-03",
            SECOND,
            "unknown_previous",
            "“2030-06” as the previous edition",
            "before 2030-03 that exists: 2030-01",
        ),
        ("2029-03", SECOND, "unknown_previous", "“2030-06” as the previous edition", "that exists: –"),
    ],
)
def test_what_cannot_be_created_is_refused(invented_base, edition, previous, rule, found, expected):
    """A wrong id, a folder that exists and a previous edition that does not are told with what there is."""
    before = sorted((invented_base / "data").rglob("*"))
    with pytest.raises(FaultError) as raised:
        create_edition(invented_base, edition, previous)
    (fault,) = raised.value.faults
    assert fault.rule == rule
    assert said(fault)[0] == found
    assert expected in said(fault)[1]
    assert sorted((invented_base / "data").rglob("*")) == before


def test_nothing_is_left_half_written(invented_base, monkeypatch):
    """Where writing fails in the middle, no folder remains, and the next try succeeds."""

    def full_disk(*_):
        raise OSError("no space left")

    before = sorted((invented_base / "data").rglob("*"))
    with monkeypatch.context() as broken:
        broken.setattr(scaffold, "code_lists", full_disk)
        with pytest.raises(OSError, match="no space left"):
            create_edition(invented_base, "2031-02", SECOND)
    assert sorted((invented_base / "data").rglob("*")) == before
    assert create_edition(invented_base, "2031-02", SECOND).is_dir()


def test_of_two_calls_at_once_one_makes_the_edition(invented_base, invented_plan):
    """The others are told that it exists; none takes away what another is writing."""

    def told(_: int) -> str:
        try:
            return create_edition(invented_base, "2031-02", SECOND).name
        except FaultError as refused:
            return refused.faults[0].rule

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(told, range(4))) == ["2031-02", *["edition_exists"] * 3]
    assert len(read_edition(edition_of(invented_base, "2031-02"), invented_plan).observations) > 0


def test_a_link_that_leads_nowhere_is_not_written_over(invented_base):
    """It has the name of the edition, and whoever made it is asked."""
    edition_of(invented_base, "2031-02").symlink_to("nowhere")
    with pytest.raises(FaultError) as refused:
        create_edition(invented_base, "2031-02")
    assert refused.value.faults[0].rule == "edition_exists"


@pytest.mark.parametrize(
    ("file", "spoil", "rule"),
    [
        ("sources.csv", lambda path: path.unlink(), "missing_file"),
        ("edition.toml", lambda path: path.write_text("invented = “yes”\n", "utf-8"), "unreadable_card"),
    ],
)
def test_a_previous_edition_that_cannot_be_read_stops_it(invented_base, file, spoil, rule):
    """A broken table or card of the edition before is told first: what is invented must not lose its mark."""
    spoil(edition_of(invented_base) / file)
    with pytest.raises(FaultError) as raised:
        create_edition(invented_base, "2031-02", SECOND)
    assert [(fault.file, fault.rule) for fault in raised.value.faults] == [(file, rule)]
    assert editions(invented_base) == [FIRST, SECOND]
