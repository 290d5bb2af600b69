"""Commands that are killed before a step that they take on the disk: what they leave, and what the next call makes.

Steps are what the interpreter itself tells of (`sys.addaudithook`): files opened to be written, renamed, removed, and
folders made. What was written and not yet closed is lost, as it is when a machine stops.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from invented import FIRST, SECOND, change, copy_of_project, edition_of, line_of, rows_of, write_rows
from stand_ins import files, in_child

from plan_metrics.cli import main

CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.symlink")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
UNDO = "plan-metrics undo"
AGAIN = (UNDO, "plan-metrics freeze", "run the same command again", "Run the command again", "Run the same command")


def killed_at(step: int, words: Sequence[str], watched: Sequence[Path], said: Path) -> tuple[int, int]:
    """Run a command in a process of its own that ends before its step-th change below these folders; 0 for no end.

    Gives its exit code, negative for a signal, and how many changes it made.
    """
    count = said.with_suffix(".count")

    def work() -> int:
        taken, places = [0], tuple(map(str, watched))

        def hook(event: str, arguments: tuple) -> None:
            if event == "open":
                path, _, flags = arguments
                if not (isinstance(flags, int) and flags & WRITING):
                    return
            elif event in CHANGES:
                path = arguments[0]
            else:
                return
            if isinstance(path, (str, os.PathLike)) and os.fspath(path).startswith(places):
                taken[0] += 1
                if taken[0] == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        with said.open("w", encoding="utf-8") as stream:
            sys.stdout = sys.stderr = stream
            sys.addaudithook(hook)
            code = main(["--language", "en", *words])
        count.write_text(str(taken[0]), "utf-8")
        return code

    count.unlink(missing_ok=True)
    code = in_child(work)
    return code, int(count.read_text("utf-8")) if count.exists() else step


def corrected(base: Path) -> None:
    """The first edition frozen, and then a figure of it changed."""
    os.environ["PLAN_METRICS_ROOT"] = str(base)
    assert main(["--quiet", "freeze", FIRST]) == 0
    table = edition_of(base, FIRST) / "observations.csv"
    change(table, line_of(table, indicator="bicycle_stands", region="XX", sector="TOTAL", period="2026"),
           value="31000", printed="3.1万")  # fmt: skip


def with_a_recipe(base: Path) -> None:
    """A table to import, with its recipe and its document."""
    (base / "stands2029.csv").write_text("地区,2029年\n阿尔法,7100\n贝塔,19600\n", "utf-8")
    (base / "data" / "recipes").mkdir()
    (base / "data" / "recipes" / "stands.toml").write_text(
        'files = "stands*.csv"\nsheet = ""\ncells = "A1:B"\nheader_rows = 1\nstub = ["A"]\n[at]\nindicator = '
        '["= bicycle_stands"]\nregion = ["column A"]\nbreakdown = ["= TOTAL"]\nperiod = ["header 1"]\n'
        'unit = ["= stands"]\n',
        "utf-8",
    )


def with_a_language(base: Path) -> None:
    """A plan that has come to declare a third language."""
    head = base / "data" / "plan" / "plan.toml"
    head.write_text(head.read_text("utf-8").replace('["zh", "en"]', '["zh", "en", "fr"]'), "utf-8")


def with_answers(base: Path) -> None:
    """The project is one that was begun from a data set, and two of its questions are answered."""
    made = base.with_name("begun")
    assert main(["--quiet", "init", str(made), "--from", "csv", str(base / "figures.csv"), "--languages", "en"]) == 0
    shutil.rmtree(base)
    made.rename(base)
    table = base / "data" / "questions.csv"
    asked = [row for row in rows_of(table) if row["key"] in ("direction", "fit")]
    rows = [row | {"answer": row["choices"].split()[-1]} if row in asked else row for row in rows_of(table)]
    write_rows(table, rows)


SAID = ["--who", "C. Corrector", "--day", "2030-08-01", "--reason-zh", "录入有误", "--reason-en", "typed wrongly"]
COMMANDS = {
    "freeze": ([["freeze", SECOND]], None),
    "freeze --again": ([["freeze", FIRST, "--again", *SAID]], corrected),
    "sign": ([["sign", SECOND, "--who", "A. Reader", "--day", "2030-07-01"]], None),
    "import --apply": ([["import", "{base}/stands2029.csv", SECOND, "--document", "S003", "--apply"]], with_a_recipe),
    "init --from": ([["init", "{base}/new", "--from", "csv", "{base}/figures.csv", "--languages", "en"]], None),
    "adapt": ([["adapt"]], with_a_language),
    "init --answers": ([["init", "{base}", "--answers"]], with_answers),
}
TOGETHER = ("adapt", "init --answers")  # which write several files: all or none, or `check` says what to run


def killed_everywhere(name: str, folder: Path, steps: Sequence[float]) -> int:
    """Kill a command at these shares of its steps; whatever the moment, what is there is whole or says what to run.

    The same command again makes the same files as one that nobody disturbed, and leaves nothing half-made. Gives how
    many kills there were.
    """
    ((words,), prepare) = COMMANDS[name]
    start = copy_of_project(folder / "start")
    (start / "figures.csv").write_text("indicator,Year,Value\nA,2020,1\nA,2021,2\n", "utf-8")
    if prepare:
        prepare(start)
    made = folder / "made"

    def run(step: int, fresh: bool) -> tuple[int, int, str]:
        if fresh:
            shutil.rmtree(made, ignore_errors=True)
            shutil.copytree(start, made)
        os.environ["PLAN_METRICS_ROOT"] = str(made)
        own = [word.replace("{base}", str(made)) for word in words]
        watched = [made / "data", made / "new", made / ".new.unfinished"]
        code, count = killed_at(step, own, watched, folder / "said")
        return code, count, (folder / "said").read_text("utf-8")

    code, count, said = run(0, fresh=True)
    assert code == 0, said
    whole = data_of(made)
    assert whole != data_of(start)
    for step in sorted({1 + round(share * (count - 1)) for share in steps}):
        code, _, said = run(step, fresh=True)
        assert code == -signal.SIGKILL, (name, step, code, said)
        if name == "init --from":
            assert not (made / "new").exists(), (name, step)
        elif name not in TOGETHER or put_in_place(made) not in (data_of(start), whole):
            edition = next((word for word in words if word in (FIRST, SECOND)), "")
            killed_at(0, ["check", *filter(None, [edition])], [], folder / "check")
            told = (folder / "check").read_text("utf-8")
            assert "Faults: 0" in told or any(command in told for command in AGAIN), (name, step, told)
            if UNDO in told:
                killed_at(0, ["undo", edition], [], folder / "undo")
        code, _, said = run(0, fresh=False)
        assert data_of(made) == whole, (name, step, said)
    return len(set(steps))


def put_in_place(base: Path) -> dict[str, bytes]:
    """The same but for what is still to be put in place."""
    return {file: raw for file, raw in data_of(base).items() if "/." not in file}


def data_of(base: Path) -> dict[str, bytes]:
    """The files of a project but for what commands keep for themselves in the folder of builds."""
    return {file: raw for file, raw in files(base).items() if not file.startswith("build/")}
