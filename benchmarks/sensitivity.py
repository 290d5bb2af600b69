"""Times the sensitivity analysis and a roll-up of the size of a scoreboard, each against a plain-Python loop.

Run it with `python benchmarks/sensitivity.py`. Both sides compute the same numbers in the same run, and are
compared; the ratio says more than the seconds, which depend on the machine and on what else it does.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from time import perf_counter

import numpy as np

from plan_metrics.measure.composite import Node, Rule, aggregate
from plan_metrics.measure.normalise import min_max, z_score
from plan_metrics.measure.sensitivity import Design, leave_one_out, scores, total_effects, uncertainty

UNITS, INDICATORS, PILLARS, RUNS, SEED = 51, 49, 8, 1000, 2026
REGIONS, SECTORS, SERIES, MONTHS = 31, 8, 40, 120
TIMES = 3  # the best of so many


def timed(work: Callable[[], object], times: int = TIMES) -> tuple[float, object]:
    """The shortest of some times, in seconds, and what the work gave."""
    spent = []
    for _ in range(times):
        start = perf_counter()
        found = work()
        spent.append(perf_counter() - start)
    return min(spent), found


def design() -> Design:
    """51 units by 49 indicators in 8 pillars, 5 % gaps; two normalisations, two means, two treatments of gaps."""
    rng = np.random.default_rng(SEED)
    x = rng.normal(50, 10, (UNITS, INDICATORS))
    x[rng.random(x.shape) < 0.05] = np.nan
    nodes = [Node("index", None, 1.0)]
    nodes += [Node(f"pillar {i}", "index", 1.0) for i in range(PILLARS)]
    nodes += [Node(f"indicator {j}", f"pillar {j % PILLARS}", 1.0) for j in range(INDICATORS)]
    tables = {"min_max": min_max(x, 1, 100), "z_score": z_score(x, 50, 15)}
    rules = {"arithmetic": Rule(), "geometric": Rule("geometric", floor=1.0)}
    return Design(nodes, tables, rules, ("renormalise", "mean"))


def plain_scores(whole: Design, draws: np.ndarray) -> list[list[float | None]]:
    """The same runs in a plain loop over runs, units and nodes."""
    tables = [table.tolist() for table in whole.tables.values()]
    rules, parts, found = list(whole.rules.values()), whole.parts, []
    below: dict[str, list[int]] = {}
    for i, node in enumerate(whole.nodes):
        below.setdefault(node.parent, []).append(i)
    column = {name: j for j, name in enumerate(parts[PILLARS:])}
    for row in draws.tolist():
        weight = {name: 1 + whole.spread * (2 * u - 1) for name, u in zip(parts, row, strict=False)}
        x, rule = tables[int(row[-3] * 2)], rules[int(row[-2] * 2)]
        if whole.missing[int(row[-1] * 2)] == "mean":
            means = []
            for values in zip(*x, strict=True):
                there = [value for value in values if value == value]
                means.append(sum(there) / len(there))
            x = [[v if v == v else m for v, m in zip(unit, means, strict=True)] for unit in x]
        run = []
        for unit in x:
            pillars = []
            for i in below["index"]:
                leaves = [whole.nodes[j].name for j in below[whole.nodes[i].name]]
                values = [(unit[column[leaf]], weight[leaf]) for leaf in leaves]
                pillars.append((plain_mean(values, rule), weight[whole.nodes[i].name]))
            run.append(plain_mean(pillars, rule))
        found.append(run)
    return found


def plain_mean(values: list[tuple[float | None, float]], rule: Rule) -> float | None:
    """Weighted mean of what is known, or None below the coverage."""
    there = [(value, weight) for value, weight in values if value is not None and value == value]
    known = sum(weight for _, weight in there)
    if not there or known < rule.least * (1 - 1e-12) * sum(weight for _, weight in values):
        return None
    if rule.kind == "arithmetic":
        return sum(value * weight for value, weight in there) / known
    return math.exp(sum(math.log(max(value, rule.floor)) * weight for value, weight in there) / known)


def plain_roll_up(cube: list, weights: list) -> list[list[float | None]]:
    """Weighted means over regions and breakdowns of each series and month, in a plain loop."""
    found = []
    for months in cube:
        row = []
        for cells in months:
            row.append(plain_mean([(v, w) for v, w in zip(cells, weights, strict=True)], Rule()))
        found.append(row)
    return found


def same(fast: np.ndarray, plain: list) -> bool:
    """Whether both sides gave the same numbers, gaps included."""
    return np.allclose(fast, np.array(plain, dtype=float), rtol=1e-9, atol=0, equal_nan=True)


def main() -> None:
    """Times both, checks that they agree, prints a table."""
    whole = design()
    draws = np.random.default_rng(SEED).random((RUNS, len(whole.parts) + 3))
    rng = np.random.default_rng(SEED)
    cube = rng.random((SERIES, MONTHS, REGIONS * SECTORS))
    cube[rng.random(cube.shape) < 0.1] = np.nan
    weights = rng.random(REGIONS * SECTORS)
    listed = cube.tolist(), weights.tolist()

    fast, found = timed(lambda: scores(whole, draws))
    slow, plain = timed(lambda: plain_scores(whole, draws), times=1)
    fast_roll, rolled = timed(lambda: aggregate(cube, weights))
    slow_roll, plain_rolled = timed(lambda: plain_roll_up(*listed), times=1)
    if not (same(found, plain) and same(rolled, plain_rolled)):
        raise SystemExit("the two sides differ")

    print(f"{'what':<58}{'seconds':>9}{'plain':>9}{'ratio':>7}")
    for name, quick, loop in (
        (f"scores: {RUNS} runs, {UNITS} units x {INDICATORS} indicators", fast, slow),
        (f"roll-up: {REGIONS} x {SECTORS} x {SERIES} x {MONTHS} values", fast_roll, slow_roll),
    ):
        print(f"{name:<58}{quick:>9.3f}{loop:>9.3f}{loop / quick:>7.0f}")
    for name, work in (
        (f"uncertainty: the same with ranks and intervals, {RUNS} runs", lambda: uncertainty(whole, SEED, RUNS)),
        ("total effects: four factors, 256 x 6 runs", lambda: total_effects(whole, SEED)),
        (f"leave one out: {INDICATORS} composites", lambda: leave_one_out(whole)),
    ):
        print(f"{name:<58}{timed(work)[0]:>9.3f}")


if __name__ == "__main__":
    main()
