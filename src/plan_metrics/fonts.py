"""Finds the fonts that a language needs beside Noto Sans SC, which has Latin, Greek, Cyrillic and Chinese letters."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from plan_metrics.languages import Language, forms_of

OWN = "fonts"  # in the folder of a language of a project
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
    if folder is not None and (folder / OWN / name).is_file():
        return folder / OWN / name
    spec = find_spec("matplotlib")
    brought = [Path(place) / "mpl-data" / "fonts" for place in (spec.submodule_search_locations or () if spec else ())]
    windows = [Path(os.environ[WINDOWS]) / "Fonts"] if WINDOWS in os.environ else []
    for place in (*brought, *(Path(place).expanduser() for place in OF_THE_SYSTEM), *windows):
        if found := next((file for file in sorted(place.rglob(name))), None):
            return found
    return None
