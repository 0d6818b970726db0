"""The agency profile: every local difference in one object."""

import uuid6
from django.db import models


class AgencyProfile(models.Model):
    """One row: the department this installation serves."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=120, default="Police Department")
    city_name = models.CharField(max_length=120, default="")
    state = models.CharField(max_length=60, default="")
    population = models.PositiveIntegerField(null=True, blank=True)
    timezone = models.CharField(max_length=60, default="America/Los_Angeles")
    languages = models.JSONField(default=list)
    week_start = models.PositiveSmallIntegerField(default=0, help_text="First day of the week, 0 = Monday.")
    emergency_number = models.CharField(max_length=20, default="911")
    other_help_number = models.CharField(max_length=40, default="")
    publication_delay_hours = models.PositiveSmallIntegerField(default=72)
    utilisation_target = models.FloatField(default=0.6)
    units_per_call = models.JSONField(
        default=dict, help_text="Stated assumption: units a call of each priority takes."
    )
    local = models.JSONField(
        default=dict, help_text="Settings a module keeps for this agency, by module name."
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="agency_one_row")]

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """One day on which the department's office is closed: no business day for any promise."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    day = models.DateField(unique=True)
    name = models.CharField(max_length=80)
    observed = models.BooleanField(
        default=False, help_text="Kept on this day because the holiday itself falls on a weekend."
    )

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"


class NumberSeries(models.Model):
    """The last number given of a kind in a year; see ``numbers``."""

    series = models.CharField(max_length=8, primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.series} {self.last}"
