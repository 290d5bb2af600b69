"""Reads an edition's folder by two doors: one raises, the other hands back the faults and warnings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from plan_metrics.edition.answers import Answer, answered, named, read_answers, told_together
from plan_metrics.edition.card import earlier_folders, edition_ids, known_editions, read_card
from plan_metrics.edition.commentary import read_commentaries
from plan_metrics.edition.confidentiality import released
from plan_metrics.edition.copies import read_copies
from plan_metrics.edition.data_quality import quality_warnings
from plan_metrics.edition.frozen import frozen_faults, known_in, plan_at
from plan_metrics.edition.known import Known, Row
from plan_metrics.edition.later import read_errata, read_signatures
from plan_metrics.edition.models import FILES, OBSERVATIONS_FILE, Edition, common_columns, table_columns
from plan_metrics.edition.observation_columns import Columns
from plan_metrics.edition.protection import Past
from plan_metrics.edition.registers import never_cited, read_rejected, read_sources
from plan_metrics.edition.screens import row_faults
from plan_metrics.edition.withdrawals import read_withdrawn
from plan_metrics.errors import N_, Fault, check_faults, fault_at
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import stray_files
from plan_metrics.reading.csv_tables import no_rows
from plan_metrics.waiting import done, part


def read_edition(folder: Path, plan: Plan) -> Edition:
    """The edition in a folder: `edition.toml`, `observations.csv`, `sources.csv`, `rejected.csv`.

    Values are in the plain unit of their indicator; a row whose flag says that there is no value is in
    `missing`, never in `observations`. Raises `FaultError` with every fault of all four files; warnings
    do not stop it (`check_edition` tells them). Other files and folders, such as `codes/`, are ignored.
    """
    edition, faults, _ = _inspect(folder, plan)
    check_faults(map(plan.layout.told, faults))
    assert edition is not None
    return edition


def read_editions(folder: Path, plan: Plan) -> list[Edition]:
    """The edition in a folder and all before it, the newest first, each as `read_edition` gives it, but read once.

    Raises `FaultError` with every fault of the edition; if it has none, with those of the older ones, which name them.
    """
    edition, faults, _ = _unreleased(folder, plan)
    check_faults(map(plan.layout.told, faults))
    assert edition is not None
    past, of_the_past = _past(edition, folder, plan)
    edition, told = released(edition, plan, [_known_in(plan, each) for each in past])
    check_faults(told)
    check_faults(map(plan.layout.told, of_the_past))
    return [edition, *(each.released for each in past)]


@dataclass(frozen=True)
class Checked:
    """The faults of an edition, its warnings without an answer, and the answered warnings with their answers.

    `edition` is that of the rows without a fault; None if it has no card.
    """

    open: list[Fault]
    answered: list[tuple[Fault, Answer]]
    edition: Edition | None = None


def examine(
    folder: Path, plan: Plan, previous: Edition | None, known: Edition | None = None, *, weighed: bool = True
) -> Checked:
    """All faults of the edition in a folder, then its warnings from the worst.

    Faults come from the data contract, warnings from it, from the plausibility and data-quality checks, which also
    compare with the previous edition if there is one. What was lost since then is told once the contract holds: a row
    with a fault is not lost. Answers are those of `answers.csv`. Raises nothing about the data.

    Where only what a change brings is asked for, `known` is the edition before it, of which no figure is `weighed` at
    all: plausibility is only told of others, and answers to warnings about figures rest.
    """
    with part(0, 0.6):
        edition, faults, rows = _inspect(folder, plan)
    stopping = [fault for fault in faults if fault.severity == "fault"]
    warnings = told_together([fault for fault in faults if fault.severity != "fault"], rows)
    if edition is not None:
        with part(0.6, 1):
            known_as = known if weighed else edition
            warnings += quality_warnings(edition, plan, previous, known_as, whole=not stopping)
    answers = edition.answers if edition is not None else read_answers(folder, plan.languages, stopping)
    left, rested, idle = answered([named(fault, rows) for fault in warnings], answers)
    if not stopping:  # beside a fault, a warning may be missing that will be there again
        left += [fault for fault in idle if (weighed and known is None) or fault.values["now"]]
    worst = sorted(left, key=lambda fault: (-fault.weight, fault.sort_key()))
    found = [*sorted(stopping, key=Fault.sort_key), *worst]
    return Checked([*map(plan.layout.told, found)], rested, edition)


def check_edition(folder: Path, plan: Plan, previous: Edition | None) -> list[Fault]:
    """Faults, and warnings without an answer, in the order of the files and lines; see `examine`."""
    return sorted(examine(folder, plan, previous).open, key=Fault.sort_key)


def editions(base: Path) -> list[str]:
    """The ids of the editions of a project folder, from the first to the latest; without `sample`."""
    return edition_ids(base / "data" / "editions")


def _inspect(folder: Path, plan: Plan) -> tuple[Edition | None, list[Fault], Mapping[int, Row]]:
    """The edition of the rows without a fault (None if it has no card), all faults and warnings, and rows by line.

    It is as it may be published, which depends on what the editions before have released.
    """
    edition, faults, rows = _unreleased(folder, plan)
    if edition is None or edition.card.disclosure is None:
        return edition, faults, rows
    past, of_the_past = _past(edition, folder, plan)
    edition, told = released(edition, plan, [_known_in(plan, each) for each in past])
    return edition, [*faults, *of_the_past, *told], rows


def _past(edition: Edition, folder: Path, plan: Plan) -> tuple[list[Past], list[Fault]]:
    """The editions before the one in a folder, the newest first, and their faults, which name them.

    Each is read and released with its own plan if it is frozen; what `plan` does not have is left out afterwards.
    """
    past: list[Past] = []
    found: list[Fault] = []
    for before in earlier_folders(edition.card, folder):
        own = plan_at(before, plan)
        whole, faults, _ = _unreleased(before, own)
        if whole is not None:
            shown, told = released(whole, own, [_known_in(own, each) for each in past])
            past.insert(0, Past(whole, shown))
            faults = [*faults, *told]
        found += [replace(fault, file=f"{before.name}/{fault.file}") for fault in faults if fault.severity == "fault"]
    return past, found


def _known_in(plan: Plan, past: Past) -> Past:
    return Past(known_in(plan, past.whole), known_in(plan, past.released))


def _unreleased(folder: Path, plan: Plan) -> tuple[Edition | None, list[Fault], Mapping[int, Row]]:
    """The same with every figure, before anything is suppressed."""
    if not folder.is_dir():
        return None, [_no_such_edition(folder)], {}
    faults = [*stray_files(folder, FILES), *frozen_faults(folder)]
    card = read_card(folder, plan.languages, faults)
    day = card.day if card else None
    sources = read_sources(folder, day, plan.languages, faults)
    # Rows of the other form are judged as far as they can be, so that their own faults are told as well.
    columns = card.columns if card else table_columns(OBSERVATIONS_FILE, plan.languages)
    table, unread = plan.layout.sound(folder / OBSERVATIONS_FILE, columns, common_columns(plan.languages))
    faults.extend(unread)
    rows = Columns(table or no_rows(OBSERVATIONS_FILE, columns))
    done(0.3)
    found = row_faults(rows, Known(plan, day, sources))
    done(0.7)
    rejected, cited = read_rejected(folder, plan, sources, rows, faults)
    known = {**plan.sources, **(sources or {})}
    commentary = read_commentaries(folder, plan, known, day, faults)
    documents = None if sources is None else {code: source for code, (_, source) in sources.items()}
    withdrawn = read_withdrawn(folder, card, plan, documents, rows, faults)
    cited |= {each.source.source for each in withdrawn if each.source}
    of_words = {name for each in commentary.values() for name in each.card.basis}
    if sources is not None and table is not None and not unread:
        faults.extend(never_cited(sources, cited | set(rows.distinct("source")) | of_words))
    faults.extend(found)
    if card is None:
        return None, faults, rows
    refused = [fault.row for fault in found if fault.severity == "fault" and fault.row is not None]
    good = rows.key_order(np.flatnonzero(~np.isin(rows.lines, refused)))
    observed = good[~rows.is_missing[good]]
    return (
        Edition(
            card=card,
            observations=rows.frame(observed, plan),
            sources={code: source for code, (_, source) in (sources or {}).items() if source is not None},
            rejected=rejected,
            missing=rows.frame(good[rows.is_missing[good]], plan),
            lines=tuple(rows.lines[observed].tolist()),
            commentary=commentary,
            withdrawn=withdrawn,
            errata=read_errata(folder, plan, faults),
            signatures=read_signatures(folder, faults),
            answers=tuple(read_answers(folder, plan.languages, faults)),
            copies=read_copies(folder, known, faults),
        ),
        faults,
        rows,
    )


def _no_such_edition(folder: Path) -> Fault:
    found, expected = N_("no edition “{edition}”"), N_("one of the editions that there are: {known}")
    fix, known = N_("Correct the id, or create a new edition."), known_editions(edition_ids(folder.parent))
    return fault_at("unknown_edition", folder.name, found, expected, fix, edition=folder.name, known=known)
