"""Links that open once, cookies that last half an hour, links that stop messages."""

from datetime import timedelta

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from commonbeat.kernel import audit, contact
from commonbeat.kernel.access.limits import TooMany
from commonbeat.kernel.contact import links
from commonbeat.kernel.contact.codes import hash_of, new_code
from commonbeat.kernel.contact.models import MagicLink

pytestmark = pytest.mark.django_db
VISIT = RequestFactory().post("/")


def test_a_link_opens_once(opened):
    line = opened().conversation
    token = links.new_link(line)
    assert token not in str(list(MagicLink.objects.values()))
    assert len(token) == 22
    assert links.open_link(token, request=VISIT) == line
    assert links.open_link(token, request=VISIT) is None


def test_a_link_that_is_over_or_wrong_opens_nothing(opened):
    line = opened().conversation
    token = links.new_link(line)
    MagicLink.objects.update(ends_at=timezone.now())
    assert [links.open_link(one, request=VISIT) for one in (token, "", "x" * 5000, "\x00")] == [None] * 4
    assert links.conversation_of_link(token, request=VISIT) == line, "a new one may be sent"


def test_a_link_ends_with_the_code(opened):
    line = opened().conversation
    token = links.new_link(line)
    contact.close(line, actor=audit.SYSTEM, code_lasts=timedelta())
    assert links.open_link(token, request=VISIT) is None


def test_guessing_links_is_stopped():
    for _ in range(links.TRIES_AN_HOUR):
        links.open_link("x" * 22, request=VISIT)
    with pytest.raises(TooMany):
        links.open_link("x" * 22, request=VISIT)


def test_old_links_are_forgotten(opened):
    links.new_link(opened().conversation)
    MagicLink.objects.update(ends_at=timezone.now() - timedelta(days=91))
    assert links.forget_links() == 1


def browser_with(value: str):
    request = RequestFactory().get("/")
    request.COOKIES[links.COOKIE] = value
    return request


def cookie_of(line) -> str:
    response = HttpResponse()
    links.keep_open(response, line)
    made = response.cookies[links.COOKIE]
    assert (made["httponly"], made["samesite"], made["max-age"], made["path"]) == (True, "Strict", 1800, "/")
    return made.value


def test_the_cookie_opens_one_case(opened):
    line, other = opened().conversation, opened().conversation
    assert links.kept_open(browser_with(cookie_of(line))) == line
    assert links.kept_open(browser_with(cookie_of(other))) == other


def test_the_cookie_holds_neither_code_nor_hash(opened):
    made = opened()
    value = cookie_of(made.conversation)
    held = str(signing.TimestampSigner(salt="commonbeat.contact.case").unsign_object(value))
    assert made.conversation.code_hash not in held
    assert made.code.replace("-", "") not in held


def test_the_cookie_ends_after_half_an_hour_and_with_the_code(opened, monkeypatch):
    line = opened().conversation
    value = cookie_of(line)
    real = signing.time.time
    monkeypatch.setattr(signing.time, "time", lambda: real() + 1801)
    assert links.kept_open(browser_with(value)) is None
    monkeypatch.undo()
    line.code_hash = hash_of(new_code())
    line.save()
    assert links.kept_open(browser_with(value)) is None


@pytest.mark.parametrize(
    "change", [lambda v: "", lambda v: v[:-1], lambda v: "x" + v, lambda v: v.split(":")[0]]
)
def test_a_changed_cookie_opens_nothing(opened, change):
    assert links.kept_open(browser_with(change(cookie_of(opened().conversation)))) is None


def test_a_cookie_signed_for_another_use_opens_nothing(opened):
    line = opened().conversation
    forged = signing.TimestampSigner(salt="other").sign_object({"c": line.pk.hex, "p": "x"})
    right_salt = signing.TimestampSigner(salt="commonbeat.contact.case")
    assert links.kept_open(browser_with(forged)) is None
    for content in ({"c": line.pk.hex, "p": "x"}, {"c": "no id", "p": "x"}, ["list"], {}, "text"):
        assert links.kept_open(browser_with(right_salt.sign_object(content))) is None


def test_a_stopping_link_is_signed_and_good_for_nothing_else(opened):
    line = opened().conversation
    token = links.stop_token(line)
    assert links.conversation_to_stop(token) == line
    assert links.kept_open(browser_with(token)) is None
    assert links.open_link(token, request=VISIT) is None
    for wrong in (line.pk.hex, token[:-1], "", "\x00", token.replace(line.pk.hex, "0" * 32)):
        assert links.conversation_to_stop(wrong) is None
