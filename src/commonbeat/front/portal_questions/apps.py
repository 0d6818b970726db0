"""Django's entry for this topic."""

from importlib import import_module

from django.apps import AppConfig


class PortalQuestionsConfig(AppConfig):
    """The public door of questions and town halls."""

    name = "commonbeat.front.portal_questions"
    label = "portal_questions"
    verbose_name = "Questions, public side"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this topic offers."""
        import_module(f"{self.name}.module")
