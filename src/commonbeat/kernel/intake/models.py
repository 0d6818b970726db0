"""A record of every import."""

from django.db import models


class RunState(models.TextChoices):
    """Where an import stands."""

    WAITING = "waiting", "Waiting for its mapping"
    QUEUED = "queued", "Waiting for its turn"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    ABANDONED = "abandoned", "Stopped before it finished; nothing of it was kept"
    CANCELLED = "cancelled", "Cancelled; nothing of it was kept"


class IntakeRun(models.Model):
    """One file, imported once. ``read`` always equals accepted + updated + unchanged + rejected."""

    target = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64, default="")
    file_size = models.BigIntegerField(default=0)
    mapping_text = models.TextField(default="")
    state = models.CharField(max_length=12, choices=RunState, default=RunState.RUNNING)
    message = models.TextField(default="")
    read = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    notes = models.JSONField(default=list, help_text="What the reader should know: drift, losses, flags.")
    rejects_path = models.CharField(
        max_length=300, default="", help_text="CSV of rejected rows, under the home folder."
    )
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    bytes_done = models.BigIntegerField(default=0, help_text="How far the reading of the file has come.")
    cancel_asked = models.BooleanField(default=False)
    actor_kind = models.CharField(max_length=20, default="system")
    actor_id = models.CharField(max_length=64, default="")
    stored_file = models.UUIDField(
        null=True, help_text="The uploaded file, where it came through the browser."
    )
    process = models.CharField(
        max_length=80, default="", help_text="Host, process and start of the one that runs it."
    )

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="done")
                | models.Q(
                    read=models.F("accepted")
                    + models.F("updated")
                    + models.F("unchanged")
                    + models.F("rejected")
                ),
                name="intake_every_row_accounted",
            )
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.file_name}"
