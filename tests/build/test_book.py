"""The printed book: two languages, no other host, the same bytes each time."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from colours import contrast
from fontTools.ttLib import TTFont
from pylopdf_fonts_zh_cn import sans_path

from plan_metrics.errors import FaultError
from plan_metrics.report.book import build_book, build_site
from plan_metrics.report.book_check import BUDGET, check_site, over_budget, page_sizes
from plan_metrics.report.book_fonts import ASCII, characters, write_font
from plan_metrics.report.book_search import FILE as SEARCH
from plan_metrics.report.book_search import script
from plan_metrics.report.book_source import Volume
from plan_metrics.views.charts import Aim, Figures, line_chart
from plan_metrics.views.search_entries import Entry

CONFIG = Path(__file__).parents[2] / "book" / "_config.yml"
STATUSES = [
    "achieved",
    "on_track",
    "behind",
    "far_behind",
    "moving_away",
    "missed",
    "too_early",
    "improving",
    "stable",
    "worsening",
    "not_assessable",
    "no_figure",
    "suppressed",
]
REGIONS = {"ZJ": "浙江", "BJ": "北京", "GD": "广东", "SC": "四川", "XZ": "西藏", "HI": "海南", "JS": "江苏"}
REGIONS |= {"SD": "山东", "FJ": "福建", "YN": "云南", "GS": "甘肃", "QH": "青海", "NX": "宁夏"}
ACTIONS = ["A01", "A02", "A07"]
CAPTIONS = {
    "zh": ("行动", "行业", "地区", "关于"),
    "en": ("Actions", "Breakdowns", "Regions", "About"),
}


def toc(language: str) -> list[tuple[str, list[str]]]:
    """A little of everything that a real book has, and one part that is long."""
    regions = [f"CN-{code}" for code in sorted(REGIONS)]
    pages = (ACTIONS, ["sector-food"], regions, ["data", "method", "glossary"])
    return list(zip(CAPTIONS[language], pages, strict=True))


TOC = {language: toc(language) for language in CAPTIONS}
# Characters that no page has: what is found is shown in the font of the site too.
SEARCHES = {code: script({"page": ("Page", 1.0)}, [Entry("page", "麒麟", "A01.html")]) for code in CAPTIONS}


def chart(language: str) -> str:
    """A chart as the pages have it."""
    years = ["2021", "2022", "2023", "2024", "2025"]
    title = "抽检合格率与目标值" if language == "zh" else "Pass rate and target"
    figures = Figures(years, [31.0, 35.0, 42.0, 44.0, 51.0], [False] * 5, [False] * 5, ("", ""))
    drawing = line_chart(
        title, figures, ticks=("2021", "2025"), break_word="", unit=title, language=language,
        aims=[Aim("2026", 60.0, None, "60")], way=[("2021", 60.0), ("2026", 60.0)],
    )  # fmt: skip
    return str(drawing)


def table(language: str) -> str:
    """A wide table with every status."""
    head = ("指标", "基期值", "最新值", "目标值", "状态", "数据来源") if language == "zh" else ()
    head = head or ("Indicator", "Baseline", "Latest value", "Target", "Status", "Source of the data")
    cell = "检验检测机构数量" if language == "zh" else "Accredited laboratories"
    rows = "".join(
        f'<tr><th scope="row">{cell}</th><td class="num">31.0</td><td class="num">44.2</td>'
        f'<td class="num">60.0</td><td><span class="pm-status {status}">{status}</span></td>'
        f"<td>CN-ZJ 浙江</td></tr>"
        for status in STATUSES
    )
    cells = "".join(f'<th scope="col">{name}</th>' for name in head)
    return (
        f'<div class="pm-scroll" tabindex="0"><table class="pm"><caption>{cell}</caption>'
        f"<thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def notebook(language: str, title: str) -> nbformat.NotebookNode:
    """A thin executed notebook: parameters, a table, a chart."""

    def code(source: str, tag: str, *outputs: str) -> nbformat.NotebookNode:
        shown = [nbformat.v4.new_output("display_data", {"text/html": out, "text/plain": "…"}) for out in outputs]
        cell = nbformat.v4.new_code_cell(source, outputs=shown, execution_count=1, metadata={"tags": [tag]})
        return cell

    invented = "本页数据为虚构的样例数据。" if language == "zh" else "Every figure on this page is invented."
    note = "全国数据来自年度统计公报。" if language == "zh" else "National figures come from the yearbook."
    headings = ("进展", "说明") if language == "zh" else ("Progress", "Notes")
    made = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell(f"# {title}"),
            nbformat.v4.new_markdown_cell(f'<div class="pm-invented">{invented}</div>'),
            code('action = "A07"', "remove-cell"),
            nbformat.v4.new_markdown_cell(f"## {headings[0]}"),
            code("from plan_metrics import views\nviews.table(action)", "hide-input", table(language)),
            code("views.chart(action)", "hide-input", chart(language)),
            nbformat.v4.new_markdown_cell(f'## {headings[1]}\n\n<div class="pm-note"><p>{note}</p></div>'),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    for number, cell in enumerate(made.cells):
        cell["id"] = f"cell-{number}"
    return made


def write_pages(folder: Path, language: str) -> Path:
    """The folder of executed pages of one language."""
    folder.mkdir(parents=True)
    zh = language == "zh"
    names = {page: f"{page} 检验检测能力提升行动" if zh else f"{page} Stronger testing" for page in ACTIONS}
    names |= {"sector-food": "食品行业" if zh else "Food", "data": "数据" if zh else "Data"}
    names |= {f"CN-{code}": f"{name}省(区、市)" if zh else f"{name} CN-{code}" for code, name in REGIONS.items()}
    for page, title in names.items():
        if page.startswith("CN-") and page != "CN-ZJ":
            (folder / f"{page}.md").write_text(f"# {title}\n", "utf-8")
        else:
            nbformat.write(notebook(language, title), folder / f"{page}.ipynb")
    cards = "".join(
        f'<li><a href="{page}.html">{names[page]}</a><p><span class="pm-status {status}">{status}</span></p></li>'
        for page, status in zip(ACTIONS, STATUSES, strict=False)
    )
    front = "质量提升行动计划进展" if zh else "Progress of the quality plan"
    cards = f'<ul class="pm-cards">{cards}</ul>\n\n[{"方法" if zh else "Method"}](#pace)\n'
    (folder / "index.md").write_text(f"# {front}\n\n{cards}", "utf-8")
    (folder / "method.md").write_text(
        f"# {'方法' if zh else 'Method'}\n\n$$p = \\frac{{x - b}}{{t - b}}$$\n\n(pace)=\n"
        f"## {'进度' if zh else 'Pace'}\n\n$x$: [glossary](glossary.md), [A01](A01.ipynb), [1](https://example.org/)\n",
        "utf-8",
    )
    (folder / "glossary.md").write_text(
        f"# {'术语' if zh else 'Glossary'}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "utf-8"
    )
    return folder


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The executed pages of both languages."""
    base = tmp_path_factory.mktemp("pages")
    return {language: write_pages(base / language, language) for language in TOC}


def volumes(sources: dict[str, Path]) -> dict[str, Volume]:
    """The books of both languages."""
    return {code: Volume(TOC[code], folder, search=SEARCHES[code]) for code, folder in sources.items()}


@pytest.fixture(scope="session")
def site(sources: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, printed once for all tests that only read it."""
    return build_site(volumes(sources), CONFIG, tmp_path_factory.mktemp("out") / "site")


class Shown(HTMLParser):
    """What a reader sees or hears of a page: text outside script and style, and labels."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.skipping = 0
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skipping += tag in {"script", "style"}
        self.texts += [value or "" for name, value in attrs if name in {"title", "aria-label", "placeholder"}]

    def handle_endtag(self, tag: str) -> None:
        self.skipping -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.texts.append(data)


def digests(folder: Path) -> dict[str, str]:
    """Name and hash of every file of a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize(
    ("language", "other", "lang", "name"), [("zh", "en", "zh-CN", "English"), ("en", "zh", "en", "中文")]
)
def test_every_page_links_to_itself_in_the_other_language(
    site: Path, language: str, other: str, lang: str, name: str
) -> None:
    for path in sorted((site / language).glob("*.html")):
        page = path.read_text("utf-8")
        link = re.search(r'<a class="pm-language" href="([^"]*)" lang="([^"]*)"[^>]*>([^<]*)<', page)
        assert link
        assert (link[1], link[3]) == (f"../{other}/{path.name}", name)
        assert re.search(r"<html [^>]*\blang=\"([^\"]*)\"", page)[1] == lang
        assert link[2] != lang


def test_the_front_of_the_site_lets_the_reader_choose_without_a_script(site: Path) -> None:
    page = (site / "index.html").read_text("utf-8")
    assert "<script" not in page
    assert re.findall(r'href="([^"]*)" lang="([^"]*)"', page) == [
        ("zh/index.html", "zh-CN"),
        ("en/index.html", "en"),
    ]


def test_no_english_words_of_the_theme_are_left_in_a_chinese_page(site: Path) -> None:
    shown = " ".join(Shown(site / "zh" / "CN-ZJ.html").texts)
    words_of_theme = [
        "Search",
        "Toggle",
        "Contents",
        "Skip",
        "Back",
        "Previous",
        "Next",
        "Show",
        "Hide",
        "Light",
        "Made",
        "By",
        "On",
        "Site",
    ]
    assert [word for word in words_of_theme if re.search(rf"\b{word}\b", shown, re.IGNORECASE)] == []
    assert {"显示代码", "隐藏代码"} <= set(re.findall(r"\w+", shown))


def test_nothing_is_published_that_a_reader_has_no_use_for(site: Path) -> None:
    names = [path.relative_to(site).as_posix() for path in site.rglob("*")]
    assert [
        name for name in names if re.search(r"\.(map|buildinfo|doctree|pickle|ipynb)$|_sources|fontawesome\.js", name)
    ] == []
    page = (site / "en" / "A01.html").read_text("utf-8")
    assert "fontawesome.js" not in page
    assert "localStorage" not in page  # a dark theme kept from another book must not show here
    assert 'action = "A07"' not in page  # the cell of parameters was tagged remove-cell


def test_only_the_search_has_scripts_and_none_of_them_is_of_sphinx(site: Path) -> None:
    """A library, what there is to find and our search, in this order; no index of the text of all pages."""
    ours = {path.name for path in (CONFIG.parent / "_static").glob("*.js")}
    for language in TOC:
        folder = site / language
        assert {path.name for path in folder.rglob("*.js")} == {*ours, SEARCH}
        scripts = re.findall(r'<script [^>]*src="([^"]*)"', (folder / "search.html").read_text("utf-8"))
        assert scripts == ["_static/minisearch.js", SEARCH, "_static/search.js"]
        others = "".join(path.read_text("utf-8") for path in folder.glob("*.html") if path.stem != "search")
        assert not re.search(r'<script [^>]*src="[^"]*search', others)
        assert others.count('action="search.html" method="get"') == len(list(folder.glob("*.html"))) - 1


def test_long_parts_of_the_sidebar_are_folded_except_on_their_own_pages(site: Path) -> None:
    def folds(page: str) -> list[bool]:
        text = (site / "en" / f"{page}.html").read_text("utf-8")
        return [bool(mark) for mark in re.findall(r'<details class="pm-part"( open)?>', text)]

    assert folds("A01") == [True, True, False, True]
    assert folds("CN-ZJ") == [True, True, True, True]


def test_code_is_folded_and_can_be_opened(site: Path) -> None:
    page = (site / "en" / "A01.html").read_text("utf-8")
    fold = re.search(r"<details class=\"[^\"]*hide[^\"]*\">(.*?)</details>", page, re.DOTALL)[1]
    assert "Show code" in fold
    assert "views" in fold


def test_formulas_need_no_script(site: Path) -> None:
    page = (site / "zh" / "method.html").read_text("utf-8")
    assert page.count("<math ") == 2
    assert re.search(r'src="[^"]*mathjax', page, re.IGNORECASE) is None


def test_a_page_weighs_itself_and_each_file_that_it_loads_once(tmp_path: Path) -> None:
    """Fonts and links to follow weigh nothing; pages over the limit are told, the heaviest first."""
    (tmp_path / "style.css").write_text("a" * 1000, "utf-8")
    (tmp_path / "font.woff2").write_text("f" * 9000, "utf-8")
    head = '<link rel="stylesheet" href="../style.css?v=1"><link rel="preload" href="../font.woff2">'
    (tmp_path / "en").mkdir()
    for name, size in (("small", 10), ("large", BUDGET), ("larger", BUDGET + 1)):
        text = head + head + '<a href="large.html">' + "x" * size
        (tmp_path / "en" / f"{name}.html").write_text(text, "utf-8")
    own = (tmp_path / "en" / "small.html").stat().st_size
    assert page_sizes(tmp_path)["en/small.html"] == own + 1000
    assert list(over_budget(tmp_path)) == ["en/larger.html", "en/large.html"]


def test_the_font_holds_every_chinese_character_of_the_site_and_no_other(site: Path) -> None:
    held = set(TTFont(site / "fonts" / "noto-sans-sc.woff2").getBestCmap())
    pages = "".join(path.read_text("utf-8") for name in ("*.html", SEARCH) for path in site.rglob(name))
    chinese = {ord(letter) for letter in pages if "\u4e00" <= letter <= "\u9fff"}
    assert chinese <= held
    assert {ord(letter) for letter in ASCII} <= held
    assert ord("龘") not in held
    assert (site / "fonts" / "noto-sans-sc.woff2").stat().st_size < 200_000
    assert "SIL OPEN FONT LICENSE" in (site / "fonts" / "OFL.txt").read_text("utf-8")


def test_characters_written_as_entities_or_escapes_are_not_forgotten() -> None:
    assert set(characters(["&#27993;&rarr;", r'"\u6c5f"'])) - set(ASCII) == set("浙江→")


def test_the_same_pages_give_the_same_bytes(site: Path, sources: dict[str, Path], tmp_path: Path) -> None:
    again = build_site(volumes(sources), CONFIG, tmp_path / "elsewhere" / "site")
    assert digests(again) == digests(site)


def test_a_font_of_the_same_text_has_the_same_bytes_kept_or_not(tmp_path: Path) -> None:
    keep = tmp_path / "keep"
    keep.mkdir()

    def font(text: str, kept: Path | None) -> bytes:
        (tmp_path / "index.html").write_text(f"<p>{text}</p>", "utf-8")
        return write_font(tmp_path, kept).read_bytes()

    fonts = [font("浙江", kept) for kept in (None, keep, keep)]
    assert len(set(fonts)) == 1
    assert font("浙江省", keep) not in fonts
    assert len(list(keep.iterdir())) == 1


@pytest.mark.parametrize(
    ("page", "rule"),
    [
        ('<script src="https://cdn.example/x.js"></script>', "site-external"),
        ('<script src="//cdn.example/x.js"></script>', "site-external"),
        ('<link rel="preconnect" href="https://fonts.example">', "site-external"),
        ('<img src="http://badge.example/a.svg">', "site-external"),
        ('<img srcset="http://badge.example/a.svg 2x">', "site-external"),
        ('<style>@import "https://fonts.example/a.css";</style>', "site-external"),
        ('<p style="background: url(https://example.org/a.png)">', "site-external"),
        ('<script>fetch("https://example.org/a.json")</script>', "site-external"),
        ('<svg><image xlink:href="https://example.org/a.png"/></svg>', "site-external"),
        ('<form action="https://example.org/"></form>', "site-external"),
        ('<meta http-equiv="refresh" content="0; url=https://example.org/">', "site-external"),
        ('<a href="gone.html">', "site-missing"),
        ('<a href="sub">', "site-missing"),
        ('<img src="gone.png">', "site-missing"),
        ('<a href="../../elsewhere.html">', "site-outside"),
        ('<a href="/index.html">', "site-outside"),
        ('<a href="#gone">', "site-anchor"),
        ('<a href="other.html#gone">', "site-anchor"),
    ],
)
def test_a_page_that_would_ask_another_host_or_leads_nowhere_is_refused(tmp_path: Path, page: str, rule: str) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "other.html").write_text("<p>", "utf-8")
    (tmp_path / "index.html").write_text(f"<!DOCTYPE html>\n{page}", "utf-8")
    faults = check_site(tmp_path)
    assert [(fault.rule, fault.file, fault.row) for fault in faults] == [(rule, "index.html", 2)]


@pytest.mark.parametrize(("address", "rule"), [("gone.html", "site-missing"), ("other.html#gone", "site-anchor")])
def test_what_the_search_finds_is_there(tmp_path: Path, address: str, rule: str) -> None:
    """Its addresses are those of links."""
    (tmp_path / "other.html").write_text('<p id="there">', "utf-8")
    found = [Entry("page", "T", each) for each in ("other.html", "other.html#there", address)]
    (tmp_path / SEARCH).write_text(script({"page": ("Page", 1.0)}, found), "utf-8")
    assert [(fault.rule, fault.file, fault.values["address"]) for fault in check_site(tmp_path)] == [
        (rule, SEARCH, address)
    ]


def test_links_to_follow_and_sound_references_are_allowed(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "old.html").write_text('<a href="../../latest/index.html">x</a>', "utf-8")
    (tmp_path / "a.css").write_text('/* url(https://x) */ p {background: url("data:image/png;base64,AA")}', "utf-8")
    (tmp_path / "index.html").write_text(
        '<link href="a.css?v=1" rel="stylesheet"><a href="https://example.org/">x</a>'
        '<a href="mailto:a@example.org">x</a><h1 id="进度">x</h1><a href="#%E8%BF%9B%E5%BA%A6">x</a>'
        '<svg xmlns="http://www.w3.org/2000/svg"><use xlink:href="#进度"/></svg>',
        "utf-8",
    )
    assert check_site(tmp_path) == []


def test_a_warning_stops_the_book_and_leaves_the_old_one_in_place(sources: dict[str, Path], tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "index.md").write_text("# Front\n\n[gone](gone.md)\n", "utf-8")
    shutil.copy(sources["en"] / "A01.ipynb", pages)
    old = tmp_path / "site" / "en" / "index.html"
    old.parent.mkdir(parents=True)
    old.write_text("old", "utf-8")
    with pytest.raises(FaultError) as caught:
        build_book({"en": Volume([("Actions", ["A01"])], pages)}, "en", CONFIG, tmp_path / "site")
    assert [(fault.rule, fault.file, fault.row) for fault in caught.value.faults] == [("book-build", "en/index.md", 3)]
    assert old.read_text("utf-8") == "old"
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["en"]


def test_pages_that_are_missing_or_named_twice_are_all_told_before_anything_is_built(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "index.md").write_text("# Front\n", "utf-8")
    parts = [("Actions", ["A01", "A02"]), ("Again", ["index"])]
    with pytest.raises(FaultError) as caught:
        build_book({"en": Volume(parts, tmp_path / "pages")}, "en", CONFIG, tmp_path / "site")
    assert [fault.values["page"] for fault in caught.value.faults] == ["A01", "A02", "index"]
    assert not (tmp_path / "site" / "en").exists()


def test_every_status_has_its_own_mark_and_enough_contrast() -> None:
    css = (CONFIG.parent / "_static" / "plan-metrics.css").read_text("utf-8")
    marks = set()
    for status in STATUSES:
        rule = re.search(rf"\.pm-status\.{status} {{([^}}]*)}}", css)[1]
        ground = (re.search(r"background: (#\w+)", rule) or ["", "#ffffff"])[1]
        ink = re.search(r"(?<!-)color: (#\w+)", rule)[1]
        assert contrast(ground, ink) >= 4.5, status
        marks.add(re.search(rf'\.pm-status\.{status}::before {{ content: "(.)"', css)[1])
    assert len(marks) == len(STATUSES)
    with TTFont(sans_path(), lazy=True) as font:
        held = font.getBestCmap()
    assert [mark for mark in marks if ord(mark) not in held] == []


BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(not BROWSER, reason="no Chromium on this machine")


def in_browser(address: str, profile: Path) -> str:
    """The page as it stands after its scripts have run."""
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
    command += [f"--user-data-dir={profile}", "--virtual-time-budget=5000", "--dump-dom", address]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


@needs_browser
def test_no_page_scrolls_sideways_on_a_narrow_phone(site: Path, tmp_path: Path) -> None:
    pages = [site / language / f"{page}.html" for language in TOC for page in ("index", "A07", "method", "search")]
    frames = "".join(f'<iframe width="360" height="800" src="{page.as_uri()}"></iframe>' for page in pages)
    measure = (
        "onload = () => setTimeout(() => { document.title = [...document.querySelectorAll('iframe')].map("
        "(frame) => frame.contentDocument.documentElement).map((page) => "
        "page.scrollWidth - page.clientWidth).join(' ') }, 1000)"
    )
    (tmp_path / "phone.html").write_text(f"<title></title>{frames}<script>{measure}</script>", "utf-8")
    shown = in_browser((tmp_path / "phone.html").as_uri(), tmp_path / "profile")
    assert re.search(r"<title>(.*?)</title>", shown)[1].split() == ["0"] * len(pages)
