"""Take it along: the figures of an edition as files, in open formats, made from the same frames as the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from plan_metrics.context import Context
from plan_metrics.export.api import api_files
from plan_metrics.export.datapackage import json_bytes, package_files
from plan_metrics.export.indicator_files import indicator_files, indicator_metadata
from plan_metrics.export.open_sdg import open_sdg_files
from plan_metrics.export.sdmx import FLOWS, sdmx_csv
from plan_metrics.export.sdmx_structure import structure
from plan_metrics.export.tables import tables
from plan_metrics.export.workbook import workbook
from plan_metrics.files import zipped
from plan_metrics.languages import lead
from plan_metrics.receipts import Receipt, all_receipts
from plan_metrics.receipts.documents import document_pages
from plan_metrics.receipts.page import receipt_page
from plan_metrics.views import downloads


def write_exports(contexts: Mapping[str, Context], folder: Path) -> list[Path]:
    """Write every file of an edition below `folder`, which is made; returns the files, sorted.

    `contexts` holds the same edition in each language. The same input gives the same bytes.
    """
    context = contexts[lead([*contexts])]
    found = tables(context)
    known = all_receipts(context)
    package, about = package_files(context, found), indicator_metadata(context, found)
    files = {
        downloads.PACKAGE: zipped(package),
        downloads.OPEN_SDG: zipped(open_sdg_files(context, found)),
        **{downloads.WORKBOOK.format(language=code): workbook(each, found) for code, each in contexts.items()},
        **{downloads.TABLE.format(name=name): content for name, content in package.items()},
        **{downloads.SDMX.format(name=name): sdmx_csv(context, found[name]) for name in FLOWS},
        downloads.SDMX_STRUCTURE: json_bytes(structure(context, found), sort_keys=False),
        **{downloads.INDICATOR.format(name=name): content for name, content in indicator_files(context, found).items()},
        **{
            downloads.METADATA.format(name=name): json_bytes(content, sort_keys=False)
            for name, content in about.items()
        },
        **{
            downloads.API.format(name=name): json_bytes(content)
            for name, content in api_files(context, found, known).items()
        },
        **{
            downloads.RECEIPT_PAGE.format(page=page, language=code): html.encode()
            for code, each in contexts.items()
            for page, html in receipt_pages(each, known).items()
        },
    }
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return sorted(folder / name for name in files)


def receipt_pages(context: Context, receipts: Mapping[str, Sequence[Receipt]]) -> dict[str, str]:
    """The receipts of each page, and the figures of each document, as HTML in the reader's language by name."""
    pages = {page: receipt_page(context, page, found) for page, found in receipts.items()}
    return pages | document_pages(context, receipts)
