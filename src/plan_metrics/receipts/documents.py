"""The way back from a document: every figure that rests on it, each leading to its receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.receipts.figures import page_with
from plan_metrics.receipts.page import framed, label, value_words
from plan_metrics.receipts.record import Receipt
from plan_metrics.views import blocks, parts, words
from plan_metrics.views.links import figures_page, page_of, year_of, year_words
from plan_metrics.views.nodes import Element, el
from plan_metrics.views.words import say, say_n

Found = Mapping[str, Sequence[Receipt]]
EACH = 900  # a page of more figures would weigh over 300 kB: it lists their indicators, which lead to the receipts


def document_pages(context: Context, receipts: Found) -> dict[str, str]:
    """The figures by the documents that they rest on, as pages in HTML by their names: one for those of each year.

    `receipts` are those of each page. Documents without a figure stand on none.
    """
    found: dict[str, list[Receipt]] = {}
    for each in (receipt for rows in receipts.values() for receipt in rows):
        for name in each.documents:
            found.setdefault(name, []).append(each)
    years: dict[str, dict[str, list[Receipt]]] = {}
    for name in sorted(found):
        years.setdefault(year_of(context.source(name)), {})[name] = found[name]
    return {figures_page(year): _page(context, year, documents) for year, documents in sorted(years.items())}


def _page(context: Context, year: str, documents: Found) -> str:
    heading = say(context, N_("Figures by document: {year}"), year=year_words(context, year))
    back = say(context, N_("Back to the page: {title}"), title=say(context, N_("Data and sources")))
    way = el("a", back, href=f"../../{context.language}/data.html")
    return framed(context, figures_page(year), heading, way, _documents(context, documents))


def _documents(context: Context, documents: Found) -> Iterator[Element]:
    listed = _figures if sum(map(len, documents.values())) <= EACH else _indicators
    for name, receipts in documents.items():
        yield el("h2", blocks.link(f"../../{context.language}/data.html#{name}", name), id=name)
        yield el("p", words.citation(context, context.source(name)))
        yield el("ul", *(el("li", line) for line in listed(context, receipts)))


def _figures(context: Context, receipts: Sequence[Receipt]) -> Iterator[Element]:
    return (_figure(context, each) for each in receipts)


def _indicators(context: Context, receipts: Sequence[Receipt]) -> Iterator[Element]:
    """The indicators that have figures of a document, and how many: each leads to the receipts of the indicator."""
    for name, n in Counter(each.id.split("/", 1)[0] for each in receipts).items():
        file = f"{page_of(name)}-{context.language}.html"
        title = blocks.link(file, context.plan.indicator(name).title[context.language])
        yield blocks.filled(
            say(context, N_("{title}: {n}")), title=title, n=say_n(context, "{n} figure", "{n} figures", n)
        )


def _figure(context: Context, receipt: Receipt) -> Element:
    """What a figure is of, and its value, which leads to its receipt."""
    indicator, region, breakdown, _ = receipt.id.split("/", 3)
    file = f"{page_with(receipt.id)}-{context.language}.html#{receipt.id}"
    said = say(context, N_("{title}, {place}, {period}: {value}"))
    return blocks.filled(
        said,
        title=context.plan.indicator(indicator).title[context.language],
        place=parts.key_words(context, region, breakdown),
        period=label(context, receipt),
        value=blocks.link(file, value_words(context, receipt, receipt.value)),
    )
