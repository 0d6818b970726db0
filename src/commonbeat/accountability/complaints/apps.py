"""Django's entry for this topic."""

from importlib import import_module

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Complaints about officers and staff."""

    name = "commonbeat.accountability.complaints"
    label = "complaints"
    verbose_name = "Complaints"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this topic offers."""
        import_module(f"{self.name}.module")
