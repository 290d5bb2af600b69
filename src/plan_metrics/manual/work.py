"""Works out the examples of a card: every value from the inputs of its case, by hand and by the package."""

from __future__ import annotations

import ast
import importlib
import itertools
import math
import pkgutil
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
from scipy import stats

from plan_metrics import measure
from plan_metrics.manual.models import Case, Example, Given, Method, Step
from plan_metrics.measure import methods
from plan_metrics.measure.number import known

# What arithmetic by hand may use beside + - x / and powers; `t` is the quantile of Student's t.
BY_HAND = {
    "sqrt": math.sqrt,
    "ln": math.log,
    "exp": math.exp,
    "abs": abs,
    "sum": math.fsum,
    "mean": statistics.fmean,
    "median": statistics.median,
    "min": min,
    "max": max,
    "dot": lambda one, other: math.fsum(a * b for a, b in zip(one, other, strict=True)),
    "rises": lambda values: sum(later > one for one, later in itertools.combinations(values, 2)),
    "falls": lambda values: sum(later < one for one, later in itertools.combinations(values, 2)),
    "t": lambda share, freedom: float(stats.t.ppf(share, freedom)),
}
REFUSED = "refused"


@dataclass(frozen=True)
class Line:
    """An input or a step with its value; `by_hand` is what the arithmetic gives, None where there is none."""

    of: Given | Step
    value: object
    by_hand: Any = None


@cache
def modules() -> dict[str, ModuleType]:
    """The modules of `measure` and of its methods by name: what a card may call."""
    return {
        info.name: importlib.import_module(f"{room.__name__}.{info.name}")
        for room in (measure, methods)
        for info in pkgutil.iter_modules(room.__path__)
    }


def worth(expression: str, names: Mapping[str, Any], given: Mapping[str, Any] | None = None) -> Any:
    """The value of an expression in these names. Cards are part of the package and trusted as its code is.

    >>> worth("(v - b) / (T - b)", {"b": 40, "v": 55, "T": 80})
    0.375
    """
    return eval(expression.strip(), {**(modules() if given is None else given), **names})


def worked(example: Example, case: Case) -> list[Line]:
    """The lines of an example's table in order: inputs, then steps, each from those before it.

    Hand arithmetic knows the numbers above it and BY_HAND; a call knows the modules of `measure`. The value of a step
    is the call's where there is one. ValueError for a call that should be refused and is not.
    """
    lines, names = [], {}
    for given in example.given:
        names[given.name] = worth(given.value, case.inputs)
        lines.append(Line(given, names[given.name]))
    for name, call in example.let.items():
        names[name] = worth(call, names)
    for step in example.step:
        by_hand = None if step.hand is None else worth(step.hand, names, BY_HAND)
        value = by_hand
        if step.refused:
            value = _refusal(step.call or "", names)
        elif step.call is not None:
            value = worth(step.call, names)
        names[step.name] = value
        lines.append(Line(step, value, by_hand))
    return lines


def calls(method: Method) -> tuple[str, ...]:
    """The functions of `measure` that a card calls, as `module.function`, sorted."""
    said = [call for one in method.example for call in (*one.let.values(), *(step.call for step in one.step)) if call]
    nodes = [node for call in said for node in ast.walk(ast.parse(call.strip(), mode="eval"))]
    dotted = {
        f"{node.value.id}.{node.attr}"
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules()
    }
    return tuple(sorted(name for name in dotted if name.split(".")[1][0].islower()))


def plain(value: Any) -> Any:
    """Arrays and tuples as lists, numpy's numbers as Python's, NaN as None.

    >>> import numpy as np
    >>> plain((np.float64(0.5), np.array([1.0, np.nan])))
    [0.5, [1.0, None]]
    """
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return known(value) if isinstance(value, float) else value


def _refusal(call: str, names: Mapping[str, object]) -> str:
    try:
        found = worth(call, names)
    except ValueError:
        return REFUSED
    raise ValueError(f"{call} gave {found!r}; expected ValueError")
