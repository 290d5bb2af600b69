"""The documents that figures are from: those that the metadata name, else the file of the data set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from plan_metrics.adopt.open_sdg import Repository, Topic
from plan_metrics.adopt.words import Said, worded
from plan_metrics.adopt.yaml_files import entries, flag, text_of
from plan_metrics.edition.dates import near_date
from plan_metrics.errors import N_
from plan_metrics.plan.contradictions import a_date

MOST = 6  # sources that the form has keys for
ADDRESS = re.compile(r"https?://[^\s<>\"']+")
PUBLISHER = ("organisation", "compilation", "implementation")
TITLE = ("data", "url_text")
RELEASE = "release_date"
LISTED = ("organisation", "url_text")  # of one in a list: publisher and title


def document_of(data: Repository, topic: Topic, day: str) -> dict[str, Any]:
    """The document that the figures of an indicator cite: a row of `sources.csv` without its code.

    Where the metadata name several, which of them a figure is from is not told, so that all stand in one row.
    """
    named = [each for each in _sources(data, topic) if each.publisher or ADDRESS.search(each.url)]
    file = topic.sheet.file if topic.sheet else topic.file()
    dates = [date for each in named if (date := _date(each.date, day))]
    fallback = worded(data.words.languages, N_("Data set {name}, {file}"), name=data.folder, file=file)
    url = next((found[0] for each in named if (found := ADDRESS.search(each.url))), "")
    return {
        "title": _together([each.title for each in named]) or fallback,
        "publisher": _together([each.publisher for each in named]) or dict.fromkeys(data.words.languages, data.folder),
        "date": max(dates) if dates else day[:4],
        "date_basis": "printed" if dates else "unknown",
        "read_in": "copy" if named else "original",
        "address_class": "official" if url else "none",
        "url": url,
    }


class Source(NamedTuple):
    """A source that the metadata name."""

    publisher: Said
    title: Said
    url: str
    date: str


def _sources(data: Repository, topic: Topic) -> Iterator[Source]:
    """Those of numbered keys, of a list, and of the keys of SDMX."""
    for n in range(1, MOST + 1):
        keys = {part: f"source_{part}_{n}" for part in (*PUBLISHER, *TITLE, "url", RELEASE, "active")}
        data.used.update(keys.values())
        if flag(topic.keys.get(keys["active"], "true")):
            publisher, title = (data.said(topic, *(keys[part] for part in parts)) for parts in (PUBLISHER, TITLE))
            yield Source(publisher, title, *(text_of(topic.keys.get(keys[part])) for part in ("url", RELEASE)))
    data.used.update({"sources", "DATA_SOURCE", "COMPILING_ORG"})
    for each in entries(topic.keys.get("sources")):
        publisher, title = (data.words.says(each.get(key), topic.file("sources")) for key in LISTED)
        yield Source(publisher, title, text_of(each.get("url")), text_of(each.get(RELEASE)))
    title = data.said(topic, "DATA_SOURCE")
    yield Source(data.said(topic, "COMPILING_ORG") or title, title, "", "")


def _together(parts: list[Said]) -> Said:
    """Names one after another, each once."""
    there = [part for part in parts if part]
    return {code: "; ".join(dict.fromkeys(part[code] for part in there)) for code in there[0]} if there else {}


def _date(text: str, day: str) -> str:
    """The date that a text can only mean, if it is not after the day of the edition."""
    meant = (text,) if re.fullmatch(r"\d{4}(-\d{2}){0,2}", text) else near_date(text)
    try:
        return a_date(meant[0]) if len(meant) == 1 and meant[0] <= day else ""
    except ValueError:
        return ""


def key_of(document: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells documents apart."""
    return tuple(tuple(value.values()) if isinstance(value, dict) else value for value in document.values())
