"""What is left of discipline when its complaint goes; each step in a transaction of its own, as in life."""

from typing import Any

from django.urls import reverse
from factories import discipline as made
from factories.people import signed_in

from commonbeat.accountability.complaints import actions_case
from commonbeat.accountability.complaints.models import Complaint
from commonbeat.accountability.discipline import actions, retention
from commonbeat.accountability.discipline.models import Served, SwornDiscipline
from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, walls
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.workflow.models import Move


def ready() -> made.House:
    """A closed case with discipline and papers."""
    house = made.house()
    house.notify()
    found = house.told()
    actions.record_appeal(house.case, found.pk, actor=house.commander, on=today())
    actions.rule(house.case, found.pk, actor=house.commander, ruling="upheld", penalty="suspension",
                 amount="3 days", text="Stands.")  # fmt: skip
    actions_case.step(house.case, "notify", actor=house.commander, values={"notified_on": today()})
    actions_case.step(house.case, "close", actor=house.commander)
    return house


def everything() -> Any:
    """The platform's look at all complaints."""
    return walls.looking(audit.SYSTEM, "complaint_list", writing=True)


def test_nothing_of_it_is_left_when_the_complaint_goes(fresh_db: str) -> None:
    house = ready()
    with everything():
        complaint = Complaint.objects.within_look().get(pk=house.case)
        ids = [one.pk for one in SwornDiscipline.objects.within_look()]
        mails = [f"discipline:{one.pk}" for one in Served.objects.within_look()]
        assert len(list(retention.BELOW.parts(complaint))) == 5
        retention.BELOW.run(complaint)
        assert SwornDiscipline.objects.within_look().count() == 0
        assert Move.objects.filter(subject_id__in=ids).count() == 0
        Served.objects.within_look().filter(complaint=complaint).delete()  # goes with the complaint's row
    assert not any(Message.objects.filter(dedupe_key__startswith=one).exists() for one in mails)
    assert (
        "You were not served any paper."
        in signed_in(house.account).get(reverse("discipline:mine")).content.decode()
    )
