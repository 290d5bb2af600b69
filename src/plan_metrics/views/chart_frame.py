"""What stands under every chart: what it shows in one sentence, how its marks are read, its source, table and files."""

from __future__ import annotations

from markupsafe import Markup, escape

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.views import blocks, links
from plan_metrics.views.words import say


def framed(
    context: Context, name: str, drawing: Markup, said: str, *, table: str, source: Markup | str, marks: str = ""
) -> Markup:
    """A chart as a figure of the page.

    `name` is the one the chart was drawn with, unique in the book: the files `charts/<name>.svg` and `.csv` that the
    book makes bear it too. `said` is the alternative text of the drawing, `table` the id of the table on the same page
    that holds what is drawn.
    """
    link = {"table": say(context, N_("Table")), "of": say(context, N_("of this chart"))}
    html = blocks.render(
        "chart.html.j2", name=name, drawing=drawing, said=said, marks=marks, source=source, table=table, words=link
    )
    return Markup(html)


def documents(context: Context, sources: list[str]) -> Markup:
    """The documents that the figures of a chart come from, each once."""
    ids = dict.fromkeys(each for cell in sources for each in str(cell or "").split())
    if not ids:
        return Markup("")
    documents = links.source_links(context, " ".join(ids))
    return Markup(say(context, N_("Source: {documents}"), documents=escape(documents)))


def computed(context: Context) -> Markup:
    """The source of a chart of what the report itself has counted or computed."""
    page = blocks.link("data.html", say(context, N_("documents of the figures")))
    return Markup(say(context, N_("Source: computed in this report; {page}"), page=escape(page)))
