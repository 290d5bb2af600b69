"""Kernels by fork: starts the process that they come from, asks it for one, and holds its life line.

One such process (see `zygote.py`) serves a process and all that it starts while `held` lasts; a process that
was not told of one starts its own when it first needs it. It ends with its owner, however that ends.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

SCRIPT = Path(__file__).with_name("zygote.py")
SHARED = "PLAN_METRICS_ZYGOTE"  # the key and the folder of the one that was started for this process
SECONDS = 120  # for the imports, on a machine that is busy with other things
MESSAGE = 1 << 16
# Read when a kernel runs, never when it imports: these may differ from kernel to kernel.
LATE = ("JPY_", "PLAN_METRICS_", "PYTEST_")
LATE_NAMES = {"_", "COLUMNS", "LINES", "OLDPWD", "PWD", "SHLVL"}


class NoFork(Exception):
    """No kernel could be forked; says why in a few English words, for whoever looks into it."""


@dataclass
class Lease:
    """A process to fork kernels from, and the right to it: it ends when the lease is closed."""

    key: str
    folder: Path
    process: subprocess.Popen[bytes]
    lease: socket.socket

    def close(self) -> None:
        """End the process and all its kernels; nothing of it is left when this returns."""
        self.lease.close()
        self.process.terminate()  # it listens to this only while it imports, and has no kernels
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)  # there only if it was killed


class Forked:
    """A kernel that was forked, with the methods of `subprocess.Popen` that `LocalProvisioner` uses."""

    stdin = stdout = stderr = None

    def __init__(self, line: socket.socket, pid: int):
        self.line, self.pid = line, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit status if it has ended, negative for a signal; None while it runs."""
        if self.returncode is None:
            try:
                answer = self.line.recv(MESSAGE, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return None
            except OSError:
                answer = b""
            # Without a last message the process it came from was killed, and took its kernels along.
            self.returncode = json.loads(answer)["exit"] if answer else -signal.SIGKILL
            self.line.close()
        return self.returncode

    async def ended(self) -> None:
        """Return when it has ended."""
        while self.poll() is None:
            await readable(self.line)

    def wait(self) -> int | None:
        """The exit status; called when it has ended."""
        return self.poll()

    def send_signal(self, number: int) -> None:
        """Signal the kernel and what it started; nothing happens when it has ended."""
        if self.poll() is None:
            with contextlib.suppress(OSError):
                self.line.send(json.dumps({"signal": int(number)}).encode())

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def close(self) -> None:
        """Let go of it: it is killed if it still runs."""
        self.line.close()


async def readable(line: socket.socket) -> None:
    """Return when there is something to read, or nobody at the other end."""
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.add_reader(line, lambda: future.done() or future.set_result(None))
    try:
        await future
    finally:
        loop.remove_reader(line)


def early(env: Mapping[str, str]) -> dict[str, str]:
    """The part of an environment that imports may read: the same for all kernels of one process."""
    return {name: text for name, text in env.items() if name not in LATE_NAMES and not name.startswith(LATE)}


def key_of(python: str, env: Mapping[str, str]) -> str:
    """A name for an interpreter with an environment."""
    return hashlib.sha256(json.dumps([python, sorted(early(env).items())]).encode()).hexdigest()[:16]


def start(python: str, env: Mapping[str, str]) -> Lease:
    """Start a process to fork kernels from; it answers when it has imported everything."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [python, str(SCRIPT), str(theirs.fileno())],
            env=early(env),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
    folder = Path(ours.recv(MESSAGE).decode() or os.devnull)
    return Lease(key_of(python, env), folder, process, ours)


_lock = Lock()
_own: list[Lease] = []  # the last one serves; those before it end with their last kernel
_refused: set[Path] = set()


def _socket(python: str, env: Mapping[str, str]) -> Path:
    """The socket of a process that fits, which is started if there is none."""
    key = key_of(python, env)
    shared, _, folder = os.environ.get(SHARED, "").partition(":")
    if shared == key and Path(folder) not in _refused:
        return Path(folder, "zygote")
    with _lock:
        for lease in [lease for lease in _own if lease.process.poll() is not None]:
            lease.close()
            _own.remove(lease)
        if not _own or _own[-1].key != key or _own[-1].folder in _refused:
            if _own:
                with contextlib.suppress(OSError):
                    _own[-1].lease.send(b"no more")
            _own.append(start(python, env))
        return _own[-1].folder / "zygote"


@atexit.register
def close() -> None:
    """End what this process has started to fork kernels from."""
    while _own:
        _own.pop().close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_own.clear)


async def fork(python: str, request: Mapping[str, Any], files: Sequence[int]) -> Forked:
    """A kernel with this request's `arguments`, `env` and `cwd`, and these files as its stdout and stderr.

    Raises `OSError` as `subprocess.Popen` would, and `NoFork` where another way must be taken.
    """
    reason = ""
    for _ in range(2):  # the first may have been killed, or hold what has changed since
        path = _socket(python, request["env"])
        line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            line.connect(str(path))
            socket.send_fds(line, [json.dumps(request).encode()], list(files))
            await asyncio.wait_for(readable(line), SECONDS)
            answer = json.loads(line.recv(MESSAGE, socket.MSG_DONTWAIT) or "{}")
        except (OSError, TimeoutError) as error:
            answer = {"refused": str(error)}
        if "pid" in answer:
            return Forked(line, answer["pid"])
        line.close()
        if "error" in answer:
            raise OSError(*answer["error"])
        reason = answer.get("refused", "it ended")
        _refused.add(path.parent)
    raise NoFork(reason)


@contextlib.contextmanager
def held(env: Mapping[str, str]):
    """Start a process to fork kernels from for this process and all that it starts, and end it afterwards."""
    lease = start(sys.executable, env)
    before = os.environ.get(SHARED)
    os.environ[SHARED] = f"{lease.key}:{lease.folder}"
    try:
        yield
    finally:
        os.environ.pop(SHARED)
        if before is not None:
            os.environ[SHARED] = before
        lease.close()
