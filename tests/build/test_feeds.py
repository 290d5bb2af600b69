"""Feeds: valid Atom, an entry once with an id for good, the entries of every edition, the same bytes each time."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from bilingual import LANGUAGES
from invented import FIRST, PROJECT, SECOND

from plan_metrics.context import Context, read_context
from plan_metrics.edition.models import Withdrawal
from plan_metrics.plan.code_lists import Text
from plan_metrics.report.beside_editions import FILE, address
from plan_metrics.report.book_check import check_site
from plan_metrics.report.feeds import named, write_entries, write_feeds
from plan_metrics.views.feed_entries import entries
from plan_metrics.views.vouching import mark

ATOM = "{http://www.w3.org/2005/Atom}"


@cache
def contexts(edition: str) -> dict[str, Context]:
    """The invented plan and an edition of it, in each language."""
    return {code: read_context(edition, code, PROJECT) for code in LANGUAGES}


def publish(sites: Path, edition: str, known: dict[str, Context] | None = None) -> dict[str, bytes]:
    """Put the entries of an edition into its site, and write the feeds; gives the feeds by their paths."""
    known = known or contexts(edition)
    for code in LANGUAGES:
        (sites / edition / code).mkdir(parents=True, exist_ok=True)
    write_entries(sites / edition, known)
    write_feeds(sites, known)
    return {path.relative_to(sites).as_posix(): path.read_bytes() for path in sorted(sites.glob("feeds/*/*.xml"))}


def entries_of(raw: bytes) -> list[ET.Element]:
    """The entries of a feed."""
    return ET.fromstring(raw).findall(f"{ATOM}entry")


def ids_of(raw: bytes) -> list[str]:
    """The ids of the entries of a feed, in their order."""
    return [entry.findtext(f"{ATOM}id") or "" for entry in entries_of(raw)]


def test_a_feed_is_what_the_standard_asks_for(tmp_path):
    """RFC 4287, 4.1.1 and 4.1.2: id, title and updated of feed and entry, an author, a link to itself; ids once.

    That its edition is a draft is said by the feed and first in each entry.
    """
    known = contexts(SECOND)
    found, plan = publish(tmp_path, SECOND), known["en"].plan
    names = {"all", *(action.id for action in plan.actions), *(region.region for region in plan.areas)}
    assert {Path(path).stem for path in found} == names
    every = []
    for path, raw in found.items():
        root = ET.fromstring(raw)
        assert root.tag == f"{ATOM}feed"
        assert root.findtext(f"{ATOM}author/{ATOM}name")
        assert root.find(f"{ATOM}link[@rel='self']").get("href") == Path(path).name
        every.append(root.findtext(f"{ATOM}id"))
        said = mark(known[path.split("/")[1]])
        assert said
        assert root.findtext(f"{ATOM}subtitle") == said
        assert all(item.findtext(f"{ATOM}content").startswith(f"<p>{said}</p>") for item in entries_of(raw))
        for item in (root, *root.findall(f"{ATOM}entry")):
            assert item.findtext(f"{ATOM}title")
            assert item.findtext(f"{ATOM}id").startswith("urn:uuid:")
            assert item.findtext(f"{ATOM}updated").endswith("T00:00:00Z")
        every += ids_of(raw)
    assert len(set(every)) == len(every)
    assert sum(len(entries_of(raw)) for raw in found.values()) > len(names)


def test_an_edition_that_is_built_keeps_the_entries_of_the_others(tmp_path):
    """In whatever order they are built the bytes are the same, the newest edition is first; no clock is in them."""
    one, other = tmp_path / "one", tmp_path / "other"
    publish(one, FIRST)
    publish(other, SECOND)
    alone = publish(other, FIRST)
    assert publish(one, SECOND) == publish(other, SECOND)
    found = publish(one, SECOND)["feeds/en/all.xml"]
    days = [entry.findtext(f"{ATOM}updated") for entry in entries_of(found)]
    assert days == ["2030-06-30T00:00:00Z", "2030-01-31T00:00:00Z"]
    assert ids_of(found) == ids_of(alone["feeds/en/all.xml"])


def test_the_feed_of_a_removed_action_goes_with_the_last_page_that_leads_to_it(tmp_path):
    """While an older edition has the page of the action, its link to the feed leads somewhere."""
    publish(tmp_path, FIRST)
    removed, page = tmp_path / "feeds" / "en" / "A77.xml", tmp_path / FIRST / "en" / "A77.html"
    for file in (removed, page):
        file.write_text("<feed/>", "utf-8")
    publish(tmp_path, SECOND)
    assert removed.is_file()
    page.unlink()
    publish(tmp_path, SECOND)
    assert not removed.exists()


def test_an_invented_edition_without_a_date_is_in_no_feed(tmp_path):
    """`sample` may lie beside the others; feeds that its pages name are there all the same."""
    (tmp_path / "sample" / "en").mkdir(parents=True)
    told = {"edition": "sample", "as_of": "2030-01-31", "entries": []}
    (tmp_path / "sample" / "en" / FILE).write_text(json.dumps(told), "utf-8")
    write_feeds(tmp_path, contexts(SECOND))
    assert entries_of((tmp_path / "feeds" / "en" / "all.xml").read_bytes()) == []


@pytest.mark.parametrize("site", [None, "https://example.org/plan"])
def test_links_are_whole_where_the_plan_says_where_its_site_is(tmp_path, site):
    """Else they lead from the feed to the page; ids are the same either way."""
    known = {
        code: replace(context, plan=context.plan.model_copy(update={"head": _with(context, site)}))
        for code, context in contexts(SECOND).items()
    }
    raw = publish(tmp_path, SECOND, known)["feeds/zh/A01.xml"]
    base = f"{site}/" if site else "../../"
    links = [entry.find(f"{ATOM}link").get("href") for entry in entries_of(raw)]
    assert links
    assert all(link.startswith(f"{base}{SECOND}/zh/") for link in links)
    assert ids_of(raw) == ids_of(publish(tmp_path, SECOND)["feeds/zh/A01.xml"])


def _with(context: Context, site: str | None) -> object:
    return context.plan.head.model_copy(update={"site": site})


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_tells_what_changed(language):
    """Of itself the counts and the changes of the front page; of an action its indicators, once each."""
    context = contexts(SECOND)[language]
    found = entries(context)
    keys = [(entry.feed, entry.subject) for entry in found]
    assert len(set(keys)) == len(keys)
    assert keys[0] == ("", "edition")
    assert len(found[0].lines) > 1
    moved = {change.indicator for change in context.changes if change.headline and change.action == "A01"}
    assert moved == {entry.subject for entry in found if entry.feed == "A01" and entry.address.startswith("indicator-")}
    first = entries(contexts(FIRST)[language])
    assert [(entry.feed, entry.address) for entry in first] == [("", "index.html")]


def test_a_withdrawn_figure_is_an_entry_with_its_reason_as_text(tmp_path):
    """In the feed of its province, whatever the reason holds: it is text, and never becomes markup."""
    context = contexts(SECOND)["en"]
    reason = Text(zh="a < b & <script>", en="a < b & <script>")
    gone = Withdrawal(
        edition=SECOND, indicator="bicycle_stands", region="XX-AA", breakdown="TOTAL", period="2028", when="2030-05-20",
        reason=reason, source=None,
    )  # fmt: skip
    known = {
        code: replace(each, edition=replace(each.edition, withdrawn=(gone,))) for code, each in contexts(SECOND).items()
    }
    raw = publish(tmp_path, SECOND, known)["feeds/en/XX-AA.xml"]
    (told,) = [entry for entry in entries_of(raw) if "Withdrawn" in entry.findtext(f"{ATOM}title")]
    assert "a &lt; b &amp; &lt;script&gt;" in told.findtext(f"{ATOM}content")
    assert all(entry.feed != "A01" or "Withdrawn" not in entry.title for entry in entries(context))


def test_a_page_may_name_the_feeds_that_will_be_there_and_no_other_file_outside(tmp_path):
    """The check of links knows where they will lie: of everything, and of a page of the same book."""
    book = tmp_path / SECOND / "en"
    book.mkdir(parents=True)
    names = json.loads(named(contexts(SECOND)["en"]))
    assert names["A01"][0] == address("A01", "en") == "../../feeds/en/A01.xml"
    links = [address("all", "en"), address("A01", "en"), address("A99", "en"), "../../feeds/zh/A01.xml", "../../x.xml"]
    (book / "A01.html").write_text("".join(f'<a href="{link}">x</a>' for link in links), "utf-8")
    assert [fault.values["address"] for fault in check_site(tmp_path / SECOND)] == links[2:]
