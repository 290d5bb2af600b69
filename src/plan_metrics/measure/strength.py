"""How strong the evidence behind a verdict is: the lowest of the levels that its criteria reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from plan_metrics.measure.periods import spread
from plan_metrics.measure.trend import mann_kendall
from plan_metrics.measure.verdicts import IMPROVING, STABLE, STRENGTHS, WORSENING, Figure, without_bounds

STRONG, MODERATE, WEAK = STRENGTHS
CRITERIA = ("figures", "trend", "printed", "collection", "sample", "documents", "read", "fit")
COLLECTIONS = {"census": STRONG, "register": STRONG, "sample": MODERATE, "survey": MODERATE, "unknown": WEAK}
FIT_LEVELS = {"direct": STRONG, "proxy": MODERATE, "context": WEAK}


@dataclass(frozen=True)
class Needs:
    """What a level needs: comparable figures, the p-value of the trend, the size of a sample, documents."""

    figures: int
    p: float
    sample: int
    documents: int


class Criterion(NamedTuple):
    """One criterion: its name in `CRITERIA`, the level that it reaches, and by which value; None for nothing."""

    name: str
    level: str
    value: float | str | None


def criteria(
    figures: Sequence[Figure],
    word: str,
    *,
    direction: str,
    collection: str,
    documents: int,
    original: bool,
    fit: str,
    apart: float,
    needs: Mapping[str, Needs],
) -> tuple[Criterion, ...]:
    """Each criterion for the `word` of a verdict on these figures, in the order of `CRITERIA`.

    `documents`: how many different ones stand behind the figures. `original`: whether the last figure is linked, or
    was read in the original. `apart`: years between figures that count apart, so that the months of one register are
    not so many witnesses. `needs`: of strong and of moderate. The trend is that of the `tested` figures (Mann-Kendall,
    exact up to ten); it counts only in the direction of the word, and a standstill has none to test.

    >>> from plan_metrics.measure.spans import Span
    >>> figures = [Figure(str(2020 + n), n, Span(n, n)) for n in range(5)]
    >>> needs = {"strong": Needs(5, 0.05, 1000, 2), "moderate": Needs(4, 0.2, 100, 1)}
    >>> found = criteria(figures, "improving", direction="increase", collection="census", documents=1, original=True,
    ...     fit="direct", apart=0.5, needs=needs)
    >>> [each.name for each in found if each.level != "strong"]
    ['documents']
    """
    direction_sign = {IMPROVING: 1, WORSENING: -1}.get(word, 0) * (1 if direction == "increase" else -1)
    p = None
    if direction_sign:
        counted = tested(figures, apart)
        test = mann_kendall([each.period for each in counted], [each.value for each in counted])
        p = test.p if test.s is not None and test.s * direction_sign > 0 else None
    sizes = [each.size for each in figures if each.size]
    least = min(sizes) if len(sizes) == len(figures) and sizes else None
    bounded = any(each.bounded for each in (*figures[:1], *figures[-1:]))
    count = len(spread([each.period for each in figures], apart))
    found = [
        Criterion("figures", _level(needs, lambda need: count >= need.figures), count),
        Criterion(
            "trend",
            MODERATE if word == STABLE else _level(needs, lambda need: p is not None and p <= need.p),
            p,
        ),
        Criterion("printed", MODERATE if bounded else STRONG, "bound" if bounded else "exact"),
        Criterion("collection", COLLECTIONS[collection], collection),
        Criterion("documents", _level(needs, lambda need: documents >= need.documents), documents),
        Criterion("read", STRONG if original else MODERATE, "original" if original else "copy"),
        Criterion("fit", FIT_LEVELS[fit], fit),
    ]
    if collection == "sample":
        level = _level(needs, lambda need: least is not None and least >= need.sample)
        found.insert(4, Criterion("sample", level, least))
    return tuple(found)


def tested(figures: Sequence[Figure], apart: float) -> list[Figure]:
    """The figures whose order is tested: those that are no bounds, and of those closer than `apart` years one.

    >>> from plan_metrics.measure.spans import Span
    >>> figures = [Figure(period, 1, Span(1, 1)) for period in ("2022", "2023-11", "2023")]
    >>> [each.period for each in tested(figures, 0.5)]
    ['2022', '2023']
    """
    exact = without_bounds(figures)
    return [exact[place] for place in spread([each.period for each in exact], apart)]


def strength(found: Sequence[Criterion]) -> str:
    """The lowest level of all criteria.

    >>> strength([Criterion("figures", "strong", 9), Criterion("fit", "moderate", "proxy")])
    'moderate'
    """
    return max((each.level for each in found), key=STRENGTHS.index)


def _level(needs: Mapping[str, Needs], reached: Callable[[Needs], bool]) -> str:
    return next((level for level in (STRONG, MODERATE) if reached(needs[level])), WEAK)
