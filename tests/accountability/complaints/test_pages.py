"""Staff pages of complaints."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from factories import complaints as make
from factories.complaints import person
from factories.people import signed_in

from commonbeat.accountability.complaints import actions_case, doing, writing
from commonbeat.accountability.complaints.models import Allegation, Complaint, Finding, Letter, Officer
from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, contact, walls
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.walls import grants

pytestmark = pytest.mark.django_db


def page(viewer, pk):
    return signed_in(viewer).get(reverse("complaints:detail", args=[pk]))


def do(viewer, pk, name, **given):
    address = reverse(f"complaints:{name}", args=[pk])
    return signed_in(viewer).post(address, {f"{name}-{key}": value for key, value in given.items()})


def platform(pk):
    return walls.looking(audit.SYSTEM, "complaint_work", case=pk, writing=True)


def test_each_sees_the_cases_that_are_theirs():
    boss, lead = make.commander(), person("ia_investigator")
    mine, other, above = make.assigned(lead, boss), make.taken(), make.taken(about_leadership=True)
    people = (boss, lead, person("chief"), person("city_manager"), person("oversight"), person("sergeant"))
    lists = [signed_in(viewer).get(reverse("complaints:list")).content.decode() for viewer in people]
    seen = [{one.number for one in (mine, other, above) if one.number in text} for text in lists]
    inside, everything = {mine.number, other.number}, {mine.number, other.number, above.number}
    assert seen == [inside, {mine.number}, inside, {above.number}, everything, set()]


def test_opening_a_case_leaves_one_look_with_its_purpose():
    boss, done = make.commander(), make.taken()
    before = AuditEntry.objects.filter(action="walls.looked", case_ref=str(done.complaint_id)).count()
    response = page(boss, done.complaint_id)
    assert response.status_code == 200
    assert make.TEXT in response.content.decode()
    looks = AuditEntry.objects.filter(action="walls.looked", case_ref=str(done.complaint_id)).order_by("seq")[
        before:
    ]
    assert [(one.actor_id, one.purpose) for one in looks] == [(str(boss.pk), "complaint_work")]


@pytest.mark.parametrize("role", ["sergeant", "command", "ia_investigator", "city_manager"])
def test_a_case_that_is_not_yours_looks_like_none(role):
    done, viewer = make.taken(), person(role)
    there, nowhere = page(viewer, done.complaint_id), page(viewer, "00000000-0000-0000-0000-000000000009")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert len(there.content) == len(nowhere.content)


def test_oversight_reads_and_changes_nothing():
    viewer, done = person("oversight"), make.taken()
    text = page(viewer, done.complaint_id).content.decode()
    assert make.TEXT in text
    assert 'action="/console/complaints/' not in text
    assert do(viewer, done.complaint_id, "acknowledge").status_code == 403
    assert make.seen(done.complaint_id).state == "received"


def test_a_case_from_the_door_to_the_letter_through_the_pages():
    boss, chief, lead = make.commander(), person("chief"), person("ia_investigator")
    officer = make.officer_with_account()
    pk = make.taken(officers=("tall",), language="es").complaint_id
    assert do(boss, pk, "acknowledge").status_code == 302
    assert do(boss, pk, "allegation", code="discourtesy", number="340", version="7").status_code == 302
    known = today().isoformat()
    assert do(boss, pk, "classify", severity="minor", discovered_on=known).status_code == 302
    assert do(boss, pk, "assign", lead=str(lead.pk)).status_code == 302
    with platform(pk):
        told = Officer.objects.within_look().get()
    match = {"officer": str(told.pk), "member": officer.pk, "part": "accused", "how": "the call"}
    assert do(lead, pk, "match", **match).status_code == 302
    assert do(lead, pk, "begin_work").status_code == 302
    with platform(pk):
        finding = str(Finding.objects.within_look().get().pk)
    assert (
        do(lead, pk, "recommend", finding=finding, result="exonerated", reasons="Video.").status_code == 302
    )
    assert do(lead, pk, "propose").status_code == 302
    assert do(boss, pk, "submit").status_code == 302
    assert do(chief, pk, "adopt", finding=finding, result="exonerated").status_code == 302
    assert do(chief, pk, "decide", ended_how="investigated").status_code == 302
    letters = signed_in(boss)
    address = reverse("complaints:letter", args=[pk])
    drafted = letters.get(address, {"name": "outcome"}).content.decode()
    assert "Exonerado" in drafted
    assert "Lee" not in drafted
    assert letters.post(address, {"name": "outcome", "text": "Su queja: Exonerada."}).status_code == 302
    assert make.seen(pk).state == "complainant_notified"
    assert do(boss, pk, "close").status_code == 302
    one = make.seen(pk)
    assert (one.state, one.notified_on) == ("closed", today())
    with platform(pk):
        assert Letter.objects.within_look().get().version == writing.template("outcome", "es").version
        assert [said.text for said in contact.utterances(contact.conversation_of(one), viewer="staff")] == [
            "Su queja: Exonerada."
        ]
    text = page(boss, pk).content.decode()
    assert "kept apart from the personnel file" in text


def test_what_is_refused_comes_back_with_what_was_typed():
    boss, pk = make.commander(), make.taken().complaint_id
    response = do(boss, pk, "ask_conversion", to="duplicate", same_as="PC99-1", reason="Heard it before.")
    assert response.status_code == 400
    text = response.content.decode()
    assert "There is no such earlier complaint." in text
    assert "Heard it before." in text
    with platform(pk):
        assert Complaint.objects.within_look().get().conversions.within_look().count() == 0


def test_every_form_on_the_page_goes_to_its_own_address():
    boss, pk = make.commander(), make.taken().complaint_id
    text = page(boss, pk).content.decode()
    for name in ("acknowledge", "allegation", "note", "outside"):
        assert f'action="{reverse(f"complaints:{name}", args=[pk])}"' in text


def test_a_step_that_is_not_possible_says_where_it_stands():
    boss, pk = make.commander(), make.taken().complaint_id
    response = do(boss, pk, "close")
    assert response.status_code == 400
    assert "It is now: Received." in response.content.decode()


def test_sending_it_outside_ends_on_the_list():
    boss, pk = make.commander(), make.taken().complaint_id
    assert do(boss, pk, "outside", reason="It names the chief.").headers["Location"] == reverse(
        "complaints:list"
    )
    assert page(boss, pk).status_code == 404


def test_a_clerk_writes_one_down_and_hands_over_the_code():
    clerk = person("records")
    given = {
        "channel": "phone", "received_at": f"{today() - timedelta(days=9)}T10:00", "openness": "open", "filer": "self", "language": "es",
        "text": "Me gritó.", "officers": "badge 412\ntall", "phone": "209-555-0123", "name": "Ana",
    }  # fmt: skip
    response = signed_in(clerk).post(reverse("complaints:key_in"), given)
    text = response.content.decode()
    assert response.status_code == 200
    assert "Me gritó." in text
    with walls.looking(audit.SYSTEM, "complaint_list"):
        one = Complaint.objects.within_look().get()
        assert one.number in text
        assert [officer.description for officer in one.officers.within_look().order_by("pk")] == [
            "badge 412",
            "tall",
        ]
    assert page(clerk, one.pk).status_code == 403


def test_everything_the_paper_asks_can_be_written_down():
    clerk, first = signed_in(person("records")), make.taken()
    given = {
        "channel": "counter", "openness": "confidential", "filer": "parent", "language": "en", "text": "They came again.",
        "wished": "An apology.", "retaliation": "on", "about_number": first.number,
    }  # fmt: skip
    assert clerk.post(reverse("complaints:key_in"), given).status_code == 200
    unknown = {**given, "text": "And again.", "about_number": "PC26-ZZZZZZ"}
    assert clerk.post(reverse("complaints:key_in"), unknown).status_code == 200
    with walls.looking(audit.SYSTEM, "complaint_list"):
        rows = list(Complaint.objects.within_look().filter(retaliation=True).order_by("received_at"))
    assert [(one.about_id, one.wished) for one in rows] == [
        (first.complaint_id, "An apology."),
        (None, "An apology."),
    ]
    assert rows[1].text == "And again.\n\nNumber of the earlier complaint: PC26-ZZZZZZ"


def test_nobody_stays_open_because_nothing_was_chosen():
    clerk = signed_in(person("records"))
    form = clerk.get(reverse("complaints:key_in")).content.decode()
    assert not re.search(r'name="openness"[^>]*checked', form)
    given = {"channel": "phone", "filer": "self", "language": "en", "text": "He shouted."}
    answer = clerk.post(reverse("complaints:key_in"), given)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["openness"])


def test_an_empty_form_keeps_what_was_typed():
    response = signed_in(person("records")).post(reverse("complaints:key_in"), {"text": "Half of it"})
    assert response.status_code == 400
    assert "Half of it" in response.content.decode()


def test_two_people_open_a_case_in_an_emergency():
    asker, boss, done = person("ia_investigator"), make.commander(), make.taken()
    address = reverse("complaints:emergencies")
    given = {"number": done.number, "reason": "A threat against the complainant.", "hours": "2"}
    assert signed_in(asker).post(address, given).status_code == 302
    assert page(asker, done.complaint_id).status_code == 404
    text = signed_in(boss).get(address).content.decode()
    consent = text.split('action="/console/complaints/emergencies/')[1].split("/")[0]
    assert signed_in(asker).post(reverse("complaints:answer", args=[consent, "consent"])).status_code == 403
    assert signed_in(boss).post(reverse("complaints:answer", args=[consent, "consent"])).status_code == 302
    assert page(asker, done.complaint_id).status_code == 200
    assert do(asker, done.complaint_id, "note", text="x").status_code == 403


def test_asking_for_a_number_nobody_has_looks_the_same():
    asker = person("ia_investigator")
    given = {"number": "PC26-9999", "reason": "Somebody is in danger.", "hours": "1"}
    assert signed_in(asker).post(reverse("complaints:emergencies"), given).status_code == 302


@pytest.mark.parametrize("words", ["412", "Lee", "PC", "Third", "nothing like it"])
def test_search_finds_within_what_one_may_see(words):
    boss = make.commander()
    done = make.assigned(by=boss)
    make.accused(done.complaint_id, make.officer_with_account(), boss)
    found = done.number in signed_in(boss).get(reverse("complaints:list"), {"q": words}).content.decode()
    hidden = (
        done.number
        in signed_in(person("sergeant")).get(reverse("complaints:list"), {"q": words}).content.decode()
    )
    assert (found, hidden) == (words != "nothing like it", False)


def test_filters_narrow_the_list():
    boss, lead = make.commander(), person("ia_investigator")
    mine = make.assigned(lead, boss)
    call = make.taken(make.Who(phone="209-555-0123"), wants_call_back=True)
    actions_case.ask_conversion(call.complaint_id, actor=boss, to="inquiry", reason="A question.")

    def numbers(viewer, **wanted):
        text = signed_in(viewer).get(reverse("complaints:list"), wanted).content.decode()
        return {one.number for one in (mine, call) if one.number in text}

    assert numbers(boss) == {mine.number, call.number}
    assert numbers(lead, only="mine") == {mine.number}
    assert numbers(boss, only="call") == {call.number}
    assert numbers(boss, only="convert") == {call.number}
    assert numbers(boss, state="assigned") == {mine.number}
    assert numbers(boss, only="late") == set()


def test_every_thing_to_do_has_an_address_and_a_capability():
    assert all(
        reverse(f"complaints:{one.name}", args=["00000000-0000-0000-0000-000000000001"])
        for one in doing.DOINGS
    )
    assert {one.capability for one in doing.DOINGS} == {
        "complaints.work",
        "complaints.command",
        "complaints.decide",
    }


def test_html_and_formulas_in_a_complaint_are_only_words():
    boss = make.commander()
    done = make.taken(text="<script>alert(1)</script> =SUM(A1)", officers=("<b>x</b>",), place="<img src=x>")
    text = page(boss, done.complaint_id).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "<b>x</b>" not in text
    assert "<img src=x>" not in text


def test_who_complains_is_shown_for_a_purpose_only():
    boss = make.commander()
    done = make.taken(make.Who(name="Ana Ruiz", phone="209-555-0123"))
    address = reverse("complaints:who", args=[done.complaint_id])
    assert "Ana Ruiz" not in page(boss, done.complaint_id).content.decode()
    assert "Ana Ruiz" not in signed_in(boss).get(address).content.decode()
    assert "Ana Ruiz" in signed_in(boss).post(address, {"purpose": "interview"}).content.decode()
    assert signed_in(boss).post(address, {"purpose": "warrant"}).status_code == 400
    with platform(done.complaint_id):
        assert Allegation.objects.within_look().count() == 0


def test_whoever_lets_somebody_in_says_whether_the_officer_may_see_that_they_looked():
    boss, given, done = make.commander(), person("ia_investigator"), make.taken()
    sent = {"account": str(given.pk), "role": "reviewer", "reason": "Subpoena of 3 May.", "withheld": "on"}
    assert do(boss, done.complaint_id, "let_in", **sent).status_code == 302
    with walls.looking(boss, "complaint_work", case=done.complaint_id):
        assert [
            (one.account_id, one.withheld) for one in grants.grants_of_case("complaints", done.complaint_id)
        ] == [(given.pk, True)]


def test_a_mistaken_recusal_is_taken_back_by_two_people():
    boss, chief, sergeant = make.commander(), person("chief"), person("sergeant")
    pk = make.taken().complaint_id
    given = {"account": str(sergeant.pk), "reason": "On the scene."}
    assert do(boss, pk, "keep_out", **given).status_code == 302
    assert do(boss, pk, "lift", **given | {"reason": "It was somebody else."}).status_code == 302
    text = signed_in(chief).get(reverse("complaints:emergencies")).content.decode()
    asked = text.split("/lift/")[0].rsplit("/", 1)[1]
    assert signed_in(chief).post(reverse("complaints:answer", args=[asked, "lift"])).status_code == 302
    assert "kept out for good" not in page(boss, pk).content.decode()


def test_commander_and_oversight_see_who_looked():
    boss, done = make.commander(), make.taken()
    page(boss, done.complaint_id)
    assert "Who looked" in page(person("oversight"), done.complaint_id).content.decode()
    assert boss.name in page(boss, done.complaint_id).content.decode()
