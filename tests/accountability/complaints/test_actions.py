"""Taking, routing, assigning and deciding complaints."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from factories import complaints as make
from factories.complaints import person

from commonbeat.accountability.complaints import (
    actions,
    actions_case,
    actions_findings,
    actions_officers,
    enums,
    queries,
    writing,
)
from commonbeat.accountability.complaints.actions import Told, Who
from commonbeat.accountability.complaints.models import (
    Complaint,
    ConversionRequest,
    Note,
    Officer,
)
from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, clocks, contact, walls
from commonbeat.kernel.access import Refused
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.walls import NotThere
from commonbeat.kernel.workflow import MoveRefused

pytestmark = pytest.mark.django_db


def platform(pk):
    return walls.looking(audit.SYSTEM, "complaint_work", case=pk, writing=True)


def test_an_anonymous_complaint_has_a_number_a_code_and_its_clocks():
    done = make.taken(openness="anonymous", officers=("tall, car 14",), profiling_kinds=("race",))
    assert re.fullmatch(f"PC{today():%y}-[2-9A-Y]{{6}}", done.number)
    assert len(done.code) >= 13
    with platform(done.complaint_id):
        one = Complaint.objects.within_look().get()
        assert (one.state, one.label, one.openness, one.profiling) == (
            "received",
            "internal",
            "anonymous",
            True,
        )
        assert [officer.description for officer in one.officers.within_look()] == ["tall, car 14"]
        assert [allegation.code for allegation in one.allegations.within_look()] == ["bias"]
        assert sorted(clock.kind for clock in clocks.clocks_of(one)) == [
            "complaints.acknowledge",
            "complaints.limit",
        ]
        assert contact.conversation_of(one) is not None


@pytest.mark.parametrize(
    ("given", "who", "field"),
    [
        ({"text": " "}, Who(), "text"),
        ({"channel": "pigeon"}, Who(), "channel"),
        ({"profiling_kinds": ("hair",)}, Who(), "profiling_kinds"),
        ({"allegations": ("treason",)}, Who(), "allegations"),
        ({"openness": "anonymous"}, Who(name="Ana"), "name"),
        ({"wants_call_back": True}, Who(), "phone"),
        ({"occurred_from": timezone.now() + timedelta(days=1)}, Who(), "occurred_from"),
    ],
)
def test_what_cannot_be_taken_names_its_field(given, who, field):
    with pytest.raises(ValidationError) as refused:
        make.taken(who, **given)
    assert list(refused.value.message_dict) == [field]


def test_the_same_form_twice_is_one_complaint():
    told = Told(text=make.TEXT, channel="web")
    first = actions.take(told, door_token="a" * 22)
    again = actions.take(told, door_token="a" * 22)
    assert (again.complaint_id, again.code) == (first.complaint_id, "")


def test_staff_write_one_down_and_do_not_see_it_again():
    clerk = person("records")
    done = actions.take(
        Told(text="By telephone.", channel="phone", received_at=timezone.now() - timedelta(days=3)),
        actor=clerk,
    )
    assert make.seen(done.complaint_id).discovered_on == today() - timedelta(days=3)
    with pytest.raises(NotThere), walls.looking(clerk, "complaint_work", case=done.complaint_id):
        pass
    with pytest.raises(Refused):
        actions.take(Told(text="x", channel="phone"), actor=person("analyst"))


def test_whoever_classifies_hears_of_it_without_a_word_of_the_case(django_capture_on_commit_callbacks):
    boss, other = make.commander(), person("officer")
    with django_capture_on_commit_callbacks(execute=True):
        make.taken(who=Who(phone="209-555-0123"), wants_call_back=True)
    told = Message.objects.values_list("recipient", "subject")
    assert {address for address, _ in told} == {boss.email}
    assert {subject for _, subject in told} == {
        "Commonbeat: a complaint came in", "Commonbeat: somebody wants a supervisor to call",
    }  # fmt: skip
    assert other.email not in {address for address, _ in told}


@pytest.mark.parametrize(
    ("role", "told"),
    [
        ("chief", {"officers": ("Chief Millican himself",)}),
        ("ia_commander", {"officers": ("badge 77",)}),
        ("administrator", {"officers": ("somebody called MILLICAN",)}),
    ],
)
def test_a_complaint_about_those_who_lead_goes_outside(role, told):
    leader = person(role)
    make.member("77", "Millican, Sekou", leader)
    done = make.taken(**told)
    assert make.seen(done.complaint_id).label == "outside"
    with pytest.raises(NotThere), walls.looking(leader, "complaint_work", case=done.complaint_id):
        pass
    with walls.looking(person("city_manager"), "complaint_work", case=done.complaint_id):
        assert Complaint.objects.within_look().count() == 1


def test_saying_so_is_enough_to_go_outside():
    assert make.seen(make.taken(about_leadership=True).complaint_id).label == "outside"


def test_matching_a_leader_moves_the_case_out_of_reach():
    boss = make.commander()
    done = make.taken(officers=("short, with a moustache",))
    chief = make.officer_with_account("Garcia, Ana", "1", "chief")
    with platform(done.complaint_id):
        told = Officer.objects.within_look().get()
    actions_officers.match_officer(done.complaint_id, told.pk, actor=boss, member=chief, how="the video")
    for one in (boss, chief.account):
        with pytest.raises(NotThere), walls.looking(one, "complaint_work", case=done.complaint_id):
            pass
    assert make.seen(done.complaint_id).label == "outside"


def test_the_matched_officer_is_kept_out_whatever_roles_they_hold():
    boss = make.commander()
    done = make.assigned(by=boss)
    sergeant = make.officer_with_account(role="sergeant")
    make.accused(done.complaint_id, sergeant, boss)
    with platform(done.complaint_id):
        complaint = Complaint.objects.within_look().get()
        assert actions_case.may_investigate(complaint, sergeant.account)
    with pytest.raises(ValidationError):
        actions_case.assign(done.complaint_id, actor=boss, lead=sergeant.account)


def test_nobody_matches_themselves():
    lead = make.officer_with_account(role="ia_investigator")
    done = make.assigned(lead.account)
    told = actions_officers.add_officer(done.complaint_id, actor=lead.account)
    with pytest.raises(ValidationError):
        actions_officers.match_officer(
            done.complaint_id, told.pk, actor=lead.account, member=lead, how="it was me"
        )


def test_a_sergeant_may_look_into_a_minor_one_and_never_into_a_serious_one():
    boss, sergeant = make.commander(), person("sergeant")
    minor = make.assigned(sergeant, boss)
    with walls.looking(sergeant, "complaint_work", case=minor.complaint_id):
        assert Complaint.objects.within_look().get().lead == sergeant
    with pytest.raises(ValidationError) as refused:
        make.assigned(sergeant, boss, code="force_excessive")
    assert "internal affairs" in str(refused.value)


def test_an_unassigned_investigator_sees_nothing():
    done = make.assigned()
    with (
        pytest.raises(NotThere),
        walls.looking(person("ia_investigator"), "complaint_work", case=done.complaint_id),
    ):
        pass


def test_handing_over_puts_the_first_investigator_out():
    boss, first, second = make.commander(), person("ia_investigator"), person("ia_investigator")
    done = make.assigned(first, boss)
    actions_case.assign(done.complaint_id, actor=boss, lead=second, reason="On leave.")
    with pytest.raises(NotThere), walls.looking(first, "complaint_work", case=done.complaint_id):
        pass
    assert make.seen(done.complaint_id).lead == second


def test_a_case_goes_through_all_its_states_and_the_three_values_stay_apart():
    boss, chief, lead = make.commander(), person("chief"), person("ia_investigator")
    done = make.in_review("sustained", lead=lead, by=boss)
    finding = make.finding_of(done.complaint_id)
    assert (finding.recommended, finding.adopted, finding.final) == ("sustained", "", "")
    with pytest.raises(ValidationError):  # other than recommended takes reasons
        actions_findings.adopt(done.complaint_id, finding.pk, actor=chief, result="exonerated")
    actions_findings.adopt(done.complaint_id, finding.pk, actor=chief, result="sustained")
    actions_case.step(done.complaint_id, "decide", actor=chief, values={"ended_how": "investigated"})
    assert make.finding_of(done.complaint_id).final == ""
    actions_case.step(done.complaint_id, "notify", actor=boss, values={"notified_on": today()})
    with pytest.raises(MoveRefused):  # a sustained finding that can still be appealed keeps the case open
        actions_case.step(done.complaint_id, "close", actor=boss)
    with pytest.raises(ValidationError):  # nobody gave the officer the opportunity
        actions_findings.make_final(done.complaint_id, finding.pk, actor=boss, appeal_over_on=today())
    actions_findings.open_appeal(done.complaint_id, finding.pk, actor=boss, until=today())
    actions_findings.make_final(done.complaint_id, finding.pk, actor=boss, appeal_over_on=today())
    actions_case.step(done.complaint_id, "close", actor=boss)
    finding = make.finding_of(done.complaint_id)
    assert (finding.adopted, finding.final, finding.disclosed) == ("sustained", "sustained", "")
    assert make.seen(done.complaint_id).closed_on == today()


def test_an_appeal_may_change_what_is_final_and_the_adopted_value_stays():
    done = make.decided("sustained", code="dishonesty")
    boss, finding = make.commander(), make.finding_of(done.complaint_id)
    actions_findings.open_appeal(done.complaint_id, finding.pk, actor=boss, until=today())
    actions_findings.make_final(
        done.complaint_id, finding.pk, actor=boss, appeal_over_on=today(), result="not_sustained"
    )
    finding = make.finding_of(done.complaint_id)
    assert (finding.adopted, finding.final, finding.disclosed) == ("sustained", "not_sustained", "")


def test_a_complaint_becomes_an_inquiry_by_two_people_and_the_complainant_is_told():
    boss, chief, lead = make.commander(), person("chief"), person("ia_investigator")
    done = make.assigned(lead, boss)
    actions_case.ask_conversion(done.complaint_id, actor=lead, to="inquiry", reason="It asks about a rule.")
    with pytest.raises(Refused):
        actions_case.decide_conversion(done.complaint_id, actor=lead, agreed=True, reason="Yes.")
    actions_case.decide_conversion(
        done.complaint_id, actor=chief, agreed=True, reason="You asked about a rule: here it is."
    )
    one = make.seen(done.complaint_id)
    assert (one.state, one.ended_how) == ("converted", "inquiry")
    with platform(done.complaint_id):
        asked = ConversionRequest.objects.within_look().get()
        assert (asked.asked_by, asked.decided_by, asked.told_at is not None) == (lead, chief, True)
        said = contact.utterances(contact.conversation_of(one), viewer="staff")
        assert [line.text for line in said] == ["You asked about a rule: here it is."]


def test_a_serious_allegation_never_becomes_an_inquiry():
    boss, chief = make.commander(), person("chief")
    case = make.taken(profiling_kinds=("race",)).complaint_id
    asked = {"actor": boss, "to": "inquiry", "reason": "It asks about a rule."}
    with pytest.raises(ValidationError) as refused:
        actions_case.ask_conversion(case, **asked)
    assert list(refused.value.message_dict) == ["to"]
    later = make.taken().complaint_id
    actions_case.ask_conversion(later, **asked)
    actions_findings.add_allegation(later, actor=boss, code="dishonesty")
    with pytest.raises(ValidationError, match="needs a finding"):
        actions_case.decide_conversion(later, actor=chief, agreed=True, reason="Yes.")
    actions_case.decide_conversion(later, actor=chief, agreed=False, reason="It is serious.")
    assert make.seen(later).state == "received"


def test_a_call_that_was_promised_is_owed_after_a_conversion_too():
    boss, chief = make.commander(), person("chief")
    done = make.taken(Who(phone="(209) 555-0142"), wants_call_back=True)
    actions_case.ask_conversion(done.complaint_id, actor=boss, to="inquiry", reason="It asks about a rule.")
    actions_case.decide_conversion(done.complaint_id, actor=chief, agreed=True, reason="Here is the rule.")
    with platform(done.complaint_id):
        one = Complaint.objects.within_look().get()
        assert clocks.clock_of("complaints.acknowledge", one).outcome == "kept"
        assert clocks.clock_of("complaints.call_back", one).is_running
    actions.called_back(done.complaint_id, actor=boss, what="We talked.")
    with platform(done.complaint_id):
        assert clocks.clock_of("complaints.call_back", one).outcome == "kept"


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_letter_names_a_number_to_ask_at_and_where_else_to_turn(language: str):
    done = make.decided(language=language)
    with platform(done.complaint_id):
        _template, words = writing.draft(make.seen(done.complaint_id), "outcome")
    assert "911" not in words
    assert f"{'/es' if language == 'es' else ''}/complaints/others/" in words
    assert "\n\n\n" not in words
    with translation.override(language):
        assert [one for one in enums.Result if f"\n{one.label}: " not in words] == []
        assert f": {enums.Result.NOT_SUSTAINED.label}\n" in words
    assert "{" not in words


def test_who_asked_for_the_change_does_not_decide_it():
    chief = person("chief", "ia_commander")
    done = make.taken()
    actions_case.ask_conversion(done.complaint_id, actor=chief, to="inquiry", reason="A question.")
    with pytest.raises(ValidationError):
        actions_case.decide_conversion(done.complaint_id, actor=chief, agreed=True, reason="Yes.")


def test_a_duplicate_names_an_earlier_complaint():
    boss, first, second = make.commander(), make.taken(), make.taken()
    with pytest.raises(ValidationError) as refused:
        actions_case.ask_conversion(
            second.complaint_id, actor=boss, to="duplicate", reason="Same.", same_as="PC1-1"
        )
    assert list(refused.value.message_dict) == ["same_as"]
    made = actions_case.ask_conversion(
        second.complaint_id, actor=boss, to="duplicate", reason="Same.", same_as=first.number
    )
    assert made.same_as_id == first.complaint_id


def test_a_call_back_offers_help_and_closes_nothing():
    boss = make.commander()
    done = make.taken(who=Who(phone="209-555-0123"), wants_call_back=True)
    actions.called_back(done.complaint_id, actor=boss, what="She will send the video.")
    one = make.seen(done.complaint_id)
    assert (one.called_back_at is not None, one.state) == (True, "received")
    with platform(done.complaint_id):
        assert clocks.clock_of("complaints.call_back", one).outcome == "kept"
        assert [note.text for note in Note.objects.within_look()] == [
            "Call to the complainant: She will send the video."
        ]


def test_a_withdrawal_by_telephone_is_noted_told_and_can_be_contradicted():
    boss = make.commander()
    done = make.taken(language="es")
    with pytest.raises(ValidationError):
        actions.note_withdrawal(done.complaint_id, actor=boss, what="  ")
    actions.note_withdrawal(done.complaint_id, actor=boss, what="She called at nine.")
    one = make.seen(done.complaint_id)
    assert (one.withdrawn_at is not None, one.state, one.ended_how) == (True, "received", "")
    with platform(done.complaint_id):
        assert [note.text for note in Note.objects.within_look()] == [
            "The complainant withdrew: She called at nine."
        ]
        said = contact.utterances(contact.conversation_of(one), viewer="resident")
        assert [each.text for each in said if each.by == "department"] == [
            "Anotamos que usted retira su queja. Si no es así, escríbanos aquí."
        ]
    with pytest.raises(ValueError, match="withdrawn any more"):
        actions.note_withdrawal(done.complaint_id, actor=boss, what="Again.")


def test_the_investigator_hears_that_the_complainant_wrote(django_capture_on_commit_callbacks):
    boss, lead = make.commander(), person("ia_investigator")
    new, given = make.taken(), make.assigned(lead, boss)
    Message.objects.all().delete()
    for done in (new, given):
        with (
            django_capture_on_commit_callbacks(execute=True),
            walls.looking(actions.RESIDENT, "complaint_code", case=done.complaint_id, writing=True),
        ):
            conversation = contact.conversation_of(Complaint.objects.within_look().get())
            contact.say(conversation, actor=actions.RESIDENT, text="I take it back.", by="resident")
    told = Message.objects.values_list("recipient", "subject", "body")
    assert {(to, subject) for to, subject, _ in told} == {
        (boss.email, "Commonbeat: a complainant wrote"), (lead.email, "Commonbeat: a complainant wrote"),
    }  # fmt: skip
    assert "take it back" not in str(list(told))
    with walls.looking(lead, "complaint_list"):
        rows = queries.complaints(lead, purpose="complaint_list")
        waiting = [one.number for one in queries.filtered(rows, lead, {"only": "wrote"})]
    assert waiting == [given.number]
    actions_case.add_note(given.complaint_id, actor=lead, text="Called her.")
    with walls.looking(lead, "complaint_list"):
        assert not queries.filtered(rows, lead, {"only": "wrote"}).exists()


@pytest.mark.parametrize("purpose", ["complaint_immigration", "complainant_records"])
@pytest.mark.parametrize("role", ["ia_commander", "chief", "city_manager", "oversight", "ia_investigator"])
def test_nobody_looks_for_immigration_status_or_runs_a_record_check(role: str, purpose: str):
    done, viewer = make.taken(), person(role)
    with (
        pytest.raises(walls.PurposeRefused),
        walls.looking(viewer, purpose, case=done.complaint_id),
    ):
        raise AssertionError("inside")
    row = AuditEntry.objects.filter(action="walls.refused", actor_id=str(viewer.pk)).get()
    assert (row.purpose, row.case_ref) == (purpose, str(done.complaint_id))


def test_notes_and_letters_are_only_added():
    from django.db import IntegrityError, transaction

    boss = make.commander()
    done = make.assigned(by=boss)
    actions_case.add_note(done.complaint_id, actor=boss, text="Called the witness.")
    with platform(done.complaint_id):
        for change in (
            lambda: Note.objects.within_look().update(text="x"),
            lambda: Note.objects.within_look().delete(),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                change()


def test_clocks_of_a_late_complaint_tell_those_above_and_never_whom_it_is_about(
    django_capture_on_commit_callbacks,
):
    boss, chief = make.commander(), person("chief")
    done = make.taken(received_at=timezone.now() - timedelta(days=400))
    Message.objects.all().delete()
    from commonbeat.kernel.clocks import minute
    from commonbeat.kernel.walls import keeping_house

    with django_capture_on_commit_callbacks(execute=True), keeping_house("clocks.look", quiet=True):
        minute.look()
    told = set(
        Message.objects.filter(subject="Commonbeat: a duty of the law is late").values_list(
            "recipient", flat=True
        )
    )
    assert told == {boss.email, chief.email}
    assert done.number not in str(list(Message.objects.values_list("subject", "body")))
