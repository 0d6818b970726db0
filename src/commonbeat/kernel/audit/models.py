"""Tables of the audit log. Rows are made by ``record`` and by sealing, and never changed."""

from typing import Any, NoReturn

from django.db import models


class AuditIsAppendOnly(TypeError):
    """Somebody tried to change or delete a row of the audit log."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Reads only; the database refuses too, this says so earlier."""

    def update(self, **fields: Any) -> NoReturn:
        """Refused."""
        raise AuditIsAppendOnly("Rows of the audit log cannot be changed.")

    def delete(self) -> NoReturn:
        """Refused."""
        raise AuditIsAppendOnly("Rows of the audit log cannot be deleted.")


class AppendOnly(models.Model):
    """Base of the log's tables."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: rows are made by ``audit.record`` and by sealing."""
        raise AuditIsAppendOnly("Rows of the audit log are made by audit.record(), not by save().")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise AuditIsAppendOnly("Rows of the audit log cannot be deleted.")


class AuditEntry(AppendOnly):
    """One thing somebody did. Opaque ids only; names are looked up when shown.

    ``tx`` is the database's transaction number and ``cluster`` the database server it counts in: together
    they say which seal a row belongs to. ``leaf`` is the salted hash of all other columns.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    tx = models.BigIntegerField()
    cluster = models.TextField()
    actor_kind = models.TextField()
    actor_id = models.TextField()
    role = models.TextField()
    agency = models.TextField()
    address = models.TextField(null=True)
    session = models.TextField()
    action = models.TextField()
    object_kind = models.TextField()
    object_id = models.TextField()
    purpose = models.TextField()
    case_ref = models.TextField()
    reason = models.TextField()
    outcome = models.TextField()
    request_id = models.TextField()
    details = models.JSONField()
    salt = models.BinaryField()
    leaf = models.BinaryField()

    class Meta:
        db_table = "audit_entry"
        ordering = ("-seq",)
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"

    @property
    def actor_label(self) -> str:
        """What to show when nobody knows the actor's name."""
        return "Commonbeat" if self.actor_kind == "system" else f"{self.actor_kind} {self.actor_id}".strip()


class AuditSeal(AppendOnly):
    """A batch of committed rows under one hash that contains the hash before it.

    Covers the rows of ``cluster`` whose transaction number is in [from_tx, to_tx). ``next_tx`` is the first
    number no transaction had yet when the seal was made.
    """

    no = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    count = models.IntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    cluster = models.TextField()
    from_tx = models.BigIntegerField()
    to_tx = models.BigIntegerField()
    next_tx = models.BigIntegerField()
    previous = models.BinaryField()
    root = models.BinaryField()

    class Meta:
        db_table = "audit_seal"
        ordering = ("no",)

    def __str__(self) -> str:
        return f"seal {self.no}"


class AuditLeaf(AppendOnly):
    """The place of one row in a seal: kept even when the row's content is disposed of."""

    entry_seq = models.BigIntegerField(primary_key=True)
    seal = models.ForeignKey(AuditSeal, models.PROTECT, db_column="seal_no", related_name="leaves")
    position = models.IntegerField()
    leaf = models.BinaryField()

    class Meta:
        db_table = "audit_leaf"
        ordering = ("seal_id", "position")

    def __str__(self) -> str:
        return f"row {self.entry_seq} in seal {self.seal_id}"


class AuditDailyRoot(AppendOnly):
    """The last root of a day (UTC): what is published and sent outside."""

    day = models.DateField(primary_key=True)
    seal = models.ForeignKey(AuditSeal, models.PROTECT, db_column="seal_no", related_name="+")
    root = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "audit_daily_root"
        ordering = ("-day",)

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
