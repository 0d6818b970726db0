"""The list of complaints, the first page's panel, whose turn it is, and writing one down twice."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from factories import complaints as make
from factories.complaints import person
from factories.people import signed_in

from commonbeat.accountability.complaints import actions_case, actions_findings, actions_officers, home, turns
from commonbeat.accountability.complaints.models import Complaint, Finding
from commonbeat.kernel import audit, contact, walls
from commonbeat.kernel.contact.models import Party

pytestmark = pytest.mark.django_db


def listed(viewer, **wanted):
    """The page's text, and numbers in the order they stand."""
    text = signed_in(viewer).get(reverse("complaints:list"), wanted).content.decode()
    with walls.looking(audit.SYSTEM, "complaint_list"):
        numbers = list(Complaint.objects.within_look().values_list("number", flat=True))
    return text, sorted((one for one in numbers if one in text), key=text.index)


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def test_what_is_due_first_stands_first_and_what_is_closed_only_where_it_is_asked_for():
    boss = make.commander()
    young, late = make.taken(), make.taken(received_at=days_ago(30))
    over = make.closed(by=boss)
    assert listed(boss)[1] == [late.number, young.number]
    assert listed(boss, only="all")[1] == [over.number, young.number, late.number]
    assert listed(boss, only="late")[1] == [late.number]
    assert listed(boss, q=over.number)[1] == [over.number]
    assert listed(boss, state="closed")[1] == [over.number]


def test_a_row_says_what_a_commander_asks():
    boss, lead = make.commander(), person("ia_investigator")
    done = make.assigned(lead, boss, received_at=days_ago(40))
    text, _numbers = listed(boss)
    assert "not known yet" in text
    make.accused(done.complaint_id, make.officer_with_account("Lee, Sam"), boss)
    text, _numbers = listed(boss)
    cells = text.split("<tbody>")[1]
    for words in (
        "● One year: On time: due",
        ">40<",
        "Rudeness or disrespect",
        "Lee, Sam",
        lead.name,
        "Minor",
    ):
        assert words in cells


def test_the_list_goes_on_over_pages_in_the_order_of_what_is_due(monkeypatch):
    boss = make.commander()
    made = [make.taken(received_at=days_ago(days)).number for days in (3, 9, 6)]
    from commonbeat.accountability.complaints import views

    monkeypatch.setattr(
        views, "keyset_page", lambda rows, params, order: _page(rows, params, order=order, size=2)
    )
    text, first = listed(boss)
    after = text.split("?after=")[1].split('"')[0].split("&")[0]
    assert first == [made[1], made[2]]
    assert listed(boss, after=after)[1] == [made[0]]


def _page(*args, **given):
    from commonbeat.kernel.ui.paging import keyset_page

    return keyset_page(*args, **given)


def test_the_first_page_says_what_waits_for_whom():
    boss, lead, chief = make.commander(), person("ia_investigator"), person("chief")
    make.taken(received_at=days_ago(30))
    make.in_review(by=boss, lead=lead)
    assert home.panel(boss).lines == [
        "▲ 1 complaint has a duty that is late.", "1 complaint waits to be read."
    ]  # fmt: skip
    assert home.panel(lead).lines == ["1 open case is given to you."]
    assert home.panel(chief).lines == [
        "▲ 1 complaint has a duty that is late.", "1 case waits for a decision."
    ]  # fmt: skip
    assert home.panel(person("sergeant")) is None


def test_the_page_of_a_case_says_whose_turn_it_is_and_leads_there():
    boss, lead = make.commander(), person("ia_investigator")
    done = make.assigned(lead, boss)
    with walls.looking(audit.SYSTEM, "complaint_work", case=done.complaint_id):
        one = Complaint.objects.within_look().get()
        assert turns.coming(one) == ["officer", "begin_work"]
    actions_officers.add_officer(done.complaint_id, actor=lead, description="tall")
    text = signed_in(lead).get(reverse("complaints:detail", args=[done.complaint_id])).content.decode()
    bar = text.split('class="cb-next"')[1].split("</nav>")[0]
    assert "The investigator begins." in bar
    assert [part.split('"')[0] for part in bar.split('href="')[1:]] == ["#do-match", "#do-begin_work"]


def test_after_the_decision_the_letter_comes_next():
    boss = make.commander()
    done = make.decided(by=boss)
    text = signed_in(boss).get(reverse("complaints:detail", args=[done.complaint_id])).content.decode()
    bar = text.split('class="cb-next"')[1].split("</nav>")[0]
    assert f"{reverse('complaints:letter', args=[done.complaint_id])}?name=outcome" in bar


def test_somebody_who_is_never_identified_has_a_finding_too():
    boss, lead = make.commander(), person("ia_investigator")
    done = make.assigned(lead, boss, officers=("tall, glasses",))
    # told at the door, before anybody wrote an allegation down
    done_bias = make.taken(officers=("car 9",), profiling=True, profiling_kinds=("race",))
    actions_case.step(done_bias.complaint_id, "acknowledge", actor=boss)
    actions_case.step(done_bias.complaint_id, "classify", actor=boss, values={"severity": "serious"})
    actions_case.assign(done_bias.complaint_id, actor=boss, lead=lead)
    for case in (done, done_bias):
        actions_case.step(case.complaint_id, "begin_work", actor=lead)
        with walls.looking(audit.SYSTEM, "complaint_work", case=case.complaint_id):
            findings = list(Finding.objects.within_look().values_list("pk", flat=True))
        assert len(findings) == 1
        actions_findings.recommend(
            case.complaint_id,
            findings[0],
            actor=lead,
            result="not_sustained",
            reasons="Nobody could be told.",
        )
        actions_case.step(case.complaint_id, "propose", actor=lead)
    # added afterwards, while the allegation stood there already
    late = make.assigned(lead, boss)
    actions_officers.add_officer(late.complaint_id, actor=lead, description="nobody came")
    assert make.finding_of(late.complaint_id).officer.description == "nobody came"


GIVEN = {
    "channel": "phone", "openness": "confidential", "filer": "self", "language": "en", "text": "He shouted.",
    "name": "Ana", "email": "ana@example.org", "token": "0" * 32,
}  # fmt: skip


def keyed(viewer, **given):
    return signed_in(viewer).post(reverse("complaints:key_in"), {**GIVEN, **given})


def count():
    with walls.looking(audit.SYSTEM, "complaint_list"):
        return Complaint.objects.within_look().count()


def test_a_form_that_is_sent_twice_makes_one_complaint_and_shows_the_code_once():
    clerk = person("records")
    first, again = keyed(clerk).content.decode(), keyed(clerk).content.decode()
    assert count() == 1
    assert ("cp-secret" in first, "cp-secret" in again) == (True, False)
    assert "It was kept already, once." in again


def test_another_complaint_written_over_the_first_one_is_asked_for_and_never_lost():
    clerk = person("records")
    keyed(clerk)
    changed = keyed(clerk, text="Another caller: nobody came.")
    assert changed.status_code == 400
    assert "Another caller: nobody came." in changed.content.decode()
    token = changed.content.decode().split('name="token" value="')[1][:32]
    assert token != GIVEN["token"]
    assert keyed(clerk, text="Another caller: nobody came.", token=token).status_code == 200
    assert count() == 2


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"channel": "paper"}, "Say when it reached the department"),
        ({"received_at": "1926-11-02T10:00"}, "This is more than two years ago."),
        ({"received_at": "2126-11-02T10:00"}, "This lies in the future."),
    ],
)
def test_a_day_that_cannot_be_is_asked_for_again(given, wrong):
    response = keyed(person("records"), **given)
    assert response.status_code == 400
    assert wrong in response.content.decode()
    assert count() == 0


@pytest.mark.parametrize(("given", "wants"), [({}, "email"), ({"wants": "none"}, ""), ({"email": ""}, "")])
def test_who_gave_an_address_on_the_telephone_hears_that_there_is_news(given, wants):
    keyed(person("records"), **given)
    with walls.looking(audit.SYSTEM, "complaint_list"):
        conversation = contact.conversation_of(Complaint.objects.within_look().get())
    with walls.looking(audit.SYSTEM, "complaint_work", case=conversation.subject_id):
        assert Party.objects.get(conversation=conversation).wants == wants


@pytest.mark.parametrize(
    ("role", "there"), [("records", True), ("dispatcher", True), ("ia_commander", False)]
)
def test_who_only_takes_complaints_finds_the_form_in_the_navigation(role, there):
    text = signed_in(person(role)).get(reverse("complaints:key_in")).content.decode()
    assert ("Take a complaint" in text.split('id="cb-nav"')[1].split("</nav>")[0]) is there


def test_who_fits_what_was_told_stands_first_and_everybody_is_told_apart():
    boss = make.commander()
    make.officer_with_account("Abel, Ana", number="7")
    make.officer_with_account("Lee, Sam", number="412")
    done = make.assigned(None, boss, officers=("badge 412",))
    text = signed_in(boss).get(reverse("complaints:detail", args=[done.complaint_id])).content.decode()
    select = text.split('name="match-member"')[1].split("</select>")[0]
    first, everybody = select.split("<optgroup")[1:]
    assert "Fits what was told" in first
    assert "Lee, Sam · Officer · 412 (badge number)" in first
    assert "Abel" not in first
    assert "Abel, Ana · Officer · 7" in everybody


def test_whom_a_case_can_be_given_is_told_apart_by_role():
    boss, lead = make.commander(), person("ia_investigator")
    done = make.assigned(lead, boss)
    text = signed_in(boss).get(reverse("complaints:detail", args=[done.complaint_id])).content.decode()
    select = text.split('name="assign-lead"')[1].split("</select>")[0]
    assert f"{lead.name} · Internal affairs investigator, or one from outside" in select


def test_an_officer_who_was_not_told_is_pointed_out_until_they_are():
    boss = make.commander()
    done = make.in_review(by=boss)
    page = reverse("complaints:detail", args=[done.complaint_id])
    assert "not told of the case yet" in signed_in(boss).get(page).content.decode()
    officer = make.finding_of(done.complaint_id).officer
    actions_officers.notify_officer(done.complaint_id, officer.pk, actor=boss)
    assert "not told of the case yet" not in signed_in(boss).get(page).content.decode()


@pytest.mark.parametrize(("policy", "coming"), [("", ["policy", "recommend"]), ("340", ["recommend"])])
def test_the_policy_is_named_before_a_finding_rests_on_it(policy, coming):
    boss, lead = make.commander(), person("ia_investigator")
    done = make.taken(officers=("tall",))
    pk = done.complaint_id
    actions_case.step(pk, "acknowledge", actor=boss)
    actions_findings.add_allegation(pk, actor=boss, code="discourtesy", policy=(policy, "Conduct", policy))
    actions_case.step(pk, "classify", actor=boss, values={"severity": "minor"})
    actions_case.assign(pk, actor=boss, lead=lead)
    actions_case.step(pk, "begin_work", actor=lead)
    with walls.looking(audit.SYSTEM, "complaint_work", case=pk):
        one = Complaint.objects.within_look().get()
        assert [step for step in turns.coming(one) if step != "match"] == coming


def test_who_has_no_case_leaves_no_look_on_the_first_page():
    from commonbeat.kernel.audit.models import AuditEntry

    sergeant, lead = person("sergeant"), person("ia_investigator")
    make.assigned(lead)
    before = AuditEntry.objects.filter(action="walls.looked").count()
    assert home.panel(sergeant) is None
    assert AuditEntry.objects.filter(action="walls.looked").count() == before
    assert home.panel(lead) is not None


def test_nobody_who_is_not_known_can_have_left():
    boss = make.commander()
    done = make.assigned(None, boss, officers=("tall",))
    address = reverse("complaints:left", args=[done.complaint_id])
    officer = make.finding_of(done.complaint_id).officer.pk
    given = {"left-officer": officer, "left-left_on": "2026-01-02"}
    response = signed_in(boss).post(address, given)
    assert response.status_code == 400
    assert "Say first who it is." in response.content.decode()


def test_putting_out_somebody_whom_nobody_let_in_is_no_success():
    boss, other = make.commander(), person("sergeant")
    done = make.assigned(None, boss)
    address = reverse("complaints:put_out", args=[done.complaint_id])
    response = signed_in(boss).post(address, {"put_out-account": other.pk, "put_out-reason": "A mistake."})
    assert response.status_code == 400
    assert "Nobody let this person in by name." in response.content.decode()


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_year_nobody_means_is_asked_for_again(year):
    boss = make.commander()
    done = make.assigned(None, boss)
    address = reverse("complaints:stand_still", args=[done.complaint_id])
    given = {"ground": "waiver", "since": f"{year}-12-31", "until": f"{year}-12-31", "reason": "Signed."}
    response = signed_in(boss).post(address, {f"stand_still-{name}": value for name, value in given.items()})
    assert response.status_code == 400
    assert "Please check the year." in response.content.decode()


def test_a_case_about_those_who_lead_is_given_to_none_of_them():
    manager, boss, lead = person("city_manager"), make.commander(), person("ia_investigator")
    pk = make.taken(about_leadership=True).complaint_id
    actions_case.step(pk, "acknowledge", actor=manager)
    actions_case.step(pk, "classify", actor=manager, values={"severity": "serious"})
    with pytest.raises(ValidationError, match="none of them is given it"):
        actions_case.assign(pk, actor=manager, lead=boss)
    actions_case.assign(pk, actor=manager, lead=lead)
    assert make.seen(pk).lead == lead
