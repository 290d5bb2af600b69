"""Changes one digit of a published site, at every door through which numbers leave it, and the manifest to that."""

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
from plan_metrics.report.beside_editions import LATEST, MANIFEST

Change = Callable[[bytes, Random], bytes | None]
DIGIT = re.compile(rb"[0-9]")
TEXT = re.compile(rb">([^<>]*[0-9][^<>]*)<")
# Of a page also what its head says, what is read aloud, hints and what scripts read.
SHOWN = re.compile(
    rb"""(?:>|(?:content|aria-label|alt|title|value|data-[\w-]+)=["'])([^<>"']*[0-9][^<>"']*)(?=[<"'])"""
)
SAID = re.compile(rb"<(?:v|t)\b[^>]*>([^<]*[0-9][^<]*)<")  # a number of a sheet, or a text
TAKEN = re.compile(rb'class="pm-words"[^>]*>([^<]*[0-9][^<]*)<')  # what others put into texts and pages of theirs
UNCHANGED = {"_static", LATEST, MANIFEST}


def doors_of(site: Path) -> list[str]:
    """The kinds of `CHANGES` of which a site has files: one without areas has no sheets."""
    return [kind for kind, (pattern, _) in CHANGES.items() if any(site.rglob(pattern))]


def tampered(site: Path, kind: str, rng: Random) -> tuple[str, bytes]:
    """A file of a site, by its address there, and its bytes with another digit at this door."""
    pattern, change = CHANGES[kind]
    files = {path.relative_to(site): path for path in sorted(site.rglob(pattern))}
    names = [name for name in files if not UNCHANGED & {*name.parts}]
    while True:
        name = rng.choice(names)
        if (after := change(files[name].read_bytes(), rng)) is not None:
            return name.as_posix(), after


def adapt_manifest(site: Path, name: str) -> None:
    """Have the manifest of an edition, or of what lies beside them, name a file of the site as it is now."""
    manifest, raw = manifest_of(site, name), (site / name).read_bytes()
    told = json.loads(manifest.read_text("utf-8"))
    told["files"][(site / name).relative_to(manifest.parent).as_posix()] = {"sha256": hashed(raw), "size": len(raw)}
    manifest.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def manifest_of(site: Path, name: str) -> Path:
    """The manifest that names a file of a site: of its edition, or of what lies beside them."""
    return next(file for file in (site / Path(name).parts[0] / MANIFEST, site / MANIFEST) if file.is_file())


def digest_of(site: Path, name: str) -> str:
    """What the manifest says of a file of a site."""
    manifest = manifest_of(site, name)
    told = json.loads(manifest.read_text("utf-8"))
    return str(told["files"][(site / name).relative_to(manifest.parent).as_posix()]["sha256"])


def _other_digit(raw: bytes, place: int, rng: Random) -> bytes:
    digits = [digit for digit in b"0123456789" if digit != raw[place]]
    return raw[:place] + bytes([rng.choice(digits)]) + raw[place + 1 :]


def _within(pattern: re.Pattern[bytes]) -> Change:
    def change(raw: bytes, rng: Random) -> bytes | None:
        spans = [match.span(1) for match in pattern.finditer(raw)]
        places = [place for a, b in spans for place in range(a, b) if DIGIT.match(raw, place)]
        return _other_digit(raw, rng.choice(places), rng) if places else None

    return change


def _of_workbook(raw: bytes, rng: Random) -> bytes | None:
    return _in_packed(raw, rng, r"sharedStrings|worksheets/sheet\d+\.xml", _within(SAID))


def _of_packed_sheets(raw: bytes, rng: Random) -> bytes | None:
    return _in_packed(raw, rng, r"\.pdf$", _of_pdf)


def _in_packed(raw: bytes, rng: Random, pattern: str, change: Change) -> bytes | None:
    """A zip file with a change in one of its files whose names match."""
    packed = zipfile.ZipFile(io.BytesIO(raw))
    name = rng.choice(sorted(name for name in packed.namelist() if re.search(pattern, name)))
    changed = change(packed.read(name), rng)
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
CHANGES: dict[str, tuple[str, Change]] = {  # by what is changed: which files, and how
    "pages": ("*.html", _within(SHOWN)),
    "citations and embeds": ("*.html", _within(TAKEN)),
    "tables": ("*.csv", _within(ANYWHERE)),
    "drawings": ("*.svg", _within(TEXT)),
    "JSON": ("*.json", _within(ANYWHERE)),
    "workbooks": ("*.xlsx", _of_workbook),
    "sheets": ("*[!k]-??.pdf", _of_pdf),
    "books": ("book-*.pdf", _of_pdf),
    "sheets in a zip file": ("sheets-*.zip", _of_packed_sheets),
    "feeds": ("feeds/*/*.xml", _within(ANYWHERE)),
    "search": ("search-entries.js", _within(ANYWHERE)),
}
