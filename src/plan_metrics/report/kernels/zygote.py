"""The process that kernels are forked from: it has imported what a notebook needs, and runs nothing itself.

Started as a script by `lease.py`. It makes a private folder with one Unix-domain socket, tells its name
through the socket it was started with (the lease), imports, and waits. Each connection is the life line of
one kernel: a request comes with the files for stdout and stderr, the child answers when it has become the
kernel, signals follow, and the exit status is the last message. A life line that closes takes its kernel
along; when the lease closes, because its owner is done or was killed, everything here ends and is removed.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import pkgutil
import selectors
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

PACKAGE = "plan_metrics"
# What a kernel and the pages import; a name that is missing here costs time, nothing else (a test finds it).
MODULES = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger",
    "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.oinspect", "IPython.extensions.storemagic",
    "tornado.platform.asyncio", "encodings.ascii", "encodings.idna", "encodings.latin_1", "faulthandler",
    "encodings.utf_8_sig", "zmq.utils.garbage", "pandas", "pandas.core.methods.to_dict",
    "matplotlib.backends.backend_svg", f"{PACKAGE}.context",
)  # fmt: skip
RUN = "PLAN_METRICS_SLICE"  # set for the run of a report: `paths.SLICE`, before anything of ours is imported
MESSAGE = 1 << 20  # bytes; the environment is the largest part
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


@dataclass
class Life:
    """A connection, the kernel behind it once there is one, and what to remove if the client goes away."""

    line: socket.socket
    pid: int = 0
    remove: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Run:
    """What a child is to become: a kernel with these arguments, environment, folder and files."""

    line: socket.socket
    request: dict[str, Any]
    files: list[int]


class Zygote:
    """Forks kernels on request and watches over them; one thread, one loop."""

    def __init__(self, lease: socket.socket, listener: socket.socket, known: dict[str, Any]):
        self.lease, self.listener, self.known = lease, listener, known
        self.kernels: dict[int, Life] = {}
        self.retired = False
        self.selector = selectors.DefaultSelector()
        self.bell, self.ringer = socket.socketpair()  # rings when a child has ended
        self.bell.setblocking(False)
        self.ringer.setblocking(False)

    def serve(self) -> Run | None:
        """Fork until the lease closes, or until the last kernel has ended after the lease says that no more
        will come; None then. Returns in each child as well, with what it is to become."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.ringer.fileno())
        for file in (self.lease, self.listener, self.bell):
            self.selector.register(file, selectors.EVENT_READ)
        while not (self.retired and not self.kernels):
            for key, _ in self.selector.select():
                if key.fileobj is self.lease:
                    if not self.lease.recv(MESSAGE):
                        self._end()
                        return None
                    self.retired = True
                elif key.fileobj is self.listener:
                    line, _ = self.listener.accept()
                    self.selector.register(line, selectors.EVENT_READ, Life(line))
                elif key.fileobj is self.bell:
                    self.bell.recv(MESSAGE)
                    self._reap()
                elif run := self._hear(key.data):
                    return run
        return None

    def _hear(self, life: Life) -> Run | None:
        """What a client says: a request, a signal, or nothing more."""
        try:
            message, files, _, _ = socket.recv_fds(life.line, MESSAGE, 2)
        except OSError:
            message, files = b"", []
        if not message:
            self.selector.unregister(life.line)
            life.line.close()
            if life.pid in self.kernels:
                kill(life.pid, signal.SIGKILL)
            return None
        request = json.loads(message)
        if "signal" in request:
            if life.pid in self.kernels:
                kill(life.pid, request["signal"])
            return None
        if reason := self._refusal(request["env"]):
            tell(life.line, refused=reason)
        elif pid := os.fork():
            life.pid, life.remove = pid, request["remove"]
            self.kernels[pid] = life
        else:
            self._leave(life)
            return Run(life.line, request, files)
        for file in files:
            os.close(file)
        return None

    def _refusal(self, environment: Mapping[str, str]) -> str:
        # What a report is made by is noted when it begins, and a page that newer code made would be kept as of the old.
        if self.retired or (RUN not in environment and changed(self.known)):
            return "stale"
        return "" if len(os.listdir("/proc/self/task")) == 1 else "threads"

    def _reap(self) -> None:
        """Take leave of every kernel that has ended, and of what it started and left running."""
        while self.kernels and (ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)):
            kill(ended.si_pid, signal.SIGKILL)  # before its number can be given to another
            os.waitpid(ended.si_pid, 0)
            life = self.kernels.pop(ended.si_pid)
            code = ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status
            if not tell(life.line, exit=code):
                remove(life.remove)

    def _end(self) -> None:
        """The owner is gone: nothing stays."""
        for pid in self.kernels:
            kill(pid, signal.SIGKILL)
        for pid, life in self.kernels.items():
            os.waitpid(pid, 0)
            remove(life.remove)

    def _leave(self, life: Life) -> None:
        """In a child: close everything but its own life line."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        lines = [key.fileobj for key in self.selector.get_map().values()]
        self.selector.close()
        for file in {self.ringer, *lines} - {life.line}:
            file.close()


def private_folder() -> str:
    """A new folder for sockets that only its owner can enter; a socket's path may have 107 bytes and no more."""
    short = len(os.fsencode(tempfile.gettempdir())) <= 70
    return tempfile.mkdtemp(prefix="plan-metrics-", dir=None if short else "/tmp")


def tell(line: socket.socket, **message: Any) -> bool:
    """Send a message; False where nobody listens any more."""
    try:
        line.send(json.dumps(message).encode())
    except OSError:
        return False
    return True


def kill(pid: int, number: int) -> None:
    """Signal a kernel and what it started. It is not reaped yet, so the number is still its own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, number)
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)  # it has not become the head of its group yet


def remove(paths: Iterable[str]) -> None:
    """Remove files and folders that a client can no longer remove itself."""
    for path in paths:
        with contextlib.suppress(OSError):
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)


def package_files() -> Iterator[str]:
    """Every file of our package that is written by hand."""
    for folder, folders, files in os.walk(os.path.dirname(find_spec(PACKAGE).origin)):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (os.path.join(folder, name) for name in files)


def stamps(files: Iterable[str]) -> dict[str, Any]:
    """What tells a changed file: its size, its time and its place on the disk; None for one that is not there."""
    found: dict[str, Any] = {}
    for file in files:
        try:
            about = os.stat(file)
        except OSError:
            found[file] = None
        else:
            found[file] = (about.st_mtime_ns, about.st_size, about.st_ino)
    return found


def changed(known: dict[str, Any]) -> bool:
    """Whether any file that was imported, or any file of our package, is another one now."""
    return stamps({*known, *package_files()}) != known


def warm_up() -> dict[str, Any]:
    """Import everything and draw once; returns the stamps of all files that this came from."""
    ours = stamps(package_files())  # before it is imported, so that a change in between is seen
    gc.disable()
    views = importlib.import_module(f"{PACKAGE}.views").__path__
    for name in [*MODULES, *(found.name for found in pkgutil.iter_modules(views, f"{PACKAGE}.views."))]:
        importlib.import_module(name)
    for page in sys.modules[f"{PACKAGE}.views"].__all__:  # they are loaded when first asked for
        importlib.import_module(f"{PACKAGE}.views.{page}")
    # The one TCP port that a kernel opens, for what its own forks print; it does without where it gets none.
    sys.modules["ipykernel.iostream"].IOPubThread._setup_pipe_in = lambda thread: setattr(thread, "_pipe_flag", False)
    sys.modules[f"{PACKAGE}.views.warm"].warm()
    files = [module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)]
    gc.collect()
    gc.freeze()  # nothing of this is looked through, and so copied, by a collection in a kernel
    return stamps(files) | ours


def become_kernel(run: Run) -> None:
    """In a child: a session of its own, its own files, folder, environment and random numbers; then the kernel."""
    request, parent = run.request, os.getppid()
    try:
        os.setsid()
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
        os.chdir(request["cwd"])
        nothing = os.open(os.devnull, os.O_RDONLY)
        for place, file in enumerate((nothing, *run.files)):
            os.dup2(file, place)
            os.close(file)
    except OSError as error:
        tell(run.line, error=[error.errno, error.strerror, error.filename])
        os._exit(1)
    os.environ.clear()
    os.environ.update(request["env"])
    os.environ["JPY_PARENT_PID"] = str(parent)
    sys.argv = [find_spec("ipykernel_launcher").origin, *request["arguments"]]
    numpy = sys.modules["numpy"]
    numpy.random.seed()  # `random` does this itself after a fork
    gc.enable()
    tell(run.line, pid=os.getpid())
    run.line.close()
    sys.modules["ipykernel.kernelapp"].launch_new_instance()


def main(lease: socket.socket) -> None:
    """Import, then fork kernels until the lease closes. In each child: be a kernel."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    folder = private_folder()
    run = None
    try:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        listener.bind(os.path.join(folder, "zygote"))
        listener.listen(128)
        lease.send(folder.encode())
        known = warm_up()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # from now on it ends in order, when the lease closes
        run = Zygote(lease, listener, known).serve()
    finally:
        if run is None:
            shutil.rmtree(folder, ignore_errors=True)
    if run is not None:
        become_kernel(run)


if __name__ == "__main__":
    del sys.path[0]  # the folder of this file, where a module could hide another of the same name
    main(socket.socket(fileno=int(sys.argv[1])))
