"""What a command is run with, and the three things it says: what was done, a result that was asked for, and faults."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plan_metrics import paths
from plan_metrics.errors import Fault, check_faults, fault_at
from plan_metrics.terminal import say
from plan_metrics.views.language import catalogue

if TYPE_CHECKING:
    from plan_metrics.context import Context
    from plan_metrics.edition.answers import Answer
    from plan_metrics.plan.models import Plan

BAD_INPUT = 2


@dataclass(frozen=True)
class Call:
    """A command that was called: the project folder, what was chosen, and the language of its messages."""

    base: Path
    chosen: Namespace
    language: str

    @property
    def gettext(self) -> Callable[[str], str]:
        """Translates a string of the catalogue."""
        return catalogue(self.language).gettext

    @property
    def form(self) -> str:
        """The form of what is said: text, json or github."""
        return str(getattr(self.chosen, "format", "text"))

    @contextmanager
    def waiting(self, what: str) -> Iterator[None]:
        """Work that tells people at a terminal how far it is, where it takes long; `what` is the command."""
        if self.form != "text" or self.chosen.quiet or sys.stderr is None or not sys.stderr.isatty():
            yield
            return
        from plan_metrics.waiting import shown

        with shown(what, self.gettext):
            yield

    def done(self, text: str, **facts: object) -> int:
        """Say what was done, unless asked to be quiet; `facts` are the same for a program. The exit code 0."""
        if self.form == "json":
            say(as_json(facts))
        elif not self.chosen.quiet:
            say(text)
        return 0

    def result(self, text: Callable[[], str], facts: Callable[[], object]) -> int:
        """Say what was asked for, as text or as data; only the one is made. The exit code 0."""
        say(as_json(facts()) if self.form == "json" else text())
        return 0

    def told(
        self, text: Callable[[], str], facts: Callable[[], object], faults: Sequence[Fault], *, asked: bool
    ) -> int:
        """Say what came of a command: as text, as data, or its faults alone. To the quiet only what was `asked` for.

        2 where a fault stops, else 0.
        """
        if self.form == "json":
            say(as_json(facts()))
        elif self.form == "github":
            self.faults(faults)
        elif asked or not self.chosen.quiet:
            say(text())
        return BAD_INPUT if any(fault.severity == "fault" for fault in faults) else 0

    def faults(
        self, faults: Sequence[Fault], answered: Sequence[tuple[Fault, Answer]] = (), *, strict: bool = False
    ) -> int:
        """Say faults and warnings, the latter not to the quiet unless `strict`. 2 where something stops, else 0."""
        stopping = [fault for fault in faults if strict or fault.severity == "fault"]
        if self.chosen.quiet and self.form == "text":
            faults, answered = stopping, ()
        if faults or self.form == "json" or not self.chosen.quiet:
            from plan_metrics.views.check_output import check_output

            say(check_output(self.form, faults, answered, self._folder(), self.language))
        return BAD_INPUT if stopping else 0

    def refused(self, faults: Sequence[Fault]) -> int:
        """Say why nothing was done: on standard error, but for a program that reads a form. The exit code 2."""
        from plan_metrics.views.check_output import check_output

        text = check_output(self.form, faults, (), self._folder(), self.language)
        if self.form == "json" and getattr(self.chosen, "lines", False):  # of a command that says an object a line
            text = json.dumps({"event": "refused", **json.loads(text)}, ensure_ascii=False)
        say(text, error=self.form == "text")
        return BAD_INPUT

    def plan(self) -> Plan:
        """The plan of the project, or that of the frozen edition asked for; `FaultError` with all its faults."""
        from plan_metrics.plan.read import read_plan

        edition = getattr(self.chosen, "edition", None)
        if edition and paths.frozen_plan(folder := paths.edition_folder(self.base, edition)):
            from plan_metrics.edition.frozen import plan_faults

            check_faults(plan_faults(folder))
        return read_plan(paths.plan_folder(self.base, edition))

    def edition(self, plan: Plan) -> str:
        """The edition that was asked for, without one the plan's default. `FaultError` if it is none of the project."""
        from plan_metrics.edition.choice import edition_called

        asked = plan.head.default_edition if self.chosen.edition is None else self.chosen.edition
        self.chosen.edition = edition_called(self.base, str(asked), plan)
        return str(self.chosen.edition)

    def context(self, edition: str | None = None) -> Context:
        """An edition, measured; without one the edition that was asked for, or the plan's default."""
        from plan_metrics.context import read_context

        plan = self.plan()
        return read_context(edition or self.edition(plan), plan.spoken(self.language), self.base)

    def _folder(self) -> Path | None:
        """The folder of the edition that was asked for, seen from the project; None if there is no such edition."""
        from plan_metrics.plan.declared import default_edition

        asked = getattr(self.chosen, "edition", None)
        edition = default_edition(paths.plan_folder(self.base)) if asked is None else asked
        folder = paths.edition_folder(self.base, str(edition))
        is_name = edition and Path(edition).name == edition  # and no path, which may lead anywhere
        return folder.relative_to(self.base) if is_name and folder.is_dir() else None


def encoding_said(call: Call) -> str:
    """The encoding that was said for tables; empty for none. Raises `FaultError` for what is no encoding."""
    from plan_metrics.errors import N_, FaultError
    from plan_metrics.reading.encodings import OFTEN, is_encoding

    said = call.chosen.encoding or ""
    if said and not is_encoding(said):
        expected, fix = N_("the name of an encoding"), N_("Those that are met most are: {known}.")
        rule, found, known = "unknown_encoding", N_("“{value}”"), ", ".join(OFTEN)
        raise FaultError([fault_at(rule, "--encoding", found, expected, fix, value=said, known=known)])
    return said.casefold()


def as_json(facts: object) -> str:
    """Data as one JSON value."""
    return json.dumps(facts, ensure_ascii=False, indent=1)
