"""Django's entry for this topic."""

from django.apps import AppConfig


class PortalReportsConfig(AppConfig):
    """Public pages of police reports."""

    name = "commonbeat.front.portal_reports"
    label = "portal_reports"
    verbose_name = "Public pages of police reports"
    default_auto_field = "django.db.models.BigAutoField"
