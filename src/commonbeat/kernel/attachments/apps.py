"""Django's entry for this topic."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    """Uploads."""

    name = "commonbeat.kernel.attachments"
    label = "attachments"
    verbose_name = "Attachments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this topic offers (``module.py``)."""
        if find_spec(f"{self.name}.module"):
            import_module(f"{self.name}.module")
