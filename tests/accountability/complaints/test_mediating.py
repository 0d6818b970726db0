"""A talk with the complainant: each side answers alone, a no is as easy as a yes, and neither learns the other's before."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import complaints as make
from factories import discipline as made
from factories.complaints import person
from factories.discipline import House
from factories.people import signed_in

from commonbeat.accountability.complaints import actions, actions_case, actions_officers, cases, mediating
from commonbeat.accountability.complaints.enums import Asked
from commonbeat.accountability.complaints.models import Complaint, Officer
from commonbeat.kernel import audit, contact, walls
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.walls import NotThere

pytestmark = pytest.mark.django_db
MINE = "discipline:mine"


@pytest.fixture
def house() -> House:
    """A minor complaint that is looked into, about one officer who was told of it."""
    found = made.investigated()
    found.notify()
    return found


def staff(house: House, stage: str) -> None:
    actions_case.mediation(house.case, actor=house.commander, stage=stage)


def resident(house: House, name: str) -> None:
    """Press what the tracking page offers."""
    chosen = next(one for one in cases.ACTIONS if one.name == name)
    with walls.looking(actions.RESIDENT, "complaint_code", case=house.case, writing=True):
        talk = contact.conversation_of(Complaint.objects.within_look().get())
        assert chosen.shown(talk)
        chosen.run(talk, {})


def told(house: House) -> list[str]:
    """What else waits, and what is offered, on the complainant's page."""
    with walls.looking(actions.RESIDENT, "complaint_code", case=house.case):
        talk = contact.conversation_of(Complaint.objects.within_look().get())
        notes: list[str] = cases.show(talk).extra["notes"]
        return notes + [one.name for one in cases.ACTIONS if "talk" in one.name and one.shown(talk)]


def page(house: House) -> str:
    text: str = signed_in(house.account).get(reverse(MINE)).content.decode()
    return text.partition('id="talk-')[2].partition("</section>")[0]


def say(house: House, answer: str) -> None:
    mediating.officer_says(house.account, house.officer, answer=answer)


ASKED, NO_TALK = "You are asked whether you would talk", "There will be no talk"
ASKS_THEM = "We ask you: would you talk with the officer"


def test_an_officer_is_asked_only_once_told_and_as_plainly_for_no_as_for_yes() -> None:
    house = made.investigated()
    staff(house, "offered")
    assert mediating.own(house.account) == []
    assert not Message.objects.filter(recipient=house.account.email).exists()
    with pytest.raises(NotThere):
        say(house, "yes")
    house.notify()
    shown = page(house)
    assert ASKED in shown
    assert shown.count("usa-button--outline") == 2
    assert "<textarea" not in shown
    number = make.seen(house.case).number
    assert f"Case {number}" in shown


def test_who_was_told_hears_that_something_is_new_and_not_what(house: House) -> None:
    Message.objects.all().delete()
    staff(house, "offered")
    (mail,) = Message.objects.filter(recipient=house.account.email)
    assert "talk" not in (mail.subject + mail.body).casefold()
    assert make.seen(house.case).number not in mail.subject + mail.body
    assert "A question waits for your answer." in signed_in(house.account).get("/console/").content.decode()


@pytest.mark.parametrize(
    ("officer", "complainant", "stage", "row"),
    [
        ("yes", "talk", "both", Asked.AGREED),
        ("yes", "no_talk", "declined", Asked.OVER),
        ("no", "talk", "declined", Asked.DECLINED),
        ("no", "no_talk", "declined", Asked.DECLINED),
    ],
)
@pytest.mark.parametrize("first", ["officer", "complainant"])
def test_neither_learns_the_others_answer_before_both_are_there(
    house: House, first: str, officer: str, complainant: str, stage: str, row: str
) -> None:
    staff(house, "offered")
    if first == "officer":
        unanswered = told(house)
        say(house, officer)
        assert told(house) == unanswered  # word for word as before, whatever the officer said
        assert ASKS_THEM in unanswered[0]
        resident(house, complainant)
    else:
        unanswered_page = page(house).partition('value="yes"')[0].partition("</h2>")[2].partition("<form")[0]
        resident(house, complainant)
        assert (
            page(house).partition('value="yes"')[0].partition("</h2>")[2].partition("<form")[0]
            == unanswered_page
        )
        say(house, officer)
    assert make.seen(house.case).mediation == stage
    assert house.row().mediation == row
    assert ("Both of you said yes" in page(house)) == (stage == "both")
    assert any("You both said yes" in one for one in told(house)) == (stage == "both")
    if stage == "declined":
        assert NO_TALK in page(house)
        assert told(house) == ["There will be no talk. Your complaint goes on."]


def test_a_yes_may_be_taken_back_until_the_talk(house: House) -> None:
    staff(house, "offered")
    say(house, "yes")
    say(house, "no")
    with pytest.raises(ValidationError, match="nothing to answer"):
        say(house, "yes")
    staff(house, "offered")
    say(house, "yes")
    resident(house, "talk")
    assert told(house)[1:] == ["no_talk"]
    resident(house, "no_talk")
    assert (make.seen(house.case).mediation, house.row().mediation) == ("declined", Asked.OVER)
    staff(house, "offered")
    say(house, "yes")
    resident(house, "talk")
    staff(house, "held")
    for answer in ("yes", "no"):
        with pytest.raises(ValidationError, match="nothing to answer"):
            say(house, answer)
    for stage in ("complainant", "officer", "declined", "held"):
        with pytest.raises(ValidationError, match="held already"):
            staff(house, stage)
    assert "The talk took place." in page(house)


def test_a_no_of_ones_own_is_not_written_over_by_staff(house: House) -> None:
    staff(house, "offered")
    say(house, "no")
    with pytest.raises(ValidationError, match="declined"):
        staff(house, "officer")
    with pytest.raises(ValidationError, match="both are willing"):
        staff(house, "held")
    resident(house, "no_talk")
    with pytest.raises(ValidationError, match="declined"):
        staff(house, "complainant")


def test_the_talk_takes_everybody_who_is_accused(house: House) -> None:
    other = make.officer_with_account("Cruz, Ana", "77")
    second = make.accused(house.case, other, house.investigator)
    actions_officers.notify_officer(house.case, second.pk, actor=house.investigator)
    staff(house, "offered")
    resident(house, "talk")
    say(house, "yes")
    assert (make.seen(house.case).mediation, house.row().mediation) == ("complainant", Asked.WILLING)
    mediating.officer_says(other.account, second.pk, answer="no")
    assert (make.seen(house.case).mediation, house.row().mediation) == ("declined", Asked.OVER)


def test_a_witness_is_not_asked(house: House) -> None:
    other = make.officer_with_account("Cruz, Ana", "77")
    added = actions_officers.add_officer(house.case, actor=house.investigator, part="witness")
    actions_officers.match_officer(
        house.case, added.pk, actor=house.investigator, member=other, how="a video"
    )
    actions_officers.notify_officer(house.case, added.pk, actor=house.investigator)
    staff(house, "offered")
    assert mediating.own(other.account) == []
    with pytest.raises(NotThere):
        mediating.officer_says(other.account, added.pk, answer="yes")


@pytest.mark.parametrize("answer", ["", "maybe", "YES", "yes\x00"])
def test_nonsense_is_refused_and_changes_nothing(house: House, answer: str) -> None:
    staff(house, "offered")
    address = reverse("discipline:mediation", args=[house.officer])
    sent = signed_in(house.account).post(address, {"answer": answer})
    assert (sent.status_code, house.row().mediation) == (400, Asked.ASKED)
    assert "Please check what you entered" in sent.content.decode()


def test_the_answer_is_in_the_log_and_whoever_works_on_it_hears(house: House) -> None:
    staff(house, "offered")
    Message.objects.all().delete()
    address = reverse("discipline:mediation", args=[house.officer])
    assert signed_in(house.account).post(address, {"answer": "no"}).status_code == 302
    row = AuditEntry.objects.filter(action="complaints.mediation").latest("seq")
    assert (row.actor_id, row.case_ref, row.purpose) == (
        str(house.account.pk),
        str(house.case),
        "complaint_own",
    )
    assert row.details["mediation"] == "officer: no"
    assert [one.recipient for one in Message.objects.all()] == [house.investigator.email]
    shown = signed_in(house.commander).get(reverse("complaints:detail", args=[house.case])).content.decode()
    assert "Lee, Sam: Said no" in shown


def test_only_whose_row_it_is_answers(house: House) -> None:
    staff(house, "offered")
    for who in (
        person("officer"),
        house.investigator,
        house.commander,
        person("oversight"),
        person("administrator"),
    ):
        for pk in (house.officer, uuid4()):
            assert (
                signed_in(who).post(reverse("discipline:mediation", args=[pk]), {"answer": "yes"}).status_code
                == 404
            )
    assert (
        Client().post(reverse("discipline:mediation", args=[house.officer]), {"answer": "yes"}).status_code
        == 302
    )
    assert house.row().mediation == Asked.ASKED


def test_a_closed_case_asks_nobody_any_more(house: House) -> None:
    staff(house, "offered")
    with walls.looking(audit.SYSTEM, "complaint_work", case=house.case, writing=True):
        mediating.end(Complaint.objects.within_look().get())
    assert NO_TALK in page(house)
    with pytest.raises(ValidationError, match="nothing to answer"):
        say(house, "no")


def test_asked_or_not_the_page_asks_the_database_as_much(house: House) -> None:
    """Nobody tells by the number of questions whether a talk was offered before they were told of it."""
    client = signed_in(person("officer"))
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(MINE))
        asked.append(len(queries))
        staff(house, "offered")
    assert asked[0] == asked[1]
    with walls.looking(person("officer"), "complaint_own"):
        assert not Officer.objects.within_look().exists()
