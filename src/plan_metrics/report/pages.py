"""Executed notebooks and hand-written pages -> the pages of one language's book."""

from __future__ import annotations

from pathlib import Path

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.report.jobs import Job
from plan_metrics.views import words
from plan_metrics.views.language import catalogue

KEPT_METADATA = ("tags",)


def page_title(context: Context, job: Job) -> str:
    """The heading of a page, from the subject of its run."""
    plan, language = context.plan, context.language
    subject = job.parameters.get(job.notebook, "")
    if job.notebook == "action":
        return f"{int(subject[1:])}. {plan.action(subject).title[language]}"
    if job.notebook == "sector":
        return plan.sector(subject).title(language)
    if job.notebook == "region":
        return plan.region(subject).title(language)
    if job.notebook == "overview":
        return words.say(context, N_("Where does the plan stand?"))
    return words.say(context, N_("Data and sources"))


def localised(notebook: nbformat.NotebookNode, context: Context, title: str) -> nbformat.NotebookNode:
    """A run as a page: the title in place, headings in the reader's language, nothing that differs between runs.

    The first cell of a notebook is its title; every other Markdown cell is a text of the catalogue.
    """
    translate = catalogue(context.language).gettext
    cells = []
    for place, cell in enumerate(notebook.cells):
        source = f"# {title}" if place == 0 else cell.source
        if cell.cell_type == "markdown" and place:
            source = "\n".join(_translated(line, translate) for line in cell.source.splitlines())
        metadata = {key: cell.metadata[key] for key in KEPT_METADATA if key in cell.metadata}
        new = nbformat.v4.new_markdown_cell if cell.cell_type == "markdown" else nbformat.v4.new_code_cell
        made = new(source, metadata=metadata, id=f"cell-{place}")
        if cell.cell_type == "code":
            made.metadata["tags"] = sorted({*metadata.get("tags", []), "hide-input"})
            made.outputs, made.execution_count = cell.outputs, cell.execution_count
        cells.append(made)
    page = nbformat.v4.new_notebook(cells=cells)
    page.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return page


def write_run(executed: Path, folder: Path, context: Context, job: Job) -> None:
    """Write the page of an executed notebook."""
    page = localised(nbformat.read(executed, as_version=4), context, page_title(context, job))
    nbformat.write(page, folder / f"{job.page}.ipynb")


def write_templates(templates: Path, folder: Path, context: Context) -> list[str]:
    """Fill in the hand-written pages (`*.md.j2`) in the reader's language; returns their names, sorted."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # the pages are Markdown, not HTML
    )
    environment.install_gettext_translations(catalogue(context.language), newstyle=True)
    names = []
    for template in sorted(templates.glob("*.md.j2")):
        name = template.name.removesuffix(".md.j2")
        text = environment.get_template(template.name).render(context=context, plan=context.plan, words=words)
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
        names.append(name)
    return names


def _translated(line: str, translate) -> str:
    marks, space, text = line.partition(" ") if line.startswith("#") else ("", "", line)
    return f"{marks}{space}{translate(text)}" if text else line


def extract_headings(file, keywords, comment_tags, options):
    """Babel extractor: the texts of a notebook's Markdown cells, but for its title (see `localised`)."""
    notebook = nbformat.read(file, as_version=4)
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown" and place:
            for line in cell.source.splitlines():
                text = line.partition(" ")[2] if line.startswith("#") else line
                if text:
                    yield place, "gettext", text, []
