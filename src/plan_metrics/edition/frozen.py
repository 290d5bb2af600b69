"""A frozen edition: its files are those that it was frozen with, and it is read with the plan of that day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, ValidationError

from plan_metrics.edition.models import SIGNED_FILE, Edition
from plan_metrics.errors import N_, Fault, FaultError, check_faults, fault_at
from plan_metrics.files import hashed
from plan_metrics.paths import frozen_folder, frozen_plan
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan

MANIFEST = "manifest.json"
NUMBERS = ("observations.csv", "scoreboard.csv")  # what the edition showed, as its downloads have it
REGISTER = "frozen.csv"  # beside the editions: the digest of each manifest, so that one that is gone is missed


class Manifest(BaseModel):
    """What an edition was frozen with: the version of the program, and the SHA-256 of every file by its name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    program: str
    files: Mapping[str, str]


def digests(edition: Path) -> dict[str, str]:
    """The SHA-256 of every file of the edition in a folder by its path there, sorted, with the plan it is frozen with.

    Left out are who signed it, the manifest itself, lists of codes (`codes/`, made from the plan) and hidden files.
    Ends of lines count as LF: git and spreadsheets change them, and no figure changes with them.
    """
    own = frozen_folder(edition) / MANIFEST
    files = (file for file in sorted(edition.rglob("*")) if file.is_file() and file != own)
    named = {file.relative_to(edition): file for file in files}
    return {
        name.as_posix(): hashed(_with_lf(file))
        for name, file in named.items()
        if name.parts[0] not in ("codes", SIGNED_FILE) and not any(part.startswith(".") for part in name.parts)
    }


def _with_lf(file: Path) -> bytes:
    return file.read_bytes().replace(b"\r\n", b"\n")


def digest_of(edition: Path) -> str:
    """One digest of the edition in a folder and of the plan that it is read with: what a signature is about.

    Freezing an edition does not change it: the plan is the same, and what freezing adds is no part of it.
    """
    plan = frozen_plan(edition) or _plan_of_project(edition)
    files = {name: each for name, each in digests(edition).items() if not name.startswith("frozen/")}
    whole = {"edition": files, "plan": digests(plan)}
    return hashed(json.dumps(whole, sort_keys=True).encode())


def manifest_of(edition: Path) -> Manifest | None:
    """What the edition in a folder was frozen with; None if it is not frozen. Raises `FaultError` for no manifest."""
    file = frozen_folder(edition) / MANIFEST
    try:
        return Manifest.model_validate_json(file.read_bytes()) if file.exists() else None
    except (ValidationError, OSError):
        raise FaultError([_manifest_fault(N_("no manifest"))]) from None


def listed(edition: Path) -> str | None:
    """The digest of the manifest that the register beside the editions has for one; None if it has none."""
    file = edition.parent / REGISTER
    lines = file.read_text("utf-8").splitlines()[1:] if file.is_file() else ()
    return dict(line.split(",", 1) for line in lines if "," in line).get(edition.name)


def register_with(edition: Path, *, gone: bool = False) -> tuple[Path, bytes]:
    """The register beside the editions and its content with the digest of the manifest of one, or without it."""
    file = edition.parent / REGISTER
    lines = file.read_text("utf-8").splitlines()[1:] if file.is_file() else []
    digest = "" if gone else hashed(_with_lf(frozen_folder(edition) / MANIFEST))
    kept = {**dict(line.split(",", 1) for line in lines if "," in line), edition.name: digest}
    listed_now = (f"{name},{kept[name]}\n" for name in sorted(kept) if kept[name])
    return file, "".join(["edition,manifest\n", *listed_now]).encode()


def text_of(manifest: Manifest) -> str:
    """A manifest as its file has it."""
    return json.dumps(manifest.model_dump(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def plan_at(edition: Path, plan: Plan) -> Plan:
    """The plan that the edition in a folder is read with: its own if it is frozen, else the one given."""
    own = frozen_plan(edition)
    check_faults(replace(fault, file=f"{edition.name}/{fault.file}") for fault in plan_faults(edition))
    return plan if own is None else read_plan(own)


def plan_of_later(edition: Path, before: Path, plan: Plan) -> Plan:
    """The plan that a later edition is read with; `plan` is that of the one `before` it, which may be frozen."""
    if frozen_plan(before) is not None and frozen_plan(edition) is None:
        return read_plan(_plan_of_project(edition))
    return plan_at(edition, plan)


def _plan_of_project(edition: Path) -> Path:
    return next(folder / "plan" for folder in edition.parents if (folder / "plan" / "plan.toml").is_file())


def plan_faults(edition: Path) -> list[Fault]:
    """What differs in the plan that the edition in a folder was frozen with: told before the plan is read."""
    return [fault for fault in frozen_faults(edition) if fault.file.startswith("frozen/plan/")]


def known_in(plan: Plan, edition: Edition) -> Edition:
    """An older edition without what a plan does not have any more: indicators, areas and breakdowns that were retired.

    They are left out where the edition is set against a newer one; its own pages have them.
    """
    known = {
        "indicator": [each.id for action in plan.actions for each in action.indicators],
        "region": [each.region for each in plan.regions],
        "breakdown": [TOTAL, *(each.code for each in plan.breakdowns)],
    }

    def kept(frame: pd.DataFrame) -> pd.DataFrame:
        there = np.logical_and.reduce([frame[name].isin(codes) for name, codes in known.items()])
        return frame if there.all() else frame[there].reset_index(drop=True)

    return replace(edition, observations=kept(edition.observations), missing=kept(edition.missing))


def frozen_faults(edition: Path) -> Iterator[Fault]:
    """What differs between the edition in a folder and what it was frozen with; nothing of one that is not frozen."""
    try:
        manifest = manifest_of(edition)
    except FaultError as error:
        yield from error.faults
        return
    known = listed(edition)
    if manifest is None:
        if known is not None:
            yield _manifest_fault(N_("the file is gone"))
        return
    if known is not None and known != hashed(_with_lf(frozen_folder(edition) / MANIFEST)):
        yield _manifest_fault(N_("another content"))
    now = digests(edition)
    fix = N_(
        "Restore the file as it was frozen. To correct a frozen edition, change it and run plan-metrics freeze "
        "{edition} --again, which writes each number that changes into errata.csv."
    )
    expected = N_("the file with which the edition was frozen")
    found = {
        **{file: N_("the file is gone") for file in manifest.files.keys() - now.keys()},
        **{file: N_("a file that was not there") for file in now.keys() - manifest.files.keys()},
        **{
            file: N_("another content")
            for file in now.keys() & manifest.files.keys()
            if now[file] != manifest.files[file]
        },
    }
    for file in sorted(found):
        yield fault_at("frozen_changed", file, found[file], expected, fix, edition=edition.name)


def _manifest_fault(found: str) -> Fault:
    expected, fix = N_("the digests that `plan-metrics freeze` wrote"), N_("Restore the file as it was committed.")
    return fault_at("not_a_manifest", f"frozen/{MANIFEST}", found, expected, fix)
