"""Writing an edition: what was written is read again."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import FIRST, LIMITS, PROJECT, edition_of

from plan_metrics.edition.card import read_card
from plan_metrics.edition.models import COLUMNS, KEY, SPAN, Disclosure, Edition, EditionCard
from plan_metrics.edition.read import read_edition
from plan_metrics.edition.write import write_card, write_edition
from plan_metrics.encodings import meant
from plan_metrics.errors import Fault
from plan_metrics.plan.limits import FirstLimits, LevelNeeds, VerdictRules
from plan_metrics.plan.read import read_plan
from plan_metrics.printable import covered, kind_of

PLAN = read_plan(PROJECT / "data" / "plan")
EDITION = read_edition(edition_of(PROJECT), PLAN)
SIGNS = st.sampled_from([sign for sign in map(chr, sorted(covered())) if kind_of(sign) is None and sign.isprintable()])
WORDS = st.text(SIGNS, max_size=12).map(str.strip).filter(lambda text: meant(text) is None)
PRINTED = {"exact": "{}", "over": "超过{}", "nearly": "近{}", "about": "约{}", "under": "不足{}"}
MULTIPLES = {"": 1, "万": 10_000, "亿": 100_000_000}
ROW = st.fixed_dictionaries(
    {
        "key": st.tuples(
            st.just("bicycle_stands"),
            st.sampled_from(["XX", "XX-AA", "XX-BB"]),
            st.sampled_from(["TOTAL", "stations", "schools"]),
            st.sampled_from(["2026", "2027-H1", "2028-Q3", "2029-11"]),
        ),
        "tenths": st.integers(0, 10**8),
        "multiple": st.sampled_from(sorted(MULTIPLES)),
        "flag": st.sampled_from("ABDEPU"),
        "qualifier": st.sampled_from(sorted(PRINTED)),
        "size": st.sampled_from([float("nan"), 1.0, 1200.0]),
        "source": st.sampled_from(sorted(EDITION.sources)),
        "note": WORDS,
    }
)
NUMBERS = PLAN.head.verdicts.numbers
SHARES = st.floats(0, 1, exclude_min=True, exclude_max=True)
LEVELS = st.builds(
    LevelNeeds, figures=st.integers(2, 9), p=SHARES, sample=st.integers(1, 10**6), documents=st.integers(1, 9)
)
DISCLOSURES = st.builds(
    lambda least, more, zeros: Disclosure(
        withheld_under=least, low_reliability_under=more and least + more, zeros_withheld=zeros
    ),
    st.integers(0, 20),
    st.integers(0, 50),
    st.booleans(),
)
LIMITED = FirstLimits(**LIMITS)


def observed(rows: list[dict], printed: bool) -> pd.DataFrame:
    """Observations as an edition has them, without the spans that reading adds."""
    tenths = [row["tenths"] if row["multiple"] else row["tenths"] // 10 * 10 for row in rows]  # whole stands
    numbers = [f"{count / 10:.15g}{row['multiple']}" for count, row in zip(tenths, rows, strict=True)]
    words = [PRINTED[row["qualifier"]].format(number) for row, number in zip(rows, numbers, strict=True)]
    records = [
        {
            **dict(zip(KEY, row["key"], strict=True)),
            "value": count * MULTIPLES[row["multiple"]] / 10,
            "unit": "stands",
            "flag": row["flag"],
            "qualifier": row["qualifier"],
            "printed": said if printed else "",
            "sample_size": row["size"] if printed else float("nan"),
            "source": row["source"],
            "note_zh": row["note"],
            "note_en": row["note"],
        }
        for row, count, said in zip(rows, tenths, words, strict=True)
    ]
    dtypes = EDITION.observations.drop(columns=list(SPAN)).dtypes
    return pd.DataFrame(records, columns=list(COLUMNS)).astype(dtypes).sort_values(list(KEY), ignore_index=True)


def again(edition: Edition) -> Edition:
    """The edition, written and read."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / edition.card.id
        folder.mkdir()
        write_edition(folder, edition)
        return read_edition(folder, PLAN)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(ROW, max_size=12, unique_by=lambda row: row["key"]),
    words=WORDS,
    invented=st.booleans(),
    rules=st.sampled_from([{}, {"verdicts": NUMBERS}, {"thresholds": LIMITED}]),
)
def test_what_was_written_is_read_again(rows, words, invented, rules):
    """Any edition that holds together is the same after writing and reading it, of the first model or of today's."""
    about = {"zh": words or "空", "en": words or "none"}
    card = EditionCard(id=FIRST, title=about, as_of="2030-01-31", previous="", invented=invented, about=about, **rules)
    sources = {c: s.model_copy(update={"date": "2029"}) for c, s in EDITION.sources.items()}
    edition = replace(EDITION, card=card, observations=observed(rows, "thresholds" not in rules), sources=sources)
    read = again(edition)
    assert read.card == edition.card
    assert read.sources == edition.sources
    pd.testing.assert_frame_equal(read.observations.drop(columns=list(SPAN)), edition.observations)
    pd.testing.assert_frame_equal(read.rejected, edition.rejected)
    pd.testing.assert_frame_equal(read.missing, edition.missing)
    assert (read.observations["low"] <= read.observations["value"]).all()
    assert (read.observations["value"] <= read.observations["high"]).all()
    once_more = again(read)
    pd.testing.assert_frame_equal(once_more.observations, read.observations)


@settings(max_examples=100, deadline=None)
@given(
    disclosure=st.none() | DISCLOSURES,
    strong=LEVELS,
    moderate=LEVELS,
    numbers=st.fixed_dictionaries({"little": SHARES, "little_points": st.floats(1e-9, 100), "alpha": SHARES}),
    prospect=st.lists(SHARES, min_size=4, max_size=4, unique=True),
    of=st.integers(1, 9),
)
def test_the_rules_on_a_card_are_read_again(disclosure, strong, moderate, numbers, prospect, of):
    """Tables within tables, lists and numbers of any size are the same after writing and reading the card."""
    pairs = {name: sorted((getattr(strong, name), getattr(moderate, name))) for name in LevelNeeds.model_fields}
    low, high = ({name: pair[place] for name, pair in pairs.items()} for place in (0, 1))
    rules = VerdictRules(
        **{
            **NUMBERS.model_dump(),
            **numbers,
            "prospect": sorted(prospect, reverse=True),
            "strong": {**high, "p": low["p"]},
            "moderate": {**low, "p": high["p"]},
            "state": {"judged": (of, of), "majority": (of // 2 + 1, of)},
        }
    )
    card = EDITION.card.model_copy(update={"disclosure": disclosure, "verdicts": rules})
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "editions" / card.id).mkdir(parents=True)
        (Path(place) / "editions" / card.previous).mkdir()
        for each in (card, EDITION.card.model_copy(update={"id": card.previous})):
            write_card(Path(place) / "editions" / each.id / "edition.toml", each)
        faults: list[Fault] = []
        assert (read_card(Path(place) / "editions" / card.id, faults), faults) == (card, [])
