"""The figures of an edition against those of an earlier one: new, with another value, only marked otherwise, and gone.

Of a figure that is gone, the reason is that which the newer edition gives.

Counted are the figures of documents, the rows of `observations.csv`; what is computed from them follows from them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from plan_metrics.edition.answers import Answer
from plan_metrics.edition.models import (
    ANSWERS_FILE,
    KEY,
    OBSERVATIONS_FILE,
    REJECTED_FILE,
    WITHDRAWN_FILE,
    Edition,
)
from plan_metrics.rows import ObservationRow, observation_rows

Key = tuple[str, ...]  # indicator, region, breakdown and period


@dataclass(frozen=True)
class Gone:
    """A figure that the newer edition has no more: what it was, and the reason with the file that gives it.

    `file` is `withdrawn.csv`, `rejected.csv`, `answers.csv`, or `observations.csv` where the newer edition has the row
    without a value; it is empty where nothing is said. `when` and `document` are those of a withdrawal, else empty.
    """

    key: Key
    value: float
    qualifier: str
    file: str = ""
    reason: str = ""
    when: str = ""
    document: str = ""


@dataclass(frozen=True)
class Since:
    """The keys of figures that are new, have another value, or only another flag or qualifier; and those gone."""

    new: tuple[Key, ...]
    revised: tuple[Key, ...]
    restated: tuple[Key, ...]
    gone: tuple[Gone, ...]


def figures_since(before: Edition, after: Edition, language: str) -> Since:
    """What became of the figures of the earlier edition and what came, in the order of `KEY`; reasons in a language."""
    then, now = by_key(before.observations), by_key(after.observations)
    both = [key for key in now if key in then]
    revised = [key for key in both if then[key]["value"] != now[key]["value"]]
    alike = set(both).difference(revised)
    restated = [key for key in both if key in alike and _marks(then[key]) != _marks(now[key])]
    gone = [key for key in then if key not in now]
    return Since(
        new=tuple(key for key in now if key not in then),
        revised=tuple(revised),
        restated=tuple(restated),
        gone=tuple(_gone(after, key, then[key], language) for key in gone),
    )


def by_key(observations: pd.DataFrame) -> dict[Key, ObservationRow]:
    """The rows of observations by their keys."""
    keys = observations[list(KEY)].itertuples(index=False, name=None)
    return dict(zip(keys, observation_rows(observations), strict=True))


def _marks(row: ObservationRow) -> tuple[str, str]:
    return row["flag"], row["qualifier"]


def _gone(after: Edition, key: Key, then: ObservationRow, language: str) -> Gone:
    """The figure with the first reason there is: a withdrawal, `rejected.csv`, a row without a value, an answer."""
    gone = Gone(key, then["value"], then["qualifier"])
    for each in after.withdrawn:
        if each.key == key:
            document = each.source.source if each.source else ""
            return replace(gone, file=WITHDRAWN_FILE, reason=each.reason[language], when=each.when, document=document)
    # A row with a kept value is about another figure, which was refused in favour of that one.
    refused = after.rejected[after.rejected["kept_value"].isna()]
    rejected = _of_key(refused, key)
    if len(rejected):
        same = rejected[pd.to_numeric(rejected["value"], errors="coerce") == then["value"]]
        reason = (same if len(same) else rejected)[f"reason_{language}"].iloc[0]
        return replace(gone, file=REJECTED_FILE, reason=reason)
    if len(_of_key(after.missing, key)):
        return replace(gone, file=OBSERVATIONS_FILE)
    for answer in after.answers:
        if _answers(answer, key):
            return replace(gone, file=ANSWERS_FILE, reason=answer.why[f"why_{language}"])
    return gone


def _of_key(frame: pd.DataFrame, key: Key) -> pd.DataFrame:
    if frame.empty:
        return frame
    for column, code in zip(KEY, key, strict=True):
        frame = frame[frame[column] == code]
    return frame


def _answers(answer: Answer, key: Key) -> bool:
    """Whether it answers the warning that this figure was lost; the widest loss is told (see `losses.lost`)."""
    what, _, periods = answer.key.partition(": ")
    codes = tuple(what.split(", "))
    if answer.rule == "lost_period":
        return codes == key[:3] and key[3] in periods.split(", ")
    if answer.rule == "lost_series":
        return codes == key[:3]
    return any(answer.rule == f"lost_{column}" and codes == (code,) for column, code in zip(KEY, key[:3], strict=False))
