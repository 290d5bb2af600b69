"""Takes the answers of `data/questions.csv` over into the plan of a project: all of them, or none with its faults."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from plan_metrics.adopt.questions import COLUMNS, QUESTIONS_FILE, is_a_choice, write_questions
from plan_metrics.edition.write import write_table
from plan_metrics.errors import N_, Fault, check_faults, fault_at
from plan_metrics.files import finish, passing_folder, write_together
from plan_metrics.paths import BEGUN, plan_folder
from plan_metrics.plan.read import read_plan
from plan_metrics.plan.references import ACTIONS
from plan_metrics.reading.csv_tables import read_table, text_of

HEAD = "plan.toml"
BLOCK = re.compile(r"\[\[?([A-Za-z_.]+)\]?\]")
TABLES = {"dimension": "dimensions", "level": "levels", "indicator": "indicators"}


def take_over(base: Path) -> int:
    """Write the answers into the cards and lists of a project; how many there were.

    Raises `FaultError` for an answer that is no choice, for what the plan does not have, and where the plan does not
    hold together with them: nothing is changed then.
    """
    data = base / "data"
    finish(data / BEGUN)
    table = read_table(data / QUESTIONS_FILE, COLUMNS)
    answered = [(line, row) for line, row in table.rows if row["answer"]]
    check_faults(_wrong(line, row) for line, row in answered if not is_a_choice(row["answer"], row["choices"]))
    with passing_folder() as tried:
        plan = Path(shutil.copytree(plan_folder(base), plan_folder(tried)))
        check_faults(_unknown(line, row) for line, row in answered if not _answer(plan, row))
        _measured(plan)
        read_plan(plan)
        rows = [row | ({"now": row["answer"]} if row["answer"] else {}) for _, row in table.rows]
        write_questions(plan.parent, rows)
        made = {name: raw for name, raw in _texts(plan.parent).items() if raw != (data / name).read_bytes()}
    write_together(data / BEGUN, made)
    return len(answered)


def _texts(folder: Path) -> dict[str, bytes]:
    """The cards and tables below a folder, by their place in it."""
    files = sorted(file for file in folder.rglob("*") if file.suffix in (".toml", ".csv"))
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def _answer(plan: Path, row: dict[str, str]) -> bool:
    """Put an answer where it belongs; False where there is no such place."""
    said = row["answer"] if row["answer"] in ("true", "false") else json.dumps(row["answer"])
    match row["list"]:
        case "unit":
            return _in_list(plan / "units.csv", row["code"], row["key"], row["answer"])
        case "plan":
            return _in_card(plan / HEAD, "", "", row["key"], said)
        case "dimension" | "level":
            return _in_card(plan / HEAD, TABLES[row["list"]], row["code"], row["key"], said)
        case "indicator":
            files = sorted((plan / ACTIONS).glob("*.toml"))
            return any(_in_card(file, TABLES["indicator"], row["code"], row["key"], said) for file in files)
    return False


def _in_list(file: Path, code: str, key: str, answer: str) -> bool:
    header = tuple(text_of(file).split("\n", 1)[0].split(","))
    if key not in header:
        return False
    rows = [row for _, row in read_table(file, header).rows]
    found = [row for row in rows if row[header[0]] == code]
    for row in found:
        row[key] = answer
    write_table(file, header, rows)
    return bool(found)


def _in_card(file: Path, table: str, id: str, key: str, said: str) -> bool:
    """Put a value behind a key of the table of an id, or before any table; a fit stands in a list of its own."""
    lines = text_of(file).split("\n")
    named = re.compile(rf"id\s*=\s*{re.escape(json.dumps(id))}\s*(#|$)")
    for first, last in _blocks(lines, table):
        if table and not any(map(named.match, lines[first:last])):
            continue
        for at in range(first, last):
            pattern = r'\bfit\s*=\s*"\w+"' if key == "fit" else rf"^{re.escape(key)}\s*=\s*(\"[^\"]*\"|\w+)"
            if found := re.search(pattern, lines[at]):
                lines[at] = f"{lines[at][: found.start()]}{key} = {said}{lines[at][found.end() :]}"
                file.write_text("\n".join(lines), "utf-8", newline="\n")
                return True
    return False


def _blocks(lines: Sequence[str], table: str) -> Iterator[tuple[int, int]]:
    """The first line and the end of each table of this name; without a name, what stands before any table."""
    heads = [(at, found[1]) for at, line in enumerate(lines) if (found := BLOCK.match(line))]
    ends = [*(at for at, _ in heads), len(lines)]
    if not table:
        yield 0, ends[0]
    for n, (at, name) in enumerate(heads):
        if name == table:
            yield at, ends[n + 1]


def _measured(plan: Path) -> None:
    """Leave out what was looked for of commitments that an indicator measures now."""
    for file in sorted((plan / ACTIONS).glob("*.toml")):
        lines = text_of(file).split("\n")
        found = re.findall(r'commitment\s*=\s*"([^"]+)",\s*fit\s*=\s*"(?:direct|proxy)"', "\n".join(lines))
        for first, last in _blocks(lines, "commitments"):
            said = [re.match(r'id\s*=\s*"([^"]+)"', line) for line in lines[first:last]]
            if any(match and match[1] in found for match in said):
                lines[first:last] = [
                    "" if re.match("(searched|needed) *=", line) else line for line in lines[first:last]
                ]
        file.write_text(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)), "utf-8", newline="\n")


def _wrong(line: int, row: dict[str, str]) -> Fault:
    texts = N_("“{answer}”"), N_("one of: {choices}"), N_("Write one of the choices, or leave the cell empty.")
    return fault_at("wrong_answer", QUESTIONS_FILE, *texts, row=line, column="answer", **row)


def _unknown(line: int, row: dict[str, str]) -> Fault:
    found = N_("“{code}”, which has no key “{key}” in the plan")
    expected = N_("a code of the plan, and a key that stands in a line of its own")
    fix = N_("Remove the line, or write the answer into the card yourself.")
    return replace(_wrong(line, row), column="code", found=found, expected=expected, fix=fix)
