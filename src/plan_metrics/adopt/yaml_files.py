"""Reads YAML, and YAML before a text in Markdown, as text alone: 1.10 stays 1.10, and NO is no answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from plan_metrics.adopt.foreign_files import MOST_BYTES, Files
from plan_metrics.adopt.told import Told
from plan_metrics.errors import N_, FaultError
from plan_metrics.reading.encodings import decoded

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
MOST = 200_000  # nodes of a file
DEEPEST = 100  # a node in nodes
LONGEST = 2_000_000  # bytes of one, which takes hundreds of times that to be read
FENCE = "---"
BODY = "page_content"  # the key of the text below the keys


def read_text(files: Files, name: str, told: Told, most: int = MOST_BYTES) -> str | None:
    """The text of a file; None, which is told, where it cannot be read or taken, or is in no encoding that is read."""
    try:
        return decoded(files.read(name, most), name, files.encoding)
    except FaultError as error:
        told.unread(error, name)
    return None


def read_keys(files: Files, name: str, told: Told) -> dict[str, Any]:
    """The keys of a file, each value a text, a list or keys again; none, which is told, where they cannot be read.

    A file in Markdown has its keys between two lines of dashes; what stands below them is the value of `BODY`.
    """
    text = read_text(files, name, told, LONGEST)
    if text is None:
        return {}
    body = ""
    if name.endswith(".md"):
        lines = text.lstrip().split("\n")
        ends = [at for at, line in enumerate(lines) if line.strip() == FENCE]
        if len(ends) < 2 or ends[0] != 0:
            told.note(name, "unread", N_("no keys between two lines of three dashes"))
            return {}
        text, body = "\n".join(["", *lines[1 : ends[1]]]), "\n".join(lines[ends[1] + 1 :]).strip()
    try:
        _check_events(text)
        read, _ = _value(yaml.compose(text, Loader=LOADER), {}, name, told)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        told.note(name, "unread", N_("no YAML: {problem}"), line=line, problem=error.problem or "")
        return {}
    except (yaml.YAMLError, RecursionError, ValueError):
        told.note(name, "unread", N_("no YAML: {problem}"), problem="–")
        return {}
    if read in ("", None):
        read = {}
    if not isinstance(read, dict):
        told.note(name, "unread", N_("no keys with values"))
        return {}
    return read | ({BODY: body} if body else {})


def _check_events(text: str) -> None:
    """ValueError for a text with more nodes, or deeper ones, than a file of keys has: they are not composed."""
    depth = nodes = 0
    for event in yaml.parse(text, Loader=LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        nodes += isinstance(event, yaml.NodeEvent)
        if depth > DEEPEST or nodes > MOST:
            raise ValueError("too deep, or too many nodes")


def _value(node: yaml.Node | None, known: dict[int, tuple[Any, int]], name: str, told: Told) -> tuple[Any, int]:
    """What a node holds, and of how many nodes it is when each that it points at is written out.

    A node that others point at is made once. ValueError for one that holds itself, and for more than `MOST`.
    """
    if node is None:
        return None, 1
    if id(node) in known:
        if known[id(node)][1] > MOST:
            raise ValueError("a node that holds itself")
        return known[id(node)]
    if isinstance(node, yaml.ScalarNode):
        null = not node.style and node.value in ("~", "null", "Null", "NULL")
        return "" if null else str(node.value), 1
    known[id(node)] = (None, MOST + 1)  # until it is made
    size = 1
    made: Any = [] if isinstance(node, yaml.SequenceNode) else {}
    for each in node.value:
        key, of = each if isinstance(each, tuple) else (None, each)
        read, more = _value(of, known, name, told)
        size += more
        if size > MOST:
            raise ValueError("too many nodes")
        if isinstance(made, list):
            made.append(read)
            continue
        named = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
        if named in made and made[named] != read:
            line = key.start_mark.line + 1
            told.note(name, "changed", N_("a key that stands twice; the last one counts"), named, line=line)
        made[named] = read
    known[id(node)] = (made, size)
    return made, size


def flag(value: object) -> bool:
    """Whether a text says yes.

    >>> flag("true"), flag("Yes"), flag(""), flag(None)
    (True, True, False, False)
    """
    return str(value).strip().casefold() in ("true", "yes", "on", "1")


def text_of(value: object) -> str:
    """A value as one text: of a list its entries, of keys nothing.

    >>> text_of(["a", "b"]), text_of({"a": "b"}), text_of(None)
    ('a, b', '', '')
    """
    if isinstance(value, list):
        return ", ".join(filter(None, map(text_of, value)))
    return value.strip() if isinstance(value, str) else ""


def entries(value: object) -> list[Mapping[str, Any]]:
    """The keys of each entry of a list; of keys alone, these."""
    listed = value if isinstance(value, list) else [value]
    return [each for each in listed if isinstance(each, Mapping)]
