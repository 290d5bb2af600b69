"""Registers: millions of rows of certificates, counted where they lie into observations of an edition.

`card` is the declaration, `engines` opens the table, `rows` says what is wrong with its columns and words, `counting`
is the one expression that every engine runs, `result` the figures, `write` and `told` the command.
"""

from __future__ import annotations

from importlib.util import find_spec

from plan_metrics.errors import N_, FaultError, fault_at


def check_libraries() -> None:
    """Raise `FaultError` where the libraries that count registers are not installed."""
    missing = [name for name in ("ibis", "duckdb", "sqlglot") if find_spec(name) is None]
    if missing:
        found = N_("no library “{name}”")
        expected = N_("the libraries that count registers")
        fix = N_("Install them: pip install 'plan-metrics[registers]'.")
        raise FaultError([fault_at("register", "pyproject.toml", found, expected, fix, name=", ".join(missing))])
