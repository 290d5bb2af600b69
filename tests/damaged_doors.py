"""Damages what comes in at the other doors: a recipe, a workbook, a register and its rows, data sets of other systems.

The kinds of damage are those of `mutations`. A command that refuses must say why in three parts and write nothing; one
that reads on must not read another figure where something else says what it was.
"""

from __future__ import annotations

import io
import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from invented import PROJECT, SECOND
from killed import with_a_recipe
from mutations import KINDS, Damage, Judged, trial
from poisoned import PARTS, REGISTER, open_sdg, package, packed_as_xlsx
from stand_ins import files

from plan_metrics.cli import main

ROWS = "number,holder,place,kind,begins,ends,entered\n" + "".join(
    f"C{n},H{n % 5},{('阿尔法', '贝塔')[n % 2]},车站,2030-0{1 + n % 5}-11,2031-0{1 + n % 5}-10,2030-0{1 + n % 5}-12\n"
    for n in range(12)
)
FIGURES = "indicator,Year,Value\nA,2020,12\nA,2021,15\nB,2020,3.5\n"
OF_BYTES = ("a byte is another", "a byte is missing", "a byte too many", "the end is missing", "a part is missing",
            "a part stands twice", "zeros", "no file", "an empty file")  # fmt: skip
Door = Callable[[Path], tuple[list[str], list[Path]]]  # makes what comes in; the words of the command, what is damaged


def a_recipe(box: Path) -> tuple[list[str], list[Path]]:
    base = box / "project"
    with_a_recipe(base)
    (base / "stands2029.csv").write_text("地区,2029年\n阿尔法,28000\n贝塔,19500\n", "utf-8")
    words = ["import", str(base / "stands2029.csv"), SECOND, "--document", "S003"]
    return words, [base / "data" / "recipes" / "stands.toml"]


def a_workbook(box: Path) -> tuple[list[str], list[Path]]:
    words, (recipe,) = a_recipe(box)
    packed_as_xlsx(box, figures=(28000, 19500))
    file = (box / "table.xlsx").rename(box / "project" / "stands2029.xlsx")
    recipe.write_text(recipe.read_text("utf-8").replace(".csv", ".xlsx"), "utf-8")
    return ["import", str(file), *words[2:]], [file]


def a_register(box: Path) -> tuple[list[str], list[Path]]:
    card = box / "project" / "data" / "plan" / "registers" / "stands.toml"
    card.parent.mkdir()
    card.write_text(REGISTER % ("csv", '"register.csv"', ""), "utf-8")
    rows = box / "project" / "register.csv"
    rows.write_text(ROWS, "utf-8")
    return ["register", "stands", SECOND, "--dry-run"], [card, rows]


def a_data_set(box: Path) -> tuple[list[str], list[Path]]:
    words = open_sdg(box / "given")
    return words, sorted(file for file in (box / "given").rglob("*") if file.is_file() and file.name != "README.md")


def a_package(box: Path) -> tuple[list[str], list[Path]]:
    (box / "given").mkdir()
    words = package(box / "given", [{"name": "figures", "path": "figures.csv"}], {"figures.csv": FIGURES})
    return words, [box / "given" / "datapackage.json", box / "given" / "figures.csv"]


DOORS: dict[str, Door] = {each.__name__: each for each in (a_recipe, a_workbook, a_register, a_data_set, a_package)}


def damages(seeds: range, folder: Path) -> Iterator[tuple[int, str, Damage, Judged]]:
    """One damage for each seed, the doors in turn: seed, door, what was damaged, and what became of it.

    A damage is tried in a copy of what its door takes, which lies in `folder` and is not changed.
    """
    clean = {name: Clean(door, folder / name) for name, door in DOORS.items()}
    for seed in seeds:
        name = [*DOORS][seed % len(DOORS)]
        one = clean[name]
        rng = random.Random(seed)
        kinds = [*OF_BYTES] if name == "a_workbook" else [*KINDS]
        kind = kinds[seed // len(DOORS) % len(kinds)]
        tried = ((file, damaged(kind, rng, file)) for file in rng.choices(one.files, k=100))
        found = ((file, raw) for file, raw in tried if kind == "no file" or raw not in (None, file.read_bytes()))
        if (chosen := next(found, None)) is not None:  # of some kinds there is none here: no digit in a short file
            file, raw = chosen
            damage = Damage(kind, file.relative_to(one.box).as_posix(), raw)
            yield seed, name, damage, one.judge(damage)


def damaged(kind: str, rng: random.Random, file: Path) -> bytes | None:
    """The bytes of a file with a damage; None where it has no place for one, or is to be gone."""
    try:
        return KINDS[kind](rng, file.read_bytes())
    except UnicodeError:
        return None


class Clean:
    """What comes in at a door without any damage, and what its command makes of it."""

    def __init__(self, door: Door, box: Path):
        self.box = box
        shutil.copytree(PROJECT, box / "project")
        self.words, self.files = door(box)
        self.words = [word.replace("{new}", str(box / "new")) for word in self.words]
        self.code, self.said, self.made = self.run()
        assert self.code == 0, self.said

    def run(self) -> tuple[int, str, dict[str, bytes]]:
        """Exit code, words, and the files of the project that is made, or of the one that the command works in."""
        shutil.rmtree(self.box / "new", ignore_errors=True)
        said = io.StringIO()
        os.environ["PLAN_METRICS_ROOT"] = str(self.box / "project")
        with redirect_stdout(said), redirect_stderr(said):
            try:
                code = main(["--language", "en", *self.words])
            except SystemExit as end:
                code = int(end.code or 0)
        place = self.box / ("new" if "init" in self.words else "project")
        return code, said.getvalue(), {name: raw for name, raw in files(place).items() if not name.startswith("build/")}

    def judge(self, damage: Damage) -> Judged:
        """Run the command with a damage in what it takes, which is put back afterwards."""

        def work() -> Judged:
            code, said, made = self.run()
            made = {**self.told_of(made, said), **self.given(damage)}
            return Judged(self.outcome(code, said, made), detail=said[-600:])

        return trial(self.box / damage.file, damage.raw, work)

    def told_of(self, made: dict[str, bytes], said: str) -> dict[str, bytes]:
        """The files but for a recipe that was begun for the person to answer, as the command says; which is removed."""
        begun = [name for name in made if name.startswith("data/recipes/") and name not in self.made and name in said]
        for name in begun:
            (self.box / "project" / name).unlink()
        return {name: raw for name, raw in made.items() if name not in begun}

    def given(self, damage: Damage) -> dict[str, bytes]:
        """The damaged file as it was, where it lies in the project itself."""
        name = damage.file.removeprefix("project/")
        return {name: self.made[name]} if damage.file.startswith("project/") and name in self.made else {}

    def outcome(self, code: int, said: str, made: dict[str, bytes]) -> str:
        """What became of it; `half`: refused, and yet something was written."""
        if code not in (0, 2) or (code == 2 and not all(part in said for part in PARTS)):
            return "traceback"
        if code == 2:
            return "told" if made == ({} if "init" in self.words else self.made) else "half"
        if (said, made) == (self.said, self.made):
            return "same"
        changed = [line for line in said.splitlines() if line[:2] in ("~ ", "+ ", "- ")]
        if changed and self.files[0].suffix == ".xlsx":
            return "silent"  # every part of a workbook has a checksum
        return "told" if changed or "Warning:" in said else "unseen"
