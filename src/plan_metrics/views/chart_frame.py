"""What stands under every chart: what it shows in one sentence, how its marks are read, its source, table and files."""

from __future__ import annotations

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.views import blocks, links
from plan_metrics.views.nodes import Drawing, Figure, Node
from plan_metrics.views.words import say


def framed(
    context: Context,
    name: str,
    drawing: Drawing,
    said: str,
    *,
    table: str,
    source: Node,
    marks: str = "",
    place: str = "",
) -> Figure:
    """A chart as a figure of the page.

    `name` is the one the chart was drawn with, unique in the book: the files `charts/<name>.svg` and `.csv` that the
    book makes have it too. `said` is the alternative text of the drawing, `table` the id of the table on the same page
    that holds what is drawn, `place` whose figures they all are.
    """
    words = (say(context, N_("Table")), say(context, N_("of this chart")))
    return Figure(
        name=name, drawing=drawing, said=said, table=table, marks=marks, source=source, words=words, place=place
    )


def documents(context: Context, sources: list[str]) -> Node:
    """The documents that the figures of a chart come from, each once."""
    ids = dict.fromkeys(each for cell in sources for each in str(cell or "").split())
    if not ids:
        return ""
    documents = links.source_links(context, " ".join(ids))
    return blocks.filled(say(context, N_("Source: {documents}")), documents=documents)


def computed(context: Context) -> Node:
    """The source of a chart of what the report itself has counted or computed."""
    page = blocks.link("data.html", say(context, N_("documents of the figures")))
    return blocks.filled(say(context, N_("Source: computed in this report; {page}")), page=page)
