"""What stands under every chart: what it shows in one sentence, how its marks are read, its source, table and files."""

from __future__ import annotations

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.views import blocks, links
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Drawing, Figure, Node
from plan_metrics.views.words import say


def framed(
    context: Context,
    name: str,
    drawing: Drawing,
    *,
    table: str,
    source: Node,
    marks: str = "",
    place: str = "",
) -> Figure:
    """A chart as a figure of the page.

    `name` is the one the chart was drawn with, unique in the book: the files `charts/<name>.svg` and `.csv` that the
    book makes have it too. `table` is the id of the table on the same page that holds what is drawn, `place` whose
    figures they all are.
    """
    words = (say(context, N_("Table")), say(context, N_("of this chart")))
    return Figure(
        name=name, drawing=drawing, said=drawing.said, table=table, marks=marks, source=source, words=words, place=place
    )


def documents(context: Context, sources: list[str]) -> Node:
    """The documents that the figures of a chart come from, each once."""
    ids = dict.fromkeys(each for cell in sources for each in str(cell or "").split())
    if not ids:
        return ""
    documents = links.source_links(context, " ".join(ids))
    return blocks.filled(say(context, N_("Source: {documents}")), documents=documents)


def computed(context: Context, name: str, drawing: Drawing, *, table: str, marks: str = "") -> Block:
    """A chart of what the report itself has counted or computed, as a block; what it shows is what its drawing says."""
    page = blocks.link("data.html", say(context, N_("documents of the figures")))
    source = blocks.filled(say(context, N_("Source: computed in this report; {page}")), page=page)
    shown = framed(context, name, drawing, table=table, source=source, marks=marks)
    return blocks.block(shown, text=drawing.said)
