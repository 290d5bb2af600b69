"""A published site, file by file: against its manifests, and against the same site built again."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from plan_metrics.errors import N_
from plan_metrics.files import hashed
from plan_metrics.report.beside_editions import LATEST, MANIFEST, edition_folders
from plan_metrics.report.manifest import Beside, Program, program_of, read_beside, read_manifest
from plan_metrics.verify.difference import CHANGED, EXTRA, MISSING, Difference
from plan_metrics.verify.files import file_differences
from plan_metrics.verify.tables import json_differences

LINK = N_("a link that leads out of the site, or no file")
UNREADABLE = N_("a manifest that cannot be read")
OTHER_DIGEST = N_("another SHA-256 than manifest.json says")
HOME = re.compile(r"\.[\w-]+\.[ab]")  # see `engine.publish`


def files_of(folder: Path, root: Path) -> dict[str, Path | None]:
    """The files of a folder of a site by their address in it, sorted; None for what leads out of `root`, or is no file.

    Links within the site are followed, as a web server does. The folders that the links of a local site lead to are
    left out by themselves.
    """
    found: dict[str, Path | None] = {}
    inside = Path(os.path.realpath(root))

    def walk(place: Path, before: str, above: tuple[Path, ...]) -> None:
        for entry in os.scandir(place):
            name, real = f"{before}{entry.name}", Path(os.path.realpath(entry) if entry.is_symlink() else entry.path)
            if not before and HOME.fullmatch(entry.name):
                continue
            if entry.is_dir() and real not in above and real.is_relative_to(inside):
                walk(real, f"{name}/", (*above, real))
            else:
                found[name] = real if real.is_relative_to(inside) and real.is_file() else None

    top = Path(os.path.realpath(folder))
    walk(top, "", (top,))
    return dict(sorted(found.items()))


def manifest_differences(sites: Path) -> list[Difference]:
    """What each edition of a site, and what lies beside them, holds against what its manifest says: files changed,
    missing and extra."""
    editions = edition_folders(sites)
    found = [each for folder in editions for each in _of_manifest(read_manifest(folder), sites, f"{folder.name}/")]
    others = tuple(f"{name}/" for name in (*(folder.name for folder in editions), LATEST))
    return [*found, *_of_manifest(read_beside(sites), sites, "", others)]


def _of_manifest(
    manifest: Beside | None, sites: Path, before: str, others: tuple[str, ...] = ()
) -> Iterator[Difference]:
    """The files of a folder of a site, whose addresses begin with `before`, but for those of `others` in it."""
    own = f"{before}{MANIFEST}"
    if manifest is None:
        yield Difference(own, CHANGED if (sites / own).exists() else MISSING, UNREADABLE)
        return
    found = {f"{before}{file}": place for file, place in files_of(sites / before, sites).items()}
    there = {file: place for file, place in found.items() if file != own and not file.startswith(others)}
    told = {f"{before}{file}": each for file, each in manifest.files.items()}
    for file in sorted(there.keys() | told.keys()):
        place, listed = there.get(file), told.get(file)
        if listed is None or file not in there:
            yield Difference(file, EXTRA if listed is None else MISSING)
        elif place is None:
            yield Difference(file, CHANGED, LINK)
        elif place.stat().st_size != listed.size or hashed(place.read_bytes()) != listed.sha256:
            yield Difference(file, CHANGED, OTHER_DIGEST)


def site_differences(published: Path, computed: Path) -> list[Difference]:
    """Where a site differs from the same site built again. A file that is served at two addresses is told once."""
    mine, theirs = files_of(published, published), files_of(computed, computed)
    found: list[Difference] = []
    seen: set[tuple[Path, Path]] = set()
    for file in sorted(mine.keys() | theirs.keys()):
        place, other = mine.get(file), theirs.get(file)
        if file not in mine or other is None:
            found.append(Difference(file, MISSING if file not in mine else EXTRA))
        elif place is None:
            found.append(Difference(file, CHANGED, LINK))
        elif (place, other) not in seen:
            seen.add((place, other))
            found += _of_file(file, place.read_bytes(), other.read_bytes())
    return found


def _of_file(file: str, published: bytes, computed: bytes) -> list[Difference]:
    if file.endswith(f"/{MANIFEST}") and file.count("/") == 1:
        return _of_manifests(file, published, computed)
    return file_differences(file, published, computed)


def _of_manifests(file: str, published: bytes, computed: bytes) -> list[Difference]:
    """Two manifests, but for the program that made them, which is told beside the differences."""
    try:
        one, other = ({**json.loads(raw), "program": ""} for raw in (published, computed))
        return list(json_differences(file, json.dumps(one), json.dumps(other)))
    except (ValueError, TypeError, RecursionError):
        return [Difference(file, CHANGED, UNREADABLE)]


def other_programs(sites: Path, base: Path) -> dict[str, tuple[Program, Program]]:
    """The editions that name another program than this one in their manifest: theirs and this."""
    own = program_of(base)
    named = {folder.name: read_manifest(folder) for folder in edition_folders(sites)}
    return {name: (each.program, own) for name, each in named.items() if each and each.program != own}
