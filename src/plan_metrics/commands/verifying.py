"""The command that computes again what was published and compares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plan_metrics.commands.call import Call
from plan_metrics.commands.parser import Commands
from plan_metrics.terminal import say

if TYPE_CHECKING:
    from plan_metrics.verify.difference import Difference

DIFFERS = 1


def register(commands: Commands) -> None:
    """Add `verify`."""
    _ = commands.gettext
    about = _("compute a published page, file or site again, and say the same or what differs and where")
    verify = commands.add("verify", _verify, about, "--all build/site .", reports=True)
    about = _("a page by its name (A07; LANGUAGE/A07), a file (data/package/observations.csv), or a receipt by its id")
    verify.add_argument("what", nargs="?", metavar="PAGE|FILE|RECEIPT", help=about)
    verify.add_argument("edition", nargs="?", help=_("default: the plan's default edition"))
    about = _("the published folder of the edition (default: in build/site)")
    verify.add_argument("--site", metavar="FOLDER", type=Path, help=about)
    about = _("as a third party: build every edition of a site again from the project's folder or archive alone")
    verify.add_argument("--all", nargs=2, type=Path, metavar=("SITE", "ARCHIVE"), help=about)
    about = _("say which addresses that were ever published a site lacks")
    verify.add_argument("--addresses", metavar="SITE", type=Path, help=about)
    verify.add_argument("--keep", action="store_true", help=_("add the addresses of the site to those ever published"))
    about = _("run notebooks and templates that are not those of this program: they can do what you can")
    verify.add_argument("--run-their-notebooks", action="store_true", help=about)


def _verify(call: Call) -> int:
    chosen = call.chosen
    asked = [name for name in ("what", "all", "addresses") if getattr(chosen, name) is not None]
    if len(asked) != 1:
        needed = call.gettext("one of these is needed: PAGE|FILE|RECEIPT, --all SITE ARCHIVE, --addresses SITE")
        chosen.parser.error(needed)
    return {"what": _one, "all": _all, "addresses": _addresses}[asked[0]](call)


def _one(call: Call) -> int:
    from plan_metrics.verify.one import verify_one

    chosen = call.chosen
    verified = verify_one(call.base, chosen.what, chosen.edition, chosen.site, run_theirs=chosen.run_their_notebooks)
    same = call.gettext("the same: {files}").format(files=", ".join(verified.looked_at))
    return _told(call, verified.differences, same, looked_at=verified.looked_at)


def _all(call: Call) -> int:
    from plan_metrics.verify.again import built_again
    from plan_metrics.verify.site import files_of, manifest_differences, other_programs, site_differences

    site, archive = call.chosen.all
    again = call.gettext("Building edition {edition} again, which takes as long as a report.")

    def tell(edition: str) -> None:
        if not call.chosen.quiet:
            say(again.format(edition=edition), error=True)

    with built_again(site, archive, call.language, tell, run_theirs=call.chosen.run_their_notebooks) as base:
        listed = manifest_differences(site)
        found = site_differences(site, base / "build" / "site")
        programs = other_programs(site, base)
        count = len(files_of(site, site))
    places = [f"{each.file}/" for each in found]  # which say more, also of a part of a file
    listed = [each for each in listed if not any(place.startswith(f"{each.file}/") for place in places)]
    notes = [
        call.gettext("{edition}: made by the program {theirs}, or other packages; this is {own}").format(
            edition=edition, theirs=f"{theirs.version} ({theirs.digest[:12]})", own=f"{own.version} ({own.digest[:12]})"
        )
        for edition, (theirs, own) in programs.items()
    ]
    same = call.gettext("the same: {n} files, as their manifests say and as they are built again").format(n=count)
    return _told(call, [*listed, *found], "\n".join([same, *notes]), notes, files=count,
                 programs={edition: theirs.model_dump() for edition, (theirs, _) in programs.items()})  # fmt: skip


def _addresses(call: Call) -> int:
    from plan_metrics.verify.addresses import check_addresses, keep_addresses
    from plan_metrics.verify.again import check_site_folder

    site = call.chosen.addresses
    check_site_folder(site)
    found = check_addresses(call.base, site)
    kept = keep_addresses(call.base, site, found.unlisted) if call.chosen.keep else []
    _ = call.gettext
    lines = [_("{address}: was published and is not there").format(address=address) for address in found.missing]
    if found.unlisted and not kept:
        text = _("{n} addresses are in no list yet; add them with: plan-metrics verify --addresses SITE --keep")
        lines.append(text.format(n=len(found.unlisted)))
    lines += [_("{file}: addresses added").format(file=file.relative_to(call.base).as_posix()) for file in kept]
    if not found.listed and not kept:
        lines.append(_("no address is listed in data/addresses, so none could be missed"))
    elif not found.missing:
        lines.append(_("every address that was ever published is there"))
    facts = {"missing": found.missing, "unlisted": found.unlisted}
    call.result(lambda: "\n".join(lines), lambda: facts)
    return DIFFERS if found.missing else 0


def _told(call: Call, differences: Sequence[Difference], same: str, notes: Sequence[str] = (), **facts: Any) -> int:
    from plan_metrics.verify.words import difference_facts, difference_text

    def text() -> str:
        if not differences:
            return same
        lines = [difference_text(each, call.gettext) for each in differences]
        return "\n".join([*lines, *notes, call.gettext("differences: {n}").format(n=len(differences))])

    def data() -> Mapping[str, Any]:
        told = [difference_facts(each, call.gettext) for each in differences]
        return {"same": not differences, **facts, "differences": told}

    call.result(text, data)
    return DIFFERS if differences else 0
