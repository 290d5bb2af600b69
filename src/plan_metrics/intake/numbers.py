"""A stored number as the cell that a person sees."""

from __future__ import annotations

import datetime as dt
import math

from plan_metrics.intake.number_formats import date_shown, is_date, shown
from plan_metrics.intake.sheets import FORMAT, SIGN, Cell


def cell_of_number(value: float, number_format: str, odd: str = "") -> Cell:
    """The cell of a number; one whose form is not read, or hides a minus sign, is marked as odd.

    >>> cell_of_number(0.954, "0.0%").text, cell_of_number(-1.5, "0.0;0.0").odd != ""
    ('95.4%', True)
    """
    if not math.isfinite(value):
        return Cell(str(value), odd=FORMAT, format=number_format)
    if is_date(number_format):
        return Cell(
            date_shown(dt.date(1899, 12, 30) + dt.timedelta(days=int(value)), number_format), value, is_day=True
        )
    text = shown(value, number_format)
    if text is None:
        return Cell(f"{value:.15g}", value, odd=odd or FORMAT, format=number_format)
    below = value < 0 and any(sign in "123456789" for sign in text)
    hidden = below and not any(sign in text for sign in "-−")
    return Cell(text.strip(), value, odd=odd or (SIGN if hidden else ""))
