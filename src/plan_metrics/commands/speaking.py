"""The command that tells which words the languages of the plan still lack."""

from __future__ import annotations

from plan_metrics.commands.call import Call
from plan_metrics.commands.parser import Commands
from plan_metrics.languages import forms_of


def register(commands: Commands) -> None:
    """Add `languages`."""
    about = commands.gettext("tell which strings of the report each language of the plan has no words for")
    commands.add("languages", _languages, about, "--json")


def _languages(call: Call) -> int:
    from plan_metrics.views.translations import untranslated_on_pages

    told = {str(code): (forms_of(code).name, untranslated_on_pages(code)) for code in call.plan().languages}
    one = call.gettext("{language} ({name}): {n} strings without words")

    def text() -> str:
        lines = list[str]()
        for code, (name, texts) in told.items():
            lines += [one.format(language=code, name=name, n=len(texts)), *(f"  {text}" for text in texts)]
        return "\n".join(lines)

    facts = [{"language": code, "name": name, "untranslated": texts} for code, (name, texts) in told.items()]
    return call.result(text, lambda: {"languages": facts})
