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
from plan_metrics.starter_words import PAIR

BY_DIMENSION = ("targets.csv", "wordings.csv", "breakdowns.csv", "observations.csv", "rejected.csv", "withdrawn.csv")
BEFORE = ("region", "wording")  # the column that those of the dimensions stand behind
MARK = "\ufeff"  # a byte-order mark, which stays where a file has it


def adapt(base: Path) -> list[Path]:
    """Write what is missing for the declared languages and dimensions; the files that were changed, in order.

    A column of a dimension says TOTAL, because the figures that are there are of the whole; a text is empty, which
    `check` tells until it is written. Nothing that is there is changed or moved.
    """
    folder = plan_folder(base)
    languages, dimensions = declared_languages(folder), declared_dimensions(folder)
    changed = []
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
    return "{ " + ", ".join(f"{code} = {each}" for code, each in (said | _lacking(said, languages)).items()) + " }"


def _lacking(said: dict[str, str], languages: Sequence[str]) -> dict[str, str]:
    return {code: '""' for code in languages if code not in said}


def _table(text: str, languages: Sequence[str], dimensions: Sequence[str]) -> str:
    """A table with a column for each language of its texts and for each dimension.

    >>> _table("region,title_en\\nXX,Lakeside\\n", ("en", "fr"), ("age",))
    'region,age,title_en,title_fr\\nXX,TOTAL,Lakeside,\\n'
    """
    header, *rows = list(csv.reader(io.StringIO(text))) or [[]]
    added = {name: TOTAL for name in dimensions if name not in header}
    texts = {
        code: [name.removesuffix(f"_{code}") for name in header if name.endswith(f"_{code}")] for code in languages
    }
    known = dict.fromkeys(name for names in texts.values() for name in names)
    added |= {f"{name}_{code}": "" for name in known for code in languages if f"{name}_{code}" not in header}
    if not added:
        return text
    columns = list(header)
    if dimensions:
        place = next((columns.index(name) for name in dimensions if name in columns), None)
        place = (
            max([1 + columns.index(name) for name in BEFORE if name in columns], default=0) if place is None else place
        )
        others = [name for name in columns if name not in dimensions]
        columns = [*others[:place], *dimensions, *others[place:]]
    for name in known:
        own = [f"{name}_{code}" for code in languages]
        last = max(columns.index(each) for each in own if each in columns)
        columns[last + 1 : last + 1] = [each for each in own if each not in columns]
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        cells = dict(zip(header, row, strict=False)) | added
        writer.writerow(
            [cells[name] for name in columns] if len(row) == len(header) else row
        )  # `check` tells the width
    return written.getvalue()
