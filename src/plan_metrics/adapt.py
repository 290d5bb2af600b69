"""Gives the tables and cards of a project the columns and texts that its `plan.toml` has come to declare."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from plan_metrics.csv_tables import text_of
from plan_metrics.paths import plan_folder
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.plan.declared import declared_dimensions, declared_languages
from plan_metrics.plan.own_words import LOCALE
from plan_metrics.starter_words import PAIR, begin_catalogues

BY_DIMENSION = ("targets.csv", "wordings.csv", "breakdowns.csv", "observations.csv", "rejected.csv", "withdrawn.csv")
BEFORE = ("region", "wording")  # the column that those of the dimensions stand behind
MARK = "\ufeff"  # a byte-order mark, which stays where a file has it


def adapt(base: Path) -> list[Path]:
    """Write what is missing for the declared languages and dimensions; the files that were changed or begun, in order.

    A column of a dimension says TOTAL, because the figures that are there are of the whole; a text is empty, which
    `check` tells until it is written. Nothing that is there is changed or moved.
    """
    folder = plan_folder(base)
    languages, dimensions = declared_languages(folder), declared_dimensions(folder)
    changed = begin_catalogues(base, languages)
    for file in _files(base):
        there = file.read_bytes()
        text = text_of(file)
        if file.suffix == ".toml":
            new = re.sub(rf"\{{ (?:{PAIR}(?:, )?)+ \}}", lambda found: _text(found[0], languages), text)
        else:
            new = _table(text, languages, dimensions if file.name in BY_DIMENSION else ())
        if new != text:
            mark = MARK if there.startswith(MARK.encode()) else ""
            unfinished = file.with_name(f".{file.name}.unfinished")
            unfinished.write_text(mark + new, "utf-8", newline="\n")
            unfinished.replace(file)
            changed.append(file)
    return changed


def _files(base: Path) -> Iterator[Path]:
    for folder in (plan_folder(base), base / "data" / "editions"):
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".toml", ".csv") and not {LOCALE, "codes"} & {*file.relative_to(folder).parts}:
                yield file


def _text(inline: str, languages: Sequence[str]) -> str:
    """A text of a card with an empty one for each language that it lacks.

    >>> _text('{ zh = "公园", en = "Parks" }', ("zh", "en", "fr"))
    '{ zh = "公园", en = "Parks", fr = "" }'
    """
    said = dict(re.findall(PAIR, inline))
    if not {*said} <= {*languages}:
        return inline  # no text
    texts = said | {code: '""' for code in languages if code not in said}
    return "{ " + ", ".join(f"{code} = {text}" for code, text in texts.items()) + " }"


def _table(text: str, languages: Sequence[str], dimensions: Sequence[str]) -> str:
    """A table with a column for each language of its texts and for each dimension.

    >>> _table("region,title_en\\nXX,Lakeside\\n", ("en", "fr"), ("age",))
    'region,age,title_en,title_fr\\nXX,TOTAL,Lakeside,\\n'
    """
    header, *rows = list(csv.reader(io.StringIO(text))) or [[]]
    columns = _with_texts(_with_dimensions(header, dimensions), languages)
    if columns == header:
        return text
    empty = {name: TOTAL if name in dimensions else "" for name in columns}
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        cells = empty | dict(zip(header, row, strict=False))
        whole = len(row) == len(header)  # `check` tells any other
        writer.writerow([cells[name] for name in columns] if whole else row)
    return written.getvalue()


def _with_dimensions(columns: list[str], dimensions: Sequence[str]) -> list[str]:
    if {*dimensions} <= {*columns}:
        return columns
    there = [columns.index(name) for name in dimensions if name in columns]
    place = min(there) if there else max([1 + columns.index(name) for name in BEFORE if name in columns], default=0)
    others = [name for name in columns if name not in dimensions]
    return [*others[:place], *dimensions, *others[place:]]


def _with_texts(columns: list[str], languages: Sequence[str]) -> list[str]:
    made = list(columns)
    texts = [name.removesuffix(f"_{code}") for name in columns for code in languages if name.endswith(f"_{code}")]
    for text in dict.fromkeys(texts):
        own = [f"{text}_{code}" for code in languages]
        last = max(made.index(name) for name in own if name in made)
        made[last + 1 : last + 1] = [name for name in own if name not in made]
    return made
