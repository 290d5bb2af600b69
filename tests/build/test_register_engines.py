"""One expression on every engine: DuckDB everywhere, PostgreSQL and Spark where they are there, which CI has to be."""

from __future__ import annotations

import gc
import os
import shutil
import uuid
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest
from registers_made import COLUMNS, DAY, by_hand, card, made, write

from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan
from plan_metrics.registers.engines import opened
from plan_metrics.registers.result import Result, result_of

ROOT = Path(__file__).parents[2]
ADDRESS = "PLAN_METRICS_TEST_POSTGRESQL"  # of a database in which these tests may make and drop tables
ROWS = made(1500, 3)
TYPES = "number text, holder text, place text, scheme text, begins date, ends date, entered date, staff bigint"


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The shipped plan, read once."""
    return read_plan(ROOT / "data" / "plan")


@pytest.fixture(scope="module")
def spark() -> Iterator[object]:
    """A Spark of one core, which goes when the tests of this file are over."""
    needed(shutil.which("java") is not None, "a Java runtime such as the package default-jre-headless")
    needed(find_spec("pyspark") is not None, "PySpark: pip install 'plan-metrics[spark]'")
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # it lives for seconds
    }
    builder = SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()
    del session, builder
    gc.collect()


def needed(is_there: bool, what: str) -> None:
    """Leave a test out on a reader's machine that lacks something; in CI nothing may be lacking."""
    if not is_there and os.environ.get("CI") == "true":
        pytest.fail(f"CI needs {what}; .ci/run installs and starts it")
    if not is_there:
        pytest.skip(f"needs {what}")


def counted_in(plan: Plan, base: Path, place: dict[str, str]) -> Result:
    """What is counted in the register at a place."""
    declared = card(place)
    with opened(declared, base) as found:
        return result_of(found, declared, plan, DAY)


@pytest.fixture(scope="module")
def from_csv(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """What is counted in the rows as two CSV files."""
    base = tmp_path_factory.mktemp("csv")
    write(base / "a.csv", ROWS[:700])
    write(base / "b.csv", ROWS[700:])
    return counted_in(plan, base, {"kind": "csv", "files": "*.csv"})


def same(one: Result, other: Result) -> None:
    """Both have the same figures and the same account of the rows."""
    assert one.figures == other.figures
    assert (one.profile, one.elsewhere) == (other.profile, other.elsewhere)


def test_the_figures_are_those_of_a_plain_loop(plan: Plan, from_csv: Result):
    """Every figure is what counting row by row gives, 0 where there is no row; what was left out is told."""
    hand = by_hand(ROWS, plan)
    assert {cell: value for cell, value in from_csv.figures.items() if value} == hand
    assert len(from_csv.figures) == 2 * 2 * 32 * 6 + 6
    on_time = [row for row in ROWS if row[6] <= DAY]
    assert (from_csv.profile.rows, from_csv.profile.late) == (len(on_time), len(ROWS) - len(on_time))
    assert from_csv.profile.last == max(row[6] for row in on_time)
    assert from_csv.elsewhere == {word: sum(row[2] == word for row in on_time) for word in ("境外", "不详")}


def test_parquet_and_a_file_of_duckdb_give_the_same(plan: Plan, from_csv: Result, tmp_path: Path):
    """Where the rows lie makes no difference to any figure."""
    with duckdb.connect(str(tmp_path / "made.duckdb")) as made_file:
        made_file.execute(f"CREATE TABLE made ({TYPES})")
        made_file.executemany(f"INSERT INTO made VALUES ({', '.join('?' * len(COLUMNS))})", ROWS)
        made_file.execute(f"COPY made TO '{tmp_path / 'made.parquet'}'")
    same(counted_in(plan, tmp_path, {"kind": "parquet", "files": "*.parquet"}), from_csv)
    same(counted_in(plan, tmp_path, {"kind": "duckdb", "files": "made.duckdb", "table": "made"}), from_csv)


def test_postgresql_gives_the_same(plan: Plan, from_csv: Result, tmp_path: Path):
    """PostgreSQL counts the same to the row, in a transaction that can only read."""
    needed(bool(os.environ.get(ADDRESS)), f"a PostgreSQL whose address is in {ADDRESS}")
    import psycopg

    schema = f"made_{uuid.uuid4().hex}"
    with psycopg.connect(os.environ[ADDRESS], autocommit=True) as server:
        server.execute(f"CREATE SCHEMA {schema}")
        try:
            server.execute(f"CREATE TABLE {schema}.made ({TYPES})")
            server.cursor().executemany(f"INSERT INTO {schema}.made VALUES ({', '.join(['%s'] * len(COLUMNS))})", ROWS)
            place = {"kind": "postgresql", "address_in": ADDRESS, "table": f"{schema}.made"}
            same(counted_in(plan, tmp_path, place), from_csv)
        finally:
            server.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # PySpark leaves its sockets to the collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_spark_gives_the_same(plan: Plan, from_csv: Result, spark, tmp_path: Path):
    """Spark counts the same to the row."""
    file = write(tmp_path / "made.csv", ROWS)
    types = TYPES.replace("text", "string")
    spark.read.csv(str(file), schema=types, header=True).createOrReplaceTempView("made")
    same(counted_in(plan, tmp_path, {"kind": "spark", "table": "made"}), from_csv)
