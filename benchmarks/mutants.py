"""Turns the last run of mutmut into `benchmarks/mutants.md`: what was changed, what the tests saw, what they let pass.

Run it with `make mutants`. A survivor is accepted only with a reason in `benchmarks/mutants_accepted.toml`, under its
function and the line it stands on, so that a change of the line brings it up again.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections import Counter
from pathlib import Path

from mutmut.configuration import config
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import orig_function_and_class_names_from_key as names_of

HERE = Path(__file__).parent
STATUSES = ("killed", "survived", "timeout", "error", "no tests", "not run")
WORDS = {"not checked": "not run", "suspicious": "error", "segfault": "error"}
HEAD = """# Mutants of `measure/`

Made by `make mutants` with {tool}; settings in `pyproject.toml` under `tool.mutmut`. A mutant is one small change to one
function; it is killed when a test fails with it. For each mutant those tests of `tests/test_measure_*.py` run that call
the changed function. Not run: doctests and the other tests, which would kill more; `test_measure_room.py`, which reads
the source. Not changed: constants outside functions, f-strings, decorated functions and properties.

All {total} mutants were run, none sampled: no margin of error. Share is killed over all, so that a time-out, an error, a
mutant without a test and one that was not run count against it. {accepted} of the {survived} survivors cannot be told from
the original by any figure, or are accepted for the reason beside them; without those the share is {rest:.1%}.
"""


def results() -> dict[str, int | None]:
    """The exit code of each mutant, None where it was not run."""
    found = {}
    for file in sorted(Path("mutants/src/plan_metrics/measure").glob("*.meta")):
        found |= json.loads(file.read_text("utf-8"))["exit_code_by_key"]
    return found


def status(code: int | None) -> str:
    """One of STATUSES."""
    word = status_by_exit_code[code]
    return WORDS.get(word, word if word in STATUSES else "error")


def place(mutant: str) -> tuple[str, str]:
    """Module and function of a mutant."""
    function, owner = names_of(mutant)
    return mutant.split(".")[2], f"{owner}.{function}" if owner else function


def change(mutant: str) -> tuple[str, str]:
    """The changed lines before and after, each as one line."""
    path = Path("src", *mutant.split(".")[:3]).with_suffix(".py")
    lines = get_diff_for_mutant(mutant, path=path).splitlines()[2:]
    return tuple(" ".join(line[1:].strip() for line in lines if line.startswith(mark)) for mark in "-+")


def differing(before: str, after: str) -> str:
    """The change without what both sides share, give or take a few letters."""
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    room = min(len(before), len(after)) - start
    end = next((i for i in range(room) if before[-1 - i] != after[-1 - i]), room)
    around = slice(max(0, start - 25), start), (max(0, len(before) - end), len(before) - end + 15)
    left, right = before[around[0]], before[slice(*around[1])]
    return f"{left}[{before[start : len(before) - end]} → {after[start : len(after) - end]}]{right}"


def main() -> None:
    """Reads the run and writes the report; says how many survivors nobody has looked at."""
    found = results()
    accepted = tomllib.loads((HERE / "mutants_accepted.toml").read_text("utf-8"))
    counts: dict[str, Counter] = {}
    for mutant, code in found.items():
        counts.setdefault(place(mutant)[0], Counter())[status(code)] += 1
    whole = sum(counts.values(), Counter())
    survivors, open_ones = [], 0
    for mutant in sorted((name for name, code in found.items() if status(code) == "survived"), key=number_of):
        (module, function), (before, after) = place(mutant), change(mutant)
        reasons = accepted.get(module, {}).get(function, {})
        reason = next((why for part, why in reasons.items() if part in before), "")
        open_ones += not reason
        survivors.append((f"{module}.{function}", differing(before, after), reason or "not accepted"))
    known = len(survivors) - open_ones
    share = whole["killed"] / (whole.total() - known)
    text = HEAD.format(
        tool="mutmut 3.8.1", total=whole.total(), accepted=known, survived=len(survivors), rest=math.floor(share * 1000) / 1000
    )
    text += "\n| module | mutants | " + " | ".join(STATUSES) + " | share |\n|" + "---|" * (len(STATUSES) + 3) + "\n"
    for module, count in [*sorted(counts.items()), ("all", whole)]:
        cells = [str(count.total()), *(str(count[word]) for word in STATUSES), f"{count['killed'] / count.total():.1%}"]
        text += f"| {module} | {' | '.join(cells)} |\n"
    text += "\n## Survivors\n\n| function | change | why it is let be |\n|---|---|---|\n"
    for function, what, reason in survivors:
        text += f"| {function} | `` {what.replace('|', '&#124;')} `` | {reason} |\n"
    (HERE / "mutants.md").write_text(text, "utf-8")
    print(f"{whole['killed']} of {whole.total()} killed, {open_ones} survivors without a reason: benchmarks/mutants.md")


def number_of(mutant: str) -> tuple[str, int]:
    """Sorts the mutants of a function by their number."""
    name, _, number = mutant.rpartition("_")
    return name, int(number)


if __name__ == "__main__":
    config()
    main()
