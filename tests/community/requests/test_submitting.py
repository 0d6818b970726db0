"""Taking in a request: what is kept, what is refused, and the same form twice."""

from datetime import UTC, datetime

import pytest
from factories import requests as make
from factories.pictures import PDF_FILE, RESIDENT

from commonbeat.community.requests import public
from commonbeat.community.requests.models import PublicRequest, ServiceRequest
from commonbeat.kernel import attachments, contact
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.workflow.models import Move

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _town():
    make.town()


def test_a_request_is_kept_promised_and_shown() -> None:
    done = make.submitted(name="Ana Ruiz", email="ana@example.test", wants="email")
    record = ServiceRequest.objects.get(number=done.number)
    assert (record.state, record.category_id, record.beat_code, record.team) == (
        "new", "shopping-cart", "W", "code_enforcement"
    )  # fmt: skip
    assert (record.source, record.language, record.urgent, record.private) == ("web", "en", False, False)
    assert record.h3 is not None
    assert sorted(Clock.objects.values_list("kind", flat=True)) == [
        "requests.closing",
        "requests.first_answer",
    ]
    assert done.expected_by == record.expected_on
    assert done.public_id == PublicRequest.objects.get(request=record).public_id
    assert len(done.code.replace("-", "")) == 16
    assert done.notice == ""
    conversation = contact.conversation_of(record)
    assert (conversation.kind, conversation.language) == ("request", "en")
    assert conversation.party.email == "ana@example.test"


def test_number_counts_within_the_year() -> None:
    first, second = make.submitted(), make.submitted()
    assert first.number[:4] == f"R{datetime.now(UTC):%y}-"
    assert int(second.number[4:]) == int(first.number[4:]) + 1


def test_nobody_known_leaves_a_party_without_words() -> None:
    record = make.request()
    assert contact.conversation_of(record).party.is_known is False


def test_the_same_key_gives_the_same_request_without_its_code() -> None:
    first = make.submitted(key="form-1")
    second = make.submitted(key="form-1", description="Other words")
    assert (second.number, second.code, second.public_id) == (first.number, "", first.public_id)
    assert ServiceRequest.objects.count() == 1
    assert make.submitted(key="form-2").number != first.number


@pytest.mark.parametrize(
    ("facts", "field", "text"),
    [
        ({"category": "no-such"}, "category", "Choose what it is about."),
        ({"category": "nul\0"}, "category", "Choose what it is about."),
        ({"description": " \n\0 "}, "description", "Tell us what is wrong, in a few words."),
        ({"description": "x" * 4001}, "description", "This is too long. Use at most 4000 characters."),
        ({"place_text": "x" * 201}, "place", "This is too long. Use at most 200 characters."),
        ({"place_source": "guess"}, "place", "Choose how you say where it is."),
        ({"lon": float("nan")}, "place", "Say where it is."),
        ({"lon": "abc"}, "place", "Say where it is."),
        ({"lat": 91.0}, "place", "Say where it is."),
        ({"photos": ["a", "b", "c", "d"]}, "photos", "Send at most 3 pictures."),
        ({"wants": "email"}, "email", "We need an e-mail address to send you e-mail."),
        ({"email": "no address"}, "email", "This is not an e-mail address."),
    ],
)
def test_what_cannot_be_taken_is_said_by_field_and_nothing_is_kept(facts, field, text) -> None:
    with pytest.raises(public.SubmitRefused) as refused:
        make.submitted(**facts)
    assert refused.value.errors == {field: text}
    kept = (ServiceRequest.objects.count(), Move.objects.count(), Clock.objects.count())
    assert kept == (0, 0, 0)
    assert not AuditEntry.objects.filter(action="requests.request.begun").exists()


def test_a_place_outside_says_whom_to_ask() -> None:
    with pytest.raises(public.SubmitRefused) as refused:
        make.submitted(lon=-121.39)
    assert refused.value.errors == {
        "place": "This place is outside Marisol. Please ask the city or county it is in. In an emergency, call 911."
    }


def test_a_category_that_ends_the_form_is_refused_with_its_words() -> None:
    with pytest.raises(public.SubmitRefused) as refused:
        make.submitted(category="crime-now")
    assert refused.value.errors == {
        "category": "Call 911 now. This form is not read at once. You can also text 911."
    }


def test_errors_are_said_in_the_residents_language() -> None:
    with pytest.raises(public.SubmitRefused) as refused:
        make.submitted(description="", language="es")
    assert refused.value.errors == {"description": "Díganos qué pasa, en pocas palabras."}


def test_emergency_words_are_kept_and_answered_with_a_number_to_call() -> None:
    done = make.submitted(description="A man with a gun stands by the carts")
    assert ServiceRequest.objects.get(number=done.number).urgent is True
    assert "call 911 now" in done.notice


def test_own_questions_are_checked_and_kept_with_their_version() -> None:
    answers = {"surface": "wall", "hate": "no", "owner": "mine", "may_paint": "yes"}
    record = make.request(category="graffiti", answers=answers)
    assert (record.answers, record.form_version) == (answers, 1)


def test_missing_answers_are_refused_by_question() -> None:
    with pytest.raises(public.SubmitRefused) as refused:
        make.submitted(category="graffiti", answers={"surface": "moon"})
    assert sorted(refused.value.errors) == ["hate", "surface"]


def test_dates_among_the_answers_are_kept() -> None:
    answers = {"problems": ["mold", "heat"], "told": "yes", "told_on": "2026-03-09"}
    assert make.request(category="housing-condition", answers=answers).answers == answers


def test_a_private_request_has_no_public_page() -> None:
    done = make.submitted(category="noise", answers={"kind": "dog", "often": "daily"})
    wished = make.submitted(private=True)
    assert (done.public_id, wished.public_id) == (None, None)
    assert PublicRequest.objects.count() == 0


def test_the_name_is_shown_only_when_asked_for_and_never_on_a_private_one() -> None:
    assert make.request(name="Ana Ruiz").shown_name == ""
    assert make.request(name="Ana Ruiz", show_name=True).shown_name == "Ana Ruiz"
    assert make.request(name="Ana Ruiz", show_name=True, private=True).shown_name == ""


def test_html_and_formulas_stay_words() -> None:
    record = make.request(description="<script>alert(1)</script> =1+1", place_text="=HYPERLINK(1)")
    assert record.description == "<script>alert(1)</script> =1+1"


def test_a_paper_taken_at_another_door_is_no_picture_of_a_request() -> None:
    paper = attachments.take(PDF_FILE, policy="reports.file", actor=RESIDENT)
    with pytest.raises(public.SubmitRefused) as refused:
        make.submitted(photos=[attachments.token_of(paper)])
    assert list(refused.value.errors) == ["photos"]
    assert ServiceRequest.objects.count() == 0
