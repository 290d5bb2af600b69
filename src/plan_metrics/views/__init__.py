"""Scoreboard -> tables, charts and sentences, in Chinese and English. The only room that formats."""

from plan_metrics.views import action, changes, data, evaluation, heatmap, overview, region, sector, take_along

__all__ = ["action", "changes", "data", "evaluation", "heatmap", "overview", "region", "sector", "take_along"]
