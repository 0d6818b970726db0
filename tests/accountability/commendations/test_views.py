"""Staff pages of commendations and suggestions: what is typed is kept when refused, words are never HTML, each sees their own."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from factories.people import person, signed_in
from factories.pictures import picture

from commonbeat.accountability.commendations import actions
from commonbeat.accountability.commendations.models import Commendation, Praised, Suggestion
from commonbeat.city.roster.models import Member
from commonbeat.kernel import attachments, audit, contact

pytestmark = pytest.mark.django_db
BASE = "/console/commendations"


@pytest.fixture
def client_of_desk(desk: Any) -> Client:
    return signed_in(desk)


def page(client: Client, record: Any) -> str:
    part = "suggestions/" if isinstance(record, Suggestion) else ""
    return client.get(f"{BASE}/{part}{record.pk}/").content.decode()


def test_the_lists_are_filtered_and_their_counts_are_right(client_of_desk: Client, desk: Any):
    actions.commend(text="Thanks <b>a lot</b>", channel="web")
    old = timezone.now() - timedelta(days=60)
    actions.commend(text="Old thanks", channel="paper", actor=desk, capability=actions.WORK, received_at=old)
    actions.suggest(text="More <i>light</i>", channel="web", topic="traffic")
    content = client_of_desk.get(f"{BASE}/").content.decode()
    assert "Thanks &lt;b&gt;a lot&lt;/b&gt;" in content
    for query, n in {
        "": 2,
        "?q=old": 1,
        "?only=late": 1,
        "?only=open": 2,
        "?only=publish": 0,
        "?channel=paper": 1,
    }.items():
        assert client_of_desk.get(f"{BASE}/{query}").context["listing"].page.count == n, query
    for query, n in {
        "": 1,
        "?topic=traffic": 1,
        "?whose=nobody": 1,
        "?whose=mine": 0,
        "?only=late": 0,
    }.items():
        assert client_of_desk.get(f"{BASE}/suggestions/{query}").context["listing"].page.count == n, query
    assert client_of_desk.get(f"{BASE}/?state=nonsense").status_code == 400


def test_thanks_are_written_down_on_the_agencys_clock(client_of_desk: Client):
    form = {"text": "Thanks!", "channel": "phone", "received_at": "2026-03-02T09:30", "language": "en"}
    answer = client_of_desk.post(f"{BASE}/new/", form)
    assert answer.status_code == 200
    assert Commendation.objects.get().received_at.isoformat() == "2026-03-02T17:30:00+00:00"
    for wrong in ({"received_at": "2999-01-01T00:00"}, {"text": "  "}, {"phone": "12"}, {"channel": "web"}):
        again = client_of_desk.post(f"{BASE}/new/", {**form, **wrong})
        assert again.status_code == 400, wrong
    assert Commendation.objects.count() == 1


def test_from_match_to_publication(
    client_of_desk: Client, thanks: Commendation, reyes: Member, sergeant: Member
):
    at = f"{BASE}/{thanks.pk}"
    assert "Ana Reyes" in page(client_of_desk, thanks)
    assert client_of_desk.post(f"{at}/match/", {"member": "", "supervisor": ""}).status_code == 400
    assert (
        client_of_desk.post(f"{at}/match/", {"member": reyes.pk, "supervisor": reyes.pk}).status_code == 400
    )
    assert (
        client_of_desk.post(f"{at}/match/", {"member": reyes.pk, "supervisor": sergeant.pk}).status_code
        == 302
    )
    row = Praised.objects.get()
    assert client_of_desk.post(f"{at}/unmatch/{row.pk}/", {"reason": ""}).status_code == 302
    assert Praised.objects.count() == 1
    client_of_desk.post(f"{at}/pass-on/")
    assert Commendation.objects.get().state == "passed_on"
    assert client_of_desk.post(f"{at}/publish/", {"words_en": "", "words_es": ""}).status_code == 400
    assert client_of_desk.post(f"{at}/publish/", {"words_en": "She <b>helped</b>."}).status_code == 302
    assert client_of_desk.post(f"{at}/keep-private/", {"rule-rule": "nonsense"}).status_code == 400
    assert client_of_desk.post(f"{at}/keep-private/", {"rule-rule": "officer"}).status_code == 302
    assert Commendation.objects.get().publication == "withdrawn"
    client_of_desk.post(f"{at}/close/")
    assert Commendation.objects.get().state == "closed"


def test_two_people_pass_it_on_at_once_and_one_is_told(
    client_of_desk: Client, thanks: Commendation, reyes: Member, desk: Any
):
    actions.match(thanks, actor=desk, member=reyes)
    at = f"{BASE}/{thanks.pk}"
    client_of_desk.post(f"{at}/pass-on/")
    answer = client_of_desk.post(f"{at}/pass-on/", follow=True)
    assert Commendation.objects.get().state == "passed_on"
    assert answer.status_code == 200
    assert client_of_desk.post(f"{at}/give-up/", {"give_up-reason": "Too late"}).status_code == 400


def test_the_thanked_and_who_leads_them_read_it_and_nobody_else(
    thanks: Commendation, desk: Any, reyes: Member, sergeant: Member
):
    actions.match(thanks, actor=desk, member=reyes, supervisor=sergeant)
    before = signed_in(reyes.account).get(f"{BASE}/mine/{thanks.pk}/")
    assert before.status_code == 404
    actions.step(Commendation.objects.get(), "pass_on", actor=desk)
    for account in (reyes.account, sergeant.account):
        client = signed_in(account)
        assert "changed my tire" in client.get(f"{BASE}/mine/").content.decode()
        content = client.get(f"{BASE}/mine/{thanks.pk}/").content.decode()
        assert "changed my tire" in content
        assert "wren@example.org" not in content
        assert "You were thanked" in client.get("/console/").content.decode()
        assert client.get(f"{BASE}/{thanks.pk}/").status_code == 403
    other = signed_in(person("officer", email="other@example.test"))
    assert other.get(f"{BASE}/mine/{thanks.pk}/").status_code == 404
    assert "You were thanked" not in other.get("/console/").content.decode()


def test_the_desk_never_sees_who_wrote_without_a_purpose(client_of_desk: Client, thanks: Commendation):
    assert "wren@example.org" not in page(client_of_desk, thanks)
    at = f"{BASE}/{thanks.pk}/who/"
    assert client_of_desk.post(at).status_code == 400
    assert "wren@example.org" in client_of_desk.post(at, {"purpose": "call"}).content.decode()


def test_a_suggestion_from_reading_to_answer(client_of_desk: Client, idea: Suggestion, desk: Any):
    at = f"{BASE}/suggestions/{idea.pk}"
    client_of_desk.post(f"{at}/consider/")
    assert client_of_desk.post(f"{at}/assign/", {"owner": desk.pk}).status_code == 302
    assert client_of_desk.post(f"{at}/note/", {"note-reason": "Ask traffic"}).status_code == 302
    assert client_of_desk.post(f"{at}/say/", {"say-reason": "\x07"}).status_code == 400
    assert client_of_desk.post(f"{at}/answer/", {"answer": "Yes.", "outcome": ""}).status_code == 400
    assert client_of_desk.post(f"{at}/answer/", {"answer": "Yes.", "outcome": "adopted"}).status_code == 302
    assert client_of_desk.post(f"{at}/close/", {"close-reason": "Late"}).status_code == 400
    content = page(client_of_desk, idea)
    assert "Yes." in content
    assert "Ask traffic" in content
    said = contact.utterances(contact.conversation_of(idea))
    assert [one.text for one in said] == ["Yes."]


def test_a_suggestion_is_closed_with_a_reason(client_of_desk: Client, idea: Suggestion):
    at = f"{BASE}/suggestions/{idea.pk}/close/"
    assert client_of_desk.post(at, {"close-reason": ""}).status_code == 400
    assert client_of_desk.post(at, {"close-reason": "It is an advert."}).status_code == 302
    assert Suggestion.objects.get().state == "closed"


def test_a_file_is_seen_by_the_desk_only(client_of_desk: Client, reyes: Member):
    upload = SimpleUploadedFile("card.jpg", picture(), "image/jpeg")
    taken = attachments.take(upload, policy="commendations.file", actor=audit.Actor("resident"))
    record = actions.commend(text="A card", channel="web", files=(attachments.token_of(taken),)).record
    at = f"{BASE}/{record.pk}/files/{taken.pk}/"
    assert client_of_desk.get(at)["Content-Type"] == "image/jpeg"
    assert signed_in(reyes.account).get(at).status_code == 403
    other = actions.commend(text="Another", channel="web").record
    assert client_of_desk.get(f"{BASE}/{other.pk}/files/{taken.pk}/").status_code == 404


def test_who_may_only_read_is_offered_nothing(thanks: Commendation, idea: Suggestion):
    reader = signed_in(person("pio"))
    assert "Keep this match" not in page(reader, thanks)
    assert "Send the answer" not in page(reader, idea)
    assert reader.post(f"{BASE}/{thanks.pk}/match/", {}).status_code == 403


def test_the_first_page_tells_what_waits(client_of_desk: Client, thanks: Commendation, idea: Suggestion):
    content = client_of_desk.get("/console/").content.decode()
    assert "1 commendation waits to be passed on." in content
    assert "1 suggestion waits for an answer." in content
