"""Text messages that come in: signature, keywords, topics, and no second time."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone
from factories.text_service import TOKEN, signature

from commonbeat.kernel import notify
from commonbeat.kernel.notify import actions, inbound
from commonbeat.kernel.notify.inbound import Inbound, Said, inbound_of, receive, verify_twilio
from commonbeat.kernel.notify.models import Received

pytestmark = pytest.mark.django_db
ROSA = "+12095550142"
FORM = {"MessageSid": "SM1", "From": ROSA, "To": "+12095550100", "Body": "¿Cuándo?"}


@pytest.fixture(autouse=True)
def _account(monkeypatch: pytest.MonkeyPatch, settings):
    monkeypatch.setenv("COMMONBEAT_TWILIO_TOKEN", TOKEN)
    monkeypatch.setattr(inbound, "_handlers", [])
    settings.BASE_URL = "https://police.example.gov"


def post(form=FORM, signed: str = "", path: str = "/webhooks/sms/"):
    return RequestFactory().post(path, form, headers={"X-Twilio-Signature": signed})


def test_the_published_example_of_the_service_is_reproduced(settings, monkeypatch):
    """The worked example its own libraries are tested with (request validator, token 12345)."""
    monkeypatch.setenv("COMMONBEAT_TWILIO_TOKEN", "12345")
    settings.BASE_URL = "https://mycompany.com"
    form = {
        "CallSid": "CA1234567890ABCDE", "Caller": "+14158675309", "Digits": "1234", "From": "+14158675309",
        "To": "+18005551212",
    }  # fmt: skip
    assert verify_twilio(post(form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", "/myapp.php?foo=1&bar=2"))


@pytest.mark.parametrize("base", ["https://police.example.gov", "https://police.example.gov:443"])
def test_signed_for_our_address_is_believed_whatever_the_proxy_says(base: str):
    request = post(signed=signature(f"{base}/webhooks/sms/", FORM))
    request.META["HTTP_HOST"] = "10.0.0.5:8000"
    assert verify_twilio(request)


def test_signed_with_a_query_and_repeated_fields():
    form = {**FORM, "NumMedia": "0"}
    assert verify_twilio(
        post(form, signature("https://police.example.gov/webhooks/sms/?a=1", form), "/webhooks/sms/?a=1")
    )


@pytest.mark.parametrize(
    ("signed", "form"),
    [
        ("", FORM),
        ("é", FORM),
        (signature("https://police.example.gov/webhooks/sms/", FORM, "another token"), FORM),
        (signature("https://elsewhere.example/webhooks/sms/", FORM), FORM),
        (signature("http://police.example.gov/webhooks/sms/", FORM), FORM),
        (signature("https://police.example.gov/webhooks/sms/", FORM), {**FORM, "Body": "changed"}),
        (signature("https://police.example.gov/webhooks/sms/", FORM), {**FORM, "Extra": "1"}),
    ],
)
def test_anything_else_is_not_believed(signed: str, form: dict[str, str]):
    assert not verify_twilio(post(form, signed))


def test_without_a_token_nothing_is_believed(monkeypatch):
    monkeypatch.delenv("COMMONBEAT_TWILIO_TOKEN")
    assert not verify_twilio(post(signed=signature("https://police.example.gov/webhooks/sms/", FORM, "")))


def text(words: str, number: str = ROSA) -> Inbound:
    return Inbound(number, "+12095550100", words, timezone.now())


@pytest.mark.parametrize(
    ("words", "said", "language"),
    [
        ("STOP", Said.STOP, "en"), (" stop. ", Said.STOP, "en"), ("Alto", Said.STOP, "es"),
        ("START", Said.START, "en"), ("unstop", Said.START, "en"), ("Help", Said.HELP, "en"),
        ("información", Said.HELP, "es"), ("INFORMACION", Said.HELP, "es"), ("¡AYUDA!", Said.HELP, "es"),
        ("please stop the noise", Said.NOBODY, ""), ("", Said.NOBODY, ""),
    ],
)  # fmt: skip
def test_keywords(words: str, said: Said, language: str):
    answer = receive("SM1", text(words))
    assert (answer.said, answer.language) == (said, language)
    assert notify.is_stopped(ROSA) == (said is Said.STOP)


def test_stop_and_start_again():
    receive("SM1", text("stop"))
    receive("SM2", text("start"))
    assert not notify.is_stopped(ROSA)


def test_a_message_is_taken_once_and_only_its_hash_is_kept():
    taken = []
    notify.register_handler(lambda one: taken.append(one.text) or "Thank you")
    assert receive("SM1", text("hello")).text == "Thank you"
    assert receive("SM1", text("hello")).said is Said.AGAIN
    assert taken == ["hello"]
    assert "SM1" not in str(list(Received.objects.values()))
    Received.objects.update(at=timezone.now() - timedelta(days=29))
    assert (actions.forget_received(), receive("SM1", text("hello")).said) == (0, Said.AGAIN)
    Received.objects.update(at=timezone.now() - timedelta(days=31))
    assert actions.forget_received() == 1


def test_a_topic_that_fails_leaves_the_message_to_be_sent_again():
    def fails(one: Inbound) -> str:
        raise RuntimeError("no")

    notify.register_handler(fails)
    with pytest.raises(RuntimeError):
        receive("SM1", text("hello"))
    assert Received.objects.count() == 0


def test_topics_are_asked_in_turn_until_one_takes_it():
    asked = []
    for name, reply in (("a", None), ("b", ""), ("c", "late")):
        notify.register_handler(lambda one, name=name, reply=reply: asked.append(name) or reply)
    assert receive("SM1", text("hello")) == inbound.Answer(Said.ANSWERED, text="")
    assert asked == ["a", "b"]


def test_what_comes_from_no_number_is_nothing_and_long_texts_are_cut():
    assert inbound_of(post({**FORM, "From": "ACME"})) is None
    assert inbound_of(post({})) is None
    made = inbound_of(post({**FORM, "Body": "a\x00" + "b" * 5000, "To": "x" * 500}))
    assert (len(made.text), made.text[:2], len(made.to_number)) == (1600, "ab", 20)
