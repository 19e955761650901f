"""Pictures of results: each with its alt text and its table, made from the same numbers."""

from __future__ import annotations

from atalaya.reports.charts.areas import areas_chart
from atalaya.reports.charts.calendar import calendar_chart
from atalaya.reports.charts.changes import changes_chart
from atalaya.reports.charts.chart import Chart
from atalaya.reports.charts.series import series_chart

__all__ = ["Chart", "areas_chart", "calendar_chart", "changes_chart", "series_chart"]
