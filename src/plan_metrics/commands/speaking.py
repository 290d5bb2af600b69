"""The command that tells which words the languages of the plan still lack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plan_metrics.commands.call import Call
from plan_metrics.commands.parser import Commands
from plan_metrics.languages import forms_of


def register(commands: Commands) -> None:
    """Add `languages`."""
    about = commands.gettext("tell which strings of the report each language of the plan has no words for")
    commands.add("languages", _languages, about, "--json", reports=True)


def _languages(call: Call) -> int:
    from plan_metrics.views.translations import untranslated_on_pages

    told = [
        {"language": str(code), "name": forms_of(code).name, "untranslated": untranslated_on_pages(code)}
        for code in call.plan().languages
    ]
    return call.result(lambda: _text(call, told), lambda: {"languages": told})


def _text(call: Call, told: Sequence[Mapping[str, Any]]) -> str:
    one = call.gettext("{language} ({name}): {n} strings without words")
    blocks = []
    for each in told:
        texts = each["untranslated"]
        head = one.format(language=each["language"], name=each["name"], n=len(texts))
        blocks.append("\n".join([head, *(f"  {text}" for text in texts)]))
    return "\n".join(blocks)
