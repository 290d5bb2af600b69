"""Gives the tables and cards of a project the columns and texts that its `plan.toml` has come to declare."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from plan_metrics import paths
from plan_metrics.creation.words import PAIR, begin_catalogues
from plan_metrics.edition.models import CARD_FILE
from plan_metrics.edition.scaffold import words_of_card
from plan_metrics.files import finish, write_together
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.plan.declared import declared_dimensions, declared_languages
from plan_metrics.plan.own_words import LOCALE
from plan_metrics.reading.csv_tables import text_of

BY_DIMENSION = ("targets.csv", "wordings.csv", "breakdowns.csv", "observations.csv", "rejected.csv", "withdrawn.csv")
BEFORE = ("region", "wording")  # the column that those of the dimensions stand behind
MARK = "\ufeff"  # a byte-order mark, which stays where a file has it
TEXT = re.compile(rf"\{{ (?:{PAIR}(?:, )?)+ \}}")
PREVIOUS = re.compile(r'^previous = "(.*)"$', re.MULTILINE)

Words = Mapping[str, Mapping[str, str]]  # of a text, what it is in other languages


def adapt(base: Path) -> list[Path]:
    """Write what is missing for the declared languages and dimensions; the files that were begun or changed, in order.

    A column of a dimension says TOTAL, because the figures that are there are of the whole. A text that the program
    wrote, as those of a new project, is in each language that it has it in; any other is empty, which `check` tells
    until it is written. Nothing that is there is changed, and
    no file of a frozen edition, which is read with its own plan.
    """
    folder = paths.plan_folder(base)
    finish(base / "data" / paths.BEGUN)
    languages, dimensions = declared_languages(folder), declared_dimensions(folder)
    changed = dict[Path, bytes]()
    starter = _words(_texts_of(paths.PACKAGE / "starter" / "data" / "plan"))
    for file in _files(base):
        marked, text = file.read_bytes().startswith(MARK.encode()), text_of(file)
        if file.suffix == ".toml":
            known = _words_of_edition(file, text, languages) if file.name == CARD_FILE else starter
            new = _card(text, languages, known)
        else:
            new = _table(text, languages, dimensions if file.name in BY_DIMENSION else (), starter)
        if new != text:
            changed[file] = (MARK + new if marked else new).encode()
    files = {file.relative_to(base / "data").as_posix(): raw for file, raw in changed.items()}
    begun = begin_catalogues(base, languages)  # last: a table that cannot be read leaves nothing behind
    write_together(base / "data" / paths.BEGUN, files)
    return [*begun, *changed]


def _files(base: Path) -> Iterator[Path]:
    for folder in (paths.plan_folder(base), base / "data" / "editions"):
        for file in sorted(folder.rglob("*")):
            parts = file.relative_to(folder).parts
            frozen = folder.name == "editions" and paths.frozen_plan(folder / parts[0]) is not None
            if file.suffix in (".toml", ".csv") and not frozen and not {LOCALE, "codes"} & {*parts}:
                yield file


def _texts_of(folder: Path) -> Iterator[dict[str, str]]:
    """The texts of a plan, each in its languages."""
    languages = declared_languages(folder)
    for file in sorted(folder.rglob("*.toml")):
        yield from (_said(inline[0]) for inline in TEXT.finditer(file.read_text("utf-8")))
    for file in sorted(folder.rglob("*.csv")):
        for row in csv.DictReader(io.StringIO(file.read_text("utf-8"))):
            for name in _texts_in([*row], languages):
                yield {code: row[f"{name}_{code}"] for code in languages}


def _words_of_edition(file: Path, text: str, languages: Sequence[str]) -> Words:
    previous = PREVIOUS.search(text)
    said = {code: words_of_card(code, file.parent.name, previous[1] if previous else "") for code in languages}
    return _words({code: each[place] for code, each in said.items()} for place in (0, 1))


def _words(texts: Iterable[Mapping[str, str]]) -> Words:
    """What a text is in other languages; one that stands for several is left out."""
    found: dict[str, set[tuple[tuple[str, str], ...]]] = {}
    for said in texts:
        for text in said.values():
            found.setdefault(text, set()).add(tuple(said.items()))
    return {text: dict(*meant) for text, meant in found.items() if len(meant) == 1}


def _said(inline: str) -> dict[str, str]:
    return {code: json.loads(text) for code, text in re.findall(PAIR, inline)}


def _card(text: str, languages: Sequence[str], known: Words) -> str:
    return TEXT.sub(lambda inline: _text(inline[0], languages, known), text)


def _text(inline: str, languages: Sequence[str], known: Words) -> str:
    """A text of a card with what it is in each language that it lacks.

    >>> _text('{ zh = "公园", en = "Parks" }', ("zh", "en", "fr"), {})
    '{ zh = "公园", en = "Parks", fr = "" }'
    """
    said = dict(re.findall(PAIR, inline))
    if not {*said} <= {*languages}:
        return inline  # no text
    words = next((known[text] for text in _said(inline).values() if text in known), {})
    added = {code: json.dumps(words.get(code, ""), ensure_ascii=False) for code in languages if code not in said}
    return "{ " + ", ".join(f"{code} = {text}" for code, text in (said | added).items()) + " }" if added else inline


def _table(text: str, languages: Sequence[str], dimensions: Sequence[str], known: Words) -> str:
    """A table with a column for each language of its texts and for each dimension.

    >>> _table("region,title_en\\nXX,Lakeside\\n", ("en", "fr"), ("age",), {})
    'region,age,title_en,title_fr\\nXX,TOTAL,Lakeside,\\n'
    """
    header, *rows = list(csv.reader(io.StringIO(text))) or [[]]
    columns = _with_texts(_with_dimensions(header, dimensions), languages)
    if columns == header:
        return text
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        cells = dict.fromkeys(dimensions, TOTAL) | dict(zip(header, row, strict=False))
        for name in _texts_in(header, languages):
            said = [cells.get(f"{name}_{code}", "") for code in languages]
            words = next((known[text] for text in said if text in known), {})
            cells = {f"{name}_{code}": words.get(code, "") for code in languages} | cells
        whole = len(row) == len(header)  # `check` tells any other
        writer.writerow([cells[name] for name in columns] if whole else row)
    return written.getvalue()


def _texts_in(columns: Sequence[str], languages: Sequence[str]) -> list[str]:
    """The texts of a table by the names of their columns without the language."""
    names = (name.removesuffix(f"_{code}") for name in columns for code in languages if name.endswith(f"_{code}"))
    return list(dict.fromkeys(names))


def _with_dimensions(columns: list[str], dimensions: Sequence[str]) -> list[str]:
    if {*dimensions} <= {*columns}:
        return columns
    there = [columns.index(name) for name in dimensions if name in columns]
    place = min(there) if there else max([1 + columns.index(name) for name in BEFORE if name in columns], default=0)
    others = [name for name in columns if name not in dimensions]
    return [*others[:place], *dimensions, *others[place:]]


def _with_texts(columns: list[str], languages: Sequence[str]) -> list[str]:
    made = list(columns)
    for text in _texts_in(columns, languages):
        own = [f"{text}_{code}" for code in languages]
        last = max(made.index(name) for name in own if name in made)
        made[last + 1 : last + 1] = [name for name in own if name not in made]
    return made
