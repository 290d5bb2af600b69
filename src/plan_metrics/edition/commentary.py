"""The commentary on an action: why, and what next, in somebody's words, with author, date, documents and state.

A file `commentary/A01.md` of an edition: a card between two lines `+++`, then the words of each language below a
heading that is its code. Words are paragraphs, lists, quotations and emphasis in Markdown, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from markdown_it import MarkdownIt
from pydantic import Field, ValidationError, field_validator

from plan_metrics.errors import N_, Fault, FaultError, fault_at
from plan_metrics.plan.code_lists import Card, Text
from plan_metrics.plan.contradictions import a_date
from plan_metrics.plan.messages import card_faults
from plan_metrics.plan.models import Plan
from plan_metrics.reading.cards import keys_in, validated
from plan_metrics.reading.csv_tables import text_of

FOLDER = "commentary"
FENCE = "+++"
EXAMPLE = 'date = "2025-12-31"'
HEADING = re.compile(r"# (\S+)\s*")
# What Markdown may become; anything else would be shown as something that it is not.
KNOWN = {"paragraph", "bullet_list", "ordered_list", "list_item", "blockquote", "inline"}
KNOWN_INLINE = {"text", "softbreak", "em", "strong"}


class CommentaryCard(Card):
    """Who says it, when, on what documents: a draft, signed by its author, or quoted from a document of its author."""

    author: Text
    date: str = Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    state: Literal["draft", "signed", "quoted"]
    basis: tuple[str, ...] = Field(min_length=1)

    @field_validator("date")
    @classmethod
    def _is_a_day(cls, day: str) -> str:
        return a_date(day)


@dataclass(frozen=True)
class Commentary:
    """A commentary of an edition on an action; `words` are Markdown by language."""

    edition: str
    card: CommentaryCard
    words: Mapping[str, str]


def read_commentaries(
    folder: Path, plan: Plan, sources: Container[str], day: date | None, faults: list[Fault]
) -> dict[str, Commentary]:
    """The commentaries in the folder of an edition by action; what is wrong is added to `faults`."""
    found = {}
    actions = [action.id for action in plan.actions]
    for file in sorted((folder / FOLDER).glob("*")):
        if file.name.startswith("."):
            continue
        if file.suffix != ".md" or file.stem not in actions:
            expected = N_("an action of the plan and “.md”: {known}")
            fix = N_("Correct the name of the file, or move it to another folder.")
            faults.append(_fault(file, None, N_("“{value}”"), expected, fix, value=file.name, known=", ".join(actions)))
        elif made := _read(file, plan.languages, sources, day, faults):
            found[file.stem] = made
    return found


def _read(
    file: Path, languages: Sequence[str], sources: Container[str], day: date | None, faults: list[Fault]
) -> Commentary | None:
    try:
        lines = text_of(file).split("\n")
    except FaultError as error:
        faults += [replace(fault, file=_name(file)) for fault in error.faults]
        return None
    fences = [number for number, line in enumerate(lines) if line.strip() == FENCE]
    if len(fences) < 2 or fences[0]:
        expected = N_("a card between two lines “+++”, the first of the file and one below")
        fix = N_("Begin the file with author, date, state and basis between two lines “+++”.")
        faults.append(_fault(file, 1, N_("no card"), expected, fix))
        return None
    own: list[Fault] = []
    card = _card(file, "\n".join(["", *lines[1 : fences[1]]]), languages, sources, day, own)
    words = _words(file, lines, fences[1] + 1, languages, own)
    if card and card.state == "quoted":
        own += [_unquoted(file, code) for code, text in words.items() if text and not _quotes(text)]
    faults += own
    return Commentary(file.parent.parent.name, card, words) if card and not own else None


def _card(
    file: Path,
    text: str,
    languages: Sequence[str],
    sources: Container[str],
    day: date | None,
    faults: list[Fault],
) -> CommentaryCard | None:
    keys = keys_in(text, _name(file), EXAMPLE, faults)
    if keys is None:
        return None
    try:
        card = validated(CommentaryCard, keys, languages)
    except ValidationError as error:
        faults += card_faults(error, CommentaryCard, _name(file), languages)
        return None
    for name in card.basis:
        if name not in sources:
            fix = N_("Add the document to sources.csv, or correct the id.")
            faults.append(
                _fault(file, None, N_("“{value}”"), N_("documents of this edition"), fix, "basis", value=name)
            )
    if day and date.fromisoformat(card.date) > day:
        expected = N_("a day up to that of the edition, {day}")
        fix = N_("Correct the date, or put the commentary into a later edition.")
        faults.append(_fault(file, None, N_("“{value}”"), expected, fix, "date", value=card.date, day=day.isoformat()))
    return card


def _words(file: Path, lines: list[str], begin: int, languages: Sequence[str], faults: list[Fault]) -> dict[str, str]:
    """The words by language, each checked; `begin` is the first line below the card."""
    words: dict[str, list[str]] = {}
    starts: dict[str, int] = {}
    language = None
    for number, line in enumerate(lines[begin:], begin + 1):
        if heading := HEADING.fullmatch(line):
            language = heading[1]
            if language not in languages or language in words:
                expected = N_("one heading for each language: {known}")
                known = ", ".join(f"# {code}" for code in languages)
                found = N_("the heading “{value}”")
                faults.append(
                    _fault(file, number, found, expected, N_("Correct the heading."), value=line, known=known)
                )
            words.setdefault(language, [])
            starts.setdefault(language, number)
        elif language:
            words[language].append(line)
        elif line.strip():
            expected = N_("a heading such as “# {code}” above the words of each language")
            faults.append(
                _fault(
                    file, number, N_("words without a language"), expected, N_("Add the heading."), code=languages[0]
                )
            )
            break
    for code in languages:
        if not "".join(words.get(code, [])).strip():
            expected = N_("words under the heading “# {code}”")
            faults.append(_fault(file, starts.get(code), N_("no words"), expected, N_("Write them."), code=code))
            continue
        for number, kind in dict.fromkeys(_unknown("\n".join(words[code]))):
            expected = N_("paragraphs, lists, quotations and emphasis only")
            fix = N_("Write it as a paragraph; name documents in “basis”.")
            faults.append(_fault(file, starts[code] + number, N_("Markdown for “{kind}”"), expected, fix, kind=kind))
    return {code: "\n".join(text).strip() for code, text in words.items()}


def _quotes(markdown: str) -> bool:
    return any(token.type == "blockquote_open" for token in MarkdownIt().parse(markdown))


def _unquoted(file: Path, code: str) -> Fault:
    expected = N_("the document’s own words as a quotation: lines that begin with “>”")
    fix = N_("Set off what the document says, or give another state than “quoted”.")
    return _fault(file, None, N_("no quotation under “# {code}”"), expected, fix, code=code)


def _unknown(markdown: str) -> Iterator[tuple[int, str]]:
    """The line, from 1, and the kind of what may not stand in a commentary."""
    line = 1
    for token in MarkdownIt().parse(markdown):
        line = token.map[0] + 1 if token.map else line
        kinds = [(token.type, KNOWN), *((child.type, KNOWN_INLINE) for child in token.children or ())]
        for kind, known in kinds:
            plain = re.sub(r"_(open|close)$", "", kind)
            if plain not in known and not kind.endswith("_close"):
                yield line, plain


def _name(file: Path) -> str:
    return f"{FOLDER}/{file.name}"


def _fault(
    file: Path, row: int | None, found: str, expected: str, fix: str, column: str | None = None, **values: str
) -> Fault:
    return fault_at("commentary", _name(file), found, expected, fix, row=row, column=column, **values)
