"""The command that opens the notebooks for an analyst: lab."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from plan_metrics import paths
from plan_metrics.commands.call import Call
from plan_metrics.commands.parser import Commands
from plan_metrics.errors import N_, FaultError, fault_at

# JupyterLab asks nobody for news, updates or extensions.
OFFLINE = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)
DEFAULTS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}


def register(commands: Commands) -> None:
    """Add `lab`."""
    _ = commands.gettext
    commands.add(
        "lab",
        _lab,
        _("open copies of the notebooks in JupyterLab; those that CI compares stay as they are"),
        "",
        reports=False,
    )


def _lab(call: Call) -> int:
    from importlib.util import find_spec

    from plan_metrics.desk.copies import lab_folder, lay_copies

    if find_spec("jupyterlab") is None:
        fix = N_("Install it: pip install plan-metrics[lab]. The commands of the README install it with the rest.")
        found, expected = N_("not installed"), N_("JupyterLab, with ipywidgets")
        raise FaultError([fault_at("no_lab", "jupyterlab", found, expected, fix)])
    kept = lay_copies(call.base, call.language)
    folder = lab_folder(call.base)
    where = folder.relative_to(call.base).as_posix()
    told = call.gettext("The copies are in {folder}; notebooks/ stays as it is.").format(folder=where)
    if kept:
        text = call.gettext(
            "Changed by you, and kept: {names}. For a fresh copy, rename or remove yours and run this command again."
        )
        told += "\n" + text.format(names=", ".join(kept))
    call.done(told, folder=where, kept=kept)
    return _open(call.base, folder)


def _open(base: Path, folder: Path) -> int:
    """Run JupyterLab until it is stopped: in the place of this process where the system can; its exit code."""
    settings = folder / ".settings"
    settings.mkdir(exist_ok=True)
    (settings / "overrides.json").write_text(json.dumps(DEFAULTS), encoding="utf-8")
    sites = paths.build_folder(base) / "site"
    places = [f"--ServerApp.root_dir={folder}", f"--ServerApp.extra_static_paths={sites}"]
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # as in a container
    command = [sys.executable, "-m", "jupyterlab", *places, *root, f"--LabApp.app_settings_dir={settings}", *OFFLINE]
    variables = {**os.environ, paths.PROJECT: str(base), paths.SITE: "/static"}
    if os.name == "posix":
        sys.stdout.flush()  # what is still to be said would be lost
        os.execve(command[0], command, variables)
    return subprocess.run(command, env=variables, check=False).returncode
