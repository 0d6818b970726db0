"""What became due when: the memory of the schedules."""

from django.db import models


class ScheduleMark(models.Model):
    """Up to which moment a schedule has been looked at; what is due after it is still to come."""

    job = models.TextField(primary_key=True)
    looked_until = models.DateTimeField()

    def __str__(self) -> str:
        return self.job


class ScheduledRun(models.Model):
    """One due moment of a schedule and what became of it."""

    class State(models.TextChoices):
        """What became of it."""

        QUEUED = "queued", "Queued"
        JOINED = "joined", "Joined a run that still waited"
        SKIPPED = "skipped", "Skipped, too late"

    job = models.TextField()
    due_at = models.DateTimeField()
    state = models.TextField(choices=State)
    missed_before = models.PositiveIntegerField(default=0)
    queue_number = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("job", "due_at"), name="jobs_due_once")]
        ordering = ("-due_at",)

    def __str__(self) -> str:
        return f"{self.job} {self.due_at:%Y-%m-%d %H:%M}"
