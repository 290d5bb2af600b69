"""Times the binding of the PDF of a book, in books of 30 to 1,000 pages: does a sheet cost the same in a big book?

Run it with `python benchmarks/binding.py`, or with other sizes: `python benchmarks/binding.py 30 300`. Each page is the
stored page of a region, set once. Seconds are of the processor; the front is what Typst sets: contents and feet.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from pathlib import Path
from time import process_time

from plan_metrics.report.pdf import PdfTexts, bound, spoken, typeset
from plan_metrics.report.pdf.document import document_parts
from plan_metrics.report.pdf.tree import read_notebook

BASE = Path(__file__).parents[1]
FORM = BASE / "book" / "_pdf"
PAGE = "region"
SIZES = (30, 100, 300, 1000)
WANTED = 1.3
TEXTS = PdfTexts("title", "short", "edition", "", (), "contents", "page {page}", "", (), ("", ""), ("", ""))


def main(sizes: list[int]) -> None:
    """Print a table; end with an error if a sheet of the biggest book costs too much."""
    job = {"template": str(FORM), **spoken("en"), "texts": vars(TEXTS)}
    head = typeset.heading(job, "pages", typeset.BOOK_SIZE)
    form = (FORM / "document.typ").read_bytes()
    nodes = read_notebook(json.loads((BASE / "notebooks" / f"{PAGE}.ipynb").read_bytes()))
    print(
        f"{'pages':>6}{'sheets':>8}{'front s':>9}{'bound s':>9}{'ms each':>9}{'ratio':>7}{'peak MB':>9}{'file MB':>9}"
    )
    first = last = 0.0
    with tempfile.TemporaryDirectory() as folder:
        parts = document_parts([("part", [PAGE])], {PAGE: nodes}, typeset.BOOK_SIZE)
        piece = Path(folder, "piece")
        piece.write_bytes(bound.piece(*typeset.set_by_typst(Path(folder), form, {**head, "parts": parts}), PAGE, 0))
        (sheets,), headings = bound.sheets([piece]), [[1, "part"], [2, PAGE]]
        for size in sizes:
            start = process_time()
            front = {**head, "kind": "front", "leaves": [{"sheets": sheets, "headings": headings}] * size}
            raw, _ = typeset.set_by_typst(Path(folder), form, front)
            middle = process_time()
            made = len(bound.book(raw, [(piece, headings)] * size, TEXTS.to_page)) / 1e6
            end = process_time()
            last = (end - start) / (size * sheets) * 1000
            first = first or last
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            row = f"{size:>6}{size * sheets:>8}{middle - start:>9.1f}{end - middle:>9.1f}{last:>9.2f}"
            print(f"{row}{last / first:>7.2f}{peak:>9}{made:>9.1f}", flush=True)
    if last / first > WANTED:
        raise SystemExit(f"a sheet of the biggest book costs {last / first:.2f} times a sheet of the smallest")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
