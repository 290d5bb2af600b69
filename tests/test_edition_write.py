"""Writing an edition: what was written is read again."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import FIRST, PROJECT, edition_of

from plan_metrics.edition.models import COLUMNS, KEY, EditionCard
from plan_metrics.edition.read import read_edition
from plan_metrics.edition.write import write_edition
from plan_metrics.plan.read import read_plan

PLAN = read_plan(PROJECT / "data" / "plan")
EDITION = read_edition(edition_of(PROJECT), PLAN)
SIGNS = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))
WORDS = st.text(SIGNS, max_size=12).map(str.strip)
AMOUNTS = st.floats(0, 1e12, allow_nan=False)
ROW = st.fixed_dictionaries(
    {
        "key": st.tuples(
            st.just("bicycle_stands"),
            st.sampled_from(["XX", "XX-AA", "XX-BB"]),
            st.sampled_from(["TOTAL", "stations", "schools"]),
            st.sampled_from(["2026", "2027-H1", "2028-Q3", "2029-11"]),
        ),
        "published": AMOUNTS,
        "unit": st.sampled_from(["stands", "10k stands"]),
        "flag": st.sampled_from("ABDEPU"),
        "qualifier": st.sampled_from(["exact", "over", "nearly", "about"]),
        "source": st.sampled_from(sorted(EDITION.sources)),
        "note": WORDS,
    }
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(ROW, max_size=12, unique_by=lambda row: row["key"]), words=WORDS, invented=st.booleans())
def test_what_was_written_is_read_again(rows, words, invented):
    """Any edition that holds together is the same after writing and reading it."""
    records = [
        {
            **dict(zip(KEY, row["key"], strict=True)),
            "value": row["published"] * PLAN.units[row["unit"]].factor,
            "unit": "stands",
            "flag": row["flag"],
            "qualifier": row["qualifier"],
            "source": row["source"],
            "published_value": row["published"],
            "published_unit": row["unit"],
            "note_zh": row["note"],
            "note_en": row["note"],
        }
        for row in rows
    ]
    frame = pd.DataFrame(records, columns=list(COLUMNS)).astype(EDITION.observations.dtypes)
    frame = frame.sort_values(list(KEY), ignore_index=True)
    about = {"zh": words or "空", "en": words or "none"}
    card = EditionCard(id=FIRST, title=about, as_of="2030-01-31", previous="", invented=invented, about=about)
    sources = {c: s.model_copy(update={"date": "2029"}) for c, s in EDITION.sources.items()}
    edition = replace(EDITION, card=card, observations=frame, sources=sources)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / FIRST
        folder.mkdir()
        write_edition(folder, edition)
        read = read_edition(folder, PLAN)
    assert read.card == edition.card
    assert read.sources == edition.sources
    pd.testing.assert_frame_equal(read.observations, edition.observations)
    pd.testing.assert_frame_equal(read.rejected, edition.rejected)
    pd.testing.assert_frame_equal(read.missing, edition.missing)
