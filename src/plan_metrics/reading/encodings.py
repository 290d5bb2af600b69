"""Reads a file in one encoding, names the line that breaks it, and looks for text that was opened in another."""

from __future__ import annotations

import codecs
import re
from functools import cache, lru_cache

from plan_metrics.errors import N_, Fault, FaultError, fault_at
from plan_metrics.reading.typed import KEPT

PLAUSIBLE = 0.9  # the share of Chinese characters that are common ones, in text that was read as it was written
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # how xlsx and ods begin, and xls
MARKED = (  # the longer ones first
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OFTEN = ("cp1251", "koi8-r", "cp1252", "cp1250", "cp1256", "big5", "shift_jis")  # that tables are saved in
OF_TABLES = re.compile(  # the names that Python has for them
    r"ascii|utf-8(-sig)?|utf-(16|32)(-[bl]e)?|gb2312|gbk|gb18030|big5(hkscs)?|euc_\w+|johab|shift_jis\w*|tis-620|koi8-\w"
    r"|cp(437|7\d\d|8[56]\d|874|9\d\d|1125|125\d)|iso8859-\d+|mac-\w+|kz1048|ptcp154"
)
SHOWN = 40  # letters of a line
SAVED = N_("UTF-8 (with or without a byte-order mark), or GB18030, in the whole file")

# What programs put where they cannot read or write: U+FFFD, and what becomes of it and of empty memory in GB18030; ???.
LOST = re.compile(r"\ufffd|锟斤拷|烫烫烫|屯屯屯|\?\?\?")
CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
CYRILLIC = re.compile("[\u0400-\u052f]+")
# Text that was written in the second and read in the first; those of one byte a character show no Chinese.
_ONE_BYTE = ("cp1252", "cp437", "cp850", "mac_roman", "koi8_r")
_MISREAD = (
    ("gb18030", "utf-8"),
    ("gb18030", "big5"),
    ("big5", "gb18030"),
    ("cp932", "utf-8"),
    ("cp932", "gb18030"),
    *((read_as, written_as) for written_as in ("utf-8", "gb18030") for read_as in _ONE_BYTE),
)


def decoded(raw: bytes, file: str, encoding: str | None = None) -> str:
    """The text of a file in UTF-8 or, where all of it makes sense in that, GB18030; in UTF-16 where it begins with the
    mark of that; else in the `encoding` that was said for it. Line ends are LF.

    `encoding` is empty where it can be said and was not, and None where it cannot. Raises `FaultError` for bytes that
    are in none of these, or may be in several, and for a file of which one part is UTF-8 and another is not: the fault
    names the first line that breaks it. A workbook that has the name of a text is told as what it is.
    """
    if raw.startswith(WORKBOOKS):
        raise FaultError([_workbook(file)])
    marked = next((name for mark, name in MARKED if raw.startswith(mark)), "")
    wide = marked or (encoding or "") * (b"\0" in raw)
    text = _text(raw, wide) if wide.startswith("utf-") else None
    if text is None and b"\0" in raw:
        line = raw.count(b"\n", 0, raw.index(b"\0")) + 1
        raise FaultError([_fault(file, line, N_("bytes of 0, which no text has (UTF-16, or a file that is no text)"))])
    text = _in_one_encoding(raw, file, encoding) if text is None else text
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def is_encoding(name: str) -> bool:
    """Whether tables are saved in an encoding of this name, however that is written.

    Python knows others, in which nobody saves a table, and which turn bytes into something else than what was typed.

    >>> is_encoding("CP1251"), is_encoding("latin1"), is_encoding("unicode_escape"), is_encoding("no-such")
    (True, True, False, False)
    """
    try:
        return OF_TABLES.fullmatch(codecs.lookup(name).name) is not None
    except (LookupError, UnicodeError, ValueError):
        return False


def _workbook(file: str) -> Fault:
    name = f"{file.rpartition('.')[0] or file}.xlsx"
    fix = N_(
        "If its figures belong into an edition: name it {name}, move it out of this folder, put the text table back in "
        "its place, and run plan-metrics import {name}. If not: open it in a spreadsheet and save it as “CSV UTF-8”."
    )
    found, expected = N_("a workbook under the name of a text"), N_("a text table, such as CSV UTF-8")
    return fault_at("workbook_as_text", file, found, expected, fix, name=name)


def _in_one_encoding(raw: bytes, file: str, encoding: str | None) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        first = raw.count(b"\n", 0, error.start) + 1
    lines = [line for line in raw.splitlines() if not line.isascii()]
    in_utf_8 = [line for line in lines if _text(line, "utf-8") is not None]
    if any(CHINESE.search(line.decode()) for line in in_utf_8) or 2 * len(in_utf_8) >= len(lines):
        raise FaultError([_fault(file, first, N_("bytes that are not UTF-8, although other lines are"))])
    if encoding:
        if (said := _text(raw, encoding)) is None or not _has_letters_only(said):
            raise FaultError([_fault(file, first, N_("bytes that are no text in {encoding}"), encoding=encoding)])
        return said
    text = _text(raw, "gb18030")
    if text is not None and is_plausible(text, common_simplified()) and not any(map(_is_all_cyrillic, _cyrillic(raw))):
        return text
    if encoding is not None:
        raise FaultError([_asked(raw, file, first)])
    if text is None:
        raise FaultError([_fault(file, first, N_("bytes that are neither UTF-8 nor GB18030"))])
    raise FaultError([_fault(file, first, N_("bytes that are not UTF-8, and make no sense as GB18030"))])


def _cyrillic(raw: bytes) -> list[str]:
    """What a file says where it is in an encoding of Cyrillic letters, whose bytes may be Chinese characters too."""
    return [text for name in ("cp1251", "koi8-r") if (text := _text(raw, name)) is not None]


def _has_letters_only(text: str) -> bool:
    """Whether a text has no character that no table has, such as one that moves a cursor."""
    return all(mark.isprintable() or mark.isspace() for mark in text)


def _asked(raw: bytes, file: str, first: int) -> Fault:
    """The fault of a file in an encoding that has to be said, with what its first such line would be in several."""
    line = raw.splitlines()[first - 1]
    texts = {name: _text(raw, name) for name in OFTEN}
    read = {name: line.decode(name)[:SHOWN] for name, text in texts.items() if text and _has_letters_only(text)}
    readings, name = "; ".join(f"{name}: “{text}”" for name, text in read.items()) or "–", next(iter(read), "cp1252")
    found = N_("a text in an encoding that it does not tell; it would be {readings}")
    expected = N_("UTF-8, UTF-16 with its mark, GB18030, or an encoding that is said")
    fix = N_("Say the one in which it makes sense, such as --encoding {name}; or save it again as “CSV UTF-8”.")
    return fault_at("encoding", file, found, expected, fix, row=first, readings=readings, name=name)


@lru_cache(maxsize=KEPT)
def meant(text: str) -> str | None:
    """What a garbled text should say ("" if that cannot be told in full); None for a text that is not garbled.

    >>> meant("場祭杅擂"), meant("初步数据"), meant("锟斤拷")
    ('初步数据', None, '')
    """
    if LOST.search(text):
        return ""
    if text.isascii() or _is_in_cyrillic(text):
        return None
    chinese = CHINESE.search(text) is not None
    from_japanese = any(
        "\uff61" <= mark <= "\uff9f" for mark in text
    )  # narrow kana, which is not written beside Chinese
    if (
        chinese
        and not from_japanese
        and (is_plausible(text, common_simplified()) or is_plausible(text, common_traditional()))
    ):
        return None
    for read_as, written_as in _MISREAD:
        if not from_japanese if read_as == "cp932" else chinese == (read_as in _ONE_BYTE):
            continue
        try:
            raw = text.encode(read_as, "the_byte_itself")
        except UnicodeEncodeError:
            continue
        found = raw.decode(written_as, errors="ignore")
        kept = len(found.encode(written_as))
        common = common_traditional() if written_as == "big5" else common_simplified()
        if len(CHINESE.findall(found)) >= 2 and kept >= PLAUSIBLE * len(raw) and is_plausible(found, common):
            return found if kept == len(raw) else ""
    return None


def _is_in_cyrillic(text: str) -> bool:
    """Whether a text has words in Cyrillic as people write them: what is read in KOI8 by mistake has frames and signs
    among its letters, and capitals within words.
    """
    if not CYRILLIC.search(text):
        return False
    words = re.findall(r"[^\W\d_]+", text)
    well = [word for word in words if word.isascii() or _is_cyrillic_word(word)]
    frames = re.search("[\u2219-\u25ff]", text)
    return not frames and any(map(_is_cyrillic_word, well)) and len("".join(well)) >= 0.8 * len("".join(words))


def _is_all_cyrillic(text: str) -> bool:
    """Whether all that is beyond ASCII are words in Russian letters, of eight letters together: two letters are as
    easily a Chinese character, and several of these are rarely as many words in one case.
    """
    words = re.findall(r"[^\x00-\x7f]+", text)
    russian = all(_is_cyrillic_word(word) and re.fullmatch("[А-яЁё]+", word) for word in words)
    return russian and len("".join(words)) >= 8


def _is_cyrillic_word(word: str) -> bool:
    in_one_case = word.isupper() or word[1:].islower() or len(word) == 1
    return in_one_case and CYRILLIC.fullmatch(word) is not None


def garbled_lines(text: str, file: str) -> list[Fault]:
    """A fault `garbled` for each text between quotation marks of a card that is."""
    return [
        garbled(file, line, None, part, read)
        for line, whole in enumerate(text.split("\n"), 1)
        for part in whole.split('"')
        if (read := meant(part)) is not None
    ]


def garbled(file: str, line: int | None, column: str | None, text: str, read: str) -> Fault:
    """Rule `garbled`: text that was saved in one encoding and opened in another; `read` is what it says, if known."""
    again = N_("Copy it from its source again.")
    fix = N_("Copy it from its source again, or write what it says: {read}") if read else again
    found = N_("“{cell}”, which was saved in one encoding and opened in another")
    expected = N_("text that can be read")
    return fault_at("garbled", file, found, expected, fix, row=line, column=column, cell=text[:80], read=read[:80])


def is_plausible(text: str, common: frozenset[str]) -> bool:
    """Whether nearly all Chinese characters of a text are common ones; a text that has none is not."""
    chinese = CHINESE.findall(text)
    return bool(chinese) and sum(map(common.__contains__, chinese)) >= PLAUSIBLE * len(chinese)


@cache
def common_simplified() -> frozenset[str]:
    """Level 1 of GB 2312: the 3,755 most common characters."""
    return _between(b"\xb0\xa1", b"\xd7\xf9", "gb2312")


@cache
def common_traditional() -> frozenset[str]:
    """Level 1 of Big5: the 5,401 most common characters."""
    return _between(b"\xa4\x40", b"\xc6\x7e", "big5")


def _between(first: bytes, last: bytes, encoding: str) -> frozenset[str]:
    codes = range(int.from_bytes(first, "big"), int.from_bytes(last, "big") + 1)
    return frozenset(text for code in codes if (text := _text(code.to_bytes(2, "big"), encoding)) and len(text) == 1)


def _the_byte_itself(error: UnicodeError) -> tuple[bytes, int]:
    """Bytes that an encoding has no character for are shown as the character of their number."""
    assert isinstance(error, UnicodeEncodeError)
    return error.object[error.start : error.end].encode("latin-1"), error.end


codecs.register_error("the_byte_itself", _the_byte_itself)


def _text(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _fault(file: str, line: int, found: str, **values: str) -> Fault:
    fix = N_("Save the file again as “CSV UTF-8”, or copy this line from its source again if it was pasted in.")
    return fault_at("encoding", file, found, SAVED, fix, row=line, **values)
