"""Executed notebooks and hand-written pages -> the pages of one language's book."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import takewhile
from pathlib import Path
from typing import IO

import nbformat
from jinja2 import DictLoader, Environment, StrictUndefined

from plan_metrics.context import Context
from plan_metrics.manual.read import pages_in
from plan_metrics.report.engine.keys import notebook_of
from plan_metrics.report.engine.slices import KINDS
from plan_metrics.report.jobs import Job
from plan_metrics.report.markdown import Markdown, escaped, html_block
from plan_metrics.report.notebook_markdown import ANCHOR
from plan_metrics.views import before_after, links, manual, reference, verdict_model, words, worked
from plan_metrics.views.language import catalogue

HEADING = re.compile(r"^(?:\((\S+)\)=\n+)?(##+ .+)$", re.MULTILINE)  # below that of the page, with a label or without


def page_title(context: Context, job: Job) -> str:
    """The heading of a page, from the subject of its run."""
    return KINDS[job.notebook].title(context, job.parameters.get(job.notebook, ""))


def localised(notebook: nbformat.NotebookNode, context: Context, title: str) -> nbformat.NotebookNode:
    """A run as a page: the title in place, headings in the reader's language, nothing that differs between runs.

    The first cell of a notebook is its title; every other Markdown cell is a text of the catalogue. Code
    cells that follow each other become one, so that a section has a single fold; the defaults that the
    parameters of the run replaced are left out, and so is a heading over nothing.
    """
    translate = partial(words.say, context)
    parameterised = any("injected-parameters" in cell.metadata.get("tags", []) for cell in notebook.cells)
    cells = [title_cell(title)]
    for index, cell in enumerate(notebook.cells[1:], 1):
        if parameterised and "parameters" in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            if _shows_nothing(notebook.cells[index + 1 :]):
                continue
            source = "\n".join(_translated(line, translate) for line in cell.source.splitlines())
            metadata = {"anchor": anchor} if (anchor := anchor_of(_of_level(context, cell.source))) else {}
            cells.append(text_cell(source, f"cell-{index}", metadata))
        elif cells[-1].cell_type == "code":
            cells[-1].source += f"\n\n{_without_comment(cell)}"
            cells[-1].outputs += cell.outputs
        else:
            made = {"cell_type": "code", "id": f"cell-{index}", "metadata": {"tags": ["hide-input"]}}
            outputs = list(cell.outputs)  # a copy: the outputs of the next cell are added to it
            said = {"source": _without_comment(cell), "outputs": outputs, "execution_count": index}
            cells.append(nbformat.NotebookNode(made | said))
    return page_of_cells(cells)


def page_of_cells(cells: Sequence[nbformat.NotebookNode]) -> nbformat.NotebookNode:
    """A page as a notebook, not held against the schema of notebooks, which would take longer than all the rest."""
    return nbformat.NotebookNode(notebook_of(cells))


def text_cell(source: str, name: str, metadata: Mapping[str, str] | None = None) -> nbformat.NotebookNode:
    """A cell of Markdown."""
    return nbformat.NotebookNode({"cell_type": "markdown", "id": name, "metadata": metadata or {}, "source": source})


def anchor_of(source: str) -> str:
    """The place of a heading on its page, the same in every language: the words of the notebook.

    >>> anchor_of("## Why, and what next"), anchor_of("A text.")
    ('why-and-what-next', '')
    """
    return "-".join(re.findall(r"[a-z0-9]+", source.lower())) if source.startswith("#") else ""


def _of_level(context: Context, source: str) -> str:
    """A heading as its place is named, which is the same in every language: with the level's id for its areas."""
    one, several = links.area_ids(context)
    return re.sub(r"\{[Aa]reas\}", several, re.sub(r"\{[Aa]rea\}", one, source))


def _shows_nothing(cells: Sequence[nbformat.NotebookNode]) -> bool:
    """Whether the code cells up to the next text give blocks without content, and no other output."""
    own = list(takewhile(lambda cell: cell.cell_type == "code", cells))
    outputs = [output for cell in own for output in cell.outputs]
    return bool(outputs) and all(output.get("data", {}).get("text/plain", "-").strip() == "" for output in outputs)


def title_cell(title: str) -> nbformat.NotebookNode:
    """The heading of a page."""
    return text_cell(str(Markdown("# %s") % title), "title")


def _without_comment(cell: nbformat.NotebookNode) -> str:
    # Papermill heads the cell that it injects with a comment; the reader sees the parameters themselves.
    return str(cell.source).removeprefix("# Parameters\n").strip()


def filled_templates(templates: Path, context: Context) -> dict[str, str]:
    """The hand-written pages (`*.md.j2`) filled in, in the reader's language, by name.

    A template is Markdown, and so are the texts of the catalogue; what `{{ }}` or a placeholder fills in is text, and
    is escaped unless the template marks it: `| markdown` what its own macros make, `| html_block` HTML of a view.
    `promises` is what the trials of `make stress` found: `promises.json` beside the folder of templates.
    """
    files = sorted(templates.glob("*.md.j2"))
    environment = _environment(tuple((file.name, file.read_text("utf-8")) for file in files))
    said = catalogue(context.language)
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension i18n brings it
        lambda text: Markdown(said.gettext(text)), lambda *texts: Markdown(said.ngettext(*texts)), newstyle=True
    )
    trials = templates.parent / "promises.json"
    return {
        file.name.removesuffix(".md.j2"): environment.get_template(file.name).render(
            context=context,
            plan=context.plan,
            words=words,
            manual=manual,
            reference=reference,
            worked=worked,
            verdict_model=verdict_model,
            before_after=before_after,
            promises=json.loads(trials.read_text("utf-8")) if trials.is_file() else {},
        )
        for file in files
    }


@lru_cache(maxsize=2)  # every language fills in the same ones
def _environment(texts: tuple[tuple[str, str], ...]) -> Environment:
    environment = Environment(
        loader=DictLoader(dict(texts)),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # the pages are Markdown, not HTML; `escaped` is what HTML has in autoescape
        finalize=escaped,
    )
    environment.filters |= {"markdown": Markdown, "html_block": html_block}
    return environment


def same_places(text: str, source: str) -> str:
    """A written page whose headings have the places of the same page elsewhere: their labels, or made of words.

    >>> print(same_places("## 目的\\n正文", "## The aim\\nText"))
    <!-- place: the-aim -->
    <BLANKLINE>
    ## 目的
    正文
    """
    places: list[str] = []
    for label, heading in HEADING.findall(source):
        place = label or anchor_of(heading)
        places.append(f"{place}-{len(places)}" if place in places else place)
    found = iter(places)
    return HEADING.sub(lambda match: f"{ANCHOR.format(next(found))}\n\n{match[0]}", text)


def method_pages(context: Context) -> dict[str, str]:
    """The pages of the chapter of methods, in the reader's language, by name and in order."""
    return {page.name: manual.page(context, page) for page in pages_in(context.language)}


def _translated(line: str, translate: Callable[[str], str]) -> str:
    marks, space, text = line.partition(" ") if line.startswith("#") else ("", "", line)
    return f"{marks}{space}{translate(text)}" if text else line


def extract_headings(
    file: IO[bytes], keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Babel extractor: the texts of a notebook's Markdown cells, but for its title (see `localised`)."""
    notebook = nbformat.read(file, as_version=4)
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown" and index:
            for line in cell.source.splitlines():
                text = line.partition(" ")[2] if line.startswith("#") else line
                if text:
                    yield index, "gettext", text, []
