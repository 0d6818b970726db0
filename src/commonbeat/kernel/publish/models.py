"""What was released, when, by whom and why; and what changed in figures already public."""

from django.db import models


class Release(models.Model):
    """One release of a dataset or a measure; the newest one is what the public sees."""

    kind = models.CharField(
        max_length=8, choices=[("dataset", "Dataset"), ("measure", "Measure"), ("table", "Table")]
    )
    name = models.CharField(max_length=80)
    version = models.CharField(max_length=20, help_text="Version of the definition.")
    number = models.PositiveIntegerField(help_text="1 for the first release of this name, then counting up.")
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)
    n = models.PositiveIntegerField(help_text="Rows of a dataset, or records a measure rests on.")
    sha256 = models.CharField(max_length=64, default="", help_text="Digest of the full CSV file.")
    value = models.JSONField(
        null=True, help_text="Of a measure: value, shown, unit, detail. Of a table: rows."
    )
    released_at = models.DateTimeField()
    released_by = models.CharField(max_length=120)
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "name", "number"], name="publish_release_number")
        ]
        indexes = [models.Index(fields=["kind", "name", "-released_at"], name="publish_release_newest")]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class RevisionNotice(models.Model):
    """A figure that was public and now reads differently."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="notices")
    figure = models.CharField(max_length=80, default="", help_text="Measure or table; empty for the rows.")
    what = models.CharField(max_length=200)
    old = models.CharField(max_length=80)
    new = models.CharField(max_length=80)
    why = models.CharField(max_length=300)

    class Meta:
        ordering = ("-release__released_at", "id")

    def __str__(self) -> str:
        return f"{self.what}: {self.old} → {self.new}"
