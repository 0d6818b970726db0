"""What staff do: assign, write, merge, change, inspect, run code cases; and what is refused."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from factories import requests as make
from factories.people import person

from commonbeat.community.requests import actions, actions_cases, following, replies
from commonbeat.community.requests.models import (
    Category,
    CodeCase,
    Follower,
    Inspection,
    PublicRequest,
    PublicUpdate,
    ReplyTemplate,
    ServiceRequest,
)
from commonbeat.kernel import clocks, contact, workflow
from commonbeat.kernel.access import Refused
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.notify.models import Message

pytestmark = pytest.mark.django_db


def _log(action: str) -> int:
    return AuditEntry.objects.filter(action=action, outcome="done").count()


def test_assigning_gives_it_to_somebody_who_may_work_on_it(worker) -> None:
    record = make.request()
    actions.assign(record, actor=worker, owner=worker, team="traffic")
    record.refresh_from_db()
    assert (record.owner, record.team, _log("requests.assigned")) == (worker, "traffic", 1)
    with pytest.raises(ValueError, match="does not work on requests"):
        actions.assign(record, actor=worker, owner=person("officer"))
    with pytest.raises(ValueError, match="no such team"):
        actions.assign(record, actor=worker, owner=None, team="moon")


@pytest.mark.parametrize("role", ["sergeant", "analyst", "pio"])
def test_readers_change_nothing(town, role) -> None:
    record, reader = make.request(), person(role)
    for act in (
        lambda: actions.assign(record, actor=reader, owner=None),
        lambda: actions.update(record, actor=reader, text_en="x"),
        lambda: actions.message(record, actor=reader, text="x"),
        lambda: actions.note(record, actor=reader, text="x"),
        lambda: actions.set_private(record, True, actor=reader, reason="x"),
        lambda: actions.step(record, "confirm", actor=reader),
        lambda: actions_cases.inspect(record, actor=reader, finding="found"),
        lambda: actions_cases.open_case(record, actor=reader, section="1", finding="x"),
    ):
        with pytest.raises(Refused):
            act()
    record.refresh_from_db()
    assert (record.state, record.private, record.owner, PublicUpdate.objects.count()) == (
        "new",
        False,
        None,
        0,
    )
    assert (
        contact.utterances(contact.conversation_of(record), viewer="staff").count(),
        CodeCase.objects.count(),
    ) == (0, 0)


def test_the_first_words_to_the_resident_stop_the_first_clock(worker) -> None:
    by_update, by_message, by_note = make.request(), make.request(), make.request()
    actions.update(by_update, actor=worker, text_en="We come on Monday")
    actions.message(by_message, actor=worker, text="Which side?")
    actions.note(by_note, actor=worker, text="Looked at it")
    outcomes = [
        clocks.clock_of("requests.first_answer", one).outcome for one in (by_update, by_message, by_note)
    ]
    assert outcomes == ["kept", "kept", ""]


def test_notes_never_reach_the_resident(worker) -> None:
    record = make.request(email="ana@example.test", wants="email")
    before = Message.objects.count()
    actions.note(record, actor=worker, text="Owner lives elsewhere")
    conversation = contact.conversation_of(record)
    assert contact.utterances(conversation).count() == 0
    assert contact.utterances(conversation, viewer="staff").count() == 1
    assert Message.objects.count() == before


@pytest.mark.parametrize("text", ["", " \n ", "x" * 2001])
def test_an_update_without_bearable_words_is_refused(worker, text) -> None:
    with pytest.raises(ValueError, match=r"Write something|too long"):
        actions.update(make.request(), actor=worker, text_en=text)
    assert PublicUpdate.objects.count() == 0


def test_closing_needs_its_reason_in_both_languages(worker) -> None:
    record = make.request()
    with pytest.raises(workflow.MoveRefused) as refused:
        actions.step(record, "fix", actor=worker, values={"public_reason_en": "Done", "public_reason_es": ""})
    assert list(refused.value.errors) == ["public_reason_es"]
    record.refresh_from_db()
    assert record.state == "new"


def test_two_people_at_once_only_one_closes(worker, manager) -> None:
    record = make.request()
    mine, theirs = ServiceRequest.objects.get(pk=record.pk), ServiceRequest.objects.get(pk=record.pk)
    actions.step(mine, "fix", actor=worker, values=make.REASON)
    with pytest.raises(workflow.MoveRefused) as refused:
        actions.step(theirs, "end", actor=manager, values=make.REASON)
    assert refused.value.errors == {"": "Somebody else moved this a moment ago. It is now: Fixed."}
    assert [move.to_state for move in workflow.history(record)] == ["new", "fixed"]
    assert Clock.objects.filter(kind="requests.closing").count() == 1


def test_reopening_by_staff_needs_a_reason(worker) -> None:
    record = make.request()
    make.close(record, worker)
    with pytest.raises(workflow.MoveRefused):
        actions.step(record, "reopen", actor=worker)
    actions.step(record, "reopen", actor=worker, reason="It is back")
    assert (record.state, record.closed_at) == ("investigating", None)


def test_merging_brings_followers_and_the_reporter_to_the_survivor(worker) -> None:
    first = make.request(email="ana@example.test", wants="email")
    second = make.request(email="ben@example.test", wants="email")
    now = timezone.now()
    for record, address in ((first, "both@x.test"), (second, "both@x.test"), (second, "only@x.test")):
        Follower.objects.create(
            request=record, email=address, address_key=following._key(address), asked_at=now, confirmed_at=now
        )
    actions.merge(second, first, actor=worker, values=make.REASON)
    assert (second.state, second.duplicate_of) == ("duplicate", first)
    assert sorted(first.followers.values_list("email", flat=True)) == ["both@x.test", "only@x.test"]
    assert PublicRequest.objects.get(request=first).followers == 2
    Message.objects.all().delete()
    actions.step(first, "investigate", actor=worker)
    # Ana, Ben whose request repeats hers, and two followers.
    assert Message.objects.count() == 4


def test_merging_into_a_repetition_goes_to_the_one_behind_it(worker) -> None:
    first, second, third = make.request(), make.request(), make.request()
    actions.merge(second, first, actor=worker, values=make.REASON)
    actions.merge(third, second, actor=worker, values=make.REASON)
    assert third.duplicate_of == first
    with pytest.raises(workflow.MoveRefused):
        actions.merge(first, second, actor=worker, values=make.REASON)
    first.refresh_from_db()
    assert first.state == "new"


def test_what_repeated_a_repetition_repeats_the_survivor(worker) -> None:
    first, second, third = make.request(), make.request(), make.request()
    actions.merge(third, second, actor=worker, values=make.REASON)
    actions.merge(second, first, actor=worker, values=make.REASON)
    third.refresh_from_db()
    assert third.duplicate_of == first


def test_a_private_category_takes_the_request_off_the_public_pages(worker) -> None:
    record = make.request()
    actions.change_category(
        record, Category.objects.get(pk="encampment"), actor=worker, reason="people live there"
    )
    assert (record.private, record.team, PublicRequest.objects.count()) == (True, "community", 0)
    with pytest.raises(ValueError, match="never shown one by one"):
        actions.set_private(record, False, actor=worker, reason="x")
    with pytest.raises(ValueError, match="reason"):
        actions.change_category(record, Category.objects.get(pk="signs"), actor=worker, reason=" ")


def test_a_code_case_from_notice_to_cure(worker) -> None:
    record = make.request(category="weeds", answers={"height": "knee", "dry": "no"})
    case = actions_cases.open_case(record, actor=worker, section="8.12.030", finding="Weeds over a foot")
    today = timezone.now().astimezone(clocks.calendar.calendar().tz).date()
    notice = {"notice_on": today, "notice_how": "posted", "cure_by": today + timedelta(days=14)}
    actions_cases.case_step(case, "serve_notice", actor=worker, values=notice)
    assert clocks.clock_of("requests.cure", case).length == "calendar:14"
    assert actions_cases.reach_cure_days(today + timedelta(days=14)) == 0
    assert actions_cases.reach_cure_days(today + timedelta(days=15)) == 1
    case.refresh_from_db()
    assert (case.state, clocks.clock_of("requests.reinspection", case).outcome) == ("reinspection", "")
    later = {"cure_by": today + timedelta(days=30)}
    with pytest.raises(workflow.MoveRefused):
        actions_cases.case_step(case, "give_more_time", actor=worker, values=later)
    actions_cases.case_step(case, "give_more_time", actor=worker, reason="Crew booked", values=later)
    actions_cases.inspect(record, actor=worker, finding="cured", note="All gone")
    actions_cases.case_step(case, "cure", actor=worker)
    assert (case.state, Inspection.objects.get().case) == ("cured", case)
    assert not Clock.objects.filter(subject_id=case.pk, outcome="").exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"notice_on": date(2020, 1, 10), "notice_how": "mail", "cure_by": date(2020, 1, 10)}, "cure_by"),
        ({"notice_on": date(2990, 1, 10), "notice_how": "mail", "cure_by": date(2990, 2, 10)}, "notice_on"),
        (
            {"notice_on": date(2020, 1, 10), "notice_how": "pigeon", "cure_by": date(2020, 2, 10)},
            "notice_how",
        ),
        ({"notice_on": date(2020, 1, 10), "notice_how": "mail"}, "cure_by"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(worker, values, field) -> None:
    case = actions_cases.open_case(make.request(), actor=worker, section="1", finding="x")
    with pytest.raises(workflow.MoveRefused) as refused:
        actions_cases.case_step(case, "serve_notice", actor=worker, values=values)
    assert list(refused.value.errors) == [field]


def test_one_case_for_a_request(worker) -> None:
    record = make.request()
    actions_cases.open_case(record, actor=worker, section="1", finding="x")
    with pytest.raises(ValueError, match="already"):
        actions_cases.open_case(record, actor=worker, section="1", finding="x")
    with pytest.raises(ValueError, match="needs the section"):
        actions_cases.open_case(make.request(), actor=worker, section=" ", finding="x")


def test_templates_are_filled_in_and_unknown_fields_refused(manager) -> None:
    record = make.request(place_text="1250 Oak Avenue")
    template = ReplyTemplate.objects.get(pk="inspector-coming")
    assert replies.filled(template, record, "en").startswith(
        "An inspector will look at the 1200 block of Oak Avenue"
    )
    assert replies.filled(template, record, "es").startswith(
        "Un inspector revisará la cuadra 1200 de Oak Avenue"
    )
    template.text_en = "{number} {moon} {__class__}"
    with pytest.raises(ValueError, match="__class__, moon"):
        replies.save_template(template, actor=manager, reason="x")
    assert replies.filled(template, record, "en") == f"{record.number} {{moon}} {{__class__}}"


def test_categories_change_with_a_reason_and_their_capability(worker, manager) -> None:
    row = Category.objects.get(pk="signs")
    row.target_days = 7
    with pytest.raises(Refused):
        replies.save_category(row, actor=worker, reason="sooner")
    with pytest.raises(ValueError, match="reason"):
        replies.save_category(row, actor=manager, reason="")
    replies.save_category(row, actor=manager, reason="sooner")
    assert (Category.objects.get(pk="signs").target_days, _log("requests.category_changed")) == (7, 1)
    row.stop_kind = "elsewhere"
    with pytest.raises(ValueError, match="both languages"):
        replies.save_category(row, actor=manager, reason="x")


def test_an_export_is_written_down_before_it_leaves(worker) -> None:
    with pytest.raises(ValueError, match="reason"):
        actions.start_export(actor=worker, reason=" ", rows=3, filters="")
    actions.start_export(actor=worker, reason="Council", rows=3, filters="which=late")
    entry = AuditEntry.objects.get(action="requests.exported")
    assert entry.details == {"rows": 3, "filters": "which=late"}


def test_staff_enter_for_a_caller_under_their_own_name(worker) -> None:
    from commonbeat.community.requests.submitting import submit

    done = submit(**make.given(source="phone"), actor=worker)
    first = workflow.history(ServiceRequest.objects.get(number=done.number)).first()
    assert (first.actor_kind, first.actor_id) == ("user", str(worker.pk))
    with pytest.raises(Refused):
        submit(**make.given(source="phone"), actor=person("analyst"))
