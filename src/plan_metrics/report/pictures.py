"""Charts as PNG files that say what they show and whence: downloads, and previews of pages (decision 39)."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

import typst
from PIL import Image
from pylopdf_fonts_zh_cn import sans_path

from plan_metrics.files import hashed, write_whole
from plan_metrics.languages import fonts_of, forms_of
from plan_metrics.report.notebook_nodes import Node, drawings, figures, hrefs_in, shown, tables, words_of
from plan_metrics.report.sharing import FOLDER, GENERAL, picture_of

FORM = "picture.typ"
PIXELS = 96  # of an inch: 800 by 420 for 600 by 315 points
WIDE, TALL = 2.6, 0.9  # width by height, beyond which a chart has no text beside it
COLOURS = 128
NAMED = 3  # issuing bodies in a line
DOCUMENT = "data.html#"
PARTS = re.compile(": |：")


@dataclass(frozen=True)
class Around:
    """What pictures of one language say around a chart: `title` and `edition` of the report, a `notice` on every one,
    its `address` where that is known, by id the bodies that issued its documents, and how more of them are counted
    after {names}, and what stands between two."""

    title: str
    edition: str
    notice: str = ""
    address: str = ""
    publishers: Mapping[str, str] = field(default_factory=dict)
    source: str = "{names}"
    more: str = "{names}; {n}"
    between: str = "; "


def write_pictures(pages: Path, book: Path, language: str, around: Around, form: Path, keep: Path) -> None:
    """Write a PNG file, 800 pixels wide, for each chart of the executed notebooks in `pages` and each preview.

    They go into a `book`; `form` is the folder of their template. A picture in `keep` is taken again if it was made of
    the same things; the same input gives the same bytes either way.
    """
    plain = {"form": "plain", "title": around.title, "said": around.edition, "foot": "", "source": "", "svg": ""}
    wanted: dict[str, dict[str, object]] = {GENERAL: {**plain, "width": 0}}
    for file in sorted(pages.glob("*.ipynb")):
        nodes = list(shown(json.loads(file.read_bytes())))
        charts, captions = figures(nodes), {table["id"]: table["caption"] for table in tables(nodes)}
        for figure in charts:
            title, said = parted(figure["said"])
            if PARTS.search(said) and figure["table"] in captions:  # a sentence of several parts names none of them
                title, said = " ".join(words_of(captions[figure["table"]]).split()), figure["said"]
            svg, source = figure["drawing"]["svg"], source_line(around, figure["source"])
            wanted[f"{FOLDER}/{figure['name']}.png"] = _chart(around, title, said, svg, source)
        for drawing in [] if charts else drawings(nodes)[:1]:
            title, said = parted(drawing["said"])
            wanted[picture_of(file.stem, nodes)] = _chart(around, title, said, drawing["svg"], "")
    template = (form / FORM).read_bytes()
    keep.mkdir(parents=True, exist_ok=True)
    (keep / FORM).write_bytes(template)
    programs, made = [version("typst"), version("pylopdf-fonts-zh-cn"), version("pillow")], set()
    compiler: typst.Compiler | None = None
    every = {"notice": around.notice, "address": around.address}
    every |= {"lang": language.partition("_")[0], "dir": forms_of(language).direction}
    for name, document in wanted.items():
        text = json.dumps({**document, **every}, ensure_ascii=False, sort_keys=True)
        kept = keep / f"{hashed(template + json.dumps(programs).encode() + text.encode())}.png"
        if not kept.is_file():
            (keep / "picture.json").write_text(text, "utf-8")
            compiler = compiler or _compiler(keep, fonts_of(language))
            picture = compiler.compile(format="png", ppi=PIXELS)
            assert isinstance(picture, bytes)  # it has one page
            write_whole(kept, _few_colours(picture))
        made.add(kept.name)
        target = book / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(kept.read_bytes())
    for old in keep.glob("*.png"):
        if old.name not in made:
            old.unlink()


def _few_colours(picture: bytes) -> bytes:
    """The same picture in a third of the space, with a palette in place of three bytes a pixel."""
    target = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(target, "PNG")
    return target.getvalue()


def parted(said: str) -> tuple[str, str]:
    """The alternative text of a chart as its title and what it says.

    >>> parted("Bodies, 2 figures: 1 in 2017, 2 in 2018.")
    ('Bodies, 2 figures', '1 in 2017, 2 in 2018.')
    """
    found = PARTS.split(said, maxsplit=1)
    return (found[0], found[1]) if len(found) > 1 else (said, "")


def _compiler(folder: Path, others: Iterable[Path]) -> typst.Compiler:
    fonts = [Path(sans_path()).parent, *(file.parent for file in others)]
    return typst.Compiler(folder / FORM, root=folder, font_paths=fonts, ignore_system_fonts=True)


def _chart(around: Around, title: str, said: str, svg: str, source: str) -> dict[str, object]:
    width, height = map(float, ElementTree.fromstring(svg).attrib["viewBox"].split()[2:])
    form = "wide" if width / height > WIDE else "tall" if width / height < TALL else "beside"
    foot = f"{around.title} · {around.edition}"
    return {"form": form, "title": title, "said": said, "svg": svg, "width": width, "source": source, "foot": foot}


def source_line(around: Around, source: list[Node]) -> str:
    """The source of a chart in a line: who issued its documents, as the ids of these say nothing elsewhere."""
    ids = [href.removeprefix(DOCUMENT) for href in hrefs_in(source) if href.startswith(DOCUMENT)]
    names = list(dict.fromkeys(around.publishers[name] for name in ids if name in around.publishers))
    if not names:
        return " ".join(words_of(source).split())
    said, more = around.between.join(names[:NAMED]), len(names) - NAMED
    if more > 0:
        said = around.more.replace("{n}", str(more)).replace("{names}", said)
    return around.source.replace("{names}", said)
