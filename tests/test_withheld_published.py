"""Nothing that is published depends on what is withheld, whatever a search for other tables comes to."""

from __future__ import annotations

from pathlib import Path

import pytest
from invented import FIRST, SECOND, SECRETS, copy_of_project, edition_of, rows_of, with_secrets

from plan_metrics.canonical import encode
from plan_metrics.context import read_context
from plan_metrics.edition.models import KEY


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> tuple[Path, Path]:
    """Two projects that differ in nothing but in what their editions withhold."""
    return tuple(
        with_secrets(copy_of_project(tmp_path_factory.mktemp("base")), turned=turned) for turned in (False, True)
    )


@pytest.mark.parametrize("edition", [FIRST, SECOND])
def test_other_secrets_give_the_same_pages_and_files(both, edition):
    """Pages and files are made of a context alone; that of other withheld counts is the same in every byte, with the
    edition before it. (That a whole site is: `test_one_command_makes_the_site_and_makes_it_again`.)"""
    one, other = (read_context(edition, "en", base) for base in both)
    assert rows_of(edition_of(both[0], edition) / "observations.csv") != rows_of(
        edition_of(both[1], edition) / "observations.csv"
    )
    gone = set(one.edition.missing[one.edition.missing["flag"] == "Q"][list(KEY)].itertuples(index=False, name=None))
    assert len({cell for cells in SECRETS for cell in cells} & gone) >= 8
    assert encode(one) == encode(other)
