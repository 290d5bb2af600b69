"""Everybody can read it: the site of the invented plan, with hostile labels, in a real browser."""

from __future__ import annotations

import html
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, urljoin

import pytest
from axe import WCAG, faults_of_axe
from invented import SECOND, copy_of_project
from plan_sites import without_print
from playwright.sync_api import Browser, BrowserContext, Page

from plan_metrics.context import read_context
from plan_metrics.manual.read import read_chapter
from plan_metrics.report.beside_editions import LIST
from plan_metrics.report.build import build_report
from plan_metrics.report.sphinx_extension import ONLY_WITH
from plan_metrics.views import action, indicator

REPOSITORY = Path(__file__).parents[2]
NAMES = [
    "index",
    "A01",
    "indicator-bicycle_stands",
    "sector-stations",
    "XX-AA",
    "compare-regions",
    "evaluation",
    "data",
    "method",
    "glossary",
]
NAMES += ["search"]
PAGES = [f"{lang}/{name}.html" for lang in ("zh", "en") for name in (*NAMES, read_chapter().page[0].name)]
RECEIPTS = "data/receipts/indicator-bicycle_stands-zh.html"
ALL = ["index.html", *PAGES]
KINDS = [page for n, page in enumerate(PAGES) if (n + (n >= len(PAGES) // 2)) % 2]  # in one language or the other
A4, A4_LANDSCAPE = 673, 986  # CSS px between the margins of a page
STYLES = ("book", "plan-metrics")
POLICY = re.compile('<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
HURT = "\"'><img src=x onerror=alert(1)><x-hurt>"


def spoil(base: Path) -> None:
    """Write HTML into a label of each kind: plan, action, commitment, indicator, place, breakdown, document, reason."""
    data = base / "data"
    toml = HURT.replace('"', '\\"')
    labels = {
        data / "plan" / "plan.toml": ["Bicycle parking (invented)", "自行车停放（虚构）"],
        data / "plan" / "actions" / "A01.toml": [
            "Build more stands",
            "增加停车位",
            "More stands at stations",
            "Bicycle stands",
            "Bicycle stands (invented).",
            "自行车停车位数",
        ],
    }
    for file, texts in labels.items():
        content = file.read_text("utf-8")
        for text in texts:
            assert f'"{text}"' in content, text
            content = content.replace(f'"{text}"', f'"{text} {toml}"')
        file.write_text(content, "utf-8")
    edition = data / "editions" / SECOND
    cells = {
        data / "plan" / "regions.csv": ["Alpha Province", "阿尔法省", ",Alpha,"],
        data / "plan" / "dimensions" / "sector.csv": ["Railway stations", "火车站"],
        edition / "sources.csv": [
            "Bicycle parking statistics 2026 (invented)",
            "Bicycle Parking Office of Exampleland",
        ],
        edition / "rejected.csv": ["below province level", "XX-AA:Harbour"],
    }
    quoted = HURT.replace('"', '""')
    for file, texts in cells.items():
        content = file.read_text("utf-8")
        for text in texts:
            bare = text.strip(",")
            assert text in content, text
            content = content.replace(text, text.replace(bare, f'"{bare} {quoted}"'))
        file.write_text(content, "utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the invented plan with hostile labels, built by the one command; its PDFs and the pictures of its
    charts, which no browser here opens, are empty."""
    base = copy_of_project(tmp_path_factory.mktemp("hostile"))
    for name in ("notebooks", "book"):
        shutil.copytree(REPOSITORY / name, base / name, ignore=shutil.ignore_patterns(".*"))
    spoil(base)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PLAN_METRICS_ROOT", raising=False)
        without_print(patch)
        assert build_report(base, SECOND, "en") == 0
    return base / "build" / "site" / SECOND


class Silent(SimpleHTTPRequestHandler):
    """A server of files that does not talk."""

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The site on localhost."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(site.parent))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/{site.name}/"
        server.shutdown()
        thread.join()


@dataclass(frozen=True)
class Opened:
    """A page in the browser, the addresses that it had asked for when it was loaded, and what went wrong on it."""

    page: Page
    loaded: tuple[str, ...]
    wrong: list[str]


def load(context: BrowserContext, address: str, name: str) -> Opened:
    """A page of the site; what asks another host, is refused, fails or pops up is noted."""
    wrong: list[str] = []
    loaded: list[str] = []

    def pass_on(route) -> None:
        if route.request.url.startswith((address, urljoin(address, f"../{LIST}"), "data:")):
            route.continue_()
        else:
            wrong.append(f"asks {route.request.url}")
            route.abort()

    context.route("**/*", pass_on)
    page = context.new_page()
    page.on("request", lambda request: loaded.append(request.url))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append("a dialog"), dialog.dismiss()))
    page.goto(address + name, wait_until="load")
    return Opened(page, tuple(loaded), wrong)


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens a page of the site; at the end, nothing may have asked another host, been refused, failed or popped up."""
    contexts = []
    opened = []

    def open_page(name: str, width: int = 1280, **options: object) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **options))
        opened.append(load(contexts[-1], address, name))
        return opened[-1].page

    yield open_page
    for context in contexts:
        context.close()
    assert [fault for each in opened for fault in each.wrong] == []


@pytest.fixture(scope="module")
def loaded_once(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Opened]:
    """A page for all tests that only look at it: pytest runs them one after the other."""
    context = browser.new_context()
    yield load(context, address, request.param)
    context.close()


@pytest.fixture
def opened(loaded_once: Opened) -> Iterator[Opened]:
    """That page on the screen of a desk; no test may leave it changed, nor anything have gone wrong on it."""
    loaded_once.page.set_viewport_size({"width": 1280, "height": 900})
    yield loaded_once
    loaded_once.page.emulate_media(media="screen", color_scheme="light")
    assert loaded_once.wrong == []


def on_pages(names: Sequence[str]):
    """Run a test on these pages."""
    return pytest.mark.parametrize("loaded_once", names, indirect=True)


@on_pages(["index.html", *KINDS, RECEIPTS, f"zh/search.html?q={quote('停车位')}"])
def test_axe_finds_no_violation_of_wcag_22_aa(opened: Opened) -> None:
    """Every kind of page, in one of the languages, at the width of a desk and of a phone.

    `make bench` tries the heaviest page of each kind in both.
    """
    page = opened.page
    assert faults_of_axe(page, runOnly=WCAG) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert faults_of_axe(page, runOnly=["target-size", "scrollable-region-focusable", "color-contrast"]) == []


STILL_LIGHT = """() => {  // what a drawing is coloured with in its attributes, where the page shows it so
  const hex = colour => "#" + colour.match(/\\d+/g).map(part => (+part).toString(16).padStart(2, "0")).join("");
  return ["fill", "stroke"].flatMap(name => [...document.querySelectorAll(`.pm-chart [${name}^="#"]`)]
    .filter(mark => hex(getComputedStyle(mark)[name]) === mark.getAttribute(name)).map(mark => mark.outerHTML));
}"""
DRAWN = ["index", "A01", "indicator-bicycle_stands", "XX-AA", "compare-regions", "evaluation", "search"]
PAPER = "getComputedStyle(document.body).backgroundColor"


@on_pages(["index.html", RECEIPTS, *(page for page in KINDS if page[3:].removesuffix(".html") in DRAWN)])
def test_a_reader_in_the_dark_reads_as_well_and_prints_on_white(opened: Opened) -> None:
    """In the theme that the system asks for, axe finds no contrast too low and no drawing keeps a light colour."""
    page = opened.page
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(PAPER)
    assert faults_of_axe(page, runOnly=["color-contrast"]) == []
    assert page.evaluate(STILL_LIGHT) == []
    page.emulate_media(media="print", color_scheme="dark")
    assert dark != page.evaluate(PAPER) in ("rgb(255, 255, 255)", "rgb(246, 248, 250)")  # a book, the way to it


@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_where_many_documents_stand_in_a_cell(browser: Browser, language: str) -> None:
    """The tables of the real plan's action with the most figures, which no invented page equals: at both widths."""
    context = read_context("2026-11", language, REPOSITORY)
    indicators = ("certified_organisations", "valid_certificates")
    blocks = [make(context, "A04") for make in (action.commitments, action.figures, action.regions, action.sources)]
    blocks += [make(context, name) for name in indicators for make in (indicator.regions, indicator.data)]
    page = browser.new_page()
    shown_alone(page, language, "A04", "".join(block.html for block in blocks))
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert faults_of_axe(page, runOnly=WCAG) == []
    page.close()


FRAME = {1280: (1010, 120), 390: (390, 100)}  # of a width: what the sidebar leaves of it, and how high the head is


def shown_alone(page: Page, language: str, title: str, body: str) -> None:
    """Blocks of a page under its title, in our style."""
    style = "".join((REPOSITORY / "book" / "_static" / f"{name}.css").read_text("utf-8") for name in STYLES)
    body = f'<main><h1>{title}</h1><div class="bd-article">{body}</div></main>'
    page.set_content(f'<!DOCTYPE html><html lang="{language}"><title>{title}</title><style>{style}</style>{body}')


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_of_actions_are_short_and_those_of_indicators_answer_at_once(browser: Browser, language: str) -> None:
    """The longest of the real plan: at most 6,000 px on a desk and 12,000 on a phone; sentence, verdicts and chart of
    an indicator stand in the first screen."""
    context = read_context("2026-11", language, REPOSITORY)
    made = [make(context, "A09").html for make in (action.opening, action.commitments, action.figures, action.regions)]
    first = indicator.opening(context, "inspection_reports").html
    title = context.plan.indicator("inspection_reports").title[language]
    page = browser.new_page()
    for width, height, most in ((1280, 800, 6_000), (390, 844, 12_000)):
        inner, head = FRAME[width]
        page.set_viewport_size({"width": inner, "height": height})
        shown_alone(page, language, context.plan.action("A09").title[language], "".join(made))
        assert page.evaluate("document.documentElement.scrollHeight") + head < most
        shown_alone(page, language, title, first)
        for part in (".pm-trail", ".pm-lead strong", ".pm-verdicts", ".pm-first svg"):
            assert page.evaluate(f"document.querySelector('{part}').getBoundingClientRect().bottom") + head < height
    page.close()


@on_pages([*ALL, RECEIPTS])
def test_no_page_scrolls_sideways_at_400_percent(opened: Opened) -> None:
    """1280 px at 400 % are 320; tables may scroll in their own box, the page may not."""
    page = opened.page
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    loose = "[...document.querySelectorAll('.pm-scroll .pm-hidden')].filter(e => !e.offsetParent.closest('.pm-scroll'))"
    assert page.evaluate(f"{loose}.length") == 0  # a hidden text that does not scroll with its table widens the page


ELEMENTS = "document.querySelectorAll('x-hurt, img[src=x], [onerror]').length"  # that would come of the labels
HEADINGS = "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => Number(h.tagName[1]))"
FOREIGN = """() => {  // texts in Chinese characters that are not said to be Chinese, code and statuses apart
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (/[\\u4e00-\\u9fff]/.test(walker.currentNode.data) && !parent.closest('pre, script, style, [lang^="zh"]'))
      found.push(walker.currentNode.data.trim());
  }
  return found;
}"""


@on_pages([*ALL, RECEIPTS])
def test_a_page_has_one_title_order_and_language_and_labels_are_only_text(opened: Opened, address: str) -> None:
    """One h1 comes first, no level is left out, Chinese in an English page says so, HTML in labels is letters."""
    page = opened.page
    assert "<x-hurt>" in page.locator("body").inner_text()
    assert page.evaluate(ELEMENTS) == 0
    levels = page.evaluate(HEADINGS)
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels)), levels
    language = page.evaluate("document.documentElement.lang")
    assert language == ("en" if page.url.startswith(f"{address}en/") else "zh-CN")
    if language == "en":
        assert page.evaluate(FOREIGN) == []


def test_the_keyboard_skips_to_the_text_and_shows_where_it_is(visit: Callable[..., Page]) -> None:
    """The first stop is the link to the text; it leads there; each stop is on the screen with a ring around it."""
    page = visit("en/A01.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "pm-skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    seen = []
    for _ in range(20):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => { const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);
            return [e.closest('header, .pm-nav, main')?.className ?? '', s.outlineStyle, parseFloat(s.outlineWidth),
                    r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth] }"""
        )
        assert stop[1:] == ["solid", 3, True], stop
        seen.append(stop[0])
    assert seen == sorted(seen, key=["pm-top", "pm-nav", ""].index)
    page.reload()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_a_phone_opens_the_menu_and_turns_the_page_without_scripts(visit: Callable[..., Page]) -> None:
    """Without JavaScript the text is there, the menu opens, closes with Escape, and leads to another page."""
    page = visit("en/A01.html", width=390, java_script_enabled=False)
    assert page.locator("main h2").first.is_visible()
    menu = page.locator("#pages")
    assert not menu.is_visible()
    page.locator(".pm-open").click()
    assert menu.is_visible()
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    page.locator(".pm-open").click()
    menu.get_by_role("link", name="Beta Province").click()
    assert page.locator("h1").inner_text().startswith("Beta Province")
    page = visit("zh/search.html", java_script_enabled=False)
    assert "JavaScript" in page.locator("#main noscript").inner_text()


@pytest.mark.parametrize("name", ["zh/A01.html", "en/data.html"])
def test_nothing_moves_for_a_reader_who_asked_for_that(visit: Callable[..., Page], name: str) -> None:
    """No transition and no animation is left on any element."""
    page = visit(name, reduced_motion="reduce")
    moving = """[...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);
        return s.transitionDuration !== '0s' || s.animationName !== 'none' || s.scrollBehavior !== 'auto' }).length"""
    assert page.evaluate(moving) == 0


@on_pages([name for name in PAGES if "search" not in name])
def test_on_paper_nothing_is_folded_or_cut_off(opened: Opened) -> None:
    """On A4 every fold is open, no table is wider than the page, the menu is gone, and addresses can be read.

    What says again what stands on the page is printed if it was opened, and else leaves no empty handle.
    """
    page = opened.page
    page.set_viewport_size({"width": A4, "height": 900})
    page.emulate_media(media="print")
    shut = "details:not(.hide, .pm-contents, .pm-part, .pm-aside:not([open])) > :not(summary, .pm-copy)"
    unseen = f"[...document.querySelectorAll('{shut}')].filter(e => !e.checkVisibility()).length"
    again = "[...document.querySelectorAll('.pm-aside')]"
    assert page.evaluate(f"{again}.filter(e => e.checkVisibility()).length") == 0
    page.evaluate(f"{again}.forEach(e => {{ e.open = true }})")
    assert page.evaluate(unseen) == 0
    page.evaluate(f"{again}.forEach(e => {{ e.open = false }})")
    assert page.evaluate(unseen) == 0
    outer = """paper => [...document.querySelectorAll('main *')].filter(element => {
        const wide = e => e && (getComputedStyle(e).page === 'wide' || wide(e.parentElement));
        const right = element.getBoundingClientRect().right;
        return right > paper[0] + 1 && right > (wide(element) ? paper[1] : paper[0]) + 1;
    }).map(element => `${element.tagName} ${element.id} ${element.textContent.trim().slice(0, 40)}`)"""
    assert page.evaluate(outer, [A4, A4_LANDSCAPE]) == []
    assert not page.locator("#pages").is_visible()
    address = """[...document.querySelectorAll('main a[href^="http"]')].filter(a =>
        !getComputedStyle(a, '::after').content.includes(a.getAttribute('href'))).length"""
    assert page.evaluate(address) == 0


@pytest.mark.parametrize("name", [f"zh/search.html?q={quote('阿尔法省')}", "en/search.html?q=stands"])
def test_what_is_found_is_shown_and_not_run(visit: Callable[..., Page], name: str) -> None:
    """Titles with HTML in them stand in the results letter by letter."""
    page = visit(name)
    page.locator("#search-results li").first.wait_for()
    assert "<x-hurt>" in page.locator("#search-results").inner_text()
    assert page.evaluate(ELEMENTS) == 0


@pytest.mark.parametrize("served", [True, False])
def test_the_policy_refuses_what_is_not_of_the_site(
    visit: Callable[..., Page], browser: Browser, site: Path, served: bool
) -> None:
    """No inline script, no eval, no other host: on a server and in a file, where the page's own files still load.

    The browser tells of a frame when it comes to it, which is long after the rest on a busy machine.
    """
    if served:
        found = [POLICY.findall((site / name).read_text("utf-8")) for name in PAGES]
        (policy,) = {html.unescape(text) for (text,) in found}
        assert re.findall(r"script-src|unsafe-eval|https?:|\*", policy) == []
    probe = (site / "en" / "A01.html").read_text("utf-8").replace("_static/", "en/_static/").replace("../../", "../")
    (site / "probe.html").write_text(probe, "utf-8")
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.goto(visit("index.html").url + "/../probe.html" if served else (site / "probe.html").as_uri())
    assert page.evaluate("getComputedStyle(document.querySelector('.pm-frame')).display") == "grid"
    page.evaluate(
        """() => { window.refused = [];
        addEventListener('securitypolicyviolation', e => refused.push(e.effectiveDirective));
        document.body.insertAdjacentHTML('beforeend', '<img src="https://example.org/a.png">'
          + '<a id=probe onclick="window.ran = 1">x</a><iframe src="https://example.org/"></iframe>');
        const script = document.createElement('script'); script.text = 'window.ran = 2'; document.body.append(script);
        document.getElementById('probe').click(); }"""
    )
    page.wait_for_function("refused.includes('frame-src') && refused.includes('img-src')")
    assert page.evaluate("[window.ran ?? 0, refused.sort()]") == [
        0, ["frame-src", "img-src", "script-src-attr", "script-src-elem"],
    ]  # fmt: skip
    context.close()
    (site / "probe.html").unlink()


@pytest.mark.parametrize(("language", "query", "found"), [("zh", "停车位", "A01"), ("en", "stands", "A01")])
def test_a_reader_searches_from_any_page(visit: Callable[..., Page], language: str, query: str, found: str) -> None:
    """The field at the head of a page leads to the results, in either language."""
    page = visit(f"{language}/data.html")
    page.locator("#search-top").fill(query)
    page.keyboard.press("Enter")
    page.locator(f'#search-results a[href^="{found}.html"]').first.wait_for()
    assert query in page.locator("#search-page").input_value()


@on_pages(ALL)
def test_a_page_is_light_and_paints_before_any_script(opened: Opened, address: str, site: Path) -> None:
    """HTML, style and scripts weigh less than 400 KB; scripts are only where they are of use, and wait for the text."""
    kept = [url.removeprefix(address) for url in opened.loaded if url.startswith(address) and "fonts/" not in url]
    kept = [file.split("?")[0] for file in kept]
    assert sum((site / file).stat().st_size for file in kept) < 400_000, kept
    scripts = {file.partition("/")[2] for file in kept if file.endswith(".js")}
    own = {"_static/copy.js", "_static/editions.js"}  # of what stands around every page
    (_, _, article) = (site / kept[0]).read_text("utf-8").partition("<article")
    assert "search" in kept[0] or scripts - own == {name for name, mark in ONLY_WITH.items() if mark in article} - own
    assert opened.page.evaluate("[...document.scripts].filter(s => !s.defer || !s.getAttribute('src')).length") == 0


@pytest.mark.parametrize(("language", "both"), [("en", "Alpha"), ("zh", "阿尔法")])
def test_two_places_stand_side_by_side_and_the_address_keeps_them(
    visit: Callable[..., Page], language: str, both: str
) -> None:
    """One in the address brings the nearest in size; another is chosen by keyboard; the address brings it again."""
    page = visit(f"{language}/compare-regions.html?a=XX-AA", width=390)
    heads = page.locator(".pm-pair thead th")
    assert heads.all_inner_texts()[0].startswith(both)
    assert page.locator("#choose-b").input_value() == "XX-BB"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator(".pm-pair tbody").count() > 2
    page.locator("#choose-b").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    assert page.url.endswith("?a=XX-AA&b=XX")
    page.reload()
    assert [page.locator(f"#choose-{side}").input_value() for side in "ab"] == ["XX-AA", "XX"]
    shown = page.locator(".pm-beside").inner_text()
    assert "<x-hurt>" in shown
    assert page.evaluate(ELEMENTS) == 0
    assert faults_of_axe(page, runOnly=WCAG) == []
    page.locator(".pm-language").click()
    page.wait_for_url(f"**/{'zh' if language == 'en' else 'en'}/compare-regions.html?a=XX-AA&b=XX", wait_until="load")
    assert page.locator("#choose-b").input_value() == "XX"


def test_the_two_figures_are_those_of_the_tables_and_their_dates_are_told(visit: Callable[..., Page]) -> None:
    """What stands side by side is copied from the tables; a place without a figure says so and is not left blank."""
    page = visit("en/compare-regions.html?a=XX-AA&b=XX-BB")
    for place, side in (("XX-AA", 0), ("XX-BB", 1)):
        row = page.locator(f'#compare-bicycle-stands-TOTAL tbody tr:has([data-place="{place}"])')
        pair = page.locator(".pm-pair tbody", has=page.locator('a[href="#h-compare-bicycle-stands-TOTAL"]'))
        figure = row.locator("td.num data").first.get_attribute("value")
        assert pair.locator("td").nth(side).locator("data").first.get_attribute("value") == figure
    lines = pair.locator("svg[role=img]")
    assert [line.get_attribute("aria-label").count(":") for line in lines.all()] == [4, 4]  # a date and a value each
    assert lines.nth(0).locator("circle").count() == 4
    heights = [
        [float(at.split(",")[1]) for at in line.locator("polyline").get_attribute("points").split()]
        for line in lines.all()
    ]
    assert min(heights[0]) < min(heights[1])  # one scale: the larger province stands higher
    page.locator("#choose-b").select_option("")
    assert page.locator(".pm-pair").count() == 0
    assert page.locator("main [role=status]").inner_text() == "Choose two."
    page = visit("en/compare-regions.html?a=<x-hurt>&b=XX-ZZ")
    assert [page.locator(f"#choose-{side}").input_value() for side in "ab"] == ["", ""]
    assert page.evaluate(ELEMENTS) == 0
    page = visit("en/compare-sector.html?a=stations&b=schools")
    assert page.locator(".pm-pair tbody td").count() >= 2


@pytest.mark.parametrize("name", ["compare-regions", "compare-sector"])
def test_each_figure_of_a_comparison_leads_to_its_receipt(visit: Callable[..., Page], site: Path, name: str) -> None:
    """Newest and earlier figures and verdicts, in the tables and side by side; without a script the head of the column
    leads to the receipts, which begin with the ways to those of each place."""
    page = visit(f"en/{name}.html")
    cells = ".pm-compared:has(thead [data-receipt]) tbody :is(td:nth-child(2), .pm-earlier)"
    for number in page.locator(cells).all():
        figures = number.locator("data:not([data-order])")
        assert number.locator("a > data:not([data-order])").count() == figures.count()
    addresses = page.evaluate("[...document.querySelectorAll('.pm-compared tbody a')].map(a => a.getAttribute('href'))")
    opened = [each for each in addresses if "/receipts/" in each]
    assert len({*opened}) > 5
    for address in opened:
        file, _, receipt = address.partition("#")
        assert f'id="{receipt}"' in (site / "en" / file).read_text("utf-8")
    plain = visit(f"en/{name}.html", java_script_enabled=False)
    head = plain.locator(".pm-compared thead a").first.get_attribute("href")
    receipts = (site / "en" / head).read_text("utf-8")
    assert '<a href="#receipts-2">' in receipts


def test_without_a_script_every_figure_of_a_comparison_is_there_and_nothing_is_dead(
    visit: Callable[..., Page], site: Path
) -> None:
    """No choice that does nothing: a sentence says so, and the tables open without a script."""
    page = visit("en/compare-regions.html", width=390, java_script_enabled=False)
    assert not page.locator(".pm-choose").is_visible()
    assert "JavaScript" in page.locator("main noscript").inner_text()
    assert page.locator("main button").count() == 0
    table = page.locator("#compare-bicycle-stands-TOTAL")
    page.locator("summary", has_text="provinces; newest figures").first.click()
    assert table.is_visible()
    assert table.locator('[data-place="XX-AA"] a').get_attribute("href") == "XX-AA.html"
    assert 'href="compare-regions.html?a=XX-AA"' in (site / "en" / "XX-AA.html").read_text("utf-8")
