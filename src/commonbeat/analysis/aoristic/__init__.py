"""When things happen, hour by weekday, also for events known only as a window."""

from commonbeat.analysis.aoristic.week import HOURS, HourOfWeek, hour_of_week

__all__ = ["HOURS", "HourOfWeek", "hour_of_week"]
