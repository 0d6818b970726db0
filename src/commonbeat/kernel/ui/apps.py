"""Django's entry for the screen kit."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, static files and template tags; no models."""

    name = "commonbeat.kernel.ui"
    label = "ui"
    verbose_name = "Screen kit"
