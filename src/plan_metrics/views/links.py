"""Where a figure, an indicator and a document are found in the book, and the links that lead there."""

from __future__ import annotations

from collections.abc import Mapping

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.code_lists import Region, Source
from plan_metrics.plan.models import Action, Indicator
from plan_metrics.plan.official_targets import Target
from plan_metrics.rows import ScoreboardRow
from plan_metrics.views import blocks, downloads, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.language import catalogue, is_translated, period
from plan_metrics.views.nodes import Element, Node, el, untranslated
from plan_metrics.views.words import UNDATED, called, citation, counting, say

FRONT = "index"  # the page whose receipts are those of the whole plan
Counts = Mapping[str, tuple[str, int]]  # by the place in a sentence: the name of a receipt, and the number


def place_of(indicator: str, region: str, breakdown: str, period: str) -> str:
    """The id of a figure's row, where everything behind it stands.

    >>> place_of("inspection_reports", "CN", "TOTAL", "2024")
    'o-inspection-reports-CN-TOTAL-2024'
    """
    return f"o-{dashed(indicator)}-{region}-{breakdown}-{period}"


def opened(context: Context, text: object, row: Mapping[str, object], period: str) -> Element:
    """A figure of a series that leads to its row: words as printed, document, edition, arithmetic.

    `row` names indicator, region and breakdown. The row of an area stands on its own page, any other on that of the
    indicator; that of an area with very many figures is its receipt.
    """
    indicator, region, breakdown = (str(row[name]) for name in ("indicator", "region", "breakdown"))
    if region in context.long_areas:
        return receipt_of(context, row, period, text)
    page = region if context.plan.has_page(region) else page_of(indicator)
    return blocks.link(f"{page}.html#{place_of(indicator, region, breakdown, period)}", text)


def area_link(context: Context, area: Region) -> Node:
    """The short name of an area, which leads to its page where it has one."""
    name = area.short[context.language]
    return blocks.link(f"{area.region}.html", name) if context.plan.has_page(area.region) else name


def receipt_id(row: Mapping[str, object], name: object) -> str:
    """The id of a receipt of a series: of its figure for a period, or of what is called by a name.

    >>> receipt_id({"indicator": "tea_sales", "region": "CN", "breakdown": "TOTAL"}, "2024")
    'tea_sales/CN/TOTAL/2024'
    """
    return "/".join(str(part) for part in (row["indicator"], row["region"], row["breakdown"], name))


def receipt_of(context: Context, row: Mapping[str, object], name: object, text: object) -> Element:
    """Words that lead to the receipt of a series' figure for a period, or of what is called by a name."""
    return receipt(context, page_of(str(row["indicator"])), receipt_id(row, name), text)


def led(context: Context, row: ScoreboardRow, said: str) -> Element:
    """What is said of the newest figure of a row, which leads to its receipt there."""
    value = words.of_row(context, row, "shown")
    for figure in (value, value[:1].upper() + value[1:]):  # as a sentence begins
        before, there, after = said.partition(figure)
        if there and row["shown"] is not None:
            return el("", before, receipt_of(context, row, row["shown_period"], there), after)
    return el("", said)


def has_pages(context: Context, kind: str) -> bool:
    """Whether the report has the pages of a kind, which a plan may leave out: see `plan.page_choice`."""
    return kind not in context.plan.head.pages.without


def receipts(context: Context, page: str) -> Block:
    """The link to the receipts of a page, which is of no use on paper."""
    file, said = downloads.RECEIPT_PAGE.format(page=page, language=context.language), downloads.RECEIPTS_TITLE
    link = blocks.link(downloads.address(context, file), say(context, said))
    return blocks.block(el("p", link, css="pm-take"), text=say(context, said))


def receipt(context: Context, page: str, name: str, text: object) -> Element:
    """Words that lead to a receipt, which stands among those of a page: `name` is its id; without one to all of these."""
    file = downloads.RECEIPT_PAGE.format(page=page, language=context.language)
    return blocks.link(f"{downloads.address(context, file)}#{name}".removesuffix("#"), text)


def count(context: Context, name: str, n: object, page: str = FRONT) -> Element:
    """A number of things counted, which leads to its receipt: of the whole plan, or of an action."""
    return receipt(context, page, f"{page}/{name}", n)


def counted(context: Context, text: str, counts: Counts, **others: object) -> Element:
    """A string of the catalogue whose numbers lead to the receipts of what was counted: by their places the name of a
    receipt and a number; `others` are nodes for further places.
    """
    return _counted(context, text, catalogue(context.language).gettext(text), counts, others)


def counted_n(context: Context, one: str, many: str, n: int, counts: Counts, **others: object) -> Element:
    """The same in the form that the reader's language has for a count; its place is among `counts`."""
    return _counted(context, one, catalogue(context.language).ngettext(one, many, n), counts, others)


def _counted(context: Context, text: str, said: str, counts: Counts, others: Mapping[str, object]) -> Element:
    form, own = counting(context, said, **{place: n for place, (_, n) in counts.items()})
    shown = {place: count(context, name, n) for place, (name, n) in counts.items()}
    made = blocks.filled(form, **{**own, **shown, **others})
    return made if is_translated(text, context.language) else untranslated(made)


def year_of(source: Source) -> str:
    """The year under which a document stands in lists; empty where its date is not known."""
    return "" if source.date_basis == "unknown" else source.date[:4]


def year_words(context: Context, year: str) -> str:
    """A year of documents in words."""
    return period(year, context.language) if year else say(context, UNDATED)


def figures_page(year: str) -> str:
    """The page beside the receipts that lists the figures of the documents of a year."""
    return f"documents-{year or 'undated'}"


def figures_from(context: Context, year: str) -> Element:
    """The way to the figures that the documents of a year have given."""
    file = downloads.RECEIPT_PAGE.format(page=figures_page(year), language=context.language)
    said = say(context, N_("Figures by document: {year}"), year=year_words(context, year))
    return blocks.link(downloads.address(context, file), said)


def area_ids(context: Context) -> tuple[str, str]:
    """What addresses on a page call one and several areas of the plan, the same in every language."""
    own = context.plan.page_levels[0].id if context.plan.page_levels else "area"
    return own, f"{own}s"


def at_level(context: Context) -> str:
    """What ends the names of tables, drawings and pages among areas of a level; "" for the highest that has pages."""
    first = context.plan.page_levels[0].id if context.plan.page_levels else ""
    return f"-{context.level}" if context.level not in ("", first) else ""


def among(context: Context, subject: str, first: str) -> Context:
    """The context among the areas that a page is about: `first` means the highest level, `first`-level another one.

    Or among the breakdowns of the dimension that it is about. A portion of a page is about the same: `subject`/portion.
    """
    subject = subject.partition("/")[0]
    levels = context.plan.page_levels
    if subject == first:
        return context.among(levels[0].id) if levels else context
    if subject.startswith(f"{first}-"):
        return context.among(subject.removeprefix(f"{first}-"))
    return context.by(subject)


def compare_page(context: Context, region: str) -> str:
    """The page that sets an area beside others of its level."""
    return f"compare-regions{at_level(context.among(context.plan.region(region).level))}.html"


def action_of(context: Context, indicator: str) -> str:
    """The action on whose card an indicator stands."""
    return next(action.id for action, card in context.plan.indicators() if card.id == indicator)


def actions_of(context: Context, indicator: Indicator) -> list[Action]:
    """The actions that an indicator stands under, that of its card first."""
    home = action_of(context, indicator.id)
    found = (each for each in context.plan.actions if indicator.fit_for(*each.promised))
    return sorted(found, key=lambda each: each.id != home)


def aimed_at(context: Context, target: Target) -> list[Action]:
    """The actions that an official target stands under: those of its indicator, or the one that it names."""
    if target.indicator:
        return actions_of(context, context.plan.indicator(target.indicator))
    return [context.plan.action(target.action)]


def traced(context: Context, text: object, sources: str | None) -> Element:
    """A figure that is itself the link to its document; a computed one leads to the first of its documents."""
    ids = (sources or "").split()
    if not ids:
        return blocks.joined([text])
    cited = say(context, N_("; ")).join(citation(context, context.source(name)) for name in ids)
    return blocks.link(f"data.html#{ids[0]}", text, cited)


def source_links(context: Context, sources: str | None) -> Element:
    """Links to the cards of one or more sources (ids separated by spaces) on the page of data and sources."""
    ids = (sources or "").split()
    return blocks.joined(
        (blocks.link(f"data.html#{name}", name, citation(context, context.source(name))) for name in ids), " "
    )


def indicator_link(context: Context, indicator: Indicator) -> Element:
    """The title of an indicator, leading to its page."""
    return blocks.link(f"{page_of(indicator.id)}.html", indicator.title[context.language])


def indicator_count(context: Context, indicator: Indicator, n: int) -> Element:
    """The title of an indicator, leading to its page, with in how many areas it has figures."""
    form = catalogue(context.language).ngettext("{title}: {n} {area}", "{title}: {n} {areas}", n)
    return blocks.filled(form, title=indicator_link(context, indicator), n=n, **called(context))


def page_of(indicator: str) -> str:
    """The name of the page of an indicator, which stays as long as its id; no other page can have it.

    >>> page_of("inspection_reports")
    'indicator-inspection_reports'
    """
    return f"indicator-{indicator}"


def anchor(indicator: str) -> str:
    """The id of an indicator's place on its action's page, to which addresses from before it had a page lead.

    >>> anchor("inspection_institutions")
    'i-inspection-institutions'
    """
    return f"i-{dashed(indicator)}"


def section(row: Mapping[str, object]) -> str:
    """The id of the section of a series on the page of its region or breakdown.

    >>> section({"indicator": "tea_sales", "region": "CN", "breakdown": "TOTAL"})
    'i-tea-sales-CN-TOTAL'
    """
    return f"i-{series_key(row)}"


def series_key(row: Mapping[str, object]) -> str:
    """A series as part of an id of the page."""
    return "-".join((dashed(str(row["indicator"])), str(row["region"]), str(row["breakdown"])))


def commitment(name: str) -> str:
    """The id of a commitment's row on the page of its action.

    >>> commitment("A07.2")
    'commitment-A07-2'
    """
    return f"commitment-{name.replace('.', '-')}"


def dashed(indicator: str) -> str:
    """The id of an indicator as part of an id of the page."""
    return indicator.replace("_", "-")
