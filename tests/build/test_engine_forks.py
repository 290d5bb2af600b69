"""Cells in a forked process: the outputs of an ordinary kernel, nothing carried over, nothing left behind."""

from __future__ import annotations

import json
import os
import pickle
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import nbformat
import papermill
import pytest
from invented import PROJECT, SECOND, copy_of_project
from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook
from papermill.exceptions import PapermillExecutionError
from test_engine_run import all_of, task

from plan_metrics.context import read_context
from plan_metrics.plan.read import read_plan
from plan_metrics.report import build
from plan_metrics.report.engine import fork_server
from plan_metrics.report.engine.cut import in_language
from plan_metrics.report.engine.keys import stripped
from plan_metrics.report.engine.run import ENGINE, Task
from plan_metrics.report.engine.slices import KINDS, slice_of
from plan_metrics.report.jobs import jobs

NOTEBOOKS = sorted(Path(__file__).parents[2] / "notebooks" / f"{name}.ipynb" for name in KINDS)
SECONDS = 240  # until a test gives up on something that should happen at once; the machine may be busy
pytestmark = [
    pytest.mark.skipif(not fork_server.forks(), reason="processes are forked on Linux only"),
    # of libraries that start and end kernels while pytest looks on
    pytest.mark.filterwarnings("ignore::DeprecationWarning:(zmq|tornado|jupyter_client|nbclient|papermill)"),
]


def notebook(*cells: str | tuple[str, list[str]]) -> nbformat.NotebookNode:
    """A notebook of these cells of code, some with tags."""
    sources = [(cell, []) if isinstance(cell, str) else cell for cell in cells]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return new_notebook(
        cells=[new_code_cell(source, metadata={"tags": tags}) for source, tags in sources], metadata=kernel
    )


def executed(*cells: str | tuple[str, list[str]], out: Path | None = None, **options) -> nbformat.NotebookNode:
    """Such a notebook run by Papermill with our engine."""
    return papermill.execute_notebook(notebook(*cells), out, engine_name=ENGINE, progress_bar=False, **options)


def run(*cells: str, **options) -> list[str]:
    """What each cell printed."""
    made = executed(*cells, **options)
    return ["".join(output.get("text", "") for output in cell.outputs).strip() for cell in made.cells]


def gone(pid: int) -> bool:
    """Whether a process ends, or has ended, before the deadline."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        return bool(poll.poll(SECONDS * 1000))
    finally:
        os.close(handle)


# ---------------------------------------------------------------- the same outputs

CELLS = {
    "streams in order": "import os, sys\nprint(1)\nprint(3)\nsys.stderr.write('e')\nprint(4)",
    "bytes past Python": "os.write(1, 'é'.encode()), os.write(2, b'\\xff')",
    "a line written over": "print('a\\rb', end='\\r\\n')",
    "half a character": "print('\\udc80')",
    "a program": "%%bash\necho out\necho err >&2",
    "a magic of the line": "%env LEFT=behind",
    "HTML by a magic": "%%html\n<b>x</b>",
    "nothing shown": "x = 1;",
    "a result": "print('first'); {'a': x}",
    "earlier results": "_, In[-2]",
    "any type": """
class Any:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"application/vnd.x+json": {"a": [1, None]}, "text/html": "h", "text/plain": "p"}, {"x": {"y": 1}}
Any()""",
    "displays and streams": """
from IPython.display import HTML, Image, clear_output, display
print("a"); display(Any(), metadata={"m": 1}); print("b"); display(Image(data=b"abc", format="png"))
sys.stderr.write("c"); 5""",
    "a display that changes": "shown = display(HTML('1'), display_id='one'); shown.update(HTML('2'))",
    "taken back": "print(1); clear_output(); print(2)",
    "taken back later": "print(1); clear_output(wait=True); print(2)",
    "a chart": "from matplotlib import pyplot\npyplot.figure(figsize=(1, 1)).add_subplot().plot([1, 2]);",
    "await": "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
    "an error": ("print(1)\ndef f(): return 1 / 0\nf()", ["raises-exception"]),
    "bad syntax": ("1 +", ["raises-exception"]),
    "no such magic": ("%nomagic", ["raises-exception"]),
    "an error in showing": (
        "class Bad:\n    def _repr_html_(self): raise ValueError('no')\n"
        "    def __repr__(self): return 'bad'\nBad();\nBad()", ["raises-exception"],
    ),
    "interrupted": ("raise KeyboardInterrupt", ["raises-exception"]),
    "no input": "try: input()\nexcept Exception as error: print(type(error).__name__, error)",
    "the end": ("sys.exit(4)", ["raises-exception"]),
    "where it is": "os.getcwd(), __name__, sys.path, sys.stdout.isatty(), sys.stdout.encoding",
    "its variables": "[os.environ[name] for name in ('TERM', 'PAGER', 'CLICOLOR', 'MPLBACKEND', 'PYTHONHASHSEED')]",
    "left out": "",
    "stops": "raise ValueError('here')",
    "never run": "print('never')",
}  # fmt: skip


def test_the_outputs_are_those_of_an_ordinary_kernel(tmp_path):
    """Streams, displays, results, errors, their order and their numbers; and it stops where a kernel would."""
    made = {}
    seen = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}  # by ipykernel
    for name, kernel in (("fork", False), ("kernel", True)):
        with pytest.raises(PapermillExecutionError) as raised:
            executed(
                *CELLS.values(), out=tmp_path / f"{name}.ipynb", kernel=kernel, record_timing=False, env=seen,
                resources={"metadata": {"path": str(tmp_path)}},
            )  # fmt: skip
        assert (raised.value.ename, raised.value.evalue) == ("ValueError", "here")
        made[name] = nbformat.read(tmp_path / f"{name}.ipynb", as_version=4)
    cells = {name: [cell for cell in book.cells if cell.cell_type == "code"] for name, book in made.items()}
    assert len(cells["fork"]) == len(CELLS)
    for what, one, other in zip(CELLS, cells["fork"], cells["kernel"], strict=True):
        shown = [cell.outputs for cell in (one, other)]
        if what == "bytes past Python":  # a kernel reads the two files in threads: when they come is chance
            shown = [sorted(outputs, key=str) for outputs in shown]
        assert (what, shown[0], one.execution_count) == (what, shown[1], other.execution_count)
        told = [cell.metadata.papermill for cell in (one, other)]
        assert told[0].exception == told[1].exception, what
        assert told[0].status == told[1].status, what
    assert made["fork"].metadata.language_info == made["kernel"].metadata.language_info
    assert [cell.outputs for cell in cells["fork"][-1:]] == [[]]


def page_of_each_notebook() -> dict[str, Task]:
    """A task of one page of each notebook, of the invented plan."""
    whole = in_language(read_context(SECOND, "en", PROJECT), "en")
    planned = jobs(read_plan(PROJECT / "data" / "plan"), SECOND)
    first = {job.notebook: job for job in reversed(planned) if job.language == "en"}
    assert sorted(first) == [file.stem for file in NOTEBOOKS]
    return {
        file.stem: task(
            notebook=stripped(file),
            parameters=first[file.stem].parameters,
            slice=pickle.dumps(slice_of(whole, first[file.stem])),
            seconds=SECONDS,
        )
        for file in NOTEBOOKS
    }


def test_pages_have_the_same_bytes_in_ordinary_kernels(tmp_path):
    """One page of each notebook, charts included."""
    pages = page_of_each_notebook()
    forked = all_of(pages, None, tmp_path)
    ordinary = all_of({name: replace(each, kernel=True) for name, each in pages.items()}, None, tmp_path)
    assert [outcome.problem for outcome in (*forked.values(), *ordinary.values())] == [None] * 2 * len(pages)
    assert {name: outcome.raw for name, outcome in forked.items()} == {
        name: outcome.raw for name, outcome in ordinary.items()
    }
    assert sum(b"<svg" in outcome.raw for outcome in forked.values()) > 3


def test_a_page_imports_nothing_that_was_not_there_before_the_fork(tmp_path):
    """What pages import is imported once, not in every run."""
    names = "import sys; print(*sorted(sys.modules))"
    base = json.loads(page_of_each_notebook()["region"].notebook)
    sources = [cell["source"] for cell in base["cells"] if cell["cell_type"] == "code"]
    parameters = "region, edition, language = 'XX-AA', '2030-06', 'en'"
    before, *_, after = run(
        names, parameters, *sources[1:], names, env={**os.environ, "PLAN_METRICS_ROOT": str(PROJECT)}
    )
    assert "pandas" in before.split()
    new = set(after.split()) - set(before.split())
    # Reading a plan takes these; a page of a report is given what it reads.
    assert sorted(name for name in new if not name.startswith(("encodings.", "fontTools."))) == []


def test_what_other_code_writes_stands_in_its_place():
    """Bytes that reach the file of standard output past Python come between what was printed before and after them."""
    assert run("import os\nprint(1)\nos.system('echo 2')\nprint(3)\nos.write(1, b'4')") == ["1\n2\n3\n4"]


def test_all_that_is_printed_arrives():
    """Four million characters, more than the pipe and the page keep."""
    text = run("for _ in range(4_000): print('x' * 999)")[0]
    assert len(text) == 4_000_000 - 1


def test_a_kernel_of_another_name_is_not_forked():
    """A notebook that asks for a kernel other than Python's gets that one, or is refused as by Papermill itself."""
    with pytest.raises(NoSuchKernel):
        executed("1", kernel_name="nowhere")


# ---------------------------------------------------------------- nothing carried over

STATE = """
import os, random, sys, warnings
import matplotlib, numpy, pandas
from plan_metrics import views
print(
    pandas.DataFrame.head.__module__, matplotlib.rcParams["font.size"], os.environ.get("LEFT_BEHIND"),
    "left_behind" in sys.modules, pandas.get_option("display.max_rows"), sys.path[-1], hasattr(views, "left_behind"),
    len(warnings.filters), numpy.geterr()["divide"], os.getcwd(), globals().get("left_behind"),
)
"""
CHANGE = """
left_behind = 1
pandas.DataFrame.head = lambda self: None
matplotlib.rcParams["font.size"] = 99
os.environ["LEFT_BEHIND"] = "yes"
sys.modules["left_behind"] = sys
pandas.set_option("display.max_rows", 3)
sys.path.append("left-behind")
views.left_behind = 1
warnings.simplefilter("error")
numpy.seterr(divide="raise")
os.chdir("/")
"""


def test_a_run_leaves_the_next_one_as_it_found_it():
    """Patched classes, settings, variables, modules and the folder end with the run that changed them."""
    first, _, changed = run(STATE, CHANGE, STATE)
    assert changed != first
    assert run(STATE) == [first]


def test_each_run_has_random_numbers_of_its_own():
    """A run continues no one's random numbers, though all come from one process."""
    draw = "import random, numpy; print(random.random(), numpy.random.random(), sep='\\n')"
    first, second = run(draw)[0].split(), run(draw)[0].split()
    assert len({*first, *second}) == 4


def test_a_run_has_its_own_environment_and_folder(tmp_path):
    """What is meant for one run reaches it, and only it; a folder that is not there is told as by Popen."""
    show = "import os; print(os.getcwd(), os.environ.get('PLAN_METRICS_ROOT'))"
    where = {"metadata": {"path": str(tmp_path)}}
    for root in ("one", "two"):
        environment = {**os.environ, "PLAN_METRICS_ROOT": root}
        assert run(show, env=environment, resources=where) == [f"{tmp_path} {root}"]
    assert "PLAN_METRICS_ROOT" not in os.environ
    with pytest.raises(FileNotFoundError):
        run("1", resources={"metadata": {"path": str(tmp_path / "nowhere")}})


def test_a_run_holds_no_file_of_another():
    """Neither the socket of the process that it came from nor the lifeline of another: no end would be noticed."""
    held = "import os\nfor n in sorted(os.listdir('/proc/self/fd')):\n    try: print(os.readlink(f'/proc/self/fd/{n}'))"
    told = run(f"{held}\n    except OSError: pass")[0].splitlines()
    assert told[0] == os.devnull
    assert sum(place.startswith("socket:") for place in told) == 1
    assert sum(place.startswith("pipe:") for place in told) <= 2  # its lifeline; the standard error of the tests


# ---------------------------------------------------------------- ended, killed

HANG = """
import os, signal, subprocess
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGIO, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
started = subprocess.Popen(["sleep", "1000"])
print(os.getpid(), started.pid, file=open("pids", "w"))
import re; re.match("(a+)+$", "a" * 60 + "b")  # does not let any other thread have the interpreter
"""


def test_a_run_that_hangs_ends_with_its_time(tmp_path):
    """A cell that ignores signals and holds the interpreter is killed, with whatever it has started."""
    note = tmp_path / "pids"
    with pytest.raises(CellTimeoutError):
        run(HANG, execution_timeout=3, resources={"metadata": {"path": str(tmp_path)}})
    pids = [int(pid) for pid in note.read_text().split()]
    assert len(pids) == 2
    assert all(gone(pid) for pid in pids)


@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), 9)", "os.closerange(3, 99)"])
def test_a_run_that_ends_itself_is_told_and_the_next_is_well(end):
    """Whether it says that all is well, is killed or can no longer answer."""
    with pytest.raises(DeadKernelError):
        run(f"import os; {end}", execution_timeout=SECONDS)
    assert run("print(1)") == ["1"]


def test_when_the_fork_server_is_killed_the_next_run_has_another():
    """Nothing has to be done for it."""
    parent = int(run("import os; print(os.getppid())")[0])
    os.kill(parent, signal.SIGKILL)
    assert gone(parent)
    other = run("import os; print(os.getppid())")[0]
    assert other.isdigit()
    assert int(other) != parent


def test_an_interrupt_ends_all_runs_at_once(tmp_path):
    """Pages that would wait for ever do not keep a command from ending."""
    tasks = {name: task("import threading; threading.Event().wait()" if name != "a" else "1") for name in "abcd"}

    def interrupt(name: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        all_of(tasks, None, tmp_path, interrupt)
    assert list(tmp_path.iterdir()) == []


PROGRAM = """
import sys
sys.path[:0] = {path!r}
from test_engine_forks import run
if __name__ == "__main__": run({cell!r})
"""


@pytest.fixture
def program(tmp_path) -> Iterator[Callable[..., subprocess.Popen]]:
    """Starts a program that runs a cell; at the end it is not there any more."""
    started = []

    def start(cell: str) -> subprocess.Popen:
        here = Path(__file__).parent
        code = PROGRAM.format(path=[str(here), str(here.parent)], cell=cell)
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, **pipes))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("killed", [True, False], ids=["killed", "by itself"])
def test_a_program_that_ends_leaves_nothing(tmp_path, program, killed):
    """Killed while a cell hangs, or ended as it should: no process of a page is left, and no fork-server."""
    note = tmp_path / "pids"
    os.mkfifo(note)
    pipe = os.open(note, os.O_RDWR)
    process = program(
        f"import os; open({str(note)!r}, 'w').write(f'{{os.getppid()}} {{os.getpid()}} ')" + killed * HANG
    )
    ended = os.pidfd_open(process.pid)
    poll = select.poll()
    for file in (pipe, ended):
        poll.register(file, select.POLLIN)
    assert pipe in [file for file, _ in poll.poll(SECONDS * 1000)], process.communicate()
    pids = [int(pid) for pid in os.read(pipe, 1000).split()]
    os.close(pipe)
    os.close(ended)
    assert len(pids) == 2
    if killed:
        process.kill()
    _, err = process.communicate(timeout=SECONDS)
    assert err == b""
    assert all(gone(pid) for pid in pids)


# ---------------------------------------------------------------- where it is not safe


def test_nothing_is_forked_while_there_are_threads():
    """A lock that a thread holds would stay locked in the fork for ever, so there is none."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert not fork_server.alone()
    finally:
        stop.set()
        thread.join()


def test_where_none_can_be_forked_there_are_ordinary_kernels(monkeypatch):
    """Whatever the reason: the run is as good."""

    def refuse() -> None:
        raise OSError

    monkeypatch.setattr(fork_server, "start", refuse)
    assert run("import os, sys; print('ipykernel_launcher' in str(sys.orig_argv))") == ["True"]


def test_a_system_without_fork_is_told_in_the_language_of_the_reader(tmp_path, monkeypatch, capsys):
    """Once a build, before any page is run."""
    monkeypatch.setattr(fork_server, "forks", lambda: False)
    monkeypatch.setattr("plan_metrics.report.site.prepare", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build.build_report(copy_of_project(tmp_path), SECOND, "zh")
    assert "内核" in capsys.readouterr().err
