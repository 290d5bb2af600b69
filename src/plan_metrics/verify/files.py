"""One published file and the same file computed again: what differs, told in the way of its kind."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import islice
from pathlib import PurePosixPath

from plan_metrics.errors import N_
from plan_metrics.verify.difference import (
    CHANGED,
    EXTRA,
    MISSING,
    MOST,
    Difference,
    byte_difference,
    pairs,
    text_differences,
)
from plan_metrics.verify.markup import markup_differences
from plan_metrics.verify.tables import csv_differences, json_differences, workbook_differences

PAGE = N_("page {page}, at “{around}”")
ROOM = 8 * 1024 * 1024  # bytes that a file may have beyond what it should be and is still looked into


def file_differences(file: str, published: bytes, computed: bytes) -> list[Difference]:
    """Where two files with one name differ: empty only if they are the same bytes; at most `MOST` places.

    What cannot be read as what its name says is told by its first byte that differs. Nothing in it is run.
    """
    if published == computed:
        return []
    whole = len(published) <= len(computed) + ROOM
    for kind in KINDS.get(PurePosixPath(file).suffix, ()) if whole else ():
        try:
            found = list(islice(kind(file, published, computed), MOST))
        except Exception:  # whatever a damaged file makes a reader of its kind say, it is not the same
            continue
        if found:
            return found
    return [byte_difference(file, published, computed)]


def _of_text(
    differences: Callable[[str, str, str], Iterator[Difference]], file: str, published: bytes, computed: bytes
) -> Iterator[Difference]:
    return differences(file, published.decode(), computed.decode())


def _of_packed(file: str, published: bytes, computed: bytes) -> Iterator[Difference]:
    with zipfile.ZipFile(io.BytesIO(published)) as one, zipfile.ZipFile(io.BytesIO(computed)) as other:
        names = {entry.filename: entry.file_size for entry in one.infolist()}
        wanted = {entry.filename: entry.file_size for entry in other.infolist()}
        for name in sorted(names.keys() | wanted.keys()):
            inner = f"{file}/{name}"
            if name not in names or name not in wanted:
                yield Difference(inner, EXTRA if name in names else MISSING)
            elif names[name] > wanted[name] + ROOM:  # as a bomb would
                yield Difference(inner, CHANGED, "", {}, f"{names[name]:,} B", f"{wanted[name]:,} B")
            else:
                yield from file_differences(inner, one.read(name), other.read(name))


def _of_pdf(file: str, published: bytes, computed: bytes) -> Iterator[Difference]:
    drawn, wanted = _drawn(published), _drawn(computed)
    every = range(max(len(drawn), len(wanted)))
    differ = [sheet for sheet in every if len(drawn) == len(wanted) and drawn[sheet] != wanted[sheet]] or every
    one, other = _pdf_words(published, differ), _pdf_words(computed, differ)
    for here, there in pairs(one, other):
        side, place = (other, there or 0) if here is None else (one, here)
        mine, theirs = "" if here is None else one[here][1], "" if there is None else other[there][1]
        near = " ".join(word for _, word in side[max(0, place - 4) : place + 5])
        yield Difference(file, CHANGED, PAGE, {"page": side[place][0], "around": near}, mine, theirs)


@lru_cache(maxsize=8)
def _drawn(raw: bytes) -> list[bytes]:
    """What draws each sheet of a PDF: quick to compare, where the words of a book take minutes to read."""
    import pikepdf

    with pikepdf.open(io.BytesIO(raw)) as pdf:
        drawn = [sheet.obj.get("/Contents", ()) for sheet in pdf.pages]
        several = [[each] if isinstance(each, pikepdf.Stream) else each for each in drawn]
        return [b"\n".join(part.read_bytes() for part in parts) for parts in several]


def _pdf_words(raw: bytes, sheets: Sequence[int]) -> list[tuple[int, str]]:
    """The words on sheets of a PDF, from 0, each with the number of its page."""
    import pikepdf
    import pypdf

    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as pdf, pikepdf.new() as some:
        own = [sheet for sheet in sheets if sheet < len(pdf.pages)]
        some.pages.extend(pdf.pages[sheet] for sheet in own)
        some.save(stream)
    pages = zip(own, pypdf.PdfReader(stream).pages, strict=True)
    return [(sheet + 1, word) for sheet, page in pages for word in page.extract_text().split()]


Kind = Callable[[str, bytes, bytes], Iterator[Difference]]
TEXT: Kind = partial(_of_text, text_differences)
KINDS: dict[str, tuple[Kind, ...]] = {
    **dict.fromkeys((".html", ".svg", ".xml"), (partial(_of_text, markup_differences),)),
    ".csv": (partial(_of_text, csv_differences), TEXT),
    ".json": (partial(_of_text, json_differences), TEXT),
    ".xlsx": (workbook_differences, _of_packed),
    ".zip": (_of_packed,),
    ".pdf": (_of_pdf,),
    **dict.fromkeys((".js", ".css", ".txt", ".md", ".rels", ".yml"), (TEXT,)),
}
