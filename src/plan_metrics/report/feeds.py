"""The Atom feeds of a site: what each edition told, the newest first, at addresses that stay (decisions/0042).

An edition carries its own entries (`<edition>/<language>/feed.json`), and the feeds beside the editions are put
together from those that are there, so that no edition that is built takes the entries of another away.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from plan_metrics.context import Context
from plan_metrics.edition.models import SAMPLE
from plan_metrics.errors import N_, Fault
from plan_metrics.files import write_whole
from plan_metrics.languages import forms_of
from plan_metrics.plan.head import number_of
from plan_metrics.report.beside_editions import ALL, FILE, FOLDER, address, edition_folders
from plan_metrics.report.editions import OfEdition, damaged, read_back
from plan_metrics.report.engine.publish import readable
from plan_metrics.views.feed_entries import Entry, entries
from plan_metrics.views.vouching import mark
from plan_metrics.views.words import say


class Told(OfEdition):
    """What an edition tells in a language, as its folder carries it."""

    as_of: str
    notice: str = ""  # that it is invented, a draft or corrected
    entries: list[Entry]


ATOM = "http://www.w3.org/2005/Atom"


def write_entries(site: Path, contexts: Mapping[str, Context]) -> None:
    """Write what an edition tells in each language into its site, before that is published."""
    for code, context in contexts.items():
        card = context.edition.card
        told = Told(edition=card.id, as_of=card.as_of, notice=mark(context), entries=entries(context))
        (site / code / FILE).write_text(told.model_dump_json(indent=1) + "\n", "utf-8", newline="\n")


def write_feeds(sites: Path, contexts: Mapping[str, Context]) -> list[Fault]:
    """Write the feeds of each language beside the sites of all editions: everything, each action, each area.

    They hold the entries of every dated edition in `sites`, and none of the invented one. Links are whole where the
    plan says where its site is, else from the feed on. A feed of what the plan no longer has is removed, unless a page
    of some edition leads to it. Gives the faults of what editions carry and cannot be read.
    """
    faults: list[Fault] = []
    for code, context in contexts.items():
        told = sorted(_told(sites, code, faults), key=lambda each: str(each["edition"]), reverse=True)
        folder = sites / FOLDER / code
        folder.mkdir(parents=True, exist_ok=True)
        titles = _titles(context)
        for left in [file for file in folder.glob("*.xml") if file.stem not in titles]:
            if not any((edition / code / f"{left.stem}.html").exists() for edition in edition_folders(sites)):
                left.unlink()
        for name, title in titles.items():
            file = folder / f"{name}.xml"
            write_whole(file, feed(context, name, title, told))
            readable(file)
        for path in (folder, folder.parent):
            readable(path)
    return faults


def feed(context: Context, name: str, title: str, told: Sequence[Mapping[str, Any]]) -> bytes:
    """A feed as XML; `told` is what each edition carries, the newest first. The same gives the same bytes."""
    head, code = context.plan.head, context.language
    base = f"{head.site}/" if head.site else "../../"
    card = context.edition.card
    newest = told[0] if told else {"edition": card.id, "as_of": card.as_of, "notice": mark(context)}
    page = "changes" if name == ALL else name
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": forms_of(code).html})
    _add(root, "id", _urn(head.id, code, name))
    _add(root, "title", title)
    if newest["notice"]:
        _add(root, "subtitle", newest["notice"])
    _add(root, "updated", _midnight(newest["as_of"]))
    _add(_add(root, "author"), "name", say(context, N_("{plan}: progress report"), plan=head.short_title[code]))
    _add(root, "link", rel="self", href=f"{base}{FOLDER}/{code}/{name}.xml" if head.site else f"{name}.xml")
    _add(root, "link", rel="alternate", type="text/html", href=f"{base}{newest['edition']}/{code}/{page}.html")
    _add(root, "generator", "plan-metrics")
    for edition in told:
        for entry in edition["entries"]:
            if (entry["feed"] or ALL) != name:
                continue
            item = _add(root, "entry")
            _add(item, "id", _urn(head.id, code, edition["edition"], name, entry["subject"]))
            _add(item, "title", entry["title"])
            _add(item, "updated", _midnight(edition["as_of"]))
            page = f"{base}{edition['edition']}/{code}/{entry['address']}"
            _add(item, "link", rel="alternate", type="text/html", href=page)
            lines = filter(None, (edition["notice"], *entry["lines"]))
            _add(item, "content", "".join(f"<p>{escape(line)}</p>" for line in lines), type="html")
    ET.indent(root, "")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def named(context: Context) -> bytes:
    """The feeds that pages of a book name, as JSON: of each its address there, its title, the words of a link to it.

    That of everything is named by all pages, any other by the page of its action or area.
    """
    words = say(context, N_("Follow the changes (Atom feed)"))
    every = {name: [address(name, context.language), title, words] for name, title in _titles(context).items()}
    return json.dumps(every, ensure_ascii=False).encode()


def _told(sites: Path, code: str, faults: list[Fault]) -> Iterator[dict[str, Any]]:
    for folder in edition_folders(sites):
        if folder.name == SAMPLE:
            continue
        if told := read_back(folder, f"{code}/{FILE}", Told):
            yield told.model_dump()
        else:
            faults.append(damaged(folder, f"{code}/{FILE}"))


def _titles(context: Context) -> dict[str, str]:
    """The feeds of a language, each with its title."""
    code, plan = context.language, context.plan
    every = {ALL: say(context, N_("All changes"))}
    every |= {action.id: f"{number_of(action.id)}. {action.title[code]}" for action in plan.actions}
    every |= {region.region: region.title[code] for region in plan.areas}
    form, plan_title = N_("{head} ({detail})"), plan.head.short_title[code]
    return {name: say(context, form, head=title, detail=plan_title) for name, title in every.items()}


def _urn(*names: str) -> str:
    """A name for good, made of what it is about and of no time or address."""
    return uuid.uuid5(uuid.NAMESPACE_URL, ":".join(("plan-metrics", *names))).urn


def _midnight(day: str) -> str:
    return f"{day}T00:00:00Z"


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, name, attributes)
    child.text = text or None
    return child
