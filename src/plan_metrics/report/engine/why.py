"""Says in a sentence why a page is made again, or that nothing it reads has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from gettext import NullTranslations

from plan_metrics.errors import N_
from plan_metrics.report.engine.keys import BuildInputs, digest_of
from plan_metrics.report.engine.store import BuildRecord, Store
from plan_metrics.report.jobs import Job

SHOWN = 5  # names in a sentence; of more, the number of the others is said


def changed(store: Store, job: Job, inputs: BuildInputs) -> list[str]:
    """What a page is made of that is not as it was: `kind: name` in the order of the build inputs; empty if nothing."""
    record = store.record(job)
    if record is None:
        return ["new"]
    if record.key == inputs.key:
        return [] if store.run(inputs.key) else ["gone"]
    found = [f"data: {name}" for name in _different(record.data, inputs.data)]
    if record.slice != inputs.slice and not found:
        found = ["computed"]
    if record.notebook != inputs.notebook:
        found.append(f"notebook: {job.notebook}.ipynb")
    if record.parameters != dict(inputs.parameters):
        found.append("parameters: " + ", ".join(_different(record.parameters, inputs.parameters)))
    if record.code != digest_of(inputs.code):
        before = store.note(f"lists/{record.code}") or {}
        found += [f"code: {name}" for name in _different(before, inputs.code)]
    if record.environment != digest_of(inputs.environment):
        before = store.note(f"lists/{record.environment}") or []
        found += [f"environment: {name}" for name in sorted(set(before) ^ set(inputs.environment))]
    return found


def sentence(translations: NullTranslations, job: Job, changes: Sequence[str], record: BuildRecord | None) -> str:
    """The answer to «why» for one page, in the reader's language; `record` is its last good result."""
    _ = translations.gettext
    page = f"{job.page} ({job.language})"
    if changes == ["new"]:
        return _(N_("{page} has not been made yet.")).format(page=page)
    if changes:
        said = _(N_("{page} will be made again, because this has changed: {what}."))
        return said.format(page=page, what=names(translations, changes))
    if record is None or record.changed == ["new"]:
        said = _(N_("{page} is up to date: nothing that it is made of has changed since it was first made."))
        return said.format(page=page)
    said = _(N_("{page} is up to date; when it was last made, this had changed: {what}."))
    return said.format(page=page, what=names(translations, record.changed))


def names(translations: NullTranslations, changes: Sequence[str]) -> str:
    """What has changed, in words; of a long list the first few and the number of the others."""
    _ = translations.gettext
    kinds = {
        "new": _(N_("the page is new")),
        "gone": _(N_("its earlier result is no longer there")),
        "data": "{name}",
        "computed": _(N_("figures computed from others")),
        "notebook": _(N_("the notebook {name}")),
        "parameters": _(N_("the parameters {name}")),
        "code": _(N_("the program file {name}")),
        "environment": _(N_("the installed package {name}")),
    }
    told = []
    for change in changes[:SHOWN]:
        kind, _colon, name = change.partition(": ")
        told.append(kinds[kind].format(name=name))
    text = _(N_("; ")).join(told)
    if len(changes) > SHOWN:
        text = _(N_("{text}; and {n} more")).format(text=text, n=len(changes) - SHOWN)
    return text


def _different(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
