"""One reader's language: the catalogue of strings, and numbers, dates and periods in the reader's form."""

from __future__ import annotations

import datetime
import gettext as gettext_module
import io
import math
import os
import re
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import lru_cache, partial
from typing import Any, Literal

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_compact_decimal, format_decimal, format_percent

from plan_metrics import paths
from plan_metrics.errors import N_
from plan_metrics.languages import CATALOGUE, INTERFACE, SOURCE, Language, forms_of

EVERY_DIGIT = Context(prec=400)  # more than any float has before and after its point
MINUS = re.compile(r"(?<!\w)-(?=\d)")  # the sign of a number, not a hyphen
LARGE = 1_000_000  # a computed count from here on is said in large units
HUGE = 100 * LARGE  # a printed one from here on may have the decimals that the language allows
MOST_DIGITS = 12  # decimals, beyond which a float has nothing to say

QUALIFIERS = {
    "exact": "{value}",
    "over": N_("over {value}"),
    "nearly": N_("nearly {value}"),
    "about": N_("about {value}"),
    "under": N_("under {value}"),
}


def reader_language() -> str:
    """The language of messages: that of the terminal's locale if it is one of ours, else that of the program."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return next((code for code in INTERFACE if named.startswith(code)), SOURCE)


def catalogue(language: str) -> gettext_module.NullTranslations:
    """The strings of a language, compiled from its .po files in memory; the language of the messages is the source.

    Words of a project's own stand over those of the program; what neither has is said in the language of the messages.
    """
    return _catalogue(str(language), forms_of(language).babel, _own(language))


def is_translated(text: str, language: str) -> bool:
    """Whether a string is said in a language, and not in that of the messages for want of words."""
    return str(language) == SOURCE or text in _translated(str(language), forms_of(language).babel, _own(language))


def _own(language: str) -> bytes:
    return language.words if isinstance(language, Language) else b""


@lru_cache
def _catalogue(language: str, locale: str, own: bytes) -> gettext_module.NullTranslations:
    file = paths.LOCALE / language / CATALOGUE
    found = _compiled(file.read_bytes(), locale) if file.is_file() else gettext_module.NullTranslations()
    if not own:
        return found
    over = _compiled(own, locale)
    over.add_fallback(found)
    return over


def _compiled(words: bytes, locale: str) -> gettext_module.GNUTranslations:
    # Plural forms are those that the catalogue names itself, else those of CLDR.
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(words), locale=locale))
    compiled.seek(0)
    return gettext_module.GNUTranslations(compiled)


@lru_cache
def _translated(language: str, locale: str, own: bytes) -> frozenset[str]:
    known: set[str] = set()
    at: Any = _catalogue(language, locale, own)
    while at is not None:
        known |= {key[0] if isinstance(key, tuple) else key for key in getattr(at, "_catalog", {})}
        at = at._fallback
    return frozenset(known)


def decimal(value: float, language: str, digits: int | None = None) -> str:
    """A number with the reader's grouping; `digits` decimals, or at most two where it is not given.

    >>> decimal(4158266, "en"), decimal(93.29, "zh"), decimal(-2.5, "en", 0)
    ('4,158,266', '93.29', '-3')
    """
    if digits is None:
        return trimmed(value, language, 2)
    forms = forms_of(language)
    return _grouped(float(value), digits, forms.whole + ("." + "0" * digits if digits else ""), forms.babel)


@lru_cache(maxsize=10_000)  # most figures stand on several pages
def _grouped(value: float, digits: int, form: str, locale: str) -> str:
    with localcontext(EVERY_DIGIT):
        return format_decimal(_half_up(value, digits), form, locale=locale)


def exact(value: float, language: str) -> str:
    """A number with every digit it has, for figures shown as they were printed.

    >>> exact(53057.0, "en"), exact(0.125, "zh")
    ('53,057', '0.125')
    """
    return trimmed(value, language, 10)


def trimmed(value: float, language: str, digits: int) -> str:
    """A number with at most so many decimals.

    >>> trimmed(0.10821, "en", 3), trimmed(2.0, "zh", 3)
    ('0.108', '2')
    """
    forms = forms_of(language)
    return _grouped(float(value), digits, f"{forms.whole}." + "#" * digits, forms.babel)


def apart(write: Callable[[float, int], str], number: float, others: Iterable[float | None]) -> str:
    """A number by `write` with two decimals, or with as many more as tell it apart from others that it stands beside.

    >>> apart(lambda n, digits: trimmed(n, "en", digits), 97.996, [98.0, None])
    '97.996'
    """
    digits, known = 2, [other for other in others if other is not None and other != number]
    while (said := write(number, digits)) in {write(other, digits) for other in known} and digits < MOST_DIGITS:
        digits += 1
    return said


def compact(value: float, language: str, digits: int = 2) -> str:
    """A large number in words of the language: 415.83万, 4.16 million; small ones stay as they are.

    >>> compact(4158266, "zh"), compact(4158266, "en"), compact(936, "en")
    ('415.83万', '4.16 million', '936')
    """
    forms = forms_of(language)
    if abs(value) < forms.compact_from:
        return trimmed(value, language, digits)
    return _in_words(value, forms.compact_form, forms.babel, digits)


def in_full(value: float, language: str, digits: int = 2) -> str:
    """A count with every digit, in words of the language where none is lost by it.

    >>> in_full(6846000, "zh"), in_full(53000, "zh"), in_full(53057, "zh"), in_full(4420000, "en")
    ('684.6万', '5.3万', '53057', '4.42 million')
    """
    forms = forms_of(language)
    least = max(digits, forms.large_digits) if abs(value) >= HUGE else digits
    said = partial(_in_words, value, forms.compact_form, forms.babel)
    if abs(value) < forms.compact_from or said(least) != said(MOST_DIGITS):
        return trimmed(value, language, digits)
    return said(least)


def label(value: float, language: str) -> str:
    """A number beside a mark of a chart: as a sentence says it, and in large units with fewer digits from a million on.

    >>> label(77188, "zh"), label(53000, "zh"), label(4190049, "zh"), label(4190049, "en")
    ('77188', '5.3万', '419万', '4.19 million')
    """
    return (compact if abs(value) >= LARGE else in_full)(value, language)


def scale_said(value: float, language: str) -> tuple[float, str]:
    """What a count is divided by in words of the language, and that word, where it counts in ten thousands; (1, "") where
    a sentence has every digit or the words begin with millions, which a table spells out.

    >>> scale_said(4420000, "zh"), scale_said(53057, "zh"), scale_said(567e6, "zh"), scale_said(4420000, "en")
    ((10000.0, '万'), (1.0, ''), (100000000.0, '亿'), (1.0, ''))
    """
    said = in_full(value, language)
    if said == decimal(value, language) or forms_of(language).compact_from >= LARGE:
        return 1.0, ""
    number = re.search(r"[\d.]+", said)
    return (10.0 ** round(math.log10(abs(value) / float(number[0]))), said[number.end() :]) if number else (1.0, "")


def every_digit(value: float, language: str) -> str:
    """A number with every digit it has, a large one in words of the language.

    >>> every_digit(4158000, "en"), every_digit(53000, "en")
    ('4.158 million', '53,000')
    """
    forms = forms_of(language)
    if abs(value) < forms.compact_from:
        return exact(value, language)
    return _in_words(value, forms.compact_form, forms.babel, MOST_DIGITS)


def counts_in(factor: float, language: str) -> bool:
    """Whether a language counts in so many: one, a thousand or, in Chinese, ten thousand (万); any part of one as well.

    >>> counts_in(1e4, "zh"), counts_in(1e4, "en"), counts_in(1e6, "en"), counts_in(0.5, "en")
    (True, False, True, True)
    """
    forms = forms_of(language)
    one, said = (_in_words(number, forms.compact_form, forms.babel, 0) for number in (1, factor))
    return factor <= 1000 or re.findall(r"\d+", said) == re.findall(r"\d+", one)


def percent(ratio: float, language: str, digits: int = 1) -> str:
    """A ratio as a percentage, rounded half away from zero: 0.566 is 56.6%.

    >>> percent(0.566, "en"), percent(-0.0125, "zh"), percent(0.5, "de")
    ('56.6%', '-1.3%', '50,0\xa0%')
    """
    pattern = in_percent(f"{forms_of(language).whole}." + "0" * digits, language)
    return format_percent(_half_up(ratio, digits + 2), pattern, locale=forms_of(language).babel)


def in_percent(number: str, language: str) -> str:
    """A number with a per cent sign where the language has it, and with its space.

    >>> in_percent("5", "en"), in_percent("5", "fi"), in_percent("-1,5", "fr")
    ('5%', '5\xa0%', '-1,5\xa0%')
    """
    pattern = Locale.parse(forms_of(language).babel).percent_formats[None].pattern
    return re.sub("[#,.0]+", lambda _: number, pattern)


def form_beside(value: float, language: str) -> str:
    """The form of a word beside a number, as it is shown: its plural category in CLDR.

    >>> [form_beside(n, "ru") for n in (21, 3, 5, 1.2)], form_beside(1.2, "fr"), form_beside(1, "zh")
    (['one', 'few', 'many', 'other'], 'one', 'other')
    """
    number = _half_up(abs(value), 2)
    shown = int(number) if number == int(number) else number.normalize()
    return str(Locale.parse(forms_of(language).babel).plural_form(shown))


def signed(text: str, value: float) -> str:
    """The text of a change in a table, with a plus sign above zero and a typographic minus below."""
    return f"+{text}" if value > 0 else f"−{text[1:]}" if text.startswith("-") else text


def with_minus(text: str) -> str:
    """A number in words with the sign that stands between numbers too, so that one line has one minus.

    >>> with_minus("-1.2%"), with_minus("over -3 PM-10")
    ('−1.2%', 'over −3 PM-10')
    """
    return MINUS.sub("−", text)


def period(period: str, language: str) -> str:
    """A period in the reader's words.

    >>> period("2024-09", "zh"), period("2024-09", "en"), period("2024-01/2024-09", "zh")
    ('2024年9月', 'September 2024', '2024年1月至9月')
    """
    forms = forms_of(language)
    if "/" in period:
        return _span_of_months(period, language)
    year, _, part = period.partition("-")
    if not part:
        return forms.year.format(year=year)
    if part[0] in "HQ":
        return (forms.halves if part[0] == "H" else forms.quarters)[int(part[1]) - 1].format(year=year)
    return forms.month.format(year=year, month=forms.months[int(part) - 1])


def _span_of_months(text: str, language: str) -> str:
    forms = forms_of(language)
    first, _, last = text.partition("/")
    (year, one), (other, end) = (month.split("-") for month in (first, last))
    if (one, end) == ("01", "12"):
        return forms.years.format(first=year, last=other)
    months = {"first": forms.months[int(one) - 1], "last": forms.months[int(end) - 1]}
    if year == other:
        return forms.months_of_year.format(year=year, **months)
    return forms.months_across.format(first=period(first, language), last=period(last, language))


def date(text: str, language: str) -> str:
    """An ISO date of any precision (2024, 2024-09, 2024-09-30) in the reader's form."""
    if len(text) < 10:
        return period(text, language)
    return _long(text, forms_of(language).babel)


@lru_cache(maxsize=1024)  # the same documents stand on hundreds of pages
def _long(text: str, locale: str) -> str:
    return format_date(datetime.date.fromisoformat(text), format="long", locale=locale)


@lru_cache(maxsize=1024)  # axes ask for the same few numbers again and again
def _in_words(value: float, form: Literal["short", "long"], locale: str, digits: int) -> str:
    return format_compact_decimal(value, format_type=form, locale=locale, fraction_digits=digits)


def _half_up(value: float, digits: int) -> Decimal:
    # Babel rounds half to even; official statistics round half away from zero. What rounds to zero has no sign.
    with localcontext(EVERY_DIGIT):
        return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) or Decimal(0)
