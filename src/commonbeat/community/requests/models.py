"""Categories, requests, what is said in public about them, and who asked to be told."""

import uuid

import uuid6
from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from commonbeat.kernel.ui.search import words_of
from commonbeat.kernel.workflow.models import Moving

from .enums import Answer, PictureKind, PlaceSource, Source, StopKind, Team


def in_language(record: models.Model, field: str, language: str | None = None) -> str:
    """``record.<field>_en`` or ``_es`` by language; English where the Spanish is empty."""
    code = (language or get_language() or "en").partition("-")[0]
    return str(getattr(record, f"{field}_{code}", "") or getattr(record, f"{field}_en"))


class CategoryGroup(models.Model):
    """What the form offers first."""

    code = models.SlugField(primary_key=True, max_length=40)
    name_en = models.CharField(max_length=80)
    name_es = models.CharField(max_length=80)
    sort = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("sort", "code")

    def __str__(self) -> str:
        return in_language(self, "name")


class Category(models.Model):
    """A kind of issue: its words, who looks after it, what is promised, and whether it may be shown."""

    code = models.SlugField(primary_key=True, max_length=60)
    group = models.ForeignKey(CategoryGroup, on_delete=models.PROTECT, related_name="categories")
    name_en = models.CharField(max_length=80)
    name_es = models.CharField(max_length=80)
    description_en = models.CharField(max_length=300)
    description_es = models.CharField(max_length=300)
    keywords_en = models.CharField(max_length=300, blank=True, default="")
    keywords_es = models.CharField(max_length=300, blank=True, default="")
    team = models.CharField(max_length=20, choices=Team, default=Team.CODE_ENFORCEMENT)
    target_days = models.PositiveSmallIntegerField(default=10, help_text="Business days to close.")
    private = models.BooleanField(default=False, help_text="Never shown one by one.")
    stop_kind = models.CharField(max_length=10, choices=StopKind, blank=True, default="")
    stop_en = models.CharField(max_length=400, blank=True, default="")
    stop_es = models.CharField(max_length=400, blank=True, default="")
    form_key = models.CharField(max_length=80, blank=True, default="")
    active = models.BooleanField(default=True)
    sort = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("group__sort", "sort", "code")

    def __str__(self) -> str:
        return in_language(self, "name")


class ServiceRequest(Moving):
    """One issue somebody reported. Who they are is in the conversation's party, apart from this row."""

    PROCESS = "requests.request"

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    number = models.CharField(max_length=12, unique=True, editable=False)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="requests")
    description = models.TextField(max_length=4000)
    language = models.CharField(max_length=8, default="en", help_text="Language the resident wrote in.")
    answers = models.JSONField(default=dict, blank=True)
    form_version = models.PositiveIntegerField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True, help_text="Empty while the place is known in words only.")
    lat = models.FloatField(null=True, blank=True)
    h3 = models.BigIntegerField(null=True, db_comment="H3 cell, resolution 9")
    beat_code = models.CharField(max_length=20, default="", blank=True)
    place_text = models.CharField(max_length=200, default="", blank=True)
    place_source = models.CharField(max_length=10, choices=PlaceSource, default=PlaceSource.PIN)
    place_words = models.CharField(
        max_length=200, default="", blank=True, help_text="What was said, where staff found the place later."
    )
    found_at = models.DateTimeField(
        null=True, blank=True, help_text="When staff found a place known in words only."
    )
    source = models.CharField(max_length=10, choices=Source, default=Source.WEB)
    received_at = models.DateTimeField()
    team = models.CharField(max_length=20, choices=Team, default=Team.CODE_ENFORCEMENT)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    urgent = models.BooleanField(default=False, help_text="The text sounds like an emergency.")
    private = models.BooleanField(default=False)
    show_name = models.BooleanField(default=False)
    shown_name = models.CharField(max_length=120, default="", blank=True)
    scheduled_on = models.DateField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates"
    )
    public_reason_en = models.TextField(max_length=1000, default="", blank=True)
    public_reason_es = models.TextField(max_length=1000, default="", blank=True)
    submit_key = models.CharField(max_length=64, null=True, unique=True, editable=False)
    links = models.JSONField(
        default=list,
        blank=True,
        help_text="Addresses of pictures as another app sent them; for staff, never fetched.",
    )
    changed_at = models.DateTimeField(auto_now=True)
    words = words_of("place_text")

    class Meta:
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="requests_newest"),
            models.Index(fields=["state", "-received_at", "-id"], name="requests_by_state"),
            models.Index(fields=["category", "-received_at", "-id"], name="requests_by_category"),
            models.Index(fields=["team", "state", "-received_at"], name="requests_by_team"),
            models.Index(fields=["owner", "state"], name="requests_by_owner"),
            models.Index(fields=["beat_code", "-received_at"], name="requests_by_beat"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lon__isnull=False, lat__isnull=False) & ~models.Q(place_source="words")
                | models.Q(lon__isnull=True, lat__isnull=True, place_source="words")
                & ~models.Q(place_text=""),
                name="requests_point_or_words",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude in degrees; None while the place is known in words only."""
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)


class PublicUpdate(models.Model):
    """Words of the department about a request that everybody may read."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="updates")
    text_en = models.TextField(max_length=2000)
    text_es = models.TextField(max_length=2000, blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {self.text_en[:40]}"


class Picture(models.Model):
    """A picture of a request; shown in public only after somebody looked at it."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="pictures")
    attachment_id = models.UUIDField(unique=True)
    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False, help_text="Its public name.")
    kind = models.CharField(max_length=6, choices=PictureKind, default=PictureKind.BEFORE)
    shown = models.BooleanField(default=False)
    from_resident = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.kind} {self.token}"


class Follower(models.Model):
    """Somebody who asked to be told about one request; works once the address is confirmed."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="followers")
    address_key = models.CharField(max_length=64, help_text="Keyed hash of the address, to know it again.")
    email = models.CharField(max_length=254)
    language = models.CharField(max_length=8, default="en")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "address_key"], name="requests_follow_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AreaWatch(models.Model):
    """Somebody who asked to be told about new requests near a place; works once the address is confirmed."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    lon = models.FloatField()
    lat = models.FloatField()
    radius_m = models.PositiveIntegerField()
    categories = models.JSONField(default=list, help_text="Codes; empty for all.")
    address_key = models.CharField(max_length=64, db_index=True)
    email = models.CharField(max_length=254)
    language = models.CharField(max_length=8, default="en")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    told_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)


class ReplyTemplate(models.Model):
    """Words staff write again and again, in both languages, with fields that are filled in."""

    code = models.SlugField(primary_key=True, max_length=60)
    title = models.CharField(max_length=120)
    text_en = models.TextField(max_length=2000)
    text_es = models.TextField(max_length=2000)
    closing = models.BooleanField(default=False, help_text="A public reason for closing.")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("closing", "title")

    def __str__(self) -> str:
        return self.title


class Questionnaire(models.Model):
    """One question some weeks after closing: is it fixed? Answers are counted, never joined to a person."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    request = models.OneToOneField(ServiceRequest, on_delete=models.CASCADE, related_name="questionnaire")
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=6, choices=Answer, blank=True, default="")
    comment = models.TextField(max_length=1000, blank=True, default="")
    stopped = models.BooleanField(default=False, help_text="The resident wants no such questions.")

    def __str__(self) -> str:
        return f"{self.request_id}: {self.answer or '–'}"


from .models_cases import CodeCase, Inspection  # noqa: E402, F401  the separate process of a code case
from .models_posted import PostedUpdate  # noqa: E402, F401  progress that other systems posted
from .models_public import PublicRequest, PublicRequestMonth  # noqa: E402, F401  the public side of this topic
