"""From a plan to a site: which runs there are, what a page keeps of its run, and the whole of it once."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import elsewhere
import nbformat
import papermill
import pytest
from bilingual import LANGUAGES
from invented import FIRST, PROJECT, SECOND, copy_of_project, edition_of, said, with_secrets
from on_disk import put_record
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from plan_metrics import paths, views
from plan_metrics.context import Context, read_context
from plan_metrics.edition.choice import known_editions
from plan_metrics.errors import FaultError
from plan_metrics.files import PART
from plan_metrics.manual.read import read_chapter
from plan_metrics.registers.card import register_called
from plan_metrics.report import build, notebook_nodes
from plan_metrics.report.book_check import check_site
from plan_metrics.report.engine.build_progress import SAID
from plan_metrics.report.engine.run import Problem
from plan_metrics.report.engine.slices import KINDS
from plan_metrics.report.failed import failed_page, places_wanted
from plan_metrics.report.jobs import Job, check_parameters, jobs
from plan_metrics.report.pages import filled_templates, localised, method_pages, page_title
from plan_metrics.report.sharing import told_by
from plan_metrics.report.toc import toc
from plan_metrics.views import blocks
from plan_metrics.views.language import catalogue

REPOSITORY = Path(__file__).parents[2]
OURS = REPOSITORY / "notebooks"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PAGES = ["index", "targets", "map", "A01", "A02", "A03", "sector-stations", "sector-schools", "XX-AA", "XX-BB"]
PAGES += ["compare-regions", "compare-sector", "changes", "coverage", "evaluation", "data"]
INDICATORS = ["bicycle_stands", "stands_built", "bicycles_parked", "bicycles_stolen", "theft_rate", "keepers_trained"]
PAGES += [f"indicator-{name}" for name in (*INDICATORS, "satisfied_users")]
NO_CATALOGUE = not (paths.LOCALE / "zh" / "LC_MESSAGES" / "plan_metrics.po").is_file()


@pytest.fixture(scope="module")
def contexts() -> dict[str, Context]:
    """The invented plan with its default edition, in each language."""
    return {language: read_context(SECOND, language, PROJECT) for language in LANGUAGES}


# ---------------------------------------------------------------- jobs


def test_there_is_one_run_for_each_page_and_language(invented_plan):
    """Front page, targets, map, actions, breakdowns, provinces, comparisons, the rest, indicators: as in the book."""
    planned = jobs(invented_plan, SECOND)
    assert [(job.language, job.page) for job in planned] == [(code, page) for code in LANGUAGES for page in PAGES]
    assert len({(job.language, job.page) for job in planned}) == len(planned)


def test_every_run_says_what_it_is_about(invented_plan):
    """No parameter of a notebook is left at its default, which belongs to another plan."""
    for job in jobs(invented_plan, SECOND):
        assert job.parameters.keys() == papermill.inspect_notebook(str(OURS / f"{job.notebook}.ipynb")).keys()
        assert (job.parameters["edition"], job.parameters["language"]) == (SECOND, job.language)
        check_parameters(OURS, job, invented_plan, known_editions(PROJECT))
    about = {(job.notebook, job.parameters.get(job.notebook)) for job in jobs(invented_plan, SECOND)}
    assert {("action", "A02"), ("breakdown", "schools"), ("region", "XX-BB"), ("data", None)} <= about


GOOD = {"region": "XX-AA", "edition": SECOND, "language": "en"}


@pytest.mark.parametrize(
    ("notebook", "parameters", "told"),
    [
        (
            "region",
            {**GOOD, "editon": SECOND},
            [("unknown_parameter", "editon", "“editon”", "one of: region, edition, language")],
        ),
        (
            "region",
            {"regoin": "XX-AA", "edition": SECOND, "language": "en"},
            [
                ("missing_parameter", "region", "no value", "a value for each parameter: region, edition, language"),
                ("unknown_parameter", "regoin", "“regoin”", "one of: region, edition, language"),
            ],
        ),
        (
            "region",
            {"region": "XX-AA"},
            [
                ("missing_parameter", "edition", "no value", "a value for each parameter: region, edition, language"),
                ("missing_parameter", "language", "no value", "a value for each parameter: region, edition, language"),
            ],
        ),
        ("region", {**GOOD, "region": "XX"}, [("unknown_value", "region", "“XX”", "one of: XX-AA, XX-BB")]),
        ("region", {**GOOD, "edition": "2030"}, [("unknown_value", "edition", "“2030”", f"one of: {FIRST}, {SECOND}")]),
        ("region", {**GOOD, "language": "EN"}, [("unknown_value", "language", "“EN”", "one of: zh, en")]),
        (
            "breakdown",
            {"breakdown": "TOTAL", "edition": SECOND, "language": "zh"},
            [("unknown_value", "breakdown", "“TOTAL”", "one of: stations, schools")],
        ),
        (
            "action",
            {"action": "A07", "edition": FIRST, "language": "zh"},
            [("unknown_value", "action", "“A07”", "one of: A01, A02, A03")],
        ),
        (
            "regions",
            GOOD,
            [
                (
                    "unknown_parameter",
                    "regions",
                    "“regions”",
                    "one of: action, area_map, breakdown, changes, compare, coverage, data, evaluation, indicator, "
                    "overview, region, targets",
                )
            ],
        ),
    ],
)
def test_wrong_parameters_are_refused_with_the_right_ones_listed(invented_plan, notebook, parameters, told):
    """A misspelt name, a missing one, a value that does not exist: each is told before anything runs."""
    job = Job(notebook, "page", "en", parameters)
    with pytest.raises(FaultError) as raised:
        check_parameters(OURS, job, invented_plan, known_editions(PROJECT))
    faults = raised.value.faults
    assert [(f.rule, f.column, *said(f)[:2]) for f in faults] == told
    assert {fault.file for fault in faults} == {f"{notebook}.ipynb"}


def test_what_a_project_does_not_have_at_all_is_told_as_that(invented_plan, tmp_path):
    """Without notebooks, or without registers, there is no choice to list."""
    with pytest.raises(FaultError) as raised:
        check_parameters(tmp_path / "notebooks", Job("overview", "index", "en", {}), invented_plan, [])
    assert [said(fault)[0] for fault in raised.value.faults] == ["no notebook"]
    with pytest.raises(FaultError) as raised:
        register_called(tmp_path, "certificates")
    assert [said(fault)[1] for fault in raised.value.faults] == ["a register that the plan declares"]


def test_an_unknown_edition_or_language_is_refused_with_those_there_are():
    """A notebook that is opened with a misspelt edition or language says which ones exist."""
    for edition, language, known in [("2030-6", "en", f"{FIRST}, {SECOND}"), (SECOND, "fr", "zh, en")]:
        with pytest.raises(FaultError) as raised:
            read_context(edition, language, PROJECT)
        (fault,) = raised.value.faults
        assert said(fault)[1] == f"one of: {known}"


# ---------------------------------------------------------------- pages


def executed(notebook: str, parameters: dict[str, str], second: str) -> nbformat.NotebookNode:
    """A notebook of ours as Papermill leaves it, with all that differs from one run to the next."""
    run = parameterize_notebook(load_notebook_node(str(OURS / f"{notebook}.ipynb")), parameters)
    time = f"2030-07-01T12:00:{second}.123456"
    run.metadata["papermill"] = {"start_time": time, "duration": int(second), "output_path": f"/tmp/{second}"}
    run.metadata["language_info"] = {"name": "python", "version": f"3.11.{second}"}
    for index, cell in enumerate(run.cells):
        cell.metadata["papermill"] = {"start_time": time, "duration": int(second), "status": "completed"}
        cell.metadata["execution"] = {"iopub.execute_input": time}
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = f"made-at-{second}"
        if cell.cell_type == "code":
            cell.execution_count = index
            data = {"text/html": f"<p>output {index}</p>", "text/plain": f"output {index}"}
            cell.outputs = [nbformat.v4.new_output("execute_result", data, execution_count=index)]
    return run


def subject_of(notebook: str) -> dict[str, str]:
    """A subject of the invented plan for a notebook that has one."""
    subjects = {"action": "A02", "breakdown": "schools", "region": "XX-BB", "compare": "sector"}
    subjects |= {"indicator": "bicycle_stands", "area_map": "map"}
    return {notebook: subjects[notebook]} if notebook in subjects else {}


def sections(page: nbformat.NotebookNode) -> Iterator[list[str]]:
    """The kinds of the cells of each section, its heading first."""
    section: list[str] = []
    for cell in page.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("#") and section:
            yield section
            section = []
        section.append(cell.cell_type)
    yield section


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notebook", KINDS)
def test_a_page_has_one_fold_a_section(contexts, notebook, language):
    """Title, then for each heading one hidden piece of code, with every output of the run in order."""
    parameters = {**subject_of(notebook), "edition": SECOND, "language": language}
    run = executed(notebook, parameters, "07")
    outputs = [out for cell in run.cells for out in cell.get("outputs", [])]
    defaults = [cell for cell in run.cells if "parameters" in cell.metadata.get("tags", [])]
    page = localised(run, contexts[language], "A title")
    assert page.cells[0].source == "# A title"
    assert all(section == ["markdown", "code"] for section in sections(page))
    code = [cell for cell in page.cells if cell.cell_type == "code"]
    assert all(cell.metadata == {"tags": ["hide-input"]} for cell in code)
    assert [out for cell in code for out in cell.outputs] == [
        out for out in outputs if out not in [o for cell in defaults for o in cell.outputs]
    ]
    source = "\n".join(cell.source for cell in code)
    assert all(f'{name} = "{value}"' in source for name, value in parameters.items())
    assert "2026-11" not in source  # the default edition, of another plan
    assert "# Parameters" not in source
    nbformat.validate(page)


@pytest.mark.parametrize("notebook", KINDS)
def test_title_and_headings_are_in_the_readers_language(contexts, notebook):
    """English words on the English page; Chinese ones on the Chinese page, with the same code and outputs."""
    parameters = {**subject_of(notebook), "edition": SECOND, "language": "en"}
    pages = {}
    for language, context in contexts.items():
        title = page_title(context, Job(notebook, "page", language, parameters))
        pages[language] = localised(executed(notebook, parameters, "07"), context, title)
    heads = {code: [c.source for c in page.cells if c.cell_type == "markdown"] for code, page in pages.items()}
    assert not any(CHINESE.search(head) for head in heads["en"])
    assert len(heads["en"]) == len(heads["zh"]) > 3
    assert [head.split()[0] for head in heads["en"]] == [head.split()[0] for head in heads["zh"]]
    code = [[c for c in page.cells if c.cell_type == "code"] for page in pages.values()]
    assert code[0] == code[1]
    if not NO_CATALOGUE:
        assert all(CHINESE.search(head) for head in heads["zh"])


def test_titles_name_their_subject(contexts):
    """The heading of a page is the action with its number, the breakdown or the region, by name."""
    about = [("action", "A02"), ("breakdown", "schools"), ("region", "XX-BB")]
    titles = {
        language: [page_title(context, Job(name, "page", language, {name: subject})) for name, subject in about]
        for language, context in contexts.items()
    }
    assert titles == {
        "zh": ["2. 保障停放安全", "学校", "贝塔省"],
        "en": ["2. Keep parked bicycles safe", "Schools", "Beta Province"],
    }


@pytest.mark.parametrize("notebook", KINDS)
def test_a_page_keeps_nothing_that_differs_between_two_runs(contexts, notebook):
    """Two runs at different times and places give the same page, without a trace of Papermill."""
    parameters = {**subject_of(notebook), "edition": SECOND, "language": "zh"}
    first, second = (localised(executed(notebook, parameters, at), contexts["zh"], "题目") for at in ("07", "42"))
    assert nbformat.writes(first) == nbformat.writes(second)
    assert "papermill" not in nbformat.writes(first)
    assert first.metadata == {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def test_a_page_leaves_its_run_as_it_was(contexts):
    """One run can be made into pages in two languages: the second has each output once, as the first."""
    run = executed("data", {"edition": SECOND, "language": "en"}, "07")
    before = copy.deepcopy(run)
    first = localised(run, contexts["en"], "Data")
    assert run == before
    assert localised(run, contexts["en"], "Data") == first


def test_a_notebook_that_was_run_by_hand_keeps_its_parameters(contexts):
    """Without Papermill, the cell of parameters is the one that was run, and it stays."""
    run = nbformat.read(OURS / "data.ipynb", as_version=4)
    page = localised(run, contexts["en"], "Data")
    assert 'edition = "2026-11"' in page.cells[1].source


def test_every_page_is_in_the_contents_once(contexts):
    """The book has the pages of all runs and the hand-written ones, each once, in the same order in both languages."""
    for language, context in contexts.items():
        pages = [page for _, part in toc(context) for page in part]
        assert len(pages) == len(set(pages))
        planned = [job.page for job in jobs(context.plan, SECOND) if job.language == language]
        written = [*filled_templates(REPOSITORY / "book" / "pages", context), *method_pages(context), "runs"]
        assert sorted(["index", *pages]) == sorted([*planned, *written])
        assert [page for page in planned if page in pages] == [page for page in pages if page in planned]
    captions = {code: [caption for caption, _ in toc(context)] for code, context in contexts.items()}
    parts = ["Targets and map", "Actions", "Sectors", "Provinces", "Compare", "Behind the figures", "All indicators"]
    assert captions["en"] == parts
    assert NO_CATALOGUE or all(CHINESE.search(caption) for caption in captions["zh"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_an_invented_edition_is_marked_as_invented(contexts, language):
    """Every page begins with the mark if the edition's card says invented, and has none if it does not."""
    invented = contexts[language]
    card = invented.edition.card.model_copy(update={"invented": False})
    real = replace(invented, edition=replace(invented.edition, card=card))
    for context, marked in ((invented, True), (real, False)):
        for notebook in KINDS:
            opening = getattr(views, notebook).opening(context, *subject_of(notebook).values())
            assert opening.html.lstrip().startswith('<div class="pm-text pm-invented">') is marked, notebook


# ---------------------------------------------------------------- the whole report


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def base(tmp_path, monkeypatch) -> Path:
    """A project folder with the invented plan and our own notebooks and book."""
    monkeypatch.delenv("PLAN_METRICS_ROOT", raising=False)
    base = copy_of_project(tmp_path)
    for name in ("notebooks", "book"):
        shutil.copytree(REPOSITORY / name, base / name, ignore=shutil.ignore_patterns(".*"))
    return base


def earlier_site(base: Path, edition: str) -> Path:
    """A site that was built before."""
    site = base / "build" / "site" / edition
    site.mkdir(parents=True)
    (site / "index.html").write_text(f"the site of {edition} as it was", "utf-8")
    put_record(site, ["index"], LANGUAGES)
    for code in LANGUAGES:
        (site / code).mkdir()
        told = {"edition": edition, "as_of": f"{edition}-01", "entries": []}
        (site / code / "feed.json").write_text(json.dumps(told), "utf-8")
    return site


def test_one_command_makes_the_site_and_makes_it_again(base, tmp_path, capsys, monkeypatch):
    """From figures to a bilingual site that asks no one for anything; a second call finds nothing to do, and a build
    elsewhere, with other counts in the place of those that are suppressed, gives the same bytes: no page, drawing,
    file, PDF or index depends on them. Pages that weigh too much are told and stop nothing.
    """
    with_secrets(base, turned=False)
    given = {name: snapshot(base / name) for name in ("data", "notebooks", "book")}
    other = snapshot(earlier_site(base, FIRST))
    old = earlier_site(base, SECOND)
    environment = dict(os.environ)
    monkeypatch.setattr("plan_metrics.report.publication.over_budget", lambda site: {"en/A01.html": 512_345})

    assert build.build_report(base, SECOND, "en") == 0

    out, err = capsys.readouterr()
    assert err == ""
    assert f"Edition {SECOND}: 46 pages, 46 of them to make." in out
    assert "notebooks 46/46" in out
    assert "More than 400 KB, which is slow on a phone: en/A01.html (512 KB)" in out
    assert "1 warnings about the figures" in out
    site = base / "build" / "site" / SECOND
    assert f"Open {site / 'index.html'}" in out
    assert old == site
    made = snapshot(site)
    assert b"as it was" not in made["index.html"]
    assert snapshot(base / "build" / "site" / FIRST) == other
    assert {name: snapshot(base / name) for name in given} == given
    assert dict(os.environ) == environment
    assert not list((base / "build").rglob(f"*{PART}"))

    assert check_site(site) == []
    texts = {name: raw.decode("utf-8") for name, raw in made.items() if name.endswith(".html")}
    pages = [*PAGES, "method", *(page.name for page in read_chapter().page), "glossary", "runs"]
    for language, another in (("zh", "en"), ("en", "zh")):
        assert f'href="{language}/index.html"' in texts["index.html"]
        tag = {"zh": "zh-CN", "en": "en"}
        for page in pages:
            text = texts[f"{language}/{page}.html"]
            assert f'<html lang="{tag[language]}"' in text
            assert re.search(rf'<a [^>]*href="\.\./{another}/{page}\.html"[^>]*hreflang="{tag[another]}"', text), page
            assert len(re.findall('<h1>[^<]+<a class="headerlink"', text)) == 1
            assert ("pm-invented" in text) is (page in PAGES), page
            assert "papermill" not in text
            assert str(tmp_path) not in text
        links = [page for _, part in toc(read_context(SECOND, language, base)) for page in part]
        assert all(f'href="{page}.html"' in texts[f"{language}/index.html"] for page in links)
        for name in (f"book-{language}.pdf", f"brief-{language}.pdf"):
            assert made[f"{language}/{name}"].startswith(b"%PDF")
            assert str(tmp_path).encode() not in made[f"{language}/{name}"]
            assert f'href="{name}"' in texts[f"{language}/index.html"]
            assert f'href="{name}"' in texts[f"{language}/data.html"]
    assert "Invented data." in texts["en/A01.html"]
    assert "Beta Province" in texts["en/XX-BB.html"]
    assert "贝塔省" in texts["zh/XX-BB.html"]
    assert "2026-11" not in "".join(texts.values())  # the notebooks' own default, of another plan

    assert build.build_report(base, None, "zh") == 0
    out, err = capsys.readouterr()
    assert (out.splitlines()[0], err) == (catalogue("zh").gettext(SAID["unchanged"]), "")
    assert snapshot(site) == made

    # Another folder, time zone, locale, seed of hashes, user name, mask, number of cores, and a clock that is ahead.
    there = with_secrets(elsewhere.project(tmp_path / "另 一处"), turned=True)
    assert snapshot(edition_of(there)) != snapshot(edition_of(base))
    assert "suppressed" in texts["en/XX-AA.html"]
    assert elsewhere.build(there, elsewhere.THERE, mask=0o077, cores=1, ahead=True) == made


def test_nothing_runs_where_a_notebook_has_other_parameters(base):
    """A parameter that was renamed in a notebook is told before the first run; nothing is made."""
    file = base / "notebooks" / "region.ipynb"
    text = file.read_text("utf-8")
    assert text.count('region = \\"CN-ZJ\\"') == 1
    file.write_text(text.replace('region = \\"CN-ZJ\\"', 'place = \\"CN-ZJ\\"'), "utf-8")
    with pytest.raises(FaultError) as raised:
        build.build_report(base, SECOND, "en")
    assert [(f.rule, f.column) for f in raised.value.faults] == [
        ("missing_parameter", "place"),
        ("unknown_parameter", "region"),
    ]
    assert not (base / "build").exists()


@pytest.mark.parametrize("kept", [True, False])
def test_a_last_result_is_shown_again_with_its_nodes_or_not_at_all(contexts, kept):
    """One of an older program has none, and the files of its charts could not be made; links lead to pages."""
    run = executed("data", {}, "07")
    shown = blocks.block(blocks.link("A01.html#gone", "old figure"), text="")
    for cell in run.cells:
        for output in cell.get("outputs", ()):
            output.data = {"text/html": shown.html} | ({blocks.STRUCTURE: shown.structure} if kept else {})
    last = (nbformat.writes(run).encode(), "2030-01-02")
    page = failed_page(contexts["en"], "Data", Problem("died"), last, [])
    text = nbformat.writes(page)
    assert ("There is no earlier result to show." in text, "old figure" in text) == (not kept, kept)
    assert "gone" not in text
    nodes = list(notebook_nodes.shown(page))
    assert nodes == [["a", {"href": "A01.html"}, "old figure"]] * len(nodes)
    assert bool(nodes) is kept


def test_a_page_that_failed_has_the_places_that_links_lead_to_and_says_that_it_failed(contexts):
    """Those of other pages, in tables too, and of the search; a place that its last result has is not there twice."""
    cell = {"text": "1", "content": [["a", {"href": "data.html#S2"}, "1"]]}
    table = {"kind": "table", "id": "t", "caption": [], "look": "", "columns": [], "rows": [[cell]]}
    nodes = [["p", {}, ["a", {"href": "data.html#S1"}, "S1"], ["a", {"href": "#t"}, "below"]], table]
    raw = json.dumps({"cells": [{"outputs": [{"data": {blocks.STRUCTURE: nodes}}]}]}).encode()
    wanted = places_wanted([raw], ["data.html#S3", "A01.html"])
    assert wanted == {"data": {"S1", "S2", "S3"}}
    run = executed("data", {}, "07")
    shown = blocks.block(blocks.heading("S1", "Documents"), text="")
    for output in (output for cell in run.cells for output in cell.get("outputs", ())):
        output.data = {blocks.STRUCTURE: shown.structure}
    last = (nbformat.writes(run).encode(), "2030-01-02")
    for known, lacking in ((last, {"S2", "S3"}), (None, wanted["data"])):
        page = failed_page(contexts["en"], "Data", Problem("died"), known, wanted["data"])
        assert {place for place in wanted["data"] if f'id="{place}"' in page.cells[1].source} == lacking
        assert told_by("data", page)["lead"] == "This page could not be made."
