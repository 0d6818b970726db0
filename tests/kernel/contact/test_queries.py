"""Finding a conversation by code: one answer after the same work, whatever is wrong."""

import hmac
from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commonbeat.kernel import audit, contact
from commonbeat.kernel.access import limits
from commonbeat.kernel.contact import codes, queries

pytestmark = pytest.mark.django_db
VISIT = RequestFactory().post("/", REMOTE_ADDR="192.0.2.7")


def work(monkeypatch: pytest.MonkeyPatch, code: str) -> tuple[int, int, int, str]:
    """Queries asked, hashes made, comparisons made, and the shape of the query."""
    made = {"new": 0, "compare_digest": 0}

    def counted(name: str):
        real = getattr(hmac, name)

        def call(*args, **kwargs):
            made[name] += 1
            return real(*args, **kwargs)

        return call

    class Counting:
        new = staticmethod(counted("new"))
        compare_digest = staticmethod(counted("compare_digest"))

    with monkeypatch.context() as patch:
        patch.setattr(codes, "hmac", Counting)
        patch.setattr(queries, "hmac", Counting)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            contact.by_code(code, request=VISIT)
    found = [one["sql"] for one in asked if "contact_conversation" in one["sql"]]
    shape = (len(asked), *(one.split("WHERE")[0] for one in found))
    return len(found), made["new"], made["compare_digest"], shape


def test_a_wrong_code_costs_the_work_of_a_right_one(opened, monkeypatch):
    right = opened().code
    ended = opened()
    contact.close(ended.conversation, actor=audit.SYSTEM, code_lasts=timedelta(seconds=-1))
    codes.hash_of("warm")  # the key is made once
    works = {
        work(monkeypatch, code) for code in (right, ended.code, codes.new_code(), "", "nonsense", "\x00")
    }
    assert len(works) == 1
    assert works.pop()[:3] == (1, 1, 1)


def test_an_ended_code_is_no_code(opened):
    made = opened()
    contact.close(made.conversation, actor=audit.SYSTEM)
    assert contact.by_code(made.code, request=VISIT) == made.conversation, "it can be read for a while"
    made.conversation.code_ends_at = timezone.now()
    made.conversation.save()
    assert contact.by_code(made.code, request=VISIT) is None


def test_guesses_from_one_address_are_stopped_right_ones_too(opened):
    code = opened().code
    for _ in range(queries.GUESSES_AN_HOUR):
        assert contact.by_code(codes.new_code(), request=VISIT) is None
    with pytest.raises(limits.TooMany):
        contact.by_code(code, request=VISIT)
    assert contact.by_code(code, request=RequestFactory().post("/", REMOTE_ADDR="192.0.2.8")) is not None


def test_one_conversation_is_found_by_its_own_case_only(opened):
    first, second = opened().conversation, opened().conversation
    from commonbeat.kernel.accounts.models import User

    assert contact.conversation_of(User.objects.get(pk=first.subject_id)) == first
    assert contact.conversation_of(User.objects.get(pk=second.subject_id)) == second
    assert contact.conversation_of(User()) is None


def test_what_nobody_has_read_is_found_by_its_kind(opened):
    written, answered = opened().conversation, opened().conversation
    assert list(queries.unread(written.kind)) == []
    for one in (written, answered):
        contact.say(one, actor=audit.Actor("resident"), text="Any news?", by="resident")
    contact.seen_by(answered, "department")
    assert list(contact.unread(written.kind)) == [written]
    assert list(contact.unread("tests.nothing")) == []
