"""How long, and what is due."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction
from factories import retention as keep
from factories.people import person

from commonbeat.kernel.access import Refused
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.retention import declare, schedule
from commonbeat.kernel.retention.models import RuleLength


@pytest.mark.parametrize(
    ("now", "years", "then"),
    [
        (datetime(2028, 2, 29, 8, tzinfo=UTC), 2, datetime(2026, 2, 28, 8, tzinfo=UTC)),
        (datetime(2028, 2, 29, 8, tzinfo=UTC), 4, datetime(2024, 2, 29, 8, tzinfo=UTC)),
        (datetime(2026, 11, 22, tzinfo=UTC), 5, datetime(2021, 11, 22, tzinfo=UTC)),
    ],
)
def test_years_go_back_by_the_calendar(now, years, then) -> None:
    assert schedule.cutoff(years, now) == then


def test_a_length_is_set_with_a_reason_and_kept_for_good(db) -> None:
    rule, captain = declare.rule("requests.closed"), keep.captain()
    for years, reason in ((1, "shorter"), (101, "longer"), (3, "  ")):
        with pytest.raises(schedule.NotAllowed):
            schedule.set_years(rule, years, actor=captain, reason=reason)
    with pytest.raises(Refused):
        schedule.set_years(rule, 3, actor=person("records"), reason="because")
    made = schedule.set_years(rule, 3, actor=captain, reason="Lawsuits take longer")
    assert schedule.years_of(rule) == 3
    entry = AuditEntry.objects.filter(action="retention.length_set").get()
    assert (entry.object_id, entry.details) == ("requests.closed", {"before": 2, "years": 3})
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        RuleLength.objects.filter(pk=made.pk).update(years=1)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        made.delete()


def test_a_row_below_the_law_counts_for_nothing(db) -> None:
    rule = declare.rule("requests.closed")
    RuleLength.objects.create(rule=rule.name, years=1, reason="by hand", set_by=keep.captain().pk)
    assert schedule.years_of(rule) == 2
