"""The store of runs and the memory of pages: nothing torn is used, nothing grows for ever, `why` is right."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from invented import SECOND, change, copy_of_project, edition_of, line_of

from plan_metrics.cli import main
from plan_metrics.files import PART, write_whole
from plan_metrics.report.engine import keys
from plan_metrics.report.engine.keys import BuildInputs, environment, stripped
from plan_metrics.report.engine.store import Store
from plan_metrics.report.engine.why import changed, sentence
from plan_metrics.report.jobs import Job
from plan_metrics.report.site import prepare
from plan_metrics.views.language import catalogue

ROOT = Path(__file__).parents[2]
JOB = Job("region", "XX-AA", "en", {"region": "XX-AA", "edition": SECOND, "language": "en"})
INPUTS = BuildInputs(
    notebook="n1",
    parameters=JOB.parameters,
    slice="s1",
    data={"observations.csv: stands": "d1", "plan.toml": "p1"},
    code={"views/region.py": "c1", "views/words.py": "w1"},
    environment=("python-3.11.7", "pandas-3.0.0"),
)


@pytest.fixture
def store(tmp_path) -> Store:
    """An empty store."""
    made = Store(tmp_path / "cache")
    made.prepare()
    return made


def made_once(store: Store, inputs: BuildInputs = INPUTS, raw: bytes = b"page") -> None:
    """A page that was made from build inputs."""
    store.keep(inputs.key, raw, "2030-07-01", 1.5)
    store.remember(JOB, inputs, ["new"])


# ---------------------------------------------------------------- the key


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"notebook": "n2"}, False),
        ({"parameters": {**JOB.parameters, "language": "zh"}}, False),
        ({"slice": "s2"}, False),
        ({"code": {**INPUTS.code, "views/region.py": "c2"}}, False),
        ({"environment": ("python-3.12.1", "pandas-3.0.0")}, False),
        ({"data": {}}, True),
        ({"parameters": dict(reversed(JOB.parameters.items()))}, True),
    ],
)
def test_the_key_is_made_of_all_five_parts(other, same):
    """Notebook, parameters, slice, code and environment each give another key; names and order do not."""
    assert (replace(INPUTS, **other).key == INPUTS.key) is same


def test_outputs_and_metadata_of_a_notebook_are_no_part_of_its_code(tmp_path):
    """Accepting new outputs reruns nothing; a changed line, heading or tag does."""
    source = json.loads((ROOT / "notebooks" / "region.ipynb").read_text("utf-8"))

    def version(name: str, spoil) -> str:
        copy = json.loads(json.dumps(source))
        spoil(copy)
        file = tmp_path / f"{name}.ipynb"
        file.write_text(json.dumps(copy), "utf-8")
        return stripped(file)

    first = version("same", lambda nb: None)
    assert '"outputs": []' in first
    assert version("outputs", lambda nb: nb["cells"][1].update(outputs=[{"a": 1}], execution_count=9, id="x")) == first
    assert version("metadata", lambda nb: nb["metadata"].update(language_info={"version": "3.9"})) == first
    assert version("code", lambda nb: nb["cells"][2]["source"].append("\n1")) != first
    assert version("heading", lambda nb: nb["cells"][0].update(source=["# Other"])) != first
    assert version("tag", lambda nb: nb["cells"][1]["metadata"].update(tags=[])) != first


def test_a_page_is_not_made_again_for_what_it_cannot_reach():
    """The printing of the book, the commands and the words of the other language are no part of a page's code.

    What names the parts of a slice is, since the record of a run holds them by these names.
    """
    names = {code: set(keys.code_of(code)) for code in ("zh", "en")}
    for code, other in (("zh", "en"), ("en", "zh")):
        assert {"views/region.py", "analysis/scoreboard.py", "views/templates/table.html.j2"} <= names[code]
        assert [name for name in names[code] if name.startswith("report/")] == [keys.NAMES_PARTS]
        assert not any(name.startswith(f"locale/{other}/") or name == "cli.py" for name in names[code])
    assert "locale/zh/LC_MESSAGES/plan_metrics.po" in names["zh"]


def test_the_environment_names_python_and_the_packages():
    """Every installed distribution with its version, but not our own, whose code is looked at file by file."""
    found = environment()
    assert found[0].startswith("python-3.")
    assert any(name.startswith("pandas-") for name in found)
    assert not any(name.startswith("plan_metrics") for name in found)


# ---------------------------------------------------------------- the store


def test_a_run_is_found_under_its_key_only(store):
    """What was kept comes back byte for byte; another key has nothing."""
    made_once(store)
    assert store.run(INPUTS.key) == b"page"
    assert store.run("0" * 64) is None
    assert store.last_good(JOB) == (b"page", "2030-07-01")


@pytest.mark.parametrize("ending", ["gz", "json"])
@pytest.mark.parametrize("raw", [b"", b"pa", None])
def test_a_torn_file_counts_as_none(store, ending, raw):
    """A run whose file or note was cut short or is gone is made again, not believed."""
    made_once(store)
    file = store.folder / "runs" / f"{INPUTS.key}.{ending}"
    file.unlink() if raw is None else file.write_bytes(raw)
    assert store.run(INPUTS.key) is None
    assert changed(store, JOB, INPUTS) == ["gone"]


def test_an_unreadable_memory_of_a_page_counts_as_none(store):
    """A note of another version of the program, or a torn one, is as if the page had not been made."""
    made_once(store)
    file = store.folder / "pages" / SECOND / "en" / "XX-AA.json"
    for text in ("", "{}", '{"key": "x"}', '["a"]'):
        file.write_text(text, "utf-8")
        assert store.record(JOB) is None


def test_leftovers_of_a_killed_build_are_removed(store):
    """Half-written files go at the next build, finished ones stay."""
    made_once(store)
    left = store.folder / "runs" / f".abc.gz{PART}"
    left.write_bytes(b"half")
    store.prepare()
    assert not left.exists()
    assert store.run(INPUTS.key) == b"page"


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    """If writing fails, the old file is there as it was and nothing half-written lies beside it."""
    file = tmp_path / "a.json"
    write_whole(file, b"old")

    def full(self, raw):
        with self.open("wb") as stream:
            stream.write(raw[:1])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(file, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert file.read_bytes() == b"old"


def test_the_store_does_not_grow_without_end(store):
    """Runs that no page refers to go when they are more than the limit; those of pages stay, whatever their size."""
    made_once(store, raw=b"x" * 1000)
    for number in range(9):
        store.keep(f"{number}" * 64, Random(number).randbytes(100), "2030-07-01", 1.0)
    store.forget(SECOND, [JOB], limit=380)
    left = {file.stem for file in (store.folder / "runs").glob("*.gz")}
    assert INPUTS.key in left
    assert len(left) == 1 + 3
    assert {file.stem for file in (store.folder / "runs").glob("*.json")} == left
    store.forget(SECOND, [])
    assert store.record(JOB) is None
    assert not list((store.folder / "lists").glob("*"))


# ---------------------------------------------------------------- why

SAID = {
    "data": ({"slice": "s2", "data": {**INPUTS.data, "observations.csv: stands": "d2"}}, "observations.csv: stands"),
    "a new document": ({"slice": "s2", "data": {**INPUTS.data, "sources.csv: S009": "x"}}, "sources.csv: S009"),
    "computed figures": ({"slice": "s2"}, "figures computed from others"),
    "notebook": ({"notebook": "n2"}, "the notebook region.ipynb"),
    "code": ({"code": {**INPUTS.code, "views/region.py": "c2"}}, "the program file views/region.py"),
    "environment": (
        {"environment": ("python-3.11.7", "pandas-3.0.1")},
        "the installed package pandas-3.0.0; the installed package pandas-3.0.1",
    ),
    "many": (
        {"code": {f"{letter}.py": "x" for letter in "abcdefg"}},
        "; ".join(f"the program file {letter}.py" for letter in "abcde") + "; and 4 more",
    ),
}


@pytest.mark.parametrize(("other", "what"), SAID.values(), ids=SAID)
def test_why_names_what_changed(store, other, what):
    """One sentence says which build input is not as it was, by the names that a user knows."""
    made_once(store)
    changes = changed(store, JOB, replace(INPUTS, **other))
    told = sentence(catalogue("en"), JOB, changes, store.record(JOB))
    assert told == f"XX-AA (en) will be made again, because this has changed: {what}."


def test_why_says_that_nothing_changed(store):
    """Before the first build, after it, and after a later one that had a reason."""
    say = catalogue("en")
    assert changed(store, JOB, INPUTS) == ["new"]
    assert sentence(say, JOB, ["new"], None) == "XX-AA (en) has not been made yet."
    made_once(store)
    assert changed(store, JOB, INPUTS) == []
    assert "nothing that it is made of has changed" in sentence(say, JOB, [], store.record(JOB))
    store.remember(JOB, INPUTS, ["data: observations.csv: stands"])
    told = sentence(say, JOB, [], store.record(JOB))
    assert told == "XX-AA (en) is up to date; when it was last made, this had changed: observations.csv: stands."


def test_the_command_says_why_in_both_languages(tmp_path, monkeypatch, capsys):
    """`plan-metrics why` answers for a page in each language of the report, and lists the pages if it is unknown."""
    base = copy_of_project(tmp_path)
    (base / "notebooks").symlink_to(ROOT / "notebooks")
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(base))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    store = Store(base / "build" / "cache")
    store.prepare()
    for run in prepare(base, None)[1]:
        store.keep(run.inputs.key, b"page", "2030-07-01", 1.0)
        store.remember(run.job, run.inputs, ["new"])
    file = edition_of(base) / "observations.csv"
    change(file, line_of(file, indicator="bicycle_stands", region="XX-BB"), note_zh="说明")
    assert main(["why", "XX-BB"]) == 0
    zh, en = capsys.readouterr().out.splitlines()
    assert zh == "XX-BB (zh) will be made again, because this has changed: observations.csv: bicycle_stands."
    assert en == "XX-BB (en) is up to date: nothing that it is made of has changed since it was first made."
    assert main(["why", "XX-CC"]) == 2
    assert "XX-BB" in capsys.readouterr().err
