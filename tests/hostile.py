"""A plan whose every text tries to be read as something else: Markdown, HTML, Jinja, Typst, TeX, a formula."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from invented import SECOND, SECTOR, copy_of_project, edition_of, rows_of, write_rows

from plan_metrics import paths
from plan_metrics.edition.read import check_edition
from plan_metrics.edition.signing import sign
from plan_metrics.errors import Fault, FaultError
from plan_metrics.plan.read import read_plan

Place = tuple[str, int | None, str]  # file, line, and column or last key
SECRET = "OUTSIDE-THE-PROJECT"
SIGNS = "=+-@"  # that a spreadsheet takes for the beginning of a formula
BEGINS = re.compile(r"[=+@-]1\+1 ?T(\d+)T")  # in a PDF without the space
MARKS = (
    """=1+1 "quotes" 'x' -- --- ... *bold* __y__ _x_ ~~s~~ $5x$ $$x$$ \\frac{1}{2} \\input{x} \\_ """
    """{{ 7*7 }} {% raw %} {# c #} {include} [a](javascript:x) ![p](../../secret.txt) <secret.txt> """
    """<https://x.example> <script>pwned()</script> </table></div> <label> """
    """&amp; &#65; #heading #let @ref |cell| 100% `tick` """
    """https://example.org/x www.example.org {raw}`x` {download}`../../secret.txt` {0} {n} %s %(n)s """
    """${title}$ _x0041_ // c /* d */ [[e]] <!-- f --> ]]> ^[g] [^h] :i: url(#abc) id="abc" \\u0041 a\\"""
)
BREAKS = (
    "\n\n```{include} ../../secret.txt\n```\n\n```{eval-rst}\n.. include:: ../../secret.txt\n```\n\n---\na: b\n---\n\n"
    ":::{note}\nn\n:::\n\n# H\n\n1. l\n- l\n+ l\n> l\n\n    code\n\n"
    "| a |\n|---|\n| b |\n\n(target)=\n[r]: x\n[^h]: y\n% z\n+++\t."
)
WORDS_OF_A_SOURCE = ("wording", "region", "breakdown", "unit")  # in a register that keeps them as they were printed


def hostile(number: int) -> str:
    """A text that is like no other by its number, and begins as a formula."""
    return f"{SIGNS[number % len(SIGNS)]}1+1 T{number}T {MARKS}{BREAKS}"


def texts_in(text: str) -> Iterator[tuple[str, str]]:
    """The hostile texts in a text that a reader sees: as they stand there, and as they should."""
    for found in BEGINS.finditer(text):
        wanted = one_line(hostile(int(found[1])))
        yield text[found.start() :][: len(wanted)], wanted


def one_line(text: str) -> str:
    """A text as a page shows it: any white space is a space."""
    return " ".join(text.split())


def words_swapped(base: Path, words: Callable[[int], str]) -> list[tuple[Path, int, str]]:
    """Put other words, made of a number, in every place for words of a project's cards and tables: all that comes in
    two languages, and what registers keep as a source words it. Gives the places: file, line, and column or last key.
    """
    numbers = itertools.count(1)
    places = []
    for card in sorted((base / "data").rglob("*.toml")):
        lines = card.read_text("utf-8").splitlines(keepends=True)
        for index, line in enumerate(lines):
            parts = re.split(r'\b(zh|en)( = )("(?:[^"\\]|\\.)*")', line)
            places += [(card, index + 1, key) for key in parts[1::4]]
            parts[3::4] = [json.dumps(words(next(numbers))) for _ in parts[3::4]]
            lines[index] = "".join(parts)
        card.write_text("".join(lines), "utf-8")
    for table in sorted((base / "data").rglob("*.csv")):
        rows = rows_of(table)
        own = WORDS_OF_A_SOURCE if table.stem == "rejected" else WORDS_OF_A_SOURCE[:1]
        for line, row in enumerate(rows, 2):
            for column in row:
                if column.endswith(("_zh", "_en")) or column in own:
                    row[column] = one_line(words(next(numbers)))  # a cell has one line
                    places.append((table, line, column))
        write_rows(table, rows)
    return places


def hostile_project(folder: Path) -> Path:
    """The invented plan with a text of its own, as hostile as `hostile`, in every place for words; a file beside it."""
    base = copy_of_project(folder)
    for place in (base, *list(base.parents)[:2], base / "data", base / "build"):
        place.mkdir(exist_ok=True)
        (place / "secret.txt").write_text(SECRET, "utf-8")
    words_swapped(base, hostile)
    vouched_for(base)
    return base


def vouched_for(base: Path) -> None:
    """Who signed and who corrected the newest edition, and why, in hostile words; the last change of its files."""
    edition = edition_of(base)
    row = {"indicator": "bicycle_stands", "region": "XX", SECTOR: "TOTAL", "period": "2029", "column": "value"}
    row |= {"was": "1", "is": "2", "when": "2030-08-01"}
    said = {name: one_line(hostile(9401 + at)) for at, name in enumerate(("who", "why_zh", "why_en"))}
    write_rows(edition / "errata.csv", [row | said])
    sign(base, SECOND, f"A {one_line(hostile(9404))}", "2030-07-01")


# ---------------------------------------------------------------- letters that are refused


def letter_faults(base: Path) -> list[Fault]:
    """Everything that the check of a project says of its letters."""
    try:
        plan = read_plan(paths.plan_folder(base))
    except FaultError as error:
        found = list(error.faults)
    else:
        found = check_edition(edition_of(base), plan, None)
    return [fault for fault in found if fault.rule == "unprintable"]


def places_told(base: Path, letter: str) -> tuple[set[Place], set[Place]]:
    """The places for words of a plan and its newest edition, with a letter in each, and those that the check names.

    The plan is told first; the edition once the plan is clean.
    """
    swapped = words_swapped(base, lambda number: f"w{number}{letter}")
    plan = [place for place in swapped if "plan" in place[0].parts]
    edition = [place for place in swapped if SECOND in place[0].parts]
    told = {_place(fault) for fault in letter_faults(base)}
    for file, _, _ in plan:
        file.write_text(file.read_text("utf-8").replace(letter, "").replace(f"\\u{ord(letter):04x}", ""), "utf-8")
    told |= {_place(fault) for fault in letter_faults(base)}
    return {(file.name, line, column) for file, line, column in (*plan, *edition)}, told


def _place(fault: Fault) -> Place:
    return fault.file, fault.row, (fault.column or "").rpartition(".")[2]
