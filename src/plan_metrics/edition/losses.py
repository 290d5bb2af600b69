"""What an edition lost against the previous one. Everything is a warning."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from plan_metrics.edition.known import quality_warning
from plan_metrics.edition.models import KEY, Edition
from plan_metrics.errors import N_, Fault


def lost(edition: Edition, previous: Edition) -> Iterator[Fault]:
    """Rules `lost_indicator`, `lost_region`, `lost_breakdown`, `lost_series`, `lost_period`.

    The widest loss is told, not each line of it. A row that says with a flag that there is no value is
    not lost, and neither is one that was moved to `rejected.csv` with its reason and no other figure to keep, or that
    `withdrawn.csv` withdraws.
    """
    before = set(_keys(previous.observations))
    now = set(_keys(edition.observations)) | set(_keys(edition.missing))
    rejected = edition.rejected
    gone = before - now - set(_keys(rejected if rejected.empty else rejected[rejected["kept_value"].isna()]))
    gone -= {each.key for each in edition.withdrawn}
    for index, column in enumerate(KEY[:3]):
        here = {key[index] for key in now}
        for code in sorted({key[index] for key in before} - here):
            lines = {key for key in gone if key[index] == code}
            if lines:
                yield _lost(f"lost_{column}", column, previous, code, len(lines))
            gone -= lines
    series = {key[:3] for key in now}
    for name in sorted({key[:3] for key in gone}):
        periods = sorted(key[3] for key in gone if key[:3] == name)
        if name in series:
            what = f"{', '.join(name)}: {', '.join(periods)}"
            yield _lost("lost_period", "period", previous, what, len(periods))
        else:
            yield _lost("lost_series", ", ".join(KEY[:3]), previous, ", ".join(name), len(periods))


def _lost(rule: str, column: str, previous: Edition, what: str, lines: int) -> Fault:
    return quality_warning(
        rule,
        N_("nothing about “{what}”"),
        N_("what the edition {previous} had about it: {lines} lines"),
        N_("An edition is a full snapshot: copy the lines again, or say in rejected.csv or withdrawn.csv why not."),
        column=column,
        key=what,
        figures=str(lines),
        what=what,
        previous=previous.card.id,
        lines=lines,
    )


def _keys(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    return [] if frame.empty else list(zip(*(frame[column].to_numpy() for column in KEY), strict=True))
