"""Recipients whose address and words are looked up only when a message goes out."""

import pytest

from commonbeat.kernel import notify
from commonbeat.kernel.notify import actions, outgoing
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.notify.outgoing import Written

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """People by opaque id."""
    monkeypatch.setattr(outgoing, "_kinds", {})
    return {"7": "rosa@example.org"}


def test_the_outbox_never_holds_the_address(mail_server, book):
    notify.register_recipients("hall", lambda opaque: book.get(opaque, ""))
    message = notify.send("hall:7", "Answer", "It is answered.")
    actions.deliver(message.pk)
    assert mail_server.mails[0].to == ("rosa@example.org",)
    assert "rosa" not in str(list(Message.objects.values()))


def test_words_with_links_are_made_when_it_goes_out(mail_server, book):
    def write(opaque: str, message: Message) -> Written:
        return Written("Fixed", f"{message.body} for {opaque}", {"List-Unsubscribe": "<https://x.example/s>"})

    notify.register_recipients("hall", book.__getitem__, write)
    message = notify.send("hall:7", "", "news")
    actions.deliver(message.pk)
    content = mail_server.mails[0].content
    assert b"news for 7" in content
    assert b"List-Unsubscribe: <https://x.example/s>" in content
    message.refresh_from_db()
    assert message.body == "news"


def test_somebody_who_is_gone_is_a_visible_failure(mail_server, book):
    notify.register_recipients("hall", lambda opaque: "")
    failed = actions.deliver(notify.send("hall:8", "A", "B").pk)
    assert (failed.state, failed.error) == ("failed", "The recipient is gone, or wants no more messages.")


def test_a_server_that_repeats_the_address_is_not_quoted(mail_server, book):
    notify.register_recipients("hall", book.__getitem__)
    mail_server.say("RCPT", "550 <rosa@example.org> unknown")
    failed = actions.deliver(notify.send("hall:7", "A", "B").pk)
    assert failed.error == "The mail server answered 550 <(address not kept)> unknown"


def test_a_prefix_is_one_topics_own(book):
    notify.register_recipients("hall", book.__getitem__)
    with pytest.raises(ValueError, match="registered already"):
        notify.register_recipients("hall", book.get)
    with pytest.raises(ValueError, match="cannot stand before"):
        notify.register_recipients("mail to", book.get)
