"""Poisoned inputs at every door, and commands that are killed: a seeded sample of what `make stress` tries in full."""

from __future__ import annotations

import os
from pathlib import Path

import poisoned
import pytest
from killed import COMMANDS, killed_everywhere
from poisoned import GOOD, HEAVY, KINDS, MARKER, judge, poisons, remember

from plan_metrics.cli import main

SEEDS = range(len(KINDS))


def test_nothing_that_comes_in_runs_leads_elsewhere_or_takes_the_memory(tmp_path):
    """One of each kind but for the heaviest: read as what it is, or refused with what to do."""
    remember()
    found = [(kind, judge(kind, seed, tmp_path)) for seed, kind in poisons(SEEDS) if kind not in HEAVY]
    assert [(kind, judged) for kind, judged in found if judged.outcome not in GOOD] == []
    assert len(found) == len(KINDS) - len(HEAVY) > 25


def _escapes(*_: object) -> int:
    print("\x1b[2J")
    return 0


def _fills_the_memory(*_: object) -> int:
    return len(bytes(2 * poisoned.MOST_MEMORY))


def _runs_it(*_: object) -> int:
    Path("..", MARKER).write_text("x", "utf-8")
    return 0


def _copies_it(*_: object) -> int:
    Path("data", "copy.txt").write_bytes(Path("..", "secret.txt").read_bytes())
    return 0


BAD = {
    "obeyed": _escapes,
    "memory": _fills_the_memory,
    "elsewhere": _runs_it,
    "taken": _copies_it,
    "traceback": lambda *_: 1 // 0,
    "stuck": lambda *_: os.kill(os.getpid(), 24),
}


@pytest.mark.parametrize("outcome", BAD)
def test_the_judge_sees_what_must_not_be(tmp_path, monkeypatch, outcome):
    """A command that does it is told as what it is; so is one that ends well without a fault in three parts."""
    monkeypatch.setattr(poisoned, "main", BAD[outcome])
    assert judge([*KINDS][3], 3, tmp_path).outcome == outcome


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_is_killed_leaves_what_is_whole_or_says_what_to_run(tmp_path, monkeypatch, command):
    """At two of its steps; called again, it makes the same files as if nobody had disturbed it."""
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(tmp_path))
    assert killed_everywhere(command, tmp_path, (0.6, 1)) == 2


def test_init_into_a_folder_that_it_was_killed_in_says_so(tmp_path, capsys):
    """Such a folder is not one that somebody else took."""
    for name in ("new", ".new.unfinished"):
        (tmp_path / name / "data").mkdir(parents=True)
    assert main(["--language", "en", "init", str(tmp_path / "new")]) == 2
    assert "Empty the folder, and run the same command again" in capsys.readouterr().err
