"""What Sphinx is taught for our books: both languages, a quiet sidebar, a search that knows Chinese.

Loaded by `book/_config.yml`. Every page of a book lies in one folder: a link to a page is its name + `.html`.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.search.en import SearchEnglish
from sphinx.util.math import get_node_equation_number

SHORT_PART = 12  # parts with more pages than this start folded, so that 31 regions do not bury the rest
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
RUNS = re.compile(f"[{HAN}]+|[^\\W{HAN}]+")
SPLIT_QUERY = r"""
const HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2fa1f}";
var splitQuery = (query) => {
  const runs = query.match(new RegExp(`[${HAN}]+|[\\p{L}\\p{N}_]+`, "gu")) || [];
  return runs.flatMap((run) => run.match(new RegExp(`[${HAN}]+|[^${HAN}]+`, "gu"))).flatMap((run) => {
    const letters = Array.from(run);
    if (letters.length < 2 || !new RegExp(`[${HAN}]`, "u").test(run)) return [run];
    return letters.slice(1).map((letter, i) => letters[i] + letter);
  });
};
"""


def words(text: str) -> list[str]:
    """The words of a text that the search knows: runs of letters; Chinese characters, single and in pairs.

    Pairs need no dictionary, so that a word is found whatever stands around it; the browser cuts a query
    the same way (`SPLIT_QUERY`). Numbers are left out because Sphinx never looks for them.

    >>> words("A07 检验检测")
    ['A07', '检', '检验', '验', '验检', '检', '检测', '测']
    """
    found: list[str] = []
    for run in RUNS.findall(text):
        if not re.match(f"[{HAN}]", run):
            if not run.isdigit():
                found.append(run)
            continue
        for place, letter in enumerate(run):
            found.append(letter)
            found.extend([run[place : place + 2]] if place + 1 < len(run) else [])
    return found


class EnglishSearch(SearchEnglish):
    """English words by their stem, Chinese names in an English page by pairs of characters."""

    js_splitter_code = SPLIT_QUERY

    def split(self, input: str) -> list[str]:
        """The words of a text, see `words`."""
        return words(input)


class ChineseSearch(EnglishSearch):
    """The same for Chinese pages; English words in them are still found by their stem."""

    lang = "zh"
    language_name = "Chinese"


class BookBuilder(StandaloneHTMLBuilder):
    """The html builder, with a space between table cells before they are indexed.

    Sphinx only strips the tags, so that `<td>浙江</td><td>Zhejiang</td>` would become one word.
    """

    name = "html"

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        """Feed a page to the search."""
        spaced = doctree.deepcopy()
        for raw in spaced.findall(nodes.raw):
            raw.children = [nodes.Text(raw.astext().replace("<", " <"))]
        super().index_page(pagename, spaced, title)


class Formula:
    """Formulas as MathML, which browsers draw themselves: no script, no font from elsewhere."""

    @staticmethod
    def inline(writer: Any, node: nodes.math) -> None:
        """A formula in a sentence."""
        writer.body.append(tex2mathml(node.astext()))
        raise nodes.SkipNode

    @staticmethod
    def block(writer: Any, node: nodes.math_block) -> None:
        """A formula on its own line, with its number if it has one."""
        writer.body.append(writer.starttag(node, "div", CLASS="math"))
        if node["number"]:
            writer.body.append(f'<span class="eqno">({get_node_equation_number(writer, node)})</span>')
        writer.body.append(tex2mathml(node.astext(), as_block=True) + "</div>\n")
        raise nodes.SkipNode


def open_fold(writer: Any, node: HideCodeCellNode) -> None:
    """A folded cell, without the English label by which myst-nb hides the translated one from listeners."""
    classes = " ".join(node["classes"])
    show, hide = escape(node["prompt_show"]), escape(node["prompt_hide"])
    writer.body.append(
        f'<details class="admonition hide {classes}">\n<summary>'
        f'<span class="collapsed admonition-title">{show}</span>'
        f'<span class="expanded admonition-title">{hide}</span></summary>\n'
    )


def close_fold(writer: Any, node: HideCodeCellNode) -> None:
    """The end of a folded cell."""
    writer.body.append("</details>\n")


def sidebar(app: Sphinx, pagename: str) -> list[dict[str, Any]]:
    """The parts of the book with their pages, and which of them stand open.

    Stock Jupyter Book resolves the whole tree again for every page, which costs more per page the more
    pages there are.
    """
    parts = []
    for caption, pages in app.config.plan_metrics_parts:
        entries = [
            {"page": page, "title": app.env.titles[page].astext(), "current": page == pagename} for page in pages
        ]
        is_open = pagename in pages or len(pages) <= SHORT_PART
        parts.append({"caption": caption, "open": is_open, "entries": entries})
    return parts


def add_context(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """What our templates need on each page."""
    config = app.config
    context["language"] = config.plan_metrics_html_lang
    context["pm_parts"] = sidebar(app, pagename)
    context["pm_labels"] = config.plan_metrics_labels
    context["pm_footer"] = config.plan_metrics_footer
    context["pm_languages"] = []
    for other in config.plan_metrics_others:
        there = {config.root_doc, "search", *other["pages"]}
        href = f"../{other['folder']}/{pagename if pagename in there else config.root_doc}.html"
        context["pm_languages"].append({**other, "href": href})


def keep_sidebar(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Every page has the sidebar; the theme would look through the whole tree to find that out."""
    context["suppress_sidebar_toctree"] = lambda **_: False


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    defaults: dict[str, Any] = {
        "plan_metrics_html_lang": "en",
        "plan_metrics_parts": [],
        "plan_metrics_others": [],
        "plan_metrics_labels": {},
        "plan_metrics_footer": "",
        "comments_config": {},  # Jupyter Book always sets it, though the extension that reads it is left out
    }
    for name, default in defaults.items():
        app.add_config_value(name, default, "html")
    app.add_builder(BookBuilder, override=True)
    app.add_search_language(EnglishSearch)
    app.add_search_language(ChineseSearch)
    app.add_html_math_renderer("mathml", (Formula.inline, None), (Formula.block, None))
    app.add_node(HideCodeCellNode, override=True, html=(open_fold, close_fold))
    app.connect("html-page-context", add_context, priority=100)  # before the theme, which tries the templates out
    app.connect("html-page-context", keep_sidebar, priority=900)  # after the theme
    return {"parallel_read_safe": True, "parallel_write_safe": True}
