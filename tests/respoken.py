"""The invented plan in other languages, with words that are no words: what a plan in any languages must bear."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

from invented import copy_of_project

PAIR = r'(\w+) = ("(?:[^"\\]|\\.)*")'
TEXT = re.compile(rf"\{{ (?:{PAIR}(?:, )?)+ \}}")
BEFORE, FROM = ("zh", "en"), "en"


def respoken(folder: Path, words: Mapping[str, str]) -> Path:
    """A copy of the project in these languages: each text is its English words behind what the language puts first.

    Languages that the project has keep its words where nothing is put first.
    """
    base = copy_of_project(folder)
    for file in base.rglob("*.toml"):
        text = TEXT.sub(lambda found: _inline(found[0], words), file.read_text("utf-8"))
        text = re.sub(r"(?m)^languages = \[.*?\]", f"languages = {list(words)}".replace("'", '"'), text)
        file.write_text(text, "utf-8")
    for file in base.rglob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            rows, names = list(reader), reader.fieldnames or []
        header = [new for name in names for new in _columns(name, words)]
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows({name: _cell(name, row, words) for name in header} for row in rows)
    return base


def put_words(base: Path, code: str, po: str = "", forms: str = "", plural: str = "") -> Path:
    """A folder with the project's own words and forms of a language."""
    own = base / "data" / "plan" / "locale" / code
    (own / "LC_MESSAGES").mkdir(parents=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    head += f'"Plural-Forms: {plural}\\n"\n' if plural else ""
    (own / "LC_MESSAGES" / "plan_metrics.po").write_text(f"{head}\n{po}", "utf-8")
    (own / "language.toml").write_text(forms, "utf-8")
    return own


def _inline(text: str, words: Mapping[str, str]) -> str:
    said = dict(re.findall(PAIR, text))
    if {*said} != {*BEFORE}:
        return text
    each = (f"{code} = {_said(said.get(code), said[FROM], first)}" for code, first in words.items())
    return "{ " + ", ".join(each) + " }"


def _said(own: str | None, model: str, first: str) -> str:
    return own if own and not first else f'"{first} {model[1:]}'


def _columns(name: str, words: Mapping[str, str]) -> list[str]:
    text, _, code = name.rpartition("_")
    if code not in BEFORE:
        return [name]
    return [f"{text}_{code}" for code in words] if code == BEFORE[0] else []


def _cell(name: str, row: Mapping[str, str], words: Mapping[str, str]) -> str:
    text, _, code = name.rpartition("_")
    if code not in words or f"{text}_{FROM}" not in row:
        return row[name]
    model = row[f"{text}_{FROM}"]
    return row[name] if name in row and not words[code] else f"{words[code]} {model}" if model else ""
