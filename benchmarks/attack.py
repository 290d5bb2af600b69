"""Attacks what invented editions suppress with a whole-number solver; 0 small counts may be found out.

Run it with `python benchmarks/attack.py [PLANS [FIRST]]`: 500 random plans by default, from the first seed (0). Each
has two or three editions with rules of their own, small counts that come later or are revised below it, groups
that overlap, breakdowns, periods of mixed lengths, stocks, flows and running totals, shares, and a register of figures
not used that repeats counts in other words. The attacker has every register of every edition; see `tests/attacker.py`.
Exit code 1 where a count was found out, or is called public although no older edition tells it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from attacker import Attack, attacked
from random_plans import scene

PLANS = 500


def attacked_plan(seed: int) -> tuple[int, Attack]:
    """The seed of a plan and what came of the attack on it."""
    return seed, attacked(scene(seed))


def main(plans: int = PLANS, first: int = 0) -> int:
    """Attack the plans and print the figures."""
    with ProcessPoolExecutor(max_workers=2) as pool:
        results = dict(pool.map(attacked_plan, range(first, first + plans), chunksize=4))
    print(f"plans: {plans} (seeds {first} to {first + plans - 1})")
    print(f"small counts: {sum(each.small for each in results.values()):,}")
    print(f"suppressed, with what hides them: {sum(each.suppressed for each in results.values()):,}")
    found = _printed("found out", results, lambda each: each.found)
    _printed("named as public", results, lambda each: each.named, listed=False)
    return int(_printed("named in vain", results, lambda each: each.in_vain) + found > 0)


def _printed(words: str, results: dict[int, Attack], of: Callable[[Attack], list], *, listed: bool = True) -> int:
    hit = [(seed, each) for seed, attack in results.items() for each in of(attack)]
    print(f"{words}: {len(hit):,} in {len({seed for seed, _ in hit})} plans")
    for seed, (place, cell) in hit if listed else ():
        print(f"  seed {seed}, edition {place}: {' '.join(cell)}")
    return len(hit)


if __name__ == "__main__":
    sys.exit(main(*(int(each) for each in sys.argv[1:])))
