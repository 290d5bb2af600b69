"""A part of the damaged tables of `benchmarks/stress.py`: nothing is read otherwise than the sheet shows it."""

from __future__ import annotations

from damaged_sheets import judge, whole

PART = 60


def test_no_damage_is_read_in_silence(tmp_path):
    """Each figure that is read of a damaged table is the one that it shows a person; no damage ends in a traceback."""
    judged = [(seed, *judge(seed, tmp_path)) for seed in range(PART)]
    assert [each for each in judged if each[2] in ("silent", "traceback")] == []
    assert {outcome for _, _, outcome, _ in judged} == {"right", "told", "printed"}


def test_the_judge_finds_a_figure_that_the_sheet_does_not_show(tmp_path, monkeypatch):
    """A model that says another amount than it writes is found, so that the test above can fail."""
    monkeypatch.setattr("damaged_sheets.CELLS", (_lie,) * 20)
    assert judge(0, tmp_path)[1] == "silent"


def _lie(model, rng):
    model.rows[0][2][0].amount += 1
    assert model.shown() != whole(model.indicator).shown()
