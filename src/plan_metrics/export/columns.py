"""The columns of the tables that are taken along: name, type, meaning, and what the table refers to."""

from __future__ import annotations

from dataclasses import dataclass

from plan_metrics.errors import N_
from plan_metrics.plan.code_lists import LANGUAGES


@dataclass(frozen=True)
class Column:
    """A column: its name, `string`, `number`, `integer` or `boolean`, and its title in words.

    `refers` is the table whose key it holds; `ratio` marks shares and growth (0.05 is 5 %), `required` a
    cell that is never empty; `language` a text that stands beside the same in the other language.
    """

    name: str
    type: str
    title: str
    refers: str = ""
    ratio: bool = False
    required: bool = False
    language: str = ""


def _text(name: str, title: str, refers: str = "", required: bool = False) -> Column:
    return Column(name, "string", title, refers, required=required)


def _both(name: str, title: str, required: bool = False) -> tuple[Column, ...]:
    return tuple(Column(f"{name}_{code}", "string", title, required=required, language=code) for code in LANGUAGES)


_TITLE = _both("title", N_("Title"), required=True)
_ACTION = _text("action", N_("Action"), "actions", required=True)
_SERIES = (
    _text("indicator", N_("Indicator"), "indicators", required=True),
    _text("region", N_("Region"), "regions", required=True),
    _text("sector", N_("Sector"), "sectors", required=True),
)
_VALUE = Column("value", "number", N_("Value, in the plain unit"))
_UNIT = _text("unit", N_("Unit"), "units", required=True)
_FLAG = _text("flag", N_("Observation status (SDMX code)"), required=True)
_QUALIFIER = _text("qualifier", N_("How exactly it was printed"))
_SOURCES = _text("source", N_("Source (ids separated by a space)"))

COLUMNS: dict[str, tuple[Column, ...]] = {
    "units": (_text("unit", N_("Unit"), required=True), _text("base", N_("Plain unit")), *_TITLE),
    "regions": (
        _text("region", N_("Region"), required=True),
        _text("kind", N_("Whole, province or group"), required=True),
        _text("gbt2260", N_("Code of GB/T 2260")),
        _text("parent", N_("Part of"), "regions"),
        *_TITLE,
        *_both("short", N_("Short name")),
    ),
    "sectors": (
        _text("sector", N_("Sector"), required=True),
        _text("parent", N_("Part of"), "sectors"),
        _text("pilot", N_("Pilot sector")),
        *_TITLE,
    ),
    "sources": (
        _text("source", N_("Source"), required=True),
        *_TITLE,
        *_both("publisher", N_("Issuing body"), required=True),
        _text("date", N_("Date"), required=True),
        _text("date_basis", N_("Date printed or inferred"), required=True),
        _text("read_in", N_("Read in the original or in a copy"), required=True),
        _text("url", N_("Address")),
    ),
    "codes": (
        _text("list", N_("Code list"), required=True),
        _text("code", N_("Code"), required=True),
        *_both("title", N_("Meaning"), required=True),
    ),
    "actions": (
        _text("action", N_("Action"), required=True),
        *_TITLE,
        *_both("aim", N_("Aim")),
        _text("state", N_("State"), required=True),
        Column("commitments", "integer", N_("Commitments")),
        Column("judged_commitments", "integer", N_("Commitments that can be judged")),
        Column("indicators", "integer", N_("Indicators")),
        Column("with_figures", "integer", N_("With figures")),
        Column("good", "integer", N_("wanted way or met")),
        Column("neutral", "integer", N_("little change or behind")),
        Column("bad", "integer", N_("other way or missed")),
        Column("not_judged", "integer", N_("cannot be judged")),
    ),
    "commitments": (
        _text("commitment", N_("Commitment"), required=True),
        _ACTION,
        *_TITLE,
        *_both("searched", N_("What was looked for")),
    ),
    "indicators": (
        _text("indicator", N_("Indicator"), required=True),
        _ACTION,
        _text("commitments", N_("Commitments (ids separated by a space)"), required=True),
        *_TITLE,
        *_both("counts", N_("What is counted")),
        *_both("why", N_("Why it matters")),
        *_both("basis", N_("Basis")),
        *_both("caveat", N_("Caveat")),
        _UNIT,
        _text("direction", N_("Wanted direction"), required=True),
        _text("accumulation", N_("Kind"), required=True),
        _text("sector", N_("Sector"), "sectors", required=True),
        _text("frequency", N_("Frequency"), required=True),
        _text("next_update", N_("Next figure expected")),
        _text("numerator", N_("Numerator"), "indicators"),
        _text("denominator", N_("Denominator"), "indicators"),
        _text("adds_up_over_region", N_("How it adds up over regions")),
        _text("adds_up_over_sector", N_("How it adds up over sectors")),
        _text("adds_up_over_time", N_("How it adds up over time")),
    ),
    "targets": (
        *_SERIES,
        _text("period", N_("Target period"), required=True),
        Column("value", "number", N_("Target"), required=True),
        _UNIT,
        _text("baseline_period", N_("Baseline period of the target")),
        _text("since", N_("Set on"), required=True),
        _text("source", N_("Source"), "sources", required=True),
    ),
    "observations": (
        _ACTION,
        *_SERIES,
        _text("period", N_("Period"), required=True),
        _VALUE,
        _UNIT,
        _FLAG,
        _QUALIFIER,
        _SOURCES,
        Column("published_value", "number", N_("Value as printed")),
        _text("published_unit", N_("Unit as printed"), "units"),
        *_both("note", N_("Note")),
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
        _text("status", N_("Status"), required=True),
        _text("reason", N_("Reason for the status"), required=True),
        _text("period", N_("Period of the newest figure")),
        Column("value", "number", N_("Newest figure, in the plain unit")),
        _UNIT,
        _FLAG,
        _QUALIFIER,
        _SOURCES,
        Column("n_points", "integer", N_("Comparable figures")),
        _text("baseline_period", N_("Baseline period")),
        Column("baseline", "number", N_("Baseline value")),
        Column("change", "number", N_("Change since the baseline")),
        Column("relative_change", "number", N_("Change since the baseline, relative"), ratio=True),
        Column("annual_change", "number", N_("Change a year")),
        Column("growth", "number", N_("Growth a year"), ratio=True),
        _text("trend", N_("Trend")),
        _text("target_period", N_("Target period")),
        Column("target", "number", N_("Target")),
        _text("target_baseline_period", N_("Baseline period of the target")),
        Column("target_baseline", "number", N_("Baseline of the target")),
        _text("compared_period", N_("Period held against the target")),
        Column("compared", "number", N_("Figure held against the target")),
        Column("progress", "number", N_("Share of the way"), ratio=True),
        Column("elapsed", "number", N_("Share of the time"), ratio=True),
        Column("pace", "number", N_("Pace: share of the way over share of the time")),
        Column("expected", "number", N_("Expected on the straight path")),
        Column("gap", "number", N_("Still missing to the target")),
    ),
    "rejected": (
        Column("row", "integer", N_("Row of the register"), required=True),
        _text("indicator", N_("Indicator, where it is one of this plan")),
        _text("region", N_("Region as printed")),
        _text("sector", N_("Sector as printed")),
        _text("period", N_("Period as printed")),
        Column("value", "number", N_("Value as printed")),
        _text("unit", N_("Unit as printed")),
        Column("kept_value", "number", N_("Value used in its place")),
        *_both("reason", N_("Reason"), required=True),
        _text("source", N_("Source (ids separated by a space)"), required=True),
    ),
}

KEYS: dict[str, tuple[str, ...]] = {
    "units": ("unit",),
    "regions": ("region",),
    "sectors": ("sector",),
    "sources": ("source",),
    "codes": ("list", "code"),
    "actions": ("action",),
    "commitments": ("commitment",),
    "indicators": ("indicator",),
    "targets": ("indicator", "region", "sector", "period", "since"),
    "observations": ("indicator", "region", "sector", "period"),
    "observation_sources": ("indicator", "region", "sector", "period", "source"),
    "scoreboard": ("indicator", "region", "sector"),
    "rejected": ("row",),
}

TITLES: dict[str, str] = {
    "units": N_("Units"),
    "regions": N_("Regions"),
    "sectors": N_("Sectors"),
    "sources": N_("Sources"),
    "codes": N_("What the codes mean"),
    "actions": N_("Actions and their state"),
    "commitments": N_("Commitments"),
    "indicators": N_("All indicators"),
    "targets": N_("Official targets in force at the edition's date"),
    "observations": N_("All observations"),
    "observation_sources": N_("Which documents an observation rests on"),
    "scoreboard": N_("Scoreboard: where every series stands"),
    "rejected": N_("Printed figures that were not used, and why"),
}
