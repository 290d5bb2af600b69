"""The manifests of a site: what the folder of an edition holds and what it was made of, and what lies beside them.

It says nothing of when, where or by whom it was made. Its digests are those of what is released: a digest of a file
with suppressed counts in it would let them be found by trying.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from plan_metrics import paths
from plan_metrics.context import Context
from plan_metrics.files import hashed, hashes_of, write_whole
from plan_metrics.report.beside_editions import FOLDER, MANIFEST, SHARED
from plan_metrics.report.engine.keys import digest_of, digest_of_data, environment, lock_of
from plan_metrics.report.engine.publish import readable

Form = TypeVar("Form", bound="Beside")
COPIED = ("starter/notebooks/", "starter/book/")  # in an installed package alone


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Listed(_Part):
    """A file: its SHA-256 in hexadecimal, and how many bytes it has."""

    sha256: str
    size: int


class Program(_Part):
    """By what an edition was made: version, digest of the program, of the packages and, of a project with one, of its
    lock."""

    version: str
    digest: str
    packages: str
    lock: str = ""


class Beside(_Part):
    """`files` is what lies beside the editions and changes with each: archive, list and feeds, by address."""

    files: dict[str, Listed]


class Manifest(Beside):
    """`files` are all files of the folder of an edition but this one, by their address in it; digests are SHA-256."""

    edition: str
    plan: str
    figures: str
    program: Program


def program_of(base: Path) -> Program:
    """What makes pages here."""
    code = {name: digest for name, digest in hashes_of(paths.PACKAGE).items() if not name.startswith(COPIED)}
    return Program(
        version=version("plan-metrics"),
        digest=digest_of(code),
        packages=digest_of(environment()),
        lock=lock_of(base),
    )


def listed(folder: Path) -> dict[str, Listed]:
    """Every file of a folder but its manifest, by its address in it, sorted."""
    return _listed(folder, (path for path in folder.rglob("*") if path != folder / MANIFEST))


def _listed(folder: Path, paths: Iterable[Path]) -> dict[str, Listed]:
    files = {path.relative_to(folder).as_posix(): path for path in paths if path.is_file()}
    raws = {name: files[name].read_bytes() for name in sorted(files)}
    return {name: Listed(sha256=hashed(raw), size=len(raw)) for name, raw in raws.items()}


def write_manifest(made: Path, base: Path, context: Context) -> None:
    """Write the manifest of an edition into its finished folder: the last thing before that is published."""
    manifest = Manifest(
        edition=context.edition.card.id,
        plan=digest_of_data(context.plan),
        figures=digest_of_data(context.edition),
        program=program_of(base),
        files=listed(made),
    )
    _write(made, manifest)


def write_beside(sites: Path) -> None:
    """Write the manifest of what lies beside the editions: the last of it, so that what is there is as it says."""
    beside = [*(sites / name for name in SHARED), *(sites / FOLDER).rglob("*")]
    _write(sites, Beside(files=_listed(sites, beside)))
    readable(sites / MANIFEST)


def _write(folder: Path, manifest: Beside) -> None:
    write_whole(folder / MANIFEST, f"{manifest.model_dump_json(indent=1)}\n".encode())


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest in the folder of an edition; None if there is none that can be read."""
    return _read(folder, Manifest)


def read_beside(sites: Path) -> Beside | None:
    """The manifest of what lies beside the editions of a site; None if there is none that can be read."""
    return _read(sites, Beside)


def _read(folder: Path, form: type[Form]) -> Form | None:
    try:
        return form.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
