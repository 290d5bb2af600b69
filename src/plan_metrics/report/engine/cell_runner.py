"""In the process of one page: runs the cells that come in, and sends out what a kernel would send of them.

Each message has the form of Jupyter's own (`header` with `msg_type`, `content`), so that nbclient reads it as one.
"""

from __future__ import annotations

import builtins
import codecs
import contextlib
import io
import json
import os
import sys
import threading
from multiprocessing.connection import Connection
from typing import Any

from ipykernel.compiler import get_file_name
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.jsonutil import json_default
from traitlets import Type
from traitlets.config import Config

MANY = 1 << 16  # characters of a stream that are sent at once
NO_INPUT = "raw_input was called, but this frontend does not support input requests."  # as a kernel says it

_lock = threading.RLock()  # a page may print from threads of its own
_connection: Connection  # to the process that this one works for


def tell(kind: str, **content: Any) -> None:
    """Send one message."""
    message = {"header": {"msg_type": kind}, "msg_type": kind, "content": content, "parent_header": {}}
    text = json.dumps(message, default=json_default, ensure_ascii=False)
    try:
        raw = text.encode()
    except UnicodeEncodeError:  # half a character, such as a byte of a file name that is none
        raw = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
    with _lock:
        _connection.send_bytes(raw)


class Stream(io.TextIOBase):
    """Standard output or error: what Python prints, and what other code writes into the file of that number.

    Kept until something else is shown, so that the outputs do not depend on how long a cell takes.
    """

    encoding = "UTF-8"
    errors = "replace"

    def __init__(self, name: str, number: int):
        self.name, self.number, self.size = name, number, 0
        self.kept: list[str] = []
        self.file, self.taken = os.memfd_create(name), 0
        self.decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        os.dup2(self.file, number)

    def writable(self) -> bool:
        """Whether it takes text: always."""
        return True

    def fileno(self) -> int:
        """The number that a program which the page starts finds it by."""
        return self.number

    def write(self, text: str) -> int:
        """Keep a text, after whatever other code has written before; the number of its characters."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        with _lock:
            self._take()
            self.kept.append(text)
            self.size += len(text)
            if self.size >= MANY:
                self._send()
        return len(text)

    def flush(self) -> None:
        """Send what has been kept."""
        with _lock:
            self._take()
            self._send()

    def _take(self) -> None:
        while raw := os.pread(self.file, MANY, self.taken):
            self.taken += len(raw)
            self.kept.append(self.decode(raw))

    def _send(self) -> None:
        text, self.kept, self.size = "".join(self.kept), [], 0
        if text:
            tell("stream", name=self.name, text=text)


def flush() -> None:
    """Send what was printed, before something else is shown."""
    sys.stdout.flush()
    sys.stderr.flush()


class Publisher(DisplayPublisher):
    """Sends what is displayed."""

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: object = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: object,
    ) -> None:
        """Send a bundle of any types as display data, or in the place of what has the same display id."""
        flush()
        kind = "update_display_data" if update else "display_data"
        tell(kind, data=data, metadata=metadata or {}, transient=transient or {})

    def clear_output(self, wait: bool = False) -> None:
        """Take back what the cell has shown so far."""
        flush()
        tell("clear_output", wait=wait)


class Result(DisplayHook):
    """Sends the value of the last line of a cell."""

    content: dict[str, Any] | None = None  # while a value is being shown

    def start_displayhook(self) -> None:
        """Called first, for a value that is not None."""
        self.content = {}

    def write_output_prompt(self) -> None:
        """Called next; the number goes with the value."""

    def write_format_data(self, format_dict: dict[str, object], md_dict: dict[str, object] | None = None) -> None:
        """Called with the value in every type that it has."""
        self.content = {"data": format_dict, "metadata": md_dict or {}, "execution_count": self.prompt_count}

    def finish_displayhook(self) -> None:
        """Called last."""
        flush()
        content, self.content = self.content, None
        if content and content["data"]:
            tell("execute_result", **content)


class Compiler(CachingCompiler):
    """Names the code of a cell as a file that is not there, as a kernel does: what an error shows depends on it."""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        """The name, which stands in warnings; that of a kernel without its folder, which differs from run to run."""
        return os.path.basename(str(get_file_name(raw_code)))


class Shell(InteractiveShell):
    """IPython as a kernel has it, without a terminal, a history and the user's own settings."""

    compiler_class = Type(Compiler)
    display_pub_class = Type(Publisher)
    displayhook_class = Type(Result)
    colors_force = True
    ended = False
    error: dict[str, object] | None = None  # the last one of a cell
    failed_to_show = False  # an error in showing a value, which IPython itself lets pass

    def init_ipython_dir(self, ipython_dir: object) -> None:
        """Have no folder of the user's: nothing is read from it and nothing kept in it."""

    init_profile_dir = init_ipython_dir

    def ask_exit(self) -> None:
        """End after this cell: what `exit` means."""
        self.ended = True

    def _showtraceback(self, etype: type[BaseException], evalue: object, stb: list[str]) -> None:
        flush()
        hook = self.displayhook
        self.failed_to_show |= isinstance(hook, Result) and hook.content is not None
        self.error = {"ename": etype.__name__, "evalue": str(evalue), "traceback": stb}
        tell("error", **self.error)


def the_shell() -> Shell:
    """The one shell of this process, which a fork has from the process that it comes from."""
    return Shell.instance(config=Config({"HistoryManager": {"enabled": False, "hist_file": ":memory:"}}))


def execute(shell: Shell, source: str) -> None:
    """Run one cell and send all that comes of it; that it is done is said last."""
    tell("status", execution_state="busy")
    shell.error, shell.failed_to_show = None, False
    tell("execute_input", code=source, execution_count=shell.execution_count)
    done = shell.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]  # IPython gives it no types
    flush()
    if done.success and not shell.failed_to_show:
        tell("execute_reply", status="ok")
    else:
        tell("execute_reply", status="error", **(shell.error or {}))
    tell("status", execution_state="idle")


def serve(connection: Connection) -> None:
    """Run the cells that come over a connection until it closes."""
    global _connection
    _connection = connection
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    sys.stdout, sys.stderr = Stream("stdout", 1), Stream("stderr", 2)
    builtins.input = _no_input
    shell = the_shell()
    with contextlib.suppress(EOFError):
        while not shell.ended:
            execute(shell, connection.recv_bytes().decode())


def _no_input(*_: object) -> str:
    raise StdinNotImplementedError(NO_INPUT)
