"""Damaged files: a seeded sample of what `make stress` tries in full."""

from __future__ import annotations

from collections import Counter

import pytest
from damaged_doors import DOORS
from damaged_doors import damages as damages_at_doors
from mutations import DEFECTS, KINDS, Damage, clean_copy, damages, judge, remember_clean

SEEDS = range(50_000, 50_000 + 2 * len(KINDS))


@pytest.fixture(scope="module")
def damaged(tmp_path_factory):
    """A copy of the invented plan to damage, as the project of the commands."""
    with pytest.MonkeyPatch.context() as patch:
        base = clean_copy(tmp_path_factory.mktemp("damaged"))
        patch.setenv("PLAN_METRICS_ROOT", str(base))
        remember_clean()
        yield base


def test_no_damage_ends_in_a_traceback_a_wait_or_another_value_in_silence(damaged):
    """Two of each kind, at random places of random files: told, harmless, or a letter that only people can judge."""
    found = [(damage, judge(damaged, damage)) for damage in damages(SEEDS)]
    assert [(d.kind, d.file, j) for d, j in found if j.outcome in DEFECTS] == []
    counted = Counter(judged.outcome for _, judged in found)
    assert counted["told"] > len(SEEDS) / 2


def test_no_damage_at_another_door_ends_in_a_traceback_or_in_something_half_written(tmp_path, monkeypatch):
    """Recipe, workbook, register, data set and package: read on as what it is, or refused with nothing written."""
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(tmp_path))
    found = [*damages_at_doors(range(50_000, 50_000 + 3 * len(DOORS)), tmp_path)]
    assert {door for _, door, _, _ in found} == {*DOORS}
    assert [each for each in found if each[-1].outcome in DEFECTS] == []


def test_the_trial_sees_a_value_that_changes_in_silence(damaged):
    """Another value together with its words is what nothing in a first figure can tell; the trial can."""
    file = damaged / "data" / "editions" / "2030-06" / "observations.csv"
    text = file.read_text("utf-8")
    changed = text.replace("2030-03,19000,stands,A,exact,19000", "2030-03,19100,stands,A,exact,19100")
    assert changed != text
    named = str(file.relative_to(damaged / "data"))
    assert judge(damaged, Damage("both at once", named, changed.encode())).outcome == "silent"
    assert judge(damaged, Damage("none", named, text.encode())).outcome == "same"
