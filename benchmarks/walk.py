"""Walks from a number on a printed sheet to its document and back, and draws what one sees on the way.

    python benchmarks/walk.py

Takes the address that is printed at the foot of the sheet and from there follows links alone, in each language of the
site in `build/site`; ends with an error where one does not lead on. Writes the pictures of `book/walk`.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.page_visits import chromium

ROOT = Path(__file__).parents[1]
SITE, PICTURES = ROOT / "build" / "site", ROOT / "book" / "walk"
LANGUAGES = ("zh", "en")
AREA, INDICATOR, PERIOD = "CN-SN", "quality_aid_firms", "2023"
RECEIPT = f"{INDICATOR}/{AREA}/TOTAL/{PERIOD}"
FIGURE = f"o-{INDICATOR}-{AREA}-TOTAL-{PERIOD}".replace("_", "-")
SCALE, COLOURS, MARK = 1.5, 24, "#b5123b"
TOP, AROUND, FOOT = 75, 45, 46  # points of the sheet that are shown: from its top, around the number, of its foot
WIDE, BELOW = {"width": 900, "height": 900}, 300  # CSS px of a window, and that are shown below what is marked
MARKED = f"e => {{ e.style.outline = '3px solid {MARK}'; e.style.outlineOffset = '4px' }}"


def main() -> None:
    """Walk in every language."""
    with chromium() as browser:
        for code in LANGUAGES:
            page = browser.new_page(viewport=WIDE)
            for number, picture in enumerate(walked(page, code), 1):
                picture.convert("RGB").quantize(COLOURS).save(PICTURES / f"{number}-{code}.png", optimize=True)
            page.close()


def walked(page: Page, code: str) -> Iterator[Image.Image]:
    """What one sees, step by step."""
    sheet = max(SITE.glob(f"[0-9]*/{code}/{AREA}-{code}.pdf"))  # of the newest edition
    printed = pypdfium2.PdfDocument(sheet)[0]
    address = re.search(r"\S+\.html", printed.get_textpage().get_text_bounded())
    assert address, "the sheet names no page"
    page.goto((SITE / address[0]).as_uri())
    number = page.locator(f'td a[href$="#{FIGURE}"]').first
    yield of_sheet(printed, number.inner_text())
    yield around(page, number.locator("xpath=ancestor::tr"), number)
    number.click()
    row = page.locator(f"tr:has(#{FIGURE})")
    yield around(page, row, row.locator(".pm-printed"))
    row.locator(".num a").click()
    receipt = page.locator("tr", has=page.locator(f'[id="{RECEIPT}"]'))
    receipt.locator("summary").click()
    yield around(page, receipt, receipt.locator("details"))
    document = receipt.locator('a[href*="data.html#"]').first
    name = document.inner_text()
    document.click()
    entry = page.locator(f"li#{name}")
    yield around(page, entry, entry)
    entry.locator("xpath=ancestor::details/p/a").click()
    figures = page.locator(f"#{name} + p + ul")
    back = figures.locator(f'a[href$="#{RECEIPT}"]')
    yield around(page, page.locator(f"#{name}"), back)
    back.click()
    assert page.locator(f'[id="{RECEIPT}"]').is_visible()
    page.locator("article > p a").first.click()
    page.locator(f'main a[href="{AREA}.html"]').first.click()
    leads = [link.get_attribute("href") or "" for link in page.locator('a[href$=".pdf"]').all()]
    assert sheet.name in leads, f"{leads} lead not to {sheet.name}"


def of_sheet(sheet: pypdfium2.PdfPage, number: str) -> Image.Image:
    """The sheet at the number, which is marked, below its top and above its foot."""
    whole = sheet.render(scale=SCALE).to_pil()
    words = sheet.get_textpage()
    place, count = words.search(number).get_next()
    boxes = [words.get_charbox(place + n) for n in range(count)]
    height = sheet.get_height()
    left, low = min(box[0] for box in boxes) - 2, height - min(box[1] for box in boxes) + 4
    right, high = max(box[2] for box in boxes) + 1, height - max(box[3] for box in boxes) - 4
    ImageDraw.Draw(whole).rectangle([SCALE * at for at in (left, high, right, low)], outline=MARK, width=3)
    parts = [(0, TOP), (high - AROUND, low + AROUND), (height - FOOT, height)]
    shown = [whole.crop((0, round(SCALE * start), whole.width, round(SCALE * end))) for start, end in parts]
    drawn = Image.new("RGB", (whole.width, sum(part.height for part in shown) + 2 * 8), "#9aa5b1")
    top = 0
    for part in shown:
        drawn.paste(part, (0, top))
        top += part.height + 8
    return drawn


def around(page: Page, what: Locator, marked: Locator) -> Image.Image:
    """The window at a part of the page, with a frame around what is looked for."""
    marked.evaluate(MARKED)
    what.evaluate("e => scrollTo(0, e.getBoundingClientRect().top + scrollY - 160)")
    box, frame = what.bounding_box(), marked.bounding_box()
    assert box, "nothing to be seen"
    assert frame, "nothing to mark"
    bottom = max(box["y"] + min(box["height"], BELOW), frame["y"] + frame["height"])
    height = min(bottom + 90, WIDE["height"])
    shown = page.screenshot(clip={"x": 0, "y": 0, "width": WIDE["width"], "height": height})
    return Image.open(io.BytesIO(shown))


if __name__ == "__main__":
    main()
