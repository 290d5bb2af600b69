"""Turns a government plan into a progress report that people can believe."""

from plan_metrics import views
from plan_metrics.context import read_context

__all__ = ["read_context", "views"]
