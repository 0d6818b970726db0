"""Django's entry for this topic."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class Open311Config(AppConfig):
    """Open311 GeoReport v2."""

    name = "commonbeat.front.open311"
    label = "open311"
    verbose_name = "Open311"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this topic offers (``module.py``), if it offers anything."""
        if find_spec(f"{self.name}.module"):
            import_module(f"{self.name}.module")
