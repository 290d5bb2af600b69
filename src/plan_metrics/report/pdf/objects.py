"""Objects of PDF files, each as a line: taken from a file, numbered anew, and written as a file.

So many files become one without any library holding what all of them are made of: a book of thousands of sheets has
millions of objects, most of them marks of its structure. What such a line may hold is as qpdf writes it.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Container, Iterable, Iterator, Sequence

import pikepdf

REFERENCE = re.compile(rb"\([^()\\]*(?:\\.[^()\\]*)*\)|(\d+) 0 R|(?<=/StructParent )(\d+)|(?<=/StructParents )(\d+)")
PACKED = 200  # objects that are compressed together; a reader unpacks as many to find one
HEAD = b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n"  # the second line tells programs that the file is not text
Numbered = tuple[int, bytes, bytes | None]  # number, line, data of a stream
ROW = struct.Struct(">BIH")  # where an object is: 1, its first byte, 0; or 2, what it is packed in, its place there


def reached(pdf: pikepdf.Pdf, roots: Iterable[int], known: Container[int]) -> tuple[dict[int, bytes], dict[int, bytes]]:
    """By number: the objects that the roots lead to, of a stream what precedes its data; and the data of the streams.

    What is known is not followed.
    """
    lines: dict[int, bytes] = {}
    streams: dict[int, bytes] = {}
    ahead = list(roots)
    while ahead:
        number = ahead.pop()
        if number in lines or number in known:
            continue
        thing = pdf.get_object(number, 0)
        if isinstance(thing, pikepdf.Stream):
            streams[number], thing = thing.read_raw_bytes(), thing.stream_dict
        lines[number] = thing.unparse(resolved=True)
        ahead += [int(other) for other, *_ in REFERENCE.findall(lines[number]) if other]
    return dict(sorted(lines.items())), dict(sorted(streams.items()))


def renumbered(text: bytes, numbers: Sequence[int] | dict[int, int], parents: int = 0) -> bytes:
    """The same lines, with another number for each object, and keys of the tree of parents so much higher."""

    def other(found: re.Match[bytes]) -> bytes:
        place = found.lastindex
        if place is None:  # a text
            return found[0]
        number = int(found[place])
        return b"%d 0 R" % numbers[number] if place == 1 else b"%d" % (number + parents)

    return REFERENCE.sub(other, text)


def file_of(objects: Iterable[Numbered], count: int, root: int, info: int) -> Iterator[bytes]:
    """A PDF file in parts; of each object its number (from 1 to `count`), its line, and the data if it is a stream.

    The others are packed. The same objects give the same bytes.
    """
    rows, at, digest = bytearray(ROW.size * (count + 1)), 0, hashlib.sha256()
    packed: list[tuple[int, bytes]] = []

    def part(data: bytes) -> bytes:
        nonlocal at
        at += len(data)
        digest.update(data)
        return data

    def stream(number: int, line: bytes, data: bytes) -> bytes:
        ROW.pack_into(rows, number * ROW.size, 1, at, 0)
        return part(b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, line, data))

    def pack() -> bytes:
        number, begin, index = len(rows) // ROW.size, 0, []
        rows.extend(bytes(ROW.size))
        for place, (each, line) in enumerate(packed):
            index.append(b"%d %d" % (each, begin))
            begin += len(line) + 1
            ROW.pack_into(rows, each * ROW.size, 2, number, place)
        first = b" ".join(index) + b"\n"
        data = zlib.compress(first + b"\n".join(line for _, line in packed))
        line = b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>" % (
            len(packed),
            len(first),
            len(data),
        )
        packed.clear()
        return stream(number, line, data)

    yield part(HEAD)
    for number, line, data in objects:
        if data is not None:
            yield stream(number, line, data)
            continue
        packed.append((number, line))
        if len(packed) == PACKED:
            yield pack()
    if packed:
        yield pack()
    start, number = at, len(rows) // ROW.size
    rows.extend(ROW.pack(1, start, 0))
    name = digest.hexdigest()[:32].encode()
    data = zlib.compress(rows)
    line = b"<< /Type /XRef /Size %d /W [ 1 4 2 ] /Root %d 0 R /Info %d 0 R" % (number + 1, root, info)
    line += b" /ID [ <%b> <%b> ] /Filter /FlateDecode /Length %d >>" % (name, name, len(data))
    yield stream(number, line, data) + b"startxref\n%d\n%%%%EOF\n" % start
