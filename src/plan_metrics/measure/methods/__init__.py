"""The methods that are held against each other: one module for each, found by being here.

A module declares a decorated function (`measure.method.method`) and may hold the formulas of the method.
"""

from __future__ import annotations

import importlib
import pkgutil

from plan_metrics.measure.method import DECLARED, Evidence, Method, MethodVerdict

for _module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_module}")

METHODS: dict[str, Method] = dict(sorted(DECLARED.items()))
WITH_CATEGORIES = tuple(name for name, each in METHODS.items() if each.bands)  # of their own: a plan may judge by them


def judged(method: str, evidence: Evidence) -> MethodVerdict:
    """The verdict of one of `METHODS`; ValueError for another word, never an error for finite values.

    >>> from plan_metrics.measure.status import StatusThresholds
    >>> limits = StatusThresholds(0.95, 0.6, 0.1, 0.005, 3.0)
    >>> seen = Evidence("decrease", limits, (2015, 2023), (14.5, 10.4), target=7.25, target_years=15, due=8 / 15)
    >>> judged("linear", seen).status, judged("statcan", seen).status
    ('on_track', 'behind')
    """
    declared = METHODS.get(method)
    if declared is None:
        raise ValueError(f"method is {method!r}; expected one of {', '.join(METHODS)}")
    if evidence.target is None and declared.needs_target:
        return MethodVerdict(method, "not_assessable", "no_target")
    return declared.judge(evidence)
