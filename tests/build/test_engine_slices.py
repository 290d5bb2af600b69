"""A page is made from its slice alone: the slice is large enough, small enough, and nothing else can be read."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import is_dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from bilingual import LANGUAGES
from invented import FIRST, PROJECT, SECOND, add, change, copy_of_project, edition_of, line_of
from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

from plan_metrics import views
from plan_metrics.context import Context, read_context
from plan_metrics.guard import NotInSlice, UndeclaredReadError
from plan_metrics.report.accept import DESK
from plan_metrics.report.engine.cut import changed, in_language, without
from plan_metrics.report.engine.keys import build_inputs, digest_of_data, named_parts
from plan_metrics.report.engine.slices import slice_of
from plan_metrics.report.jobs import Job, jobs
from plan_metrics.views.links import action_of, page_of

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"


def for_reader(whole: Context, language: str) -> Context:
    """The same context for a reader of another language."""
    previous = whole.previous and replace(whole.previous, language=language)
    return replace(whole, language=language, previous=previous)


def shown(job: Job, context: Context) -> list[dict[str, str]]:
    """What the cells of a page show, made from a context: the code is that of the notebook, without a kernel."""
    names = {"views": views, "context": context, **job.parameters}
    found = []
    for cell in json.loads((NOTEBOOKS / f"{job.notebook}.ipynb").read_text("utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and source.startswith("views."):
            found.append(eval(source, names)._repr_mimebundle_())
    assert found
    return found


def sliced(whole: Context, job: Job) -> Context:
    """The slice of a page as its run reads it: written to a file and read from it."""
    return pickle.loads(pickle.dumps(slice_of(in_language(whole, job.language), job)))


def planned_of(base: Path, edition: str) -> list[Job]:
    """Every page of an edition in Chinese and English."""
    return jobs(read_context(edition, "zh", base).plan, edition)


def by_turns(planned: Sequence[Job], most: int) -> list[Job]:
    """Of every kind of page about so many, spread evenly over its subjects, the languages by turns."""
    chosen: list[Job] = []
    for kind in dict.fromkeys(job.notebook for job in planned):
        of_kind = [[job for job in planned if (job.notebook, job.language) == (kind, code)] for code in LANGUAGES]
        for place in range(0, len(of_kind[0]), max(1, len(of_kind[0]) // most)):
            chosen.append(of_kind[len(chosen) % 2][place])
    return chosen


def some_of_each_level(base: Path) -> list[Job]:
    """Of a plan of four levels: every kind of page, of areas those that merged, were split or were renamed."""
    planned = [job for job in jobs(read_context("2025-06", "fr", base).plan, "2025-06") if job.language == "ar"]
    areas = {"YY-S", "YY-S2", "YY-S3", "YY-S31", "YY-E14", "YY-N19"}
    return [job for job in planned if job.notebook != "region" or job.page in areas]


def by_sex_and_age(base: Path) -> list[Job]:
    """Of a plan of samples by sex and age: every page in German."""
    return [job for job in jobs(read_context("2026-03", "de", base).plan, "2026-03") if job.language == "de"]


FOUR_LEVELS, SURVEY = (ROOT / "tests" / "plans" / name for name in ("four_levels", "survey"))
PROJECTS = {
    "invented, first edition": (PROJECT, FIRST, lambda base: planned_of(base, FIRST)),
    "invented, second edition": (PROJECT, SECOND, lambda base: planned_of(base, SECOND)),
    "four levels": (FOUR_LEVELS, "2025-06", some_of_each_level),
    "by sex and age": (SURVEY, "2026-03", by_sex_and_age),
    "the plan that ships": (ROOT, "2026-11", lambda base: by_turns(planned_of(base, "2026-11"), 11)),
}


@pytest.mark.parametrize(("base", "edition", "chosen"), PROJECTS.values(), ids=PROJECTS)
def test_a_page_from_its_slice_is_the_page_from_everything(base, edition, chosen):
    """Every byte that a page shows is the same whether it can read its slice or all data: no slice is too small."""
    planned = chosen(base)
    whole = read_context(edition, planned[0].language, base)
    whole = replace(whole, found_changes=whole.changes)  # found once, as in a build
    kinds = {path.stem for path in NOTEBOOKS.glob("*.ipynb")} - {*DESK}
    assert {job.notebook for job in planned} == {job.notebook for job in jobs(whole.plan, edition)} <= kinds
    for job in planned:
        assert shown(job, sliced(whole, job)) == shown(job, for_reader(whole, job.language)), job


TOO_SMALL: dict[str, Callable[[Context], Context]] = {
    "an observation": lambda part: replace(part, observations=part.observations.iloc[1:].reset_index(drop=True)),
    "a row of the scoreboard": lambda part: replace(part, scoreboard=part.scoreboard.iloc[1:].reset_index(drop=True)),
    "a document": lambda part: replace(part, edition=replace(part.edition, sources={})),
    "a text of a card": lambda part: replace(
        part,
        plan=changed(
            part.plan,
            actions=tuple(
                changed(action, indicators=tuple(without(each, ["title"]) for each in action.indicators))
                for action in part.plan.actions
            ),
        ),
    ),
}


@pytest.mark.parametrize("cut", TOO_SMALL.values(), ids=TOO_SMALL)
def test_a_slice_that_is_too_small_is_found(cut):
    """Without a row, a document or a text that it shows, a page is another one or fails: the test above can fail."""
    whole = read_context(SECOND, "en", PROJECT)
    job = Job("region", "XX-AA", "en", {"region": "XX-AA", "edition": SECOND, "language": "en"})
    full = shown(job, whole)
    try:
        made = shown(job, cut(sliced(whole, job)))
    except (AttributeError, KeyError):
        made = []
    assert made != full


def test_a_share_of_an_indicator_may_stand_on_another_card():
    """The page of an indicator reads the figures of another action that are printed as shares of its own."""
    whole = read_context(SECOND, "en", PROJECT)
    card = whole.plan.action("A02").indicators[0]
    other = card.model_copy(update={"share_of": "bicycle_stands"})
    actions = [
        action.model_copy(update={"indicators": (other, *action.indicators[1:])}) if action.id == "A02" else action
        for action in whole.plan.actions
    ]
    name = "bicycle_stands"
    job = Job("indicator", page_of(name), "en", {"indicator": name, "edition": SECOND, "language": "en"})
    part = sliced(replace(whole, plan=whole.plan.model_copy(update={"actions": tuple(actions)})), job)
    assert [(action.id, [i.id for i in action.indicators][:1]) for action in part.plan.actions][1] == ("A02", [card.id])
    assert card.id in set(part.observations["indicator"])


# ---------------------------------------------------------------- what makes a page again


def keys(base: Path) -> dict[tuple[str, str], str]:
    """The key of every page of the second edition, by its name and language."""
    whole = read_context(SECOND, "zh", base)
    whole = replace(whole, found_changes=whole.changes)  # as a build has them: a page that shows none has none
    worded = {code: in_language(whole, code) for code in LANGUAGES}
    found = {}
    for job in jobs(whole.plan, SECOND):
        part = slice_of(worded[job.language], job)
        found[job.page, job.language] = build_inputs(job, NOTEBOOKS / f"{job.notebook}.ipynb", part).key
    return found


def other_value(base: Path) -> None:
    """Another figure for a province."""
    file = edition_of(base) / "observations.csv"
    line = line_of(file, indicator="bicycle_stands", region="XX-BB")
    change(file, line, value="12001", printed="12001")


def another_note(base: Path) -> None:
    """A note, which only the pages of the indicator and the province show, in one language."""
    file = edition_of(base) / "observations.csv"
    change(file, line_of(file, indicator="bicycle_stands", region="XX-BB"), note_zh="新的说明", note_en="")


def one_more_row(base: Path) -> None:
    """One more figure for a province."""
    cells = {"indicator": "bicycle_stands", "region": "XX-BB", "breakdown": "TOTAL", "period": "2029-06"}
    add(edition_of(base) / "observations.csv", **cells, value="13000", printed="13000")


def in_card(old: str, new: str, file: str = "actions/A01.toml") -> Callable[[Path], None]:
    """Other words in a card."""

    def spoil(base: Path) -> None:
        path = base / "data" / "plan" / file
        text = path.read_text("utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), "utf-8")

    return spoil


def comments_and_another_default(base: Path) -> None:
    """Comments in cards and another default edition."""
    in_card("", "# a comment\n")(base)
    in_card("", "# a comment\n", "plan.toml")(base)
    in_card(f'edition = "{SECOND}"', f'edition = "{FIRST}"', "plan.toml")(base)


def both(*pages: str) -> set[tuple[str, str]]:
    """Pages in both languages."""
    return {(page, code) for page in pages for code in LANGUAGES}


ALL = {job.page for job in jobs(read_context(SECOND, "zh", PROJECT).plan, SECOND)}
INDICATORS = {page for page in ALL if page.startswith("indicator-")}
CARD = (PROJECT / "data/plan/actions/A01.toml").read_text("utf-8")
WHY_EN = next(line for line in CARD.splitlines() if line.startswith("why")).split('en = "')[1].split('"')[0]
# XX-AA is the province nearest in size to XX-BB.
STANDS = page_of("bicycle_stands")
# XX-BB has targets of its own, and one of the whole is for a share of the provinces.
OF_TARGETS = ("targets", "index")
SHOW_A_FIGURE = ("XX-BB", "XX-AA", "A01", STANDS, "compare-regions", "changes", "coverage", "data", "map", *OF_TARGETS)
NOTED = ("XX-BB", STANDS, "compare-regions", *OF_TARGETS)
CHANGES = {
    "nothing that a page shows": (comments_and_another_default, set()),
    "a text that one page shows in one language": (in_card(WHY_EN, WHY_EN + " Indeed."), {(STANDS, "en")}),
    "what an edition is about": (
        in_card("虚构数据，仅供测试；", "虚构的数据，仅供测试；", f"../editions/{SECOND}/edition.toml"),
        {("changes", "zh"), ("data", "zh")},
    ),
    "a figure of a province": (other_value, both(*SHOW_A_FIGURE)),
    "a note of a province's figure": (another_note, {(page, "zh") for page in NOTED}),
    "a new figure of a province": (one_more_row, both(*SHOW_A_FIGURE)),
    "a rule of the verdicts": (
        in_card("little = 0.03", "little = 0.04", "plan.toml"),
        {(page, code) for page in ALL for code in LANGUAGES},
    ),
    "a limit of the methods that stand beside them": (
        in_card("trend = 0.005", "trend = 0.006", "plan.toml"),
        # The first and the last three measure again, against targets.
        both("index", "A01", "A02", "A03", *INDICATORS, "XX-AA", "XX-BB", "evaluation", "targets"),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def before() -> dict[tuple[str, str], str]:
    """The keys of the plan as it is."""
    return keys(PROJECT)


@pytest.mark.parametrize(("spoil", "made_again"), CHANGES.values(), ids=CHANGES)
def test_exactly_the_pages_that_show_a_change_are_made_again(tmp_path, before, spoil, made_again):
    """A change gives another key to the pages that show it, and to no other page."""
    base = copy_of_project(tmp_path)
    spoil(base)
    after = keys(base)
    assert {page for page in before if before[page] != after[page]} == made_again


def test_every_part_of_a_slice_has_a_name():
    """Whatever changes in a slice, `why` can name it or say that figures were computed again: names cover all parts."""
    whole = read_context(SECOND, "zh", PROJECT)
    for job in jobs(whole.plan, SECOND):
        part = slice_of(in_language(whole, job.language), job)
        named = named_parts(part)
        assert {"plan.toml", "edition.toml", "rejected.csv"} <= named.keys()
        indicator = job.parameters.get("indicator")
        own = action_of(whole, indicator) if indicator else job.parameters.get("action", "A01")
        assert f"actions/{own}.toml" in named
        observed = [] if isinstance(part.observations, NotInSlice) else part.observations["indicator"]
        assert {f"observations.csv: {name}" for name in observed} <= named.keys()


def test_a_figure_of_a_neighbour_is_told_by_name(tmp_path):
    """A province is made again for a figure of the one nearest in size, and `why` says which figure of which place."""
    base = copy_of_project(tmp_path)

    def parts() -> dict[str, str]:
        whole = in_language(read_context(SECOND, "en", base), "en")
        job = Job("region", "XX-AA", "en", {"region": "XX-AA", "edition": SECOND, "language": "en"})
        return named_parts(slice_of(whole, job))

    before = parts()
    other_value(base)
    after = parts()
    assert [name for name in before if before[name] != after[name]] == ["observations.csv: bicycle_stands, XX-BB"]


# ---------------------------------------------------------------- the digest of a slice


def test_a_slice_has_the_same_bytes_whatever_the_order_of_the_data(tmp_path, before):
    """Shuffled lines in the tables and reread files give the same slices."""
    base = copy_of_project(tmp_path)
    for name in ("observations.csv", "sources.csv"):
        file = edition_of(base) / name
        head, *lines = file.read_text("utf-8").splitlines()
        file.write_text("\n".join([head, *reversed(lines)]) + "\n", "utf-8")
    assert keys(base) == before


def test_what_has_no_digest_is_refused():
    """A value of an unknown type is an error, not a guess."""
    for value in (object(), [memoryview]):
        with pytest.raises(PydanticSerializationError):
            digest_of_data(value)


def kinds_in(value: Any) -> set[type]:
    """The types of a value and of all that it holds."""
    if isinstance(value, pd.DataFrame):
        return {kind for _, column in value.items() for cell in column.drop_duplicates() for kind in kinds_in(cell)}
    held: list[Any] = [*value.items()] if isinstance(value, dict) else []
    if isinstance(value, (list, tuple)):
        held = [*value]
    elif isinstance(value, BaseModel) or is_dataclass(value):
        held = [*vars(value).values()]
    return {type(value)}.union(*map(kinds_in, held))


def test_nothing_in_a_slice_lacks_an_order():
    """A set would give another digest in another process: none of the slices of a plan holds one."""
    whole = in_language(read_context(SECOND, "en", PROJECT), "en")
    found = set().union(*(kinds_in(slice_of(whole, job)) for job in jobs(whole.plan, SECOND) if job.language == "en"))
    assert {Context, str, tuple} < found
    assert not {set, frozenset} & found


@pytest.mark.parametrize(
    "other",
    [["b", "a"], ["a", None], ["a", float("nan")], ["a", "b", "b"], ["a", 1]],
    ids=["order", "none", "not a number", "one more", "a number"],
)
def test_a_digest_tells_frames_apart(other):
    """Order of rows, missing cells, their kind and number change the digest of a frame; reading it again does not."""
    frame = pd.DataFrame({"x": pd.Series(["a", "b"], dtype=object)})
    assert digest_of_data(frame) == digest_of_data(frame.copy())
    assert digest_of_data(pd.DataFrame({"x": pd.Series(other, dtype=object)})) != digest_of_data(frame)
    assert digest_of_data(frame.rename(columns={"x": "y"})) != digest_of_data(frame)


def test_what_a_page_does_not_declare_is_told_by_name():
    """Asking a part that is not in the slice for anything says which part it is and where it is declared."""
    absent = NotInSlice("the scoreboard")
    asked: list[Callable[[Any], Any]] = [lambda x: x["a"], len, list, bool, lambda x: x.status, lambda x: "a" in x]
    for ask in asked:
        with pytest.raises(UndeclaredReadError, match=r"the scoreboard is not in the slice .*engine/slices\.py"):
            ask(absent)


HIDDEN = """
import os, socket, subprocess, sqlite3, pathlib
from plan_metrics import read_context, views

context = read_context({edition!r}, "en")
assert views.region.opening(context, "XX-AA").html
attempts = {{
    "data": lambda: open({base!r} + "/data/plan/plan.toml").read(),
    "pathlib": lambda: pathlib.Path({base!r}, "data/plan/plan.toml").read_bytes(),
    "listing": lambda: os.listdir({base!r} + "/data"),
    "another run": lambda: open({base!r} + "/build/other.json").read(),
    "elsewhere": lambda: open({elsewhere!r}).read(),
    "by a link": lambda: open({link!r}).read(),
    "network": lambda: socket.create_connection(("127.0.0.1", 9)),
    "names": lambda: socket.getaddrinfo("localhost", 80),
    "program": lambda: subprocess.run(["true"]),
    "shell": lambda: os.system("true"),
    "database": lambda: sqlite3.connect({elsewhere!r}),
    "whole plan": lambda: read_context({edition!r}, "en", pathlib.Path({base!r})),
    "another language": lambda: read_context({edition!r}, "zh"),
    "the other edition": lambda: context.previous.observations,
}}
for name, attempt in attempts.items():
    try:
        attempt()
    except Exception as error:
        print(name, type(error).__name__)
    else:
        print(name, "was let through")
import wave, zoneinfo
print("again", read_context({edition!r}, "en") is context)
"""


def test_an_undeclared_read_fails(tmp_path):
    """After it has its slice, a run cannot open data, other runs, other files, the network or another program."""
    base = copy_of_project(tmp_path)
    (base / "build").mkdir()
    (base / "build" / "other.json").write_text("{}", "utf-8")
    elsewhere, link = tmp_path / "figures.csv", tmp_path / "link.csv"
    elsewhere.write_text("1", "utf-8")
    link.symlink_to(base / "data" / "plan" / "plan.toml")
    whole = read_context(SECOND, "en", base)
    job = Job("region", "XX-AA", "en", {"region": "XX-AA", "edition": SECOND, "language": "en"})
    file = tmp_path / "slice.pickle"
    file.write_bytes(pickle.dumps(slice_of(in_language(whole, "en"), job)))
    script = HIDDEN.format(edition=SECOND, base=str(base), elsewhere=str(elsewhere), link=str(link))
    environment = {"PATH": os.environ["PATH"], "PLAN_METRICS_SLICE": str(file), "PLAN_METRICS_ROOT": str(base)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, cwd=tmp_path)
    assert done.stderr == ""
    told = dict(line.rsplit(" ", 1) for line in done.stdout.splitlines())
    assert told.pop("again") == "True"
    assert told.pop("another language") == "FaultError"
    assert set(told.values()) == {"UndeclaredReadError"}
    assert len(told) == 13
