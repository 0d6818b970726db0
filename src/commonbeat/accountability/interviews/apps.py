"""Django's entry for this topic."""

from importlib import import_module

from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    """Interviews and evidence."""

    name = "commonbeat.accountability.interviews"
    label = "interviews"
    verbose_name = "Interviews and evidence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this topic offers."""
        import_module(f"{self.name}.module")
