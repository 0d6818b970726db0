"""Django's entry for this topic."""

from importlib import import_module

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Reports that write themselves."""

    name = "commonbeat.operations.insight"
    label = "insight"
    verbose_name = "Reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this topic offers."""
        import_module(f"{self.name}.module")
