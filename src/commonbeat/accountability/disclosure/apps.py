"""Django's entry for this topic."""

from importlib import import_module

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    """Records the law opens, and reports to the state."""

    name = "commonbeat.accountability.disclosure"
    label = "disclosure"
    verbose_name = "Disclosure"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this topic offers."""
        import_module(f"{self.name}.module")
