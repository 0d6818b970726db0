"""Django's entry for this topic: its script is found."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Pages that change while somebody looks at them."""

    name = "commonbeat.kernel.live"
    label = "live"
    verbose_name = "Live pages"
    default_auto_field = "django.db.models.BigAutoField"
