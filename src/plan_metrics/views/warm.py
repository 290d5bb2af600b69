"""Does once what every page would otherwise do first: for the process that pages are forked from."""

from __future__ import annotations

import pandas as pd
import pyarrow.csv  # noqa: F401  # what reads tables loads it when it is first needed
import scipy

from plan_metrics.languages import INTERFACE
from plan_metrics.reading.printable import advances
from plan_metrics.views import nodes
from plan_metrics.views.language import catalogue, date, decimal, exact, percent, period


def warm() -> None:
    """Read the catalogue, templates, widths of letters, forms of numbers and dates; use a frame, load the statistics.

    Nothing of it is kept but what Python and the libraries remember; no page depends on it.
    """
    for language in INTERFACE:
        catalogue(language)
        for text in ("2024", "2024-Q3", "2024-03"):
            period(text, language)
        date("2024-03-01", language)
        for form in (decimal, exact, percent):
            form(0.5, language)
    for template in nodes.templates().list_templates():
        nodes.templates().get_template(template)
    advances()
    scipy.stats.rankdata([1.0]), scipy.special.expit(0.0)  # a part of scipy is loaded when it is first named
    frame = pd.DataFrame({"a": ["x", "y"], "b": [1.0, None]})
    for place, *_ in frame[frame["a"] == "x"].sort_values("b").itertuples(name=None):
        frame.loc[place, "b"], frame.iloc[0]["a"], frame.to_dict("records")
