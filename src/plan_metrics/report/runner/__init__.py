"""The Papermill engine `plan-metrics`: cells run in a forked process, or in an ordinary kernel."""

from __future__ import annotations

import papermill as _  # loads the engine below by its entry point, so it must be there before that is imported
