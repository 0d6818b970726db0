"""Django's entry for this topic."""

from importlib import import_module

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """Analyses an analyst can defend."""

    name = "commonbeat.operations.workbench"
    label = "workbench"
    verbose_name = "Workbench"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this topic offers."""
        import_module(f"{self.name}.module")
