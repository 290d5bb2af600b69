"""The kinds of mistake that an analyst makes with a table of figures, each as a function that makes one.

A mistake happened before figure and printed words were typed, so that both say it (see `errors.typed`). Written before
the checks that are measured with them; those in `HELD_OUT` were never looked at while the checks were made. Those in
`APART` were thought up before the checks were read and sharpened, and no check was tuned against them.
"""

from __future__ import annotations

import difflib
import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from benchmarks.mistaken import BLOCK, Mistake, Table
from plan_metrics.measure.periods import period_kind

Kind = Callable[[Table, random.Random], Mistake | None]


def moved_by_row(table: Table, rng: random.Random) -> Mistake | None:
    """A column of regions pasted one row too low: the first keeps what it had."""
    block = _one(rng, table.blocks())
    return block and Mistake({at: table.values[above] for above, at in pairwise(block)})


def moved_by_period(table: Table, rng: random.Random) -> Mistake | None:
    """A series written one period too late: the first keeps what it had."""
    series = _one(rng, [s for s in table.series() if len(s) > 2 and table.eligible.issuperset(s)])
    return series and Mistake({at: table.values[before] for before, at in pairwise(series)})


def halved(table: Table, rng: random.Random) -> Mistake | None:
    """Half of the figure."""
    return _times(table, rng, 0.5)


def swapped_indicators(table: Table, rng: random.Random) -> Mistake | None:
    """The figures of two indicators of one region, breakdown and period, of like kind, in each other's place."""
    sets = table.sets("region", "breakdown", "period")
    pairs = [
        (a, b)
        for places in sets
        for a in places
        for b in places
        if a < b and table.counts(a) == table.counts(b) and table.rows[a]["indicator"] != table.rows[b]["indicator"]
    ]
    return _swapped(table, _one(rng, pairs))


def swapped_columns(table: Table, rng: random.Random) -> Mistake | None:
    """The figures of two indicators in each other's place, for every region of a breakdown and period."""
    columns = defaultdict(dict)
    for block in table.blocks():
        row = table.rows[block[0]]
        columns[row["breakdown"], row["period"]][row["indicator"]] = {table.rows[at]["region"]: at for at in block}
    pairs = [
        [(one[region], other[region]) for region in one.keys() & other.keys()]
        for found in columns.values()
        for a, one in sorted(found.items())
        for b, other in sorted(found.items())
        if a < b
    ]
    chosen = _one(rng, [sorted(pair) for pair in pairs if len(pair) >= BLOCK])
    return chosen and Mistake({at: table.values[to] for a, b in chosen for at, to in ((a, b), (b, a))})


def factor_10(table: Table, rng: random.Random) -> Mistake | None:
    """A digit too many or too few."""
    return _times(table, rng, rng.choice([10, 0.1]))


def factor_100(table: Table, rng: random.Random) -> Mistake | None:
    """Two digits too many or too few."""
    return _times(table, rng, rng.choice([100, 0.01]))


def factor_1000(table: Table, rng: random.Random) -> Mistake | None:
    """A point taken for a thousands mark or the other way round."""
    return _times(table, rng, rng.choice([1000, 0.001]))


def factor_wan(table: Table, rng: random.Random) -> Mistake | None:
    """万 (ten thousand) forgotten or counted twice."""
    return _times(table, rng, rng.choice([1e4, 1e-4]))


def factor_million(table: Table, rng: random.Random) -> Mistake | None:
    """Millions or 亿 (a hundred million) forgotten or counted twice."""
    return _times(table, rng, rng.choice([1e6, 1e-6, 1e8, 1e-8]))


def swapped_digits(table: Table, rng: random.Random) -> Mistake | None:
    """Two neighbouring digits in each other's place."""
    at = rng.choice(sorted(table.eligible))
    text = _text(table.values[at])
    pairs = [k for k in range(len(text) - 1) if text[k : k + 2].isdigit() and text[k] != text[k + 1]]
    k = _one(rng, pairs)
    return None if k is None else Mistake({at: float(text[:k] + text[k + 1] + text[k] + text[k + 2 :])})


def copied_previous(table: Table, rng: random.Random) -> Mistake | None:
    """The figure of the period before."""
    chosen = _one(rng, table.after())
    return chosen and Mistake({chosen[0][chosen[1]]: table.values[chosen[0][chosen[1] - 1]]})


def sign(table: Table, rng: random.Random) -> Mistake | None:
    """A minus too many, or one forgotten."""
    return _times(table, rng, -1)


def wrong_region(table: Table, rng: random.Random) -> Mistake | None:
    """The figures of two regions in each other's place."""
    return _two_of(table, rng, "indicator", "breakdown", "period")


def wrong_breakdown(table: Table, rng: random.Random) -> Mistake | None:
    """The figures of two breakdowns, or of one and the total, in each other's place."""
    return _two_of(table, rng, "indicator", "region", "period")


def part_for_total(table: Table, rng: random.Random) -> Mistake | None:
    """A breakdown's figure typed for the total of its region."""
    sets = table.sets("indicator", "region", "period")
    pairs = [(a, b) for s in sets for a in s for b in s if table.rows[a]["breakdown"] == "TOTAL" and a != b]
    pair = _one(rng, pairs)
    return pair and Mistake({pair[0]: table.values[pair[1]]})


def growth_for_value(table: Table, rng: random.Random) -> Mistake | None:
    """The growth rate in percent typed for the value."""
    pairs = [(s[k - 1], s[k]) for s, k in table.after() if table.values[s[k - 1]] > 0 and table.counts(s[k])]
    pair = _one(rng, pairs)
    return pair and Mistake({pair[1]: round(abs(table.values[pair[1]] / table.values[pair[0]] - 1) * 100, 1)})


def truncated(table: Table, rng: random.Random) -> Mistake | None:
    """The last digits were cut off."""
    at = rng.choice(sorted(table.eligible))
    text = _text(table.values[at])
    kept = text[: -rng.randint(1, max(1, min(3, len(text) - 1)))].rstrip(".")
    return Mistake({at: float(kept)}) if kept.strip("-") else None


def doubled_rows(table: Table, rng: random.Random) -> Mistake | None:
    """Rows copied for another period, which was left out to be filled in and never was."""
    sets = table.sets("indicator", "period")
    chosen = _one(rng, sets)
    if chosen is None:
        return None
    period = table.rows[chosen[0]]["period"]
    others = sorted({row["period"] for row in table.rows if period_kind(row["period"]) == period_kind(period)})
    other = rng.choice([p for p in others if p != period])
    return Mistake(added=tuple((at, other) for at in chosen[: rng.randint(1, len(chosen))]))


def fraction_for_percent(table: Table, rng: random.Random) -> Mistake | None:
    """A share of 0 to 1 typed for one of 0 to 100."""
    places = [at for at in sorted(table.eligible) if table.rows[at]["unit"] == "percent"]
    at = _one(rng, places)
    return None if at is None else Mistake({at: table.values[at] / 100})


def province_for_nation(table: Table, rng: random.Random) -> Mistake | None:
    """A province's figure typed as the nation's."""
    pairs = [
        (a, b)
        for s in table.sets("indicator", "breakdown", "period")
        for a in s
        for b in s
        if table.rows[a]["region"] == table.whole and table.is_part(b)
    ]
    pair = _one(rng, pairs)
    return pair and Mistake({pair[0]: table.values[pair[1]]})


def half_for_year(table: Table, rng: random.Random) -> Mistake | None:
    """The figure of the half-year typed as that of the year; where none is known, about half of a flow."""
    flows = [
        at
        for at in sorted(table.eligible)
        if table.indicator(at).accumulation == "flow" and period_kind(table.rows[at]["period"]) == "A"
    ]
    at = _one(rng, flows)
    if at is None:
        return None
    *place, year = table.rows[at].key
    half = table.place.get((*place, f"{year}-H1"))
    value = table.values[at] * rng.uniform(0.45, 0.52) if half is None else table.values[half]
    return Mistake({at: _like(table, at, value)})


def cumulative_for_flow(table: Table, rng: random.Random) -> Mistake | None:
    """What came in the year typed for the total since the start, or the sum so far for what came in the year."""
    series = [(s, k) for s, k in table.after() if table.indicator(s[0]).accumulation in ("flow", "cumulative")]
    chosen = _one(rng, series)
    if chosen is None:
        return None
    places, k = chosen
    values = [table.values[at] for at in places]
    flow = table.indicator(places[0]).accumulation == "flow"
    return Mistake({places[k]: sum(values[: k + 1]) if flow else values[k] - values[k - 1]})


def sorted_column(table: Table, rng: random.Random) -> Mistake | None:
    """A column of regions sorted by size, without their names."""
    block = _one(rng, table.blocks())
    if not block:
        return None
    down = sorted((table.values[at] for at in block), reverse=rng.random() < 0.5)
    return Mistake(dict(zip(block, down, strict=True)))


def misread_digit(table: Table, rng: random.Random) -> Mistake | None:
    """A digit that looks alike, as a scanner reads it."""
    at = rng.choice(sorted(table.eligible))
    text, alike = _text(table.values[at]), {"1": "7", "7": "1", "3": "8", "8": "3", "5": "6", "6": "0", "0": "6"}
    k = _one(rng, [k for k, digit in enumerate(text) if digit in alike])
    return None if k is None else Mistake({at: float(text[:k] + alike[text[k]] + text[k + 1 :])})


def rank_for_value(table: Table, rng: random.Random) -> Mistake | None:
    """The place of a region among all, from the column beside, typed for its figure."""
    block = _one(rng, [[at for at in s if table.is_part(at)] for s in table.sets("indicator", "breakdown", "period")])
    if not block:
        return None
    down = sorted(block, key=lambda at: -table.values[at])
    at = rng.choice(block)
    return Mistake({at: float(down.index(at) + 1)})


def year_for_value(table: Table, rng: random.Random) -> Mistake | None:
    """The year typed for the figure."""
    at = rng.choice(sorted(table.eligible))
    return Mistake({at: float(table.rows[at]["period"][:4])})


def namesakes(table: Table, rng: random.Random) -> Mistake | None:
    """Two regions of like names in each other's place, for all indicators of a period that both have."""
    names = {region.region: region.short.en for region in table.plan.areas}
    found = defaultdict(list)
    for places in table.sets("indicator", "breakdown", "period"):
        own = [at for at in places if table.is_part(at)]
        for k, a in enumerate(own):
            for b in own[k + 1 : k + 8]:
                pair = table.rows[a]["region"], table.rows[b]["region"]
                found[(*pair, table.rows[a]["period"])].append((a, b))
    pairs = [
        key
        for key in sorted(found)
        if key[0] != key[1] and difflib.SequenceMatcher(None, names[key[0]], names[key[1]]).ratio() > 0.65
    ]
    key = _one(rng, pairs)
    return key and Mistake({at: table.values[to] for a, b in found[key] for at, to in ((a, b), (b, a))})


def leading_digit_lost(table: Table, rng: random.Random) -> Mistake | None:
    """The first digit cut off, as by a column that is too narrow."""
    places = [at for at in sorted(table.eligible) if abs(table.values[at]) >= 10]
    at = _one(rng, places)
    return None if at is None else Mistake({at: float(_text(abs(table.values[at]))[1:])})


def key_pressed_twice(table: Table, rng: random.Random) -> Mistake | None:
    """A digit before the point typed twice."""
    at = _one(rng, [at for at in sorted(table.eligible) if table.values[at] >= 1])
    if at is None:
        return None
    text = _text(table.values[at])
    k = rng.randrange(len(text.partition(".")[0]))
    return Mistake({at: float(text[: k + 1] + text[k:])})


def note_mark(table: Table, rng: random.Random) -> Mistake | None:
    """The number of a footnote read as the last digit."""
    at = rng.choice(sorted(table.eligible))
    return Mistake({at: float(_text(table.values[at]) + str(rng.randint(1, 5)))})


def merged_regions(table: Table, rng: random.Random) -> Mistake | None:
    """A region together with one that the source prints apart, such as a corps, a city or a bordering region."""
    blocks = [block for block in table.blocks() if table.counts(block[0])]
    block = _one(rng, blocks)
    if not block:
        return None
    at, other = rng.sample(block, 2)
    return Mistake({at: table.values[at] + table.values[other]})


def mean_filled(table: Table, rng: random.Random) -> Mistake | None:
    """One to four empty cells of a column filled with the mean of the others."""
    block = _one(rng, table.blocks())
    if not block:
        return None
    empty = rng.sample(block, rng.randint(1, 4))
    others = [table.values[at] for at in block if at not in empty]
    return Mistake({at: _like(table, at, sum(others) / len(others)) for at in empty})


def incomplete_sum(table: Table, rng: random.Random) -> Mistake | None:
    """The nation added up by hand without one of the larger regions."""
    found = []
    for places in table.sets("indicator", "breakdown", "period", any_row=True):
        parts = sorted((at for at in places if table.is_part(at)), key=lambda at: -table.values[at])
        found += [(at, parts) for at in places if at in table.eligible and table.rows[at]["region"] == table.whole]
    chosen = _one(rng, [(at, parts) for at, parts in found if len(parts) >= BLOCK and table.counts(at)])
    if chosen is None:
        return None
    at, parts = chosen
    return Mistake({at: table.values[at] - table.values[rng.choice(parts[:BLOCK])]})


def increase_for_level(table: Table, rng: random.Random) -> Mistake | None:
    """What was added since the period before typed for what there is."""
    series = [(s[k - 1], s[k]) for s, k in table.after() if table.indicator(s[0]).accumulation == "stock"]
    pair = _one(rng, series)
    return pair and Mistake({pair[1]: _like(table, pair[1], table.values[pair[1]] - table.values[pair[0]])})


def share_for_count(table: Table, rng: random.Random) -> Mistake | None:
    """A region's share of the nation in percent, from the column beside, typed for its figure."""
    wholes = {
        (row["indicator"], row["breakdown"], row["period"]): table.values[at]
        for at, row in enumerate(table.rows)
        if row["region"] == table.whole and table.values[at] > 0
    }
    keys = {
        at: tuple(table.rows[at][column] for column in ("indicator", "breakdown", "period")) for at in table.eligible
    }
    at = _one(rng, [at for at in sorted(keys) if table.is_part(at) and keys[at] in wholes and table.counts(at)])
    return None if at is None else Mistake({at: round(table.values[at] / wholes[keys[at]] * 100, 1)})


def complement(table: Table, rng: random.Random) -> Mistake | None:
    """The share of those that have not typed for the share of those that have."""
    at = _one(rng, [at for at in sorted(table.eligible) if table.rows[at]["unit"] == "percent"])
    return None if at is None else Mistake({at: round(100 - table.values[at], 4)})


HELD_OUT: dict[str, Kind] = {kind.__name__: kind for kind in (misread_digit, rank_for_value, year_for_value, namesakes)}
APART: dict[str, Kind] = {
    kind.__name__: kind
    for kind in (
        leading_digit_lost, key_pressed_twice, note_mark, merged_regions, mean_filled, incomplete_sum,
        increase_for_level, share_for_count, complement,
    )
}  # fmt: skip
KINDS: dict[str, Kind] = {
    kind.__name__: kind
    for kind in (
        moved_by_row, moved_by_period, halved, swapped_indicators, swapped_columns, factor_10, factor_100, factor_1000,
        factor_wan, factor_million, swapped_digits, copied_previous, sign, wrong_region, wrong_breakdown,
        part_for_total, growth_for_value, truncated, doubled_rows, fraction_for_percent, province_for_nation,
        half_for_year, cumulative_for_flow, sorted_column,
    )
}  # fmt: skip


def mistakes(kind: Kind, table: Table, seeds: int) -> Iterator[tuple[int, Mistake | None]]:
    """A mistake for each seed; None where the table has no place for one of this kind."""
    for seed in range(seeds):
        rng = random.Random(f"{kind.__name__} {seed}")
        made = None
        for _ in range(20):  # until one changes something
            made = kind(table, rng)
            if made is None or made.added or any(table.values[at] != value for at, value in made.values.items()):
                break
            made = None
        yield seed, made


def _one(rng: random.Random, choices: Sequence):
    return rng.choice(choices) if choices else None


def _times(table: Table, rng: random.Random, factor: float) -> Mistake:
    at = rng.choice([at for at in sorted(table.eligible) if table.values[at]])
    return Mistake({at: _like(table, at, table.values[at] * factor)})


def _like(table: Table, at: int, value: float) -> float:
    """The value with as many digits as one writes down: a count is whole where it was, unless it is below one."""
    whole = table.values[at].is_integer() and abs(value) >= 10
    return float(round(value)) if whole and table.counts(at) else float(f"{value:.6g}")


def _two_of(table: Table, rng: random.Random, *columns: str) -> Mistake | None:
    chosen = _one(rng, table.sets(*columns))
    return chosen and _swapped(table, rng.sample(chosen, 2))


def _swapped(table: Table, pair: Sequence[int] | None) -> Mistake | None:
    return pair and Mistake({pair[0]: table.values[pair[1]], pair[1]: table.values[pair[0]]})


def _text(value: float) -> str:
    return str(int(value)) if math.isfinite(value) and value.is_integer() else repr(value)
