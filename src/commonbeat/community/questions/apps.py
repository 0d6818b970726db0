"""Django's entry for this topic."""

from importlib import import_module

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    """Questions to the department."""

    name = "commonbeat.community.questions"
    label = "questions"
    verbose_name = "Questions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this topic offers."""
        import_module(f"{self.name}.module")
