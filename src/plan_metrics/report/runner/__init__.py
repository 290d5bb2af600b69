"""The Papermill engine `plan-metrics`: cells run in a forked process, or in an ordinary kernel."""

from __future__ import annotations

import papermill

__all__ = ["papermill"]  # it loads the engine below by its entry point, so it is imported before that can be
