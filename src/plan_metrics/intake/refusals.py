"""Why figures of a sheet are refused: each cause once, with all cells that share it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from plan_metrics.errors import Fault
from plan_metrics.intake.sheets import address

SHOWN = 8  # cells that a fault names
Place = tuple[int, int]
Cause = tuple[Fault, Place | None]  # a fault, and the cell that it is about


class RefusedError(Exception):
    """A figure that is refused, for one reason or several; each with the cell that it is about, if it is about one."""

    def __init__(self, *causes: Cause):
        self.causes = causes
        super().__init__("; ".join(fault.rule for fault, _ in causes))


@dataclass
class Refusals:
    """The faults and warnings of a sheet."""

    file: str
    sheet: str
    _causes: dict[tuple[object, ...], tuple[Fault, list[Place]]] = field(default_factory=dict)

    def add(self, fault: Fault, place: Place | None) -> None:
        """Tell a fault at a cell; one that was told of another cell already is told of both."""
        values = tuple(sorted((name, str(value)) for name, value in fault.values.items()))
        said = (fault.rule, fault.severity, fault.found, fault.fix, values)
        places = self._causes.setdefault(said, (fault, []))[1]
        if place is not None and place not in places:
            places.append(place)

    @property
    def faults(self) -> list[Fault]:
        """All of them in the order of the sheet; the column of each names its first cells as a spreadsheet does."""
        causes = sorted(self._causes.values(), key=lambda cause: (min(cause[1], default=(0, 0)), cause[0].rule))
        return [self._placed(*cause) for cause in causes]

    def _placed(self, fault: Fault, places: list[Place]) -> Fault:
        more = " …" if len(places) > SHOWN else ""
        cells = ", ".join(address(*place) for place in places[:SHOWN]) + more
        return replace(fault, file=self.file, column=f"{self.sheet}!{cells}" if places else self.sheet)


def refused(
    rule: str, at: Place | None, found: str, expected: str, fix: str, severity: str = "fault", **values: object
) -> Cause:
    """A cause and its cell; the file and the sheet are filled in by `Refusals`."""
    values = {"cell": "", **values}
    return Fault(rule=rule, file="", found=found, expected=expected, fix=fix, values=values, severity=severity), at
