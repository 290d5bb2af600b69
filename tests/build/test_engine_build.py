"""A whole build: what fails stays local and honest, what is killed goes on, and the disk may be full."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest
from filelock import FileLock
from invented import SECOND, change, edition_of, line_of
from stand_ins import PAGES, files, in_child, install, plain_site, project

from plan_metrics.cli import main
from plan_metrics.errors import FaultError
from plan_metrics.files import os_errors_as_faults
from plan_metrics.report import build, publication, site
from plan_metrics.report.engine.publish import publish, recover, withdraw
from plan_metrics.report.engine.run import Problem
from plan_metrics.views import blocks
from plan_metrics.views.nodes import Node

EVERY = [(page, code) for code in ("zh", "en") for page in PAGES]
WRONG = Problem("raised", {"cell": 4, "name": "ValueError", "text": "a <stand> without a number"})


@pytest.fixture
def base(tmp_path, monkeypatch) -> Path:
    """A project folder that the commands work on."""
    made = project(tmp_path)
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(made))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return made


@pytest.fixture(scope="module")
def built_once(tmp_path_factory) -> Path:
    """The folder of what is built of such a project with the quick stand-ins, not to be changed."""
    made = project(tmp_path_factory.mktemp("once"))
    with pytest.MonkeyPatch.context() as patch:
        install(patch.setattr)
        assert build.build_report(made, SECOND, "en") == 0
    return made / "build"


@pytest.fixture
def built(base, built_once) -> Path:
    """A project folder whose site has been built."""
    shutil.copytree(built_once, base / "build", symlinks=True)
    return base


@pytest.fixture
def ran(base, monkeypatch) -> list[tuple[str, str]]:
    """The pages that were run, with the quick stand-ins in place."""
    found: list[tuple[str, str]] = []
    install(monkeypatch.setattr, ran=found)
    return found


def other_figure(base: Path, value: str = "9001") -> None:
    """Another figure for a breakdown that is not among the pages here; the action and the counts show it."""
    file = edition_of(base) / "observations.csv"
    change(file, line_of(file, indicator="bicycle_stands", sector="schools"), value=value, printed=value)


def published(base: Path) -> dict[str, bytes]:
    """The site as it is."""
    return files(base / "build" / "site" / SECOND)


def report_of(base: Path) -> dict[tuple[str, str], dict]:
    """What the last build did, by page."""
    told = json.loads((base / "build" / "runs" / f"{SECOND}.json").read_text("utf-8"))
    return {(run["page"], run["language"]): run for run in told}


# ---------------------------------------------------------------- rerun what changed


def test_only_what_changed_is_run(base, ran):
    """The first build makes every page; a changed figure makes those that show it; a comment makes none."""
    assert build.build_report(base, SECOND, "en") == 0
    assert sorted(ran) == sorted(EVERY)
    first = published(base)

    ran.clear()
    card = base / "data" / "plan" / "actions" / "A01.toml"
    card.write_text("# a comment\n" + card.read_text("utf-8"), "utf-8")
    assert build.build_report(base, SECOND, "en") == 0
    assert (ran, published(base)) == ([], first)

    other_figure(base)
    assert build.build_report(base, SECOND, "en") == 0
    assert sorted(ran) == sorted((page, code) for code in ("zh", "en") for page in ("A01", "data"))
    told = report_of(base)
    assert told["XX-AA", "en"]["status"] == "cache"
    assert (told["A01", "en"]["status"], told["A01", "en"]["seconds"]) == ("made", 0.25)
    assert told["A01", "en"]["why"] == "observations.csv: bicycle_stands"


def test_a_site_from_the_store_is_the_site_made_anew(built, base, ran):
    """Back at the old figures nothing is run, and every byte is as it was; so it is without any store."""
    first = published(base)
    old = (edition_of(base) / "observations.csv").read_bytes()
    other_figure(base)
    assert build.build_report(base, SECOND, "en") == 0
    assert published(base) != first
    ran.clear()
    (edition_of(base) / "observations.csv").write_bytes(old)
    assert build.build_report(base, SECOND, "en") == 0
    assert (ran, published(base)) == ([], first)
    shutil.rmtree(base / "build")
    assert build.build_report(base, SECOND, "zh") == 0
    assert sorted(ran) == sorted(EVERY)
    assert published(base) == first


def test_where_nothing_changed_nothing_is_read(built, ran, monkeypatch, capsys):
    """The second call looks at the files only: it neither reads the plan nor prints, and says so."""
    monkeypatch.setattr(site, "prepare", None)
    monkeypatch.setattr(site, "make_site", None)
    assert main(["report"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out == [
        "Nothing has changed since the report was built.",
        f"1 warnings about the figures; see them with: plan-metrics check {SECOND}",
        f"The report is ready. Open {built / 'build' / 'site' / SECOND / 'index.html'}",
    ]


def test_the_quick_answer_loads_nothing_heavy():
    """What a call loads that finds nothing to do: no pandas, no pydantic, no Sphinx, no Papermill, no matplotlib."""
    script = "import sys, plan_metrics.cli, plan_metrics.report.build; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    heavy = {"pandas", "numpy", "pydantic", "sphinx", "papermill", "matplotlib", "nbformat", "distributed", "rich"}
    assert heavy & set(done.stdout.split()) == set()


@pytest.mark.parametrize("spoil", ["remove", "change", "add"])
def test_a_site_that_was_touched_is_made_again(built, ran, spoil):
    """A file that is gone, changed or added in the published site is found, and the site is as it should be again."""
    first = published(built)
    page = built / "build" / "site" / SECOND / "en" / "A01.html"
    if spoil == "remove":
        page.unlink()
    else:
        (page if spoil == "change" else page.with_name("new.html")).write_text("spoilt", "utf-8")
    assert build.build_report(built, SECOND, "en") == 0
    assert (ran, published(built)) == ([], first)


# ---------------------------------------------------------------- failures


def allow(base: Path) -> None:
    """Let a report be published in which a page failed."""
    head = base / "data" / "plan" / "plan.toml"
    text = head.read_text("utf-8")
    assert "publish_with_failures = false" in text
    head.write_text(text.replace("publish_with_failures = false", "publish_with_failures = true"), "utf-8")


def test_a_failed_page_is_published_with_its_last_good_result(built, base, monkeypatch, capsys):
    """Where the plan allows it: the others are made, the page says what went wrong and shows its last result as old."""
    allow(base)
    good = published(base)
    other_figure(base)
    ran: list[tuple[str, str]] = []
    install(monkeypatch.setattr, {("A01", "en"): WRONG}, ran)
    capsys.readouterr()
    assert main(["report"]) == 1
    out, err = capsys.readouterr()
    assert err == (
        "Failed: A01 (en): The notebook stopped with an error in its cell 4: ValueError: a <stand> without a number\n"
        "Pages that failed: 1\n"
    )
    assert out.splitlines()[-1].startswith("The report is published with pages that failed, as plan.toml allows.")
    made = published(base)
    assert made["zh/A01.html"] != good["zh/A01.html"]
    page = made["en/A01.html"].decode()
    box = page[page.index("pm-failed") :]
    assert "This page could not be made." in box
    assert "a &lt;stand&gt; without a number" in box
    assert "What follows is its last good result, made on " in box
    assert "It is out of date." in box
    slice_then = good["en/A01.html"].decode().split("made from ")[1][:8]
    assert f"made from {slice_then}" in page
    assert "failed" in made["en/runs.html"].decode()
    assert "failed" not in made["zh/runs.html"].decode()
    assert report_of(base)["A01", "en"]["status"] == "failed"

    ran.clear()
    assert main(["report"]) == 1
    assert ran == [("A01", "en")]
    assert published(base) == made

    install(monkeypatch.setattr)
    assert main(["report"]) == 0
    assert "pm-failed" not in published(base)["en/A01.html"].decode()


def test_a_failed_page_is_not_published_where_the_plan_says_so(built, base, monkeypatch, capsys):
    """The site stays byte for byte as it was, what it would be lies beside it, and goes when all is well again."""
    good = published(base)
    other_figure(base)
    install(monkeypatch.setattr, {("A01", "en"): WRONG})
    capsys.readouterr()
    assert main(["report"]) == 1
    preview = base / "build" / "preview" / SECOND
    assert f"What it would be now: {preview / 'index.html'}" in capsys.readouterr().out
    assert published(base) == good
    assert "pm-failed" in files(preview)["en/A01.html"].decode()
    install(monkeypatch.setattr)
    assert main(["report"]) == 0
    assert not preview.exists()
    assert published(base) != good


def test_a_page_that_never_succeeded_keeps_the_links_to_it(base, monkeypatch):
    """Without an earlier result the page says so, and has every place that other pages lead to."""
    allow(base)
    install(monkeypatch.setattr, {("data", "en"): Problem("died")})
    linked = [blocks.link(f"data.html#{name}", name) for name in ("S001", "S002")]
    monkeypatch.setattr("stand_ins.page_of", lambda task: _with(task, *linked, blocks.link("A01.html#i-x", "x")))
    assert build.build_report(base, SECOND, "en") == 1
    page = published(base)["en/data.html"].decode()
    assert "There is no earlier result to show." in page
    assert "ended too early" in page
    assert [page.count(f'id=\\"{name}\\"') for name in ("S001", "S002", "i-x")] == [1, 1, 0]


def _with(task, *nodes: Node) -> bytes:
    """An executed notebook that shows some nodes."""
    from plan_metrics.report.engine.run import canonical

    notebook = json.loads(task.notebook)
    shown = blocks.block(*nodes, text="")
    data = {"text/html": shown.html, "text/plain": "", blocks.STRUCTURE: shown.structure}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}]
    return canonical(notebook)


# ---------------------------------------------------------------- killed


def test_a_killed_build_goes_on_and_ends_with_the_same_bytes(tmp_path):
    """SIGKILL at many moments of a first and of a later build: the site is old or new, the next call completes it.

    `make stress` tries every third; here some of them, spread evenly.
    """
    script = Path(__file__).parents[1] / "stand_ins.py"
    done = subprocess.run([sys.executable, str(script), str(tmp_path), "83"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    steps = json.loads(done.stdout)
    assert min(steps.values()) > 83  # at least two moments in each, beside the last


PROVINCES = ("XX-AA", "XX-BB")
KERNELS = f"""
import sys
from pathlib import Path
from plan_metrics.report import site
every = site.jobs
if __name__ == "__main__":
    site.jobs = lambda *given: [job for job in every(*given) if job.page in {PROVINCES}]
    from plan_metrics.report.build import build_report
    sys.exit(build_report(Path(sys.argv[1]), None, "en", as_json=True))
"""


def test_a_build_that_is_killed_with_its_kernels_leaves_no_process(base, tmp_path, monkeypatch, capsys):
    """SIGKILL while pages are run: workers and kernels end by themselves, and the pages that were made are kept."""
    script = tmp_path / "build.py"
    script.write_text(KERNELS, "utf-8")
    folders = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": folders}
    command = [sys.executable, str(script), str(base)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if json.loads(line)["event"] == "page":
            break
    family = psutil.Process(process.pid).children(recursive=True)
    assert family
    process.kill()
    process.stdout.close()
    process.wait()
    _, alive = psutil.wait_procs(family, timeout=60)
    assert alive == []
    every = site.jobs
    monkeypatch.setattr(site, "jobs", lambda *given: [j for j in every(*given) if j.page in PROVINCES])
    monkeypatch.setattr(publication, "build_site", plain_site)
    assert build.build_report(base, None, "en", as_json=True) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    planned = next(event for event in events if event["event"] == "planned")
    assert planned["pages"] == 4
    assert 0 < planned["to_make"] < 4
    assert list((base / "build" / "work" / "runs").iterdir()) == []
    first = published(base)
    shutil.rmtree(base / "build")
    assert build.build_report(base, None, "en") == 0
    assert published(base) == first


@pytest.mark.parametrize("links", [True, False])
def test_a_folder_is_exchanged_in_one_step(tmp_path, monkeypatch, links):
    """The address leads to the old or the new site and never to none; a disk without links has the folder itself."""
    if not links:
        monkeypatch.setattr(Path, "symlink_to", lambda *_, **__: (_ for _ in ()).throw(OSError("no links here")))
    target, seen = tmp_path / "site", []
    rename = Path.rename

    def watched(self, other):
        rename(self, other)
        seen.append((target / "index.html").exists())

    for name in ("first", "second", "third"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name, "utf-8")
        if name == "second":
            monkeypatch.setattr(Path, "rename", watched)
        publish(tmp_path / name, target)
        assert (target / "index.html").read_text("utf-8") == name
        assert len(list(tmp_path.glob("*/index.html"))) == (2 if links else 1)
    assert target.is_symlink() == links
    assert all(seen) == links
    withdraw(target)
    assert list(tmp_path.iterdir()) == []


def test_a_build_killed_while_it_publishes_leaves_a_whole_site(tmp_path):
    """Whatever step it was: a folder that was on its way without links, a new one that no link leads to yet."""
    target = tmp_path / "site"
    (tmp_path / ".site.a").mkdir()
    (tmp_path / ".site.a" / "index.html").write_text("old", "utf-8")
    recover(target)
    assert (target / "index.html").read_text("utf-8") == "old"
    (tmp_path / ".site.b").mkdir()
    recover(target)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".site.a", "site"]
    target.unlink()
    (tmp_path / ".site.a").rename(target)  # as an older program left it
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "index.html").write_text("new", "utf-8")
    publish(tmp_path / "made", target)
    assert (target / "index.html").read_text("utf-8") == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".site.b", "site"]


# ---------------------------------------------------------------- two at once


def test_a_second_build_waits_for_the_first(base, ran, monkeypatch, capsys):
    """While another process holds the folder the build says that it waits; it goes on when that has ended."""
    (base / "build").mkdir()
    other = FileLock(base / "build" / ".lock")
    other.acquire()
    told = threading.Event()
    monkeypatch.setattr(build, "progress", _telling(told))
    codes: list[int] = []
    waiting = threading.Thread(target=lambda: codes.append(build.build_report(base, SECOND, "en")))
    waiting.start()
    assert told.wait(60)
    assert (ran, codes, (base / "build" / "site").exists()) == ([], [], False)
    other.release()
    waiting.join(120)
    assert codes == [0]
    assert sorted(ran) == sorted(EVERY)


def _telling(told: threading.Event):
    from contextlib import contextmanager

    @contextmanager
    def progress(*_, quiet):
        yield lambda event, **values: told.set() if event == "waiting" else None

    return progress


# ---------------------------------------------------------------- the disk


def small_disk(folder: Path, size: str) -> None:
    """A disk of its own for a folder; skips where this user may not mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only the superuser can mount a small disk here")


def told_by(capsys) -> str:
    """The message of a command that could not write."""
    err = capsys.readouterr().err
    assert "Traceback" not in err
    assert "Fix that and run the command again: pages that are finished are kept." in err
    return err


def test_a_full_disk_is_told_and_loses_nothing(base, ran, capsys):
    """On a disk that is too small the command ends with a message; with room again it goes on from what was made."""
    disk = base / "build"
    small_disk(disk, "128k")
    try:
        assert main(["report"]) == 2
        assert "no space is left on the disk" in told_by(capsys)
        done = len(ran)
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        ran.clear()
        assert main(["report"]) == 0
        assert 0 < len(ran) < len(EVERY) or done == len(EVERY)
        first = published(base)
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert main(["report"]) == 0
    assert published(base) == first


def test_a_disk_that_can_only_be_read_is_told(base, ran, capsys):
    """A site on such a disk stays as it is, and the message says why nothing new was made."""
    disk = base / "build"
    small_disk(disk, "64m")
    try:
        assert main(["report"]) == 0
        first = published(base)
        other_figure(base)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        capsys.readouterr()
        assert main(["report"]) == 2
        assert "the disk can only be read" in told_by(capsys)
        assert published(base) == first
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_limit_on_files_is_told(base, ran, capfd):
    """A process that may not write large files ends with a message, not with a signal."""

    def limited() -> int:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
        return main(["report"])

    assert in_child(limited) == 2
    assert "a file would become larger than this process may write" in capfd.readouterr().err
    assert main(["report"]) == 0


def test_a_folder_of_another_user_is_told(tmp_path):
    """No permission is one of the errors that are told; an error that is none of the disk stays what it is."""
    with pytest.raises(FaultError) as raised, os_errors_as_faults(tmp_path / "build"):
        raise PermissionError(13, "Permission denied", str(tmp_path / "build" / "cache"))
    (fault,) = raised.value.faults
    assert (fault.file, fault.found) == ("build/cache", "this user has no right to it")
    with pytest.raises(FileNotFoundError), os_errors_as_faults(tmp_path / "build"):
        raise FileNotFoundError(2, "No such file", "x")


# ---------------------------------------------------------------- progress


def test_machines_are_told_one_object_a_line(base, ran, capsys):
    """With --json every line is an event; each page comes with its result, its seconds and why it was made."""
    assert main(["report", "--json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    kinds = [event["event"] for event in events]
    assert kinds == ["planned", "stage", *["page"] * len(EVERY), "printing", "stage", "step", "warnings", "ready"]
    pages = [event for event in events if event["event"] == "page"]
    assert {(event["page"], event["language"]) for event in pages} == set(EVERY)
    assert pages[0] | {"page": "", "language": ""} == {
        "event": "page", "page": "", "language": "", "seconds": 0.25, "status": "made", "why": "the page is new",
    }  # fmt: skip


def test_a_terminal_has_bars(base, ran, monkeypatch, capsys):
    """On a terminal each stage is one line that ends full; messages stand above."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    assert main(["report"]) == 0
    out = capsys.readouterr().out
    assert f"Edition {SECOND}: 8 pages, 8 of them to make." in out
    assert "8/8" in out
    assert "1/1" in out


def test_an_interrupted_command_says_nothing_and_keeps_what_it_made(base, ran, monkeypatch, capsys):
    """Ctrl-C ends the command with the code that shells know; the site stays as it was."""

    def interrupt(*arguments, **named):
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(publication, "build_site", interrupt)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it for what runs behind it
    try:
        assert main(["report"]) == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert "Traceback" not in capsys.readouterr().err
    assert published(base) == {}
    install(monkeypatch.setattr, ran=ran)
    ran.clear()
    assert main(["report"]) == 0
    assert ran == []
