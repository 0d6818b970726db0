"""Django's entry for this topic."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class StaffFormsConfig(AppConfig):
    """Public forms, looked after in the browser."""

    name = "commonbeat.front.staff_forms"
    label = "staff_forms"
    verbose_name = "Public forms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this topic offers (``module.py``)."""
        if find_spec(f"{self.name}.module"):
            import_module(f"{self.name}.module")
