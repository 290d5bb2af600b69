"""What stands beside the editions of a site: their archive, `latest/`, and the list that pages of each can ask.

A published edition knows nothing of later ones and is not written again for them. It leaves a record of itself,
`edition.json`; what is here is made anew from the records of all editions in the folder whenever one is published.
"""

from __future__ import annotations

import html
import json
import shutil
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, Field

from plan_metrics.context import Context
from plan_metrics.edition.models import Standing
from plan_metrics.errors import N_, Fault, fault_at
from plan_metrics.files import write_whole
from plan_metrics.languages import FORMS, forms_of
from plan_metrics.plan.head import LanguageCode
from plan_metrics.report.beside_editions import (
    ARCHIVE,
    LATEST,
    LIST,
    LISTED,
    MANIFEST,
    RECORD,
    SHARED,
    edition_folders,
)
from plan_metrics.report.beside_editions import FOLDER as FEEDS
from plan_metrics.report.book_source import FRONT
from plan_metrics.report.engine.publish import publish, readable, withdraw
from plan_metrics.views import language
from plan_metrics.views.vouching import mark
from plan_metrics.views.words import say

LINK = '<a href="{href}" lang="{lang}" hreflang="{lang}"><span>{head}</span> <b>{name}</b></a>'
Said = TypeVar("Said", bound="OfEdition")
LEADS = (
    '<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{name}</title>'
    '<link rel="icon" href="data:,"><link rel="canonical" href="{to}">'
    "<script>location.replace({script}+location.search+location.hash)</script>"
    '<meta http-equiv="refresh" content="0; url={to}"></head>'
    '<body><p><a href="{to}">{name}</a></p></body></html>\n'
)


class Words(BaseModel):
    """What the archive says of an edition in one language; `name` and `html` of one that the program does not speak."""

    title: str
    archive: str
    figures: str
    newest: str
    notice: str = ""  # that it is invented, a draft or corrected
    name: str = ""
    html: str = ""


class OfEdition(BaseModel):
    """What a published edition says of itself in a file of its folder."""

    edition: str


class Record(OfEdition):
    """Its names, and which pages it has."""

    invented: bool
    standing: Standing = "draft"
    languages: dict[LanguageCode, Words] = Field(min_length=1)
    pages: list[Annotated[str, Field(pattern=r"^\w[\w.-]*$")]]


def write_record(made: Path, contexts: Mapping[str, Context], pages: Sequence[str]) -> Path:
    """Write into the finished folder of an edition what the site says of it: names, last day of its figures, pages."""
    card = next(iter(contexts.values())).edition.card
    words = {
        code: Words(
            title=card.title[code],
            archive=say(
                context, N_("{plan}: all editions of the progress report"), plan=context.plan.head.short_title[code]
            ),
            figures=say(context, N_("figures published up to {day}"), day=language.date(card.as_of, code)),
            newest=say(context, N_("newest edition")),
            notice=mark(context),
            **({} if code in FORMS else {"name": forms_of(code).name, "html": forms_of(code).html}),
        )
        for code, context in contexts.items()
    }
    standing = next(iter(contexts.values())).edition.standing
    record = Record(
        edition=card.id, invented=card.invented, standing=standing, languages=words, pages=sorted({FRONT, *pages})
    )
    return write_readable(made / RECORD, record.model_dump_json(indent=1, exclude_defaults=True).encode())


def write_shared(sites: Path, templates: Path) -> list[Fault]:
    """Write the archive, the list of editions and `latest/` into the folder of all sites; nothing if it has no site.

    Gives the faults of records that cannot be read; their editions are not listed.

    `latest/` has every page that any edition has: each leads to the newest edition that has it, at the same place in
    the page. Everything else in it (tables, charts, PDF) is that of the newest edition.
    """
    records, faults = _records(sites)
    (sites / MANIFEST).unlink(missing_ok=True)  # until all that it names is there
    if not records:
        for name in SHARED:
            (sites / name).unlink(missing_ok=True)
        withdraw(sites / LATEST)
        shutil.rmtree(sites / FEEDS, ignore_errors=True)
        return faults
    every = {page for record in records for page in record.pages}
    listed = [
        {"edition": record.edition, "invented": record.invented, "lacks": sorted(every - {*record.pages}),
         "titles": {code: own.title for code, own in record.languages.items()}}
        for record in records
    ]  # fmt: skip
    write_readable(sites / LIST, LISTED.format(json.dumps(listed, ensure_ascii=False)).encode())
    write_readable(sites / ARCHIVE, _archive(records, templates).encode())
    _write_latest(sites, records)
    return faults


def _records(sites: Path) -> tuple[list[Record], list[Fault]]:
    """The records of the editions in a folder, the newest first, invented ones last; and what cannot be read."""
    found, faults = [], list[Fault]()
    for folder in edition_folders(sites):
        record = read_back(folder, RECORD, Record)
        if record and all((folder / code).is_dir() for code in record.languages):
            found.append(record)
        else:
            faults.append(damaged(folder, RECORD))
    return sorted(found, key=lambda each: (not each.invented, each.edition), reverse=True), faults


def read_back(folder: Path, file: str, form: type[Said]) -> Said | None:
    """What a published edition says of itself in a file of its folder; None if that is not what was written there."""
    try:
        said = form.model_validate_json((folder / file).read_bytes())
    except (ValueError, OSError):
        return None
    return said if said.edition == folder.name else None


def damaged(folder: Path, file: str) -> Fault:
    """What a published edition says of itself in a file of its folder is not what was written there."""
    found, expected = N_("a record that does not fit its folder"), N_("what publishing the edition {edition} wrote")
    fix = N_("Build it again: plan-metrics report {edition}; or remove its folder, if the edition is to go.")
    place = f"{folder.parent.name}/{folder.name}/{file}"
    return fault_at("edition_record", place, found, expected, fix, edition=folder.name)


def _archive(records: Sequence[Record], templates: Path) -> str:
    def links() -> Iterator[str]:
        for record in records:
            yield "<li>"
            for code, own in record.languages.items():
                newest = f" <em>{html.escape(own.newest)}</em>" if record is records[0] else ""
                lines = "".join(f" <small>{html.escape(line)}</small>" for line in (own.figures, own.notice) if line)
                head = f"{html.escape(own.title)}{newest}{lines}"
                href = f"{record.edition}/{code}/{FRONT}.html"
                name = own.name or forms_of(code).name
                yield LINK.format(href=href, lang=own.html or forms_of(code).html, head=head, name=name)
            yield "</li>"

    first = records[0]
    heads = {own.html or forms_of(code).html: own.archive for code, own in first.languages.items()}
    return chooser(templates, heads, links(), " ").replace("fonts/", f"{first.edition}/fonts/")


def chooser(templates: Path, heads: Mapping[str, str], links: Iterable[str], between: str, hidden: str = "") -> str:
    """A page of links with its heads, by the tags of their languages; `hidden` hides these where links say the same."""
    return string.Template((templates / "chooser.html").read_text("utf-8")).substitute(
        html_lang=next(iter(heads)),
        hidden=hidden,
        title=html.escape(" · ".join(dict.fromkeys(heads.values()))),
        heading=between.join(f'<span lang="{lang}">{html.escape(head)}</span>' for lang, head in heads.items()),
        links="\n".join(links),
    )


def _write_latest(sites: Path, records: Sequence[Record]) -> None:
    newest = {page: record.edition for record in reversed(records) for page in record.pages}
    last = records[0].edition
    made = sites / f".{LATEST}.new"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    known = records[0].languages
    tags = {code: own.html or forms_of(code).html for code, own in known.items()}
    for code in ("", *known):
        folder = made / code
        folder.mkdir(exist_ok=True)
        up, lang = "../" * (2 if code else 1), tags[code or next(iter(known))]
        for page, edition in newest.items() if code else ((FRONT, last),):
            to = "/".join(filter(None, (edition, code, f"{page}.html")))
            (folder / f"{page}.html").write_text(leading(lang, edition, up + to), "utf-8", newline="\n")
        for path in sorted((sites / last / code).iterdir()):
            if path.suffix != ".html" and path.name not in {RECORD, MANIFEST, *records[0].languages}:
                _link(folder / path.name, Path(up, last, code, path.name), path)
    publish(made, sites / LATEST)


def leading(lang: str, name: str, to: str) -> str:
    """A page that leads on to another, by its name."""
    return LEADS.format(lang=lang, name=name, to=to, script=json.dumps(to))


def _link(link: Path, address: Path, path: Path) -> None:
    with suppress(OSError, NotImplementedError):
        link.symlink_to(address, target_is_directory=path.is_dir())
    if not link.is_symlink():  # a disk without links
        shutil.copytree(path, link) if path.is_dir() else shutil.copyfile(path, link)


def write_readable(path: Path, raw: bytes) -> Path:
    """Write a file whole, for every user to read."""
    write_whole(path, raw)
    readable(path)
    return path
