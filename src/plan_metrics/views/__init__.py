"""Scoreboard -> tables, charts and sentences, in Chinese and English. The only room that formats."""

from plan_metrics.views import action, data, evaluation, heatmap, overview, region, sector

__all__ = ["action", "data", "evaluation", "heatmap", "overview", "region", "sector"]
