"""Where things are. Shapes are GeoJSON geometries in WGS 84 (lon, lat)."""

from django.db import models


class Beat(models.Model):
    """A patrol beat, as drawn from ``valid_from`` on. Several rows of one code are its history."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120, default="")
    sector = models.CharField(max_length=40, default="")
    geometry = models.JSONField(help_text="Polygon or MultiPolygon; exclaves are parts of one MultiPolygon.")
    area_km2 = models.FloatField()
    population = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=40, default="")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(valid_to=None), name="places_one_current_beat_per_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class Boundary(models.Model):
    """The outline of the city; one row."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    geometry = models.JSONField()

    def __str__(self) -> str:
        return "City boundary"


class Street(models.Model):
    """A street's line, for drawing maps and naming blocks."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, help_text="freeway, rail, arterial, collector, local or water")
    geometry = models.JSONField(help_text="LineString or MultiLineString")

    def __str__(self) -> str:
        return self.name


class MapPoint(models.Model):
    """A point that may be published in place of an exact one: a block's middle with at least 8 addresses, or none."""

    label = models.CharField(max_length=120)
    lon = models.FloatField()
    lat = models.FloatField()
    beat_code = models.CharField(max_length=20, default="")
    address_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.label


class Landmark(models.Model):
    """A place people know by name; findings say "near …" with it."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    lon = models.FloatField()
    lat = models.FloatField()
    is_default_place = models.BooleanField(
        default=False,
        help_text="Station, lobby, hospital, jail: calls are booked here that did not happen here.",
    )

    def __str__(self) -> str:
        return self.name
