"""What Sphinx is taught for our books: both languages, light pages without scripts, no search of Sphinx's.

Loaded by `book/_config.yml`. Every page of a book lies in one folder: a link to a page is its name + `.html`.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from rcssmin import cssmin
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.util.build_phase import BuildPhase
from sphinx.util.docutils import LoggingReporter
from sphinx.util.math import get_node_equation_number
from sphinx.util.parallel import ParallelTasks, SerialTasks, parallel_available
from sphinx.writers.html5 import HTML5Translator

from plan_metrics.files import hashed
from plan_metrics.report.beside_editions import FILE as FEEDS
from plan_metrics.report.book_sidebar import ALL_PAGES
from plan_metrics.report.notebook_markdown import ANCHOR, TOLD
from plan_metrics.report.page_frame import around, frame_of
from plan_metrics.report.sharing import Told
from plan_metrics.views.minify import minify_html

HEADING_LINK = "Link to this heading"  # what Sphinx says in every language
UNUSED = ("_static/basic.css",)  # the style sheet of Sphinx; ours say all
# What Jupyter Book sets for extensions that are left out, by which Sphinx would otherwise be surprised.
UNREAD = ["comments_config"]
UNREAD += [f"nb_execution_{name}" for name in ("allow_errors", "cache_path", "excludepatterns", "in_temp", "mode")]
UNREAD += ["nb_execution_raise_on_error", "nb_execution_show_tb", "nb_execution_timeout", "nb_eval_name_regex"]
UNREAD += ["nb_output_stderr"]
CODE = 'class="highlight'  # what is set by the style sheet of Pygments
# A script is only for pages that have what it makes more of: how that begins. Sphinx's own are for none.
ONLY_WITH = {
    "_static/copy.js": "<h1",
    "_static/place.js": "<h2",
    "_static/tables.js": " data-controls=",
    "_static/compare.js": '<form class="pm-choose"',
    "_static/targets.js": '<form class="pm-choose pm-target-choose"',
    "_static/documents.js": ' href="data.html#',
    "_static/map.js": '<form class="pm-choose pm-map-choose"',
    "_static/points.js": "<title",
}


class BookBuilder(StandaloneHTMLBuilder):
    """The html builder, with the same little to do for each page whatever the number of pages.

    Which pages changed is told by their content (`changed`), not by the time of their files. A page is
    taken from its file, resolved and written in one go, by as many processes as may run; nothing of it is kept in
    memory. No page has a picture that Sphinx knows of.
    """

    name = "html"
    search = False  # no index and no page of Sphinx's: see `book_search`

    def get_outdated_docs(self) -> list[str]:
        """Pages to write although they were not read again: none, see `changed_pages`."""
        return []

    def write_doctree(self, docname: str, doctree: nodes.document, **_: bool) -> None:
        """Write a page that was read, and forget it: it comes from its file later."""
        doctree.reporter = doctree.transformer = None
        doctree.settings = doctree.settings.copy()
        doctree.settings.warning_stream = doctree.settings.env = doctree.settings.record_dependencies = None
        (self.doctreedir / f"{docname}.doctree").write_bytes(pickle.dumps(doctree))

    def write(
        self, build_docnames: Iterable[str] | None, updated_docnames: Iterable[str], method: str = "update"
    ) -> None:
        """Write the pages; Sphinx resolves and indexes every one in the process that also waits for the others."""
        self.events.emit("write-started", self)
        pages = sorted({*(build_docnames or ()), *updated_docnames, self.config.root_doc} & self.env.all_docs.keys())
        self.prepare_writing(set(pages))
        self.copy_assets()
        self.write_pages(pages[:1])  # the templates are compiled before the processes part
        jobs = self.config.plan_metrics["jobs"] if parallel_available else 1
        tasks = ParallelTasks(jobs) if jobs > 1 else SerialTasks()
        for share in range(jobs):
            tasks.add_task(self.write_pages, pages[1 + share :: jobs])
        tasks.join()

    def write_pages(self, pages: Sequence[str]) -> None:
        """Write some pages, one after the other."""
        for page in pages:
            self.app.phase = BuildPhase.RESOLVING
            doctree = pickle.loads((self.doctreedir / f"{page}.doctree").read_bytes())
            doctree.settings.env, doctree.reporter = self.env, LoggingReporter(self.env.doc2path(page))
            doctree = self.env.get_and_resolve_doctree(page, self, doctree)
            self.app.phase = BuildPhase.WRITING
            self.write_doc_serialized(page, doctree)
            self.write_doc(page, doctree)

    def create_pygments_style_file(self) -> None:
        """The colours of code, as small as the other style sheets."""
        sheet = Path(self.outdir, "_static", "pygments.css")
        sheet.write_text(cssmin(self.highlighter.get_stylesheet()), "utf-8")

    def copy_translation_js(self) -> None:
        """No script of Sphinx says anything."""

    def copy_theme_static_files(self, context: dict[str, Any]) -> None:
        """No style and no script of the theme is used."""


def formula(writer: Any, node: nodes.math) -> None:
    """A formula in a sentence as MathML, which browsers draw themselves: no script, no font from elsewhere."""
    writer.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def display_formula(writer: Any, node: nodes.math_block) -> None:
    """A formula on its own line, with its number if it has one; a box that the keyboard can scroll."""
    writer.body.append(writer.starttag(node, "div", CLASS="math", tabindex="0"))
    if node["number"]:
        writer.body.append(f'<span class="eqno">({get_node_equation_number(writer, node)})</span>')
    writer.body.append(tex2mathml(node.astext(), as_block=True) + "</div>\n")
    raise nodes.SkipNode


def open_table(writer: Any, node: nodes.table) -> None:
    """A table of a Markdown page, named after its section, in a box that scrolls and the keyboard reaches."""
    label = escape(writer.config.plan_metrics["labels"]["scroll"])
    writer.body.append(f'<div class="pm-scroll" tabindex="0" role="group" aria-label="{label}">')
    HTML5Translator.visit_table(writer, node)
    section = node.parent
    while not isinstance(section, nodes.section):
        section = section.parent
    writer.body.append(f'<caption class="pm-hidden">{escape(section[0].astext())}</caption>')


def close_table(writer: Any, node: nodes.table) -> None:
    """The end of such a table."""
    HTML5Translator.depart_table(writer, node)
    writer.body.append("</div>\n")


def contents(page: nodes.document | None) -> list[tuple[str, str]]:
    """Anchor and text of the headings right below the title of a page."""
    top = page.next_node(nodes.section) if page else None
    sections = [child for child in top.children if isinstance(child, nodes.section)] if top else []
    return [(section["ids"][0], section.next_node(nodes.title).astext()) for section in sections]


def read_comments(app: Sphinx, doctree: nodes.document) -> None:
    """Take in what comments of ours say: what the page tells of itself; the place of the section below, by which an
    address does not depend on the language.

    A page without the first is a written one, and tells its first paragraph.
    """
    place, told = "", json.dumps(Told(lead=first_words(doctree), picture="", chart=""))
    for node in list(doctree.findall(lambda node: isinstance(node, (nodes.raw, nodes.section)))):
        if isinstance(node, nodes.section):
            node["ids"], place = [place] if place else node["ids"], ""
            continue
        at, said = (_inside(form, node.astext().strip()) for form in (ANCHOR, TOLD))
        if at or said:
            place, told = at or place, said or told
            node.parent.remove(node)
    app.env.metadata[app.env.docname]["told"] = told


def _inside(form: str, comment: str) -> str:
    before, after = form.split("{}")
    return comment[len(before) : -len(after)] if comment.startswith(before) else ""


def first_words(doctree: nodes.document) -> str:
    """The first paragraph of a page, without the markup in it."""
    found = doctree.next_node(nodes.paragraph)
    texts = found.findall(nodes.Text) if found else ()
    return " ".join("".join(text for text in texts if not isinstance(text.parent, nodes.raw)).split())


def shut(app: Sphinx) -> None:
    """No page may take in a file or raw markup by a directive, should one ever be read as such."""
    app.env.settings.update(file_insertion_enabled=False, raw_enabled=False)


def look_around(app: Sphinx) -> None:
    """Once for the book: what its pages share."""
    named = Path(app.srcdir) / FEEDS
    feeds = json.loads(named.read_text("utf-8")) if named.is_file() else {}
    app.plan_metrics_frame = frame_of(app.config.plan_metrics, app.config.root_doc, feeds)


def add_context(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """What our templates need on each page."""
    labels, body = app.config.plan_metrics["labels"], context.get("body", "")
    context["pm_page_title"] = lambda page: app.env.titles[page].astext()
    unused = UNUSED if CODE in body else (*UNUSED, "_static/pygments")
    styles = [style for style in context["css_files"] if not str(style.filename).startswith(unused)]
    context["pm_styles"] = sorted(styles, key=lambda style: str(style.filename))
    context["pm_scripts"] = [
        script for script in context["script_files"] if (mark := ONLY_WITH.get(script.filename)) and mark in body
    ]
    body = body.replace(HEADING_LINK, escape(labels["heading_link"]))
    context["title"] = title = app.env.titles[pagename].astext() if doctree else context.get("title", "")
    told = json.loads(context["meta"]["told"]) if doctree else Told(lead="", picture="", chart="")
    context |= around(app.plan_metrics_frame, pagename, title, told, contents(doctree), cited=bool(doctree))
    context["body"] = minify_html(body)


def pages_beside(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The search, and the page that lists every page of a book whose sidebar cannot."""
    yield "search", {}, "search.html"
    if app.config.plan_metrics["all_pages"]:
        title = app.config.plan_metrics["labels"]["pages"]
        yield ALL_PAGES, {"title": title, "pm_whole_book": app.config.plan_metrics["parts"]}, f"pm-{ALL_PAGES}.html"


def changed_pages(app: Sphinx, env: BuildEnvironment, added: set, changed: set, removed: set) -> list[str]:
    """The pages whose content differs from what was read last."""
    return app.config.plan_metrics["changed"]


def pages_that_show_others(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """All pages, if what pages show of each other is not what it was: titles, labels, headings to link to."""
    labels = env.domaindata["std"]
    outline = [sorted(labels[kind].items()) for kind in ("labels", "anonlabels")]
    for page in sorted(env.all_docs):
        slugs = env.metadata[page].get("myst_slugs", {})
        headings = [(slug, anchor, text) for slug, (_, anchor, text) in sorted(slugs.items())]
        outline.append((page, env.titles[page].astext(), headings))
    before = getattr(env, "plan_metrics_outline", "")
    env.plan_metrics_outline = hashed(repr(outline).encode())
    return [] if before == env.plan_metrics_outline else env.found_docs


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    for name in ("plan_metrics", *(name for name in UNREAD if name not in app.config)):
        app.add_config_value(name, None, "html")
    app.add_builder(BookBuilder, override=True)
    app.add_html_math_renderer("mathml", (formula, None), (display_formula, None))
    app.add_node(nodes.table, override=True, html=(open_table, close_table))
    app.connect("builder-inited", shut)
    app.connect("builder-inited", look_around)
    app.connect("env-get-outdated", changed_pages)
    app.connect("env-get-updated", pages_that_show_others)
    app.connect("html-collect-pages", pages_beside)
    app.connect("doctree-read", read_comments, priority=100)  # before places are collected
    app.connect("html-page-context", add_context)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
