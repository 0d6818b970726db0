"""What a complainant sees and may do with a code: states and dates, no names, nothing of another's case."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from factories import complaints as make
from factories.complaints import person
from factories.pictures import picture

from commonbeat.accountability.complaints import actions, actions_case, enums, writing
from commonbeat.accountability.complaints.actions import Taken, Who
from commonbeat.accountability.complaints.models import Complaint
from commonbeat.kernel import audit, clocks, contact, walls
from commonbeat.kernel.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def opened(done: Taken, client: Client | None = None) -> Client:
    """A browser in which the code was entered."""
    client = client or Client()
    client.post("/track/", {"code": done.code})
    return client


def page(client: Client) -> str:
    return client.get("/track/case/").content.decode()


def act(client: Client, name: str, reason: str = "") -> str:
    answer = client.post(f"/track/case/do/{name}/", {f"{name}-reason": reason} if reason else {}, follow=True)
    return answer.content.decode()


def offered(done: Taken) -> list[str]:
    with walls.looking(audit.SYSTEM, "complaint_work", case=done.complaint_id):
        conversation = contact.conversation_of(Complaint.objects.within_look().get())
        return [one.name for one in contact.offered(conversation)]


def said(done: Taken) -> list[tuple[str, str]]:
    with walls.looking(audit.SYSTEM, "complaint_work", case=done.complaint_id):
        conversation = contact.conversation_of(Complaint.objects.within_look().get())
        return [(one.by, one.text) for one in contact.utterances(conversation)]


def test_the_states_are_followed_with_dates_and_without_a_name():
    lead, by, chief = person("ia_investigator"), make.commander(), person("chief")
    done = make.closed(lead=lead, by=by, chief=chief, openness="anonymous")
    content = page(opened(done))
    for title in (
        "Received",
        "Read by a person",
        "Assigned to somebody",
        "Being looked into",
        "Under review",
        "Decided",
        "Closed",
    ):
        assert f">{title}<" in content, title
    for name in (lead.name, by.name, chief.name, "Lee, Sam", "412", "The video shows it", "Not sustained"):
        assert not re.search(rf"\b{name}\b", content), name
    assert "It is closed." in content


def test_what_is_promised_is_named_with_its_day():
    done = make.taken(actions.Who(phone="(209) 555-0142"), wants_call_back=True)
    content = page(opened(done))
    assert "Word that a complaint was read. ● On time: due" in content
    assert "The call does not end your complaint. ● On time: due" in content
    actions_case.step(done.complaint_id, "acknowledge", actor=make.commander())
    assert "One year for an investigation. ● On time: due" in page(opened(done))


def test_steps_with_one_public_word_are_one_step():
    done = make.assigned()
    assert page(opened(done)).count(">Read by a person<") == 1


def test_the_letter_is_read_with_the_code():
    by = make.commander()
    done = make.decided(by=by)
    writing.send(done.complaint_id, actor=by, name="outcome", text="We looked into it. Not sustained.")
    content = page(opened(done))
    assert "We looked into it. Not sustained." in content
    assert "Our letter is below." in content


def test_another_code_opens_another_case_only():
    mine, other = make.taken(text="MINE wren"), make.taken(text="OTHER plover")
    client = opened(mine)
    assert "OTHER plover" not in page(client)
    content = page(opened(other, client))
    assert "OTHER plover" in content
    assert "MINE wren" not in content


def test_a_complaint_about_the_chief_is_followed_like_any_other():
    done = make.taken(about_leadership=True)
    assert make.seen(done.complaint_id).label == enums.OUTSIDE
    content = page(opened(done))
    assert "We have your complaint." in content
    assert "outside" not in content.lower().split("<footer")[0].replace("outsides", "")


def test_an_anonymous_complainant_answers_and_adds_files():
    done = make.taken(openness="anonymous")
    client = opened(done)
    photo = SimpleUploadedFile("street.jpg", picture(), "image/jpeg")
    client.post("/track/case/write/", {"text": "Here is the street.", "files": photo})
    assert said(done) == [("resident", "Here is the street.")]
    assert "Here is the street." in page(client)
    entry = AuditEntry.objects.filter(action="contact.said").latest("at")
    assert (entry.actor_kind, entry.actor_id, entry.address) == ("resident", "", None)


def test_a_call_is_asked_for_once_and_needs_a_number():
    done = make.taken()
    client = opened(done)
    assert "We have no number of yours" in act(client, "call")
    client.post("/track/case/write/", {"text": "Call me at (209) 555-0142 after five."})
    act(client, "call")
    assert make.seen(done.complaint_id).wants_call_back is True
    with walls.looking(audit.SYSTEM, "complaint_work", case=done.complaint_id):
        assert clocks.clock_of("complaints.call_back", Complaint.objects.within_look().get()).is_running
    assert "call" not in offered(done)
    assert "A supervisor will call you." in page(client)


def test_a_number_on_file_is_enough():
    done = make.taken(Who(phone="209-555-0123"))
    act(opened(done), "call")
    assert make.seen(done.complaint_id).wants_call_back is True


def test_taking_it_back_ends_no_case():
    done = make.assigned()
    client = opened(done)
    assert "withdraw" in offered(done)
    assert "Tell us why" in act(client, "withdraw")
    assert make.seen(done.complaint_id).withdrawn_at is None
    content = act(client, "withdraw", "I do not want trouble.")
    assert "We still look into it where the law or the harm asks for it." in content
    one = make.seen(done.complaint_id)
    assert (one.state, one.withdrawn_at is not None, one.ended_how) == ("assigned", True, "")
    assert said(done) == [("resident", "I do not want trouble.")]
    assert "withdraw" not in offered(done)


def test_another_look_is_asked_for_once_after_the_letter():
    by = make.commander()
    done = make.decided(by=by)
    assert "review" not in offered(done)
    writing.send(done.complaint_id, actor=by, name="outcome", text="Not sustained.")
    client = opened(done)
    act(client, "review", "You did not ask my sister.")
    assert make.seen(done.complaint_id).review_asked_at is not None
    assert offered(done).count("review") == 0
    assert "You asked us to look at the outcome again." in page(client)


@pytest.mark.parametrize(
    ("before", "name", "after", "left"),
    [
        ("offered", "talk", "complainant", {"no_talk"}),
        ("officer", "talk", "both", {"no_talk"}),
        ("offered", "no_talk", "offered", set()),  # the officer is still asked, and learns of no answer
        ("officer", "no_talk", "declined", set()),
    ],
)
def test_mediation_takes_both(before: str, name: str, after: str, left: set[str]):
    by = make.commander()
    done = make.assigned(by=by)
    assert not {"talk", "no_talk"} & set(offered(done))
    actions_case.mediation(done.complaint_id, actor=by, stage="offered")
    if before == "officer":
        actions_case.mediation(done.complaint_id, actor=by, stage="officer")
    act(opened(done), name)
    assert make.seen(done.complaint_id).mediation == after
    assert {"talk", "no_talk"} & set(offered(done)) == left


@pytest.mark.parametrize("name", ["talk", "review", "withdraw", "nonsense"])
def test_what_is_not_offered_does_nothing(name: str):
    done = make.closed()
    act(opened(done), name, "Because")
    one = make.seen(done.complaint_id)
    assert (one.mediation, one.withdrawn_at) == ("", None)


def test_every_look_of_the_complainant_is_in_the_log_without_an_address():
    done = make.taken()
    page(opened(done, Client(REMOTE_ADDR="203.0.113.7")))
    rows: Any = AuditEntry.objects.filter(purpose="complaint_code", actor_kind="resident")
    assert rows.count() >= 2
    assert {(row.address, row.session, row.actor_id) for row in rows} == {(None, "", "")}
