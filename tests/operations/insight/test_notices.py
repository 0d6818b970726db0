"""Who is told that a report is there."""

from factories.people import person

from commonbeat.city.roster.models import BeatOwner, Member
from commonbeat.kernel.audit import SYSTEM
from commonbeat.kernel.notify.models import Message
from commonbeat.operations.insight.actions import prepare_edition

WEEK = "2026-W21"


def told() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("recipient", "subject"))


def test_the_citys_report_goes_to_those_who_may_answer_it_and_to_no_one_else(db: None) -> None:
    person("chief")
    person("analyst")
    person("officer")

    prepare_edition(actor=SYSTEM, week=WEEK)
    prepare_edition(actor=SYSTEM, week=WEEK)

    subject = "Monday's report of the city, 2026-W21"
    assert told() == [("analyst@example.test", subject), ("chief@example.test", subject)]


def test_a_beats_page_goes_to_who_answers_for_the_beat(db: None) -> None:
    owner = Member.objects.create(number="1", name="Sam Sergeant", account=person("sergeant"))
    BeatOwner.objects.create(beat_code="3A", member=owner)

    prepare_edition(actor=SYSTEM, week=WEEK, beat="3A")
    prepare_edition(actor=SYSTEM, week=WEEK, beat="2B")

    assert told() == [("sergeant@example.test", "Monday's report of beat 3A, 2026-W21")]
    assert "/console/report/2026-W21/?beat=3A" in Message.objects.get().body


def test_the_public_edition_is_not_announced_before_it_is_released(db: None) -> None:
    person("chief")

    prepare_edition(actor=SYSTEM, week=WEEK, edition="public")

    assert told() == []
