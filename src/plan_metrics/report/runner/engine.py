"""What Papermill calls to run the cells of a notebook: the client's side of a page's process."""

from __future__ import annotations

import json
import os
import re
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import pairwise
from typing import Any

from jupyter_client.kernelspec import NATIVE_KERNEL_NAME
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellExecutionComplete, CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager
from papermill.log import logger
from traitlets import Bool

from plan_metrics.report.engine.fork_server import BACKEND, ENVIRONMENT, NoFork, forked, forks, killed_by

LANGUAGE = {
    "name": "python", "version": sys.version.split()[0], "mimetype": "text/x-python", "file_extension": ".py",
    "codemirror_mode": {"name": "ipython", "version": 3}, "pygments_lexer": "ipython3", "nbconvert_exporter": "python",
}  # fmt: skip
ORDINARY = {
    "coalesce_streams": True,
    # A kernel that is shut down tells of it as an error; what goes wrong in a cell is in its output.
    "extra_arguments": ("--IPKernelApp.log_level=CRITICAL", "--HistoryManager.enabled=False"),
    "shutdown_kernel": "immediate",  # everything has been received by then
}
OVERWRITTEN = re.compile(r".*\r(?=[^\n])")


class ForkClient(PapermillNotebookClient):  # type: ignore[misc]  # Papermill has no types
    """Runs a notebook in a forked process; what it does with the messages from there is nbclient's."""

    # Without it, how often a stream is cut would depend on the clock.
    coalesce_streams = Bool(True)

    def execute(self, env: Mapping[str, str] | None = None, **_: Any) -> NotebookNode:
        """Run all cells, with these variables in the folder that `resources` names; the notebook with outputs."""
        self.reset_execution_trackers()
        folder = self.resources.get("metadata", {}).get("path") or os.getcwd()
        with forked(os.environ if env is None else env, str(folder)) as self.connection:
            self.papermill_execute_cells()
        notebook: NotebookNode = self.nb
        notebook.metadata["language_info"] = NotebookNode(LANGUAGE)
        return notebook

    def execute_cell(self, cell: NotebookNode, cell_index: int, **_: Any) -> NotebookNode:
        """Run one cell and put its outputs into it.

        Raises `CellExecutionError` for an error that is not expected, `CellTimeoutError`, and `DeadKernelError` if
        the process ends.
        """
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return cell
        cell.outputs, self.clear_before_next_output = [], False
        if self.record_timing:
            cell.metadata["execution"] = {}
        reply: dict[str, Any] = {}
        with suppress(CellExecutionComplete):
            for message in self._messages(cell):
                if message["msg_type"] == "execute_reply":
                    reply = message["content"]
                else:
                    self.process_message(message, cell, cell_index)
        if self.coalesce_streams:
            cell.outputs = coalesced(cell.outputs)
        allowed = self.allow_errors or reply.get("ename") in self.allow_error_names or "raises-exception" in tags
        if reply["status"] == "error" and (self.force_raise_errors or not allowed):
            raise CellExecutionError.from_cell_and_msg(cell, reply)
        return cell

    def _messages(self, cell: NotebookNode) -> Iterator[dict[str, Any]]:
        """What comes of a cell."""
        seconds = self._get_timeout(cell)
        end = None if seconds is None else time.monotonic() + seconds
        try:
            self.connection.send_bytes(cell.source.encode())
            while self.connection.poll(None if end is None else max(0.0, end - time.monotonic())):
                yield json.loads(self.connection.recv_bytes())
        except (EOFError, ConnectionError):
            raise DeadKernelError("Kernel died") from None
        raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", seconds, cell)


def coalesced(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Outputs with one of each stream, where its first part was; standard output before an error stream beside it.

    As nbclient does it, which keeps it private.
    """
    kept: list[NotebookNode] = []
    streams: dict[str, NotebookNode] = {}
    for output in outputs:
        if output.output_type != "stream":
            kept.append(output)
        elif output.name in streams:
            streams[output.name].text += output.text
        else:
            kept.append(output)
            streams[output.name] = output
    for output in streams.values():
        output.text = OVERWRITTEN.sub("", output.text)
    names: list[object] = [output.get("name") for output in kept]
    if ("stderr", "stdout") in pairwise(names):
        place = names.index("stderr")
        kept[place : place + 2] = kept[place + 1], kept[place]
    return kept


class ForkEngine(NBClientEngine):  # type: ignore[misc]  # Papermill has no types
    """Runs a notebook in a forked process where that is safe and `kernel` is not set, else in an ordinary kernel.

    The outputs are the same. `env` are the variables of the process, those of this one if it is not given.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        kernel: bool = False,
        env: Mapping[str, str] | None = None,
        execution_timeout: int | None = None,
        start_timeout: int = 60,
        input_path: str | None = None,
        **options: Any,
    ) -> NotebookNode:
        """Run the cells of a notebook; the options are those of Papermill's own engine."""
        if execution_timeout:
            options["timeout"] = execution_timeout
        if kernel_name == NATIVE_KERNEL_NAME and forks() and not kernel:
            try:
                return ForkClient(nb_man, log=logger, **options).execute(env=env)
            except NoFork:
                logger.warning("No process could be forked; an ordinary kernel takes its place.")
        client = PapermillNotebookClient(
            nb_man, log=logger, kernel_name=kernel_name, startup_timeout=start_timeout, **ORDINARY | options
        )

        def kill() -> None:
            with suppress(AttributeError):  # it has not been started yet
                client.km.provisioner.process.kill()

        try:
            with killed_by(kill):
                variables = {**BACKEND, **(os.environ if env is None else env), **ENVIRONMENT}
                notebook: NotebookNode = client.execute(env=variables)
                return notebook
        finally:
            if threading.current_thread() is not threading.main_thread():
                ensure_event_loop().close()  # that of a thread is closed by nothing else
