"""Kernels by fork: the same pages as from ordinary ones, nothing carried over, nothing left behind."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import papermill
import psutil
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from jupyter_client.multikernelmanager import AsyncMultiKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook, new_output

import plan_metrics
from plan_metrics import paths
from plan_metrics.report.kernels import NAME, OPTIONS, lease, provisioner, warm, zygote

ROOT = Path(__file__).parents[1]
SECONDS = 240  # until a test gives up on something that should happen at once; the machine may be busy
ORIGIN = "import os; print(open(f'/proc/{os.getppid()}/cmdline').read().replace(chr(0), ' '))"
pytestmark = [
    pytest.mark.skipif(not provisioner.forks(), reason="kernels are forked on Linux only"),
    # of libraries that start and end kernels while pytest looks on
    pytest.mark.filterwarnings("ignore::DeprecationWarning:(zmq|tornado|jupyter_client|nbclient|papermill)"),
]


@pytest.fixture(scope="module")
def served() -> Iterator[None]:
    """One process to fork kernels from, for all tests that do nothing to it."""
    with warm("en"):
        yield


def run(*cells: str, **options) -> list[str]:
    """What each cell printed, in a run of a notebook of these cells."""
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, **{**OPTIONS, **options}).execute()
    return ["".join(output.get("text", "") for output in cell.outputs).strip() for cell in notebook.cells]


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


# ---------------------------------------------------------------- the same pages


def page(tmp_path: Path, monkeypatch, **options) -> bytes:
    """A page of the project, run by Papermill, without the times and the chance that Papermill writes into it."""
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(ROOT))
    file = tmp_path / "page.ipynb"
    parameters = {"region": "CN-ZJ", "edition": "2026-11", "language": "en"}
    papermill.execute_notebook(
        ROOT / "notebooks" / "region.ipynb", file, parameters, cwd=ROOT / "notebooks",
        progress_bar=False, record_timing=False, **options,
    )  # fmt: skip
    notebook = nbformat.read(file, as_version=4)
    del notebook.metadata["papermill"], notebook.metadata["kernelspec"]
    for place, cell in enumerate(notebook.cells):
        cell.id = str(place)
        cell.metadata.pop("papermill", None)
    return nbformat.writes(notebook).encode()


def test_a_page_has_the_same_bytes_whatever_kernel_ran_it(tmp_path, monkeypatch, served):
    """A page with charts: forked, the ordinary kernel in its place, and Jupyter's own kernel by its own manager."""
    forked = page(tmp_path, monkeypatch, **OPTIONS)
    assert b"<svg" in forked
    assert page(tmp_path, monkeypatch, **OPTIONS) == forked
    with monkeypatch.context() as context:
        context.setenv(provisioner.ORDINARY, "ordinary")
        assert page(tmp_path, monkeypatch, **OPTIONS) == forked
    assert page(tmp_path, monkeypatch, kernel_name="python3") == forked


def test_a_page_imports_nothing_that_was_not_there_before_the_fork(tmp_path, monkeypatch, served):
    """What pages import is imported once, not in every run."""
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(ROOT))
    names = "print(*sorted(sys.modules))"
    region = ["from plan_metrics import read_context, views", 'c = read_context("2026-11", "zh")']
    region += [f'views.region.{name}(c, "CN-ZJ").html' for name in ("opening", "figures", "series", "sources")]
    before, *_, after = run(f"import sys; {names}", *region, names)
    assert "pandas" in before.split()
    new = set(after.split()) - set(before.split())
    # Reading a plan takes these; a page of a report is given what it reads.
    assert sorted(name for name in new if not name.startswith(("encodings.", "fontTools."))) == []


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


def test_a_run_leaves_the_next_one_as_it_found_it(served):
    """Patched classes, settings, variables, modules and the folder end with the run that changed them."""
    first, _, changed = run(STATE, CHANGE, STATE)
    assert changed != first
    assert run(STATE) == [first]


def test_each_run_has_random_numbers_of_its_own(served):
    """A run continues nobody's random numbers, though all come from one process."""
    draw = "import random, numpy; print(random.random(), numpy.random.random(), sep='\\n')"
    first, second = run(draw)[0].split(), run(draw)[0].split()
    assert len({*first, *second}) == 4


def test_a_kernel_has_its_own_environment_and_folder(tmp_path, served):
    """What is meant for one kernel reaches it, and only it; a folder that is not there is told as by Popen."""
    show = "import os; print(os.getcwd(), os.environ.get('PLAN_METRICS_ROOT'), sorted(os.listdir('/proc/self/fd'))[:3])"
    where = {"metadata": {"path": str(tmp_path)}}
    found = {}
    for root in ("one", "two"):
        notebook = new_notebook(cells=[new_code_cell(show)])
        environment = {**os.environ, "PLAN_METRICS_ROOT": root}
        NotebookClient(notebook, **OPTIONS, resources=where).execute(env=environment)
        found[root] = notebook.cells[0].outputs[0].text.split()
    assert [(place, root) for place, root, *_ in found.values()] == [(str(tmp_path), "one"), (str(tmp_path), "two")]
    with pytest.raises(FileNotFoundError):
        run("1", resources={"metadata": {"path": str(tmp_path / "nowhere")}})


def sockets(pid: int) -> set[str]:
    """The sockets and pipes that a process holds, but for stdin, stdout and stderr."""
    held = {}
    for number in os.listdir(f"/proc/{pid}/fd"):
        with contextlib.suppress(FileNotFoundError):  # a file closed since it was listed is held by nobody
            held[number] = os.readlink(f"/proc/{pid}/fd/{number}")
    return {place for place in held.values() if ":[" in place and "anon_inode" not in place} - {
        held.get(number) for number in "012"
    }


@pytest.fixture
def managed(served) -> Iterator[KernelManager]:
    """A kernel by the ordinary manager, as any program of Jupyter would start it."""
    manager = KernelManager(kernel_name=NAME)
    manager.start_kernel()
    yield manager
    manager.shutdown_kernel(now=True)
    manager.context.destroy()


def pid_of(manager: KernelManager) -> int:
    """The process of a kernel."""
    return manager.provisioner.pid


def wait_until_ready(manager: KernelManager) -> None:
    """Return when the kernel answers."""
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=SECONDS)
    client.stop_channels()


def test_a_kernel_holds_no_file_of_the_process_it_came_from(managed):
    """Neither its sockets nor the life line of another kernel: otherwise no end would be noticed."""
    parent = psutil.Process(pid_of(managed)).ppid()
    other = KernelManager(kernel_name=NAME)
    other.start_kernel()
    try:
        for manager in (managed, other):
            wait_until_ready(manager)
        assert psutil.Process(pid_of(other)).ppid() == parent
        assert len(sockets(parent)) >= 5  # the lease, the listener, two life lines, the bell
        assert sockets(pid_of(managed)) & sockets(parent) == set()
        assert sockets(pid_of(other)) & sockets(parent) == set()
        assert os.readlink(f"/proc/{pid_of(other)}/fd/0") == os.devnull
    finally:
        other.shutdown_kernel(now=True)
        other.context.destroy()


def test_nothing_listens_to_the_network(managed):
    """Channels are Unix-domain sockets in a folder that only their owner can enter."""
    wait_until_ready(managed)
    process = psutil.Process(pid_of(managed))
    assert process.net_connections(kind="inet") == process.parent().net_connections(kind="inet") == []
    assert managed.transport == "ipc"
    for folder in (Path(managed.ip).parent, lease_folder()):
        assert (folder.stat().st_mode & 0o777, folder.stat().st_uid) == (0o700, os.getuid())


def lease_folder() -> Path:
    """The folder of the process that kernels are forked from."""
    return Path(os.environ[lease.SHARED].partition(":")[2])


# ---------------------------------------------------------------- restart, interrupt, kill, exit


def test_restart_and_interrupt_as_a_notebook_server_does_them(tmp_path, served):
    """By the class under JupyterLab: an endless loop is interrupted, a restart gives a new and empty kernel."""

    async def session() -> None:
        manager = AsyncMultiKernelManager(connection_dir=str(tmp_path))
        number = await manager.start_kernel(kernel_name=NAME)
        kernel = manager.get_kernel(number)
        client = kernel.client()
        client.start_channels()
        await client.wait_for_ready(timeout=SECONDS)
        assert (await asked(client, "x = 1"))["status"] == "ok"
        # An error makes a kernel abort what is asked next, for as long as it empties its queue: not so here.
        loop = client.execute("print('in the loop', flush=True)\nwhile True: pass", stop_on_error=False)
        while (await client.get_iopub_msg(timeout=SECONDS))["msg_type"] != "stream":
            pass
        await manager.interrupt_kernel(number)
        assert (await answer(client, loop))["ename"] == "KeyboardInterrupt"
        assert (await asked(client, "x"))["status"] == "ok"
        before = pid_of(kernel)
        await manager.restart_kernel(number)
        assert gone(before)
        assert pid_of(kernel) != before
        await client.wait_for_ready(timeout=SECONDS)
        assert (await asked(client, "x"))["ename"] == "NameError"
        last, folder = pid_of(kernel), Path(kernel.ip).parent
        client.stop_channels()
        await manager.shutdown_kernel(number)
        assert gone(last)
        assert not folder.exists()
        manager.context.destroy()

    asyncio.run(session())


async def asked(client, code: str) -> dict:
    """What the kernel answers to a cell."""
    return await answer(client, client.execute(code))


async def answer(client, number: str) -> dict:
    """What the kernel answers to a request; answers to others, which were asked twice, are passed over."""
    while (reply := await client.get_shell_msg(timeout=SECONDS))["parent_header"]["msg_id"] != number:
        pass
    return reply["content"]


@pytest.mark.parametrize(("end", "status"), [("os._exit(3)", 3), ("os.kill(os.getpid(), 9)", -9)])
def test_how_a_kernel_ended_is_told_truthfully(managed, end, status):
    """Its own exit status, or the signal that ended it."""
    client = managed.client()
    client.start_channels()
    client.wait_for_ready(timeout=SECONDS)
    client.execute(f"import os; {end}")
    client.stop_channels()
    assert asyncio.run(managed.provisioner.wait()) == status
    assert not managed.is_alive()


def test_a_kernel_that_dies_ends_its_run(served):
    """The run fails at once with Jupyter's own error, and the next one is well."""
    with pytest.raises(DeadKernelError):
        run("import os; os.kill(os.getpid(), 9)")
    assert run("print(1)") == ["1"]


def test_a_kernel_that_hangs_ends_with_its_time(tmp_path, served):
    """A cell that ignores the interrupt is ended all the same, with whatever it has started."""
    note = tmp_path / "pids"
    hang = f"""
import os, signal, subprocess
signal.signal(signal.SIGINT, signal.SIG_IGN)
started = subprocess.Popen(["sleep", "1000"])
open({str(note)!r}, "w").write(f"{{os.getpid()}} {{started.pid}}")
while True: pass
"""
    with pytest.raises(CellTimeoutError):
        run(hang, timeout=1)
    pids = [int(pid) for pid in note.read_text().split()]
    assert len(pids) == 2
    assert all(gone(pid) for pid in pids)


def test_two_kernels_run_at_the_same_time(tmp_path, served):
    """Each of two runs waits for the other, by a pipe that opens when both are there."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    notebooks = [new_notebook(cells=[new_code_cell(f"print(open({str(pipe)!r}, {mode!r}).mode)")]) for mode in "rw"]

    async def both() -> None:
        await asyncio.gather(*(NotebookClient(notebook, **OPTIONS).async_execute() for notebook in notebooks))

    asyncio.run(asyncio.wait_for(both(), SECONDS))
    assert [notebook.cells[0].outputs[0].text for notebook in notebooks] == ["r\n", "w\n"]


# ---------------------------------------------------------------- nothing left behind

CLIENT = """
import os, sys
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from plan_metrics.report.kernels import OPTIONS, warm

def run(*cells):
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, **OPTIONS).execute()
    return "".join(output.text for output in notebook.cells[-1].outputs).strip()
"""
BUSY = "import os; print('kernel', os.getpid(), os.getppid(), file=open({pipe!r}, 'w')); open({pipe!r}).read()"


class Client:
    """A program that runs notebooks, with its own place for everything that Jupyter and we put down."""

    def __init__(self, code: str, **env: str):
        self.folder = Path(tempfile.mkdtemp(prefix="client-"))  # pytest's own is too long a path for a socket
        self.pipe = self.folder / "pipe"
        (self.folder / "tmp").mkdir(parents=True)
        (self.folder / "runtime").mkdir()
        os.mkfifo(self.pipe)
        kept = {name: text for name, text in os.environ.items() if not name.startswith(("PYTEST_", "PLAN_METRICS_"))}
        kept |= {"TMPDIR": str(self.folder / "tmp"), "JUPYTER_RUNTIME_DIR": str(self.folder / "runtime"), **env}
        self.mark = str(self.folder)
        self.process = subprocess.Popen(
            [sys.executable, "-c", CLIENT + code.replace("BUSY", repr(BUSY.format(pipe=str(self.pipe))))],
            env=kept, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def processes(self) -> set[int]:
        """The program and every process that has its environment, and so comes from it."""
        found = set()
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if self.mark in process.environ().get("TMPDIR", "") and process.status() != psutil.STATUS_ZOMBIE:
                    found.add(process.pid)
        return found

    def busy(self) -> tuple[int, int]:
        """Wait until its cell is running; the numbers of the kernel and of the process that it came from."""
        poll, ended = select.poll(), os.pidfd_open(self.process.pid)
        pipe = os.open(self.pipe, os.O_RDONLY | os.O_NONBLOCK)
        try:
            for file in (pipe, ended):
                poll.register(file, select.POLLIN)
            assert [file for file, _ in poll.poll(SECONDS * 1000)] == [pipe], self.said()
            _, kernel, parent = os.read(pipe, 1000).split()
        finally:
            os.close(pipe)
            os.close(ended)
        return int(kernel), int(parent)

    def files(self) -> list[str]:
        """What is there of sockets, connection files and folders."""
        return [str(path) for name in ("tmp", "runtime") for path in sorted((self.folder / name).rglob("*"))]

    def said(self) -> str:
        """What it printed, when it has ended."""
        out, err = self.process.communicate(timeout=SECONDS)
        return out + err


@pytest.fixture
def client() -> Iterator[Callable[..., Client]]:
    """Starts programs; at the end none of them is there any more, and neither are their places."""
    started = []

    def start(code: str, **env: str) -> Client:
        started.append(Client(code, **env))
        return started[-1]

    yield start
    for program in started:
        program.process.kill()
        program.process.communicate()
        shutil.rmtree(program.folder)


@pytest.mark.parametrize("code", ['with warm("en"): print(run("print(6 * 7)"))', 'print(run("print(6 * 7)"))'])
def test_a_program_that_ends_leaves_nothing(client, code):
    """Whether it asked for one process for many runs or not: no process, socket, folder or file is left."""
    program = client(code)
    assert program.said() == "42\n"
    assert program.processes() == set()
    assert program.files() == []


def test_a_program_that_fails_leaves_nothing(client):
    """The same after an exception in a cell that nobody caught."""
    program = client('with warm("en"): run("1 / 0")')
    assert "ZeroDivisionError" in program.said()
    assert program.process.returncode == 1
    assert program.processes() == set()
    assert program.files() == []


def test_a_program_that_is_killed_leaves_nothing(client):
    """SIGKILL while a cell runs: the kernel and its origin end by themselves, and take sockets and files along."""
    program = client('with warm("en"): run(BUSY)')
    kernel, parent = program.busy()
    assert {kernel, parent, program.process.pid} <= program.processes()
    assert [name for name in program.files() if name.endswith(".json")] != []
    program.process.kill()
    program.said()
    assert gone(kernel)
    assert gone(parent)
    assert program.processes() == set()
    assert program.files() == []


def test_when_the_origin_is_killed_its_kernels_end_and_the_next_run_has_another(client):
    """The run says that its kernel died; nothing has to be done for the next one."""
    code = 'from nbclient.exceptions import DeadKernelError\ntry: run(BUSY)\nexcept DeadKernelError: print("dead")\n'
    program = client(code + 'print(run("import os; print(os.getppid())"))')
    kernel, parent = program.busy()
    os.kill(parent, signal.SIGKILL)
    assert gone(kernel)
    first, second = program.said().split()
    assert (first, second.isdigit(), second != str(parent)) == ("dead", True, True)
    assert program.processes() == set()
    assert program.files() == []


def test_programs_that_a_program_starts_share_its_origin(client):
    """One process imports for all workers of a build."""
    code = 'if len(sys.argv) > 1: print(run("import os; print(os.getppid())"))\n'
    code += 'else:\n    import subprocess\n    with warm("en"):\n        print(run("import os; print(os.getppid())"))\n'
    code += (
        '        subprocess.run([sys.executable, "-c", open("/proc/self/cmdline").read().split(chr(0))[2], "inner"])'
    )
    program = client(code, PYTHONUNBUFFERED="1")
    first, second = program.said().split()
    assert first == second
    assert program.processes() == set()


# ---------------------------------------------------------------- never stale


def test_a_changed_source_is_seen_by_the_next_kernel(tmp_path, client):
    """While the program goes on: a kernel that starts after the change has the new code, all others keep theirs."""
    package = Path(shutil.copytree(Path(plan_metrics.__file__).parent, tmp_path / "src" / "plan_metrics"))
    ask = "from plan_metrics import paths; print(paths.__file__, getattr(paths, 'CHANGED', 'as it was'))"
    code = f"""
for _ in range(2):
    print(run({ask!r}))
    with open({str(package / "paths.py")!r}, "a") as file: file.write("CHANGED = 'changed'\\n")
"""
    program = client(code, PYTHONPATH=str(package.parent))
    place = str(package / "paths.py")
    assert program.said().splitlines() == [f"{place} as it was", f"{place} changed"]
    assert program.processes() == set()
    assert program.files() == []


def test_another_environment_has_an_origin_of_its_own():
    """Whatever imports may read must be the same; what is read at run time may differ."""
    base = {"PATH": "a", "PLAN_METRICS_ROOT": "x", "JPY_SESSION_NAME": "1"}
    assert lease.key_of("python", base) == lease.key_of("python", {**base, "PLAN_METRICS_ROOT": "y", "PWD": "z"})
    for other in ({**base, "MPLBACKEND": "agg"}, {**base, "PATH": "b"}, {"PLAN_METRICS_ROOT": "x"}):
        assert lease.key_of("python", base) != lease.key_of("python", other)
    assert lease.key_of("python", base) != lease.key_of("python3.14", base)


def test_a_long_path_for_temporary_files_is_no_hindrance(tmp_path, monkeypatch):
    """The system takes no socket with a path of more than 107 bytes, so the folder then lies elsewhere."""
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    folder = Path(zygote.private_folder())
    folder.rmdir()
    assert len(str(folder)) + len("/kernel-5") < 107


@pytest.fixture
def origin() -> Iterator[zygote.Zygote]:
    """A process that kernels could be forked from, in this one."""
    made = zygote.Zygote(*socket.socketpair(), zygote.stamps(zygote.package_files()))
    yield made
    for file in (made.lease, made.listener, made.bell, made.ringer):
        file.close()
    made.selector.close()


def test_all_pages_of_a_report_are_made_by_the_code_that_it_began_with(origin):
    """A file that changes meanwhile refuses every kernel but those of the runs, which are kept under the old code."""
    of_a_run = {paths.SLICE: "slice.json"}
    assert {origin._refusal({}), origin._refusal(of_a_run)} <= {"", "threads"}
    origin.known["paths.py"] = None, 1
    assert origin._refusal({}) == "stale"
    assert origin._refusal(of_a_run) != "stale"
    origin.retired = True
    assert origin._refusal(of_a_run) == "stale"


def test_nothing_is_forked_while_there_are_threads(origin):
    """A lock that a thread holds would stay locked in the child for ever, so the wish is refused."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    alone = len(os.listdir("/proc/self/task")) == 1
    try:
        assert alone is (origin._refusal({}) == "")
        thread.start()
        assert origin._refusal({}) == "threads"
    finally:
        stop.set()
        thread.join()


# ---------------------------------------------------------------- other programs, other systems


def test_nbval_uses_it_by_name(tmp_path):
    """`pytest --nbval` with the name of the kernel: the stored output is compared with that of a forked kernel."""
    notebook = new_notebook(cells=[new_code_cell(ORIGIN, execution_count=1)])
    script = lease.SCRIPT
    notebook.cells[0].source = f"import os; {str(script)!r} in open(f'/proc/{{os.getppid()}}/cmdline').read()"
    notebook.cells[0].outputs = [new_output("execute_result", {"text/plain": "True"}, execution_count=1)]
    nbformat.write(notebook, tmp_path / "one.ipynb")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-kernel-name", NAME, "-p", "no:cacheprovider"]
    environment = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [*command, "one.ipynb"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_without_fork_there_are_ordinary_kernels_and_it_is_said_once(monkeypatch, capfd):
    """In the reader's language, once, however many runs there are; the runs are as good."""
    monkeypatch.delattr(os, "fork")
    for name in (lease.SHARED, provisioner.ORDINARY):
        monkeypatch.delenv(name, raising=False)
    with warm("zh"):
        assert [run(f"print({number})", ORIGIN)[0] for number in (1, 2)] == ["1", "2"]
        assert str(lease.SCRIPT) not in run(ORIGIN)[0]
    said = capfd.readouterr().err
    assert said.count("\n") == 1
    assert "内核" in said
    assert provisioner.ORDINARY not in os.environ


def test_a_program_that_did_not_ask_is_told_once_in_its_log(monkeypatch, caplog):
    """JupyterLab, or Papermill called by hand, on a system without fork."""
    monkeypatch.delattr(os, "fork")
    monkeypatch.delenv(lease.SHARED, raising=False)
    monkeypatch.setenv(provisioner.ORDINARY, "")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    caplog.set_level(logging.WARNING, "traitlets")  # which is silent after a run of a report in the same process
    assert [run(f"print({number})") for number in (1, 2)] == [["1"], ["2"]]
    assert ["派生" in record.message for record in caplog.records if record.levelname == "WARNING"] == [True]


def test_the_kernelspec_is_installed_and_is_ours():
    """The file that the environment has is that of the package, so that every program of Jupyter finds it."""
    spec = KernelSpecManager().get_kernel_spec(NAME)
    installed = json.loads(Path(spec.resource_dir, "kernel.json").read_text("utf-8"))
    assert installed == json.loads(lease.SCRIPT.with_name("kernel.json").read_text("utf-8"))
    assert installed["metadata"]["kernel_provisioner"]["provisioner_name"] == "plan-metrics-warm"
