"""The demo city's audit sentence as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class DemoLogConfig(AppConfig):
    """Registers what the builder writes into the audit log."""

    name = "commonbeat.demo.log"
    label = "demo_log"
    verbose_name = "Demo city"

    def ready(self) -> None:
        """Register."""
        import_module("commonbeat.demo.log.module")
