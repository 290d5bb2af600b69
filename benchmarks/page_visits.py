"""What a browser sees of a page on the disk: heights, what it loads, what is wrong with it, how soon it is painted."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from statistics import median
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, Error, Page, sync_playwright

from benchmarks.questions import Walked, questions, walk

WIDE, NARROW = (1280, 800), (390, 844)  # a screen of a desk and of a phone, in CSS px
SLOWER, LOADS = 4, 5  # times that the processor is slowed down for the first paint, and loads of which it is the median
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FONT = ".woff2"

LOOK = """() => {
  const all = selector => [...document.querySelectorAll(selector)];
  const named = e => (e.getAttribute('aria-label') || e.textContent || e.title
    || e.querySelector('img, svg')?.getAttribute('aria-label') || e.querySelector('[alt]')?.alt || '').trim();
  const viewport = document.querySelector('meta[name=viewport]')?.content ?? '';
  const levels = all('h1, h2, h3, h4, h5, h6').map(h => Number(h.tagName[1]));
  const wrong = {
    'no doctype': document.doctype?.name !== 'html',
    'not in UTF-8': document.characterSet !== 'UTF-8' || !document.querySelector('meta[charset]'),
    'no title': !document.title.trim(),
    'no description': !document.querySelector('meta[name=description]')?.content.trim(),
    'no language': !/^(en|zh-CN)$/.test(document.documentElement.lang),
    'no viewport': !/width=device-width/.test(viewport),
    'zoom forbidden': /user-scalable=no|maximum-scale/.test(viewport),
    'not one h1': levels.filter(level => level === 1).length !== 1,
    'h1 is not first': levels[0] !== 1,
    'a level of headings left out': levels.some((level, i) => i && level > levels[i - 1] + 1),
    'an image without a text': all('img:not([alt])').length > 0,
    'a drawing without a text': all('svg').some(e => !e.closest('[aria-hidden=true]')
      && !e.getAttribute('aria-label') && !e.getAttribute('aria-labelledby') && !e.querySelector(':scope > title')),
    'a link without a name': all('a[href]').some(e => !named(e)),
    'a button without a name': all('button').some(e => !named(e)),
    'a field without a name': all('input:not([type=hidden]), select').some(e => !e.labels.length && !e.ariaLabel),
    'an id twice': new Set(all('[id]').map(e => e.id)).size !== all('[id]').length,
    'a table without a caption': all('main table').some(e => !e.caption && !e.getAttribute('aria-label')),
    'no link to the other language': all('link[rel=alternate][hreflang]').length === 0,
  };
  const answer = document.querySelector('.pm-lead strong') ?? document.querySelector('.pm-lead p');
  return {
    wrong: Object.keys(wrong).filter(name => wrong[name]),
    height: document.documentElement.scrollHeight,
    answer: answer && Math.ceil(answer.getBoundingClientRect().bottom + scrollY),
    charts: all('.pm-chart svg, [data-course]').length > 0,  // drawn, or drawn when two places are chosen
    anchors: all('main [id]').filter(e => !e.querySelector(':scope > h1')).map(e => e.id),
    figures: all('main data[value]').map(e => e.value),
  };
}"""
SIZE = """() => {
  const answer = document.querySelector('.pm-lead strong') ?? document.querySelector('.pm-lead p');
  return [document.documentElement.scrollHeight, document.documentElement.scrollWidth,
          answer && Math.ceil(answer.getBoundingClientRect().bottom + scrollY)];
}"""
PAINTED = """() => new Promise(done => new PerformanceObserver(list => {
  for (const entry of list.getEntriesByName('first-contentful-paint')) done(entry.startTime);
}).observe({ type: 'paint', buffered: true }))"""


@dataclass(frozen=True)
class Seen:
    """A page at both widths: heights and where its answer ends (px; None: no answer), what it loads (bytes, fonts
    apart), addresses of other hosts, what is wrong with it, its anchors and the values in its cells.
    """

    page: str
    heights: tuple[int, int]
    answers: tuple[int | None, int | None]
    weight: int
    fonts: int
    has_charts: bool
    sideways: bool
    asked: tuple[str, ...]
    wrong: tuple[str, ...]
    anchors: frozenset[str]
    figures: Counter[str]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this machine."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield found
        found.close()


def seen(browser: Browser, site: Path, names: list[str]) -> list[Seen]:
    """Each page of a site, opened once, in the order of `names`."""
    context = browser.new_context(viewport=_size(WIDE))
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    found = []
    for name in names:
        asked.clear()
        wrong.clear()
        page.set_viewport_size(_size(WIDE))
        page.goto((site / name).as_uri())
        told = page.evaluate(LOOK)
        page.set_viewport_size(_size(NARROW))
        height, width, answer = page.evaluate(SIZE)
        own, fonts, others = loaded(asked)
        found.append(
            Seen(
                name,
                (told["height"], height),
                (told["answer"], answer),
                own,
                fonts,
                told["charts"],
                width > NARROW[0],
                others,
                tuple(f"{name}: {each}" for each in (*told["wrong"], *(f"console: {text}" for text in wrong))),
                frozenset(told["anchors"]),
                Counter(told["figures"]),
            )
        )
    context.close()
    return found


def loaded(addresses: list[str]) -> tuple[int, int, tuple[str, ...]]:
    """The bytes of the files that a page asked for, those of fonts, and the addresses that are no files."""
    own = {url.split("#")[0].split("?")[0] for url in addresses if url.startswith("file:")}
    others = tuple(url for url in addresses if urlsplit(url).scheme not in {"file", "data", "blob"})
    sizes = [(Path(url).suffix, Path(unquote(urlsplit(url).path))) for url in sorted(own)]
    weights = [(suffix == FONT, file.stat().st_size) for suffix, file in sizes if file.is_file()]
    return sum(n for is_font, n in weights if not is_font), sum(n for is_font, n in weights if is_font), others


def painted(browser: Browser, file: Path) -> float:
    """Seconds until the first contentful paint from the disk, with a slowed processor and nothing kept: the median."""
    times = []
    for _ in range(LOADS):
        context = browser.new_context(viewport=_size(NARROW))
        page = context.new_page()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(file.as_uri(), wait_until="commit")
        times.append(page.evaluate(PAINTED) / 1000)
        context.close()
    return median(times)


def walked(browser: Browser, front: Path, language: str) -> list[Walked]:
    """Every question, asked from the front page of a language; one without an answer has no screens."""
    found = []
    for question in questions():
        context = browser.new_context(viewport=_size(WIDE))
        page = context.new_page()
        page.goto(front.as_uri())
        try:
            found.append(walk(page, question, language))
        except Error:  # a step or the answer was not to be seen
            found.append(Walked(question[language], len(question["steps"]), None))
        context.close()
    return found


def violations(browser: Browser, file: Path) -> list[str]:
    """What axe finds on a page by WCAG 2.2 AA: on a desk, and of contrast in dark colours and of targets on a phone."""
    context = browser.new_context(viewport=_size(WIDE))
    page = context.new_page()
    page.goto(file.as_uri())
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = _axe(page, WCAG)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {each}" for each in _axe(page, ["color-contrast"])]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(_size(NARROW))
    found += [f"phone: {each}" for each in _axe(page, ["target-size", "scrollable-region-focusable"])]
    context.close()
    return found


def _axe(page: Page, rules: list[str]) -> list[str]:
    run = "rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'], preload: false })"
    return [f"{each['id']} ({len(each['nodes'])})" for each in page.evaluate(run, rules)["violations"]]


def _size(screen: tuple[int, int]) -> dict[str, int]:
    return {"width": screen[0], "height": screen[1]}
