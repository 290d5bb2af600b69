"""The key of a run: what its page is made of. The same key means the same bytes."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plan_metrics import paths
from plan_metrics.files import hashed, hashes_of
from plan_metrics.guard import NotInSlice
from plan_metrics.languages import Language

if TYPE_CHECKING:
    from plan_metrics.context import Context
    from plan_metrics.report.jobs import Job

OURS = "plan_metrics"
LOCK = "requirements.lock"
TABLES = {"wordings": "mapping", "population": "population"}
# Rooms that no notebook can reach: they may change without a page being made again.
BEHIND_PAGES = (
    "__main__.py", "adopt/", "cli.py", "commands/", "creation/", "export/", "intake/", "receipts/", "registers/",
    "report/", "terminal.py", "verify/",
)  # fmt: skip
NAMES_PARTS = "report/engine/keys.py"  # records of runs hold the parts as it names them


@dataclass(frozen=True)
class BuildInputs:
    """What a run is made of: the digest of its notebook and of its slice, the files of the program, the packages.

    `data` has the digests of the parts of the slice by name; they follow from the slice and are not in the key.
    """

    notebook: str
    parameters: Mapping[str, str]
    slice: str
    data: Mapping[str, str]
    code: Mapping[str, str]
    environment: tuple[str, ...]

    @cached_property
    def key(self) -> str:
        """The name of the run in the cache."""
        return digest_of([self.notebook, dict(self.parameters), self.slice, self.code, self.environment])


class NamedParts(Mapping[str, str]):
    """`named_parts` of a slice, found when first asked for: of a page that is as it was nothing asks."""

    def __init__(self, part: Context):
        self._part = part

    @cached_property
    def _found(self) -> dict[str, str]:
        return named_parts(self._part)

    def __getitem__(self, name: str) -> str:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def digest_of(value: Any) -> str:
    """The digest of texts, numbers, lists and dicts, whatever the order of the keys."""
    return hashed(json.dumps(value, sort_keys=True, ensure_ascii=False).encode())


def digest_of_data(value: Any) -> str:
    """The digest of records, dataclasses and frames, and of lists, tuples and dicts of them in their order.

    Raises `pydantic_core.PydanticSerializationError` for anything else, rather than guess.
    """
    from pydantic_core import to_json  # a build that has nothing to do does without

    return hashed(to_json(value, inf_nan_mode="constants", fallback=_columns))


def _columns(frame: Any) -> dict[str, Any]:
    from pandas import DataFrame

    if not isinstance(frame, DataFrame):
        raise TypeError(f"no digest of a value of type {type(frame).__name__}")
    kinds = map(str, frame.dtypes)
    return {str(name): [kind, cells] for kind, (name, cells) in zip(kinds, _cells(frame).items(), strict=True)}


def build_inputs(job: Job, notebook: Path, part: Context) -> BuildInputs:
    """What the run of a job is made of; `part` is its slice."""
    return BuildInputs(
        notebook=hashed(stripped(notebook).encode()),
        parameters=job.parameters,
        slice=digest_of_data(part),
        data=NamedParts(part),
        code=code_of(job.language) | _own_words(part),
        environment=environment(),
    )


def named_parts(part: Context) -> dict[str, str]:
    """The digest of each part of a slice, named by the file and line it comes from, as a user knows them."""
    plan, edition, observed = part.plan, part.edition, _cells(part.observations)
    by_indicator: dict[str, list[Any]] = {}
    for indicator, drawn, *cells in _observed(observed):
        name = f"{indicator}, {cells[list(observed).index('region')]}" if drawn else indicator
        by_indicator.setdefault(name, []).append(cells)
    found: dict[str, object] = {"plan.toml": plan.head, "edition.toml": edition.card, "units.csv": plan.units}
    found |= {f"actions/{card.id}.toml": card for card in plan.actions}
    found |= {f"regions.csv: {row.region}": row for row in plan.regions}
    found |= {f"dimensions: {row.code}": row for row in plan.breakdowns}
    found |= {f"{name}.csv": vars(plan)[key] for name, key in TABLES.items() if key in vars(plan)}
    found |= {f"sources.csv: {code}": row for code, row in {**plan.sources, **edition.sources}.items()}
    found |= {f"observations.csv: {name}": rows for name, rows in by_indicator.items()}
    found |= _of_other_places(_cells(part.scoreboard), observed)
    found |= {"rejected.csv": edition.rejected}
    found |= {"observations.csv": [edition.observations, edition.missing, part.found_long]}
    found |= {"withdrawn.csv": [edition.withdrawn, part.withdrawn_later]}
    found |= {"errata.csv": edition.errata}
    found |= {"the previous edition": [part.previous, part.found_changes]}
    return {name: digest_of_data(value)[:16] for name, value in found.items()}


def _cells(frame: Any) -> dict[str, list[Any]]:
    """The columns of a frame; none of what is not in the slice."""
    if isinstance(frame, NotInSlice):
        return {}
    cells = frame.to_numpy(dtype=object).T.tolist()  # one by one they would take five times as long
    return dict(zip(frame.columns, cells, strict=True))


def _observed(observed: Mapping[str, list[Any]]) -> Iterator[tuple[Any, ...]]:
    """The observations of a slice: indicator, whether it is another place's, which a chart draws, and all cells."""
    if observed:
        known = observed.get("source", observed["indicator"])  # a figure that is only drawn has no document
        drawn = (not isinstance(source, str) for source in known)
        yield from zip(observed["indicator"], drawn, *observed.values(), strict=True)


def _of_other_places(board: Mapping[str, list[Any]], seen: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Figures of the scoreboard whose observations are not in the slice, though it has some: those of neighbours."""
    if not board or not seen:
        return {}
    own = set(zip(seen["indicator"], seen["region"], strict=True))
    rows: dict[str, list[Any]] = {}
    for indicator, region, reason, *cells in zip(
        board["indicator"], board["region"], board["reason"], *board.values(), strict=True
    ):
        if (indicator, region) not in own and reason != "no_figure":
            rows.setdefault(f"observations.csv: {indicator}, {region}", []).append(cells)
    return rows


@cache
def code_of(language: str) -> dict[str, str]:
    """The digest of each file of the package that a page in this language is made by."""
    other = tuple(f"locale/{folder.name}/" for folder in paths.LOCALE.glob("*") if folder.name != language)
    return {
        name: digest
        for name, digest in hashes_of(paths.PACKAGE).items()
        if name == NAMES_PARTS or not name.startswith((*BEHIND_PAGES, *other))
    }


def _own_words(part: Context) -> dict[str, str]:
    language = part.language
    own = language.digest if isinstance(language, Language) else ""
    return {f"data/plan/locale/{language}": own} if own else {}


@cache
def environment() -> tuple[str, ...]:
    """Python and every installed distribution with its version, sorted: what the lock file has installed."""
    folders = [Path(folder) for folder in sys.path if folder]
    installed = {info.name.removesuffix(".dist-info") for folder in folders for info in folder.glob("*.dist-info")}
    others = sorted(name for name in installed if not name.startswith(OURS))
    return (f"python-{platform.python_version()}", *others)


def lock_of(base: Path) -> str:
    """The digest of the lock of a project; empty without one."""
    lock = base / LOCK
    return hashed(lock.read_bytes()) if lock.is_file() else ""


@cache
def stripped(file: Path) -> str:
    """A notebook as it is sent to be run: its cells with their tags, without outputs and without metadata."""
    cells = []
    for index, cell in enumerate(json.loads(file.read_text("utf-8"))["cells"]):
        kept = {"id": f"cell-{index}", "cell_type": cell["cell_type"], "source": "".join(cell["source"])}
        kept["metadata"] = {"tags": cell["metadata"]["tags"]} if cell["metadata"].get("tags") else {}
        cells.append({**kept, "outputs": [], "execution_count": None} if cell["cell_type"] == "code" else kept)
    return json.dumps(notebook_of(cells), ensure_ascii=False, sort_keys=True)


def notebook_of(cells: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """A notebook of cells of Python."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": list(cells), "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
