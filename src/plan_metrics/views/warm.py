"""Does once what every page would otherwise do first: for the process that pages are forked from."""

from __future__ import annotations

import pandas as pd

from plan_metrics.languages import LANGUAGES
from plan_metrics.views import bars, charts, nodes
from plan_metrics.views.language import catalogue, date, decimal, exact, percent, period


def warm() -> None:
    """Read the catalogue, the templates and the forms of numbers and dates, draw a chart of each kind, use a frame.

    Nothing of it is kept but what Python and the libraries remember; no page depends on it.
    """
    for language in LANGUAGES:
        catalogue(language)
        for text in ("2024", "2024-Q3", "2024-03"):
            period(text, language)
        date("2024-03-01", language)
        for form in (decimal, exact, percent):
            form(0.5, language)
    for template in nodes.templates().list_templates():
        nodes.templates().get_template(template)
    periods, no = ["2020", "2021", "2022"], [False] * 3
    for name in ("one", "two"):
        charts.line_chart(
            name, name, periods, [1.0, 3.0, 2.0], ticks=periods, breaks=no, rounded=no, break_word="",
            unit="", language=LANGUAGES[0], target=("2023", 4.0, "4"),
        )  # fmt: skip
    bars.status_bars("bars", "bars", [("a", (1, 1, 1, 1))], tuple("abcd"))
    frame = pd.DataFrame({"a": ["x", "y"], "b": [1.0, None]})
    for place, *_ in frame[frame["a"] == "x"].sort_values("b").itertuples(name=None):
        frame.loc[place, "b"], frame.iloc[0]["a"], frame.to_dict("records")
