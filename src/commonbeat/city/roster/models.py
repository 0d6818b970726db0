"""Members, units, and who works when."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Value
from django.utils import timezone


class Member(models.Model):
    """A person who works or volunteers for the department."""

    number = models.CharField(max_length=20, unique=True, help_text="Badge or employee number, as text.")
    name = models.CharField(max_length=120)
    rank = models.CharField(max_length=40, default="")
    is_sworn = models.BooleanField(default=True)
    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    active_from = models.DateField(null=True, blank=True)
    active_to = models.DateField(null=True, blank=True)
    source = models.CharField(
        max_length=40, default="", db_default="", help_text="Roster that last changed this person."
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class LinkRequest(models.Model):
    """Somebody asked to link an account with a member; another person agreed, or did not. Rows are kept."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="link_requests")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=500)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(null=True)

    class Meta:
        ordering = ("asked_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(asked_by=models.F("account")), name="roster_link_not_own"
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("asked_by"))
                & ~models.Q(decided_by=models.F("account")),
                name="roster_link_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed=None, decided_at=None)
                | models.Q(agreed__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="roster_link_decided",
            ),
            models.UniqueConstraint(
                fields=("member",), condition=models.Q(agreed=None), name="roster_one_link_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} is {self.account_id}"


class Unit(models.Model):
    """A unit as dispatch names it, for instance P12."""

    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, default="patrol")
    beat_code = models.CharField(max_length=20, default="")

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class Shift(models.Model):
    """A member's turn of duty in a unit; ends after it starts, both exact instants."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    source = models.CharField(max_length=40, default="", db_default="", help_text="Where the turn came from.")
    external_id = models.CharField(max_length=64, default="", db_default="")
    quality_flags = ArrayField(models.CharField(max_length=40), default=list, db_default=Value("{}"))
    import_run = models.BigIntegerField(null=True, db_comment="intake run that last changed this row")
    row_digest = models.BinaryField(
        null=True, db_comment="digest of the source row and of what it says of people"
    )

    class Meta:
        indexes = [
            models.Index(fields=["starts_at"], name="roster_shift_start"),
            models.Index(fields=["source", "external_id"], name="roster_shift_source"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="roster_shift_has_length"
            ),
            models.UniqueConstraint(fields=["member", "starts_at"], name="roster_shift_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.starts_at:%Y-%m-%d %H:%M}"


class BeatOwner(models.Model):
    """Who answers for a beat and gets its report first."""

    beat_code = models.CharField(max_length=20, unique=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return f"{self.beat_code}: {self.member}"
