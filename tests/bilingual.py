"""The languages of the plans that tests read, the shipped one and the invented one, and the columns that follow."""

from __future__ import annotations

from plan_metrics.edition.models import (
    OBSERVATIONS_FILE,
    REJECTED_FILE,
    SOURCES_FILE,
    first_columns,
    table_columns,
)
from plan_metrics.languages import columns_of

LANGUAGES = ("zh", "en")
NOTES = columns_of("note", LANGUAGES)
COLUMNS = table_columns(OBSERVATIONS_FILE, LANGUAGES)
FIRST_COLUMNS = first_columns(LANGUAGES)
REJECTED_COLUMNS = table_columns(REJECTED_FILE, LANGUAGES)
SOURCE_COLUMNS = table_columns(SOURCES_FILE, LANGUAGES)
