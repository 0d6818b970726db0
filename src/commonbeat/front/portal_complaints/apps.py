"""Django's entry for this topic."""

from importlib import import_module

from django.apps import AppConfig


class PortalComplaintsConfig(AppConfig):
    """The public door of complaints, thanks and suggestions."""

    name = "commonbeat.front.portal_complaints"
    label = "portal_complaints"
    verbose_name = "Complaints, public side"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this topic offers."""
        import_module(f"{self.name}.module")
