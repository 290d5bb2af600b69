"""Runs Jupyter Book in a process of its own, on the pages that differ from those it rendered last."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Mapping
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import yaml

from plan_metrics.errors import N_, Fault, check_faults, fault_at
from plan_metrics.files import hashed, write_whole
from plan_metrics.report.book_source import ENDINGS
from plan_metrics.report.engine.process import cause_of, run_module, short_lived

WARNING = re.compile(r"^(?:(?P<file>[^\s:][^:]*?):(?:(?P<line>\d+):)? )?(?:WARNING|ERROR|CRITICAL): (?P<text>.*)$")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def render_pages(kept: Path, config: Mapping[str, Any], language: str, jobs: int) -> Path:
    """Render the pages in `kept / source` with these settings; return the folder of the rendered book.

    `kept` is what the last call left there, or only the source: pages whose content is the same are not
    rendered again, and if anything but a page differs, all are. The bytes are those of a new book either way.
    After a failure, or an end by force, the next call renders all pages. Raises `FaultError` with every
    warning of Jupyter Book.
    """
    record, book = kept / "rendered.json", kept / "book"
    before = json.loads(record.read_text("utf-8")) if record.is_file() else {"pages": {}}
    now = contents(kept / "source", config)
    if now == before:
        return book / "html"
    record.unlink(missing_ok=True)  # until the book is whole
    changed = [page for page, content in now["pages"].items() if content != before["pages"].get(page)]
    if before.get("around") != now["around"]:
        shutil.rmtree(book, ignore_errors=True)
    # A page names a style sheet by its content only if the file is there already; see that it is not.
    shutil.rmtree(book / "html" / "_static", ignore_errors=True)
    shutil.rmtree(book / "html" / "_downloads", ignore_errors=True)  # written again in full, without what is gone
    sphinx = config["sphinx"]["config"]
    own = {**sphinx["plan_metrics"], "changed": changed, "jobs": jobs}
    settings = {**config, "sphinx": {"config": {**sphinx, "plan_metrics": own}}}
    (kept / "source" / "_config.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
    run_jupyter_book(kept / "source", book, language)
    write_whole(record, json.dumps(now).encode())
    return book / "html"


def contents(source: Path, config: Mapping[str, Any]) -> dict[str, Any]:
    """What a rendered book depends on: each page, and everything around them, as digests.

    Around them are the settings, the table of contents, style, templates, pictures, our code, and the
    versions of all packages.
    """
    files = {path.relative_to(source).as_posix(): path for path in sorted(source.rglob("*")) if path.is_file()}
    pages = {name for name, path in files.items() if path.parent == source and path.suffix in ENDINGS}
    code = sorted(Path(__file__).parent.glob("*.py"))
    packages = sorted(f"{package.name} {package.version}" for package in distributions())
    around = [config, sys.version, packages, [hashed(path.read_bytes()) for path in code]]
    around += [[name, hashed(path.read_bytes())] for name, path in files.items() if name not in pages]
    return {
        "around": hashed(json.dumps(around, sort_keys=True).encode()),
        "pages": {Path(name).stem: hashed(files[name].read_bytes()) for name in sorted(pages)},
    }


def run_jupyter_book(source: Path, book: Path, language: str) -> None:
    """Run Jupyter Book in a process of its own; raise `FaultError` with every warning if it warned."""
    done = run_module(__name__, str(source), str(book), NO_COLOR="1")
    errors = COLOUR.sub("", done.stderr)
    faults = [warning_fault(match, source, language) for line in errors.splitlines() if (match := WARNING.match(line))]
    if done.returncode and not faults:
        faults = [build_fault(f"{language}/_config.yml", None, cause_of(errors))]
    check_faults(faults)


def main(source: Path, book: Path) -> int:
    """The process itself: what `jupyter-book build -W --keep-going` does."""
    short_lived()
    from jupyter_book.sphinx import build_sphinx

    failed = build_sphinx(
        source,
        book / "html",
        noconfig=True,
        path_config=source / "_config.yml",
        confoverrides={"external_toc_path": str(source / "_toc.yml"), "latex_individualpages": False},
        doctreedir=book / "doctrees",
        warningiserror=True,
        keep_going=True,
        quiet=True,
    )
    return 1 if failed else 0


def warning_fault(match: re.Match[str], source: Path, language: str) -> Fault:
    """A warning of Sphinx, at the page and line it complains of."""
    file = match["file"] or "_config.yml"
    for folder in (source, source.resolve()):
        file = file.removeprefix(f"{folder}{os.sep}")
    return build_fault(f"{language}/{file}", int(match["line"]) if match["line"] else None, match["text"])


def build_fault(file: str, row: int | None, text: str) -> Fault:
    """Something Jupyter Book complained of."""
    found, expected = N_("Jupyter Book says: {text}"), N_("a page that prints without a warning")
    fix = N_("correct the page or the notebook it comes from")
    return fault_at("book-build", file, found, expected, fix, row=row, text=text)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
