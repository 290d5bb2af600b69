"""The fork-server: a process that has imported what a page needs, and forks a process for each page.

It has one thread and runs nothing itself. It ends with the process that started it, and so do the processes of
pages, however that ends: the system kills them when the other end of their lifeline is closed.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from multiprocessing.connection import Connection

# What imports read, and what a kernel sets: the same for every page, forked or not, on any number of cores.
ENVIRONMENT = {
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # of pyarrow, which pandas loads: a thread forbids forks
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "PYTHONHASHSEED": "0",
    **{"TERM": "xterm-color", "CLICOLOR": "1", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"},
    **{"PAGER": "cat", "GIT_PAGER": "cat"},
}
BACKEND = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}  # unless the user has another
# What pages import; a name that is missing here costs time, nothing else (a test finds it).
MODULES = (
    "plan_metrics.report.engine.cell_runner", "plan_metrics.context", "plan_metrics.views.warm",
    "pandas.core.methods.to_dict",
    "IPython.core.completerlib", "encodings.utf_8_sig",
)  # fmt: skip
SECONDS = 10.0  # for a process to end that has been killed
START = "from plan_metrics.report.engine import fork_server; fork_server.serve({number})"


class NoFork(Exception):
    """No process could be forked for a page, which can be run in an ordinary kernel instead."""


def forks() -> bool:
    """Whether processes can be forked here. Not on macOS: its own libraries start threads before we do."""
    return sys.platform == "linux" and hasattr(os, "fork")


# ---------------------------------------------------------------- in the process that has pages to run

_lock = threading.Lock()
_server: tuple[subprocess.Popen[bytes], socket.socket] | None = None


def start() -> socket.socket:
    """Start the fork-server of this process if there is none; it imports while the caller goes on."""
    global _server
    with _lock:
        if _server and _server[0].poll() is not None:
            _close()
        if not _server:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                process = subprocess.Popen(
                    [sys.executable, "-P", "-c", START.format(number=theirs.fileno())],
                    env=BACKEND | os.environ | ENVIRONMENT,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                )
            _server = process, ours
        return _server[1]


@atexit.register
def _close() -> None:
    global _server
    if _server:
        process, line = _server
        line.close()
        process.terminate()  # it listens to this only while it imports
        process.wait()
        _server = None


_kills: set[Callable[[], None]] = set()  # one for each process of a page that there is


@contextmanager
def killed_by(kill: Callable[[], None]) -> Iterator[None]:
    """While this lasts, `kill_all` ends the process of a page by this call."""
    _kills.add(kill)
    try:
        yield
    finally:
        _kills.discard(kill)


def kill_all() -> None:
    """Kill the processes of all pages; whoever waits for one is told that it died."""
    for kill in list(_kills):
        kill()


@contextmanager
def forked(environment: Mapping[str, str], folder: str) -> Iterator[Connection]:
    """A process that runs cells (`cell_runner.serve`) with these variables in this folder; killed when this is left.

    It is killed with everything that it has started. Raises `OSError` for a folder that it cannot enter, and
    `NoFork` where it cannot be had.
    """
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()
    with closing(Connection(ours.detach())) as connection, open(writing, "wb") as lifeline, killed_by(lifeline.close):
        try:
            with theirs, open(reading, "rb"):
                socket.send_fds(start(), [b"page"], [theirs.fileno(), reading])
            connection.send_bytes(json.dumps([{**BACKEND, **environment, **ENVIRONMENT}, folder]).encode())
            answer = json.loads(connection.recv_bytes())
        except (OSError, EOFError) as error:
            raise NoFork from error
        if answer:
            raise OSError(*answer)
        try:
            yield connection
        finally:
            lifeline.close()
            with suppress(OSError, EOFError):  # it has ended when its end of the connection is closed
                while connection.poll(SECONDS):
                    connection.recv_bytes()


# ---------------------------------------------------------------- in the fork-server, and in what it forks


def serve(number: int) -> None:
    """Import, then fork until the socket of this number closes; each fork becomes the process of a page."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _warm_up()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # from now on it ends when the socket closes
    signal.signal(signal.SIGCHLD, _reap)
    with socket.socket(fileno=number) as line:
        while True:
            message, files, _, _ = socket.recv_fds(line, 100, 2)
            if not message:
                return
            if alone() and not os.fork():
                break
            for file in files:
                os.close(file)
    _become_page(*files)


def _reap(*_: object) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def alone() -> bool:
    """Whether there is one thread: a lock that another holds would stay locked in a fork for ever."""
    return len(os.listdir("/proc/self/task")) == 1


def _warm_up() -> None:
    """Import everything, read what every page reads, and have a shell."""
    gc.disable()
    for name in MODULES:
        importlib.import_module(name)
    for page in pkgutil.iter_modules(sys.modules["plan_metrics.views"].__path__):  # loaded when first asked for
        importlib.import_module(f"plan_metrics.views.{page.name}")
    sys.modules["plan_metrics.views.warm"].warm()
    sys.modules["plan_metrics.report.engine.cell_runner"].the_shell()
    gc.collect()
    gc.freeze()  # nothing of this is looked through, and so copied, by a collection in a page's process


def _become_page(number: int, lifeline: int) -> None:
    """Be a process of its own session, folder, variables and random numbers; then run cells."""
    import fcntl  # of systems that fork

    from plan_metrics.report.engine import cell_runner

    os.setsid()
    for file in (number, lifeline):
        os.set_inheritable(file, False)
    # A thread that waits for the end could not kill: other code may hold the interpreter. So the system does.
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, -os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, os.O_RDONLY | os.O_ASYNC)
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(name, signal.default_int_handler if name == signal.SIGINT else signal.SIG_DFL)
    connection = Connection(number)
    environment, folder = json.loads(connection.recv_bytes())
    try:
        os.chdir(folder)
    except OSError as error:
        connection.send_bytes(json.dumps([error.errno, error.strerror, error.filename]).encode())
        os._exit(1)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [""]
    packages = [index for index, folder in enumerate(sys.path) if folder.endswith("-packages")]
    sys.path.insert(packages[0] if packages else len(sys.path), "")  # where IPython puts the notebook's folder
    sys.modules["numpy"].random.seed()  # `random` does this itself after a fork
    gc.enable()
    connection.send_bytes(b"[]")
    with suppress(OSError):  # the reader is gone
        cell_runner.serve(connection)
    os._exit(0)
