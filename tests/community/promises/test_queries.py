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


def test_each_kind_stands_as_its_clocks_say_in_three_queries(django_assert_max_num_queries):
    make.town()
    now = timezone.now()
    moments = {
        "kept": {"started": now - timedelta(days=60), "stopped": now - timedelta(days=59, hours=23)},
        "late": {"started": now - timedelta(days=90), "stopped": now},
        "past": {"started": now - timedelta(days=90)},
        "before": {"started": now - timedelta(days=500)},
    }
    made = [clocks.past("requests.cure", make.request(), **given) for given in moments.values()]
    clocks.bulk_clocks(
        [*made, clocks.past("requests.cure", make.request(), started=now - timedelta(minutes=1))]
    )

    with django_assert_max_num_queries(3):
        said = {one.kind.name: one for one in queries.standing()}

    cure = said["requests.cure"]
    assert (cure.kept, cure.late, cure.running, cure.running_late, cure.void) == (1, 1, 1, 1, 0)
    assert (said["reports.review"].kept, said["reports.review"].running) == (0, 0)
    today = timezone.localdate()
    whole = {one.kind.name: one for one in clocks.promises(queries.first_month(today), today)}
    for name, one in said.items():
        assert (one.kept, one.late, one.void) == (whole[name].kept, whole[name].late, whole[name].void)
        assert (one.running, one.running_late) == (whole[name].running, whole[name].running_late)
