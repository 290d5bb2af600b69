"""Why, and what next: the commentary on an action, or that there is none."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from plan_metrics.context import Context
from plan_metrics.edition.commentary import Commentary
from plan_metrics.errors import N_
from plan_metrics.views import blocks, language, links
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import el
from plan_metrics.views.words import say

NAMES = {"bullet_list_open": "ul", "ordered_list_open": "ol"}
STATE = {
    "draft": N_("Draft by {author}, {date}; not signed. Based on: {basis}"),
    "signed": N_("Signed by {author}, {date}. Based on: {basis}"),
    "quoted": N_(
        "Statement of {author}, {date}, as its document has it; this report has not tested it. Document: {basis}"
    ),
}


def commentary(context: Context, action: str) -> Block:
    """What somebody says about causes and next steps, with author, date, state and documents; or that nobody has."""
    found = context.commentary.get(action)
    if found is None:
        return blocks.paragraphs([blocks.muted(say(context, N_("No commentary on this action has been written.")))])
    words = [el("blockquote", *_nodes(found.words[context.language]))]
    by = blocks.filled(
        say(context, STATE[found.card.state]),
        author=found.card.author[context.language],
        date=language.date(found.card.date, context.language),
        basis=links.source_links(context, " ".join(found.card.basis)),
    )
    said = [by]
    if later := _later(context, action, found):
        said.append(
            blocks.filled(
                say(context, N_("Older than some figures: documents of this action published after it: {n}.")),
                n=later,
            )
        )
    return blocks.block(*words, text="\n".join(each.text for each in words)) + blocks.paragraphs(
        map(blocks.muted, said)
    )


def _later(context: Context, action: str, found: Commentary) -> int:
    """How many documents of the figures of the action are younger than the commentary."""
    ids = [each.id for each in context.plan.action(action).indicators]
    cells = context.observations.loc[context.observations["indicator"].isin(ids), "source"]
    cited = {name for cell in cells for name in str(cell).split()}
    return sum(context.source(name).date > found.card.date for name in cited)


def _nodes(markdown: str) -> list[object]:
    return _within(iter(MarkdownIt().parse(markdown)))


def _within(tokens: Iterator[Token]) -> list[object]:
    """The nodes up to the end of the element that the tokens are in."""
    found: list[object] = []
    for token in tokens:
        if token.nesting == 1:
            found.append(el(NAMES.get(token.type, token.tag), *_within(tokens)))
        elif token.nesting == -1:
            break
        elif token.children is not None:
            found += _within(iter(token.children))
        else:
            found.append("\n" if token.type == "softbreak" else blocks.foreign(token.content))
    return found
