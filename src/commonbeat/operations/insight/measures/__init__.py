"""The weekly report's figures: counted in SQL, judged by the analysis library, told as frozen records."""

from .build import build_weekly_report
from .shapes import VERSION, Finding, WeeklyReport
from .week import ReportWeek

__all__ = ["VERSION", "Finding", "ReportWeek", "WeeklyReport", "build_weekly_report"]
