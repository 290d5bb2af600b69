"""The page of the search in each language, over everything of the default edition, in a folder; no server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bilingual import LANGUAGES
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader
from on_disk import put_static
from pages import ROOT, real

from plan_metrics.languages import FORMS
from plan_metrics.report import book_search
from plan_metrics.report.labels import labels
from plan_metrics.report.page_frame import POLICY
from plan_metrics.views.search_entries import Entry

LAYOUT = (
    '<!DOCTYPE html><html lang="{{ lang }}"><head><meta charset="utf-8"><title>t</title>'
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    '<link rel="stylesheet" href="_static/book.css"><link rel="stylesheet" href="_static/plan-metrics.css">'
    "{% block scripts %}{% endblock %}</head><body>"
    '<nav><a class="pm-language" href="../other/search.html">x</a></nav>'
    '<main><article class="bd-article">{% block body %}{% endblock %}</article></main></body></html>'
)
HOSTILE = '<img src="x" onerror="document.title=1"> organic'


def write_search(base: Path) -> None:
    """Write the page in each language, and one (`odd`) that finds a hostile title."""
    templates = ChoiceLoader([DictLoader({"layout.html": LAYOUT}), FileSystemLoader(ROOT / "book" / "_templates")])
    page = Environment(loader=templates).get_template("search.html")
    glossaries, pages = dict.fromkeys(LANGUAGES, ""), {code: {"changes": f"Page {code}"} for code in LANGUAGES}
    contexts = {code: replace(real("en"), language=code) for code in LANGUAGES}
    scripts = {code: book_search.script_of(context, pages, glossaries) for code, context in contexts.items()}
    scripts["odd"] = book_search.script({"page": (HOSTILE, 1.0)}, [Entry("page", HOSTILE, "a.html", "", HOSTILE)])
    for name, script in scripts.items():
        code = name if name in LANGUAGES else "en"
        (base / name / "_static").mkdir(parents=True)
        put_static(base / name / "_static", "book.css", "plan-metrics.css", "minisearch.js", "search.js")
        (base / name / book_search.FILE).write_text(script, "utf-8")
        html = page.render(
            lang=FORMS[code].html,
            pm_labels=labels(code),
            pm_is_cut=True,
            pm_all_pages="all-pages",
            pathto=lambda file, resource=False: file if resource else f"{file}.html",
        )
        (base / name / "search.html").write_text(html, "utf-8")
