from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing

from commonbeat.kernel.live import BadToken, live_url, read_token, topic_token
from commonbeat.kernel.live.announcing import checked


def test_a_token_names_its_topic():
    assert read_token(topic_token("questions.board:0198")) == "questions.board:0198"


@pytest.mark.parametrize("token", ["", "questions.board:0198", "x:y:z", "questions.board:0198:1abc:AAAA"])
def test_what_we_did_not_sign_is_no_token(token: str):
    with pytest.raises(BadToken):
        read_token(token)


def test_a_token_signed_for_something_else_is_no_token():
    with pytest.raises(BadToken):
        read_token(signing.TimestampSigner(salt="other").sign("questions.board:1"))


def test_a_token_ends_after_twelve_hours(monkeypatch):
    token = topic_token("a.b:1")
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 12 * 3600 - 2)
    assert read_token(token) == "a.b:1"
    monkeypatch.setattr(signing.time, "time", lambda: now + 12 * 3600 + 2)
    with pytest.raises(BadToken):
        read_token(token)


@pytest.mark.parametrize("topic", ["", "Board", "a b", "a:", "a'; DROP TABLE x", "a:" + "x" * 130, "a.é"])
def test_a_topic_is_a_name_and_ids(topic: str):
    with pytest.raises(ValueError, match="live topic"):
        checked(topic)


def test_the_address_holds_the_token_and_is_empty_without_a_live_process(settings):
    settings.LIVE_URL = ""
    assert live_url("a.b:1") == ""
    settings.LIVE_URL = "http://localhost:8001/live/"
    parts = urlsplit(live_url("a.b:1"))
    assert (parts.netloc, parts.path) == ("localhost:8001", "/live/")
    assert read_token(parse_qs(parts.query)["t"][0]) == "a.b:1"
