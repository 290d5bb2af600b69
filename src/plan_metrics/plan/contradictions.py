"""What a card says against itself, in words of ours; pydantic carries it from the card to `plan.messages`."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from plan_metrics.errors import N_, Fault, fault_at
from plan_metrics.measure.periods import last_day
from plan_metrics.reading.typed import number, whole

CORRECT = N_("Correct this value.")
CORRECT_CELL = N_("Correct this cell.")
CORRECT_CODE = N_("Correct the code.")
YEARS = range(1900, 2201)  # of plans, figures and documents: another year is a slip


class Contradiction(ValueError):
    """Raised by a card that does not hold together; carries a fault for each thing, whose file is not known yet."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{f.column or '-'} {f.found.format(**f.values)}" for f in self.faults))


def wrong(column: str | None, found: str, expected: str, fix: str = CORRECT, **values: Any) -> Fault:
    """A fault of a card; `column` is the key below the card that raises it, None for the value itself."""
    return fault_at("wrong_card", "", found, expected, fix, column=column, **values)


def wrong_cell(
    file: str, line: int | None, column: str, said: str, expected: str, /, fix: str = CORRECT_CODE, **values: Any
) -> Fault:
    """Rule `wrong_structure`: a cell of a table, or the key of a card, that contradicts others of the plan."""
    found, values = N_("“{value}”"), {"value": said, **values}
    return fault_at("wrong_structure", file, found, expected, fix, row=line, column=column, **values)


def check_card(faults: Iterable[Fault]) -> None:
    """Raise `Contradiction` if there is any fault."""
    if found := list(faults):
        raise Contradiction(found)


A_PERIOD = N_("a year (2024), half-year (2024-H1), quarter (2024-Q3), month (2024-09) or months (2024-01/2024-09)")


def a_period(text: str) -> str:
    """The text, if it is a period of the years that plans are about."""
    try:
        if last_day(text).year in YEARS:
            return text
    except ValueError:
        pass
    raise Contradiction([wrong(None, N_("“{value}”"), A_PERIOD, value=text)])


def a_date(text: str) -> str:
    """The text of the form 2024, 2024-09 or 2024-09-30, if there is such a year, month or day."""
    try:
        if datetime.date(*([int(part) for part in text.split("-")] + [1, 1])[:3]).year in YEARS:
            return text
    except ValueError:
        pass
    expected = N_("a date that exists, such as 2024, 2024-09 or 2024-09-30")
    raise Contradiction([wrong(None, N_("“{value}”"), expected, value=text)])


def a_number(cell: Any) -> Any:
    """The number in a cell as people type it; what is no text is left as it is."""
    return _typed(cell, number, N_("a number, such as 1234.5 or 1,234.5"))


def a_whole(cell: Any) -> Any:
    """The whole number in a cell as people type it; what is no text is left as it is."""
    return _typed(cell, whole, N_("a whole number below 2^53, without decimals"))


def _typed(cell: Any, read: Callable[[str], float | None], expected: str) -> Any:
    if not isinstance(cell, str):
        return cell
    amount = read(cell)
    if amount is None:
        found = N_("“{value}”") if cell else N_("an empty cell")
        raise Contradiction([wrong(None, found, expected, CORRECT_CELL, value=cell)])
    return amount


def or_none(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same, but an empty cell is None."""
    return lambda cell: None if cell == "" else read(cell)
