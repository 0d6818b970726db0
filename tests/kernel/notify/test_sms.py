"""Text messages through a real conversation with a service, to a file, and to people who said stop."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from factories.text_service import ACCOUNT, SENDER, TextService, settings_of

from commonbeat.kernel import notify
from commonbeat.kernel.notify import actions, sms
from commonbeat.kernel.notify.models import Message, Stopped

pytestmark = pytest.mark.django_db
ROSA = "+12095550142"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[TextService]:
    with TextService() as running:
        for name, value in settings_of(running).items():
            monkeypatch.setenv(name, value)
        yield running


def text(body: str = "Hello", **more) -> Message:
    return notify.send("(209) 555-0142", "", body, channel="sms", **more)


def delivered(message: Message) -> tuple[str, str]:
    done = actions.deliver(message.pk)
    assert done is not None
    return done.state, done.error


def test_a_text_goes_out_once(service: TextService):
    message = text("¿Está listo? Sí & no = 5 €")
    assert delivered(message) == ("sent", "")
    assert service.texts == [{"To": ROSA, "From": SENDER, "Body": "¿Está listo? Sí & no = 5 €"}]
    assert service.asked == [f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"]
    assert actions.deliver(message.pk) is None


def test_a_messaging_service_is_named_as_such(service: TextService, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COMMONBEAT_TWILIO_FROM", "MG00000000000000000000000000000001")
    assert delivered(text()) == ("sent", "")
    assert service.texts[0]["MessagingServiceSid"] == "MG00000000000000000000000000000001"
    assert "From" not in service.texts[0]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_tried_again(service: TextService, status: int):
    service.answers.append((status, 20429, "later"))
    message = text()
    assert delivered(message) == ("queued", f"The text message service answered {status}, error 20429")
    Message.objects.update(next_try_at=timezone.now())
    assert delivered(message) == ("sent", "")
    assert len(service.texts) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 302])
def test_a_refusal_is_final_and_does_not_repeat_the_number(service: TextService, status: int):
    service.answers.append((status, 21211, f"The 'To' number {ROSA} is not a valid phone number."))
    assert delivered(text()) == ("failed", f"The text message service answered {status}, error 21211")
    assert len(service.asked) == 1, "a redirect is not followed"


def test_who_said_stop_to_the_service_is_not_written_to_again(service: TextService):
    service.answers.append((400, 21610, "unsubscribed recipient"))
    assert delivered(text()) == ("failed", "The recipient said stop to the text message service.")
    assert delivered(text()) == ("failed", "The recipient said stop.")
    assert len(service.asked) == 1


def test_a_line_cut_after_sending_is_not_repeated(service: TextService):
    service.answers.append((0, 0, ""))
    state, error = delivered(text())
    assert (state, error[:66]) == (
        "failed",
        "The connection broke while sending; it may have gone out. RemoteDi",
    )


def test_no_service_is_worth_another_try(service: TextService, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COMMONBEAT_TWILIO_URL", "http://127.0.0.1:1")
    assert delivered(text())[0] == "queued"


def test_an_answer_that_is_no_json_is_a_refusal(service: TextService, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(service, "answer", lambda *given: (400, ["?"]))
    assert delivered(text()) == ("failed", "The text message service answered 400")


def test_without_a_service_it_is_written_to_a_file(settings, tmp_path, monkeypatch: pytest.MonkeyPatch):
    settings.COMMONBEAT_HOME = tmp_path
    monkeypatch.delenv("COMMONBEAT_TWILIO_ACCOUNT", raising=False)
    message = text("Está listo")
    assert delivered(message) == ("sent", "")
    assert (tmp_path / "outbox" / f"{message.pk}.sms").read_text() == f"To: {ROSA}\n\nEstá listo\n"


def test_a_stopped_number_is_kept_as_a_hash_and_can_come_back(service: TextService):
    sms.stop(ROSA)
    sms.stop(ROSA)
    assert notify.is_stopped(ROSA)
    assert ROSA not in str(list(Stopped.objects.values()))
    assert delivered(text()) == ("failed", "The recipient said stop.")
    sms.unstop(ROSA)
    assert delivered(text()) == ("sent", "")


@pytest.mark.parametrize(
    ("body", "pieces"),
    [
        ("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2),
        ("ñ" * 160, 1), ("á" * 70, 1), ("á" * 71, 2), ("🙂" * 35, 1), ("🙂" * 36, 2),
    ],
)  # fmt: skip
def test_pieces(body: str, pieces: int):
    assert sms.segments(body) == pieces


def test_a_text_of_too_many_pieces_is_refused():
    with pytest.raises(ValueError, match="has at most 6 segments; this one has 7"):
        text("a" * (6 * 153 + 1))


@pytest.mark.parametrize(
    "number", ["", "12", "nobody", "+1 209 555 0142 ext. 5", "1" * 500, "+999999999999999999"]
)
def test_what_is_no_number_is_refused_without_repeating_it(number: str):
    with pytest.raises(ValueError, match=r"^This is not a telephone number\.$"):
        notify.send(number, "", "x", channel="sms")


def test_a_text_that_is_to_be_forgotten_is(service: TextService):
    kept, forgotten, refused = text("kept"), text("gone", forget=True), text("refused", forget=True)
    delivered(kept)
    delivered(forgotten)
    service.answers.append((400, 1, "no"))
    delivered(refused)
    assert list(Message.objects.order_by("created_at").values_list("body", flat=True)) == ["kept", "", ""]


def test_it_waits_for_its_moment(service: TextService):
    message = text(not_before=timezone.now() + timezone.timedelta(minutes=1))
    assert actions.deliver(message.pk) is None
    assert notify.waiting(ROSA)
