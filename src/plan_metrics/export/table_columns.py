"""The columns of the tables of the downloads: name, type, meaning, and what the table refers to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from plan_metrics.errors import N_

EACH = "*"


@dataclass(frozen=True)
class Column:
    """A column: its name, `string`, `number`, `integer` or `boolean`, and its title in words.

    `refers` is the table whose key it holds; `codes` the list of the table `codes` that says what stands in it;
    `ratio` marks shares and growth (0.05 is 5 %), `required` a cell that is never empty; `language` a text that
    stands beside the same in the others: `EACH` for a column in each.
    """

    name: str
    type: str
    title: str
    refers: str = ""
    codes: str = ""
    ratio: bool = False
    required: bool = False
    language: str = ""


def _text(name: str, title: str, refers: str = "", required: bool = False) -> Column:
    return Column(name, "string", title, refers, required=required)


def _coded(name: str, title: str, codes: str = "", required: bool = False) -> Column:
    return Column(name, "string", title, codes=codes or name, required=required)


def _number(name: str, title: str, ratio: bool = False) -> Column:
    return Column(name, "number", title, ratio=ratio)


def _each(name: str, title: str, required: bool = False) -> Column:
    return Column(name, "string", title, required=required, language=EACH)


def columns_in(table: str, languages: Iterable[str]) -> tuple[Column, ...]:
    """The columns of a table, with one in each language for each of its texts."""
    return tuple(
        each
        for column in COLUMNS[table]
        for each in (
            [replace(column, name=f"{column.name}_{code}", language=code) for code in languages]
            if column.language == EACH
            else [column]
        )
    )


_TITLE = _each("title", N_("Title"), required=True)
_ACTION = _text("action", N_("Action"), "actions", required=True)
_SERIES = (
    _text("indicator", N_("Indicator"), "indicators", required=True),
    _text("region", N_("Region"), "regions", required=True),
    _text("breakdown", N_("Breakdown"), "breakdowns", required=True),
)
_VALUE = _number("value", N_("Value, in the plain unit"))
_UNIT = _text("unit", N_("Unit"), "units", required=True)
_FLAG = _coded("flag", N_("Observation status (SDMX code)"), required=True)
_QUALIFIER = _coded("qualifier", N_("How exactly it was printed"))
_SOURCES = _text("source", N_("Source (ids separated by a space)"))
_STRENGTH = _coded("strength", N_("Strength of evidence"))
_RECEIPT = _text("receipt", N_("ID of the receipt"), required=True)
_OF_THE_TARGET = (
    _coded("result", N_("What became of the target")),
    _text("result_period", N_("Period of the figure that says so")),
    _number("result_value", N_("Figure that the result rests on")),
    _coded("result_qualifier", N_("How exactly that figure was printed"), "qualifier"),
    _coded("prospect", N_("Prospect of the target")),
    _number("probability", N_("Probability that a continuation reaches the target"), ratio=True),
)

COLUMNS: dict[str, tuple[Column, ...]] = {
    "units": (
        _text("unit", N_("Unit"), required=True),
        _text("base", N_("Plain unit")),
        _TITLE,
        _each("states", N_("States from the first (0) to the last, where values are their numbers")),
    ),
    "regions": (
        _text("region", N_("Region"), required=True),
        _text("level", N_("Level of the area, or group"), required=True),
        _text("valid_from", N_("First day of the area")),
        _text("valid_to", N_("Last day of the area")),
        _text("parent", N_("Part of"), "regions"),
        _TITLE,
        _each("short", N_("Short name")),
    ),
    "breakdowns": (
        _text("breakdown", N_("Breakdown"), required=True),
        _text("parent", N_("Part of"), "breakdowns"),
        _text("page", N_("Has a page")),
        _TITLE,
    ),
    "sources": (
        _text("source", N_("Source"), required=True),
        _TITLE,
        _each("publisher", N_("Issuing body"), required=True),
        _text("date", N_("Date"), required=True),
        _text("date_basis", N_("Date printed, inferred or unknown"), required=True),
        _text("read_in", N_("Read in the original or in a copy"), required=True),
        _text("url", N_("Address")),
    ),
    "codes": (
        _text("list", N_("Code list"), required=True),
        _text("code", N_("Code"), required=True),
        _each("title", N_("Meaning"), required=True),
    ),
    "actions": (
        _text("action", N_("Action"), required=True),
        _TITLE,
        _each("aim", N_("Aim")),
        _coded("state", N_("State"), required=True),
        _STRENGTH,
        *(
            Column(name, "integer", title, required=True)
            for name, title in (
                ("commitments", N_("Commitments")),
                ("commitments_advancing", N_("Commitments advancing")),
                ("commitments_mixed", N_("Commitments with no clear direction")),
                ("commitments_slipping", N_("Commitments slipping")),
                ("commitments_not_assessable", N_("Commitments not assessable")),
                ("commitments_direct", N_("assessed by a direct indicator")),
                ("commitments_proxy", N_("assessed by a proxy")),
                ("indicators", N_("Indicators")),
                ("indicators_with_figures", N_("With figures")),
                ("indicators_counting", N_("Indicators that count")),
                ("indicators_improving", N_("indicators improving")),
                ("indicators_stable", N_("indicators with little or no change")),
                ("indicators_worsening", N_("indicators deteriorating")),
                ("indicators_not_assessable", N_("indicators not assessable")),
            )
        ),
        _text("reversals", N_("Improved in the long run, deteriorated last (ids separated by a space)")),
        _RECEIPT,
    ),
    "commitments": (
        _text("commitment", N_("Commitment"), required=True),
        _ACTION,
        _TITLE,
        _coded("state", N_("State"), "commitment_state", required=True),
        _STRENGTH,
        _coded("fit", N_("Closest fit of its indicators")),
        _text("counted", N_("Indicators that the state rests on (ids separated by a space)")),
        _text("deteriorating", N_("Indicators that deteriorate, in the long run or last (ids separated by a space)")),
        Column("with_figures", "boolean", N_("With figures"), required=True),
        _each("searched", N_("What was looked for")),
        _each("needed", N_("What would measure it")),
        _RECEIPT,
    ),
    "indicators": (
        _text("indicator", N_("Indicator"), required=True),
        _ACTION,
        _text("commitments", N_("Commitments (ids separated by a space)"), required=True),
        _TITLE,
        _each("counts", N_("Definition")),
        _each("why", N_("Why it matters")),
        _each("basis", N_("Scope")),
        _each("caveat", N_("Caution")),
        _UNIT,
        _coded("fit", N_("Closest fit to a commitment"), required=True),
        _coded("direction", N_("Desired direction"), required=True),
        _coded("collection", N_("Collected by"), required=True),
        _coded("accumulation", N_("Kind"), required=True),
        _text("breakdown", N_("Breakdown"), "breakdowns", required=True),
        _coded("frequency", N_("Frequency"), required=True),
        _text("next_update", N_("Next figure expected")),
        _text("numerator", N_("Numerator"), "indicators"),
        _text("denominator", N_("Denominator"), "indicators"),
        _text("share_of", N_("Share of the figure for the whole of"), "indicators"),
        _text("repeats", N_("Repeats"), "indicators"),
        _coded("adds_up_over_region", N_("How it adds up over regions"), "adds_up"),
        _coded("adds_up_over_breakdown", N_("How it adds up over breakdowns"), "adds_up"),
        _coded("adds_up_over_time", N_("How it adds up over time"), "adds_up"),
    ),
    "fits": (
        _text("indicator", N_("Indicator"), "indicators", required=True),
        _text("commitment", N_("Commitment"), "commitments", required=True),
        _coded("fit", N_("How it stands to the commitment"), required=True),
        _each("reason", N_("Reason"), required=True),
    ),
    "targets": (
        Column("row", "integer", N_("Row of the list of targets"), required=True),
        _ACTION,
        _text("indicator", N_("Indicator, where one has this definition"), "indicators"),
        *_SERIES[1:],
        _each("title", N_("What is to be reached"), required=True),
        _text("period", N_("Target period"), required=True),
        _number("value", N_("Target")),
        _text("unit", N_("Unit"), "units"),
        _QUALIFIER,
        _text("printed", N_("As printed"), required=True),
        _coded("kind", N_("Kind of the target; empty: in the desired direction"), "target_kind"),
        _number("value_to", N_("Upper end of the range")),
        _number("comes_to", N_("What a relative target comes to")),
        _number("bar", N_("Bar that areas are to reach")),
        _text("level", N_("Level of these areas")),
        _text("interim", N_("Interim target")),
        _each("condition", N_("Condition of the target")),
        _text("baseline_period", N_("Baseline period of the target")),
        _number("baseline", N_("Baseline of the target")),
        *_OF_THE_TARGET,
        Column("areas", "integer", N_("Areas of the level")),
        Column("areas_reaching", "integer", N_("Areas that reach the bar")),
        Column("areas_unknown", "integer", N_("Areas of which that is not known")),
        _text("revised", N_("Revised by a target set on")),
        _text("since", N_("Set on"), required=True),
        _text("source", N_("Source"), "sources", required=True),
        replace(_RECEIPT, required=False),  # of the target in force alone
    ),
    "observations": (
        _ACTION,
        *_SERIES,
        _text("period", N_("Period"), required=True),
        _VALUE,
        _UNIT,
        _FLAG,
        _QUALIFIER,
        _text("printed", N_("As printed")),
        Column("sample_size", "integer", N_("Size of the sample")),
        _number("low", N_("Least value that it may stand for")),
        _number("high", N_("Largest value that it may stand for")),
        _text("edition", N_("First edition with this figure unchanged")),
        _SOURCES,
        _each("note", N_("Note")),
        _RECEIPT,
    ),
    "observation_sources": (
        *_SERIES,
        _text("period", N_("Period"), required=True),
        _text("source", N_("Source"), "sources", required=True),
    ),
    "scoreboard": (
        _ACTION,
        *_SERIES,
        Column("headline", "boolean", N_("Speaks for the whole"), required=True),
        _coded("status", N_("Long-term assessment"), required=True),
        _coded("reason", N_("Reason for the long-term assessment"), required=True),
        _STRENGTH,
        _text("from_period", N_("Assessed from")),
        _text("to_period", N_("Assessed to")),
        _number("p", N_("p-value of the test of samples")),
        _coded("latest_change", N_("Latest change"), "status", required=True),
        _coded("latest_reason", N_("Reason for the latest change"), "reason", required=True),
        _text("latest_from", N_("Latest change from")),
        _number("latest_from_value", N_("Figure that the latest change begins with")),
        _text("latest_to", N_("Latest change to")),
        _number("latest_to_value", N_("Figure that the latest change ends with")),
        _number("latest_p", N_("p-value of the test of the latest change")),
        Column("reversal", "boolean", N_("Improved in the long run, deteriorated last"), required=True),
        _text("period", N_("Period of the newest figure")),
        _number("value", N_("Newest figure, in the plain unit")),
        _UNIT,
        _FLAG,
        _QUALIFIER,
        _SOURCES,
        Column("n_points", "integer", N_("Comparable figures"), required=True),
        _text("baseline_period", N_("Baseline period")),
        _number("baseline", N_("Baseline value")),
        _coded("baseline_qualifier", N_("How exactly the baseline was printed"), "qualifier"),
        _number("change_low", N_("Change since the baseline, at the least")),
        _number("change_high", N_("Change since the baseline, at the most")),
        _number("relative_low", N_("Change since the baseline, relative, at the least"), ratio=True),
        _number("relative_high", N_("Change since the baseline, relative, at the most"), ratio=True),
        _text("target_period", N_("Target period")),
        _coded("target_kind", N_("Kind of the target; empty: in the desired direction")),
        _number("target", N_("Target")),
        _number("target_to", N_("Upper end of the range")),
        _number("target_change", N_("Change in per cent that the target asks for")),
        _text("target_baseline_period", N_("Baseline period of the target")),
        _number("target_baseline", N_("Baseline of the target")),
        _text("compared_period", N_("Period held against the target")),
        _number("compared", N_("Figure held against the target")),
        _number("progress", N_("Progress towards target"), ratio=True),
        _number("elapsed", N_("Time elapsed, as a share"), ratio=True),
        _number("expected", N_("Expected on the linear path")),
        _number("gap", N_("Gap to the target that remains")),
        *_OF_THE_TARGET,
        _RECEIPT,
    ),
    "rejected": (
        Column("row", "integer", N_("Row of the register"), required=True),
        _text("indicator", N_("Indicator, where it is one of this plan")),
        _text("region", N_("Region as printed")),
        _text("breakdown", N_("Breakdown as printed")),
        _text("period", N_("Period as printed")),
        _number("value", N_("Value as printed")),
        _text("unit", N_("Unit as printed")),
        _number("kept_value", N_("Value used in its place")),
        _each("reason", N_("Reason"), required=True),
        _text("source", N_("Source (ids separated by a space)"), required=True),
    ),
}

# Of the scoreboard of a plan that follows a published method.
BY_METHOD = (
    _coded("category", N_("Category of the method that the plan follows")),
    _number("category_number", N_("Number that the method holds against its limits")),
    _number("category_target", N_("Target that the method judged by; empty: growth alone")),
)
TOO_LITTLE = N_("indicators with little or too little progress")
INDICATORS_STABLE = next(each for each in COLUMNS["actions"] if each.name == "indicators_stable")

KEYS: dict[str, tuple[str, ...]] = {
    "units": ("unit",),
    "regions": ("region",),
    "breakdowns": ("breakdown",),
    "sources": ("source",),
    "codes": ("list", "code"),
    "actions": ("action",),
    "commitments": ("commitment",),
    "indicators": ("indicator",),
    "fits": ("indicator", "commitment"),
    "targets": ("row",),
    "observations": ("indicator", "region", "breakdown", "period"),
    "observation_sources": ("indicator", "region", "breakdown", "period", "source"),
    "scoreboard": ("indicator", "region", "breakdown"),
    "rejected": ("row",),
}

TITLES: dict[str, str] = {
    "units": N_("Units"),
    "regions": N_("Regions"),
    "breakdowns": N_("What figures are broken down by"),
    "sources": N_("Sources"),
    "codes": N_("What the codes mean"),
    "actions": N_("Actions and their state"),
    "commitments": N_("Commitments and their state"),
    "indicators": N_("All indicators"),
    "fits": N_("How indicators stand to commitments"),
    "targets": N_("Official targets known at the edition’s date"),
    "observations": N_("All observations"),
    "observation_sources": N_("Which documents an observation rests on"),
    "scoreboard": N_("Scoreboard: where every series stands"),
    "rejected": N_("Printed figures that were not used, and why"),
}
