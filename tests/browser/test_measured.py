"""The measurement of a built site (`benchmarks/pages.py`) sees what is wrong with a page, in a real browser."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks import pages
from benchmarks.page_visits import Seen, painted, seen
from benchmarks.questions import Walked

GOOD = (
    '<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>t</title>'
    '<meta name="description" content="d">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="alternate" hreflang="x" href="x">'
    '<link rel="icon" href="data:,"></head><body><main><h1>t</h1><p class="pm-lead"><strong>a</strong></p>'
    '<p id="p"><data value="1.5">1.5</data></p></main></body></html>'
)


def written(folder: Path, **files: str) -> Path:
    """A site of two languages with these pages in both."""
    for lang, form in (("zh", "zh-CN"), ("en", "en")):
        (folder / lang).mkdir()
        for name, text in files.items():
            (folder / lang / f"{name}.html").write_text(text.replace("{lang}", form), "utf-8")
    return folder


def test_a_sound_page_keeps_every_promise_and_is_painted(browser: Browser, tmp_path: Path) -> None:
    """Nothing is wrong; it has heights, a weight and one figure; its first paint is measured."""
    site = written(tmp_path, index=GOOD)
    found = seen(browser, site, ["zh/index.html", "en/index.html"])
    assert [each.wrong for each in found] == [(), ()]
    assert found[0].heights == (800, 844)
    assert found[1].weight == (site / "en" / "index.html").stat().st_size
    assert found[0].figures == Counter({"1.5": 1})
    told = pages.promises({each.page: each for each in found}, {"front": [each.page for each in found]}, [], {}, {}, {})
    assert [each.name for each in told if each.broken] == []
    assert 0 < painted(browser, site / "en" / "index.html") < 60


def test_what_is_wrong_with_a_page_is_named_and_breaks_its_promise(browser: Browser, tmp_path: Path) -> None:
    """Too high, too wide, without a name, a title twice, an error, another figure in one language."""
    bad = GOOD.replace(
        "<h1>t</h1>", '<h1>t</h1><h1>u</h1><a href="x"></a><div style="height:9000px;width:900px"></div>'
    )
    bad = bad.replace("</body>", "<script>undefined.x</script></body>").replace("<title>t</title>", "")
    site = written(tmp_path, index=bad)
    other = site / "en" / "index.html"
    other.write_text(other.read_text("utf-8").replace('value="1.5"', 'value="1.6"'), "utf-8")
    by_name = {each.page: each for each in seen(browser, site, ["zh/index.html", "en/index.html"])}
    wrong = " ".join(by_name["zh/index.html"].wrong)
    assert all(name in wrong for name in ("no title", "not one h1", "a link without a name", "console"))
    told = pages.promises(
        by_name,
        {"front": [*by_name]},
        ["index.html: x is not there"],
        {"en/index.html": 9.0},
        {},
        {"en": [Walked("why", 3, None)]},
    )
    broken = " ".join(each.name for each in told if each.broken)
    for name in ("height", "sideways", "same figures", "links", "paint", "best practice", "questions"):
        assert name in broken, name


def page(name: str, **changed: object) -> Seen:
    """A page that keeps every promise, but for what is changed."""
    sound = {"heights": (800, 844), "answers": (100, 100), "weight": 1000, "fonts": 0, "has_charts": False}
    sound |= {
        "sideways": False,
        "asked": (),
        "wrong": (),
        "anchors": frozenset({"a"}),
        "figures": Counter({"17.26": 1}),
    }
    return Seen(name, **{**sound, **changed})


def test_a_page_with_charts_may_weigh_more_and_units_of_a_table_are_no_difference() -> None:
    """400 kB are too much for words alone; 172.6 of 100 million is 17.26 of a billion; a lost anchor is told."""
    for charts, broken in ((True, 0), (False, 1)):
        each = page("en/A01.html", weight=400_000, has_charts=charts)
        told = pages.promises({each.page: each}, {"action": [each.page]}, [], {}, {}, {})
        assert sum(bool(one.broken) for one in told if one.name.startswith("weight")) == broken
    both = [page("zh/A01.html"), page("en/A01.html", figures=Counter({"172.6": 1}), anchors=frozenset({"a", "b"}))]
    same = {one.name: one.broken for one in pages.same_in_every_language({each.page: each for each in both})}
    assert same["and the same figures"] == ()
    assert same["and the same anchors"] == ("A01.html: b (1)",)
