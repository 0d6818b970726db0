"""Django's entry for this topic."""

from importlib import import_module

from django.apps import AppConfig


class CommendationsConfig(AppConfig):
    """Commendations and suggestions."""

    name = "commonbeat.accountability.commendations"
    label = "commendations"
    verbose_name = "Commendations and suggestions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this topic offers."""
        import_module(f"{self.name}.module")
