"""The kernel provisioner: what Jupyter's programs call to start, signal and end a kernel of ours."""

from __future__ import annotations

import os
import pathlib
import shutil
import sys
import weakref
from typing import Any

import zmq
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from plan_metrics.errors import N_
from plan_metrics.report.kernels.lease import SHARED, Forked, NoFork, fork
from plan_metrics.report.kernels.zygote import private_folder

ORDINARY = "PLAN_METRICS_KERNELS"  # "ordinary": kernels are not forked, and that is known
LAUNCHER = ["-m", "ipykernel_launcher"]
KNOWN = {"cwd", "env", "stdout", "stderr", "kernel_id", "extra_arguments"}
NO_FORK = N_(
    "This system cannot fork processes safely: each notebook starts a kernel of its own, which takes longer "
    "and gives the same pages."
)
NOT_FORKED = N_("A kernel could not be forked ({reason}): an ordinary one, which takes longer, is in its place.")


def forks() -> bool:
    """Whether kernels can be forked here. Not on macOS: its own libraries start threads before we do."""
    return sys.platform == "linux" and hasattr(os, "fork")


def said(text: str, language: str | None = None) -> str:
    """A text in a language, or in that of the terminal."""
    # Not before there is something to say: this is imported by programs that need neither pandas nor charts.
    from plan_metrics.views.language import catalogue, reader_language

    return catalogue(language or reader_language()).gettext(text)


class WarmProvisioner(LocalProvisioner):
    """Forks a kernel out of a process that has imported everything; an ordinary kernel where that cannot be.

    Either way the channels are Unix-domain sockets in a private folder, where the system has them.
    """

    folder: str | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Give the manager's channels a private folder, then do as for any local kernel."""
        manager = self.parent
        if manager and manager.transport == "tcp" and zmq.has("ipc"):
            self.folder = private_folder()
            weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
            manager.transport, manager.ip = "ipc", os.path.join(self.folder, "kernel")
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel; returns how to reach it."""
        if os.environ.get(ORDINARY) == "ordinary":
            return await super().launch_kernel(cmd, **kwargs)
        if not forks():
            self.log.warning(said(NO_FORK))
            os.environ[ORDINARY] = "ordinary"
            return await super().launch_kernel(cmd, **kwargs)
        files = [_number(kwargs.get(name), place) for place, name in enumerate(("stdout", "stderr"), 1)]
        if cmd[1:3] != LAUNCHER or set(kwargs) - KNOWN or None in files:
            return await super().launch_kernel(cmd, **kwargs)
        cwd = str(kwargs.get("cwd") or pathlib.Path.cwd())
        request = {
            "arguments": cmd[3:],
            "env": {name: text for name, text in kwargs["env"].items() if name != SHARED},
            "cwd": cwd,
            "remove": [path for path in (self.folder, self.parent and self.parent.connection_file) if path],
        }
        try:
            self.process = await fork(cmd[0], request, files)
        except NoFork as error:
            self.log.warning(said(NOT_FORKED).format(reason=error))
            return await super().launch_kernel(cmd, **kwargs)
        self.pid, self.pgid, self.cwd = self.process.pid, None, cwd  # signals go through the life line
        return self.connection_info

    async def wait(self) -> int | None:
        """The exit status, as soon as the kernel has ended."""
        if isinstance(self.process, Forked):
            await self.process.ended()
        return await super().wait()

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and what it started, and return when it has ended."""
        await super().kill(restart)
        if isinstance(self.process, Forked):
            await self.process.ended()

    async def cleanup(self, restart: bool = False) -> None:
        """Leave nothing behind: after this neither process nor folder is there."""
        await super().cleanup(restart)
        if not restart:
            if isinstance(self.process, Forked):
                self.process.close()
            if self.folder:
                shutil.rmtree(self.folder, ignore_errors=True)


def _number(file: Any, inherited: int) -> int | None:
    """The number of an open file as Popen takes it; None for a pipe or another wish that a fork cannot fulfil."""
    if file is None:
        return inherited
    if isinstance(file, int):
        return file if file >= 0 else None
    return file.fileno()
