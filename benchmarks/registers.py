"""Counts registers of 1, 10 and 100 million certificates, beside the best SQL that was written by hand for it.

    python benchmarks/registers.py [--sizes 1 10] [--rounds 3] [--spark 1]

Certificates are made by seed into Parquet: about 30 % have expired, one in twenty-five was changed later, one in fifty
stands there twice, one in a thousand lies in no region. Both ways give valid certificates and distinct holders by
province, scheme and year 2017 to 2025, with the national rows, and must give the same. Each is measured in a process of
its own, in turns. What is found is written to `benchmarks/registers.md`; sizes that are not measured keep their rows.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import ibis

from plan_metrics.registers.card import Place, Register
from plan_metrics.registers.counting import COLUMNS, counted
from plan_metrics.registers.engines import MEMORY, Opened, opened

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "build" / "benchmark_registers.json"
REPORT = ROOT / "benchmarks" / "registers.md"
SEED = 20170609
MILLION = 1_000_000
DAY = dt.date(2026, 2, 28)
YEARS = [str(year) for year in range(2017, 2026)]
REGIONS, SCHEMES = 31, 20
TARGET, LIMIT = 1.5, 4096  # of the time of the SQL by hand; MiB


def make(file: Path, certificates: int) -> None:
    """A register of so many certificate numbers, and the rows that were added to them later."""
    rows = f"""
        WITH numbers AS (SELECT i, hash(i, {SEED}) AS a, hash(i, {SEED + 1}) AS b FROM range({certificates}) r(i)),
        first AS (
            SELECT i, a, b, 0 AS again, hash(i, {SEED + 2}) % {max(certificates // 4, 1)} AS h,
                DATE '2015-06-01' + (b % 3900)::INTEGER AS valid_from FROM numbers),
        every AS (
            SELECT * FROM first
            UNION ALL SELECT * REPLACE (1 AS again) FROM first WHERE i % 25 = 7
            UNION ALL SELECT * FROM first WHERE i % 50 = 11)
        SELECT 'C' || lpad(i::VARCHAR, 11, '0') AS certificate,
            '91' || lpad(h::VARCHAR, 16, '0') AS holder,
            CASE WHEN a % 1000 = 0 THEN '不详' ELSE 'P' || (hash(h) % {REGIONS})::VARCHAR END AS region,
            'S' || (a % {SCHEMES})::VARCHAR AS breakdown,
            valid_from,
            valid_from + 1826 * 2 + 700 - 400 * again - (a % 2600)::INTEGER AS valid_to,
            valid_from + (a % 60)::INTEGER + 300 * again AS recorded
        FROM every"""
    with duckdb.connect(config={"memory_limit": MEMORY, "preserve_insertion_order": False}) as engine:
        engine.execute(f"COPY ({rows}) TO '{file}' (FORMAT parquet)")


def by_hand(file: Path) -> list[tuple[object, ...]]:
    """The fastest SQL that was found: numbers that stand in several rows apart, one table of holders, and of each of
    them in the whole no more than whether it has a valid certificate."""
    rows = f"(SELECT * FROM '{file}' WHERE recorded <= DATE '{DAY}')"
    said = "holder, region, breakdown, valid_from, valid_to"
    valid = {year: f"valid_from <= DATE '{year}-12-31' AND valid_to >= DATE '{year}-12-31'" for year in YEARS}
    each = ", ".join(f"count(*) FILTER ({condition}) AS n{year}" for year, condition in valid.items())
    both = ", ".join(f"sum(n{year})::BIGINT AS c{year}, count(*) FILTER (n{year} > 0)" for year in YEARS)
    yes_or_no = ", ".join(f"bool_or(n{year} > 0) AS is{year}" for year in YEARS)
    distinct = ", ".join(f"count(*) FILTER (is{year}) AS h{year}" for year in YEARS)
    of_whole = ", ".join(f"sum(c{year})::BIGINT, any_value(h{year})" for year in YEARS)
    query = f"""
        WITH often AS (SELECT certificate FROM {rows} GROUP BY 1 HAVING count(*) > 1),
        again AS (
            SELECT *, max(recorded) OVER (PARTITION BY certificate) AS last
            FROM {rows} r SEMI JOIN often USING (certificate)),
        one AS (
            SELECT {said} FROM {rows} r ANTI JOIN often USING (certificate)
            UNION ALL SELECT {said} FROM (SELECT DISTINCT * FROM again WHERE recorded = last)),
        holders AS (
            SELECT CASE WHEN region = '不详' THEN '' ELSE region END AS place, breakdown, holder, {each}
            FROM one GROUP BY ALL),
        places AS (SELECT place, breakdown, {both} FROM holders GROUP BY ALL),
        once AS (SELECT breakdown, holder, {yes_or_no} FROM holders GROUP BY ALL),
        distinct_ones AS (SELECT breakdown, {distinct} FROM once GROUP BY ALL)
        FROM places
        UNION ALL
        SELECT 'CN', breakdown, {of_whole}
        FROM places JOIN distinct_ones USING (breakdown) GROUP BY breakdown"""
    with tempfile.TemporaryDirectory() as spilled:
        config = {"memory_limit": MEMORY, "preserve_insertion_order": False, "temp_directory": spilled}
        with duckdb.connect(config=config) as engine:
            return engine.execute(query).fetchall()


def by_us(file: Path, engine: str) -> list[tuple[object, ...]]:
    """The same by the expression of the package, as the command runs it."""
    place = Place(kind="spark", table="made") if engine == "spark" else Place(kind="parquet", files=file.name)
    card = Register.model_construct(id="made", place=place)
    if engine == "spark":
        from pyspark.sql import SparkSession

        session = SparkSession.builder.master("local[2]").config("spark.driver.memory", "3g")
        session = session.config("spark.sql.shuffle.partitions", "16").config("spark.ui.enabled", "false").getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        session.read.parquet(str(file)).createOrReplaceTempView("made")
        spark = ibis.pyspark.connect(session)
        return _counted(Opened(spark, spark.table("made")), card)
    with opened(card, file.parent) as found:
        return _counted(found, card)


def _counted(found: Opened, card: Register) -> list[tuple[object, ...]]:
    query = counted(
        found.table.select(*COLUMNS),
        DAY,
        found.words([(f"P{n}", f"P{n}") for n in range(REGIONS)]),
        found.words([(f"S{n}", f"S{n}") for n in range(SCHEMES)]),
        YEARS,
        whole="CN",
        last_day_counts=True,
        elsewhere_counts=True,
    )
    cells = [name for n in range(len(YEARS)) for name in (f"certificates_{n}", f"holders_{n}")]
    return [tuple(row[name] for name in ("region", "breakdown", *cells)) for row in found.rows(found.sql(query), card)]


def once(file: Path, way: str) -> dict[str, object]:
    """One way in this process: seconds of the processor (of Spark, by the clock), peak memory in MiB, and the digest of
    what it found.

    The libraries of both are loaded before: `loading` is what that of Ibis takes beside DuckDB.
    """
    clock = time.perf_counter if way == "spark" else time.process_time
    start = clock()
    if way == "duckdb":
        _ = ibis.duckdb  # loaded when it is asked for
    loading, start = clock() - start, clock()
    rows = by_hand(file) if way == "hand" else by_us(file, way)
    seconds = clock() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    text = "\n".join(sorted(",".join(map(str, row)) for row in rows))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"seconds": seconds, "loading": loading, "peak": peak, "rows": len(rows), "digest": digest}


def measured(file: Path, way: str) -> dict[str, object]:
    """One way in a process of its own."""
    command = [sys.executable, __file__, "--once", way, str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return json.loads(ended.stdout.splitlines()[-1])


def compare(size: int, rounds: int, with_spark: bool) -> dict[str, object]:
    """Both ways in turns for a size in millions, and what is kept of it."""
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        file = Path(folder) / "made.parquet"
        make(file, size * MILLION)
        ((rows, expired),) = duckdb.sql(
            f"SELECT count(*), avg((valid_to < DATE '{DAY}')::INTEGER) FROM '{file}'"
        ).fetchall()
        found: dict[str, list[dict[str, object]]] = {"hand": [], "duckdb": []}
        for turn in range(rounds):
            for way in ("hand", "duckdb") if turn % 2 == 0 else ("duckdb", "hand"):
                found[way].append(measured(file, way))
        if with_spark:
            found["spark"] = [measured(file, "spark")]
    digests = {each["digest"] for runs in found.values() for each in runs}
    seconds = {way: statistics.median(run["seconds"] for run in runs) for way, runs in found.items()}
    return {
        "rows": rows,
        "expired": expired,
        "cells": found["duckdb"][0]["rows"],
        "rounds": rounds,
        "seconds": seconds,
        "loading": statistics.median(run["loading"] for run in found["duckdb"]),
        "ratio": statistics.median(
            ours["seconds"] / hand["seconds"] for ours, hand in zip(found["duckdb"], found["hand"], strict=True)
        ),
        "peak": {way: max(run["peak"] for run in runs) for way, runs in found.items() if way != "spark"},
        "same": len(digests) == 1,
    }


def report(results: dict[str, dict[str, object]]) -> str:
    """The note."""
    columns = ("Million certificates", "Rows", "Expired", "By hand, s", "plan-metrics, s", "Ratio", "µs a row")
    columns = (*columns, "Peak, MiB", "By hand, MiB", "Rounds", "Same figures")
    lines = [
        "# Registers",
        "",
        "Written by `python benchmarks/registers.py`: certificates made by seed, in Parquet, to valid certificates and",
        "distinct holders by province, scheme and year 2017 to 2025, with the national rows. *By hand* is the fastest",
        "SQL of DuckDB that was found for the same figures; both run in turns, each in a process of its own, and",
        f"{MEMORY} for DuckDB. Seconds are those of the processor, of {os.cpu_count()} cores together.",
        "Ratios are the medians of the rounds.",
        "",
        " | ".join(columns),
        " | ".join(["---"] * len(columns)),
    ]
    for size, found in sorted(results.items(), key=lambda item: int(item[0])):
        seconds, peak = found["seconds"], found["peak"]
        lines.append(
            f"{size} | {found['rows']:,} | {found['expired']:.0%} | {seconds['hand']:.1f} | {seconds['duckdb']:.1f} | "
            f"{found['ratio']:.2f} | {seconds['duckdb'] / found['rows'] * 1e6:.2f} | {peak['duckdb']:,.0f} | "
            f"{peak['hand']:,.0f} | {found['rounds']} | {'yes' if found['same'] else 'NO'}"
        )
    target = f"Target: a ratio of at most {TARGET}, a peak under {LIMIT:,} MiB, the same figures, a row at one cost."
    ordered = [results[size] for size in sorted(results, key=int)]
    costs = {way: [found["seconds"][way] / found["rows"] for found in ordered] for way in ("duckdb", "hand")}
    dearer = {way: cost[-1] / cost[0] for way, cost in costs.items()}
    said = f"A row of the largest register costs {dearer['duckdb']:.2f} times one of the smallest, by hand"
    lines += ["", target, f"{said} {dearer['hand']:.2f} times."]
    loading = [found["loading"] for found in results.values() if "loading" in found]
    if loading:
        lines.append(f"Libraries are loaded before the clock starts; that of Ibis took {max(loading):.1f} s more.")
    for size, found in sorted(results.items(), key=lambda item: int(item[0])):
        if "spark" in found["seconds"]:
            same = "the same figures" if found["same"] else "OTHER FIGURES"
            lines.append(
                f"Spark 4.0 on two cores of the same machine, {size} million certificates: "
                f"{found['seconds']['spark']:.0f} s with its start, {same}."
            )
    return "\n".join([*lines, ""])


def main() -> int:
    """Measure, write the note, and end with 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10], help="millions of certificates")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--spark", type=int, nargs="*", default=[], help="sizes that Spark counts as well")
    parser.add_argument("--once", nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.once:
        print(json.dumps(once(Path(chosen.once[1]), chosen.once[0])))
        return 0
    (ROOT / "build").mkdir(exist_ok=True)
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for size in chosen.sizes:
        results[str(size)] = compare(size, chosen.rounds, size in chosen.spark)
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
        REPORT.write_text(report(results), "utf-8")
        print(REPORT.read_text("utf-8"), flush=True)
    missed = [s for s, r in results.items() if r["ratio"] > TARGET or r["peak"]["duckdb"] > LIMIT or not r["same"]]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
