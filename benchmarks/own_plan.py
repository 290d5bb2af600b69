"""Draws the pictures of the page of one's own plan (`book/own-plan`): follows it to its site, in each language.

    python benchmarks/own_plan.py

Ends with an error where a command tells otherwise than the page says.
"""

from __future__ import annotations

import io
import shutil
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "build")]

from plan_sites import empty_pdfs  # noqa: E402 - of the tests, which are no package
from test_own_plan import SOURCES, Walk  # noqa: E402 - of the tests, which are no package

from benchmarks.page_visits import chromium  # noqa: E402 - found by the path above
from plan_metrics.cli import main as command  # noqa: E402 - after the path
from plan_metrics.report import book  # noqa: E402 - after the path

PICTURES, EDITION = ROOT / "book" / "own-plan", "2026-06"
WINDOW, COLOURS = {"width": 1240, "height": 760}, 64


def main() -> None:
    """Draw the pictures in every language; PDF files, which are on none, are left out."""
    book.write_pdfs = empty_pdfs
    with chromium() as browser:
        for language in SOURCES:
            site = followed(language, ROOT / "build" / "own-plan" / language)
            shutil.copy(site / "charts" / "c-parks.png", PICTURES / f"chart-{language}.png")
            (PICTURES / f"site-{language}.png").write_bytes(window(browser, site / "index.html"))


def followed(language: str, folder: Path) -> Path:
    """The pages of the site in a language, made in an empty folder by what the page of that language says."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    told = io.StringIO()

    def said() -> str:
        text = told.getvalue()
        told.seek(0)
        told.truncate()
        return text

    walk = Walk(language, folder, said, command)
    with redirect_stdout(told), redirect_stderr(told):
        walk.follow(SOURCES[language])
    if walk.otherwise:
        raise SystemExit(f"told otherwise than the page says: {walk.otherwise}")
    return folder / "parks" / "build" / "site" / EDITION / language


def window(browser: Browser, page: Path) -> bytes:
    """The top of a page as a picture of few colours."""
    visit = browser.new_page(viewport=WINDOW)
    visit.goto(page.as_uri())
    picture = Image.open(io.BytesIO(visit.screenshot())).convert("RGB").quantize(COLOURS)
    visit.close()
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()


if __name__ == "__main__":
    main()
