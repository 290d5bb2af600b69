"""What leads from a page, a picture or a sheet back to the report: how to cite it, its address, what names it."""

from __future__ import annotations

from dataclasses import dataclass

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.report.pictures import Around
from plan_metrics.report.sharing import ADDRESS, TITLE
from plan_metrics.views import citing
from plan_metrics.views.vouching import mark
from plan_metrics.views.words import say


@dataclass(frozen=True)
class Reference:
    """How a report is named in one language.

    `folder` is where its pages lie: a whole address where the plan gives its `site`, then `known` is true, else the
    place within the site. `page` is how a page is cited, with `TITLE` and `ADDRESS` in the places of these, `whole` how
    the report is, with `ADDRESS`; `checked` how a page is computed again, with its name in the place of `TITLE`.
    `edition` is its id and its title. `around` is what pictures of charts say.
    """

    folder: str
    known: bool
    page: str
    whole: str
    checked: str
    edition: tuple[str, str]
    around: Around


def reference(context: Context) -> Reference:
    """How the report of an edition is named in the language of a context."""
    folder, known = citing.folder(context), bool(context.plan.head.site)
    sources = {**context.plan.sources, **context.edition.sources}
    around = Around(
        title=citing.report(context),
        edition=citing.edition(context),
        notice=mark(context),
        address=folder if known else "",
        publishers={name: source.publisher[context.language] for name, source in sorted(sources.items())},
        source=say(context, N_("Source: {documents}"), documents="{names}"),
        more=say(context, N_("{names} and {n} more"), names="{names}", n="{n}"),
        between=say(context, N_("; ")),
    )
    return Reference(
        folder=folder,
        known=known,
        page=citing.cited(context, TITLE, ADDRESS),
        whole=citing.cited(context, "", ADDRESS),
        checked=say(
            context,
            N_("Page {page} of edition {edition}. To compute it again: {command}"),
            page=f"{context.language}/{TITLE}",
            edition=context.edition.card.id,
            command=f"plan-metrics verify {context.language}/{TITLE} {context.edition.card.id}",
        ),
        edition=(context.edition.card.id, context.edition.card.title[context.language]),
        around=around,
    )
