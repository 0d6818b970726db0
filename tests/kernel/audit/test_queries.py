from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonbeat.kernel import audit
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.audit.queries import Filters, history_of, lines, matching, note_reading

pytestmark = pytest.mark.django_db
READER = audit.Actor("tests", "9")


def found(**wanted) -> list[int]:
    return list(matching(Filters(**wanted)).values_list("seq", flat=True))


def test_filters_narrow_together(write):
    made = write(3)
    ours = [entry.seq for entry in made][::-1]
    first = made[0]
    assert found(actors=("7",)) == ours
    assert found(actors=("nobody", "tests")) == ours
    assert found(actors=("7",), action="tests.") == ours
    assert found(actors=("7",), action=first.action) == ours
    assert found(actors=("7",), action="tests.other") == []
    assert found(actors=("7",), objects=("0", "2")) == [made[2].seq, made[0].seq]
    assert found(actors=("7",), outcome="refused") == []
    assert found(actors=("7",), since=made[1].at) == [made[2].seq, made[1].seq]
    assert found(actors=("7",), until=made[1].at) == [made[0].seq]
    assert found(actors=("7",), since=made[2].at + timedelta(seconds=1)) == []


def test_reading_is_logged_without_what_was_looked_for(write):
    note_reading(READER, "audit.read", fields={"who", "action"}, chosen="calls.", paged=False)
    last = AuditEntry.objects.latest("seq")
    assert (last.action, last.actor_id, last.object_kind) == ("audit.read", "9", "audit_log")
    assert last.details == {"filters": ["action", "who"], "action": "calls.", "paged": False}


def test_rows_read_as_sentences_with_todays_names(write):
    audit.register_names("tests", lambda ids: {"7": "Ana"})
    audit.register_names("thing", lambda ids: {"0": "the door"})
    write(1)
    assert [line.sentence for line in lines(matching(Filters(actors=("7",))))] == ["Ana did the door"]
    assert [line.entry.object_id for line in history_of("thing", 0)] == ["0"]
    audit.register_names("tests", lambda ids: {})
    audit.register_names("thing", lambda ids: {})
    assert [(line.actor, line.sentence) for line in history_of("thing", 0)] == [("tests 7", "tests 7 did 0")]


def test_the_number_of_queries_does_not_grow_with_the_page(write):
    def count(size: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            lines(matching(Filters())[:size])
        return len(queries)

    write(20)
    assert count(1) == count(20)
