"""Opens the table of a register in its engine, and says what does not answer; passwords are never told."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis.backends.sql import SQLBackend
from sqlglot import exp

from plan_metrics.errors import N_, Fault, FaultError, fault_at
from plan_metrics.files import passing_folder
from plan_metrics.registers.card import FOLDER, Register
from plan_metrics.waiting import asked

MEMORY = "3GB"  # of DuckDB, which then goes on with its disk: a machine of 4 GiB counts any register
SECONDS = 10  # that a database may take to answer at all
LONGEST = 300  # characters of what an engine says


@dataclass(frozen=True)
class Opened:
    """An engine and the table of a register in it, with the register's own columns; `texts`: dates are texts."""

    engine: SQLBackend
    table: ir.Table
    texts: bool = False

    def words(self, pairs: Sequence[tuple[str, str]]) -> ir.Table:
        """Words and what they stand for as a table `word`, `code` that stands in the query itself."""
        values = exp.values(list(pairs) or [("", "")], alias="m", columns=["word", "code"])
        named = exp.select("*").from_(values).sql(dialect="duckdb")
        table = self.engine.sql(named, schema=ibis.schema({"word": "string", "code": "string"}), dialect="duckdb")
        return table if pairs else table.limit(0)

    def rows(self, query: str, card: Register) -> list[dict[str, Any]]:
        """The rows that a query of `sql` gives. Raises `FaultError` where the engine gives up."""
        try:
            with asked(self._share):
                found = self.engine.raw_sql(query)
                if self.engine.name == "pyspark":
                    return [row.asDict() for row in found.collect()]
                names = [column[0] for column in found.description]
                return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        except Exception as error:  # every engine has classes of its own
            raise FaultError([_unread(card, error)]) from error

    def _share(self) -> float:
        """The share of a query that DuckDB has done; 0 for other engines, which do not say it."""
        return max(0.0, self.engine.con.query_progress() / 100) if self.engine.name == "duckdb" else 0.0

    def sql(self, expression: ir.Table) -> str:
        """The query that the engine runs."""
        return str(self.engine.compile(expression, pretty=True))


@contextmanager
def opened(card: Register, base: Path) -> Iterator[Opened]:
    """The table of a register, for as long as it is counted.

    Raises `FaultError` for files that are not there or cannot be read, a library that is not installed, and a database
    that does not answer or does not have the table.
    """
    with ExitStack() as closing:
        try:
            found = _OPEN[card.place.kind](card, base, closing)
        except FaultError:
            raise
        except ImportError as error:
            raise FaultError([_no_library(card, error)]) from error
        except Exception as error:  # every engine has classes of its own
            raise FaultError([_unread(card, error)]) from error
        yield found


def _embedded(closing: ExitStack) -> Any:
    spilled = str(closing.enter_context(passing_folder()))
    settings = {"memory_limit": MEMORY, "temp_directory": spilled, "preserve_insertion_order": False}
    engine = ibis.duckdb.connect(**settings)
    engine.raw_sql("SET enable_progress_bar = true; SET enable_progress_bar_print = false")  # for whoever asks
    closing.callback(engine.disconnect)
    return engine


def _files(card: Register, base: Path) -> list[str]:
    pattern = str(card.place.files)
    files = sorted(glob.glob(str(base / pattern), recursive=True))
    if odd := [file for file in files if not os.path.isfile(file)]:
        found, fix = N_("“{value}”, which is no file"), N_("Correct the pattern, so that it names files only.")
        raise FaultError([fault(card, "place.files", found, N_("the files of the register"), fix, value=odd[0])])
    if not files:
        fix = N_("Correct the pattern, or put the files where it looks for them.")
        raise FaultError([fault(card, "place.files", N_("no file “{value}”"), N_("the files of the register"), fix)])
    return files


def _parquet(card: Register, base: Path, closing: ExitStack) -> Opened:
    files = _files(card, base)
    engine = _embedded(closing)
    return Opened(engine, engine.read_parquet(files, table_name="register"))


def _csv(card: Register, base: Path, closing: ExitStack) -> Opened:
    files = _files(card, base)
    engine = _embedded(closing)
    how: dict[str, Any] = {"all_varchar": True, "header": True, "delim": ",", "quote": '"', "escape": '"'}
    return Opened(engine, engine.read_csv(files, table_name="register", **how), texts=True)


def _duckdb(card: Register, base: Path, closing: ExitStack) -> Opened:
    (file, *others) = _files(card, base)
    if others:
        found, expected = N_("“{value}”, which are several files"), N_("one file of DuckDB")
        raise FaultError([fault(card, "place.files", found, expected, N_("Correct the pattern."))])
    engine = _embedded(closing)
    engine.attach(file, name="register", read_only=True)
    engine.raw_sql("SET enable_external_access = false")  # a view in it may read other files, or fetch them
    return Opened(engine, engine.table(str(card.place.table), database="register.main"))


def _postgresql(card: Register, base: Path, closing: ExitStack) -> Opened:
    import psycopg

    named = str(card.place.address_in)
    if not os.environ.get(named):
        fix = N_("Set the variable to the address of the database, such as postgresql://USER@HOST/NAME.")
        expected = N_("the variable {value} of the environment, with the address of the database")
        raise FaultError([fault(card, "place.address_in", N_("no such variable"), expected, fix)])
    address = _address(card)
    if address is None:
        expected = N_("the address of a database, such as postgresql://USER@HOST/NAME")
        fix = N_("Correct what the variable holds; it is not shown here, since a password may be part of it.")
        raise FaultError([fault(card, "place.address_in", N_("another text in {value}"), expected, fix)])
    connection = closing.enter_context(psycopg.connect(os.environ[named], connect_timeout=SECONDS))
    connection.read_only = True
    engine = ibis.postgres.from_connection(connection)
    schema, _, table = str(card.place.table).rpartition(".")
    return Opened(engine, engine.table(table, database=schema or None))


def _spark(card: Register, base: Path, closing: ExitStack) -> Opened:
    from pyspark.sql import SparkSession

    engine = ibis.pyspark.connect(SparkSession.builder.appName("plan-metrics").getOrCreate())
    return Opened(engine, engine.table(str(card.place.table)))


_OPEN = {"parquet": _parquet, "csv": _csv, "duckdb": _duckdb, "postgresql": _postgresql, "spark": _spark}


def fault(card: Register, column: str | None, found: str, expected: str, fix: str, **values: Any) -> Fault:
    """A fault of a register at a key of its card; `value` is what stands there unless another is given."""
    place: Any = card
    for key in (column or "").split("."):
        place = getattr(place, key, None)
    values = {"value": place, **values}
    return fault_at("register", f"{FOLDER}/{card.id}.toml", found, expected, fix, column=column, **values)


def _address(card: Register) -> dict[str, Any] | None:
    """The parts of the address of a database; None where it is none."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        return conninfo_to_dict(os.environ[str(card.place.address_in)])
    except ProgrammingError:
        return None


def _unread(card: Register, error: Exception) -> Fault:
    """What an engine said, without the password that it may have told."""
    said = " ".join(str(error).split())
    place = card.place
    if place.address_in and os.environ.get(place.address_in):
        password = str((_address(card) or {}).get("password") or "")
        said = said.replace(password, "…") if password else said
    key = "place.files" if place.files else "place.table" if place.kind == "spark" else "place.address_in"
    expected = N_("a register that can be read and counted")
    fix = N_("Look whether the place on the card is right, whether it answers, and what it lets this user read.")
    return fault(card, key, N_("{kind} says: {said}"), expected, fix, kind=place.kind, said=said[:LONGEST])


def _no_library(card: Register, error: ImportError) -> Fault:
    fix = N_("Install it: pip install 'plan-metrics[{extra}]'; Spark needs Java 17 as well.")
    expected = N_("the library that reads {kind}")
    extra = "spark" if card.place.kind == "spark" else "registers"
    values = {"kind": card.place.kind, "extra": extra, "name": error.name or "?"}
    return fault(card, "place.kind", N_("no library “{name}”"), expected, fix, **values)
