"""What every file says of itself: plan, edition, licence, and whether its figures are invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.export.table_columns import Column
from plan_metrics.languages import forms_of
from plan_metrics.plan.code_lists import Text
from plan_metrics.views import verdict_model
from plan_metrics.views.language import catalogue
from plan_metrics.views.vouching import mark
from plan_metrics.views.words import by_method, say

LICENCE = "MIT"
LICENCE_NOTE = N_(
    "The figures are facts published by the bodies named as their sources; the selection, the notes and the "
    "translations of titles are under the MIT licence. Cite the source of a figure, and this edition."
)
MODEL_NOTE = N_(
    "Long-term assessments are categories of {model} ({source}), as the plan chooses. The status says which way a "
    "category points; there is no latest change."
)
EMPTY_NOTE = N_(
    "An empty value is not zero: no figure was published, or it was suppressed. Its observation status says which."
)


def in_every(languages: Sequence[str], text: str, **values: object) -> Text:
    """A string of the catalogue in each language, filled in."""
    return Text(**{code: catalogue(code).gettext(text).format(**values) for code in languages})


def title(context: Context) -> Text:
    """The title of all downloads: the plan and the edition."""
    plan, edition = context.plan.head, context.edition.card
    return Text(**{code: f"{plan.title[code]} · {edition.title[code]}" for code in context.plan.languages})


def notices(context: Context) -> list[Text]:
    """What a reader must know before the first figure: invented or a draft; what empty means; the licence."""
    codes = context.plan.languages
    wanted = [way for way, said in ((mark, mark(context)), (_by_method, by_method(context))) if said]
    own = [Text(**{code: way(replace(context, language=code)) for code in codes}) for way in wanted]
    return [*own, *(in_every(codes, text) for text in (EMPTY_NOTE, LICENCE_NOTE))]


def _by_method(context: Context) -> str:
    return say(context, MODEL_NOTE, model=verdict_model.name(context), source=verdict_model.source(context))


def in_words(languages: Sequence[str], column: Column) -> Text:
    """The title of a column, with the language of its texts where it has one."""
    said = in_every(languages, column.title)
    if not column.language:
        return said
    return Text(**{code: _in_language(code, said[code], column.language) for code in languages})


def _in_language(code: str, title: str, language: str) -> str:
    named = forms_of(code).languages.get(language, forms_of(language).name)
    return catalogue(code).gettext(N_("{title} ({language})")).format(title=title, language=named)
