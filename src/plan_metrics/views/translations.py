"""Which strings of the report a language has no words for, and the catalogue in which they are to be written."""

from __future__ import annotations

import io
from functools import cache

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from plan_metrics import paths
from plan_metrics.languages import CATALOGUE, FORMS, INTERFACE, forms_of
from plan_metrics.views.language import is_translated


@cache
def strings() -> tuple[Message, ...]:
    """Every string of the program that is translated, in the language of the messages, sorted."""
    found: dict[str, Message] = {}
    for file in sorted(paths.LOCALE.glob(f"*/{CATALOGUE}")):
        read = read_po(io.BytesIO(file.read_bytes()), locale=file.parent.parent.name)
        found |= {_id(message): message for message in read if message.id}
    return tuple(found[text] for text in sorted(found))


def untranslated(language: str) -> list[str]:
    """The strings of the program that a language has no words for, sorted."""
    return sorted(text for text in {*map(_id, strings())} if not is_translated(text, language))


@cache
def messages() -> frozenset[str]:
    """The strings that commands and faults alone say: no language that the program has for pages alone has words for
    one of them."""
    return frozenset.intersection(*(frozenset(untranslated(code)) for code in FORMS if code not in INTERFACE))


def untranslated_on_pages(language: str) -> list[str]:
    """The strings of the report that a language has no words for, sorted."""
    return [text for text in untranslated(language) if text not in messages()]


def blank_catalogue(language: str) -> bytes:
    """A catalogue of a language without any words for the report, for a translator; its plural forms are CLDR's."""
    forms = get_plural(forms_of(language).babel)
    made = Catalog(fuzzy=False)
    for message in strings():
        if _id(message) in messages():
            continue
        made.add(message.id, ("",) * forms.num_plurals if message.pluralizable else "")
    text = io.BytesIO()
    write_po(text, made, omit_header=True, width=0)
    head = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: {forms.plural_forms}\\n"\n\n'
    return head.encode() + text.getvalue()


def _id(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, (list, tuple)) else message.id)
