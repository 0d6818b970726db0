"""Django's entry for this topic."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FormsConfig(AppConfig):
    """Questions as data."""

    name = "commonbeat.kernel.forms"
    label = "forms"
    verbose_name = "Forms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this topic offers (``module.py``), and keep shipped forms after each migration."""
        if find_spec(f"{self.name}.module"):
            import_module(f"{self.name}.module")
        post_migrate.connect(_keep_shipped, sender=self)


def _keep_shipped(**kwargs: Any) -> None:
    """Store the shipped definitions, once the table for them is there."""
    from django.db import connection

    from commonbeat.kernel.forms import versions

    if "forms_formversion" in connection.introspection.table_names():
        versions.keep_shipped()
