"""Drafts: readable with their code only, sent once, gone when their time is over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commonbeat.community.reports import drafts
from commonbeat.community.reports.jobs import sweep_drafts
from commonbeat.community.reports.models import Draft
from commonbeat.kernel.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_a_draft_opens_with_its_code_in_any_dress_and_no_other() -> None:
    code = drafts.begin_draft({"story": "The saw is gone"})

    assert drafts.read_draft(code.lower().replace("-", " "))[0] == {"story": "The saw is gone"}
    assert drafts.read_draft("0000-0000-0000-0000") is None
    assert drafts.read_draft("") is None


def test_neither_code_nor_words_are_in_the_database() -> None:
    code = drafts.begin_draft({"story": "The saw is gone"})
    row = Draft.objects.get()

    kept = f"{row.code_hash}{bytes(row.sealed)!r}{row.pk}"
    assert "saw" not in kept
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_a_sealed_draft_put_under_another_code_does_not_open() -> None:
    code = drafts.begin_draft({"story": "mine"})
    other = drafts.begin_draft({"story": "theirs"})
    first, second = Draft.objects.order_by("ends_at")
    Draft.objects.filter(pk=first.pk).update(sealed=second.sealed)

    assert drafts.read_draft(code) is None
    assert drafts.read_draft(other)[0] == {"story": "theirs"}


def test_saved_for_seven_days_otherwise_for_one() -> None:
    code = drafts.begin_draft({})
    assert Draft.objects.get().ends_at < timezone.now() + timedelta(days=1, minutes=1)

    ends_at = drafts.write_draft(code, {"a": 1}, keep=True)
    drafts.write_draft(code, {"a": 2})

    assert Draft.objects.get().ends_at == ends_at > timezone.now() + timedelta(days=6, hours=23)


def test_a_draft_is_taken_once() -> None:
    code = drafts.begin_draft({"a": 1})

    assert drafts.take_draft(code) == {"a": 1}
    assert drafts.take_draft(code) is None
    assert drafts.write_draft(code, {}) is None


def test_more_than_a_report_can_hold_is_refused_and_the_old_stays() -> None:
    code = drafts.begin_draft({"a": 1})

    with pytest.raises(drafts.DraftTooLarge):
        drafts.write_draft(code, {"a": "x" * 300_000})
    assert drafts.read_draft(code)[0] == {"a": 1}


def test_a_draft_whose_time_is_over_is_closed_at_once_and_swept_at_night() -> None:
    code, young = drafts.begin_draft({"a": 1}), drafts.begin_draft({"b": 1})
    Draft.objects.filter(code_hash=drafts._hash(code)).update(ends_at=timezone.now() - timedelta(seconds=1))

    assert drafts.read_draft(code) is None
    sweep_drafts(due=timezone.now().isoformat())

    assert Draft.objects.count() == 1
    assert drafts.read_draft(young)[0] == {"b": 1}
    assert AuditEntry.objects.get(action="reports.drafts_swept").details == {"count": 1}
