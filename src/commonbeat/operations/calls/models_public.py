"""The public store: what of a call may leave the building, and nothing else. Filled by ``publication``."""

from django.db import models

from .enums import Origin
from .models import Call


class PublicNumberKey(models.Model):
    """The secret that public numbers of one year are made with; the year before's is deleted with the change of year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    key = models.BinaryField()

    def __str__(self) -> str:
        return str(self.year)


class PublicCall(models.Model):
    """One call as published. ``call`` is the secret side of the mapping and is in no dataset."""

    public_id = models.UUIDField(primary_key=True, editable=False)
    call = models.OneToOneField(
        Call, on_delete=models.CASCADE, related_name="public", db_constraint=False, editable=False
    )
    day = models.DateField()
    time_band = models.CharField(max_length=16)
    origin = models.CharField(max_length=16, choices=Origin)
    type_group = models.CharField(max_length=40)
    type_label = models.CharField(max_length=120)
    priority = models.PositiveSmallIntegerField(null=True)
    beat = models.CharField(max_length=20, default="")
    block = models.CharField(max_length=200, default="")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    reception = models.CharField(max_length=20)
    response = models.CharField(max_length=20, default="")
    disposition = models.CharField(max_length=120, default="")

    class Meta:
        indexes = [
            models.Index(fields=["-day", "-public_id"], name="calls_public_newest"),
            models.Index(fields=["beat", "-day", "-public_id"], name="calls_public_beat"),
            models.Index(fields=["type_group", "-day", "-public_id"], name="calls_public_group"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class PublicMonth(models.Model):
    """Calls of types that are published only as monthly counts, by beat or for the whole city."""

    month = models.DateField()
    type_label = models.CharField(max_length=120)
    place = models.CharField(max_length=20, help_text="Beat code, or 'city'.")
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "type_label", "place"], name="calls_public_month_key")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.type_label} {self.place}"
