"""What a verdict or a state follows from, in a sentence: what was found, the limit it is held against, the word."""

from __future__ import annotations

from collections.abc import Mapping

from plan_metrics.analysis.states import OPEN, CommitmentState
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.methods import METHODS
from plan_metrics.measure.verdicts import IMPROVING, JUDGED, WITHIN_ERROR, WORSENING
from plan_metrics.receipts import cells
from plan_metrics.receipts.record import Receipt, Step
from plan_metrics.rows import ScoreboardRow, scoreboard_rows
from plan_metrics.views import evidence, language, verdicts, words
from plan_metrics.views.lead import measured_by, rests_on, undecided
from plan_metrics.views.words import say


def conclusion(context: Context, receipt: Receipt) -> str:
    """The sentence for a verdict, a state or the series of a cell; "" for anything else."""
    if receipt.kind == "state":
        action, *rest = receipt.id.split("/")
        state = context.state(action)
        if len(rest) == 1:
            return rests_on(context, state)
        return _of_commitment(context, action, next(each for each in state.commitments if each.commitment == rest[0]))
    if cells.is_of_cell(receipt):
        return words.sentence(context, cells.said(context, receipt))
    return _of_series(context, receipt) if receipt.kind == "verdict" else ""


def _of_commitment(context: Context, action: str, found: CommitmentState) -> str:
    by = measured_by(context, found)
    if found.state == OPEN:
        return words.sentence(context, by)
    board = scoreboard_rows(context.scoreboard, indicator=found.counted, headline=True)
    rows = {row["indicator"]: row for row in board}
    counted = [rows[name]["status"] for name in found.counted]
    said = say(
        context,
        N_("Indicators counted: {n} ({by}); improving: {up}, deteriorating: {down}; evidence {strength}: {word}."),
        n=len(counted),
        by=by,
        up=counted.count(IMPROVING),
        down=counted.count(WORSENING),
        strength=say(context, words.STRENGTH[str(found.strength)]),
        word=say(context, words.COMMITMENT_STATE[found.state]),
    )
    return words.sentences(context, [said, *undecided(context, found)])


def _of_series(context: Context, receipt: Receipt) -> str:
    indicator, region, breakdown, name = receipt.id.split("/")
    (row,) = scoreboard_rows(context.scoreboard, indicator=indicator, region=region, breakdown=breakdown)
    if name == "strength":
        return say(
            context,
            N_("The lowest of these levels decides: {word}."),
            word=say(context, words.STRENGTH[str(receipt.value)]),
        )
    if name == "prospect" and row["probability"] is not None:
        title = say(context, N_("Probability that a continuation reaches the target"))
        line = evidence.chance(context, row["probability"])
        said = words.sentence(context, say(context, N_("{name}: {line}"), name=title, line=line))
        return words.sentences(context, [said, verdicts.result_sentence(context, row)])
    if name in ("result", "prospect"):
        return verdicts.result_sentence(context, row)
    if row["category"]:
        return _by_method(context, receipt, row)
    if receipt.value not in JUDGED:
        told = verdicts.WHY.keys() | verdicts.WHY_NOT_BY_METHOD.keys()
        return verdicts.long_sentence(context, row) if receipt.reason in told else ""
    return _held_against(context, receipt, row)


def _by_method(context: Context, receipt: Receipt, row: ScoreboardRow) -> str:
    """The category of a published method, with its limits and the way that it points."""
    every = METHODS[str(receipt.rules["model"])].bands[row["category_target"] is not None]
    bands = [band for band in every if band.least is not None and band.category != every[-1].category]
    limits = [say(context, N_("{word} from {limit}"), word=say(context, words.CATEGORY[each.category]),
                  limit=language.trimmed(each.least or 0.0, context.language, 3)) for each in bands]  # fmt: skip
    form = N_("Limits of {model}: {limits}. Counted for {promises} as: {points}.")
    points = words.status(context, row["status"])
    model = say(context, METHODS[str(receipt.rules["model"])].label)
    said = say(context, form, model=model, limits=say(context, N_("; ")).join(limits), points=points)
    return words.sentences(context, [verdicts.long_sentence(context, row), said])


def _held_against(context: Context, receipt: Receipt, row: ScoreboardRow) -> str:
    """The change beside its limit; between states, which have no distances, only the word."""
    steps, word = {step.name: step for step in receipt.steps}, words.status(context, str(receipt.value))
    if receipt.value == WITHIN_ERROR:
        form = N_("Test of the difference: {p}, limit {limit}: {word}.")
        p = evidence.p_value(context, float(str(steps["p"].value)))
        limit = language.trimmed(float(str(receipt.rules["alpha"])), context.language, 3)
        return say(context, form, p=p, limit=limit, word=word)
    change, limit = _change(context, receipt.rules, steps)
    latest = receipt.id.endswith("/latest_change")
    if not change or words.has_states(context, str(row["unit"])):
        return (verdicts.latest_sentence if latest else verdicts.long_sentence)(context, row)
    return say(
        context,
        N_("Change {change}, limit {limit}, desired direction {direction}: {word}."),
        change=change,
        limit=limit,
        direction=say(context, words.DIRECTION[str(receipt.facts["direction"])]),
        word=word,
    )


def _change(context: Context, rules: Mapping[str, object], steps: Mapping[str, Step]) -> tuple[str, str]:
    """The change and its limit in the same form: in per cent where both are shares, else as numbers."""
    plain = "little_points" in rules or "limit" in steps
    write = words.plain if plain else words.share
    limit = steps["limit"].value if "limit" in steps else rules["little_points" if plain else "little"]
    ends = [float(str(steps[name].value)) for name in ("change", "ratio", "least", "most") if name in steps]
    said = [*dict.fromkeys(language.signed(write(context, end), end) for end in ends)]
    change = say(context, N_("{low} to {high}"), low=said[0], high=said[1]) if len(said) > 1 else "".join(said)
    return change, write(context, float(str(limit)))
