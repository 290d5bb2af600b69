"""The programming interface as a page: signatures, docstrings and examples, read from the code itself."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

from plan_metrics import measure
from plan_metrics.languages import FORMS, SOURCE
from plan_metrics.views.nodes import Element, el

CODE = re.compile(r"`+([^`]+)`+")
SECTIONS = ("Args:", "Returns:", "Raises:")
ITEM = re.compile(r"\n(?! )")  # of a section; what belongs to one is indented
ROOMS = ("measure", "views")  # modules among the names of the package


@cache  # the same in every language
def door() -> str:
    """What `import plan_metrics` gives, as HTML: an entry for each name, with its methods."""
    package = importlib.import_module("plan_metrics")  # what is described here, not what this is made with
    things = {name: getattr(package, name) for name in package.__all__ if name not in ROOMS}
    functions_first = sorted(things.items(), key=lambda each: inspect.isclass(each[1]))
    return _entries("plan_metrics", dict(functions_first))


@cache
def formulas() -> dict[str, str]:
    """The public functions and classes of each module of `measure`, as HTML by the name of the module."""
    names = [found.name for found in pkgutil.walk_packages(measure.__path__, f"{measure.__name__}.")]
    modules = {name: importlib.import_module(name) for name in sorted(names)}
    return {
        name.removeprefix("plan_metrics."): str(el("div", *_docstring(module), lang=FORMS[SOURCE].html))
        + _entries(name, _own(module))
        for name, module in modules.items()
        if _own(module)
    }


def _own(module: ModuleType) -> dict[str, object]:
    """The public functions and classes that a module defines, in the order of its lines."""
    return {  # a module keeps its names in the order in which it defines them
        name: thing
        for name, thing in vars(module).items()
        if (inspect.isfunction(thing) or inspect.isclass(thing))
        and thing.__module__ == module.__name__
        and not name.startswith("_")
    }


def _entries(module: str, things: dict[str, object]) -> str:
    entries = [part for name, thing in things.items() for part in _entry(f"{module}.{name}", name, thing)]
    return str(el("dl", *entries, css="pm-reference", lang=FORMS[SOURCE].html))


def _entry(address: str, name: str, thing: object) -> Iterator[Element]:
    """The signature and what is said of a function or class, then those of its public methods."""
    yield el("dt", el("code", f"{name}{_signature(thing)}"), id=address)
    yield el("dd", *_docstring(thing))
    if inspect.isclass(thing):
        for method, known in vars(thing).items():
            called = known.fget if isinstance(known, property) else known
            if not method.startswith("_") and inspect.isfunction(called) and called.__doc__:
                shown = "" if isinstance(known, property) else _signature(called)
                yield el("dt", el("code", f"{name}.{method}{shown}"), id=f"{address}.{method}")
                yield el("dd", *_docstring(called))


class _Annotation(str):
    """An annotation that shows itself as it is written in the code, without quotes."""

    __repr__ = str.__str__


def _signature(thing: Any) -> str:
    try:
        signature = inspect.signature(thing)
    except ValueError:
        return ""
    parameters = [
        each.replace(annotation=_Annotation(each.annotation)) if isinstance(each.annotation, str) else each
        for each in signature.parameters.values()
        if each.name != "self" and not each.name.startswith("_")
    ]
    result = signature.return_annotation
    if isinstance(result, str):
        result = _Annotation(result)
    return str(signature.replace(parameters=parameters, return_annotation=result))


def _docstring(thing: object) -> Iterator[Element]:
    """The paragraphs of a docstring; its sections as lists, an example as it is typed."""
    for part in (inspect.getdoc(thing) or "").split("\n\n"):
        head, _, rest = part.partition("\n")
        if head in SECTIONS:
            yield el("p", el("strong", head.rstrip(":")))
            items = [" ".join(item.split()) for item in ITEM.split(textwrap.dedent(rest))]
            yield el("p", *_words(" ".join(items))) if head == "Returns:" else el("ul", *map(_named, items))
        elif part.lstrip().startswith(">>>"):
            lines = [each for line in part.splitlines() for each in (line, el("br"))]
            yield el(
                "pre", *lines[:-1]
            )  # a block of HTML in Markdown ends at an empty line, and loses what is indented
        elif part:
            yield el("p", *_words(" ".join(part.split())))


def _named(item: str) -> Element:
    """An argument or an error of a section, and what is said of it."""
    name, _, said = item.partition(": ")
    return el("li", el("code", name), ": ", *_words(said))


def _words(text: str) -> Iterator[str | Element]:
    """A paragraph, with what stands between backticks as code."""
    for index, part in enumerate(CODE.split(text)):
        yield el("code", part) if index % 2 else part
