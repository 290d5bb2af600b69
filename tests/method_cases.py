"""The worked cases of the manual, for the tests that run them."""

from __future__ import annotations

import pytest

from plan_metrics.manual.models import Case
from plan_metrics.manual.read import read_cases


def cases(*methods: str) -> list:
    """The cases of some methods as parameters of a test, each under its own id; all are, where none is named."""
    found = [case for case in read_cases().values() if case.method in methods or not methods]
    return [pytest.param(case, id=case.id) for case in found]


def case(name: str) -> Case:
    """One case by its id."""
    return read_cases()[name]


def near(case: Case, expected: object):
    """What a case expects, within its own tolerance; exactly so where it states none, or where it is no number."""
    if isinstance(expected, dict):
        return {name: near(case, one) for name, one in expected.items()}
    if isinstance(expected, list):
        return [near(case, one) for one in expected]
    if isinstance(expected, bool | str) or expected is None:
        return expected
    return pytest.approx(expected, **({"abs": 0.0, "rel": 0.0} | case.tolerance))
