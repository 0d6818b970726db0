"""Django's entry for this topic."""

from importlib import import_module

from django.apps import AppConfig


class DisciplineConfig(AppConfig):
    """Discipline of officers and staff."""

    name = "commonbeat.accountability.discipline"
    label = "discipline"
    verbose_name = "Discipline"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this topic offers."""
        import_module(f"{self.name}.module")
