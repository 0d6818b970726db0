"""The late list names what its reader may see, and says of the rest only that it is late."""

from datetime import timedelta

import pytest
from django.utils import timezone
from factories import requests as make
from factories.people import person

from commonbeat.community.promises import queries
from commonbeat.kernel import clocks

pytestmark = pytest.mark.django_db


def test_a_record_is_named_for_those_who_may_read_it():
    make.town()
    record = make.request()
    started = timezone.now() - timedelta(days=400)
    clocks.bulk_clocks([clocks.past("requests.cure", record, started=started)])

    seen = queries.late_list(person("community"), kind="requests.cure")
    unseen = queries.late_list(person("administrator"), kind="requests.cure")

    assert [late.subject.number for late in seen] == [record.number]
    assert [late.subject for late in unseen] == [None]
    assert seen[0].days > 300
