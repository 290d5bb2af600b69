"""Corrects a figure of a frozen edition, and looks where that is said with who, when, why and both values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from xml.etree import ElementTree

from at_doors import ATOM
from invented import SECOND, change, edition_of, rows_of
from pages import Page, page_blocks

from plan_metrics.context import Context, read_context
from plan_metrics.errors import FaultError
from plan_metrics.export.freezing import freeze
from plan_metrics.report.feeds import write_entries, write_feeds
from plan_metrics.views.vouching import mark

PLACES = ("on the page of the indicator", "under What changed", "in the feed", "over every page")


def frozen(base: Path) -> Path:
    """A project whose newest edition is frozen, and no longer called invented, which is said over all else."""
    card = edition_of(base) / "edition.toml"
    card.write_text(card.read_text("utf-8").replace("invented = true", "invented = false"), "utf-8")
    freeze(base, SECOND)
    return base


def places_of_an_erratum(base: Path, rng: Random, number: int) -> Iterator[str]:
    """Correct a random figure of the frozen newest edition of a copy, and give those of `PLACES` that tell it whole."""
    indicator, was, now = corrected(base, rng, number)
    context = read_context(SECOND, "en", base)
    said = [f"C{number}. Corrector", "3 August 2030", f"typed wrongly, case {number}", was, now]
    shown = {
        PLACES[0]: page_blocks(context, "indicator", indicator)["opening"].text,
        PLACES[1]: "".join(block.text for block in page_blocks(context, "changes").values()),
        PLACES[2]: _feeds(base / "sites", context),
    }
    yield from (place for place, text in shown.items() if all(each in text for each in said))
    if "corrected after it was frozen" in mark(context):
        yield PLACES[3]


def corrected(base: Path, rng: Random, number: int) -> tuple[str, str, str]:
    """Put another value in the place of a figure, and freeze again: its indicator, and both values as files have them.

    A figure whose other value would be a fault of the edition (more than a whole, say) is left, and another is tried.
    """
    table = edition_of(base) / "observations.csv"
    before = table.read_bytes()
    again = {"who": f"C{number}. Corrector", "when": "2030-08-03"}
    again |= {f"why_{code}": f"typed wrongly, case {number}" for code in ("zh", "en")}
    rows = [(line, row) for line, row in enumerate(rows_of(table), 2) if row["value"] and row["qualifier"] == "exact"]
    for line, row in rng.sample(rows, len(rows)):
        value = f"{float(row['value']) * 0.9:.0f}"
        change(table, line, value=value, printed=value)
        try:
            made = freeze(base, SECOND, again)
        except FaultError:
            table.write_bytes(before)
            continue
        if any((each.was, each.now) == (row["value"], value) and each.column == "value" for each in made.moved):
            return row["indicator"], row["value"], value
        raise AssertionError((row, made.moved))
    raise LookupError("no figure can be corrected")


def _feeds(sites: Path, context: Context) -> str:
    (sites / SECOND / "en").mkdir(parents=True)
    write_entries(sites / SECOND, {"en": context})
    write_feeds(sites, {"en": context})
    files = sorted(sites.glob("feeds/en/*.xml"))
    told = [each.text or "" for file in files for each in ElementTree.parse(file).getroot().iter(f"{ATOM}content")]
    return " ".join(Page(html).text for html in told)
