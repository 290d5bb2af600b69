"""Records and frames as text that is the same on every machine, and back. What a record lacks, it lacks again.

A record that was cut down to what a page reads has no value for the other fields; reading one of them raises
AttributeError there as here. Imports nothing of ours: the caller names the classes.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import pandas as pd
from pydantic import BaseModel

Record = TypeVar("Record", bound=BaseModel)
KIND = "@"  # the key under which a JSON object says what it stands for


def encode(value: Any) -> bytes:
    """The canonical JSON of a value: records, dataclasses, frames, dicts, lists, tuples, texts, numbers, None.

    Raises TypeError for anything else, rather than guess. NaN is written as NaN.

    >>> encode({"b": 1, "a": (2.5, None)})
    b'{"a":{"@":"tuple","items":[2.5,null]},"b":1}'
    """
    return text(plain(value)).encode()


def text(tree: Any) -> str:
    """The canonical text of what `plain` gave, or of a part of it."""
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode(raw: bytes, classes: Iterable[type]) -> Any:
    """The value that `encode` wrote; `classes` are those of its records and dataclasses."""
    return _rich(json.loads(raw), {cls.__name__: cls for cls in classes})


def plain(value: Any) -> Any:
    """The same value of dicts, lists, texts, numbers and None alone."""
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, BaseModel):
        return {KIND: type(value).__name__, "values": {name: plain(each) for name, each in value.__dict__.items()}}
    if isinstance(value, pd.DataFrame):
        columns = {str(name): _column(column) for name, column in value.items()}
        return {KIND: "frame", "columns": columns, "order": list(columns)}
    if dataclasses.is_dataclass(value):
        fields = {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {KIND: type(value).__name__, "values": fields}
    if isinstance(value, Mapping):
        return {_key(name): plain(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return {KIND: "tuple", "items": [plain(each) for each in value]}
    if isinstance(value, list):
        return [plain(each) for each in value]
    raise TypeError(f"no canonical form for a value of type {type(value).__name__}")


def _column(column: pd.Series) -> list[Any]:
    cells = column.tolist()
    return [str(column.dtype), [plain(cell) for cell in cells] if column.dtype == object else cells]


def without(record: Record, fields: Iterable[str]) -> Record:
    """A copy of a record that lacks these fields."""
    hidden = set(fields)
    return bare(type(record), {name: value for name, value in record.__dict__.items() if name not in hidden})


def bare(cls: type[Record], values: Mapping[str, Any]) -> Record:
    """A record with exactly these values: nothing is checked, and no default steps in for what is not there."""
    record = cls.model_construct(**values)
    for name in set(record.__dict__) - set(values):
        del record.__dict__[name]
    return record


def _key(name: Any) -> str:
    if not isinstance(name, str) or name == KIND:
        raise TypeError(f"no canonical form for the key {name!r}")
    return name


def _rich(value: Any, classes: Mapping[str, type]) -> Any:
    if isinstance(value, list):
        return [_rich(each, classes) for each in value]
    if not isinstance(value, dict):
        return value
    kind = value.get(KIND)
    if kind is None:
        return {name: _rich(each, classes) for name, each in value.items()}
    if kind == "tuple":
        return tuple(_rich(each, classes) for each in value["items"])
    if kind == "frame":
        made = {}
        for name in value["order"]:
            dtype, cells = value["columns"][name]
            rich = [_rich(cell, classes) for cell in cells] if dtype == "object" else cells
            made[name] = pd.Series(rich, dtype=dtype)
        return pd.DataFrame(made)
    values = {name: _rich(each, classes) for name, each in value["values"].items()}
    cls = classes[kind]
    return bare(cls, values) if issubclass(cls, BaseModel) else cls(**values)
