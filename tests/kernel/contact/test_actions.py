"""Conversations with residents: opening, saying, noting, and who may see who is behind one."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import RequestFactory
from factories.people import person

from commonbeat.kernel import access, audit, contact
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.contact import links
from commonbeat.kernel.contact.actions import tidy
from commonbeat.kernel.contact.models import Conversation, Party

pytestmark = pytest.mark.django_db
RESIDENT = audit.Actor("resident")
SIDE = "cannot speak for that side"


def a_case():
    """Any record with a UUID can have a conversation; an account is one."""
    return person(email=f"{uuid.uuid4().hex}@example.test")


def opened(**given):
    return contact.open_conversation(a_case(), kind="example", language="es", **given)


def test_the_code_is_shown_once_and_kept_as_a_hash():
    made = opened()
    assert len(made.code) == 19
    assert made.code.replace("-", "") not in str(Conversation.objects.values())
    found = contact.by_code(made.code.lower().replace("-", " "), request=RequestFactory().post("/"))
    assert found == made.conversation


def test_a_wrong_code_opens_nothing():
    opened()
    for wrong in ("", "0000-0000-0000-0000", "U" * 16, "x" * 5000, "'; --", "\x00" * 16):
        assert contact.by_code(wrong, request=RequestFactory().post("/")) is None


def test_what_is_wrong_is_said_by_field():
    with pytest.raises(ValidationError) as wrong:
        opened(email="nobody", phone="12", name="x" * 121, wants="sms")
    assert sorted(wrong.value.message_dict) == ["email", "name", "phone"]


def test_both_sides_speak_and_a_note_stays_inside():
    line = opened().conversation
    contact.say(line, actor=RESIDENT, text="When?\x00", by="resident")
    clerk = person("records")
    contact.note(line, actor=clerk, text="Ask the crew.")
    contact.say(line, actor=clerk, text="On Monday.", by="department")
    assert [one.text for one in contact.utterances(line)] == ["When?", "On Monday."]
    assert [one.internal for one in contact.utterances(line, viewer="staff")] == [False, True, False]
    line.refresh_from_db()
    assert (line.unread_by_department, line.unread_by_resident) == (True, True)


def test_nobody_speaks_for_the_other_side():
    line = opened().conversation
    with pytest.raises(ValueError, match=SIDE):
        contact.say(line, actor=RESIDENT, text="We are coming.", by="department")
    with pytest.raises(ValueError, match=SIDE):
        contact.say(line, actor=person(), text="Thank you.", by="resident")
    with pytest.raises(ValueError, match="internal note"):
        contact.note(line, actor=RESIDENT, text="hidden")


def test_looking_at_a_person_needs_the_right_and_is_written_down():
    line = opened(name="Rosa Díaz", phone="(209) 555-0142", wants="sms").conversation
    with pytest.raises(access.Refused):
        contact.identity(line, viewer=person("auditor"), purpose="call back")
    seen = contact.identity(line, viewer=person("records"), purpose="call back")
    assert (seen.name, seen.phone) == ("Rosa Díaz", "+12095550142")
    row = AuditEntry.objects.get(action="contact.identity_read")
    assert (row.object_id, row.purpose) == (str(line.pk), "call back")


def test_a_person_is_destroyed_and_the_case_stays():
    line = opened(name="Rosa", email="rosa@example.org", wants="email").conversation
    contact.say(line, actor=RESIDENT, text="Broken fence.", by="resident")
    contact.destroy_identity(line, actor=audit.SYSTEM, reason="retention")
    party = Party.objects.get(conversation=line)
    assert not party.is_known
    assert party.destroyed_at is not None
    assert contact.utterances(line).count() == 1


def test_a_lost_code_is_replaced_and_everything_old_ends():
    made = opened()
    token = links.new_link(made.conversation)
    answer = HttpResponse()
    links.keep_open(answer, made.conversation)
    visit = RequestFactory().post("/")
    visit.COOKIES[links.COOKIE] = answer.cookies[links.COOKIE].value
    with pytest.raises(access.Refused):
        contact.renew_code(made.conversation, actor=person("auditor"), reason="knew the date of birth")
    clerk = person("records")
    with pytest.raises(ValueError, match="how you made sure"):
        contact.renew_code(made.conversation, actor=clerk, reason=" ")
    code = contact.renew_code(made.conversation, actor=clerk, reason="knew the date and place of the report")
    assert contact.by_code(code, request=visit) == made.conversation
    assert contact.by_code(made.code, request=visit) is None
    assert links.open_link(token, request=visit) is None
    assert links.kept_open(visit) is None
    row = AuditEntry.objects.get(action="contact.code_renewed")
    assert (row.reason, row.details) == ("knew the date and place of the report", {})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u202a209-555-0142\u202c", "209-555-0142"),  # as a telephone pastes it
        ("Ana \u202eziuR", "Ana ziuR"),
        ("an\u200ba\ufeff@example.test", "ana@example.test"),
        ("one\r\ntwo\x00\x1b", "one\ntwo"),
        ("¿Por qué? 👨‍👩‍👧 ñ", "¿Por qué? 👨‍👩‍👧 ñ"),
    ],
)
def test_signs_that_hide_or_turn_a_line_around_are_not_kept(typed: str, kept: str):
    assert tidy(typed) == kept
