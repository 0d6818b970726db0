"""Django's entry for this topic."""

from importlib import import_module

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """Early support of officers."""

    name = "commonbeat.accountability.support"
    label = "support"
    verbose_name = "Early support"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this topic offers."""
        import_module(f"{self.name}.module")
