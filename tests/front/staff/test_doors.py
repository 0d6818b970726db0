"""Staff see how often the public doors refused, and nothing of whom."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from factories.people import person, signed_in

from commonbeat.front.staff.views.doors import by_day
from commonbeat.kernel.access import limits

pytestmark = pytest.mark.django_db


def test_hours_are_added_up_to_local_days():
    hours = [
        ("ask", datetime(2026, 5, 2, 6, tzinfo=UTC), 3),  # 23:00 on the first in Los Angeles
        ("ask", datetime(2026, 5, 2, 7, tzinfo=UTC), 40),
        ("ask", datetime(2026, 5, 2, 9, tzinfo=UTC), 5),
        ("track", datetime(2026, 5, 2, 9, tzinfo=UTC), 1),
    ]
    assert [(row.day.day, row.door, row.n, row.worst_n, row.worst.hour) for row in by_day(hours)] == [
        (2, "ask", 45, 40, 0),
        (2, "track", 1, 1, 2),
        (1, "ask", 3, 3, 23),
    ]


def test_the_page_tells_refusals():
    for _ in range(3):
        limits.count_refusal("issues.submit")

    page = signed_in(person("auditor")).get(reverse("console:doors")).content.decode()

    assert "issues.submit" in page
    assert '<td data-label="Refused" class="cb-num">3</td>' in page


def test_nothing_refused_is_said():
    page = signed_in(person("auditor")).get(reverse("console:doors")).content.decode()
    assert "Nobody was refused." in page
    assert "Every file was taken." in page
