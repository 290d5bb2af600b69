"""Changes one digit of a published file, of every kind that shows numbers, and the manifest to what is there then."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pikepdf

from plan_metrics.files import hashed

DIGIT = re.compile(rb"[0-9]")
TEXT = re.compile(rb">([^<>]*[0-9][^<>]*)<")
# Of a page also what its head says, what is read aloud, hints and what scripts read.
SHOWN = re.compile(
    rb"""(?:>|(?:content|aria-label|alt|title|value|data-[\w-]+)=["'])([^<>"']*[0-9][^<>"']*)(?=[<"'])"""
)
SAID = re.compile(rb"<(?:v|t)\b[^>]*>([^<]*[0-9][^<]*)<")  # a number of a sheet, or a text
SMALL = 150_000  # bytes of a PDF


def tampered(edition: Path, suffix: str, rng: Random) -> tuple[str, bytes]:
    """A file of the published edition with this ending, by its address in it, and its bytes with another digit."""
    files = sorted(path for path in edition.rglob(f"*{suffix}") if "_static" not in path.parts)
    files = [path for path in files if suffix != ".pdf" or path.stat().st_size < SMALL]
    while True:
        file = rng.choice([path for path in files if path.name != "manifest.json"])
        before = file.read_bytes()
        after = CHANGES[suffix](before, rng)
        if after is not None:
            return file.relative_to(edition).as_posix(), after


def adapt_manifest(edition: Path, name: str) -> None:
    """Have the manifest of an edition name a file as it is now."""
    manifest, raw = edition / "manifest.json", (edition / name).read_bytes()
    told = json.loads(manifest.read_text("utf-8"))
    told["files"][name] = {"sha256": hashed(raw), "size": len(raw)}
    manifest.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def _other_digit(raw: bytes, place: int, rng: Random) -> bytes:
    digits = [digit for digit in b"0123456789" if digit != raw[place]]
    return raw[:place] + bytes([rng.choice(digits)]) + raw[place + 1 :]


def _within(pattern: re.Pattern[bytes]) -> Callable[[bytes, Random], bytes | None]:
    def change(raw: bytes, rng: Random) -> bytes | None:
        spans = [match.span(1) for match in pattern.finditer(raw)]
        places = [place for a, b in spans for place in range(a, b) if DIGIT.match(raw, place)]
        return _other_digit(raw, rng.choice(places), rng) if places else None

    return change


def _of_workbook(raw: bytes, rng: Random) -> bytes | None:
    packed = zipfile.ZipFile(io.BytesIO(raw))
    names = [name for name in packed.namelist() if re.search(r"sharedStrings|worksheets/sheet\d+\.xml", name)]
    name = rng.choice(sorted(names))
    changed = _within(SAID)(packed.read(name), rng)
    if changed is None:
        return None
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written:
        for info in packed.infolist():
            written.writestr(info, changed if info.filename == name else packed.read(info))
    return stream.getvalue()


def _of_pdf(raw: bytes, rng: Random) -> bytes | None:
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        page = rng.choice(list(pdf.pages))
        instructions = list(pikepdf.parse_content_stream(page))
        found = list(_digits(page, instructions))
        if not found:
            return None
        index, item, place, others = rng.choice(found)
        operands, operator = list(instructions[index].operands), instructions[index].operator
        said = list(operands[0]) if item is not None else operands
        at = item if item is not None else 0
        text = bytes(said[at])
        said[at] = pikepdf.String(text[:place] + rng.choice(others) + text[place + 2 :])
        operands = [pikepdf.Array(said)] if item is not None else said
        instructions[index] = pikepdf.ContentStreamInstruction(operands, operator)
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))
        stream = io.BytesIO()
        pdf.save(stream, deterministic_id=True)
        return stream.getvalue()


def _digits(
    page: pikepdf.Page, instructions: list[pikepdf.ContentStreamInstruction]
) -> Iterator[tuple[int, int | None, int, list[bytes]]]:
    """Each digit of a page: its instruction, place there and in the text, and what other digits of its font are."""
    fonts = {name: _codes(font) for name, font in page.Resources.get("/Font", {}).items()}
    codes: dict[bytes, str] = {}
    for index, (operands, operator) in enumerate(instructions):
        if str(operator) == "Tf":
            codes = fonts.get(str(operands[0]), {})
        one, several = str(operator) == "Tj", str(operator) == "TJ"
        for item, text in [(None, operands[0])] if one else enumerate(operands[0]) if several else ():
            raw = bytes(text) if isinstance(text, pikepdf.String) else b""
            for place in range(0, len(raw), 2):
                shown = codes.get(raw[place : place + 2], "")
                others = [code for code, digit in codes.items() if digit != shown]
                if shown and others:
                    yield index, item, place, others


def _codes(font: pikepdf.Object) -> dict[bytes, str]:
    """The codes of the digits of a font."""
    if "/ToUnicode" not in font:
        return {}
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>", font.ToUnicode.read_bytes())
    shown = {bytes.fromhex(code.decode()): chr(int(letter, 16)) for code, letter in pairs}
    return {code: letter for code, letter in shown.items() if letter in "0123456789"}


ANYWHERE = re.compile(rb"(.*[0-9].*)", re.DOTALL)
CHANGES: dict[str, Callable[[bytes, Random], bytes | None]] = {
    ".html": _within(SHOWN),
    ".csv": _within(ANYWHERE),
    ".svg": _within(TEXT),
    ".json": _within(ANYWHERE),
    ".js": _within(ANYWHERE),  # what the search finds
    ".xlsx": _of_workbook,
    ".pdf": _of_pdf,
}
