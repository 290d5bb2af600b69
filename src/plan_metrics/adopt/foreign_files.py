"""Reads the files of a stranger's data set: from its own folder or zip file alone, up to a size, and as data only."""

from __future__ import annotations

import csv
import errno
import io
import json
import math
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from plan_metrics.errors import N_, Fault, FaultError, fault_at, unread_file
from plan_metrics.reading.encodings import decoded

Keys = Mapping[str, Any]
MOST_BYTES = 64_000_000  # of a table: one that is larger is no table of indicators
MOST_DEEP = 32_000_000  # of a file of keys, which takes many times its size
MOST_FILES = 10_000  # of a zip file
MOST_CELLS = 5_000_000  # of a table
WIDEST = 5_000  # columns of one
LONGEST_LINE = 1_000_000  # letters
MOST_TOGETHER = 512_000_000  # bytes of all files that are read of a data set
OF_XML = "XMLSchema-instance"  # the namespace of attributes that say nothing of data
OF_XML = "XMLSchema-instance"  # the namespace of attributes that say nothing of data
HALF = re.compile(r"\\u[dD][89a-fA-F]")
LEADS_OUT = re.compile(r"^[/\\~]|^[A-Za-z]:|://|\\|\0|(^|/)\.\.(/|$)")


class Files:
    """The files of a folder or a zip file by their paths within it; no path leads out of it.

    `encoding` is that of texts which are in none that tells itself; empty where nobody said it.
    """

    def __init__(self, base: Path, encoding: str = ""):
        self.base, self.encoding = base, encoding
        self.name = base.resolve().name
        self._zip = None if base.is_dir() else _opened(base)
        self._left = MOST_TOGETHER

    def read(self, path: object, most: int = MOST_BYTES) -> bytes:
        """What is in a file. Raises `FaultError` for a path that leads out, and a file that is missing or too large."""
        if not isinstance(path, str) or not path or len(path) > 1000 or LEADS_OUT.search(path):
            raise FaultError([_leads_out(self.name, path)])
        content = self._of_the_folder(path, most) if self._zip is None else self._of_the_zip(self._zip, path, most)
        self._left -= len(in_size(content, path, most))
        if self._left < 0:
            raise FaultError([_too_large(self.name, MOST_TOGETHER)])
        return content

    def holds(self, place: Path) -> bool:
        """Whether a place lies within the folder, also when links are followed."""
        try:
            return place.resolve().is_relative_to(self.base.resolve())
        except (OSError, RuntimeError):  # a link that leads to itself
            return False

    def _of_the_folder(self, path: str, most: int) -> bytes:
        if not self.holds(self.base / path):
            raise FaultError([_leads_out(self.name, path)])
        return read_file(self.base / path, path, most)

    def _of_the_zip(self, archive: zipfile.ZipFile, path: str, most: int) -> bytes:
        try:
            with archive.open(path) as stream:
                return stream.read(most + 1)
        except KeyError:
            raise FaultError([unread_file(FileNotFoundError(path), path, path)]) from None
        except (OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise no_data(path, N_("a part of a zip file that cannot be unpacked: {problem}"), error) from None


def read_file(file: Path, name: str, most: int = MOST_BYTES) -> bytes:
    """What is in a file; `FaultError` for one that cannot be read or is too large."""
    try:
        if file.exists() and not file.is_file():
            raise IsADirectoryError(errno.EISDIR, name)
        with file.open("rb") as stream:
            return in_size(stream.read(most + 1), name, most)
    except OSError as error:
        raise FaultError([unread_file(error, name, name)]) from None


def in_size(content: bytes, name: str, most: int) -> bytes:
    """The content of a file; `FaultError` where it is larger than that."""
    if len(content) > most:
        raise FaultError([_too_large(name, most)])
    return content


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(file)
    except OSError as error:
        raise FaultError([unread_file(error, file.name, file.name)]) from None
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise no_data(file.name, N_("a file that is no zip file: {problem}"), error) from None
    if len(archive.infolist()) > MOST_FILES:
        raise no_data(file.name, N_("a zip file of more than {most} files"), most=MOST_FILES)
    return archive


def json_of(raw: bytes, name: str) -> Any:
    """What a file in JSON holds; `FaultError` for one that holds none. NaN and infinite numbers are none."""
    text = decoded(raw, name)
    try:
        value = json.loads(text, parse_constant=_refused, parse_float=_finite)
        if HALF.search(text):
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except json.JSONDecodeError as error:
        problem, line = error.msg, error.lineno
    except UnicodeEncodeError:
        problem, line = "\\ud800", None  # half of a letter, which no file can hold
    except (ValueError, RecursionError) as error:  # a number of very many digits, brackets without end
        problem, line = str(error).partition(":")[0], None
    raise no_data(name, N_("no JSON: {problem}"), problem, line)


def _refused(word: str) -> NoReturn:
    raise ValueError(word)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refused(text)


def keys(value: object) -> Keys:
    """An object with keys as it is, and none in the place of anything else."""
    return value if isinstance(value, Mapping) else {}


def xml_of(raw: bytes, name: str) -> Element:
    """The root of a file in XML, with names of elements and attributes without their namespaces.

    Raises `FaultError` for one that is none, or declares a document type (and so, entities).
    """
    try:
        root: Element = fromstring(raw, forbid_dtd=True)
    except DefusedXmlException:
        raise no_data(name, N_("XML with a declared document type, entities or references")) from None
    except ParseError as error:
        raise no_data(name, N_("no XML: {problem}"), error, error.position[0]) from None
    except (ValueError, LookupError, RecursionError) as error:
        raise no_data(name, N_("no XML: {problem}"), error) from None
    for each in root.iter():
        each.tag = each.tag.rpartition("}")[2]
        each.attrib = {key.rpartition("}")[2]: text for key, text in each.attrib.items() if OF_XML not in key}
    return root


def csv_rows(text: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """The rows of a text in CSV, each with the line that it begins in; csv.Error for what is none, or too large."""
    reader, begins, count = csv.reader(_lines(text), strict=True, delimiter=delimiter), 1, 0
    for cells in reader:
        count += len(cells)
        if len(cells) > WIDEST or count > MOST_CELLS:
            raise csv.Error(f"more than {WIDEST:,} columns or {MOST_CELLS:,} cells")
        yield begins, cells
        begins = reader.line_num + 1


def _lines(text: str) -> Iterator[str]:
    for line in io.StringIO(text, newline=""):
        if len(line) > LONGEST_LINE:
            raise csv.Error(f"a line of more than {LONGEST_LINE:,} letters")
        yield line


def no_data(name: str, found: str, problem: object = "", line: int | None = None, **values: Any) -> FaultError:
    """The fault of a file that holds nothing that can be read."""
    expected = N_("a file as the form of the data set has it")
    fix = N_("Get the file again from where it is published, or correct it in a copy.")
    values = {"problem": str(problem)[:200], **values}
    return FaultError([fault_at("no_data_set", name, found, expected, fix, row=line, **values)])


def _leads_out(name: str, path: object) -> Fault:
    found = N_("the path “{path}”, which leads out of the data set")
    expected = N_("the path of a file in the folder or zip file of the data set, such as data/figures.csv")
    fix = N_("Put the file into the folder, and write its path within it. Nothing is fetched from elsewhere.")
    return fault_at("leads_out", name, found, expected, fix, path=str(path)[:200])


def _too_large(path: str, most: int) -> Fault:
    found, expected = N_("a file of more than {most} bytes"), N_("a file that a table of indicators may have")
    return fault_at(
        "too_large", path, found, expected, N_("Take the figures that are wanted into a smaller file."), most=most
    )
