"""Why, and what next: the commentary on an action and the targets ahead of it, or that there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.official_targets import Target
from plan_metrics.views import blocks, board, documents, language, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Node, el
from plan_metrics.views.words import say

NAMES = {"bullet_list_open": "ul", "ordered_list_open": "ol"}
STATE = {"draft": N_("draft"), "signed": N_("signed"), "quoted": N_("quoted")}
BY = {
    "draft": N_("{author}, {date}; not signed. Based on: {basis}"),
    "signed": N_("{author}, {date}. Based on: {basis}"),
    "quoted": N_("Stated by: {author}, {date}; this report has not tested it. Source: {basis}"),
}
MOST = 4  # targets ahead that are named; the others stand on their own page


def commentary(context: Context, action: str) -> Block:
    """What somebody says about causes, with author, date, state and documents; and what documents announce next."""
    return _why(context, action) + _next(context, action)


def _why(context: Context, action: str) -> Block:
    """The words as their file has them, so that only a quotation looks like one; or that nobody has said anything."""
    found = context.commentary.get(action)
    if found is None:
        return blocks.paragraphs([blocks.muted(say(context, N_("No commentary on this {goal} has been written.")))])
    quoted = el("div", *_within(iter(MarkdownIt().parse(found.words[context.language]))), css="pm-said")
    by = blocks.filled(
        say(context, BY[found.card.state]),
        author=found.card.author[context.language],
        date=language.date(found.card.date, context.language),
        basis=links.source_links(context, " ".join(found.card.basis)),
    )
    said = [blocks.joined([el("span", say(context, STATE[found.card.state]), css="pm-fit"), by])]
    known = documents.of_action(context, action)
    if later := sum(context.source(name).date > found.card.date for name in known):
        form = N_("Older than some figures. Documents behind the figures of this page: {all}; published after it: {n}.")
        said.append(blocks.filled(say(context, form), all=len(known), n=later))
    return blocks.block(quoted, text=quoted.text) + blocks.paragraphs(map(blocks.muted, said))


def _next(context: Context, action: str) -> Block:
    """The official targets that are still ahead, in the words of their documents: of the whole, or that it has none, and
    those of areas.
    """
    whole = context.plan.head.whole
    ahead = [each for each in board.targets_ahead(context) if each.action == action]
    if not ahead:
        none = N_("What next: this edition has no official target still ahead and no announced plan for this {goal}.")
        return blocks.paragraphs([blocks.muted(say(context, none))])
    own, areas = ([each for each in ahead if (each.region == whole) == of_whole] for of_whole in (True, False))
    if own:
        shown = _listed(context, N_("What next: official {overall} targets ahead: {n}"), own)
    else:
        none = N_("What next: this edition has no official {overall} target still ahead for this {goal}.")
        shown = blocks.paragraphs([blocks.muted(say(context, none))])
    return shown + _listed(context, N_("Official targets of {areas} ahead: {n}"), areas) if areas else shown


def _listed(context: Context, form: str, targets: Sequence[Target]) -> Block:
    """How many targets there are, and the first of them; the others stand where the title leads."""
    board_page = blocks.link("targets.html", say(context, N_("All official targets")))
    more = [blocks.muted(board_page)] if links.has_pages(context, "targets") else []
    title = blocks.joined([say(context, form, n=len(targets)), *more])
    return blocks.paragraphs([title]) + blocks.bullets(_announced(context, each) for each in targets[:MOST])


def _announced(context: Context, target: Target) -> Node:
    """What is to be reached by when, where it is not the whole, as printed, and the document that says so."""
    title = target.title[context.language]
    if target.region != context.plan.head.whole:
        title = words.bracketed(context, title, parts.key_words(context, target.region, target.breakdown))
    return blocks.filled(
        say(context, N_("By {period}: {title}, “{printed}”. {document}")),
        period=parts.period_words(context, target.period),
        title=title,
        printed=parts.printed_words(target.printed),
        document=links.source_links(context, target.source),
    )


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
