"""One small Chinese font for a site, cut down to the characters its pages use."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterable
from importlib.metadata import files
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from pylopdf_fonts_zh_cn import sans_path

from plan_metrics.files import write_whole
from plan_metrics.report.book_search import FILE as SEARCH
from plan_metrics.report.engine.keys import digest_of, environment

PACKAGE = "pylopdf-fonts-zh-cn"
FONT = Path("fonts") / "noto-sans-sc.woff2"
LICENCE = Path("fonts") / "OFL.txt"
ASCII = "".join(map(chr, range(0x20, 0x7F)))
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
ENTITY = re.compile(r"&#?\w+;?")
ESCAPED = re.compile(r"\\u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4})*")  # how JSON may have Chinese


def characters(texts: Iterable[str]) -> str:
    """Every character of the texts and of printable ASCII, once, in order; entities and \\u escapes are read.

    >>> characters(["&#27993;", "\\\\u6d59"]) == ASCII + "浙"
    True
    """
    found = set(ASCII)
    for text in texts:
        found.update(*BEYOND_ASCII.findall(text))
        found.update(html.unescape("".join(set(ENTITY.findall(text)))))
        for escaped in set(ESCAPED.findall(text)):
            found.update(json.loads(f'"{escaped}"'))
    return "".join(sorted(letter for letter in found if letter.isprintable()))


def write_font(site: Path, keep: Path | None = None) -> Path:
    """Write `fonts/noto-sans-sc.woff2` with the characters of the site, and the font's licence beside it.

    Noto Sans SC Regular from the package pylopdf-fonts-zh-cn (SIL Open Font License 1.1); it has no bold
    cut, the browser thickens it. Characters it lacks are left to the reader's own fonts. The same pages
    give the same bytes. `keep` is a folder for the font of the last call, which serves again if no character
    is new or gone.
    """
    shown = ("*.html", "plan-metrics.css", SEARCH)  # pages, marks of a status, what the search finds
    wanted = characters(path.read_text("utf-8") for pattern in shown for path in site.rglob(pattern))
    target = site / FONT
    target.parent.mkdir(parents=True, exist_ok=True)
    kept = keep and keep / f"font-{digest_of([wanted, environment()])}.woff2"
    if kept and kept.is_file():
        shutil.copyfile(kept, target)
    else:
        _cut(wanted, target)
        if keep and kept:
            for old in keep.glob("font-*"):
                old.unlink()
            write_whole(kept, target.read_bytes())
    (site / LICENCE).write_bytes(licence().read_bytes())
    return target


def _cut(wanted: str, target: Path) -> None:
    options = subset.Options(
        flavor="woff2",
        hinting=False,
        layout_features=["kern", "locl", "ccmp"],
        notdef_outline=True,
        recalc_timestamp=False,
    )
    font = TTFont(sans_path(), lazy=True, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text=wanted)
    cutter.subset(font)
    font["head"].modified = font["head"].created
    subset.save_font(font, str(target), options)
    font.close()


def licence() -> Path:
    """The licence file that came with the font."""
    return next(Path(file.locate()) for file in files(PACKAGE) or () if file.name.startswith("LICENSE"))
