"""Kernels that start in no time: forked, reached by Unix-domain sockets, gone with their run.

`OPTIONS` are for `papermill.execute_notebook` and `nbclient.NotebookClient` alike; `warm` is for whoever has
many notebooks to run. Every other program of Jupyter finds the kernel by `NAME`, through its kernelspec.
"""

from __future__ import annotations

from plan_metrics.report.kernels.manager import NAME, OPTIONS, warm

__all__ = ["NAME", "OPTIONS", "warm"]
