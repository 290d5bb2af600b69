"""The chooser of a notebook in a lab: its subject, edition and language by name."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from IPython.core import getipython
from IPython.display import display

from plan_metrics import paths
from plan_metrics.desk.style import as_shown
from plan_metrics.edition.called import code_of
from plan_metrics.edition.choice import check_choice, check_edition_id, known_editions
from plan_metrics.errors import N_, Fault, FaultError, check_faults
from plan_metrics.languages import INTERFACE, forms_of
from plan_metrics.plan.code_lists import Text
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan
from plan_metrics.views import blocks
from plan_metrics.views.faults import sentence
from plan_metrics.views.language import catalogue, reader_language

SUBJECTS = ("action", "indicator", "region", "breakdown")
LABELS = {
    "action": N_("Action"), "indicator": N_("Indicator"), "region": N_("Region"), "breakdown": N_("Breakdown"),
    "edition": N_("Edition"), "language": N_("Language"),
}  # fmt: skip
NEXT = N_("After a choice: menu Run, “Run All Cells”.")
NO_SITE = N_("Links lead to the built report, which is not there yet: plan-metrics report {edition}")

Names = dict[str, Any]
_remembered: dict[str, tuple[str, str]] = {}  # by parameter: what its cell said, and what was chosen instead


def choose(names: Names) -> Any:
    """Show lists from which the parameters of a notebook are chosen; `names` is its `globals()`.

    A choice sets the variable, and stays when the cell of the parameters runs again as it was; who writes another code
    there means that one. A name in full will do for a code. From then on a fault is told in a sentence, without the
    path through the program. Raises `FaultError` for what is none of the plan, with those nearest, below the lists.
    """
    base = paths.root()
    shell = _in_this_notebook(base, names)
    plan = read_plan(paths.plan_folder(base))
    _recall(names)
    check_choice("language", names.get("language"), plan.languages)
    check_edition_id(base, str(names.get("edition", "")))
    wrong: list[Fault] = []
    for name in SUBJECTS:
        try:
            if name in names:
                names[name] = _code(plan, name, str(names[name]), names["language"])
        except FaultError as error:
            wrong += error.faults
    shown = _shown(base, plan, names)
    if wrong and shell:
        display(shown)  # what is meant can be chosen beside what is wrong
    check_faults(wrong)
    return shown


def options(base: Path, plan: Plan, name: str, language: str) -> list[tuple[str, str]]:
    """What can be chosen for a parameter: its title in a language with its code, and the code."""
    if name == "edition":
        return [(edition, edition) for edition in reversed(known_editions(base))]
    if name == "language":
        return [(forms_of(code).name, code) for code in plan.languages]
    titles = {code: title[language] for code, title in _titles(plan, name).items()}
    return [(f"{title} ({code})", code) for code, title in titles.items()]


def _titles(plan: Plan, name: str) -> dict[str, Text]:
    titles: dict[str, dict[str, Text]] = {
        "action": {each.id: each.title for each in plan.actions},
        "indicator": {each.id: each.title for _, each in plan.indicators()},
        "region": {each.region: each.short for each in plan.areas},
        "breakdown": {each.code: each.title for each in plan.paged_breakdowns},
    }
    return titles[name]


def _code(plan: Plan, name: str, text: str, language: str) -> str:
    """The code that a text means, which is one or a name of it in any language."""
    titles = _titles(plan, name)
    names = {code: tuple(title.values()) for code, title in titles.items()}
    if name == "region":
        names = {each.region: (*names[each.region], *each.title.values()) for each in plan.areas}
    return code_of(name, text, names, lambda code: f"{code} ({titles[code][language]})")


def _recall(names: Names) -> None:
    """Put what was chosen in the place of what the cell of the parameters says, if that still says the same."""
    for name, (written, chosen) in list(_remembered.items()):
        if names.get(name) == written:
            names[name] = chosen
        elif name in names and names[name] != chosen:
            del _remembered[name]


def _set(names: Names, name: str, code: str) -> None:
    written = _remembered.get(name, (str(names[name]), ""))[0]
    _remembered[name] = written, code
    names[name] = code


def _shown(base: Path, plan: Plan, names: Names) -> Any:
    """The lists as widgets; as a text where cells show their text alone."""
    language = plan.spoken(str(names["language"]))
    _ = catalogue(language).gettext
    lists = {name: options(base, plan, name, language) for name in LABELS if name in names}
    site = paths.build_folder(base) / "site" / str(names["edition"])
    notes = [_(NEXT), *([] if site.is_dir() else [_(NO_SITE).format(edition=names["edition"])])]
    if paths.TEXT in os.environ:
        titles = {name: next((title for title, code in lists[name] if code == names[name]), "") for name in lists}
        return blocks.paragraphs([*(f"{_(LABELS[name])}: {title}" for name, title in titles.items()), *notes])
    return _widgets(names, lists, {name: _(LABELS[name]) for name in lists}, notes)


def _widgets(
    names: Names, lists: Mapping[str, Sequence[tuple[str, str]]], labels: Mapping[str, str], notes: Sequence[str]
) -> Any:
    import ipywidgets

    def setter(name: str) -> Callable[[Any], None]:
        return lambda change: _set(names, name, change["new"])

    made = []
    for name, known in lists.items():
        value = names[name] if any(code == names[name] for _, code in known) else None
        box = ipywidgets.Dropdown(options=known, value=value, description=labels[name])
        box.layout.width = "min(100%, 40rem)"
        box.observe(setter(name), "value")
        made.append(box)
    return ipywidgets.VBox([*made, *(ipywidgets.Label(value=note) for note in notes)])


def _in_this_notebook(base: Path, names: Names) -> bool:
    """Show blocks with their look, and faults as a sentence, in the shell that runs this; False outside of one."""
    shell = getipython.get_ipython()
    if shell is None or shell.display_formatter is None or paths.TEXT in os.environ:
        return False

    def told(shell: Any, kind: type, error: FaultError, trace: Any, tb_offset: Any = None) -> list[str]:
        language = str(names.get("language", ""))
        said = [sentence(fault, language if language in INTERFACE else reader_language()) for fault in error.faults]
        shell._showtraceback(kind, error, said)
        return said

    shell.set_custom_exc((FaultError,), told)
    shell.display_formatter.mimebundle_formatter.for_type(blocks.Block, as_shown(base, names))
    return True
