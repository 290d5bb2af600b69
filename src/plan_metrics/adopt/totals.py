"""Which cells of a column that figures are broken down by are its total: by their code or their words, no guess."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from plan_metrics.adopt.words import Vocabulary

NAMES = tomllib.loads(Path(__file__).with_name("totals.toml").read_text("utf-8"))
CODES = tuple(NAMES["codes"])
WORDS = frozenset(word for listed in NAMES["words"].values() for word in listed)
UNCLEAR = frozenset(NAMES["unclear"])


@lru_cache(maxsize=10_000)  # a table says the same in each of its rows
def is_total(words: Vocabulary, column: str, cell: str) -> bool:
    """Whether a cell is the total of its column: it, or what the data set calls it in any language, says so.

    A cell may be a reference to words, such as SEX._T.
    """
    return cell.rpartition(".")[2] in CODES or not WORDS.isdisjoint(_said(words, column, cell))


def may_be_total(words: Vocabulary, column: str, cell: str) -> bool:
    """Whether a cell that is not known as the total may be it all the same."""
    return not UNCLEAR.isdisjoint(_said(words, column, cell)) and not is_total(words, column, cell)


def _said(words: Vocabulary, column: str, cell: str) -> set[str]:
    titles = (words.lookup(reference) for reference in (f"{column}.{cell}", f"data.{cell}", cell))
    said = [cell, *(text for title in titles if title for text in title.values())]
    return {" ".join(text.casefold().split()) for text in said}
