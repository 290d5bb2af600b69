"""The page "your own plan in an hour": its files are written and its commands run, in an empty folder."""

from __future__ import annotations

import csv
import io
import re
import shlex
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
import xlsxwriter
from bilingual import LANGUAGES
from invented import PROJECT, SECOND
from plan_sites import empty_pdfs, whole_font
from stand_ins import install

from plan_metrics.cli import main
from plan_metrics.context import read_context
from plan_metrics.report import book
from plan_metrics.report.own_pages import BLOCK, own_pages
from plan_metrics.report.toc import toc

ROOT = Path(__file__).parents[2]
SOURCES = {language: (ROOT / "book" / "own-plan" / f"{language}.md").read_text("utf-8") for language in LANGUAGES}
LEFT_OUT = "…"
WHOLE, CHANGED, APPENDED, CELLS = range(4)  # what is done with a file, in the words of each page
WAYS = {
    "en": ["the whole file", "lines to change", "lines to add at the end", "cells of a workbook"],
    "zh": ["全文", "要修改的行", "加在末尾的行", "工作簿各格"],
}
SECTION = re.compile(r"^\[.*$", re.M)


class Step(NamedTuple):
    """A block of the page: a file with what is done with it, or a console, which has no path."""

    path: str
    way: str
    text: str


def steps(source: str) -> list[Step]:
    """The blocks of the page in their order."""
    return [Step(*(part or "" for part in found.groups())) for found in BLOCK.finditer(source)]


class Walk:
    """Somebody who follows the page: where they stand, and what was told otherwise than the page says."""

    def __init__(self, language: str, folder: Path, told: Callable[[], str], run: Callable[[list[str]], int]) -> None:
        self.language, self.here, self.told, self.run = language, folder, told, run
        self.otherwise: list[tuple[str, str, str]] = []

    def follow(self, source: str) -> None:
        """Do everything that the page says, in its order."""
        for step in steps(source):
            way = WAYS[self.language].index(step.way) if step.path else None
            if way is None:
                for part in re.split(r"^\$ ", step.text, flags=re.M)[1:]:
                    command, _, said = part.partition("\n")
                    self._type(command, said.strip())
            elif way == CELLS:
                _workbook(self.here / step.path, step.text)
            else:
                file = self.here / step.path
                file.parent.mkdir(exist_ok=True)
                text = file.read_text("utf-8-sig") if way != WHOLE else ""
                made = _changed(text, step.text) if way == CHANGED else text + step.text
                file.write_text(made, "utf-8", newline="\n")

    def _type(self, command: str, said: str) -> None:
        name, *words = shlex.split(command)
        if name == "cd":
            self.here = (self.here / words[0]).resolve()
            return
        assert name == "plan-metrics", command
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.here)
            code = self.run(["--language", self.language, *words])
        found = self.told().strip()
        wanted = LEFT_OUT.join([re.escape(part.strip()) for part in said.split(f"\n{LEFT_OUT}")])
        if not re.fullmatch(wanted.replace(LEFT_OUT, r"(.|\n)*"), found):
            self.otherwise.append((command, said, found))
        assert code in (0, 2), command


def _changed(text: str, lines: str) -> str:
    """A card whose lines with these keys are replaced, in the table that is named above them, if one is.

    A table of several with the same name is the one with the same id.
    """
    for part in re.split(r"\n(?=\[)", lines):
        head, _, rest = part.partition("\n") if part.startswith("[") else ("", "", part)
        own = [line for line in rest.splitlines() if line]
        starts = [0, *(found.start() for found in SECTION.finditer(text)), len(text)]
        for start, end in pairwise(starts):
            section = text[start:end]
            of = section.partition("\n")[0].partition("#")[0] if start else ""
            if of.strip() == head and (
                not head.startswith("[[") or re.search(rf"^{re.escape(own[0])}\s", section, re.M)
            ):
                for line in own:
                    key = re.escape(line.partition(" = ")[0])
                    section, n = re.subn(rf"^{key} = .*$", lambda _, line=line: line, section, count=1, flags=re.M)
                    assert n, line
                text = text[:start] + section + text[end:]
                break
        else:
            raise AssertionError(f"no such table: {head}")
    return text


def _workbook(file: Path, cells: str) -> None:
    """What somebody types into a spreadsheet."""
    with xlsxwriter.Workbook(str(file)) as made:
        sheet = made.add_worksheet()
        for row, line in enumerate(csv.reader(io.StringIO(cells))):
            for column, cell in enumerate(line):
                sheet.write(row, column, float(cell) if cell.isdigit() else cell)


def _built(arguments: list[str]) -> int:
    """A command that is run as it is, but for the PDF files and the letters of the font, which take long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book, "write_font", whole_font)
        patch.setattr(book, "write_pdfs", empty_pdfs)
        return main(arguments)


def _not_printed(arguments: list[str]) -> int:
    """A command that is run as it is, but for kernels and Jupyter Book."""
    with pytest.MonkeyPatch.context() as patch:
        install(patch.setattr, pages=None)
        return main(arguments)


@pytest.mark.parametrize(("language", "run"), [("en", _built), ("zh", _not_printed)])
def test_the_page_can_be_followed_from_an_empty_folder_to_the_site(language, run, tmp_path, capsys):
    """Every command says what the page says that it tells; the picture of the chart is that of the site."""
    walk = Walk(language, tmp_path.resolve(), lambda: "".join(capsys.readouterr()), run)
    walk.follow(SOURCES[language])
    assert walk.otherwise == []
    site = tmp_path / "parks" / "build" / "site" / "2026-06"
    assert (site / "index.html").is_file()
    if run is _built:
        chart = site / language / "charts" / "c-parks.png"
        assert chart.read_bytes() == (ROOT / "book" / "own-plan" / f"chart-{language}.png").read_bytes()


def test_the_pages_of_both_languages_have_the_same_steps():
    """The same files in the same order, but for the workbook and its recipe, which are named in each language."""
    told = {
        language: [
            (
                re.sub(r"[^/]+(?=-2025\.xlsx)|(?<=recipes/)\w+", "", step.path),
                step.path and WAYS[language].index(step.way),
                step.text.count("$ "),
            )
            for step in steps(source)
        ]
        for language, source in SOURCES.items()
    }
    assert told["zh"] == told["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_the_book_of_this_project_alone(language):
    """Its blocks are escaped and named, its pictures part of it; another project's book does not list it."""
    context = read_context(SECOND, language, PROJECT)
    page = own_pages(ROOT / "book", context)["own-plan"]
    assert "```" not in page
    assert page.count('<img src="data:image/png;base64,') == 2
    assert page.count("<pre>") == len(list(steps(SOURCES[language])))
    assert "own-plan" in dict(toc(context, ["own-plan"]))["Behind the figures" if language == "en" else "数据与方法"]
    assert all("own-plan" not in pages for _, pages in toc(context))
    assert own_pages(ROOT / "tests", context) == {}
