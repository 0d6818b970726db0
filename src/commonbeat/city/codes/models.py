"""What codes mean here."""

from django.db import models


class PublicationRule(models.TextChoices):
    """How far a call of a type may be published."""

    BLOCK = "block", "Block, day and time band"
    BEAT = "beat", "Beat and month"
    CITY_MONTH = "city_month", "Citywide and monthly only"
    NONE = "none", "Never"


class CallType(models.Model):
    """A type of call for service."""

    code = models.CharField(max_length=80, primary_key=True)
    label = models.CharField(max_length=120)
    group = models.CharField(max_length=40, help_text="Type group that reports count by.")
    default_priority = models.PositiveSmallIntegerField(null=True, blank=True)
    origin = models.CharField(
        max_length=16, default="", blank=True, help_text="Set where the type alone decides it."
    )
    is_held = models.BooleanField(
        default=False, help_text="Scheduled or held on purpose; not in response times."
    )
    publication = models.CharField(max_length=12, choices=PublicationRule, default=PublicationRule.BLOCK)

    class Meta:
        ordering = ("group", "label")

    def __str__(self) -> str:
        return self.label


class Disposition(models.Model):
    """How a call ended."""

    code = models.CharField(max_length=40, primary_key=True)
    label = models.CharField(max_length=120)
    report_written = models.BooleanField(default=False)
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        ordering = ("label",)

    def __str__(self) -> str:
        return self.label
