import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonbeat.kernel import audit
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.audit.queries import Filters, history_of, recent

pytestmark = pytest.mark.django_db
READER = audit.Actor("tests", "9")


def test_pages_follow_each_other_and_miss_nothing(write):
    made = [entry.seq for entry in write(7)]
    only = Filters(actor_id="7")
    first = recent(READER, only, size=3)
    second = recent(READER, only, size=3, before=first.older)
    third = recent(READER, only, size=3, before=second.older)
    shown = [line.entry.seq for page in (first, second, third) for line in page.lines]
    assert shown == made[::-1]
    assert third.older is None


def test_reading_is_logged_with_what_was_looked_for(write):
    write(1)
    recent(READER, Filters(action="tests.", outcome="done"))
    last = AuditEntry.objects.latest("seq")
    assert (last.action, last.actor_id) == ("audit.read", "9")
    assert last.details == {"filters": "action=tests., outcome=done", "before": None}


def test_rows_read_as_sentences_with_todays_names(write):
    audit.register_names("tests", lambda ids: {"7": "Ana"})
    write(1)
    assert [line.sentence for line in recent(READER, Filters(actor_id="7")).lines] == ["Ana did 0"]
    assert [line.actor for line in history_of("thing", 0)] == ["Ana"]
    audit.register_names("tests", lambda ids: {})
    assert [line.actor for line in history_of("thing", 0)] == ["tests 7"]


def test_the_number_of_queries_does_not_grow_with_the_page(write):
    def count(size: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            recent(READER, size=size)
        return len(queries)

    write(20)
    assert count(1) == count(20)
