"""Writing the card of an edition: what was written is read again."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bilingual import LANGUAGES
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import PROJECT, edition_of

from plan_metrics.edition.card import read_card
from plan_metrics.edition.models import Disclosure
from plan_metrics.edition.read import read_edition
from plan_metrics.edition.write import write_card
from plan_metrics.errors import Fault
from plan_metrics.plan.read import read_plan
from plan_metrics.plan.verdict_rules import LevelNeeds, VerdictRules

PLAN = read_plan(PROJECT / "data" / "plan")
EDITION = read_edition(edition_of(PROJECT), PLAN)
NUMBERS = PLAN.head.verdicts.numbers
SHARES = st.floats(0, 1, exclude_min=True, exclude_max=True)
LEVELS = st.builds(
    LevelNeeds, figures=st.integers(2, 9), p=SHARES, sample=st.integers(1, 10**6), documents=st.integers(1, 9)
)
DISCLOSURES = st.builds(
    lambda least, more, zeros: Disclosure(
        suppressed_under=least, low_reliability_under=more and least + more, zeros_suppressed=zeros
    ),
    st.integers(0, 20),
    st.integers(0, 50),
    st.booleans(),
)


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
        assert (read_card(Path(place) / "editions" / card.id, LANGUAGES, faults), faults) == (card, [])
