"""What lies behind the figures: the documents cited, and the printed figures that were not used."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from plan_metrics.context import Context
from plan_metrics.edition.models import is_reason
from plan_metrics.errors import N_
from plan_metrics.languages import SOURCE, forms_of, html_of
from plan_metrics.measure.periods import end_month, is_period
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.rows import ObservationRow, RegisterRow, grouped, observation_rows, text_in
from plan_metrics.views import blocks, downloads, language, links, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Element, Node, el
from plan_metrics.views.words import say, say_n

MANY = 4  # figures of the register from which on they share a line


def source_list(context: Context, ids: Iterable[str], *, anchors: bool) -> Block:
    """Documents cited, in the order of their ids; `anchors` on the one page that links lead to.

    There they lead to the figures that they have given, and many are put together by the years of their dates, the
    newest first, each year behind a handle.
    """
    names = sorted(set(ids))
    cards = {name: _card(context, name, own_page=anchors) for name in names}
    text = "\n".join(f"{name}: {words.citation(context, context.source(name))}" for name in names)
    if not anchors:
        return blocks.block(el("ul", *cards.values(), css="pm-sources pm-again"), text=text)
    given = used_sources(observation_rows(context.observations))
    years = grouped(names, lambda name: links.year_of(context.source(name)))
    ways = {year: el("p", links.figures_from(context, year)) for year in years if given & {*years[year]}}
    if len(names) < blocks.MANY:
        return blocks.block(el("div", *ways.values(), el("ul", *cards.values(), css="pm-sources")), text=text)
    folds = []
    for year in sorted(years, reverse=True):
        inside = el("ul", *(cards[name] for name in years[year]), css="pm-sources")
        period, n = links.year_words(context, year), len(years[year])
        handle = el("summary", say_n(context, "{period}: {n} document", "{period}: {n} documents", n, period=period))
        folds.append(el("details", handle, ways.get(year, ""), inside, css="pm-fold"))
    return blocks.block(el("div", *folds, data_controls=words.controls(context)), text=text)


def cited(context: Context, ids: set[str]) -> Block:
    """The documents of the figures of a page, behind a handle: each figure leads to its own. Nothing for none."""
    if not ids:
        return blocks.NOTHING
    handle = say(context, N_("Documents behind the figures of this page: {n}"), n=len(ids))
    return blocks.fold(handle, source_list(context, ids, anchors=False))


def _tag(context: Context, title: str) -> str:
    """The tag of the language of a document's title: told by its letters where the plan's own has some of its own."""
    own = forms_of(context.plan.original)
    return html_of(title) if own.letters else own.html


def _card(context: Context, name: str, *, own_page: bool) -> Element:
    """A document with who issued it and when, what was read, and its address; on the page of all it has its place."""
    source = context.source(name)
    original, translated = source.title[context.plan.original], source.title[context.language]
    own = context.language == context.plan.original
    read = say(
        context,
        N_("Read in the original.")
        if source.read_in == "original"
        else N_("Read in a copy.")  # above the list of all stands what that means
        if own_page
        else N_("Read in a copy; to be checked against the original."),
    )
    if source.date_basis == "inferred":
        read = words.sentences(context, [read, say(context, N_("The date is inferred, not printed."))])
    shown = words.title_marked(context, original) if own else original
    translated = "" if own or translated == original else translated
    publisher, date = source.publisher[context.language], words.dated(context, source)
    issued = say(context, N_("{publisher}, {date}."), publisher=publisher, date=date)
    page = el("a", say(context, N_("Open the page")), href=source.url)
    about = [
        el("b", name if own_page else blocks.link(f"data.html#{name}", name)),
        el("span", shown, lang=_tag(context, original)),
        *([el("i", f"[{translated}]")] if translated else []),
    ]
    origin = blocks.joined([words.sentences(context, [issued, read]), *([page] if source.url else [])])
    return el("li", blocks.joined(about), el("br"), origin, id=name if own_page else None)


def of_action(context: Context, action: str) -> set[str]:
    """The ids of the documents behind the figures of the page of an action: those of the whole, and all its targets."""
    ids = [indicator.id for indicator in context.plan.used_by(action)]
    rows = observation_rows(context.observations, indicator=ids, region=context.plan.head.whole)
    return used_sources(rows) | {target.source for target in context.plan.targets if target.indicator in ids}


def used_sources(rows: Iterable[ObservationRow | RegisterRow]) -> set[str]:
    """The ids of the sources that observations cite."""
    return {name for row in rows for name in str(row["source"]).split()}


def rejected_table(
    context: Context,
    name: str,
    rows: Sequence[RegisterRow],
    *,
    of_one: bool = False,
    within: Collection[str] | None = None,
) -> Block:
    """Printed figures that were not used: value, reason, and the figure used instead if there is one.

    Many figures of one indicator that were set aside for one reason share a line; the file of all of them is named.
    Where all are `of_one` indicator its name is left out. A breakdown that is named by a title of the plan, `within`
    these codes if any are given, is said by that of the reader; other words are those of the document, and a note says
    so where they are in another language than the page.
    """
    if not rows:
        return blocks.paragraphs([say(context, N_("No printed figure had to be set aside."))])
    named = {row["indicator"] for row in rows}
    titles = {i.id: i.title[context.language] for _, i in context.plan.indicators() if i.id in named}
    units = {i.id: i.unit for _, i in context.plan.indicators() if i.id in named}
    groups = alike(rows)
    parts = [b for b in context.plan.breakdowns if within is None or b.code in within]
    spoken = (context.language, context.plan.original)
    known = {b.title[code]: b.title[context.language] for b in parts for code in spoken}
    said_of = [_what(context, group, known) for group in groups]
    body = [
        [
            said if of_one else blocks.two_lines(titles.get(str(group[0]["indicator"]), "–"), said),
            printed_words(context, group[0]["value"], group[0]["unit"])
            if len(group) == 1
            else say_n(context, "{n} figure", "{n} figures", len(group)),
            _used(context, group[0], units.get(str(group[0]["indicator"]), "")),
            text_in(group[0], "reason", context.language),
            links.source_links(context, " ".join(sorted(used_sources(group)))),
        ]
        for group, said in zip(groups, said_of, strict=True)
    ]
    columns = [
        *words.columns(context, N_("Figure for") if of_one else N_("Indicator")),
        *words.columns(context, N_("Printed, not used"), N_("Figure used"), numeric=True, ordered=False),
        *words.columns(context, N_("Reason"), N_("Source")),
    ]
    caption = say(context, N_("Printed figures that were not used: {n}"), n=len(rows))
    table = blocks.table(name, caption, columns, body, stacked=True, controls=words.controls(context))
    own = {forms_of(context.language).html, forms_of(SOURCE).html}
    if any(html_of(str(said)) not in own for said in said_of):
        note = N_("Words that the plan has no name for are quoted from the document, in its language.")
        table = blocks.paragraphs([blocks.muted(say(context, note))]) + table
    if len(groups) == len(rows):
        return table
    file = downloads.address(context, downloads.TABLE.format(name="rejected.csv"))
    each = blocks.link(file, say(context, N_("file of figures not used")))
    said = say(context, N_("Figures of one indicator with one reason share a line; each of them is in the {file}."))
    return blocks.paragraphs([blocks.filled(said, file=each)]) + table


def _used(context: Context, row: RegisterRow, unit: str) -> str:
    """The figure that is used instead, as sentences say it; a dash where there is none."""
    value = row["kept_value"]
    return words.value(context, value, unit) if unit and value == value else printed_words(context, value, row["unit"])


def alike(rows: Sequence[RegisterRow]) -> list[list[RegisterRow]]:
    """Rows of the register that share a line: `MANY` or more of one indicator and one reason, none used otherwise.

    Every row is in one group, in the order of the first of each.
    """
    groups: dict[tuple[str, ...], list[RegisterRow]] = {}
    for index, row in enumerate(rows):
        other = str(index) if row["kept_value"] == row["kept_value"] else ""
        reasons = [str(cell) for name, cell in row.items() if is_reason(name)]  # a page reads one of them
        groups.setdefault((str(row["indicator"]), *reasons, other), []).append(row)
    return [part for group in groups.values() for part in ([group] if len(group) >= MANY else [[row] for row in group])]


def _what(context: Context, group: Sequence[RegisterRow], titles: Mapping[str, str]) -> Element:
    if len(group) == 1:
        return blocks.joined(place_words(context, group[0], titles), say(context, N_(", ")))
    return blocks.joined([_times(context, group)])


def _times(context: Context, group: Sequence[RegisterRow]) -> str:
    spans = sorted({str(row["period"]) for row in group})
    if len(spans) == 1:
        return span_words(context, spans[0])
    ends = sorted((end for span in spans for end in span.split("/") if is_period(end)), key=end_month)
    return _from_to(context, ends[0], ends[-1]) if ends else say(context, N_("; ")).join(spans)


def place_words(context: Context, row: RegisterRow, titles: Mapping[str, str]) -> list[Node]:
    """What a printed figure is for: region, breakdown and period; what the plan does not know is as the register has it.

    `titles` are those of breakdowns in the reader's language by every name of theirs.
    """
    known = {each.region: each.short[context.language] for each in context.plan.regions}
    region, _, part = str(row["region"]).partition(":")
    if region not in known:  # words of a source, which may have a colon of their own
        region, part = str(row["region"]), ""
    where = "" if region == context.plan.head.whole else known.get(region, region)
    named, printed = titles.get(str(row["breakdown"]), ""), blocks.foreign(str(row["breakdown"]))
    if named and named != row["breakdown"]:
        printed = blocks.filled(say(context, N_("{head} ({detail})")), head=named, detail=printed)
    place = where if region in known else blocks.foreign(where)
    said = {where: place, part: blocks.foreign(part), str(row["breakdown"]): printed}
    found = [shown for word, shown in said.items() if word and word != TOTAL]
    return [*found, span_words(context, str(row["period"]))]


def span_words(context: Context, period: str) -> str:
    """The time that a printed figure is for: a period, or from one to another (2023-01/2023-06), or undated.

    Words that are none of these stay as they are.
    """
    if period.startswith("undated"):
        return say(context, N_("undated"))
    first, *others = period.split("/")
    if len(others) > 1 or not all(map(is_period, (first, *others))):
        return period
    return _from_to(context, first, others[0]) if others else language.period(first, context.language)


def _from_to(context: Context, first: str, last: str) -> str:
    one, other = (language.period(period, context.language) for period in (first, last))
    return say(context, N_("{first} to {last}"), first=one, last=other)


def printed_words(context: Context, value: float, unit: str) -> str:
    """A value as it stands in the source: its own unit, every digit that was printed; a dash for none.

    A unit of so many that the language counts in others (万, ten thousand) is said in the plain unit: 4.158 million.
    """
    if value != value:
        return "–"
    code, shown, known = context.language, language.exact(value, context.language), context.plan.units.get(unit)
    if known and known.base in context.plan.units and not language.counts_in(known.factor, code):
        value, known = round(value * known.factor, 6), context.plan.units[known.base]
        shown = language.every_digit(value, code)
    title = known.beside(code, language.form_beside(value, code)) if known else unit
    return language.in_percent(shown, code) if title == "%" else f"{shown}{forms_of(code).unit_gap}{title}"
