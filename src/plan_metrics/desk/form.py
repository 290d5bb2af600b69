"""The form in which one figure is entered in JupyterLab: what it asks for, and its buttons."""

from __future__ import annotations

import os
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from plan_metrics import paths
from plan_metrics.desk.entry import check_figure, fields, write_figure
from plan_metrics.edition.choice import check_choice, check_edition_id
from plan_metrics.edition.flags import FLAGS, FORECAST
from plan_metrics.edition.models import SOURCES_FILE, table_columns
from plan_metrics.errors import N_
from plan_metrics.languages import SOURCE, forms_of, own_words
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan
from plan_metrics.reading.csv_tables import read_table
from plan_metrics.views import blocks
from plan_metrics.views.language import catalogue, reader_language

ABOUT = N_("A figure for the edition {edition}. Nothing is written before the second button is pressed.")
LABELS = {
    "indicator": N_("Indicator"), "region": N_("Region"), "breakdown": N_("Breakdown"), "period": N_("Period"),
    "printed": N_("As printed"), "source": N_("Document"), "flag": N_("Flag"), "sample_size": N_("Size of the sample"),
}  # fmt: skip
HINTS = {
    "period": N_("such as 2025, 2025-H1, 2025-Q3, 2025-09 or 2025-01/2025-09"),
    "printed": N_("the words of the document; the value is read from them"),
    "sample_size": N_("of a share found in a sample; else empty"),
}
NOTE = N_("Note, {language}")
CHECK, WRITE = N_("Check"), N_("Write it")
CHECKING = N_("Checking …")

Options = list[tuple[str, str]]


def entry_form(edition: str | None = None, language: str | None = None) -> Any:
    """A form for one figure of an edition: checked by the same rules as a file, written by a button only.

    Without an edition it is the one that the plan names; without a language that of the terminal. In JupyterLab it
    is a widget; where cells show their text alone, a list of what it asks for. `FaultError` for an edition or a
    language that there is not, and for a plan that cannot be used.
    """
    base = paths.root()
    plan = read_plan(paths.plan_folder(base))
    edition = edition or plan.head.default_edition
    check_edition_id(base, edition)
    only_text = paths.TEXT in os.environ
    language = language or plan.spoken(
        SOURCE if only_text else reader_language()
    )  # a text is the same in every terminal
    check_choice("language", language, plan.languages)
    language = plan.spoken(language)
    if only_text:
        _ = catalogue(language).gettext
        named, hinted = labels(language, plan.languages), hints(language, plan.languages)
        asked = [": ".join(filter(None, (named[name], hinted[name]))) for name in named]
        return blocks.paragraphs([_(ABOUT).format(edition=edition), *asked])
    return form(base, plan, edition, language)


def labels(language: str, languages: Iterable[str]) -> dict[str, str]:
    """What each field is called."""
    _ = catalogue(language).gettext
    notes = {f"note_{code}": _(NOTE).format(language=forms_of(code).name) for code in languages}
    return {**{name: _(label) for name, label in LABELS.items()}, **notes}


def hints(language: str, languages: Iterable[str]) -> dict[str, str]:
    """What goes into each field, empty where its name says it."""
    return {name: catalogue(language).gettext(HINTS[name]) if name in HINTS else "" for name in fields(languages)}


def options(base: Path, plan: Plan, edition: str, language: str) -> dict[str, Options]:
    """What can be chosen in each field that has a list: the words, and the code; documents are those of the edition."""
    titles = {
        "indicator": {card.id: card.title[language] for _, card in plan.indicators() if not card.computed},
        "region": {each.region: each.short[language] for each in plan.regions},
        "breakdown": {each.code: each.title[language] for each in plan.breakdowns},
    }
    found = {name: [(f"{title} ({code})", code) for code, title in known.items()] for name, known in titles.items()}
    rows = read_table(
        paths.edition_folder(base, edition) / SOURCES_FILE, table_columns(SOURCES_FILE, plan.languages)
    ).rows
    found["source"] = [(f"{cells['source']} {cells[f'title_{language}']}", cells["source"]) for _, cells in rows]
    found["flag"] = [
        (f"{code} {own_words(about.title, language)}", code) for code, about in FLAGS.items() if code != FORECAST
    ]
    return found


def form(base: Path, plan: Plan, edition: str, language: str) -> Any:
    """The widget: a field for each of `fields`, in their order, then two buttons, then what came of them."""
    import ipywidgets

    _ = catalogue(language).gettext
    known = options(base, plan, edition, language)
    named, hinted = labels(language, plan.languages), hints(language, plan.languages)
    wide = ipywidgets.Layout(width="min(100%, 44rem)")
    look = {"layout": wide, "style": {"description_width": "9rem"}}
    boxes: dict[str, Any] = {}
    for name in fields(plan.languages):
        if name in known:
            first = "A" if name == "flag" else plan.head.whole if name == "region" else None
            box = ipywidgets.Dropdown(options=known[name], value=first, description=named[name], **look)
        else:
            box = ipywidgets.Text(description=named[name], placeholder=hinted[name], **look)
        boxes[name] = box
    check = ipywidgets.Button(description=_(CHECK), button_style="primary")
    write = ipywidgets.Button(description=_(WRITE), button_style="warning", disabled=True)
    said = ipywidgets.HTML()

    def cells() -> dict[str, str]:
        return {name: str(box.value or "") for name, box in boxes.items()}

    def tell(text: str) -> None:
        said.value = f"<pre style='white-space:pre-wrap'>{escape(text)}</pre>"

    def changed(change: Any) -> None:
        write.disabled = True
        if change["owner"] is boxes["indicator"] and change["new"]:
            boxes["breakdown"].value = plan.indicator(change["new"]).breakdown

    def on_check(button: Any) -> None:
        tell(_(CHECKING))
        sound, text = check_figure(base, plan, edition, cells(), language)
        write.disabled = not sound
        tell(text)

    def on_write(button: Any) -> None:
        write.disabled = True
        tell(write_figure(base, plan, edition, cells(), language)[1])

    for box in boxes.values():
        box.observe(changed, "value")
    check.on_click(on_check)
    write.on_click(on_write)
    about = ipywidgets.Label(value=_(ABOUT).format(edition=edition))
    return ipywidgets.VBox([about, *boxes.values(), ipywidgets.HBox([check, write]), said])
