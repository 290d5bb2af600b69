"""The addresses that a project has ever published: a list in `data/addresses` that grows and never shrinks.

Pages, documents and files of figures are promised; styles, scripts and fonts are not, and of `latest/` only its pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from plan_metrics.files import write_whole
from plan_metrics.reading.csv_tables import text_of
from plan_metrics.report.beside_editions import LATEST, edition_folders
from plan_metrics.report.engine.publish import readable
from plan_metrics.verify.site import files_of

FOLDER, BESIDE = Path("data") / "addresses", "beside"
UNPROMISED = re.compile(rf"(^|/)(_static|fonts)/|/(objects\.inv|edition\.json|feed\.json)$|^{LATEST}/.*(?<!\.html)$")


@dataclass(frozen=True)
class Addresses:
    """Addresses that were published and are not there, and those that are there and in no list, sorted.

    `listed` says whether any address is in a list.
    """

    missing: list[str]
    unlisted: list[str]
    listed: bool


def check_addresses(base: Path, site: Path) -> Addresses:
    """The addresses of a site against those that the project has ever published.

    Raises `FaultError` for a list that cannot be read.
    """
    there = {name for name, place in files_of(site, site).items() if place is not None}
    known = {name for names in _lists(base).values() for name in names}
    promised = {name for name in there if not UNPROMISED.search(name)}
    return Addresses(sorted(known - there), sorted(promised - known), bool(known))


def keep_addresses(base: Path, site: Path, addresses: list[str]) -> list[Path]:
    """Write addresses into the lists of the project, one for each edition and one for what lies beside them."""
    editions = {folder.name for folder in edition_folders(site)}
    lists = _lists(base)
    for address in addresses:
        first = address.partition("/")[0]
        lists.setdefault(first if first in editions else BESIDE, set()).add(address)
    changed = {name for name, kept in lists.items() if kept & {*addresses}}
    (base / FOLDER).mkdir(parents=True, exist_ok=True)
    files = [base / FOLDER / f"{name}.txt" for name in sorted(changed)]
    for file in files:
        write_whole(file, "".join(f"{each}\n" for each in sorted(lists[file.stem])).encode())
        readable(file)
    return files


def _lists(base: Path) -> dict[str, set[str]]:
    return {file.stem: {*filter(None, text_of(file).splitlines())} for file in sorted((base / FOLDER).glob("*.txt"))}
