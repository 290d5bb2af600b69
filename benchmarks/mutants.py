"""Changes `measure/` in small ways, one at a time, sees whether the tests notice, and writes `benchmarks/mutants.md`.

Run it with `make mutants`: hours. `make mutants SAMPLE=50` takes so many mutants of each module, drawn with a fixed
seed. What was killed is not run again until its function changes; the others are: a new test may kill them. A survivor
is let be only with a reason in `benchmarks/mutants_accepted.toml`, under its function and a piece of its line.
"""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
import tomllib
from collections import Counter
from importlib.metadata import version
from pathlib import Path

from mutmut.configuration import config
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import orig_function_and_class_names_from_key as names_of

SEED = 2026  # another one after tests were written with the survivors of a sample in sight
HERE = Path(__file__).parent
MADE = Path("mutants/src/plan_metrics/measure")
STATUSES = ("killed", "survived", "time-out", "error", "no test")
WORDS = {"killed": "killed", "survived": "survived", "timeout": "time-out", "no tests": "no test"}
HEAD = """# Mutants of `measure/`

Made by `{command}` with mutmut {tool}; settings: `tool.mutmut` in `pyproject.toml`.

A mutant is one small change to one function; it is killed when a test fails with it. For each mutant those tests of
`tests/unit/test_measure_*.py` run that call the changed function, until one fails. Not run: doctests, all other tests,
and those that read the source. Not changed: constants outside functions, f-strings, decorated functions and properties.

{sampled}
Share: killed over run, so that time-outs, errors and mutants without a test count as not killed; in the last line the
shares of the modules are weighed by their mutants.

**{share:.1%}** of all mutants are killed{margin}.
Of the {survived} survivors, {accepted} are let be for the reason beside them: most cannot be told from the original by
any figure. Without those it is **{rest:.1%}**.
"""


def results() -> dict[str, dict[str, int | None]]:
    """The exit code of each mutant by module, None where it was not run."""
    found = {}
    for file in sorted(MADE.rglob("*.meta")):
        codes = json.loads(file.read_text("utf-8"))["exit_code_by_key"]
        found |= {file.name.removesuffix(".py.meta"): codes} if codes else {}
    return found


def drawn(codes: dict[str, int | None], size: int | None) -> list[str]:
    """The mutants of a module that count: all of them where all were run, else a sample."""
    names = sorted(codes, key=number_of)
    if size is None or None not in codes.values() or size >= len(names):
        return names
    return sorted(random.Random(SEED).sample(names, size), key=number_of)


def status(code: int | None) -> str:
    """One of STATUSES."""
    return WORDS.get(status_by_exit_code[code], "error")


def number_of(mutant: str) -> tuple[str, int]:
    """Sorts the mutants of a function by their number."""
    name, _, number = mutant.rpartition("_")
    return name, int(number)


def function_of(mutant: str) -> str:
    """The function of a mutant, with its class."""
    function, owner = names_of(mutant)
    return f"{owner}.{function}" if owner else function


def change(mutant: str) -> tuple[str, str]:
    """The changed lines before and after, each as one line."""
    path = Path("src", *mutant.split(".")[:-1]).with_suffix(".py")
    lines = get_diff_for_mutant(mutant, path=path).splitlines()[2:]
    return tuple(" ".join(line[1:].strip() for line in lines if line.startswith(mark)) for mark in "-+")


def differing(before: str, after: str) -> str:
    """The change with a few letters around it: `a [+ → -] b`."""
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    room = min(len(before), len(after)) - start
    end = next((i for i in range(room) if before[-1 - i] != after[-1 - i]), room)
    inner = f"[{before[start : len(before) - end]} → {after[start : len(after) - end]}]"
    return before[max(0, start - 25) : start] + inner + before[len(before) - end :][:15]


def run(names: list[str]) -> None:
    """Runs these mutants; mutmut keeps what is done."""
    command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", "2", *names]
    subprocess.run(command, check=True)


def main(size: int | None) -> None:
    """Makes the mutants, runs what has to be run and writes the report."""
    run(["plan_metrics.measure.coverage.*"])  # which makes all mutants, and sees which test calls what
    found = results()
    run([name for codes in found.values() for name in drawn(codes, size) if status(codes[name]) != "killed"])
    text, left = report(results(), size)
    (HERE / "mutants.md").write_text(text, "utf-8")
    print(f"benchmarks/mutants.md: {left} survivors without a reason")


def report(found: dict[str, dict[str, int | None]], size: int | None) -> tuple[str, int]:
    """The text, and how many survivors no one has given a reason for."""
    accepted = tomllib.loads((HERE / "mutants_accepted.toml").read_text("utf-8"))
    total, share, rest, variance = sum(map(len, found.values())), 0.0, 0.0, 0.0
    rows, survivors, whole, sampled = [], [], Counter(), []
    for module, codes in found.items():
        names = drawn(codes, size)
        count, let_be = Counter(status(codes[name]) for name in names), 0
        for name in (name for name in names if status(codes[name]) == "survived"):
            before, after = change(name)
            reasons = accepted.get(module, {}).get(function_of(name), {})
            reason = next((why for part, why in reasons.items() if part in before), "")
            let_be += bool(reason)
            survivors.append((f"{module}.{function_of(name)}", differing(before, after), reason))
        killed, part = count["killed"] / len(names), len(codes) / total
        share, rest = share + part * killed, rest + part * count["killed"] / (len(names) - let_be or 1)
        if len(names) < len(codes):
            sampled.append(module)
            variance += part**2 * killed * (1 - killed) / (len(names) - 1) * (1 - len(names) / len(codes))
        whole += count
        rows.append([module, len(codes), len(names), *(count[word] for word in STATUSES), f"{killed:.1%}"])
    rows.append(["all", total, whole.total(), *(whole[word] for word in STATUSES), f"{share:.1%}"])
    left = sum(not reason for _, _, reason in survivors)
    text = HEAD.format(
        command="make mutants" + (f" SAMPLE={size}" if size else ""),
        tool=version("mutmut"),
        sampled=f"Of {len(sampled)} modules, a sample of {size} mutants each was run (seed {SEED}); of the others, all."
        if sampled
        else "All mutants were run.",
        share=share,
        margin=f", give or take {1.96 * math.sqrt(variance):.1%} (95 % interval of the sample)" if sampled else "",
        survived=len(survivors),
        accepted=len(survivors) - left,
        rest=rest,
    )
    heads = ["module", "mutants", "run", *STATUSES, "share"]
    text += "\n" + table([heads, *rows]) + "\n## Survivors\n\n"
    marked = [[function, f"`` {what} ``", reason or "**no reason given**"] for function, what, reason in survivors]
    return text + table([["function", "change", "why it is let be"], *marked]), left


def table(rows: list[list]) -> str:
    """A table in Markdown, the first row its head."""
    lines = [f"| {' | '.join(str(cell).replace('|', '&#124;') for cell in row)} |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]]) + "\n"


if __name__ == "__main__":
    config()
    main(int(sys.argv[1]) if sys.argv[1:] else None)
