"""Tells how a build goes: bars on a terminal, plain lines elsewhere, one JSON object a line for machines."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from plan_metrics.errors import N_
from plan_metrics.terminal import say
from plan_metrics.waiting import time_left

Tell = Callable[..., None]

# What people are told. An event that is not here, and is no stage and no page, is for machines only.
SAID = {
    "waiting": N_("Another build is at work in this folder; waiting until it has ended."),
    "unchanged": N_("Nothing has changed since the report was built."),
    "planned": N_("Edition {edition}: {pages} pages, {to_make} of them to make."),
    "printed_before": N_("The book has not changed and is not printed again."),
    "heavy": N_("More than {limit} KB, which is slow on a phone: {pages}"),
    "printing": N_("Printing the book; languages: {languages}."),
    "warnings": N_("{n} warnings about the figures; see them with: plan-metrics check {edition}"),
    "ready": N_("The report is ready. Open {path}"),
    "preview": N_("The published report stays as it was, because a page failed. What it would be now: {path}"),
    "incomplete": N_("The report is published with pages that failed, as plan.toml allows. Open {path}"),
    "failed": N_("Failed: {page} ({language}): {problem}"),
    "failures": N_("Pages that failed: {n}"),
}
ON_STDERR = {"failed", "failures"}
STAGES = {"notebooks": N_("notebooks"), "book": N_("book")}
STEPS = ("page", "step")
LINES = 10  # at most, for a stage that is told in plain lines


@contextmanager
def progress(as_json: bool, translate: Callable[[str], str], *, quiet: bool = False) -> Iterator[Tell]:
    """A function `tell(event, **values)` for the events of a build; events are listed in CONTRIBUTING.md."""
    if as_json:
        yield _as_json
    elif quiet:
        yield _failures(translate)
    elif sys.stdout is not None and sys.stdout.isatty():
        with _bars(translate) as tell:
            yield tell
    else:
        yield _lines(translate)


def _as_json(event: str, **values: Any) -> None:
    say(json.dumps({"event": event, **values}, ensure_ascii=False))


def _message(translate: Callable[[str], str], event: str, values: dict[str, object]) -> str:
    return translate(SAID[event]).format(**values)


def _failures(translate: Callable[[str], str]) -> Tell:
    def tell(event: str, **values: Any) -> None:
        if event in ON_STDERR:
            say(_message(translate, event, values), error=True)

    return tell


def _lines(translate: Callable[[str], str]) -> Tell:
    stage, made, total, started = "", 0, 0, 0.0

    def tell(event: str, **values: Any) -> None:
        nonlocal stage, made, total, started
        if event in SAID:
            say(_message(translate, event, values), error=event in ON_STDERR)
        elif event == "stage":
            stage, made, total = translate(STAGES[values["name"]]), 0, values["total"]
            started = monotonic()
        elif event in STEPS:
            made += 1
            if made * LINES // total != (made - 1) * LINES // total:
                say(f"{stage} {made}/{total}{time_left(translate, monotonic() - started, made / total)}")

    return tell


@contextmanager
def _bars(translate: Callable[[str], str]) -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    errors = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn()) as shown:
        task: TaskID | None = None

        def tell(event: str, **values: Any) -> None:
            nonlocal task
            if event in SAID:
                console = errors if event in ON_STDERR else shown.console
                console.print(_message(translate, event, values), markup=False, highlight=False, soft_wrap=True)
            elif event == "stage":
                task = shown.add_task(translate(STAGES[values["name"]]), total=values["total"])
            elif event in STEPS and task is not None:
                shown.advance(task)

        yield tell
