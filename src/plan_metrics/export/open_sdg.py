"""A folder in the Open SDG form, so that a site of that form can show the figures and what is said of them here.

The form is described at https://open-sdg.readthedocs.io; `plan_metrics.adopt` reads it back. An action is a goal, a
commitment a target; an indicator stands below its first commitment, for the form has one place for each. What the form
has no place for stands in `plan.json`, which no site of it reads: the record of the plan, as the Data Package has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

from plan_metrics.context import Context
from plan_metrics.export.about import LICENCE, notices, title
from plan_metrics.export.datapackage import json_bytes, two
from plan_metrics.export.forms import kept_apart
from plan_metrics.export.open_sdg_words import (
    AREA,
    ATTRIBUTES,
    COLUMNS,
    UNIT,
    VERDICTS,
    Made,
    texts,
    translations,
)
from plan_metrics.export.plan_record import RECORD, plan_record
from plan_metrics.export.spreadsheet_cells import Cell, csv_bytes, number
from plan_metrics.export.tables import Row, Table
from plan_metrics.plan.code_lists import Source
from plan_metrics.plan.models import Action, Indicator
from plan_metrics.rows import grouped

FOLDER = "open-sdg"
CONFIG = "config_data.yml"
# Names that the form, or what reads it, takes for something else than a dimension, and those of files of words here:
# without low lines, which readers may not tell apart.
RESERVED = {name.replace("_", "") for name in (
    *("year", "time_period", "value", "obs_value", "units", "unit_measure", "series", "unit_mult", "obs_status"),
    *("comment_obs", "geocode", "ref_area", "progress", "nature", "source_detail", "comment_ts", "geo_info_url"),
    *("geo_info_type", "time_detail", "freq", "time_coverage", "base_per", "reporting_type", "cust_breakdown_lb"),
    *("upper_bound", "lower_bound", "data_last_update", "ref_period", "dataflow", "structure", "structure_id"),
    *("structure_name", "action", "qualifier", "printed", "sample_size", "source", "decimals", "conf_status"),
    *("custom", "data", "receipt", "global_goals", "global_targets", "global_indicators", "metadata_fields"),
    *("series_code", "unit_multiplier", "observation_status", "reporting_year_start_day"),
)}  # fmt: skip
SPANS = {"from_period": "verdict_from", "to_period": "verdict_to",
         "latest_from": "latest_change_from", "latest_to": "latest_change_to"}  # fmt: skip
MOST_SOURCES = 6  # that the form has keys for
USUAL_BASE = 2015  # the year that the form takes for the base where none is named
PROGRESS = "progress_calculation_options"
DIRECTIONS = {"increase": "positive", "decrease": "negative"}
BOUNDS = {"increase": ("at_least",), "decrease": ("at_most", "zero")}


def open_sdg_files(context: Context, tables: Mapping[str, Table]) -> dict[str, bytes]:
    """The files of the folder by their names: tables, settings and metadata of each indicator, words, `CONFIG`.

    The total and the whole are blank cells. A value that was not published or was suppressed is blank beside its
    status; no other row lacks a value.
    """
    plan, ids = context.plan, [each.id for each in context.plan.head.dimensions]
    promised = [id for each in plan.actions for id in (each.id, *(one.id for one in each.commitments))]
    made = Made(
        context=context,
        names=file_names(card.id for _, card in plan.indicators()),
        goals=file_names(dict.fromkeys(promised)),
        columns={id: column_of(id) for id in ids},
        codes={(str(row["list"]), str(row["code"])): row for row in tables["codes"].rows},
        known={column.name: column for name in ("observations", "scoreboard") for column in tables[name].columns},
        tables=tables,
    )
    seen, targets = (
        grouped(tables[name].rows, lambda row: str(row["indicator"])) for name in ("observations", "targets")
    )
    board = {row["indicator"]: row for row in tables["scoreboard"].rows if row["headline"]}
    first, *others = COLUMNS.values()
    header = [first, *made.columns.values(), *others]
    progress = {card.id: _progress(card, board.get(card.id, {})) for _, card in plan.indicators()}
    record = plan_record(context, {"rejected.csv": len(tables["rejected"].rows)}) | {PROGRESS: progress}
    files: dict[str, bytes] = {CONFIG: _yaml(_config(made)), RECORD: json_bytes(record, sort_keys=False)}
    for at, (action, card) in enumerate(plan.indicators(), 1):
        name, rows, standing = made.names[card.id], seen.get(card.id, []), board.get(card.id, {})
        cited = _cited(context, rows)
        files[f"data/indicator_{name}.csv"] = csv_bytes(header, (_cells(made, row) for row in rows))
        files[f"indicator-config/{name}.yml"] = _yaml(_settings(made, action, card, at, rows, progress[card.id]))
        files[f"meta/{name}.yml"] = _yaml(_metadata(made, card, standing, cited))
        for code in plan.languages:
            said = texts(made, card, standing, cited, targets.get(card.id, []), code)
            files[f"meta/{code}/{name}.yml"] = _yaml(said)
    for code in plan.languages:
        for group, words in translations(made, code).items():
            files[f"translations/{code}/{group}.yml"] = _yaml(words)
    return {f"{FOLDER}/{name}": content for name, content in files.items()}


def column_of(dimension: str) -> str:
    """The column of a dimension, whose name the form takes for nothing else.

    >>> column_of("sex"), column_of("nature")
    ('sex', 'by_nature')
    """
    return f"by_{dimension}" if dimension.replace("_", "") in RESERVED else dimension


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """The name of the files of each id, in which the form has dashes for dots.

    Two ids that would fall together (`1.2` and `1-2`, or on some systems `a` and `A`) are kept apart by a number
    behind the later one. Programs that read the form cut `indicator_` out of a name, so that none may hold it.

    >>> file_names(["1.2.a", "1-2-A", "indicator_1"])
    {'1.2.a': '1-2-a', '1-2-A': '1-2-A-2', 'indicator_1': 'indicator-1'}
    """
    return kept_apart(ids, lambda id: id.replace(".", "-").replace("indicator_", "indicator-"), str.casefold)


def _cells(made: Made, row: Row) -> list[Cell]:
    plan = made.context.plan
    codes = plan.breakdown(str(row["breakdown"])).codes
    notes = dict.fromkeys(str(row[f"note_{code}"]) for code in plan.languages if row[f"note_{code}"])
    area = None if row["region"] == plan.head.whole else row["region"]
    first, *others = ({**row, "note": " / ".join(notes), "region": area}[of] for of in COLUMNS)
    return [first, *(codes.get(each) for each in made.columns), *others]


def _config(made: Made) -> dict[str, Any]:
    plan, card = made.context.plan, made.context.edition.card
    return {
        "title": two(title(made.context)),
        "plan": plan.head.id,
        "edition": card.id,
        "as_of": card.as_of,
        "licence": LICENCE,
        "invented": card.invented,
        "notices": [two(notice) for notice in notices(made.context)],
        "languages": list(plan.languages),
        "src_dir": "",
        "inputs": [
            {"class": "InputCsvData", "path_pattern": "data/indicator_*.csv"},
            {"class": "InputYamlMeta", "path_pattern": "meta/*.yml", "git": False},
            {"class": "InputYamlMeta", "path_pattern": "indicator-config/*.yml", "git": False},
        ],
        "translations": [{"class": "TranslationInputYaml", "source": "translations"}],
        "indicator_options": {
            "non_disaggregation_columns": [name for name in COLUMNS.values() if name != AREA],
            "observation_attributes": [{"field": name, "label": f"{name}.{name}"} for name in ATTRIBUTES],
        },
    }


def _settings(
    made: Made, action: Action, card: Indicator, at: int, rows: Sequence[Row], progress: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    target = next(each for each in card.commitments if each in action.promised)
    name, own = f"global_indicators.{made.names[card.id]}-title", made.goals[target]
    return {
        "indicator_number": card.id,
        "indicator_name": name,
        "indicator_sort_order": f"{at:05d}",
        "graph_title": name,
        "graph_type": "line",
        "sdg_goal": action.id,
        "target_id": target if own == target.replace(".", "-") else own,
        "target_name": f"global_targets.{own}-title",
        "data_non_statistical": False,
        "reporting_status": "complete" if any(row["value"] is not None for row in rows) else "notstarted",
        **({"proxy": "proxy"} if card.fit == "proxy" else {}),
        **({PROGRESS: [*progress]} if progress else {}),
    }


def _progress(card: Indicator, standing: Row) -> list[dict[str, Any]]:
    """The direction, and the target in force of the whole where the form can say it: a number to be reached by a year.

    Other targets (ranges, levels to be kept, those of an area or a breakdown, by a month) are said in words alone: the
    form would hold the whole against them. That it computes a status by itself is not asked for.
    """
    if card.direction not in DIRECTIONS:
        return []
    entry: dict[str, Any] = {"direction": DIRECTIONS[card.direction]}
    year, goal = _year(standing.get("target_period")), standing.get("target")
    base = _year(standing.get("target_baseline_period"))
    if isinstance(goal, int | float) and _is_one_way(card.direction, standing) and (base or USUAL_BASE) < year:
        entry |= {"target": number(goal), "target_year": year} | ({"base_year": base} if base else {})
    return [entry]


def _year(period: object) -> int:
    """The year that a period is; 0 for another one, and for none."""
    return int(str(period)) if str(period).isdecimal() else 0


def _is_one_way(direction: str, standing: Row) -> bool:
    """Whether a target is met by values from it on in the direction of its indicator."""
    kind, change = standing["target_kind"], standing["target_change"]
    if kind == "relative":
        return isinstance(change, int | float) and (change > 0) == (direction == "increase")
    return kind is None or kind in BOUNDS[direction]


def _metadata(made: Made, card: Indicator, standing: Row, cited: Sequence[Source]) -> dict[str, Any]:
    """What is the same in every language: codes, periods, addresses."""
    head, edition = made.context.plan.head, made.context.edition.card
    found: dict[str, Any] = {
        "national_geographical_coverage": f"{AREA}.{head.whole}",
        "computation_units": f"{UNIT}.{made.context.plan.units[card.unit].base}",
        "plan": head.id,
        "edition": edition.id,
        "licence": LICENCE,
        "invented": edition.invented,
        **{key: standing.get(of) for of, key in (VERDICTS | SPANS).items()},
    }
    for n, source in enumerate(cited, 1):
        address = source.url if source.address_class != "none" else None
        found |= {f"source_active_{n}": True, f"source_url_{n}": address}
        found |= {} if source.date_basis == "unknown" else {f"source_release_date_{n}": source.date}
    return {key: value for key, value in found.items() if value is not None and value != ""}


def _cited(context: Context, rows: Iterable[Row]) -> list[Source]:
    """The newest documents of the figures; each row names all of its own."""
    names = {name for row in rows for name in str(row["source"] or "").split()}
    sources = [context.source(name) for name in sorted(names)]
    return sorted(sources, key=lambda source: source.date, reverse=True)[:MOST_SOURCES]


class _Dumper(yaml.SafeDumper):
    """Writes texts of a kind of their own, as the reader of TOML makes them, as texts, and nothing as a reference."""

    def ignore_aliases(self, data: Any) -> bool:
        """Every value is written out."""
        return True


class _FastDumper(yaml.CSafeDumper):
    """The same in C, which writes some letters as numbers (`ESCAPED`): rare ones of Chinese, for one."""

    ignore_aliases = _Dumper.ignore_aliases


ESCAPED = re.compile(r"\\[UN]")
for _each in (_Dumper, _FastDumper):
    _each.add_multi_representer(str, lambda dumper, text: dumper.represent_str(str(text)))


def _yaml(content: Mapping[str, Any]) -> bytes:
    """Keys as they were given; one line a text, so that a change is a change of its line."""
    how: dict[str, Any] = {"allow_unicode": True, "sort_keys": False, "width": 10**9}
    text = str(yaml.dump(dict(content), Dumper=_FastDumper, **how))
    return (str(yaml.dump(dict(content), Dumper=_Dumper, **how)) if ESCAPED.search(text) else text).encode()
