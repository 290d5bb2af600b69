"""What nbval compares is the text of what cells show: the same tables and sentences, in a form that a diff can show."""

import os

os.environ["PLAN_METRICS_TEXT"] = "1"
