"""What Sphinx is taught for our books: both languages, light pages without scripts, a search that knows Chinese.

Loaded by `book/_config.yml`. Every page of a book lies in one folder: a link to a page is its name + `.html`.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.util.math import get_node_equation_number
from sphinx.util.parallel import ParallelTasks
from sphinx.writers.html5 import HTML5Translator

from plan_metrics.languages import FORMS, SOURCE
from plan_metrics.report.book_light import lightened
from plan_metrics.report.book_search import (
    add_to_index,
    empty_index,
    leave_out_common,
    part_of_index,
    searchable,
    searches,
)
from plan_metrics.report.book_sidebar import ALL_PAGES, places, sidebar

# The map of tiles has its places in style attributes; nothing else may stand in a page, and no other host be asked.
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'"
)
UNUSED = ("_static/basic.css", "_static/mystnb.")  # style sheets of Sphinx and MyST-NB; ours say all
ONLY_FOR_SEARCH = tuple(
    f"_static/{name}.js" for name in ("documentation_options", "doctools", "sphinx_highlight", "translations")
)
# A script of ours is only for pages that have what it makes more of: how that begins.
ONLY_WITH = {"_static/tables.js": " data-controls=", "_static/compare.js": '<form class="pm-choose"'}


class BookBuilder(StandaloneHTMLBuilder):
    """The html builder, with the same little to do for each page whatever the number of pages.

    Which pages changed is told by their content (`plan_metrics_changed`), not by the time of their files. A
    page is taken from its file, resolved, looked through for the search and written in one go, by as many
    processes as may run; nothing of it is kept in memory.
    """

    name = "html"

    def init_highlighter(self) -> None:
        """Cells that are the same on every page are coloured once."""
        super().init_highlighter()
        self.highlighter.highlight_block = remembered(self.highlighter.highlight_block)

    def get_outdated_docs(self) -> list[str]:
        """Pages to write although they were not read again: none, see `changed_pages`."""
        return []

    def write_doctree(self, docname: str, doctree: nodes.document, *, _cache: bool = True) -> None:
        """Write a page that was read, and forget it: one process or many, it comes from its file later."""
        super().write_doctree(docname, doctree, _cache=False)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a page, and forget it."""
        super().write_doc(docname, doctree)
        self.env._pickled_doctree_cache.clear()

    def _write_parallel(self, docnames: Sequence[str], nproc: int) -> None:
        # Sphinx resolves and indexes every page in the one process that also waits for the others.
        self._write_serial(docnames[:1])  # the templates are compiled before the processes part
        tasks = ParallelTasks(self.app.parallel)
        for share in range(self.app.parallel):
            pages = docnames[1 + share :: self.app.parallel]
            tasks.add_task(self._write_serial, pages)
        tasks.join()

    def load_indexer(self, docnames: Iterable[str]) -> None:
        """The index is made of the words of all pages, not of the last index."""

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        """Note what the book needs of a page when all are written: its part of the index, and its pictures."""
        empty_index(self.indexer)
        super().index_page(pagename, searchable(doctree), title)
        uris = {image["uri"] for image in doctree.findall(nodes.image)}
        pictures = {uri: self.images[uri] for uri in sorted(uris & self.images.keys())}
        self._note(pagename).write_bytes(pickle.dumps((part_of_index(self.indexer), pictures)))

    def finish(self) -> None:
        """Make the index and copy the pictures, from the notes of all pages; drop pictures no longer used."""
        empty_index(self.indexer)
        self.images = {}
        for page in sorted(self.env.all_docs):
            part, pictures = pickle.loads(self._note(page).read_bytes())
            add_to_index(self.indexer, part, page)
            self.images |= pictures
        leave_out_common(self.indexer)
        self.indexer._all_titles = {  # Sphinx's search shows them as HTML
            page: [(escape(title), anchor) for title, anchor in titles]
            for page, titles in self.indexer._all_titles.items()
        }
        shutil.rmtree(self.outdir / self.imagedir, ignore_errors=True)
        super().finish()

    def dump_search_index(self) -> None:
        """Write the index with Chinese as it is: the escapes of Sphinx would make it twice as heavy."""
        super().dump_search_index()
        file = self.outdir / self.searchindex_filename
        start, end = "Search.setIndex(", ")"
        index = json.loads(file.read_text("utf-8").removeprefix(start).removesuffix(end))
        text = json.dumps(index, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        file.write_text(f"{start}{text}{end}", "utf-8")

    def copy_translation_js(self) -> None:
        """Sphinx's words for the search, without its rule for plurals, which would be run as a script."""
        if file := self._get_translations_js():
            text = Path(file).read_text("utf-8").strip()
            catalogue = json.loads(text.removeprefix("Documentation.addTranslations(").removesuffix(");"))
            words = json.dumps(catalogue["messages"], ensure_ascii=False, sort_keys=True)
            target = self.outdir / "_static" / "translations.js"
            target.write_text(f"Object.assign(Documentation.TRANSLATIONS, {words});\n", "utf-8")

    def _note(self, page: str) -> Path:
        return self.doctreedir / f"{page}.note"


def remembered(highlight: Callable[..., str]) -> Callable[..., str]:
    """A highlighter that does not colour the same text twice; where the text stands makes no difference."""
    known: dict[str, str] = {}

    def highlight_block(source: str, lang: str, *args: Any, location: Any = None, **options: Any) -> str:
        key = repr((source, lang, args, sorted(options.items())))
        if key not in known:
            known[key] = highlight(source, lang, *args, location=location, **options)
        return known[key]

    return highlight_block


class Formula:
    """Formulas as MathML, which browsers draw themselves: no script, no font from elsewhere."""

    @staticmethod
    def inline(writer: Any, node: nodes.math) -> None:
        """A formula in a sentence."""
        writer.body.append(tex2mathml(node.astext()))
        raise nodes.SkipNode

    @staticmethod
    def block(writer: Any, node: nodes.math_block) -> None:
        """A formula on its own line, with its number if it has one; a box that the keyboard can scroll."""
        writer.body.append(writer.starttag(node, "div", CLASS="math", tabindex="0"))
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


def open_table(writer: Any, node: nodes.table) -> None:
    """A table of a Markdown page, in a box that scrolls by itself and can be reached with the keyboard."""
    label = escape(writer.config.plan_metrics_labels["scroll"])
    writer.body.append(f'<div class="pm-scroll" tabindex="0" role="group" aria-label="{label}">')
    HTML5Translator.visit_table(writer, node)


def close_table(writer: Any, node: nodes.table) -> None:
    """The end of such a table."""
    HTML5Translator.depart_table(writer, node)
    writer.body.append("</div>\n")


def contents(page: nodes.document | None) -> list[tuple[str, str]]:
    """Anchor and text of the headings right below the title of a page."""
    top = page.next_node(nodes.section) if page else None
    sections = [child for child in top.children if isinstance(child, nodes.section)] if top else []
    return [(section["ids"][0], section.next_node(nodes.title).astext()) for section in sections]


def shut(app: Sphinx) -> None:
    """No page may take in a file or raw markup by a directive, should one ever be read as such."""
    app.env.settings.update(file_insertion_enabled=False, raw_enabled=False)


def look_around(app: Sphinx) -> None:
    """Once for the book: where each page stands, and which pages the other languages have."""
    config = app.config
    app.plan_metrics_places = places(config.plan_metrics_parts)
    also = {config.root_doc, "search", *([ALL_PAGES] if config.plan_metrics_all_pages else [])}
    app.plan_metrics_others = [(other, also | set(other["pages"])) for other in config.plan_metrics_others]


def add_context(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """What our templates need on each page."""
    config = app.config
    context["language"] = config.plan_metrics_html_lang
    context["pm_parts"] = sidebar(config.plan_metrics_parts, app.plan_metrics_places, pagename)
    context["pm_page_title"] = lambda page: app.env.titles[page].astext()
    context["pm_all_pages"], context["pm_is_cut"] = ALL_PAGES, config.plan_metrics_all_pages
    context["pm_labels"] = config.plan_metrics_labels
    context["pm_policy"], context["pm_notice"] = POLICY, config.plan_metrics_notice
    context["pm_papers"] = config.plan_metrics_papers if pagename == config.root_doc else []
    styles = [style for style in context["css_files"] if not str(style.filename).startswith(UNUSED)]
    context["pm_styles"] = sorted(styles, key=lambda style: str(style.filename))
    others = ONLY_FOR_SEARCH if pagename != "search" else ()
    others += tuple(script for script, mark in ONLY_WITH.items() if mark not in context.get("body", ""))
    # The policy refuses a script without a file.
    context["pm_scripts"] = [s for s in context["script_files"] if s.filename and s.filename not in others]
    context["pm_contents"] = contents(doctree)
    context["body"] = lightened(context.get("body", ""))
    context["pm_footer"] = config.plan_metrics_footer
    context["pm_languages"] = [
        {**other, "href": f"../{other['folder']}/{pagename if pagename in there else config.root_doc}.html"}
        for other, there in app.plan_metrics_others
    ]


def list_all_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page that lists every page of a book whose sidebar cannot."""
    if app.config.plan_metrics_all_pages:
        title = app.config.plan_metrics_labels["pages"]
        yield ALL_PAGES, {"title": title, "pm_whole_book": app.config.plan_metrics_parts}, f"pm-{ALL_PAGES}.html"


def changed_pages(app: Sphinx, env: BuildEnvironment, added: set, changed: set, removed: set) -> list[str]:
    """The pages whose content differs from what was read last."""
    return app.config.plan_metrics_changed


def pages_that_show_others(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """All pages, if what pages show of each other is not what it was: titles, labels, headings to link to."""
    labels = env.domaindata["std"]
    outline = [sorted(labels[kind].items()) for kind in ("labels", "anonlabels")]
    for page in sorted(env.all_docs):
        slugs = env.metadata[page].get("myst_slugs", {})
        headings = [(slug, anchor, text) for slug, (_, anchor, text) in sorted(slugs.items())]
        outline.append((page, env.titles[page].astext(), headings))
    before = getattr(env, "plan_metrics_outline", "")
    env.plan_metrics_outline = hashlib.sha256(repr(outline).encode()).hexdigest()
    return [] if before == env.plan_metrics_outline else env.found_docs


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    defaults: dict[str, Any] = {
        "plan_metrics_html_lang": FORMS[SOURCE].html,
        "plan_metrics_parts": [],
        "plan_metrics_others": [],
        "plan_metrics_labels": {},
        "plan_metrics_footer": "",
        "plan_metrics_notice": "",
        "plan_metrics_papers": [],
        "plan_metrics_all_pages": False,
        "plan_metrics_changed": [],
        "comments_config": {},  # Jupyter Book always sets it, though the extension that reads it is left out
    }
    for name, default in defaults.items():
        app.add_config_value(name, default, "html")
    # It numbers sections once all pages are read, and does not say so; sphinx_external_toc loads it.
    app.extensions["sphinx_multitoc_numbering"].parallel_read_safe = True
    app.add_builder(BookBuilder, override=True)
    for search in searches():
        app.add_search_language(search)
    app.add_html_math_renderer("mathml", (Formula.inline, None), (Formula.block, None))
    app.add_node(HideCodeCellNode, override=True, html=(open_fold, close_fold))
    app.add_node(nodes.table, override=True, html=(open_table, close_table))
    app.connect("builder-inited", shut)
    app.connect("builder-inited", look_around)
    app.connect("env-get-outdated", changed_pages)
    app.connect("env-get-updated", pages_that_show_others)
    app.connect("html-collect-pages", list_all_pages)
    app.connect("html-page-context", add_context)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
