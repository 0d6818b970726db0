"""Thanks and suggestions: taken once, matched, passed on, published with consent only, answered in time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from factories.people import person

from commonbeat.accountability.commendations import actions, queries
from commonbeat.accountability.commendations.models import (
    Commendation,
    Praised,
    PublicCommendation,
    Suggestion,
)
from commonbeat.city.roster.models import Member
from commonbeat.kernel import clocks, contact
from commonbeat.kernel.access import Refused
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.workflow import MoveRefused

pytestmark = pytest.mark.django_db


def test_a_commendation_is_taken_with_a_number_a_code_and_a_clock(thanks: Commendation):
    assert thanks.number.startswith("CM")
    assert thanks.number.endswith("-0001")
    assert thanks.state == "received"
    clock = clocks.clock_of("commendations.pass_on", thanks)
    assert clock is not None
    assert clock.is_running
    fields = {field.name for field in Commendation._meta.fields}
    assert fields & {"name", "email", "phone", "address"} == set()
    assert contact.conversation_of(thanks).party.email == "wren@example.org"
    assert PublicCommendation.objects.get().words_en == ""


def test_the_same_form_sent_twice_makes_one(db: None):
    for take, model in ((actions.commend, Commendation), (actions.suggest, Suggestion)):
        first = take(text="Good work", channel="web", door_token="a" * 32)
        second = take(text="Good work", channel="web", door_token="a" * 32)
        assert (first.record.pk, bool(first.code), second.code) == (second.record.pk, True, "")
        assert model.objects.count() == 1


@pytest.mark.parametrize(
    "given", [{"text": "  \u200b"}, {"text": "x" * 6001}, {"received_at": timezone.now() + timedelta(days=1)}]
)
def test_what_cannot_be_is_refused(given: dict[str, Any]):
    with pytest.raises(ValidationError):
        actions.commend(**{"text": "Thanks", "channel": "web", **given})
    with pytest.raises(ValidationError):
        actions.suggest(**{"text": "Idea", "channel": "web", **given})
    assert (Commendation.objects.count(), Suggestion.objects.count()) == (0, 0)


def test_long_answers_are_cut_to_their_columns_and_nul_is_left_out():
    told = {"officer_name": "A\x00" + "b" * 300, "officer_looks": "tall\nman"}
    record = actions.commend(text="Hi\x00", channel="web", told=told).record
    assert (record.text, len(record.officer_name), record.officer_looks) == ("Hi", 120, "tallman")


def test_keying_in_needs_the_capability(desk: Any):
    with pytest.raises(Refused):
        actions.commend(text="Hi", channel="phone", actor=person("officer"), capability=actions.WORK)
    came = datetime(2026, 11, 2, 18, tzinfo=UTC)
    done = actions.commend(text="Hi", channel="phone", actor=desk, capability=actions.WORK, received_at=came)
    assert clocks.clock_of("commendations.pass_on", done.record).started_at == came


def test_it_reaches_officer_and_supervisor_and_no_word_of_it_is_in_the_mail(
    thanks: Commendation, desk: Any, reyes: Member, sergeant: Member
):
    actions.match(thanks, actor=desk, member=reyes, supervisor=sergeant)
    assert Commendation.objects.get().state == "matched"
    assert queries.mine(reyes.account).count() == 0
    actions.step(Commendation.objects.get(), "pass_on", actor=desk)
    sent = {message.recipient: message.body for message in Message.objects.all()}
    assert {"reyes@example.test", "okafor@example.test"} <= sent.keys()
    assert all("tire" not in body for body in sent.values())
    assert f"/console/commendations/mine/{thanks.pk}/" in sent["reyes@example.test"]
    for account in (reyes.account, sergeant.account):
        assert list(queries.mine(account)) == [thanks]
    assert queries.mine(desk).count() == 0
    assert clocks.clock_of("commendations.pass_on", thanks).outcome == "kept"


def test_a_match_is_taken_back_with_a_reason_and_never_after_passing_on(
    thanks: Commendation, desk: Any, reyes: Member, sergeant: Member
):
    actions.match(thanks, actor=desk, member=reyes)
    actions.match(thanks, actor=desk, member=sergeant)
    actions.match(thanks, actor=desk, member=reyes, supervisor=sergeant)
    first, second = Praised.objects.order_by("pk")
    with pytest.raises(MoveRefused):
        actions.unmatch(thanks, actor=desk, praised=first, reason=" ")
    actions.unmatch(thanks, actor=desk, praised=first, reason="Was on leave")
    assert Commendation.objects.get().state == "matched"
    actions.unmatch(thanks, actor=desk, praised=second, reason="Another one")
    assert Commendation.objects.get().state == "received"
    actions.match(thanks, actor=desk, member=reyes)
    actions.step(Commendation.objects.get(), "pass_on", actor=desk)
    with pytest.raises(MoveRefused):
        actions.unmatch(thanks, actor=desk, praised=Praised.objects.get(), reason="Too late")
    with pytest.raises(MoveRefused):
        actions.match(thanks, actor=desk, member=sergeant)
    with pytest.raises(ValueError, match="somebody else"):
        actions.match(thanks, actor=desk, member=reyes, supervisor=reyes)


def test_words_are_published_with_consent_after_passing_on_only(
    thanks: Commendation, desk: Any, reyes: Member
):
    words = {"words_en": "An officer changed my tire.", "words_es": ""}
    with pytest.raises(ValueError, match="Pass it on first"):
        actions.publish(thanks, actor=desk, words=words)
    actions.match(thanks, actor=desk, member=reyes)
    actions.step(Commendation.objects.get(), "pass_on", actor=desk)
    thanks.refresh_from_db()
    with pytest.raises(ValueError, match="one language"):
        actions.publish(thanks, actor=desk, words={"words_en": " ", "words_es": ""})
    with pytest.raises(Refused):
        actions.publish(thanks, actor=person("records"), words=words)
    actions.publish(thanks, actor=desk, words=words)
    row = PublicCommendation.objects.get()
    assert (row.words_en, row.state, row.days) == ("An officer changed my tire.", "passed_on", 0)
    actions.take_back_consent(thanks)
    row = PublicCommendation.objects.get()
    assert (row.words_en, row.published_on) == ("", None)
    thanks.refresh_from_db()
    assert (thanks.publication, thanks.wants_public, thanks.words_en) == ("withdrawn", False, "")
    with pytest.raises(ValueError, match="did not agree"):
        actions.publish(thanks, actor=desk, words=words)
    assert AuditEntry.objects.get(action="commendations.consent_ended").actor_kind == "resident"


def test_without_consent_nothing_is_published(desk: Any, reyes: Member):
    record = actions.commend(text="Private thanks", channel="web").record
    actions.match(record, actor=desk, member=reyes)
    actions.step(Commendation.objects.get(), "pass_on", actor=desk)
    with pytest.raises(ValueError, match="did not agree"):
        actions.publish(record, actor=desk, words={"words_en": "Private thanks"})
    with pytest.raises(ValueError, match="reasons"):
        actions.keep_private(record, actor=desk, rule="because")


def test_nobody_found_is_said_with_a_reason(thanks: Commendation, desk: Any):
    with pytest.raises(MoveRefused):
        actions.step(thanks, "give_up", actor=desk, reason="")
    with pytest.raises(MoveRefused):
        actions.step(thanks, "pass_on", actor=desk)
    actions.step(thanks, "give_up", actor=desk, reason="No unit was there that day.")
    said = contact.utterances(contact.conversation_of(thanks))
    assert [one.text for one in said] == ["No unit was there that day."]
    assert clocks.clock_of("commendations.pass_on", thanks).outcome == "void"


def test_a_suggestion_is_considered_and_answered(idea: Suggestion, desk: Any):
    assert idea.number.startswith("SG")
    actions.step(idea, "consider", actor=desk)
    with pytest.raises(MoveRefused):
        actions.step(idea, "answer", actor=desk, values={"answer": "Yes", "outcome": ""})
    actions.step(idea, "answer", actor=desk, values={"answer": "We begin in May.", "outcome": "adopted"})
    idea.refresh_from_db()
    assert (idea.state, idea.outcome) == ("answered", "adopted")
    assert [one.text for one in contact.utterances(contact.conversation_of(idea))] == ["We begin in May."]
    assert clocks.clock_of("commendations.answer", idea).outcome == "kept"


def test_an_owner_is_named(idea: Suggestion, desk: Any):
    actions.assign(idea, actor=desk, owner=desk)
    idea.refresh_from_db()
    assert idea.owner == desk
    with pytest.raises(Refused):
        actions.assign(idea, actor=person("officer"), owner=None)
