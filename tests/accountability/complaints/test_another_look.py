"""Another look at the outcome, asked for once: it has a clock, stands in the lists, and ends with the answer."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from factories import complaints as make
from factories.complaints import person
from factories.people import signed_in
from factories.police_reports import agency

from commonbeat.accountability.complaints import (
    actions,
    another_look,
    cases,
    columns,
    home,
    queries,
    reopening,
    telling,
    writing,
)
from commonbeat.accountability.complaints.models import Complaint
from commonbeat.accountability.complaints.promises import REVIEW
from commonbeat.city.agency.days import day_of, today
from commonbeat.kernel import audit, clocks, contact, walls
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.clocks import ClockEscalated, ClockLate, ClockReminder
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.notify.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _agency(db):
    agency()


def told(**given):
    """A decided complaint whose complainant has the letter; its id, the commander and the chief."""
    boss, chief = make.commander(), person("chief")
    done = make.decided(by=boss, chief=chief, **given)
    writing.send(done.complaint_id, actor=boss, name="outcome", text="Not sustained.")
    return done.complaint_id, boss, chief


def look(case):
    return walls.looking(audit.SYSTEM, "complaint_work", case=case, writing=True)


def ask(case):
    with walls.looking(actions.RESIDENT, "complaint_code", case=case, writing=True):
        another_look.ask(Complaint.objects.within_look().get())


def clock(case) -> Clock | None:
    with look(case):
        return clocks.clock_of(REVIEW, Complaint.objects.within_look().get())


def shown(case):
    with walls.looking(actions.RESIDENT, "complaint_code", case=case):
        found = cases.show(contact.conversation_of(Complaint.objects.within_look().get()))
        return found.due, found.extra["notes"]


def listed(viewer, only):
    with walls.looking(viewer, "complaint_list"):
        rows = queries.complaints(viewer, purpose="complaint_list")
        return [one.pk for one in queries.filtered(rows, viewer, {"only": only})]


def test_the_clock_starts_with_the_request_and_is_shown_to_both_sides():
    case, boss, chief = told()
    assert clock(case) is None
    ask(case)
    running = clock(case)
    assert running is not None
    assert day_of(running.due_at) == today() + timedelta(days=30)
    due, notes = shown(case)
    assert due.startswith("Answer to a request for another look. ")
    assert "You asked us to look at the outcome again. We answer you below." in notes
    page = signed_in(chief).get(reverse("complaints:detail", args=[case])).content.decode()
    bar = page.split('class="cb-next"')[1].split("</nav>")[0]
    assert "The chief answers the complainant" in bar
    assert "#do-answer_review" in bar
    assert "Answer to a request for another look" in page
    assert (
        "#do-answer_review"
        not in signed_in(boss).get(reverse("complaints:detail", args=[case])).content.decode()
    )
    assert "1 complainant asked for another look at the outcome." in home.panel(chief).lines
    with walls.looking(chief, "complaint_list"):
        row = Complaint.objects.within_look().get(pk=case)
        assert "Another look: " in str(columns._due([row])[case])


def test_it_is_asked_for_once_and_not_before_the_letter():
    boss = make.commander()
    early = make.decided(by=boss).complaint_id
    for ask_it in (lambda: ask(early), lambda: another_look.note_asked(early, actor=boss, what="Please.")):
        with pytest.raises(ValueError, match="asked once"):
            ask_it()
    assert clock(early) is None
    case, boss, _ = told(who=make.officer_with_account("Cruz, Ana", "77"))
    another_look.note_asked(case, actor=boss, what="She called: her sister was not asked.")
    with pytest.raises(ValueError, match="asked once"):
        ask(case)
    with look(case):
        one = Complaint.objects.within_look().get()
        assert one.notes.within_look().get().text == (
            "The complainant asks for another look: She called: her sister was not asked."
        )
    assert AuditEntry.objects.filter(action="complaints.review_asked", actor_id=str(boss.pk)).count() == 1


def test_the_answer_goes_to_the_complainant_and_stops_the_clock():
    case, boss, chief = told()
    ask(case)
    assert listed(chief, "review") == [case]
    with look(case):  # a word in between is no answer
        talk = contact.conversation_of(Complaint.objects.within_look().get())
        contact.say(talk, actor=boss, text="We have your request.", by="department")
    assert listed(chief, "review") == [case]
    address = reverse("complaints:answer_review", args=[case])
    for words in ("", "  ", "\x00"):
        assert signed_in(chief).post(address, {"answer_review-text": words}).status_code == 400
    sent = signed_in(chief).post(address, {"answer_review-text": "We asked your sister. It stands."})
    assert sent.status_code == 302
    stopped = clock(case)
    assert stopped is not None
    assert (stopped.outcome, listed(chief, "review")) == ("kept", [])
    with look(case):
        talk = contact.conversation_of(Complaint.objects.within_look().get())
        words = [one.text for one in contact.utterances(talk, viewer="resident")]
    assert words[-1] == "We asked your sister. It stands."
    due, notes = shown(case)
    assert "another look" not in due
    assert "You asked us to look at the outcome again. Our answer is below." in notes
    row = AuditEntry.objects.get(action="complaints.review_answered")
    assert (row.actor_id, row.case_ref) == (str(chief.pk), str(case))
    with pytest.raises(ValidationError, match="Nobody waits"):
        another_look.answer(case, actor=chief, text="Again.")


def test_opening_the_case_again_answers_it_too():
    case, _boss, chief = told()
    ask(case)
    reopening.reopen(case, actor=chief, reason="A video turned up.")
    stopped = clock(case)
    assert stopped is not None
    assert stopped.outcome == "kept"
    assert make.seen(case).review_answered_at is not None
    assert "You asked us to look at the outcome again. We opened it again." in shown(case)[1]


def test_a_late_one_is_in_the_late_list_and_climbs_around_whom_it_is_about():
    who = make.officer_with_account("Hale, Ann", "1")
    case, boss, chief = told(who=who)
    city = person("city_manager")
    with look(case):  # as if they had asked 40 days ago
        clocks.start(REVIEW, Complaint.objects.within_look().get(), at=clocks.now() - timedelta(days=40))
    ask(case)
    assert case in listed(boss, "late")
    one = clock(case)
    assert one is not None
    Message.objects.all().delete()
    telling.clock_soon(ClockReminder(str(one.pk), kind=REVIEW))
    telling.clock_late(ClockLate(str(one.pk), kind=REVIEW))
    assert {boss.email, chief.email} <= set(Message.objects.values_list("recipient", flat=True))
    telling.clock_climbed(ClockEscalated(str(one.pk), 0, kind=REVIEW))
    heard = set(Message.objects.values_list("recipient", flat=True))
    assert city.email in heard
    assert who.account.email not in heard


def test_whoever_decides_hears_that_it_was_asked_and_no_word_of_it(django_capture_on_commit_callbacks):
    case, _boss, chief = told()
    Message.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        ask(case)
    mail = Message.objects.get(recipient=chief.email)
    assert mail.subject == "Commonbeat: a complainant asks for another look"
    assert mail.body.endswith(f"/console/complaints/{case}/\n")


def test_only_who_decides_answers():
    case, boss, _chief = told()
    ask(case)
    address = reverse("complaints:answer_review", args=[case])
    for role in ("ia_investigator", "oversight", "sergeant", "administrator", "records"):
        sent = signed_in(person(role)).post(address, {"answer_review-text": "No."})
        assert sent.status_code in (403, 404), role
    assert signed_in(boss).post(address, {"answer_review-text": "No."}).status_code == 403
    assert make.seen(case).review_answered_at is None
