"""The documents that figures are from: those that the metadata name, else the file of the data set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

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


def document_of(data: Repository, topic: Topic, day: str) -> dict[str, Any]:
    """The document that the figures of an indicator cite: a row of `sources.csv` without its code.

    Where the metadata name several, which of them a figure is from is not told, so that all stand in one row.
    """
    named = [*_numbered(data, topic), *_listed(data, topic), *_of_sdmx(data, topic)]
    file = topic.sheet.file if topic.sheet else topic.file()
    publisher = _together([each["publisher"] for each in named])
    title = _together([each["title"] for each in named])
    dates = [date for each in named if (date := _date(each["date"], day))]
    urls = [each["url"] for each in named if each["url"]]
    fallback = worded(data.words.languages, N_("Data set {name}, {file}"), name=data.folder, file=file)
    return {
        "title": title or fallback,
        "publisher": publisher or dict.fromkeys(data.words.languages, data.folder),
        "date": max(dates) if dates else day[:4],
        "date_basis": "printed" if dates else "unknown",
        "read_in": "copy" if named else "original",
        "address_class": "official" if urls else "none",
        "url": urls[0] if urls else "",
    }


def _numbered(data: Repository, topic: Topic) -> list[dict[str, Any]]:
    found = []
    for n in range(1, MOST + 1):
        keys = {part: f"source_{part}_{n}" for part in (*PUBLISHER, *TITLE, "url", RELEASE, "active")}
        data.used.update({*keys.values()})
        if not flag(topic.keys.get(keys["active"], "true")):
            continue
        publisher = next((said for part in PUBLISHER if (said := _said(data, topic, keys[part]))), {})
        title = next((said for part in TITLE if (said := _said(data, topic, keys[part]))), {})
        url = ADDRESS.search(text_of(topic.keys.get(keys["url"])))
        if publisher or url:
            found.append(_one(publisher, title, url, text_of(topic.keys.get(keys[RELEASE]))))
    return found


def _listed(data: Repository, topic: Topic) -> list[dict[str, Any]]:
    found = []
    data.used.add("sources")
    for each in entries(topic.keys.get("sources")):
        publisher = data.words.says(each.get("organisation"), topic.file("sources"))
        title = data.words.says(each.get("url_text"), topic.file("sources"))
        url = ADDRESS.search(text_of(each.get("url")))
        if publisher or url:
            found.append(_one(publisher, title, url, text_of(each.get(RELEASE))))
    return found


def _of_sdmx(data: Repository, topic: Topic) -> list[dict[str, Any]]:
    data.used.update({"DATA_SOURCE", "COMPILING_ORG"})
    publisher, title = (_said(data, topic, key) for key in ("COMPILING_ORG", "DATA_SOURCE"))
    return [_one(publisher or title, title, None, "")] if publisher or title else []


def _one(publisher: Said, title: Said, url: re.Match[str] | None, date: str) -> dict[str, Any]:
    return {"publisher": publisher, "title": title, "url": url[0] if url else "", "date": date}


def _said(data: Repository, topic: Topic, key: str) -> Said:
    if not text_of(topic.keys.get(key)) and not topic.of(key):
        return {}
    return data.words.says(topic.keys.get(key), topic.file(key), topic.of(key))


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
