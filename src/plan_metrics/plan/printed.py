"""Reads a figure as it was printed: `近4万家` is nearly 40,000, and the last printed digit stands for 10,000.

The words of a source are the only witness of a figure. The value is derived from them, so that a slip between the two
is found, and with it how exact the figure is: which values it may stand for.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from plan_metrics.measure.spans import last_digit
from plan_metrics.reading.typed import KEPT

LONGEST = 40  # characters of a printed figure that a row may quote
_LONGEST = 300  # that are read at all

_SAME_CHARACTER = str.maketrans("億萬餘過約來幾兩數於內滿邊種類", "亿万余过约来几两数于内满边种类")
_TIMES = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "十亿": 10**9,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 10**3,
    "百": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_DIGITS = {**{sign: n for n, sign in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,9})?")
_NUMBER = re.compile(r"(?<![A-Za-z\d.])[-−]?(?:[1-9]\d{0,2}(?:[,\u00a0\u202f ]\d{3})+(?!\d)|\d+)(?:\.\d+)?")
# 千克 and 百分 are no multipliers, and in 15多边协议 the 多 belongs to what follows.
_NO_TIMES = {"千": "千(?![克米瓦卡帕])", "百": "百(?!分)"}
_MORE = r"余|多(?!边|种类)|来(?![自源华访])"
_AFTER = re.compile(
    rf"\s*(?P<more>{_MORE})?\s*\(?\s*(?P<times>{'|'.join(_NO_TIMES.get(name, name) for name in _TIMES)})?"
    rf"(?:\s*(?P<also>{_MORE}))?",
    re.I,
)
# 万万: a multiplier that was not read.
_STILL = re.compile(rf"\s*(?:{_NO_TIMES['千']}|{_NO_TIMES['百']}|[十万亿])|\.\d")
_SQUARE = re.compile(r"(?<=[A-Za-z米])[²³]")
_SPELLED = re.compile(
    r"[零〇一二两三四五六七八九十][零〇一二两三四五六七八九十百千]*"
    r"|(?<=[近过逾约超满足到])[百千](?![\d分])|(?<![几数上])[百千](?=[余多来])"
)
_SOME = re.compile(r"[几数][十百千万亿]|[十百千]几")  # "some tens" are no figure
# A number that these words are part of is another one, or none: 五六万, 4仟, 九成, 40k, 翻两番, 负5.
_UNREAD = re.compile(
    r"[一二两三四五六七八九]{2}[十百千万亿]|仟|[一二三四五六七八九\d]成(?![立员果为都功])"
    r"|[廿卅卌半]|翻.{0,2}番|[负–]\s*\d|\d\s*(?:k|m|bn|mn|e\d+)\b",
    re.I,
)
# The first that is found counts: 不低于 holds 低于, and 不超过 holds 超. Where the second is true the words
# say nothing of how near: 至少3个 may be 30, where 超过3万 is less than 4万.
_OPEN_STEPS = 10  # such a figure is read as reaching so many times its number further
_WORDS = (
    (
        "over",
        True,
        r"不[得能会应宜]?低于|不[得能会应宜]?少于|不[得能会应宜]?小于|不下|至少|最少|[≥≧>]|\bat least\b"
        r"|\b(?:no|not) (?:fewer|less|lower) than\b|\bor more\b"
        r"|\bnot (?:under|below)\b",
    ),
    (
        "under",
        True,
        r"(?:[不未]|没有)[得能会应宜]?超过|不[得能会应宜]?多于|不[得能会应宜]?大于|不[得能会应宜]?高于|不足|不到|[不未]满(?!意)|未达|未能达|低于|少于|小于|以下|以内|至多|最多|[≤≦<]"
        r"|\b(?:less|fewer|lower) than\b|\b(?:no|not) (?:more|higher|greater) than\b"
        r"|\bnot (?:over|above|exceed\w*)|\b(?:under|below|at most|up to)\b",
    ),
    (
        "over",
        False,
        r"超(?!市|级)|逾|突?破(?=\s*[\d一-九])|突破|以上|高于|多于|大于|(?<![其业剩盈])余|(?<![通经不])过(?=[百千])|(?<=[\d万亿])\+"
        r"|\b(?:over|above|in excess)\b|\b(?:more|higher|greater) than\b|\bexceed|\bsurpass",
    ),
    ("nearly", False, r"(?<![附最])近(?!年|期|日)|\b(?:nearly|almost|close to|quasi)\b"),
    (
        "about",
        False,
        r"(?<![合节公条签预违])约|左右|上下|大概|[≈~]|\b(?:about|around|approximately|roughly|circa)\b|\bsome (?=\d)",
    ),
)


class Printed(NamedTuple):
    """A printed figure: its number in ones, how it is bounded, and what one unit of its last printed digit is worth.

    `step` is that of the last digit that is not 0 where the figure is bounded or approximate: `超过5.3万` has a step
    of 1,000, and so has `超过53,000`. Where words leave the other side open (`不少于3个`) it is ten times the figure.
    """

    value: float
    qualifier: str  # exact, over, under, nearly, about
    step: float


def read_printed(text: str) -> Printed | None:
    """The figure in a text that holds exactly one; None where it holds none or several.

    A multiplier that stood in the heading of a table is added in brackets.

    >>> read_printed("近4万家")
    Printed(value=40000.0, qualifier='nearly', step=10000.0)
    >>> read_printed("226.7（万张）").value, read_printed("2024年53057家")
    (2267000.0, None)
    """
    if _PLAIN.fullmatch(text):  # as nearly all of a large table are
        return Printed(float(text), "exact", 1 / 10 ** len(text.partition(".")[2]))
    return _read_printed(text)


@lru_cache(maxsize=KEPT)
def _read_printed(text: str) -> Printed | None:
    if odd_digits(text) or len(text) > _LONGEST:
        return None
    plain = unicodedata.normalize("NFKC", _SQUARE.sub("", text)).translate(_SAME_CHARACTER)
    numbers = list(_NUMBER.finditer(plain))
    if len(numbers) > 1 or _UNREAD.search(plain):
        return None
    if numbers:
        number, end = Fraction(re.sub(r"[,\u00a0\u202f ]", "", numbers[0][0]).replace("−", "-")), numbers[0].end()
        decimals = len(numbers[0][0].partition(".")[2])
    else:
        spelled = list(_SPELLED.finditer(plain))
        if len(spelled) != 1 or _SOME.search(plain):
            return None
        number, end, decimals = Fraction(_spelled(spelled[0][0])), spelled[0].end(), 0
    after = _AFTER.match(plain, end)
    assert after is not None  # it matches nothing as well
    if _STILL.match(plain, after.end()):
        return None
    times = _TIMES[(after["times"] or "").lower()] if after["times"] else 1
    more = after["more"] or after["also"]
    qualifier, is_open = _bound(plain) if not more else ("about" if more == "来" else "over", False)
    value = number * times
    step = times / 10**decimals
    if qualifier != "exact":
        step = max(step, last_digit(float(value)), _OPEN_STEPS * abs(float(value)) if is_open else 0.0)
    return Printed(float(value), qualifier, step)


def words_beside(text: str) -> str:
    """What a printed figure says beside its number, its multiplier and the words for how exact it is.

    >>> words_beside("约1,200万家（含分公司）"), words_beside("超过3万"), words_beside("第16.95"), words_beside("=34.7")
    ('家(含分公司)', '', '第', '=')
    """
    plain = unicodedata.normalize("NFKC", text).translate(_SAME_CHARACTER)
    for words in ("超[过出]|大?约为?|将近|接近", *(words for _, _, words in _WORDS)):
        plain = re.sub(words, " ", plain, flags=re.I)
    number = _NUMBER.search(plain) or _SPELLED.search(plain)
    if number is None:
        return plain.strip()
    after = _AFTER.match(plain, number.end())
    rest = plain[: number.start()] + " " + plain[after.end() if after else number.end() :]
    opened = after is not None and "(" in after[0]
    return re.sub(r"\s+", " ", rest.replace(")", "", 1) if opened else rest).strip()


def odd_digits(text: str) -> list[str]:
    """Circled, raised, lowered and foreign digits of a text, which are marks or part of another number; not that of m².

    >>> odd_digits("312①"), odd_digits("5 m²"), odd_digits("５")
    (['①'], [], [])
    """
    return [
        sign
        for sign in _SQUARE.sub("", text)
        if unicodedata.category(sign) == "No"
        or (sign.isdecimal() and not unicodedata.normalize("NFKC", sign).isascii())
    ]


def _bound(plain: str) -> tuple[str, bool]:
    """The qualifier that the words say, and whether they leave the other side open."""
    found = ((name, is_open) for name, is_open, words in _WORDS if re.search(words, plain, re.I))
    return next(found, ("exact", False))


def _spelled(text: str) -> int:
    """A number below 10,000 written in Chinese characters, or one written digit by digit: 二〇二四."""
    if len(text) > 1 and not set(text) & set(_PLACES):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    total, digit = 0, 0
    for sign in text:
        if sign in _PLACES:
            total, digit = total + (digit or 1) * _PLACES[sign], 0
        else:
            digit = _DIGITS[sign]
    return total + digit
