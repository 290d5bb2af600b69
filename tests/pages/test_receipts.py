"""Receipts: every number that leads to one finds it, its arithmetic comes to it, and nothing else is said twice."""

from __future__ import annotations

import hashlib
import json
import random
import re
import subprocess
from collections import Counter
from dataclasses import replace
from functools import cache
from html import escape
from pathlib import Path

import pytest
from bilingual import LANGUAGES
from invented import PROJECT, SECOND, change, copy_of_project, edition_of, line_of
from made import card_of, context_of, target
from pages import all_pages, page_blocks, real, sample, second

from plan_metrics.context import Context, read_context
from plan_metrics.edition.read import editions
from plan_metrics.errors import FaultError
from plan_metrics.export import receipt_pages, write_exports
from plan_metrics.manual.work import BY_HAND, worth
from plan_metrics.plan.origins import folder_digest
from plan_metrics.plan.read import read_plan
from plan_metrics.receipts import Receipt, all_receipts, differences, documents, made, receipt
from plan_metrics.receipts.conclusions import conclusion
from plan_metrics.receipts.page import STYLES, receipt_page
from plan_metrics.receipts.thresholds import LEVELS, RULES, said_rules
from plan_metrics.report.engine.keys import BuildInputs
from plan_metrics.report.engine.slices import KINDS
from plan_metrics.report.jobs import Job
from plan_metrics.report.page_receipts import page_receipt
from plan_metrics.report.runs import Run
from plan_metrics.report.sharing import TITLE as PLACE
from plan_metrics.report.sharing import Told, settings, shared
from plan_metrics.rows import observation_rows
from plan_metrics.verify.receipt import check_receipt_id
from plan_metrics.views import lead, words
from plan_metrics.views.links import page_of
from plan_metrics.views.vouching import mark

PLANS = Path(__file__).parents[1] / "plans"
LINK = re.compile(r'<a href="\.\./data/receipts/([^"#]+)-(\w+)\.html(?:#([^"]+))?">(?:<data value="([^"]*)")?')
COUNTED = re.compile(r'<a href="\.\./data/receipts/\w+-\w+\.html#(\w+/\w+)">([^<]*)</a>')
NEEDS = ("figures", "p", "sample", "documents")  # of a level of evidence
TOLD = {"status", "latest_change", "strength", "result", "prospect"}  # words, which rest on rules


@cache
def small(language: str) -> dict[str, list[Receipt]]:
    """The receipts of the invented plan."""
    return all_receipts(second(language))


@cache
def every(shipped: bool = False) -> dict[str, Receipt]:
    """The receipts of the invented or of the shipped plan by their ids."""
    found = all_receipts(real("en")) if shipped else small("en")
    return {each.id: each for receipts in found.values() for each in receipts}


@cache
def links_on_pages(language: str) -> list[tuple[str, ...]]:
    """The links to receipts on every page of the invented plan: page, language, id, the value that a program reads."""
    context = second(language)
    shown = (block.html for page in all_pages(context) for block in page_blocks(context, *page).values())
    return [found for html in shown for found in LINK.findall(html)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_link_on_a_page_opens_its_receipt_with_the_same_number(language):
    """The receipt is there, on the page that the link names and at its place, and has the value of the page."""
    context, known = second(language), every()
    html = receipt_pages(context, small(language))
    found = links_on_pages(language)
    assert len({name for _, _, name, value in found if value}) > 40
    for page, code, name, value in found:
        assert code == language
        assert page in html
        if name:
            assert html[page].count(f' id="{name}"') == 1
        if value:
            scale = words.table_scale(context, known[name].unit)
            assert float(value) * scale == pytest.approx(known[name].value, rel=1e-12)


def test_every_figure_and_every_verdict_is_led_to_its_receipt():
    """Each figure of the edition that is shown, each long-term verdict of an indicator, each state of a commitment and
    an action has a link on some page."""
    linked = {name for _, _, name, _ in links_on_pages("en")}
    context = second("en")
    assert {each.id for each in every().values() if each.kind == "observation" and each.value is not None} <= linked
    assert {each.id for each in every().values() if each.kind == "state"} <= linked
    heads = context.scoreboard[context.scoreboard["headline"].astype(bool)]
    for row in heads.to_dict("records"):
        assert "/".join((row["indicator"], row["region"], row["breakdown"], "status")) in linked


@pytest.mark.parametrize("page", ["overview", "coverage", "targets", "changes"])
def test_each_count_on_a_page_has_the_number_of_its_receipt(page):
    """In the sentences that open a page and in its tables: how many of what, of the plan and of each action."""
    context = second("en")
    html = "".join(block.html for block in page_blocks(context, page).values())
    found = [(name, said) for name, said in COUNTED.findall(html) if every()[name].kind == "count"]
    assert len({name for name, _ in found}) > 3
    assert all(said == f"{every()[name].value:,}" for name, said in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_of_a_series_leads_to_the_receipt_of_its_newest_figure(language):
    """On the page of an area: a figure that has a value, the newest of its series."""
    html = "".join(block.html for block in page_blocks(second(language), "region", "XX-AA").values())
    sections = html.split('class="pm-indicator"')[1:]
    assert sections
    for section in sections:
        _, _, name, _ = LINK.search(section.partition("</p>")[0]).groups()
        series = [each for each in every().values() if each.id.rpartition("/")[0] == name.rpartition("/")[0]]
        assert every()[name].kind == "observation"
        assert name == max(each.id for each in series if each.kind == "observation" and each.value is not None)


def test_the_page_of_an_action_counts_the_series_of_an_area_as_their_receipt_does():
    """Beside the name of each area stands how many series it has, and the receipt names as many."""
    html = "".join(block.html for block in page_blocks(second("en"), "action", "A01").values())
    found = re.findall(r'#(A01/[\w-]+/series)">(\d+)</a>', html)
    assert found
    assert all(int(n) == every()[name].value for name, n in found)


@pytest.mark.parametrize("page", ["area_map", "targets", "evaluation"])
def test_no_row_of_figures_is_without_a_receipt(page):
    """Each row of a table with a number leads to the receipt of a figure; the changes beside it follow from that."""
    subjects = KINDS[page].pages(second("en").plan).values()
    html = "".join(block.html for block in page_blocks(second("en"), page, *subjects).values())
    rows = [row for row in html.split("<tr")[1:] if re.search(r'<data value="-?[\d.e+-]+">', row)]
    assert rows
    assert [row for row in rows if not LINK.search(row)] == []


def test_each_figure_of_a_map_leads_to_its_receipt():
    """A tile with a figure names the receipt of that, or of the later figure of its change; one without names none."""
    subjects = KINDS["area_map"].pages(real("en").plan).values()
    html = "".join(block.html for block in page_blocks(real("en"), "area_map", *subjects).values())
    tiles = re.findall(r'<title(?: lang="[^"]*")?( data-receipt="([^"]+)")?>([^<]*)</title>\s*<rect', html)
    assert len([name for _, name, _ in tiles if name]) > 3
    for _, name, said in tiles:
        assert bool(name) == (re.search(r"\d", said) is not None), said
        assert not name or every(True)[name].value is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_leads_back_to_each_figure_that_rests_on_it(language):
    """The list leads to the page of their year, and that to the receipt of every figure and target that cites one."""
    context, pages = second(language), receipt_pages(second(language), small(language))
    led = {page for page, *_ in links_on_pages(language) if page.startswith("documents-")}
    rows = observation_rows(context.edition.observations)
    given = [context.source(name) for row in rows for name in row["source"].split()]
    assert led == {f"documents-{source.date[:4]}" for source in given}
    cited = {(name, each.id) for each in every().values() for name in each.documents}
    told = set()
    for page, html in pages.items():
        for place in re.split(r'<h2 id="', html)[1:] if page.startswith("documents-") else ():
            name = place.partition('"')[0]
            told |= {(name, receipt) for receipt in re.findall(r'<li>.*?#([^"]+)">', place)}
    assert told == cited


def test_a_document_of_many_figures_leads_to_their_indicators(monkeypatch):
    """Where a page of them all would be too heavy, it says how many figures of which indicators rest on a document."""
    monkeypatch.setattr(documents, "EACH", 0)
    pages = documents.document_pages(second("en"), all_receipts(second("en")))
    cited = Counter((name, each.id.split("/")[0]) for each in every().values() for name in each.documents)
    told = Counter()
    for page in pages.values():
        for place in re.split(r'<h2 id="', page)[1:]:
            for indicator, n in re.findall(
                r'<li><a href="indicator-([^"]+)-en\.html">[^<]+</a>: (\d+) figures?</li>', place
            ):
                told[place.partition('"')[0], indicator] += int(n)
    assert {(name, page_of(indicator)): n for (name, indicator), n in cited.items()} == {
        (name, f"indicator-{indicator}"): n for (name, indicator), n in told.items()
    }


def check_arithmetic(each: Receipt) -> None:
    """Each line that is written comes to its value, and the last one of a number to the number."""
    for step in each.steps:
        if step.formula is not None:
            assert worth(step.formula, step.values, BY_HAND) == pytest.approx(step.value, rel=1e-12, abs=1e-12)
    if each.kind in ("derived", "score", "interval") and each.steps and each.steps[-1].formula:
        ends = [each.low, each.high][-len(each.steps) :] if each.kind == "interval" else [each.value]
        assert [step.value for step in each.steps] == pytest.approx(ends, rel=1e-12)
    if each.kind == "count" and (each.inputs or not each.id.startswith("index/")):
        assert each.value == len(each.inputs)


@pytest.mark.parametrize("shipped", [False, True])
def test_the_arithmetic_of_a_receipt_comes_to_its_number(shipped):
    """All of the invented plan, 400 drawn from the shipped one; what they rest on has receipts as well."""
    known = every(shipped)
    drawn = random.Random(70).sample(sorted(known), 400) if shipped else sorted(known)
    for name in drawn:
        check_arithmetic(known[name])
        assert all(each in known for each in known[name].inputs)
    unwritten = {
        each.id.rpartition("/")[2] for each in known.values() for step in each.steps
        if step.formula is None and each.id.rpartition("/")[2] not in TOLD
    }  # fmt: skip
    assert unwritten <= {"pace", "expected"}  # on a way that is bent by interim targets


@pytest.mark.parametrize("name", sorted(folder.name for folder in PLANS.iterdir()))
def test_plans_of_any_kind_have_receipts_that_hold_together(name):
    """States and milestones, areas of four levels, samples: each number is worked out, each input has a receipt."""
    edition = editions(PLANS / name)[-1]
    found = all_receipts(read_context(edition, read_plan(PLANS / name / "data" / "plan").original, PLANS / name))
    known = {each.id: each for receipts in found.values() for each in receipts}
    assert len(known) == sum(map(len, found.values())) > 100
    for each in known.values():
        check_arithmetic(each)
        assert all(of in known for of in each.inputs)


@pytest.mark.parametrize(
    ("figures", "of"),
    [
        ("2026 0; 2027 5; 2029 9", {}),
        ("2026 -4; 2027 2; 2029 6", {"unit": "index"}),
        ("2026 20 /100; 2027 30 /400; 2029 45 /400", {"unit": "percent", "collection": "sample"}),
        ("2026 53000 over:1000; 2027 57000 about:1000; 2029 60000", {}),
        ("2026 80; 2027 70; 2029 40", {"direction": "decrease"}),
    ],
)  # fmt: skip
def test_every_kind_of_figure_has_arithmetic_that_comes_to_it(figures, of):
    """A baseline of 0 and one below it, a sample, bounds, a fall that is wanted, with a target and without."""
    for targets in ((), (target(100, "2032", unit=of.get("unit", "stands")),)):
        context = context_of(figures, targets=targets, **of)
        context = replace(context, edition=replace(context.edition, lines=tuple(range(2, 5))), row_digests={})
        found = all_receipts(context)[page_of(card_of(context).id)]
        assert {"observation", "verdict", "interval"} <= {each.kind for each in found}
        for each in found:
            check_arithmetic(each)


def test_a_change_from_none_is_said_beside_its_limit_in_the_same_unit():
    """9 after none is held against 3 % of the larger figure, 0.27, and neither is called a share."""
    context = context_of("2026 0; 2027 5; 2029 9")
    context = replace(context, edition=replace(context.edition, lines=tuple(range(2, 5))), row_digests={})
    found = all_receipts(context)[page_of(card_of(context).id)]
    (status,) = [each for each in found if each.id.endswith("/status")]
    assert conclusion(context, status) == "Change +9, limit 0.27, desired direction increase: improving."


def test_the_row_of_a_figure_is_found_by_its_digest():
    """The line of the table has the digest and the words, and the files of the plan those of the receipt's plan."""
    for each in every().values():
        for row in each.rows:
            text = (PROJECT / "data" / "editions" / row.edition / row.file).read_text("utf-8").split("\n")
            assert hashlib.sha256(text[row.line - 1].encode()).hexdigest() == row.sha256
            assert each.printed in text[row.line - 1]
    listing = "find * -type f | LC_ALL=C sort | xargs -d '\\n' sha256sum | sha256sum"
    told = subprocess.run(["sh", "-c", listing], cwd=PROJECT / "data" / "plan", capture_output=True, check=True).stdout
    assert made(second("en")).plan_sha256 == folder_digest(PROJECT / "data" / "plan") == told.decode().split()[0]


def test_receipts_are_the_same_in_every_language_and_every_time(tmp_path):
    """The records do not depend on the language, the pages only in words; two writings have the same bytes."""
    assert small("zh") == small("en")
    for page, receipts in small("en").items():
        places = [re.findall(r' id="([^"]*/[^"]*)"', receipt_page(second(code), page, receipts)) for code in LANGUAGES]
        assert places[0] == places[1] == [each.id for each in sorted(receipts, key=lambda r: places[0].index(r.id))]
    contexts = {code: second(code) for code in LANGUAGES}
    first, again = (
        {file.relative_to(tmp_path / name): file.read_bytes() for file in write_exports(contexts, tmp_path / name)}
        for name in ("one", "two")
    )
    assert first == again
    index = json.loads(first[Path("api/v3/index.json")])
    listed = {each["href"] for each in index["files"] if each["kind"] == "receipts"}
    assert listed == {f"receipts/{page}.json" for page in small("en")}
    file = json.loads(first[Path("api/v3/receipts/indicator-bicycle_stands.json")])
    assert differences(second("zh"), file) == []
    assert {each["method"] for each in file["methods"]} == {r["method"] for r in file["receipts"] if r["method"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_row_has_a_name_in_words_and_the_head_leads_to_the_report_and_the_other_languages(language):
    """No row is named by its id alone; a share of the rule of states is a fraction, as the plan writes it."""
    others = set(LANGUAGES) - {language}
    for page, receipts in small(language).items():
        html = receipt_page(second(language), page, receipts)
        names = dict(re.findall(r'role="rowheader"><span id="([^"]*)">([^<]*)</span>', html))
        assert names.keys() == {each.id for each in receipts}
        assert all(name and name not in each for each, name in names.items() if "/20" not in each)
        ways = [f"../../{language}/{name}.html" for name in ("index", page, "method", "glossary")]
        assert all(f'href="{way}"' in html for way in [*ways, *(f"{page}-{code}.html" for code in others)])
        assert "<script" not in html
        assert "0.666" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_threshold_is_said_in_words(language):
    """Of all that receipts name, also by samples and by a rule of states without a fraction: no key of the plan."""
    context = second(language)
    named = {key: 0.5 for key in (*RULES, *words.PROSPECT, *(f"{level}.{key}" for level in LEVELS for key in NEEDS))}
    used = {key for each in (*every().values(), *every(True).values()) for key in each.rules}
    states = {"state.judged": "1/3", "state.majority": "1"}
    assert used <= {*named, *states}
    said = said_rules(context, named | states)
    assert not re.search(r"[a-z]_[a-z]|[a-z]\.[a-z]|[{}]", said)
    assert "1/3" in said


def test_each_verdict_and_each_state_has_a_sentence_that_says_what_follows():
    """What its state rests on for an action; the change and its limit for a series; or why none."""
    context, known = second("en"), every()
    assert all(conclusion(context, each).endswith(".") for each in known.values() if each.kind in ("state", "verdict"))
    assert conclusion(context, known["bicycle_stands/XX/TOTAL/2029"]) == ""
    assert conclusion(context, known["bicycle_stands/XX/TOTAL/status"]) == (
        "Change +35.57% to +90.2%, limit 3%, desired direction increase: improving."
    )
    actions = [each for name, each in known.items() if name.count("/") == 1 and each.kind == "state"]
    said = {conclusion(context, each) for each in actions}
    assert said == {
        "Of 3 commitments: 2 advancing, 1 not assessable; evidence moderate.",
        "Of 2 commitments: 2 advancing; evidence moderate.",
        "None of the 3 commitments can be assessed.",
    }
    assert all({"state.judged", "state.majority"} <= each.rules.keys() and each.steps for each in actions)


def test_the_receipt_of_a_state_says_what_its_page_says():
    """The commitments by state, and the rule that decided."""
    for context, shipped in ((second("en"), False), (real("zh"), True)):
        for action in context.plan.actions:
            found = every(shipped)[f"{action.id}/state"]
            assert conclusion(context, found) == lead.rests_on(context, context.state(action.id))


def test_a_row_says_whether_it_is_new_in_the_edition_revised_or_as_it_was():
    """By the edition before; the digest stands behind a handle."""
    html = "".join(receipt_page(second("en"), page, receipts) for page, receipts in small("en").items())
    new = [each for each in every().values() if each.rows and each.rows[0].since == each.rows[0].edition]
    assert html.count(", new in this edition") + html.count("revised in this edition") == len(new) > 0
    assert "new in this edition" in html
    assert "unchanged since edition" in html
    assert all(f"<details><summary>Verify</summary><code>{each.id}</code>" in html for each in new)


def test_the_largest_page_of_receipts_is_light():
    """With its style sheets, of the edition with the most figures; uncompressed."""
    context = sample("en")
    page, receipts = max(all_receipts(context).items(), key=lambda item: len(item[1]))
    styles = sum((PLANS.parents[1] / "book" / "_static" / f"{name}.css").stat().st_size for name in STYLES)
    assert len(receipts) > 200
    assert len(receipt_page(context, page, receipts).encode()) + styles < 300_000


@pytest.mark.parametrize("of", [second, real])
def test_a_page_of_receipts_is_marked_as_every_page_is(of):
    """Over its text, which is printed, and in its head: as invented or as a draft."""
    context = of("en")
    html = receipt_page(context, "A01", all_receipts(context)["A01"])
    assert html.count(f'<meta name="notice" content="{escape(mark(context))}"') == 1
    assert html.count(f'<p class="pm-notice">{escape(mark(context))}</p>') == 1
    assert mark(context)
    assert ("Nobody has signed" in html) is context.edition.card.invented


def test_what_differs_is_named_field_by_field(tmp_path):
    """A digit that somebody changed in a published receipt; a figure that somebody changed in the data; a receipt that
    is gone, one that is new, and another plan."""
    name = "bicycle_stands/XX/TOTAL/2029"
    published = receipt(second("en"), name).model_dump(mode="json")
    (found,) = differences(second("en"), published | {"value": 47501})
    assert (found.id, found.field, found.published, found.now) == (name, "value", 47501, 47500)

    def file_of(context: Context) -> dict[str, object]:
        receipts = all_receipts(context)["indicator-bicycle_stands"]
        return {"receipts": [r.model_dump(mode="json") for r in receipts], "made": made(context).model_dump()}

    base = copy_of_project(tmp_path)
    file = edition_of(base) / "observations.csv"
    cells = {"indicator": "bicycle_stands", "region": "XX", "breakdown": "TOTAL", "period": "2029"}
    change(file, line_of(file, **cells), value="47600", printed="4.76万")
    told = differences(read_context(SECOND, "en", base), file_of(second("en")))
    of_figure = [(each.field, each.published, each.now) for each in told if each.id == name]
    assert ("value", 47500, 47600) in of_figure
    assert ("printed", "4.75万", "4.76万") in of_figure
    assert {"bicycle_stands/XX/TOTAL/growth", "bicycle_stands/XX/TOTAL/gap"} <= {each.id for each in told}
    published = file_of(second("en"))
    gone, *published["receipts"] = published["receipts"]
    published["receipts"].append({**gone, "id": "bicycle_stands/XX/TOTAL/1999"})
    published["made"] |= {"plan_sha256": "0" * 64}
    told = differences(second("en"), published)
    assert [(each.id, each.field) for each in told] == [
        ("", "plan_sha256"),
        ("bicycle_stands/XX/TOTAL/1999", ""),
        (gone["id"], ""),
    ]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("bicycle_stands/XX/TOTAL/2O29", "bicycle_stands/XX/TOTAL/2029"),
        ("bycicle_stands/XX/TOTAL/status", "bicycle_stands/XX/TOTAL/status"),
        ("A01/stat", "A01/state"), ("A1/score", "A01/score"), ("A01/A01.9/state", "A01/A01.1/state"), ("en/A01", ""),
        ("A01/XX-AA", "A01/XX-AA/series"), ("A01/XX-ZZ", "A01/XX-AA/series"), ("A01/XX-ZZ/series", "A01/XX-BB/series"),
        ("latest/en/A01.html", ""),
    ],
)  # fmt: skip
def test_an_id_that_was_mistyped_is_told_with_the_nearest(asked, meant):
    """As the id of a receipt and not as a page; what has two parts of which none is one of an id may be a page."""
    if not meant:
        check_receipt_id(second("en"), asked)
        return
    with pytest.raises(FaultError) as raised:
        check_receipt_id(second("en"), asked)
    (fault,) = raised.value.faults
    assert fault.rule == "unknown_receipt"
    assert meant in fault.values["meant"].split(", ")


def test_the_receipt_of_a_page_names_the_function_of_each_cell_and_what_it_may_read():
    """By file, with digests, and the digest of what the cell shows: who runs the function again can compare."""
    context = second("en")
    shown = page_blocks(context, "action", "A01")["opening"].html
    cells = [
        {"cell_type": "markdown", "source": ["# Action"]},
        {
            "cell_type": "code",
            "source": ["views.action.opening(context, action)"],
            "outputs": [{"data": {"text/html": shown.splitlines(keepends=True), "text/plain": "x"}}],
        },
    ]
    data = {"actions/A01.toml": "1", "sources.csv: S001": "2", "sources.csv: S002": "3"}
    inputs = BuildInputs("n", {"action": "A01"}, "s", data, {}, ())
    run = Run(Job("action", "A01", "en", {"action": "A01"}), inputs, part=context)
    page = page_receipt(run, data, {"cells": cells})
    digest = hashlib.sha256(shown.encode()).hexdigest()
    assert page["cells"] == [{"cell": 1, "shows": ["views.action.opening"], "sha256": digest}]
    assert page["reads"].keys() == {"actions", "sources.csv"}
    assert (page["notebook"], page["slice"]) == ("notebooks/action.ipynb", "s")


def test_the_foot_of_a_page_says_how_to_check_it():
    """The page's own name stands in the command."""
    known = settings(None) | {"checked": f"plan-metrics verify en/{PLACE}"}
    assert shared(known, "A01", "t", Told(lead="", picture="", chart=""))["pm_checked"] == "plan-metrics verify en/A01"
