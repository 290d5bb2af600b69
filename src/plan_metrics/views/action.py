"""The page of an action: what it promised, where it stands, and every figure behind that."""

from __future__ import annotations

from markupsafe import Markup

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.models import Indicator
from plan_metrics.views import blocks, language, parts, words
from plan_metrics.views.blocks import Block, Column
from plan_metrics.views.states import action_state
from plan_metrics.views.verdicts import verdict
from plan_metrics.views.words import say


def opening(context: Context, action: str) -> Block:
    """What the action wants, and where it stands in two sentences."""
    card = context.plan.action(action)
    state = action_state(context, action)
    counts = say(
        context,
        N_(
            "{indicators} indicators, {with_figures} with a published figure; {assessed} can be judged: "
            "wanted way or target met: {good}; hardly any change, or behind: {neutral}; "
            "other way or target missed: {bad}."
        ),
        indicators=state.indicators,
        with_figures=state.with_figures,
        assessed=state.assessed,
        good=state.good,
        neutral=state.neutral,
        bad=state.bad,
    )
    unmeasured = [c for c in card.commitments if not card.indicators_of(c.id)]
    missing = say(
        context,
        N_(
            "Commitments: {commitments}; with an indicator that can be judged: {judged}; without any published figure: {n}."
        ),
        n=len(unmeasured),
        judged=state.judged_commitments,
        commitments=len(card.commitments),
    )
    return parts.opening(
        context,
        [card.aim[context.language], blocks.joined([state_badge(context, state.state), counts]), missing],
    )


def state_badge(context: Context, state: str) -> Markup:
    """The state of an action as a badge, in the look of the status it resembles."""
    look = {"advancing": "improving", "mixed": "stable", "slipping": "worsening"}.get(state, state)
    return blocks.badge(look, say(context, words.ACTION_STATE[state]))


def indicators(context: Context, action: str) -> Block:
    """The indicators of the action side by side: latest figure, change, target, status, coverage, source."""
    rows = []
    for row in parts.rows_of(context.scoreboard, action=action, headline=True):
        indicator = context.plan.indicator(row["indicator"])
        rows.append(
            [
                words.indicator_link(context, action, indicator),
                *parts.standing_cells(context, row),
                _coverage(context, indicator),
            ]
        )
    columns = [
        Column(say(context, N_("Indicator"))),
        *parts.standing_columns(context),
        Column(say(context, N_("Provinces with a figure"))),
    ]
    caption = say(context, N_("Indicators of action {action}"), action=str(int(action[1:])))
    return blocks.table(f"indicators-{action}", caption, columns, rows, stacked=True)


def commitments(context: Context, action: str) -> Block:
    """What the action commits to, and what measures each commitment."""
    card = context.plan.action(action)
    status = {row["indicator"]: row for row in parts.rows_of(context.scoreboard, action=action, headline=True)}
    rows = []
    for commitment in card.commitments:
        measuring = card.indicators_of(commitment.id)
        if measuring:
            cell = blocks.joined(
                (
                    blocks.joined(
                        [
                            words.indicator_link(context, action, indicator),
                            parts.row_badge(context, status[indicator.id]),
                        ]
                    )
                    for indicator in measuring
                ),
                Markup("<br>"),
            )
        else:
            cell = blocks.joined([words.status_badge(context, "no_figure"), commitment.searched[context.language]])
        rows.append([f"{commitment.id[1:].lstrip('0')} {commitment.title[context.language]}", cell])
    columns = [Column(say(context, N_("Commitment"))), Column(say(context, N_("Measured by")))]
    caption = say(context, N_("Commitments of action {action} and what measures them"), action=str(int(action[1:])))
    return blocks.table(f"commitments-{action}", caption, columns, rows, stacked=True)


def details(context: Context, action: str) -> Block:
    """One section an indicator: verdict, chart, what it counts, and the table of its figures."""
    board = {row["indicator"]: row for row in parts.rows_of(context.scoreboard, action=action, headline=True)}
    sections = [
        _detail(context, indicator, board[indicator.id]) for indicator in context.plan.action(action).indicators
    ]
    return Block("".join(section.html for section in sections), "\n\n".join(section.text for section in sections))


def regions(context: Context, action: str) -> Block:
    """The latest figure of each province, for every indicator that has provincial figures."""
    provinces = [region.region for region in context.plan.provinces]
    rows = parts.rows_of(context.scoreboard, action=action, region=provinces)
    shown = [i for i in context.plan.action(action).indicators if any(row["indicator"] == i.id for row in rows)]
    if not shown:
        return blocks.paragraphs([say(context, N_("No provincial figure was published for this action."))])
    cells: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        text = words.figure(context, row["value"], row["unit"], row["qualifier"])
        detail = parts.period_words(context, row["latest"])
        if row["sector"] != context.plan.indicator(row["indicator"]).sector:
            detail = f"{parts.sector_words(context, row['sector'])}, {detail}"
        cells.setdefault((row["region"], row["indicator"]), []).append(
            blocks.joined([text, Markup("<br>"), blocks.muted(detail)])
        )
    body = [
        [
            blocks.link(f"{region.region}.html", region.short(context.language)),
            *(blocks.joined(cells.get((region.region, indicator.id), ["–"]), Markup("<br>")) for indicator in shown),
        ]
        for region in context.plan.provinces
        if any((region.region, indicator.id) in cells for indicator in shown)
    ]
    columns = [Column(say(context, N_("Province")))] + [
        Column(f"{i.title[context.language]} ({words.table_unit(context, i.unit)})", numeric=True) for i in shown
    ]
    caption = say(
        context,
        N_("Latest provincial figures: {n} of {all} provinces have at least one"),
        n=len(body),
        all=len(provinces),
    )
    return blocks.table(f"regions-{action}", caption, columns, body)


def conflicts(context: Context, action: str) -> Block:
    """Figures that were printed for the action's indicators and were not used, with the reason."""
    ids = [indicator.id for indicator in context.plan.action(action).indicators]
    return parts.rejected_table(context, f"conflicts-{action}", ids)


def sources(context: Context, action: str) -> Block:
    """The documents cited on this page."""
    rows = parts.rows_of(context.observations, action=action)
    targets = {t.source for i in context.plan.action(action).indicators for t in i.targets}
    return parts.source_list(context, parts.used_sources(rows) | targets, anchors=False)


def _detail(context: Context, indicator: Indicator, row: parts.Row) -> Block:
    code, whole = context.language, context.plan.head.whole
    all_rows = parts.rows_of(context.observations, indicator=indicator.id)
    headline = [r for r in all_rows if r["region"] == whole and r["sector"] == indicator.sector]
    others = [r for r in all_rows if r["region"] == whole and r["sector"] != indicator.sector]
    groups = {r.region for r in context.plan.regions if r.kind == "group"}
    others += [r for r in all_rows if r["region"] in groups]
    table = Block("", "")
    if headline:
        caption = say(context, N_("{title}: published figures"), title=indicator.title[code])
        table += parts.series_table(context, f"t-{indicator.id}", caption, headline, indicator.unit)
    if others:
        caption = say(context, N_("{title}: parts of the whole"), title=indicator.title[code])
        table += parts.parts_table(context, f"p-{indicator.id}", caption, others, indicator.unit)
    sentence, badge = verdict(context, indicator, row), parts.row_badge(context, row)
    html = blocks.render(
        "indicator.html.j2",
        anchor=words.anchor(indicator.id),
        title=indicator.title[code],
        status=badge,
        verdict=sentence,
        chart=parts.series_chart(context, f"c-{indicator.id.replace('_', '-')}", indicator, headline, row),
        card=_card(context, indicator),
        table=Markup(table.html),
    )
    return Block(str(html), f"{indicator.title[code]}: {badge.striptags()}. {sentence}\n{table.text}")


def _card(context: Context, indicator: Indicator) -> list[tuple[str, object]]:
    code = context.language
    adds = indicator.aggregation
    update = (
        say(context, N_("none expected: the series has ended"))
        if indicator.next_update == "none"
        else language.period(indicator.next_update, code)
    )
    card: list[tuple[str, object]] = [
        (say(context, N_("Counts")), indicator.counts[code]),
        (say(context, N_("Why it matters")), indicator.why[code]),
        (say(context, N_("Basis")), indicator.basis[code]),
        (say(context, N_("Wanted")), say(context, words.DIRECTION[indicator.direction])),
        (say(context, N_("Kind")), say(context, words.ACCUMULATION[indicator.accumulation])),
        (
            say(context, N_("Adds up")),
            say(
                context,
                N_("over regions: {region}; over sectors: {sector}; over time: {time}"),
                region=say(context, words.ADDS_UP[adds.region]),
                sector=say(context, words.ADDS_UP[adds.sector]),
                time=say(context, words.ADDS_UP[adds.time]),
            ),
        ),
        (
            say(context, N_("Updated")),
            say(
                context,
                N_("{frequency}; next figure expected: {update}"),
                frequency=say(context, words.FREQUENCY[indicator.frequency]),
                update=update,
            ),
        ),
        (say(context, N_("Coverage")), _coverage_sentence(context, indicator)),
    ]
    if indicator.computed:
        parts_of = [context.plan.indicator(name).title[code] for name in (indicator.numerator, indicator.denominator)]
        said = say(
            context,
            N_("{numerator} divided by {denominator}"),
            numerator=parts_of[0],
            denominator=parts_of[1],
        )
        card.insert(1, (say(context, N_("Computed as")), said))
    for target in indicator.targets:
        said = say(
            context,
            N_("{region}: {value} by {period}, set in {since}"),
            region=context.plan.region(target.region).short(code),
            value=words.value(context, target.value, indicator.unit),
            period=language.period(target.period, code),
            since=language.date(target.since, code),
        )
        card.append(
            (
                say(context, N_("Official target")),
                blocks.joined([said, words.source_links(context, target.source)]),
            )
        )
    if indicator.caveat:
        card.append((say(context, N_("Mind")), indicator.caveat[code]))
    return card


def _provinces_with(context: Context, indicator: Indicator) -> set[str]:
    known = {region.region for region in context.plan.provinces}
    return known & {row["region"] for row in parts.rows_of(context.observations, indicator=indicator.id)}


def _coverage(context: Context, indicator: Indicator) -> str:
    return f"{len(_provinces_with(context, indicator))}/{len(context.plan.provinces)}"


def _coverage_sentence(context: Context, indicator: Indicator) -> str:
    rows = parts.rows_of(context.observations, indicator=indicator.id)
    pilots = [s.sector for s in context.plan.pilot_sectors]
    with_sector = {p for p in pilots if any(r["sector"] in context.plan.within(p) for r in rows)}
    periods = {r["period"] for r in rows if r["region"] == context.plan.head.whole and r["sector"] == indicator.sector}
    return say(
        context,
        N_("{periods} periods for the whole; {provinces} of {all} provinces; {sectors} of {pilots} pilot sectors"),
        periods=len(periods),
        provinces=len(_provinces_with(context, indicator)),
        all=len(context.plan.provinces),
        sectors=len(with_sector),
        pilots=len(pilots),
    )
