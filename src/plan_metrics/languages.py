"""The languages of the program, each a folder of `locale/`, and those that a project brings or words anew.

A folder holds a catalogue and `language.toml` for the forms. What a project's `data/plan/locale/CODE` says stands over
what the program says; a language that the program does not speak has its forms from CLDR, but for what is said there.
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Literal

from plan_metrics import paths
from plan_metrics.reading.lines import toml_keys

if TYPE_CHECKING:
    from babel import Locale

CATALOGUE = Path("LC_MESSAGES") / "plan_metrics.po"
FORMS_FILE = "language.toml"
COUNTED = ("halves", "months", "quarters", "title_marks")
WIDE_FONT = "DejaVuSans.ttf"  # comes with matplotlib; has Arabic, Hebrew, Armenian and Georgian letters


@dataclass(frozen=True)
class Forms:
    """How a language writes what no catalogue holds; the keys of `language.toml`.

    `html`: the tag of its texts in pages; `letters`: of a script of its own, as in a class of a regular expression.
    `direction`: in which it is written. `fonts`: the files of fonts that
    its letters need in PDF and charts, beside Noto Sans SC.
    Numbers from `compact_from` on are said in words of `compact_form`, where no digit is lost by two decimals, or from
    a hundred millions on by `large_digits`; `whole` is the pattern of an integer. Money is said in `money_unit`s,
    a thousand of them and more as `money_thousands`, if it is not "";
    `unit_gap` stands before a unit, which a difference between counts needs where there is a `measure_word`. `months`
    to `day` are periods, `edition` to `next_edition` what a new edition says of itself, `languages` the names of
    languages.
    """

    name: str
    babel: str
    html: str
    direction: Literal["ltr", "rtl"]
    fonts: list[str]
    letters: str
    compact_from: float
    compact_form: Literal["short", "long"]
    large_digits: int
    whole: str
    money_unit: float
    money: str
    money_thousands: str
    unit_gap: str
    measure_word: bool
    title_marks: list[str]
    marks_once: bool
    months: list[str]
    year: str
    halves: list[str]
    quarters: list[str]
    month: str
    months_of_year: str
    months_across: str
    years: str
    day: str
    edition: str
    first_edition: str
    next_edition: str
    languages: Mapping[str, str]


class Language(str):
    """The code of a language of a plan, which knows its forms and the folder where the project has words of its own.

    Wherever a code of a language will do, it is one; a project without such a folder needs none. It is read
    again in another process that it is carried to.
    """

    folder: Path | None
    forms: Forms
    words: bytes  # the catalogue of the project's own, as its file has it
    digest: str  # of the project's own words and forms

    def __reduce__(self) -> tuple[object, ...]:
        return language_of, (str(self), self.folder)


def language_of(code: str, folder: Path | None) -> Language:
    """A language of a plan; `folder` is that of the project's own words, None if it has none.

    Raises ValueError for TOML that is none, for keys that no language has, and for a locale that CLDR does not know.
    """
    made = Language(code)
    made.folder = folder
    made.forms = FORMS.get(code) or FORMS[SOURCE]
    made.words, made.digest = b"", ""
    if folder is not None:
        forms, made.words = (_bytes(folder / name) for name in (Path(FORMS_FILE), CATALOGUE))
        made.digest = hashlib.sha256(forms + b"\0" + made.words).hexdigest()
        said = toml_keys(forms.decode("utf-8-sig"))
        if unknown := sorted(said.keys() - {field.name for field in fields(Forms)}):
            raise ValueError(", ".join(unknown))
        base = asdict(FORMS[code]) if code in FORMS else _of_cldr(str(said.get("babel", code)))
        made.forms = _checked(Forms(**(base | said)))
        made.words.decode("utf-8-sig")
    return made


def _checked(forms: Forms) -> Forms:
    """The forms, if each is of the kind of those of the messages, and names nothing that is not filled in."""
    wrong = []
    for name, model in asdict(FORMS[SOURCE]).items():
        value = getattr(forms, name)
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        kind = number if isinstance(model, (int, float)) and not isinstance(model, bool) else type(value) is type(model)
        if not kind or (name in COUNTED and len(value) != len(model)):
            wrong.append(name)
            continue
        own, known = (_filled_in(text) for text in (value, model))
        wrong += [name] if name != "languages" and not own <= known else []
    if forms.direction not in ("ltr", "rtl") or forms.compact_form not in ("short", "long"):
        wrong.append("direction, compact_form")
    if wrong:
        raise ValueError(", ".join(wrong))
    return forms


def _filled_in(value: object) -> set[str]:
    texts = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return {name for text in texts if isinstance(text, str) for _, name, *_ in Formatter().parse(text) if name}


def _bytes(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""


def _of_cldr(code: str) -> dict[str, object]:
    """The forms of a language as CLDR has them."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(code)
    except UnknownLocaleError:
        raise ValueError(code) from None
    whole = locale.decimal_formats[None].pattern.partition(".")[0]
    months = [locale.months["stand-alone"]["wide"][number] for number in range(1, 13)]
    (money, money_unit), (thousands, larger) = (_sum_of_money(locale, digits) for digits in (9, 12))
    quarters = locale.quarters["format"]["abbreviated"]
    name = locale.get_display_name() or code
    return {
        "name": name[:1].upper() + name[1:],
        "babel": code,
        "html": code.replace("_", "-"),
        "direction": locale.text_direction,
        "fonts": [WIDE_FONT] if any("\u0530" <= letter < "\u1e00" for letter in "".join(months)) else [],
        "letters": "",
        "compact_from": 1e6,
        "compact_form": "long",
        "large_digits": 2,
        "whole": whole,
        "money_unit": money_unit,
        "money": money,
        "money_thousands": thousands if larger == 1000 * money_unit else "",
        "unit_gap": " ",
        "measure_word": False,
        "title_marks": ["“", "”"],
        "marks_once": False,
        "months": months,
        "year": "{year}",
        "halves": ["{year}-H1", "{year}-H2"],
        "quarters": [f"{quarters[number]} {{year}}" for number in range(1, 5)],
        "month": "{month} {year}",
        "months_of_year": "{first}–{last} {year}",
        "months_across": "{first} – {last}",
        "years": "{first}–{last}",
        "day": "{day} {month} {year}",
        "edition": "{month} {year}",
        "first_edition": "{day}",
        "next_edition": "{day} ({previous})",
        "languages": dict(locale.languages),
    }


def _sum_of_money(locale: Locale, digits: int) -> tuple[str, float]:
    """How a language writes a sum of so many digits after its first, and the unit that it counts in: 0 billion, 0000 M.

    >>> from babel import Locale
    >>> _sum_of_money(Locale("es"), 9), _sum_of_money(Locale("de"), 12)
    (('{n}\\xa0M {unit}', 1000000.0), ('{n}\\xa0Bio.\\xa0{unit}', 1000000000000.0))
    """
    pattern = locale.compact_currency_formats["short"]["other"][f"1{'0' * digits}"].pattern.partition(";")[0]
    said = re.sub(r"(?<=\w)¤", " ¤", pattern.replace("'", "")).replace("¤", "{unit}")
    return re.sub("0+", "{n}", said), 10.0 ** (digits + 1 - pattern.count("0"))


def code_of(written: str) -> str | None:
    """The code of a language as a plan names it, from how others write it; None for what is no language.

    A script that the language has anyway is left out, and a country where the program speaks the language. A code of a
    country that is none of a language stands for the largest language that has its home there.

    >>> code_of("pt-pt"), code_of("zh-Hans"), code_of("sr-Latn"), code_of("kz"), code_of("x1")
    ('pt_PT', 'zh', 'sr_Latn', 'kk', None)
    """
    from babel import Locale, UnknownLocaleError
    from babel.core import get_global

    likely = get_global("likely_subtags")
    try:
        found = Locale.parse(written.strip().replace("-", "_"))
    except UnknownLocaleError:
        spoken = get_global("territory_languages").get(written.strip().upper(), {})
        at_home = [code for code in spoken if likely.get(code, "").endswith(f"_{written.strip().upper()}")]
        return max(at_home, key=lambda code: (spoken[code]["population_percent"], code), default=None)
    except (ValueError, TypeError):
        return None
    usual = likely.get(found.language, "").split("_")
    script = found.script if found.script and found.script not in usual else None
    elsewhere = found.territory if found.territory and found.territory.isalpha() else None
    further = script or (None if elsewhere in usual or found.language in FORMS else elsewhere)
    return "_".join(filter(None, [found.language, further]))


def script_of(code: str) -> str:
    """The name of the script that a language is usually written in, as the names of fonts have it; empty if unknown.

    >>> script_of("hi"), script_of("hy")
    ('Devanagari', 'Armenian')
    """
    from babel import Locale
    from babel.core import get_global

    usual = get_global("likely_subtags").get(code.partition("_")[0], "").split("_")
    script = code.partition("_")[2] if len(code.partition("_")[2]) == 4 else next((s for s in usual if len(s) == 4), "")
    return str(Locale(SOURCE).scripts.get(script, "")).replace(" ", "")


def _read() -> tuple[dict[str, Forms], tuple[str, ...]]:
    said = {file.parent.name: tomllib.loads(file.read_text("utf-8")) for file in paths.LOCALE.glob("*/language.toml")}
    in_order = sorted(said.items(), key=lambda item: item[1].pop("order"))
    silent = {code for code, keys in said.items() if not keys.pop("messages", True)}
    return {code: Forms(**keys) for code, keys in in_order}, tuple(code for code, _ in in_order if code not in silent)


FORMS, INTERFACE = _read()  # the languages of pages, and those in which the program also speaks of itself
SOURCE = next(code for code in INTERFACE if not (paths.LOCALE / code / "LC_MESSAGES").is_dir())  # of the messages


def forms_of(language: str) -> Forms:
    """The forms of a language; of one that is no plan's, those of the messages where the program does not speak it."""
    return language.forms if isinstance(language, Language) else FORMS.get(language, FORMS[SOURCE])


@cache
def plural_forms(code: str) -> Mapping[str, int]:
    """The forms of words that a language has beside whole numbers, by their categories in CLDR: the first such number.

    Of numbers below 200, as French has another form beside millions alone. None of a language that CLDR does not know.

    >>> plural_forms("ru"), plural_forms("zh")
    ({'many': 0, 'one': 1, 'few': 2}, {'other': 0})
    """
    from babel import Locale, UnknownLocaleError

    try:
        form = Locale.parse(FORMS[code].babel if code in FORMS else code).plural_form
    except (UnknownLocaleError, ValueError):
        return {}
    found: dict[str, int] = {}
    for number in range(200):
        found.setdefault(form(number), number)
    return found


def names_of_percent(code: str) -> set[str]:
    """What CLDR calls per cent in a language, by itself and behind any number.

    >>> "процентов" in names_of_percent("ru"), "pour cent" in names_of_percent("fr")
    (True, True)
    """
    from babel.units import format_unit, get_unit_name

    lengths: tuple[Literal["long", "short", "narrow"], ...] = ("long", "short", "narrow")
    said = {get_unit_name("concentr-percent", length, code) or "%" for length in lengths}
    for length in lengths:
        with_numbers = (format_unit(n, "concentr-percent", length, locale=code) for n in (1, 2, 5, 1.5))
        said |= {re.sub(r"[\d.,٫]+", "", text).strip() for text in with_numbers}
    return said


def own_words(text: Mapping[str, str], language: str) -> str:
    """What the program says of itself, in a language; in that of the messages where it does not speak it."""
    return text.get(language, text[SOURCE])


def lead(languages: Sequence[str]) -> str:
    """The language of a place that takes only one: that of the messages where a plan has it, else the plan's own."""
    return next((code for code in languages if code == SOURCE), languages[0])


def columns_of(name: str, languages: Iterable[str]) -> tuple[str, ...]:
    """The columns of a text in a table, one for each language."""
    return tuple(f"{name}_{code}" for code in languages)


def html_of(text: str) -> str:
    """The tag of the language whose letters a text has, else that of the messages."""
    written = (forms for forms in FORMS.values() if forms.letters and re.search(f"[{forms.letters}]", text))
    return next(written, FORMS[SOURCE]).html


# Fonts that a language needs beside Noto Sans SC, which has Latin, Greek, Cyrillic and Chinese letters.
OWN_FONTS = "fonts"  # in the folder of a language of a project
OF_THE_SYSTEM = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "/Library/Fonts")
WINDOWS = "SYSTEMROOT"


def fonts_of(language: str) -> list[Path]:
    """The files of the fonts that a language needs beside Noto Sans SC, as far as they are there."""
    folder = language.folder if isinstance(language, Language) else None
    return [file for name in forms_of(language).fonts if (file := font_file(name, folder))]


def font_file(name: str, folder: Path | None) -> Path | None:
    """The file of a font, such as NotoSansArabic-Regular.ttf; None if it is nowhere.

    It is looked for in `fonts/` of the folder of a language, among the fonts of the system (where packages such as
    Debian's fonts-noto-core put theirs), and among those that matplotlib brings.
    """
    if folder is not None and (folder / OWN_FONTS / name).is_file():
        return folder / OWN_FONTS / name
    spec = find_spec("matplotlib")
    brought = [Path(place) / "mpl-data" / "fonts" for place in (spec.submodule_search_locations or () if spec else ())]
    windows = [Path(os.environ[WINDOWS]) / "Fonts"] if WINDOWS in os.environ else []
    for place in (*brought, *(Path(place).expanduser() for place in OF_THE_SYSTEM), *windows):
        if found := next((file for file in sorted(place.rglob(name))), None):
            return found
    return None
