"""The tracking pages: entering a code, reading, writing, acting, leaving; and everything that must not work."""

from io import BytesIO

import pytest
from django.core import signing
from django.test import Client
from PIL import Image

from commonbeat.kernel import attachments, audit, contact
from commonbeat.kernel.access.limits import refusals
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.contact import links, queries
from commonbeat.kernel.contact.models import Party, Utterance
from commonbeat.kernel.notify.models import Message

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"
UNKNOWN = "We know no case with this code."


def enter(client: Client, code: str, at: str = "/track/", **more: str):
    return client.post(at, {"code": code, **more})


@pytest.fixture
def inside(client: Client, opened):
    """A browser with its case open."""
    made = opened(name="Rosa Díaz", email="rosa@example.org", wants="email")
    enter(client, made.code)
    return made.conversation


def picture(name: str = "fence.jpg"):
    file = BytesIO()
    Image.new("RGB", (60, 40), "green").save(file, "JPEG")
    file.seek(0)
    file.name = name
    return file


@pytest.mark.parametrize(
    "typed", ["R26-004213", "t26-00042", "Q26-0042", " C26 00001 ", "CM26-0001", "pc26-4nd7m2"]
)
def test_whoever_types_the_number_of_a_case_is_told_what_it_is_not(client: Client, typed: str):
    page = enter(client, typed)
    assert "This is the number of a case. The code is longer" in page.text
    assert UNKNOWN not in page.text
    assert UNKNOWN in enter(client, "R26-004213-ABCD").text


def test_a_right_code_opens_the_case_and_stands_in_no_address(client: Client, opened):
    made = opened()
    answer = enter(client, made.code.lower().replace("-", " "))
    assert (answer.status_code, answer["Location"]) == (302, "/track/case/")
    assert set(answer.cookies) == {"cb_case"}
    page = client.get("/track/case/")
    assert page.status_code == 200
    for words in (
        "X26-000001",
        "Looked at",
        "(open)",
        "We look at it.",
        "Friday, March 6",
        "Received",
        "Assigned",
    ):
        assert words in page.text
    assert made.code not in page.text


@pytest.mark.parametrize("code", ["0000-0000-0000-0000", "short", "U" * 16, "x" * 100, "<b>", "' OR 1=1 --"])
def test_a_wrong_code_is_answered_alike_and_kept_in_the_field(client: Client, opened, code: str):
    opened()
    answer = enter(client, code)
    assert answer.status_code == 200
    assert UNKNOWN in answer.text
    assert "cb_case" not in answer.cookies
    from django.utils.html import escape

    assert f'value="{escape(code)}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'class="cb-errors" role="alert" tabindex="-1"' in answer.text


def test_an_ended_code_is_answered_as_an_unknown_one(client: Client, opened):
    made = opened()
    contact.close(made.conversation, actor=audit.SYSTEM, code_lasts=-links.LINK_LASTS)
    unknown = enter(client, "0000-0000-0000-0000").text.replace("0000-0000-0000-0000", "")
    ended = enter(client, made.code).text.replace(made.code, "")
    without_token = [
        page.split("csrfmiddlewaretoken")[0] + page.split("csrfmiddlewaretoken")[1][90:]
        for page in (unknown, ended)
    ]
    assert without_token[0] == without_token[1]


def test_guessing_is_stopped_with_a_page_that_helps(client: Client, opened):
    made = opened()
    answers = [enter(client, f"{n:016d}").status_code for n in range(1000)]
    assert answers == [200] * queries.GUESSES_AN_HOUR + [429] * (1000 - queries.GUESSES_AN_HOUR)
    stopped = enter(client, made.code)
    assert stopped.status_code == 429
    assert 0 < int(stopped["Retry-After"]) <= 3600
    assert "Please come back in" in stopped.text
    assert "In an emergency call 911." in stopped.text
    assert [
        (door, n)
        for door, _, n in refusals(made.conversation.opened_at.replace(minute=0, second=0, microsecond=0))
    ] == [("tracking code", 941)]


def test_every_page_is_kept_by_nobody(client: Client, inside):
    for path in (
        "/track/",
        "/track/case/",
        "/track/case/print/",
        "/track/link/x/",
        "/track/stop/x/",
        "/es/track/case/",
    ):
        page = client.get(path)
        assert page.status_code == 200, path
        assert "no-store" in page["Cache-Control"]
        assert page["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert page["Referrer-Policy"] == "same-origin"
        assert "sessionid" not in page.cookies


def test_without_a_code_nothing_is_shown_or_done(client: Client, opened, kind):
    line = opened().conversation
    for path in ("case/", "case/print/", "case/files/01900000-0000-7000-8000-000000000000/"):
        assert client.get(f"/track/{path}")["Location"] == "/track/?note=over"
    for path in ("case/do/withdraw/", "case/messages/"):
        assert client.post(f"/track/{path}", {"choice": "stop"})["Location"] == "/track/?note=over"
    assert (kind.done, contact.utterances(line).count()) == ([], 0)


def test_writing_reaches_the_department(client: Client, inside):
    answer = client.post("/track/case/write/", {"text": f"When? {HOSTILE}"})
    assert answer["Location"] == "/track/case/?done=written"
    said = Utterance.objects.get()
    assert (said.by, said.text, said.actor_kind, said.actor_id) == (
        "resident",
        f"When? {HOSTILE}",
        "resident",
        "",
    )
    page = client.get(answer["Location"]).text
    assert "We have your message." in page
    assert "When? &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert HOSTILE not in page
    inside.refresh_from_db()
    assert inside.unread_by_department


def test_sending_twice_is_one_message(client: Client, inside):
    for _ in range(3):
        client.post("/track/case/write/", {"text": "When?\r\nTell me."})
    assert Utterance.objects.count() == 1


def test_internal_notes_are_never_shown(client: Client, inside, django_user_model):
    from factories.people import person

    clerk = person("records")
    contact.note(inside, actor=clerk, text="Known to us as difficult.")
    contact.say(inside, actor=clerk, text="On Monday.", by="department")
    for path in ("/track/case/", "/track/case/print/", "/es/track/case/"):
        page = client.get(path).text
        assert "On Monday." in page
        assert "difficult" not in page
        assert clerk.name not in page, "who answers is the department"
    inside.refresh_from_db()
    assert not inside.unread_by_resident


def test_the_residents_name_and_address_are_not_on_the_page(client: Client, inside):
    page = client.get("/track/case/").text
    assert "Rosa" not in page
    assert "rosa@example.org" not in page


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 8001])
def test_what_cannot_be_sent_is_said_and_kept(client: Client, inside, text: str):
    answer = client.post("/track/case/write/", {"text": text})
    assert answer.status_code == 200
    assert "cb-errors" in answer.text
    assert text.strip() in answer.text
    assert Utterance.objects.count() == 0


def test_pictures_go_with_a_message_and_only_into_this_case(client: Client, inside, opened):
    assert client.post("/track/case/write/", {"text": "See", "files": picture()})["Location"].endswith(
        "written"
    )
    (file,) = attachments.of(Utterance.objects.get())
    page = client.get("/track/case/").text
    assert f"/track/case/files/{file.pk}/small/" in page
    for path in (f"/track/case/files/{file.pk}/", f"/track/case/files/{file.pk}/small/"):
        got = client.get(path)
        assert (got.status_code, got["Content-Type"]) == (200, "image/jpeg")
        assert "no-store" in got["Cache-Control"]
        assert Client().get(path).status_code == 302
    stranger = Client()
    enter(stranger, opened().code)
    assert stranger.get(f"/track/case/files/{file.pk}/").status_code == 404


def test_a_file_of_an_internal_note_is_not_handed_out(client: Client, inside):
    from factories.people import person

    clerk = person("records")
    note = contact.note(inside, actor=clerk, text="Look")
    (file,) = attachments.attach(attachments.take(picture(), policy="contact.reply", actor=clerk), note)
    assert client.get(f"/track/case/files/{file.pk}/").status_code == 404


def test_a_file_that_is_no_picture_is_refused_and_the_words_are_kept(client: Client, inside):
    bad = BytesIO(b"MZ\x90 not a picture")
    bad.name = "a.jpg"
    answer = client.post("/track/case/write/", {"text": "Please read this", "files": bad})
    assert answer.status_code == 200
    assert "Please read this</textarea>" in answer.text
    assert Utterance.objects.count() == 0


def test_a_closed_case_takes_no_messages(client: Client, inside, kind):
    contact.close(inside, actor=audit.SYSTEM)
    assert "This case takes no more messages." in client.get("/track/case/").text
    assert client.post("/track/case/write/", {"text": "Hello"})["Location"].endswith("closed")
    inside.closed_at = None
    inside.save()
    kind.may_write = False
    assert client.post("/track/case/write/", {"text": "Hello"})["Location"].endswith("closed")
    assert Utterance.objects.count() == 0


def test_acting_with_and_without_a_reason(client: Client, inside, kind):
    assert client.post("/track/case/do/withdraw/")["Location"] == "/track/case/?done=did"
    refused = client.post("/track/case/do/reopen/", {"reopen-reason": " "})
    assert "Tell us why." in refused.text
    assert client.post("/track/case/do/reopen/", {"reopen-reason": "Still broken"}).status_code == 302
    assert kind.done == [("withdraw", ""), ("reopen", "Still broken")]


def test_an_action_that_is_not_offered_does_nothing(client: Client, inside, kind):
    for name in ("never", "no-such-action"):
        assert client.post(f"/track/case/do/{name}/")["Location"] == "/track/case/?done=not_offered"
    assert kind.done == []
    assert "This is not possible any more." in client.get("/track/case/?done=not_offered").text


def test_an_action_that_is_refused_says_why_and_keeps_the_reason(client: Client, inside, kind):
    kind.refuse = f"Too late {HOSTILE}"
    answer = client.post("/track/case/do/reopen/", {"reopen-reason": "Still broken"})
    assert "Too late &lt;script&gt;" in answer.text
    assert "Still broken</textarea>" in answer.text


def test_everything_typed_by_anybody_is_text(client: Client, inside):
    for path in ("/track/case/", "/track/case/print/"):
        assert HOSTILE not in client.get(path).text


def test_leaving_closes_the_case_here(client: Client, inside):
    answer = client.post("/track/leave/")
    assert answer["Location"] == "/track/?note=left"
    assert client.get("/track/case/").status_code == 302
    assert "You have left your case." in client.get("/track/?note=left").text


def test_half_an_hour_of_use_not_of_age(client: Client, inside, monkeypatch):
    real = signing.time.time
    for passed in (1700, 3400):
        monkeypatch.setattr(signing.time, "time", lambda passed=passed: real() + passed)
        assert client.get("/track/case/").status_code == 200
    monkeypatch.setattr(signing.time, "time", lambda: real() + 3400 + 1801)
    assert client.get("/track/case/").status_code == 302


def test_what_was_typed_too_long_ago_is_carried_over_the_code(client: Client, opened):
    made = opened()
    over = client.post("/track/case/write/", {"text": f"A long letter {HOSTILE}"})
    assert "What you wrote is kept." in over.text
    assert 'name="carried" value="A long letter &lt;script&gt;' in over.text
    again = enter(client, made.code, carried="A long letter")
    assert again.status_code == 200
    assert "A long letter</textarea>" in again.text
    assert "cb_case" in again.cookies
    assert Utterance.objects.count() == 0


def test_other_peoples_cookies_and_links_open_their_case_only(opened):
    first, second = opened(), opened()
    one, two = Client(), Client()
    enter(one, first.code)
    enter(two, second.code)
    one.post("/track/case/write/", {"text": "from the first"})
    assert "from the first" not in two.get("/track/case/").text
    assert contact.utterances(second.conversation).count() == 0


def test_a_form_from_another_site_does_nothing(opened, kind):
    made = opened()
    client = Client(enforce_csrf_checks=True)
    token = client.get("/track/").cookies["csrftoken"].value
    client.post("/track/", {"code": made.code, "csrfmiddlewaretoken": token})
    assert client.get("/track/case/").status_code == 200
    for path in ("case/write/", "case/do/withdraw/", "case/messages/", "leave/"):
        assert client.post(f"/track/{path}", {"text": "x", "choice": "stop"}).status_code == 403
    assert (kind.done, Utterance.objects.count()) == ([], 0)


def test_messages_can_be_stopped_and_allowed(client: Client, inside):
    assert "We e-mail you when there is news." in client.get("/track/case/").text
    assert client.post("/track/case/messages/", {"choice": "stop"})["Location"].endswith("stopped")
    assert Party.objects.get(conversation=inside).opted_out_at is not None
    assert "We send you no messages about this case." in client.get("/track/case/").text
    client.post("/track/case/messages/", {"choice": "allow"})
    assert Party.objects.get(conversation=inside).opted_out_at is None


def test_a_link_is_used_by_the_button_not_by_looking(client: Client, opened):
    line = opened().conversation
    token = links.new_link(line)
    for _ in range(3):
        assert "Open my case" in client.get(f"/track/link/{token}/").text
        assert client.head(f"/track/link/{token}/").status_code == 405
    assert client.post(f"/track/link/{token}/")["Location"] == "/track/case/"
    assert client.get("/track/case/").status_code == 200
    assert "This link does not work" in Client().post(f"/track/link/{token}/").text


def test_links_that_were_never_ours_look_like_old_ones(client: Client, opened):
    line = opened().conversation
    token = links.new_link(line)
    client.post(f"/track/link/{token}/")
    for wrong in (token, "x" * 22):
        answer = Client().post(f"/track/link/{wrong}/")
        assert answer.status_code == 200
        assert "It was used before, or it is too old." in answer.text


def test_a_new_link_goes_to_the_same_person_and_the_page_tells_nobody(client: Client, opened):
    made = opened(email="rosa@example.org", wants="email")
    token = links.new_link(made.conversation)
    real = client.post(f"/track/link/{token}/new/")
    assert Message.objects.get().body == "link"
    unreal = client.post(f"/track/link/{'x' * 22}/new/")
    assert real.status_code == unreal.status_code
    assert real.text.replace(token, "x" * 22) == unreal.text
    assert Message.objects.count() == 1


def test_stopping_by_link_needs_a_press_and_no_token_of_ours(opened):
    made = opened(email="rosa@example.org", wants="email")
    address = f"/track/stop/{links.stop_token(made.conversation)}/"
    client = Client(enforce_csrf_checks=True)
    client.get(address)
    assert Party.objects.get(conversation=made.conversation).opted_out_at is None
    answer = client.post(address, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, "No more messages" in answer.text) == (200, True)
    assert Party.objects.get(conversation=made.conversation).opted_out_at is not None
    assert client.post("/track/stop/forged/").text == answer.text.replace(address.split("/")[3], "forged")


def test_in_spanish(client: Client, opened):
    made = opened(language="es")
    assert "No conocemos ningún caso con este código." in enter(client, "x", "/es/track/").text
    assert enter(client, made.code, "/es/track/")["Location"] == "/es/track/case/"
    page = client.get("/es/track/case/").text
    assert '<html lang="es">' in page
    assert "Qué ha pasado" in page
    client.post("/es/track/case/write/", {"text": "¿Cuándo?"})
    assert Utterance.objects.get().language == "es"


def test_the_audit_log_knows_a_resident_and_no_more(client: Client, inside):
    client.post("/track/case/write/", {"text": "When?"}, REMOTE_ADDR="192.0.2.7")
    row = AuditEntry.objects.get(action="contact.said")
    assert (row.actor_kind, row.actor_id, row.address, row.session, row.details) == (
        "resident", "", None, "", {"by": "resident"},
    )  # fmt: skip
