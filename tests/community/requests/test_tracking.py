"""What the resident sees with the code, and what they may do."""

from datetime import timedelta

import pytest
from django.utils import timezone
from factories import requests as make

from commonbeat.community.requests import actions, actions_cases, questionnaires
from commonbeat.community.requests.models import PublicRequest, Questionnaire, ServiceRequest
from commonbeat.kernel import contact, workflow
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.contact.cases import offered
from commonbeat.kernel.notify.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def _talk(record):
    return contact.conversation_of(record)


def _do(record, name: str, **given) -> None:
    next(one for one in offered(_talk(record)) if one.name == name).run(_talk(record), given)
    record.refresh_from_db()


def _names(record) -> list[str]:
    return [one.name for one in offered(_talk(record))]


def test_a_new_request_as_its_resident_sees_it() -> None:
    record = make.request()
    shown = contact.shown(_talk(record))
    assert (shown.number, shown.title, shown.state, shown.state_kind, shown.may_write) == (
        record.number, "Left shopping cart", "Received", "open", True
    )  # fmt: skip
    assert shown.sentence == "We have your request. Somebody looks at it within two business days."
    assert shown.extra["description"] == "Three carts by the wall."
    assert _names(record) == ["make_private", "withdraw"]


def test_taking_it_back_closes_it_with_a_reason_in_both_languages() -> None:
    record = make.request()
    _do(record, "withdraw")
    assert (record.state, record.public_reason_en, record.public_reason_es) == (
        "cancelled", "The resident took the request back.", "La persona retiró su solicitud."
    )  # fmt: skip
    assert set(Clock.objects.values_list("outcome", flat=True)) == {"void"}
    assert _names(record) == ["make_private"]


def test_not_fixed_opens_it_again_with_the_words_and_a_new_promise(worker) -> None:
    record = make.request()
    make.close(record, worker)
    assert _names(record) == ["not_fixed", "make_private"]
    _do(record, "not_fixed", reason="Still two carts there")
    assert (record.state, record.closed_at, record.public_reason_en) == ("investigating", None, "")
    assert [one.text for one in contact.utterances(_talk(record))] == ["Still two carts there"]
    outcomes = Clock.objects.filter(kind="requests.closing").order_by("started_at", "id")
    assert [clock.outcome for clock in outcomes] == ["kept", ""]
    assert PublicRequest.objects.get().state == "investigating"
    assert _talk(record).unread_by_department is True


def test_opening_again_needs_a_reason_and_thirty_days(worker) -> None:
    record = make.request()
    make.close(record, worker)
    with pytest.raises(workflow.MoveRefused):
        _do(record, "not_fixed", reason=" ")
    ServiceRequest.objects.filter(pk=record.pk).update(closed_at=timezone.now() - timedelta(days=31))
    assert "not_fixed" not in _names(record)
    record.refresh_from_db()
    assert record.state == "fixed"


def test_hiding_the_name_and_the_request_later() -> None:
    record = make.request(name="Ana Ruiz", show_name=True)
    _do(record, "hide_name")
    assert (record.show_name, record.shown_name) == (False, "")
    _do(record, "make_private")
    assert PublicRequest.objects.count() == 0
    assert _names(record) == ["withdraw"]


def test_a_repetition_shows_how_the_other_one_stands(worker) -> None:
    first, second = make.request(), make.request(description="More carts")
    actions.merge(second, first, actor=worker, values=make.REASON)
    shown = contact.shown(_talk(second))
    assert shown.sentence == (
        f"Somebody reported this before. We work on it under {first.number}. It is now: Received."
    )


def test_stages_of_a_code_case_are_named_and_nothing_of_it_is_shown(worker) -> None:
    record = make.request(category="weeds", answers={"height": "knee", "dry": "yes"})
    actions_cases.open_case(record, actor=worker, section="8.12", finding="Owner Salcedo, weeds")
    shown = contact.shown(_talk(record))
    assert "A code case was opened" in [str(title) for _at, title, _text in shown.steps]
    assert "Salcedo" not in str(shown)


def test_the_question_after_three_weeks_is_asked_once_and_counted(worker) -> None:
    record = make.request(email="ana@example.test", wants="email")
    silent = make.request()
    for one in (record, silent):
        make.close(one, worker)
    assert questionnaires.ask_all() == 0
    ServiceRequest.objects.update(closed_at=timezone.now() - timedelta(days=22))
    assert (questionnaires.ask_all(), questionnaires.ask_all()) == (1, 0)
    assert {"answer_yes", "answer_partly", "answer_no", "stop_asking"} <= set(_names(record))
    _do(record, "answer_partly", reason="One is left")
    row = Questionnaire.objects.get()
    assert (row.request_id, row.answer, row.comment) == (record.pk, "partly", "One is left")
    assert "answer_yes" not in _names(record)


def test_who_wants_no_question_is_not_asked_again(worker) -> None:
    record = make.request(email="ana@example.test", wants="email")
    make.close(record, worker)
    ServiceRequest.objects.update(closed_at=timezone.now() - timedelta(days=22))
    questionnaires.ask_all()
    _do(record, "stop_asking")
    assert "answer_yes" not in _names(record)
    assert Questionnaire.objects.get().answer == ""


def test_messages_to_residents_hold_no_word_of_the_case(worker) -> None:
    record = make.request(email="ana@example.test", wants="email", description="Secret carts")
    actions.update(record, actor=worker, text_en="A crew comes on Monday")
    workflow.move(record, "investigate", actor=worker)
    text = " ".join(f"{one.subject} {one.body}" for one in Message.objects.all())
    assert "Secret carts" not in text
    assert "Monday" not in text


def test_a_private_request_is_not_told_to_those_whose_request_repeats_it(worker) -> None:
    private, repeats = make.request(private=True), make.request()
    actions.update(private, actor=worker, text_en="We spoke with the tenant.")
    actions.merge(repeats, private, actor=worker, values=make.REASON)
    shown = contact.shown(_talk(repeats))
    told = f"{shown.sentence} {shown.steps}"
    assert (private.number in told, "tenant" in told) == (False, False)
    assert shown.sentence == "It was fixed."
    actions.set_private(private, False, actor=worker, reason="Agreed")
    assert private.number in str(contact.shown(_talk(repeats)).sentence)
