"""Quick stand-ins for the slow parts of a build: no kernels, no examples worked, few files to take along, no Sphinx.

All else is real.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Callable, Mapping
from pathlib import Path

from invented import SECOND, copy_of_project

from plan_metrics.context import Context
from plan_metrics.export import write_exports
from plan_metrics.files import hashed
from plan_metrics.manual.read import read_chapter
from plan_metrics.report import build, publication, site
from plan_metrics.report.engine import fork_server, publish
from plan_metrics.report.engine.process import short_lived
from plan_metrics.report.engine.run import Outcome, Problem, Task, canonical
from plan_metrics.report.jobs import Job
from plan_metrics.verify.site import manifest_differences

REPOSITORY = Path(__file__).parents[1]
PAGES = ("index", "A01", "XX-AA", "data")


def project(folder: Path) -> Path:
    """A project folder with the invented plan and our own notebooks and book."""
    base = copy_of_project(folder)
    for name in ("notebooks", "book"):
        shutil.copytree(REPOSITORY / name, base / name, ignore=shutil.ignore_patterns(".*"))
    return base


def page_of(task: Task) -> bytes:
    """An executed notebook that tells its slice, as quick as that."""
    notebook = json.loads(task.notebook)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            text = f"made from {hashed(task.slice)[:8]}"
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]
    return canonical(notebook)


def without_kernels(
    failing: Mapping[tuple[str, str], Problem], ran: list[tuple[str, str]]
) -> Callable[[Mapping[Job, Task], str | None, Path, Callable[[Job, Outcome], None]], None]:
    """In the place of `run_all`: pages in `failing` fail; what ran is noted in `ran`."""

    def run_all(tasks, scheduler, scratch, done) -> None:
        for job, task in tasks.items():
            ran.append((job.page, job.language))
            problem = failing.get((job.page, job.language))
            done(job, Outcome(None if problem else page_of(task), problem, 0.25))

    return run_all


def plain_site(volumes, config, site: Path, **_) -> Path:
    """In the place of `build_site`: the pages as they are, one after the other."""
    for language, volume in sorted(volumes.items()):
        (site / language).mkdir(parents=True)
        for page in sorted(volume.source.iterdir()):
            (site / language / f"{page.stem}.html").write_bytes(page.read_bytes())
    told = {language: (volume.title, volume.notice) for language, volume in sorted(volumes.items())}
    (site / "index.html").write_text(str(told), "utf-8")
    return site


def few_exports(contexts: Mapping[str, Context], folder: Path) -> list[Path]:
    """In the place of `write_exports`: the figures once for each language, where the receipts of pages go, too."""
    made = [folder / "receipts" / f"figures-{code}.csv" for code in contexts]
    made[0].parent.mkdir(parents=True)
    for file, context in zip(made, contexts.values(), strict=True):
        file.write_bytes(context.edition.observations.to_csv(index=False).encode())
    return made


def install(
    patch: Callable[[object, str, object], None], failing=None, ran=None, pages=PAGES, exports=few_exports
) -> None:
    """Put the stand-ins in place by `patch`, which is `setattr` or that of pytest."""
    every = site.jobs
    if pages is not None:
        patch(site, "jobs", lambda *given: [job for job in every(*given) if job.page in pages])
    patch(site, "run_all", without_kernels(failing or {}, [] if ran is None else ran))
    patch(fork_server, "start", lambda: None)
    patch(publication, "method_pages", lambda context: {page.name: page.name for page in read_chapter().page})
    patch(publication, "write_exports", exports)
    patch(publication, "build_site", plain_site)


# ---------------------------------------------------------------- a build that ends in the middle

STEPS = ((Path, "write_bytes"), (Path, "replace"), (Path, "rename"), (Path, "unlink"), (Path, "mkdir"),
         (shutil, "rmtree"), (Path, "symlink_to"), (publish, "_to_disk"))  # fmt: skip


def end_at(step: int) -> list[int]:
    """Kill this process (SIGKILL) just before the step-th thing it does to the disk; gives a counter of them.

    Every second time a file is being written, half of it is there already.
    """
    count = [0]

    def counted(name: str, original: Callable) -> Callable:
        def act(*arguments, **named):
            count[0] += 1
            if count[0] == step:
                if name == "write_bytes" and step % 2:
                    raw = arguments[1]
                    with arguments[0].open("wb") as stream:
                        stream.write(raw[: len(raw) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return original(*arguments, **named)

        return act

    for holder, name in STEPS:
        setattr(holder, name, counted(name, getattr(holder, name)))
    return count


def in_child(work: Callable[[], int]) -> int:
    """Do some work in a fork of this process; its exit code, negative for a signal."""
    child = os.fork()
    if not child:
        code = 70
        try:
            code = work()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def killed_everywhere(folder: Path, stride: int) -> dict[str, int]:
    """Kill a build at every stride-th step it takes on the disk, let the next call finish it, and compare.

    First a build into an empty folder, then one of changed figures over a site that is there. In all of them
    the next call must give the bytes of an undisturbed build and leave nothing half-made; and whatever the
    moment, the site is the old one, the new one or (the first time) none, but never a mixture.
    """
    install(setattr, exports=write_exports)
    build.build_report(project(folder / "before"), SECOND, "en")  # what is imported and read once, for all forks
    told = {}
    for name, there_before in (("first", False), ("later", True)):
        base = project(folder / name)
        if there_before:
            assert in_child(lambda base=base: build.build_report(base, SECOND, "en")) == 0
            card = base / "data" / "editions" / SECOND / "edition.toml"
            card.write_text(card.read_text("utf-8").replace('about = { zh = "', 'about = { zh = "新'), "utf-8")
        start = shutil.copytree(base, folder / f"{name}-start", symlinks=True)
        place = base / "build" / "site" / SECOND
        old = files(place) if there_before else {}

        def counting(base=base, report=folder / f"{name}.count") -> int:
            count = end_at(0)
            code = build.build_report(base, SECOND, "en")
            with report.open("w") as stream:
                stream.write(str(count[0]))
            return code

        assert in_child(counting) == 0
        new = files(place)
        assert new != old
        steps = int((folder / f"{name}.count").read_text())
        for step in sorted({*range(1, steps + 1, stride), *range(steps - 1, steps + 1)}):  # what is done last, in full
            shutil.rmtree(base)
            shutil.copytree(start, base, symlinks=True)

            def disturbed(base=base, step=step) -> int:
                end_at(step)
                return build.build_report(base, SECOND, "en")

            assert in_child(disturbed) == -signal.SIGKILL, step
            assert files(place) in (old, new), step
            assert not there_before or place.is_dir(), step
            assert in_child(lambda base=base: build.build_report(base, SECOND, "en")) == 0, step
            assert files(place) == new, step
            assert manifest_differences(place.parent) == [], step
            assert (base / "build" / "runs" / f"{SECOND}.html").is_file(), step
            known = {".lock", *(link.readlink().name for link in (place, place.with_name("latest")))}
            left = [path.name for path in (base / "build").rglob(".*") if path.name not in known]
            assert left == [], step
        told[name] = steps
    return told


if __name__ == "__main__":
    import contextlib
    import sys

    short_lived()

    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        told = killed_everywhere(Path(sys.argv[1]), int(sys.argv[2]))
    print(json.dumps(told))
