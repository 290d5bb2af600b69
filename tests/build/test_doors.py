"""The program's own doors: terminals, pipes, disks, rights and names that lead elsewhere."""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from invented import change, edition_of, line_of, said

from plan_metrics.cli import main
from plan_metrics.edition import checked
from plan_metrics.errors import FaultError
from plan_metrics.files import os_errors_as_faults
from plan_metrics.report.engine.publish import only_build, publish
from plan_metrics.terminal import say

TABLE = "observations.csv"
STANDS = {"indicator": "bicycle_stands", "region": "XX", "sector": "TOTAL"}


def program(base: Path, *arguments: str, **named) -> subprocess.CompletedProcess:
    """The command as a program of its own."""
    named = {"capture_output": True, "check": False, "timeout": 100, **named}
    environment = {**os.environ, "PLAN_METRICS_ROOT": str(base), **named.pop("env", {})}
    return subprocess.run([sys.executable, "-m", "plan_metrics.cli", *arguments], env=environment, **named)


@pytest.fixture
def base(invented_base, monkeypatch) -> Path:
    """The invented plan as the project that commands work on."""
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(invented_base))
    return invented_base


@pytest.mark.parametrize("encoding", ["gbk", "cp1252"])
def test_a_terminal_of_another_encoding_gets_escapes(base, encoding):
    """The message comes whole and with its exit code; what the encoding lacks is written as an escape."""
    file = edition_of(base) / TABLE
    change(file, line_of(file, **STANDS, period="2028"), value="312\U0001f600浙")
    told = program(base, "--language", "en", "check", env={"PYTHONIOENCODING": encoding})
    assert (told.returncode, told.stderr) == (2, b"")
    text = told.stdout.decode(encoding)
    assert "312\\U0001f600" in text
    assert ("浙" if encoding == "gbk" else "\\u6d59") in text
    assert "Faults: 1." in text


def test_a_closed_pipe_is_no_error(base):
    """No one reads on: the command ends with its own exit code and says nothing more."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        told = program(base, "check", stdout=pipe, stderr=subprocess.PIPE, capture_output=False)
    assert (told.returncode, told.stderr) == (0, b"")


def test_a_full_disk_behind_the_output_is_told(base):
    """What cannot be written down is no success."""
    with open("/dev/full", "wb") as full:
        told = program(base, "--language", "en", "check", stdout=full, stderr=subprocess.PIPE, capture_output=False)
    assert told.returncode == 2
    assert b"no space is left on the disk" in told.stderr


def test_what_is_said_without_a_stream_is_lost_and_no_error(monkeypatch):
    """A program that was started without standard output goes on."""
    monkeypatch.setattr(sys, "stdout", None)
    say("to nobody")
    assert sys.stdout is None


def test_an_error_without_its_stream_does_not_go_to_the_other_one(monkeypatch, capsys):
    """What standard output is read for, such as JSON, stays as it is."""
    monkeypatch.setattr(sys, "stderr", None)
    say("to nobody", error=True)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", ["../..", "../editions/2030-06", "/etc", "2030-06/", "2030-13", "", "sample/..", "\0"])
@pytest.mark.parametrize("command", [("check",), ("report",), ("counts",), ("why", "A01")], ids=lambda words: words[0])
def test_an_edition_is_a_name_and_no_path(base, capsys, command, name):
    """No edition outside the project is read: what is not the name of one is refused with the names there are."""
    assert main(["--language", "en", *command, name]) == 2
    assert "expected: one of: 2030-01, 2030-06" in capsys.readouterr().err


@pytest.mark.parametrize(
    "error",
    [
        PermissionError(errno.EACCES, "Permission denied", "/x/observations.csv"),
        OSError(errno.EIO, "Input/output error"),
        shutil.Error([("a", "b", "[Errno 28] No space left on device: 'b'")]),
        OSError("a library's own words"),
    ],
    ids=["no right", "a broken disk", "wrapped by shutil", "without a number"],
)
def test_no_error_of_the_system_is_a_traceback(base, monkeypatch, capsys, error):
    """Whatever the system refuses, wherever: a message in three parts and exit code 2."""

    def refuse(*_):
        raise error

    monkeypatch.setattr(checked, "check_of", refuse)
    assert main(["--language", "en", "check"]) == 2
    printed = capsys.readouterr().err
    assert [line.partition(":")[0] for line in printed.split("\n")[:4]] == ["Fault", "  found", "  expected", "  to do"]


def test_a_full_disk_that_a_library_wraps_is_told_as_one(tmp_path):
    """`shutil.copytree` gathers the errors of its files into one without a number."""
    with pytest.raises(FaultError) as raised, os_errors_as_faults(tmp_path / "build"):
        raise shutil.Error([("a", "b", "[Errno 28] No space left on device: 'b'")])
    assert said(raised.value.faults[0])[0] == "no space is left on the disk"


@pytest.mark.parametrize("name", ["plan.toml", "actions/A02.toml"])
def test_a_card_that_is_too_deep_is_told(base, capsys, name):
    """Brackets in brackets by the thousand are a line that cannot be read, and no traceback."""
    (base / "data" / "plan" / name).write_text("deep = " + "[" * 50_000 + "]" * 50_000, "utf-8")
    assert main(["--language", "en", "check"]) == 2
    assert "a line that cannot be read" in capsys.readouterr().err


def test_a_missing_plan_is_one_cause(base, capsys):
    """Without its folder, the plan is missing once and not file by file."""
    shutil.rmtree(base / "data" / "plan")
    assert main(["--language", "en", "check"]) == 2
    assert "Faults: 1. Warnings: 0." in capsys.readouterr().err


def test_new_does_not_write_onto_a_file(base, capsys):
    """A file that has the name of the new edition stays, and is told."""
    file = edition_of(base, "2030-09")
    file.write_text("mine", "utf-8")
    assert main(["--language", "en", "new", "2030-09"]) == 2
    assert "exists already" in capsys.readouterr().err
    assert file.read_text("utf-8") == "mine"
    assert sorted(path.name for path in file.parent.iterdir()) == ["2030-01", "2030-06", "2030-09"]


def test_a_folder_that_new_cannot_write_to_is_told(base, monkeypatch, capsys):
    """A disk that can only be read: exit code 2, and nothing half-made is left."""
    mkdir = Path.mkdir

    def refuse(path, *arguments, **named):
        if "editions" in path.parts:
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        mkdir(path, *arguments, **named)

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert main(["--language", "en", "new", "2030-09"]) == 2
    assert "the disk can only be read" in capsys.readouterr().err
    assert sorted(path.name for path in edition_of(base).parent.iterdir()) == ["2030-01", "2030-06"]


@pytest.mark.parametrize("mask", [0o077, 0o777, 0o022])
def test_what_is_published_can_be_read_by_a_web_server(tmp_path, mask):
    """Whatever the rights that files of this user usually get, all may read the site and enter its folders."""
    before = os.umask(0o077)
    try:
        made = tmp_path / "build" / "work" / "made"
        (made / "en").mkdir(parents=True)
        (made / "en" / "index.html").write_text("page", "utf-8")
        (made / "en").chmod(0o700 & ~mask | 0o300)
        with only_build(tmp_path / "build", lambda: None):
            (tmp_path / "build" / "site").mkdir()
            publish(made, tmp_path / "build" / "site" / "2030-06")
    finally:
        os.umask(before)
    site = tmp_path / "build" / "site"
    for path in (tmp_path / "build", site, *site.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode & 0o005 == (0o005 if path.is_dir() else 0o004), path


def test_escapes_are_set_on_real_streams_only(monkeypatch):
    """A stream that a caller put in place is left alone."""
    from plan_metrics.terminal import write_escapes

    monkeypatch.setattr(sys, "stdout", io.StringIO())
    write_escapes()
    say("浙\U0001f600")
    assert sys.stdout.getvalue() == "浙\U0001f600\n"
