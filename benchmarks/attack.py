"""Attacks what invented editions withhold with a whole-number solver; 0 small counts may be found out.

Run it with `python benchmarks/attack.py [PLANS [FIRST]]`: 500 random plans by default, from the first seed (0). Each
has two or three editions with rules of their own, small counts that come later or are revised below it, groups
that overlap, sectors, periods of mixed lengths, stocks, flows and running totals, shares, and a register of figures
not used that repeats counts in other words. The attacker has every register of every edition; see `tests/attacker.py`.
Exit code 1 where a count was found out, or is called public although no older edition tells it.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from attacker import recovered, said_in_vain
from random_plans import scene

PLANS = 500


def attacked(seed: int) -> tuple[int, int, int, list, list]:
    """The seed of a plan; its small counts, those that are named as public, those found out, those named in vain."""
    drawn = scene(seed)
    small, found, named = recovered(drawn)
    return seed, small, len(named), found, said_in_vain(drawn)


def main(plans: int = PLANS, first: int = 0) -> int:
    """Attack the plans and print the figures."""
    with ProcessPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(attacked, range(first, first + plans), chunksize=4))
    small, named = (sum(result[place] for result in results) for place in (1, 2))
    print(f"{plans} random plans, seeds {first} to {first + plans - 1}: {small} small counts withheld")
    print(f"public by older editions and named by check: {named}; the other {small - named} attacked")
    for words, place in (("found out", 3), ("named as public in vain", 4)):
        hit = [(result[0], each) for result in results for each in result[place]]
        print(f"{words}: {len(hit)} in {len({seed for seed, _ in hit})} plans")
        for seed, each in hit:
            print(f"  seed {seed}: {each}")
    return int(any(result[3] or result[4] for result in results))


if __name__ == "__main__":
    sys.exit(main(*(int(each) for each in sys.argv[1:])))
