"""A person vouches for an edition: a line of `signed.csv` with the digest of what was signed."""

from __future__ import annotations

from pathlib import Path

from plan_metrics import paths
from plan_metrics.edition.amend import put, turn, with_rows
from plan_metrics.edition.frozen import digest_of
from plan_metrics.edition.later import said_faults
from plan_metrics.edition.models import SIGNED_FILE, Standing, called
from plan_metrics.edition.read import read_edition
from plan_metrics.errors import N_, Fault, FaultError, check_faults, fault_at
from plan_metrics.plan.read import read_plan


def sign(base: Path, edition: str, who: str, day: str) -> Standing:
    """Add who vouches for an edition as it is now, with its plan; what it is by then.

    A signature holds as long as no file of the edition and of its plan changes.

    Raises:
        FaultError: with every fault of the edition, for a name or a day that is none, and for a name that has signed
            the same already.
    """
    folder = paths.edition_folder(base, edition)
    plan = read_plan(paths.plan_folder(base, edition))
    name = " ".join(who.split())
    check_faults(said_faults(who, day, plan.languages, folder))
    with turn(base):
        found = read_edition(folder, plan)
        if called(name) in {called(each.who) for each in found.signatures if each.valid}:
            raise FaultError([_signed_already(name)])
        row = {"who": name, "when": day, "digest": digest_of(folder)}
        text = with_rows(folder / SIGNED_FILE, plan.layout, add=[row])
        put(folder / SIGNED_FILE, text.encode())
        return read_edition(folder, plan).standing


def _signed_already(name: str) -> Fault:
    found = N_("{name} has signed the edition as it is")
    expected = N_("another name: two different people make an edition published")
    return fault_at(
        "signed_already", SIGNED_FILE, found, expected, N_("Let somebody else read and sign it."), name=name
    )
