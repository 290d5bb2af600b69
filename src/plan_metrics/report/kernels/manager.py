"""How our own runs use the kernel: a client that does not wait without need, and nothing kept afterwards."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty

import zmq.asyncio
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from traitlets import default

from plan_metrics.report.kernels import lease
from plan_metrics.report.kernels.provisioner import NO_FORK, ORDINARY, forks, said

NAME = "plan-metrics"
RECONNECT = 5  # milliseconds between two tries to reach a kernel that is about to be there


class QuickClient(AsyncKernelClient):
    """A client that looks for the kernel's sockets often and is ready when the kernel is.

    The ordinary one looks every 0.1 seconds, and listens another 0.2 seconds to make sure.
    """

    @default("context")
    def _context_default(self) -> zmq.asyncio.Context:
        self._created_context = True
        context = zmq.asyncio.Context()
        context.setsockopt(zmq.RECONNECT_IVL, RECONNECT)
        return context

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when the kernel has told about itself and is idle, which shows that both channels are open.

        Raises `RuntimeError` when it dies, or is not ready in `timeout` seconds.
        """
        end = time.monotonic() + timeout if timeout else float("inf")
        while time.monotonic() < end:
            asked = self.kernel_info()
            try:
                await self._async_recv_reply(asked, timeout=1)
                while not is_idle_after(asked, await self.get_iopub_msg(timeout=0.2)):
                    pass
                return
            except (Empty, TimeoutError):  # not there yet, or the second channel was not: ask again
                if not await self.is_alive():
                    raise RuntimeError("Kernel died before replying to kernel_info") from None
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


def is_idle_after(asked: str, message: dict) -> bool:
    """Whether a message says that the kernel has done what it was asked."""
    return message["parent_header"].get("msg_id") == asked and message["content"].get("execution_state") == "idle"


class QuickManager(AsyncKernelManager):
    """The ordinary manager with that client."""

    @default("client_factory")
    def _client_factory_default(self):
        return QuickClient


OPTIONS = {
    "kernel_name": NAME,
    "kernel_manager_class": QuickManager,
    # A kernel that is shut down tells of it as an error; what goes wrong in a cell is in its output.
    "extra_arguments": ("--IPKernelApp.log_level=CRITICAL", "--HistoryManager.enabled=False"),
    "shutdown_kernel": "immediate",  # everything has been received by then
}


@contextmanager
def warm(language: str) -> Iterator[None]:
    """While this lasts, kernels of this process and of those it starts are forked from one process.

    Where that cannot be, says so once on stderr, in the reader's language, and kernels are ordinary ones.
    """
    if forks() and os.environ.get(ORDINARY) != "ordinary":
        spec = KernelSpecManager().get_kernel_spec(NAME)
        with lease.held(os.environ | spec.env):
            yield
        return
    before = os.environ.get(ORDINARY)
    if before != "ordinary":
        print(said(NO_FORK, language), file=sys.stderr)
        os.environ[ORDINARY] = "ordinary"
    try:
        yield
    finally:
        os.environ.pop(ORDINARY)
        if before is not None:
            os.environ[ORDINARY] = before
