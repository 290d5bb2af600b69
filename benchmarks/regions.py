"""Times what a page of a region costs before its notebook runs, in plans of 100 to 3,000 regions.

Run it with `python benchmarks/regions.py`, or with other sizes: `python benchmarks/regions.py 100 300`. The plans are
invented (`benchmarks.grown`); of each, pages of regions are sampled evenly. Seconds are of the processor.
"""

from __future__ import annotations

import datetime as dt
import pickle
import resource
import sys
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.errors import _table_of
from benchmarks.grown import grown_card, grown_edition, grown_plan, grown_rows
from plan_metrics import paths
from plan_metrics.analysis.scoreboard import observations, scoreboard
from plan_metrics.context import Context
from plan_metrics.plan.read import read_plan
from plan_metrics.report.engine.cut import in_language
from plan_metrics.report.engine.keys import digest_of_data
from plan_metrics.report.engine.slices import slice_of
from plan_metrics.report.jobs import Job

SIZES = (100, 300, 3000)
SAMPLE = 60
WANTED = 1.1


def page_costs(regions: int) -> tuple[int, float, float]:
    """The rows of the plan, the seconds for its scoreboard, and the milliseconds for the slice of a region."""
    plan = grown_plan(read_plan(paths.plan_folder(paths.root())), regions)
    edition = grown_edition(grown_card(dt.date(2026, 6, 30), ""), *_table_of(tuple(grown_rows(plan)), plan))
    plan = plan.measured_with(edition.card.verdicts)
    start = process_time()
    board = scoreboard(plan, edition)
    measured = process_time() - start
    whole = in_language(Context(plan, edition, "en", board, observations(plan, edition)), "en")
    pages = [region.region for region in plan.areas]
    slice_of(whole, Job("region", pages[0], "en", {"region": pages[0]}))  # what is found once for all
    start = process_time()
    for region in pages[:: max(1, len(pages) // SAMPLE)][:SAMPLE]:
        part = slice_of(whole, Job("region", region, "en", {"region": region}))
        digest_of_data(part), pickle.dumps(part)
    return len(edition.observations), measured, (process_time() - start) / min(SAMPLE, len(pages)) * 1000


def main(sizes: list[int]) -> None:
    """Print a table; end with an error if a page of the biggest plan costs too much."""
    print(f"{'regions':>8}{'rows':>9}{'scoreboard':>12}{'ms a page':>11}{'ratio':>7}{'peak MB':>9}")
    first = last = 0.0
    for size in sizes:
        rows, measured, last = page_costs(size)
        first = first or last
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{size:>8}{rows:>9}{measured:>12.1f}{last:>11.1f}{last / first:>7.2f}{peak:>9}", flush=True)
    if last / first > WANTED:
        raise SystemExit(f"a page of the biggest plan costs {last / first:.2f} times a page of the smallest")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
