"""How a kernel is reached: by Unix-domain sockets in a private folder, never by an open TCP port."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager
from traitlets import default

# A kernel that is shut down tells of it as an error; what goes wrong in a cell is in its output.
QUIET = ("--IPKernelApp.log_level=CRITICAL",)


class UnixSocketKernel(AsyncKernelManager):
    """The ordinary kernel manager, with sockets of the file system for its channels."""

    @default("transport")
    def _transport(self) -> str:
        return "ipc"

    @default("ip")
    def _sockets(self) -> str:
        # Without a folder of its own, every kernel started from one directory would share the same sockets.
        folder = tempfile.mkdtemp(prefix="plan-metrics-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return str(Path(folder) / "kernel")
