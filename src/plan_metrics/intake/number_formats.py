"""How a spreadsheet shows a number: a share of 0.954 with the format `0.0%` is printed as 95.4%.

Only forms that numbers of statistics have are read; of any other the cell is refused, so that no figure is read in
another size than its reader sees.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from plan_metrics.intake.sheets import FORMAT, SIGN, Cell

GENERAL = ("General", "GENERAL", "general", "@", "G/通用格式", "")
_LITERAL = r'"[^"]*"|\\.|!.|_.|\*.|\[\$[^\]]*\]|[ %（）()+\-¥$€]|[^\x00-\x7f]'
_BEFORE = re.compile(
    rf"(?:\[(?:black|blue|cyan|green|magenta|red|white|yellow|color\d+|颜色\d+|[红黑蓝绿白黄]色?)\]|{_LITERAL})*", re.I
)
_DIGITS = re.compile(r"[#0?,]*[#0?](?:\.(?P<decimals>[0#?]+))?(?P<thousands>,*)")
_AFTER = re.compile(rf"(?:{_LITERAL})*")
_DATE = re.compile(r"[ymd年月日]", re.I)
MOST_DIGITS = 15  # that a number of a spreadsheet has
WORDS_ONLY = -1  # decimals of a section that shows the same words for every number, such as "-" for 0


class _Form(NamedTuple):
    before: str
    grouped: bool
    least: int  # decimals
    most: int
    zero: bool  # whether a whole part of 0 is shown
    times: int
    after: str


def shown(value: float, number_format: str) -> str | None:
    """A number as a spreadsheet shows it in a format; None where the format is not read.

    >>> shown(0.9543, "0.0%"), shown(12345.6, "#,##0"), shown(12.34, '0.0"万张"'), shown(0.1 + 0.2, "General")
    ('95.4%', '12,346', '12.3万张', '0.3')
    >>> shown(3.5, "# ?/?") is None
    True
    """
    amount = Decimal(repr(float(f"{value:.{MOST_DIGITS}g}")))
    if number_format in GENERAL:
        return _plain(amount)
    sections = re.findall(r'(?:^|;)((?:"[^"]*"|\\.|!.|[^;])*)', number_format)
    section = sections[1 if amount < 0 and len(sections) > 1 else 2 if amount == 0 and len(sections) > 2 else 0]
    if not section:
        return "" if amount == 0 else None  # a format that hides it
    if section in GENERAL:
        return _plain(amount)
    form = _form(section)
    if form is None:
        return None
    signed = amount if len(sections) == 1 or amount >= 0 else -amount
    return _in_form(signed, form)


def is_date(number_format: str) -> bool:
    """Whether a format shows a number as a day.

    >>> is_date("yyyy-mm"), is_date('0.0"年"'), is_date("General")
    (True, False, False)
    """
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", number_format)
    return number_format not in GENERAL and _DATE.search(bare) is not None and not re.search("[0#?]", bare)


def date_shown(day: dt.date, number_format: str) -> str:
    """A day as exactly as its format shows it: a year, a month or the day.

    >>> date_shown(dt.date(2024, 9, 1), 'yyyy"年"m"月"'), date_shown(dt.date(2024, 12, 31), "yyyy")
    ('2024-09', '2024')
    """
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", number_format).casefold()
    if "d" in bare or "日" in bare or "y" not in bare:
        return day.isoformat()
    return f"{day:%Y-%m}" if "m" in bare else f"{day:%Y}"


@lru_cache(maxsize=1024)
def _form(section: str) -> _Form | None:
    before = _BEFORE.match(section)
    assert before is not None
    digits = _DIGITS.match(section, before.end())
    if digits is None:
        return _Form(_said(section), False, 0, WORDS_ONLY, True, 0, "") if before.end() == len(section) else None
    after = _AFTER.match(section, digits.end())
    assert after is not None
    if after.end() != len(section):
        return None
    decimals = digits["decimals"] or ""
    percents = _said(before[0]).count("%") + _said(after[0]).count("%") - _quoted(before[0] + after[0]).count("%")
    times = 2 * percents - 3 * len(digits["thousands"])
    whole = digits[0].split(".")[0].rstrip(",")
    least, most = decimals.count("0"), len(decimals)
    return _Form(_said(before[0]), "," in whole, least, most, "0" in whole, times, _said(after[0]))


def _in_form(amount: Decimal, form: _Form) -> str:
    if form.most == WORDS_ONLY:
        return form.before
    scaled = amount.scaleb(form.times)
    rounded = scaled.quantize(Decimal(1).scaleb(-form.most), rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}" if form.grouped else f"{rounded:f}"
    if form.most > form.least:
        whole, _, decimals = text.partition(".")
        kept = decimals[: form.least] + decimals[form.least :].rstrip("0")
        text = f"{whole}.{kept}" if kept else whole
    if not form.zero and abs(rounded) < 1:
        text = re.sub("0(?=[.]|$)", "", text, count=1)
    return f"{form.before}{text}{form.after}"


def _plain(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _said(part: str) -> str:
    """What the literal parts of a section print: quoted words and signs; colours, room and fill print nothing."""
    kept = re.sub(r"\[(?!\$)[^\]]*\]|_.|\*.", "", part)
    kept = re.sub(r"\[\$([^\]-]*)[^\]]*\]", r"\1", kept)
    return re.sub(r'"([^"]*)"|[\\!](.)', lambda found: found[1] or found[2] or "", kept).strip()


def _quoted(part: str) -> str:
    return "".join(re.findall(r'"[^"]*"|\\.|!.', part))


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
