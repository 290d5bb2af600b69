"""The pages of several editions in a real browser, from the disk: to the other editions, and to the newest."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from on_disk import put_record
from pages import ROOT

from plan_metrics.report.editions import write_shared
from plan_metrics.report.labels import labels
from plan_metrics.report.page_frame import POLICY

BOOK = ROOT / "book"
PAGES = {"2030-01": ["A01", "index"], "2030-06": ["A01", "A02", "index"], "sample": ["A01", "index"]}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two editions and an invented one, whose pages have what stands beside every page."""
    base = tmp_path_factory.mktemp("editions")
    frame = Environment(loader=FileSystemLoader(BOOK / "_templates"), autoescape=True).get_template("pm-pages.html")
    for edition, pages in PAGES.items():
        folder = base / edition / "en"
        (folder / "_static").mkdir(parents=True)
        (folder / "_static" / "editions.js").write_text((BOOK / "_static" / "editions.js").read_text("utf-8"), "utf-8")
        nav = frame.render(
            pm_edition=edition,
            pm_edition_title=f"Title of {edition}",
            pm_archive="../../index.html",
            pm_labels=labels("en"),
            pathto=lambda page: f"{page}.html",
            root_doc="index",
        )
        for page in pages:
            text = (
                f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{page} of {edition}</title>'
                f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><link rel="icon" href="data:,">'
                '<script defer src="../../editions.js"></script>'
                '<script defer src="_static/editions.js"></script></head>'
                f'<body><div class="pm-frame">{nav}</div><h2 id="place">x</h2></body></html>'
            )
            (folder / f"{page}.html").write_text(text, "utf-8")
        (base / edition / "index.html").write_text("<!DOCTYPE html><title>x</title>", "utf-8")
        put_record(base / edition, pages, invented=edition == "sample")
    write_shared(base, BOOK / "_templates")
    return base


def links(page, place: str) -> dict[str, str]:
    """The links in a place of a page: where each leads, by its words."""
    found = page.locator(f"{place} a").evaluate_all("links => links.map(link => [link.textContent, link.href])")
    return {words: "/".join(address.split("/")[-3:]) for words, address in found}


def test_an_older_edition_says_that_there_is_a_newer_one_and_leads_to_the_same_page(sites, visit_file):
    """The page was written before the newer edition, and is not written again."""
    page = visit_file(f"file://{sites}/2030-01/en/A01.html")
    assert page.locator(".pm-newer").inner_text() == "There is a newer edition: Title of 2030-06"
    assert links(page, ".pm-newer") == {"Title of 2030-06": "2030-06/en/A01.html"}


@pytest.mark.parametrize("edition", ["2030-06", "sample"])
def test_the_newest_edition_and_an_invented_one_name_no_newer_one(sites, visit_file, edition):
    """Nothing is newer than invented figures: they are of no time."""
    assert visit_file(f"file://{sites}/{edition}/en/A01.html").locator(".pm-newer").count() == 0


def test_the_list_of_editions_keeps_the_page_or_says_that_it_leads_to_the_front(sites, visit_file):
    """A page that another edition does not have leads to its front page, and the link says so."""
    page = visit_file(f"file://{sites}/2030-06/en/A02.html")
    assert links(page, ".pm-editions details") == {
        "Title of 2030-01 (Front page)": "2030-01/en/index.html",
        "Title of sample (Front page)": "sample/en/index.html",
    }
    assert "All editions" in links(page, ".pm-editions")


def test_an_address_of_the_latest_edition_leads_to_its_page_at_the_same_place(sites, visit_file):
    """What is behind the # is kept."""
    page = visit_file(f"file://{sites}/latest/en/A01.html#place")
    page.wait_for_url("**/2030-06/en/A01.html#place")
    assert page.title() == "A01 of 2030-06"
