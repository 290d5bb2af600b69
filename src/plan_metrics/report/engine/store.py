"""Keeps executed notebooks by their key, and remembers of each page what it was last made of."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plan_metrics.files import PART, hashed, write_whole
from plan_metrics.report.engine.keys import BuildInputs, digest_of

if TYPE_CHECKING:
    from plan_metrics.report.jobs import Job

LIMIT = 256 * 1024 * 1024  # bytes of runs that no page refers to any more; the oldest go first


@dataclass(frozen=True)
class BuildRecord:
    """What the last good result of a page was made of, by its key, and what of that had changed then."""

    key: str
    notebook: str
    parameters: dict[str, str]
    slice: str
    data: dict[str, str]
    code: str
    environment: str
    changed: list[str]


class Store:
    """A folder of runs by key (`runs/`), of lists by digest (`lists/`) and of pages by name (`pages/`).

    A run is written before the page that refers to it, and checked against its digest when it is read, so
    that a torn file counts as none. Every file is written whole, so that a build may end at any moment.
    """

    def __init__(self, folder: Path):
        self.folder = folder

    def prepare(self) -> None:
        """Make the folders, and remove what a build that was killed has left half-written."""
        for name in ("runs", "lists", "pages"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for part in self.folder.rglob(f".*{PART}"):
            part.unlink(missing_ok=True)

    def run(self, key: str) -> bytes | None:
        """The executed notebook with this key, or None."""
        note = self.note(f"runs/{key}") or {}
        try:
            raw = gzip.decompress((self.folder / "runs" / f"{key}.gz").read_bytes())
        except (OSError, EOFError, zlib.error):
            return None
        return raw if hashed(raw) == note.get("sha256") else None

    def keep(self, key: str, raw: bytes, day: str, seconds: float) -> None:
        """Keep an executed notebook under its key, with the day it was made and the seconds it took."""
        write_whole(self.folder / "runs" / f"{key}.gz", gzip.compress(raw, 3, mtime=0))
        self.write_note(f"runs/{key}", {"sha256": hashed(raw), "day": day, "seconds": seconds})

    def last_good(self, job: Job) -> tuple[bytes, str] | None:
        """The executed notebook of a page's last good result and the day it was made, or None."""
        record = self.record(job)
        raw = self.run(record.key) if record else None
        return (raw, self.note(f"runs/{record.key}")["day"]) if record and raw else None

    def record(self, job: Job) -> BuildRecord | None:
        """The build record of a page's last good result, or None."""
        known = self.note(f"pages/{_page(job)}")
        fields = BuildRecord.__dataclass_fields__.keys()
        return BuildRecord(**known) if isinstance(known, dict) and known.keys() == fields else None

    def remember(self, job: Job, inputs: BuildInputs, changed: list[str]) -> None:
        """Note what the page of a job was made of, and what had changed."""
        lists = {name: digest_of(getattr(inputs, name)) for name in ("code", "environment")}
        for name, digest in lists.items():
            if not (self.folder / "lists" / f"{digest}.json").is_file():
                self.write_note(f"lists/{digest}", getattr(inputs, name))
        record = BuildRecord(
            key=inputs.key,
            notebook=inputs.notebook,
            parameters=dict(inputs.parameters),
            slice=inputs.slice,
            data=dict(inputs.data),
            changed=changed,
            **lists,
        )
        self.write_note(f"pages/{_page(job)}", asdict(record))

    def note(self, name: str) -> Any:
        """A small JSON file of the store; None if it is not there or cannot be read."""
        try:
            return json.loads((self.folder / f"{name}.json").read_text("utf-8"))
        except (OSError, ValueError):
            return None

    def write_note(self, name: str, value: object) -> None:
        """Write a small JSON file of the store."""
        file = self.folder / f"{name}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, json.dumps(value, ensure_ascii=False, sort_keys=True).encode())

    def forget(self, edition: str, jobs: Collection[Job], limit: int = LIMIT) -> None:
        """Forget pages of the edition that are no longer planned, and the oldest runs that no page refers to."""
        planned = {self.folder / "pages" / f"{_page(job)}.json" for job in jobs}
        for file in (self.folder / "pages" / edition).glob("*/*.json"):
            if file not in planned:
                file.unlink()
        known = [self.note(str(file.relative_to(self.folder).with_suffix(""))) or {} for file in self._pages()]
        used = {each.get(name) for each in known for name in ("key", "code", "environment")}
        for file in (self.folder / "lists").glob("*.json"):
            if file.stem not in used:
                file.unlink()
        unused = [file for file in (self.folder / "runs").glob("*.gz") if file.stem not in used]
        room = limit
        for file in sorted(unused, key=lambda file: file.stat().st_mtime_ns, reverse=True):
            room -= file.stat().st_size
            if room < 0:
                file.with_suffix(".json").unlink(missing_ok=True)
                file.unlink()

    def _pages(self) -> Iterator[Path]:
        return (self.folder / "pages").glob("*/*/*.json")


def _page(job: Job) -> str:
    return f"{job.parameters['edition']}/{job.language}/{job.page}"
