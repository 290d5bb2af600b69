"""Further names of codes: a name leads to one code of its list, whatever its case, width and spaces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plan_metrics.errors import N_, Fault, fault_at
from plan_metrics.plan.dimensions import DIMENSIONS
from plan_metrics.plan.models import Plan
from plan_metrics.plan.references import ACTIONS
from plan_metrics.reading.typed import plain

NAMES_FILE = "names.csv"
LISTS = {
    "indicator": ACTIONS,
    "level": "plan.toml",
    "region": "regions.csv",
    "breakdown": DIMENSIONS,
    "unit": "units.csv",
}


def wrong_names(plan: Plan, lines: Sequence[int], unread: Sequence[str] | set[str]) -> Iterator[Fault]:
    """Codes that are in no list, and names that mean something else already; of no list that is `unread`.

    The names of units are shared by several, as their titles are, so of these only a code counts.
    """
    taken: dict[tuple[str, str], str] = {}
    codes = _names(plan)
    for column, names in codes.items():
        for code, others in names.items():
            for name in (code, *others):
                taken.setdefault((column, _folded(name)), code)
    for row, line in zip(plan.names, lines, strict=True):
        if LISTS[row.list] in unread:
            continue
        if row.code not in codes[row.list]:
            expected, fix = N_("a code of {of}"), N_("Correct the code, or add it to data/plan/{of} first.")
            found = N_("“{value}”, which is not in the list")
            values = {"value": row.code, "of": LISTS[row.list]}
            yield _fault("loose_end", line, "code", found, expected, fix, **values)
            continue
        meant = taken.get((row.list, _folded(row.name)), row.code)
        if row.list != "unit":
            taken[row.list, _folded(row.name)] = meant
        if meant != row.code:
            found, expected = N_("“{value}”, which means {meant} already"), N_("a name of one code only")
            fix = N_("Remove the line: a table that uses the name must say which of the two it means.")
            yield _fault("wrong_name", line, "name", found, expected, fix, value=row.name, meant=meant)


def _names(plan: Plan) -> dict[str, dict[str, tuple[str, ...]]]:
    """For each list: its codes, and their names."""
    levels = plan.head.levels if plan.head is not None else ()
    wordings = {
        each.code: [row.wording for row in plan.mapping if row.breakdown == each.code] for each in plan.breakdowns
    }
    return {
        "indicator": {card.id: card.title.values() for _, card in plan.indicators()},
        "region": {
            r.region: (*r.short.values(), *r.title.values(), *filter(None, r.codes.values())) for r in plan.regions
        },
        "level": {level.id: (*level.one.values(), *level.other.values()) for level in levels},
        "breakdown": {s.code: (*s.title.values(), *wordings[s.code]) for s in plan.breakdowns},
        "unit": {unit: () for unit in plan.units},
    }


def _folded(name: str) -> str:
    return "".join(plain(name).casefold().split())


def _fault(rule: str, line: int, column: str, found: str, expected: str, fix: str, **values: str) -> Fault:
    return fault_at(rule, NAMES_FILE, found, expected, fix, row=line, column=column, **values)
