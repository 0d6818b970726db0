"""A reply to our e-mail goes into its conversation, if the right person sent it."""

import pytest
from factories.letters import raw

from commonbeat.kernel import contact
from commonbeat.kernel.contact import CaseShown, cases
from commonbeat.kernel.contact.answering import heard_by_mail
from commonbeat.kernel.notify.letters import letter_of
from commonbeat.kernel.notify.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(opened, monkeypatch):
    """A conversation that was told by e-mail."""
    monkeypatch.setattr(cases, "_kinds", {})
    shown = CaseShown("X26-000001", "Broken fence", "We are on it", "open", "A crew comes.", "", [])
    cases.register_case_kind("example", "Case", lambda conversation: shown)
    made = opened(email="Rosa@example.org", wants="email")
    contact.tell(made.conversation)
    return made.conversation


def reply(text: str = "On Thursday.", sender: str = "rosa@example.org"):
    ours = Message.objects.get()
    return letter_of(raw(text, sender=sender, In_Reply_To=f"<{ours.pk}@police.example.gov>"))


def words(conversation) -> list[tuple[str, str]]:
    return [(one.by, one.text) for one in contact.utterances(conversation)]


def test_a_reply_is_the_residents_next_word(case):
    assert heard_by_mail(reply("On Thursday.\n\nOn Mon, Mar 2, 2026 Police <a@b.c> wrote:\n> When?")) is True
    assert words(case) == [("resident", "On Thursday.")]
    case.refresh_from_db()
    assert case.unread_by_department is True


def test_somebody_else_gets_nowhere(case):
    assert heard_by_mail(reply(sender="mallory@example.org")) is False
    assert heard_by_mail(letter_of(raw(sender="rosa@example.org"))) is False
    assert words(case) == []


def test_a_reply_to_mail_that_is_about_no_case_is_not_ours(case):
    Message.objects.update(recipient="chief@example.org")
    assert heard_by_mail(reply()) is False


def test_a_closed_conversation_takes_no_more(case):
    contact.close(case, actor=contact.telling.audit.SYSTEM)
    assert heard_by_mail(reply()) is False


def test_a_reply_without_words_is_done_with(case):
    assert heard_by_mail(reply("")) is True
    assert words(case) == []


def test_too_many_words_are_cut_not_lost_whole(case):
    assert heard_by_mail(reply("word " * 3000)) is True
    assert len(words(case)[0][1]) <= 8_000
