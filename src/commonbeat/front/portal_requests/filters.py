"""What the list, the map, the file and the feed of public reports are narrowed by; every value lives in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

import commonbeat.community.requests.public as requests
from commonbeat.kernel.publish import features
from commonbeat.kernel.publish.queries import Published
from commonbeat.kernel.ui.lists import FilterForm
from commonbeat.kernel.ui.projection import Bounds
from commonbeat.kernel.ui.site import reader_language

LONGEST_WORDS, MOST_WORDS = 100, 6
KEPT_SECONDS = 600


class BoxField(forms.CharField):
    """A part of the map: west, south, east and north in degrees, with commas."""

    def clean(self, value: Any) -> Bounds | None:
        """The four numbers in order, or None for nothing."""
        text = super().clean(value)
        if not text:
            return None
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError:
            raise ValidationError(_("The part of the map cannot be read.")) from None
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValidationError(_("The part of the map cannot be read."))
        return west, south, east, north


class Filters(FilterForm):
    """Which public reports are shown."""

    q = forms.CharField(required=False, max_length=LONGEST_WORDS)
    category = forms.ChoiceField(required=False)
    state_kind = forms.ChoiceField(required=False)
    group = forms.ChoiceField(required=False)
    beat = forms.ChoiceField(required=False)
    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    late = forms.ChoiceField(required=False)
    box = BoxField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, data: Any, groups: list[tuple[str, str]]) -> None:
        """Take the kinds and beats on file."""
        super().__init__(data)
        labels = {
            "q": _("Words or number"), "category": _("Kind"), "state_kind": _("State"), "group": _("Group of kinds"),
            "beat": _("Police beat"), "since": _("From"), "until": _("To"), "late": _("Promise"),
        }  # fmt: skip
        for name, label in labels.items():
            self.fields[name].label = label
        every = ("", _("All"))
        self.fields["category"].choices = [every, *_kinds()]
        self.fields["group"].choices = [every, *groups]
        self.fields["state_kind"].choices = [
            every,
            ("open", _("Open")),
            ("fixed", _("Fixed")),
            ("closed", _("Closed for another reason")),
        ]
        self.fields["late"].choices = [every, ("yes", _("Late")), ("no", _("Not late"))]
        beats = [(one.code, f"{one.code} {one.name}".strip()) for one in features("beats")]
        self.fields["beat"].choices = [every, *beats]

    @property
    def first(self) -> list[forms.BoundField]:
        """What most people narrow by."""
        return [self[name] for name in ("q", "category", "state_kind")]

    @property
    def further(self) -> list[forms.BoundField]:
        """The rest, behind "more filters"."""
        return [self[name] for name in ("group", "beat", "since", "until", "late")]

    @property
    def is_further(self) -> bool:
        """Whether one of the rest is in use or cannot be read."""
        return any(field.value() or field.errors for field in self.further)

    def rows_of(self, found: Published) -> QuerySet[Any]:
        """The public rows that fit; none while a filter cannot be read."""
        wanted = self.wanted
        rows = found.rows(wanted)
        for word in str(wanted.get("q", "")).split()[:MOST_WORDS]:
            rows = rows.filter(
                Q(description__icontains=word) | Q(block__icontains=word) | Q(number__istartswith=word)
            )
        if box := wanted.get("box"):
            west, south, east, north = box
            rows = rows.filter(lon__range=(west, east), lat__range=(south, north))
        return self.only(rows)


def _kinds() -> list[Any]:
    """Kinds by group, without those that are never public."""
    made = []
    for group in requests.categories(reader_language()):
        offered = [(one.code, one.name) for one in group.categories if not (one.private or one.stops)]
        if offered:
            made.append((group.name, offered))
    return made


def groups_of(found: Published | None) -> list[tuple[str, str]]:
    """Codes and names of the groups that occur in the public rows."""
    if found is None:
        return []
    language = reader_language()
    key = f"portal_requests:groups:{connection.settings_dict['NAME']}:{found.release.pk}:{language}"
    known: list[tuple[str, str]] = cache.get_or_set(key, lambda: _groups(found, language), KEPT_SECONDS)
    return known


def _groups(found: Published, language: str) -> list[tuple[str, str]]:
    """Read them from the rows."""
    names = {one.code: group.name for group in requests.categories(language) for one in group.categories}
    pairs = found.rows().order_by().values_list("group", "category").distinct()
    known = {code: names[category] for code, category in pairs if category in names}
    return sorted(known.items(), key=lambda pair: pair[1])
