"""Measures a built site as a reader meets it, in headless Chromium: heights, weights, first paint, links, languages.

Run it after `make report` with `python benchmarks/pages.py`, or on another site: `python benchmarks/pages.py FOLDER`.
Every page of all languages, receipts too, is opened from the disk at two widths; first paint and axe are tried on the
heaviest page of each kind, and readers' questions are walked from the front page. Writes `benchmarks/pages.md`; with
`--only KIND`, which may be given again, measures these kinds and writes nothing. Ends with 1 where a promise is broken.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.page_visits import LOADS, NARROW, SLOWER, WIDE, Seen, chromium, painted, seen, violations, walked
from benchmarks.questions import SCREENS, STEPS, Walked
from plan_metrics import paths
from plan_metrics.plan.declared import declared_languages
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan
from plan_metrics.report.book_check import check_site
from plan_metrics.report.engine.pool import cores
from plan_metrics.report.engine.slices import KINDS
from plan_metrics.report.moved import read_moved

LANGUAGES = declared_languages(paths.plan_folder(paths.root()))  # of the plan whose site is measured
NOTES = Path(__file__).with_suffix(".md")
HEIGHTS = {"front": (2_400, None), "action": (6_000, 12_000)}  # px at both widths
BYTES, BYTES_WITH_CHARTS = 300_000, 500_000
PAINT = 0.5  # seconds
NAMES = {"overview": "front", "area_map": "map", "region": "province", "breakdown": "sector"}
RECEIPTS = "data/receipts"  # a page of receipts is for one language by the end of its name
ABOUT = """\
Written by `make bench` (`benchmarks/pages.py`): {pages} pages in {languages} languages, opened from the disk by
headless Chromium at {desk} and {phone} px. Heights are of the highest page of a kind. A weight is the page and all
that it asks for when it is opened, uncompressed and without the typeface, which is one file for all pages ({fonts}
kB). The first contentful paint is that of the heaviest page of a kind, with the processor slowed down {slower} times
and nothing kept: the median of {loads} loads, while the load of the machine was {load} on {cores} cores. The answer
is the sentence in bold that opens a page, else its first paragraph; what counts is where it ends. Figures of two
languages are the same where the values in the cells of a page are, but for the power of ten of their unit ({figures}
`data` elements); anchors, but for that of the title. axe is tried on the heaviest page of a kind in each language, in
light colours, for contrast in dark ones too, and for targets on a phone. The pages of receipts stand under
`data/receipts`. A question is one of `benchmarks/questions.toml`, asked in each language. Best practice is what
Lighthouse asks and needs no network: title, description, language, viewport, headings, names of links, buttons, fields
and images, captions, ids, errors of the console."""
TOLD = 8  # examples of what is wrong, for each promise


@dataclass(frozen=True)
class Promise:
    """What was promised, how many times it was tried, and each time that it was broken."""

    name: str
    tried: int
    broken: tuple[str, ...]


def pages_of(site: Path, code: str) -> list[str]:
    """The pages of a language and their receipts by path, without those that lead on to a page's newer address."""
    moved = {f"{name}.html" for name in read_moved(paths.root())}
    own = [*(site / code).rglob("*.html"), *(site / RECEIPTS).glob(f"*-{code}.html")]
    return [file.relative_to(site).as_posix() for file in own if file.name not in moved]


def apart(page: str) -> tuple[str, str]:
    """The language of a page, and what is the same in all of them.

    >>> apart("en/A07.html"), apart("data/receipts/A07-en.html")
    (('en', 'A07.html'), ('en', 'data/receipts/A07.html'))
    """
    if page.startswith(f"{RECEIPTS}/"):
        name, _, code = page.removesuffix(".html").rpartition("-")
        return code, f"{name}.html"
    code, _, name = page.partition("/")
    return code, name


def kinds(plan: Plan, names: Iterable[str]) -> dict[str, list[str]]:
    """The pages of one language by their kind, each kind in the order of its names."""
    known = {name: NAMES.get(kind, kind) for kind, made in KINDS.items() for name in made.pages(plan)}
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        own = apart(name)[1].removesuffix(".html")
        written = "method" if own.startswith("methods-") else own
        found["receipts" if own.startswith(f"{RECEIPTS}/") else known.get(own, written)].append(name)
    first = list(dict.fromkeys(known.values()))
    return {
        kind: found[kind] for kind in [*(kind for kind in first if kind in found), *sorted(found.keys() - {*first})]
    }


def promises(
    pages: Mapping[str, Seen],
    by_kind: Mapping[str, list[str]],
    links: list[str],
    paints: Mapping[str, float],
    axe: Mapping[str, list[str]],
    answered: Mapping[str, list[Walked]],
) -> list[Promise]:
    """Every promise; `pages`, `paints` and `axe` are by the path of a page, `by_kind` has paths of all languages,
    `answered` the questions by language.
    """
    every = [pages[name] for names in by_kind.values() for name in names]
    kind_of = {name: kind for kind, names in by_kind.items() for name in names}
    made = []
    for kind, limits in HEIGHTS.items():
        some = [pages[name] for name in by_kind.get(kind, ())]
        for at, (screen, most) in enumerate(zip((WIDE, NARROW), limits, strict=True)):
            if most:
                high = [f"{each.page}: {each.heights[at]:,}" for each in some if each.heights[at] > most]
                name = f"height of a page of kind “{kind}” at {screen[0]} px: at most {most:,} px"
                made.append(Promise(name, len(some), tuple(high)))
    answers = [each for each in every if None not in each.answers]
    low = [each for each in answers if any(e > s[1] for e, s in zip(each.answers, (WIDE, NARROW), strict=True))]
    name = "the answer stands in the first screen at both widths"
    made.append(Promise(name, len(answers), tuple(f"{each.page}: {each.answers}" for each in low)))
    heavy = [each for each in every if each.weight > (BYTES_WITH_CHARTS if each.has_charts else BYTES)]
    heavy.sort(key=lambda each: (-each.weight, each.page))
    name = f"weight: at most {BYTES // 1000} kB, with charts {BYTES_WITH_CHARTS // 1000} kB"
    made.append(Promise(name, len(every), tuple(f"{each.page}: {each.weight // 1000} kB" for each in heavy)))
    late = tuple(f"{name}: {t:.2f} s" for name, t in paints.items() if t > PAINT)
    made.append(Promise(f"first contentful paint: within {PAINT} s", len(paints), late))
    hosts = tuple(f"{each.page}: {url}" for each in every for url in each.asked)
    made.append(Promise("requests to other hosts: none", len(every), hosts))
    made.append(Promise("broken links and anchors: none", len(every), tuple(links)))
    made += same_in_every_language(pages)
    wide = tuple(each.page for each in every if each.sideways)
    made.append(Promise(f"no page scrolls sideways at {NARROW[0]} px", len(every), wide))
    found = tuple(f"{kind_of[name]}, {name}: {', '.join(faults)}" for name, faults in axe.items() if faults)
    made.append(Promise("axe, WCAG 2.2 AA: no violation", len(axe), found))
    name = f"readers’ questions: {STEPS} steps and {SCREENS} screens at most"
    long = [f"{code}: {each.told}" for code, some in answered.items() for each in some if not each.is_short]
    made.append(Promise(name, sum(map(len, answered.values())), tuple(long)))
    worst = tuple(text for each in every for text in each.wrong)
    made.append(Promise("best practice: nothing wrong", len(every), worst))
    return made


def same_in_every_language(pages: Mapping[str, Seen]) -> list[Promise]:
    """That each language has the pages, anchors and figures of the first; one that has no page is told once."""
    by_language: dict[str, dict[str, Seen]] = {code: {} for code in LANGUAGES}
    for page, each in pages.items():
        code, name = apart(page)
        by_language[code][name] = each
    first, *others = LANGUAGES
    own = by_language[first]
    absent, anchors, figures = [], [], []
    for code in others:
        there = by_language[code]
        absent += [f"{name} is in one language only" for name in sorted(own.keys() ^ there.keys())]
        for name in sorted(own.keys() & there.keys()):
            if differ := own[name].anchors ^ there[name].anchors:
                anchors.append(f"{name}: {', '.join(sorted(differ)[:3])} ({len(differ)})")
            one, other = (Counter(map(digits, side[name].figures.elements())) for side in (own, there))
            if one != other:
                figures.append(f"{name}: {', '.join(sorted((one - other) | (other - one))[:3])}")
    return [
        Promise("every language has the same pages", len(own), tuple(absent)),
        Promise("and the same anchors", len(own), tuple(anchors)),
        Promise("and the same figures", len(own), tuple(figures)),
    ]


def digits(value: str) -> str:
    """A value without its power of ten, since tables of languages count in other units: 17.26 of 100 million is 1.726
    of a billion. What is no number, such as a period, stays.

    >>> digits("17.26"), digits("172.6"), digits("2024-09")
    ('1.726', '1.726', '2024-09')
    """
    try:
        return f"{float(value):.11e}".partition("e")[0].rstrip("0").rstrip(".")
    except ValueError:
        return value


def written(
    pages: Mapping[str, Seen],
    by_kind: Mapping[str, list[str]],
    paints: Mapping[str, float],
    found: list[Promise],
) -> str:
    """The measurements as a page."""
    fonts = max((each.fonts for each in pages.values()), default=0)
    figures = sum(sum(each.figures.values()) for each in pages.values())
    desk, phone = (f"{width} × {height}" for width, height in (WIDE, NARROW))
    about = ABOUT.format(
        pages=len(pages),
        languages=len(LANGUAGES),
        desk=desk,
        phone=phone,
        fonts=f"{fonts / 1000:,.0f}",
        slower=SLOWER,
        loads=LOADS,
        load=f"{os.getloadavg()[1]:.0f}",
        cores=cores(),
        figures=f"{figures:,}",
    )
    heads = ("kind", "pages", *(f"height at {width}" for width, _ in (WIDE, NARROW)), "answer ends at", "heaviest page")
    lines = ["# The pages as a reader meets them", "", fill(about, 118), "", f"| {' | '.join(heads)} | kB | paint, s |"]
    lines.append("|---|---:|---:|---:|---:|---|---:|---:|")
    for kind, names in by_kind.items():
        some = [pages[name] for name in names]
        heights = (max(some, key=lambda each, at=at: each.heights[at]) for at in (0, 1))
        cells = [f"{each.heights[at]:,} ({short(each.page)})" for at, each in enumerate(heights)]
        ends = [max((each.answers[at] or 0 for each in some), default=0) for at in (0, 1)]
        heaviest = heaviest_of(some)
        lines.append(
            f"| {kind} | {len(some)} | {' | '.join(cells)} | {'/'.join(map(str, ends)) if any(ends) else '–'} "
            f"| {short(heaviest.page)} | {heaviest.weight / 1000:,.0f} | {paints[heaviest.page]:.2f} |"
        )
    lines += ["", "| promise | tried | broken |", "|---|---:|---|"]
    for each in found:
        more = len(each.broken) - TOLD
        told = "; ".join((*each.broken[:TOLD], *([f"and {more} more"] if more > 0 else [])))
        lines.append(f"| {each.name} | {each.tried} | {f'{len(each.broken)}: {told}' if each.broken else 'never'} |")
    return "\n".join(lines) + "\n"


def short(page: str) -> str:
    """The name of a page as the results have it."""
    return page.removesuffix(".html")


def heaviest_of(pages: Iterable[Seen]) -> Seen:
    """The page that weighs most; of equal ones the first by name."""
    return max(sorted(pages, key=lambda each: each.page), key=lambda each: each.weight)


def main(site: Path, only: list[str]) -> int:
    """Measure a site, or only these kinds of its pages; 1 if a promise is broken."""
    plan = read_plan(paths.plan_folder(paths.root()))
    site = site.resolve()
    by_kind: dict[str, list[str]] = defaultdict(list)
    for code in LANGUAGES:
        for kind, found in kinds(plan, pages_of(site, code)).items():
            by_kind[kind] += found
    if unknown := set(only) - {*by_kind}:
        sys.exit(f"No page of the kind {', '.join(sorted(unknown))}; there are: {', '.join(by_kind)}.")
    by_kind = {kind: found for kind, found in by_kind.items() if kind in only or not only}
    links = [f"{fault.file}: {fault.found.format(**fault.values)}" for fault in check_site(site)]
    with chromium() as browser:
        visited = seen(browser, site, [name for found in by_kind.values() for name in found])
        pages = {each.page: each for each in visited}
        paints, axe = {}, {}
        for found in by_kind.values():
            worst = heaviest_of(pages[name] for name in found).page
            paints[worst] = painted(browser, site / worst)
            for code in LANGUAGES:
                some = [pages[name] for name in found if apart(name)[0] == code]
                if some:
                    tried = heaviest_of(some).page
                    axe[tried] = violations(browser, site / tried)
        answered = {} if only else {code: walked(browser, site / code / "index.html", code) for code in LANGUAGES}
    told = promises(pages, by_kind, links, paints, axe, answered)
    said = written(pages, by_kind, paints, told)
    if not only:
        NOTES.write_text(said, "utf-8")
    print(said)
    return 1 if any(each.broken for each in told) else 0


def default_site() -> Path:
    """The published site of the default edition."""
    base = paths.root()
    return paths.build_folder(base) / "site" / read_plan(paths.plan_folder(base)).head.default_edition


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path, nargs="?", default=default_site(), help="that of the default edition")
    parser.add_argument("--only", action="append", default=[], metavar="KIND", help="a kind of page, such as receipts")
    asked = parser.parse_args()
    sys.exit(main(asked.site, asked.only))
