"""The pages: my people's alerts by name, one alert and its forms, one's own file, the labour notice, who leads whom."""

import re
from datetime import date, timedelta

import pytest
from factories import support as make
from factories.people import signed_in

from commonbeat.accountability.support import computing, gate
from commonbeat.accountability.support.models import Alert, Answer, LabourNotice, Plan, Supervision
from commonbeat.accountability.support.supervision import set_supervisor
from commonbeat.city.agency.days import today as agency_day
from commonbeat.kernel.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
LIST = "/console/support/"


@pytest.fixture
def sergeant():
    return make.person("sergeant", name="Ben Okafor")


@pytest.fixture
def case(sergeant):
    """A member with an alert, the alert, and the supervisor's browser at its address."""
    member, alert = make.raised(sergeant, account=make.person("officer", name="Ana Reyes"))
    return member, alert, signed_in(sergeant), f"{LIST}{alert.file_id}/{alert.pk}/"


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def state(alert):
    with make.platform(writing=False):
        return Alert.objects.within_look().get(pk=alert.pk).state


def test_the_list_is_by_name_whatever_the_figures(sergeant):
    make.switch_on()
    members = make.officers(14, names=[*"ZYXWVUTSRQPO", "Abel", "Mia"])
    clerk = make.person("support_coordinator")
    for one in (members[0], members[12], members[13]):
        set_supervisor(actor=clerk, member=one, supervisor=sergeant, since=date(2026, 1, 1))
    make.usual(members, 4)
    for one, times in ((members[0], 40), (members[12], 22), (members[13], 30)):
        make.force(one, times)
    computing.compute(make.DAY)
    page = text(signed_in(sergeant).get(LIST))
    found = re.findall(r'cb-row-link" href="[^"]+">(\w+)<', page)
    assert found == sorted(found)
    assert found[0] == "Abel"
    assert found[-1] == "Z"


def test_before_the_labour_notice_there_is_nothing(case, sergeant):
    _member, _alert, browser, address = case
    gate.withdraw_notice(LabourNotice.objects.get(), actor=make.person("chief"), reason="agreement ended")
    assert "Early support is off" in text(browser.get(LIST))
    assert browser.get(address).status_code == 404
    assert browser.post(f"{address}step/acknowledge/").status_code == 404
    assert browser.post(f"{address}talk/").status_code == 404


def test_the_page_shows_each_indicator_by_itself_with_its_peers(case):
    member, _alert, browser, address = case
    page = text(browser.get(address))
    assert member.name in page
    assert re.findall(r"<h3>(\w[\w ]+?)\s*<", page)[:4] == [
        "Complaints", "Commendations", "Force reports", "Pursuits",
    ]  # fmt: skip
    assert "20 from Nov 2025 to Oct 2026; 4.4 are usual in 1,799 hours on duty among 12 officers" in page
    assert "patrol, days" in page
    assert "There is no comparison: too few officers, hours or events in the peer group." in page
    assert "A count is no finding" in page
    assert "<svg" in page
    assert AuditEntry.objects.filter(action="walls.looked", purpose="support_review").count() == 1


def test_the_forms_lead_from_the_talk_to_the_plan(case):
    _member, alert, browser, address = case
    today = agency_day().isoformat()
    assert "Write down a talk" not in text(browser.get(address))
    assert browser.post(f"{address}step/acknowledge/").status_code == 302
    assert browser.post(f"{address}talk/", {"talk-held_on": "", "talk-text": ""}).status_code == 400
    assert (
        browser.post(f"{address}talk/", {"talk-held_on": today, "talk-text": "We talked."}).status_code == 302
    )
    assert browser.post(f"{address}step/review/").status_code == 302
    refused = browser.post(f"{address}step/agree/")
    assert refused.status_code == 400
    assert "Write down the plan first." in text(refused)
    wrong = {"plan-agreed_on": today, "plan-text": "x", "plan-goal": "y", "plan-helps": "pills"}
    assert browser.post(f"{address}plan/", wrong).status_code == 400
    given = {
        "plan-agreed_on": today,
        "plan-text": "Talks.",
        "plan-goal": "Calm",
        "plan-helps": ["talks", "mentor"],
    }
    assert browser.post(f"{address}plan/", given).status_code == 302
    with make.platform(writing=False):
        assert Plan.objects.within_look().get().helps == ["talks", "mentor"]
    assert browser.post(f"{address}step/agree/").status_code == 302
    assert state(alert) == "plan"
    given = {"follow_up-day": "30", "follow_up-held_on": today, "follow_up-text": "Better."}
    assert browser.post(f"{address}follow-up/", given).status_code == 302
    assert state(alert) == "follow_up"
    page = text(browser.get(address))
    assert "A mentor of the officer&#x27;s choice" in page
    assert "Work out what came of it" in page
    refused = browser.post(f"{address}effect/", {"effect-text": "It helped."})
    assert (refused.status_code, "No time has passed since the plan." in text(refused)) == (400, True)


def test_a_step_that_is_none_is_not_there(case):
    _member, _alert, browser, address = case
    for name in ("look_again", "note_effect", "promote", "rank"):
        assert browser.post(f"{address}step/{name}/").status_code == 404
    assert browser.get(f"{address}step/acknowledge/").status_code == 405


def test_another_supervisors_people_are_not_there(case):
    _member, alert, _browser, address = case
    other = signed_in(make.person("sergeant"))
    for path in ("", "talk/", "plan/", "follow-up/", "effect/", "step/acknowledge/"):
        answer = other.get(address) if not path else other.post(f"{address}{path}", {"talk-text": "x"})
        assert answer.status_code == 404
    assert state(alert) == "raised"
    # Nor does an own file open the way to another's alert.
    mixed = address.replace(str(alert.file_id), "00000000-0000-7000-8000-000000000001")
    assert signed_in(make.person("command")).get(mixed).status_code == 404


def test_the_officer_is_not_their_own_supervisor(case):
    member, _alert, _browser, address = case
    assert signed_in(member.account).get(address).status_code == 403


def test_the_officer_reads_and_answers(case):
    member, _alert, browser, address = case
    mine = signed_in(member.account)
    browser.get(address)
    page = text(mine.get(f"{LIST}me/"))
    assert "20 from Nov 2025 to Oct 2026" in page
    assert "Ben Okafor, Support somebody one leads" in page
    assert "<b>Raised</b>" in page
    assert mine.post(f"{LIST}me/answer/", {"text": ""}).status_code == 400
    assert mine.post(f"{LIST}me/answer/", {"text": "<b>It was the beat.</b>"}).status_code == 302
    with make.platform(writing=False):
        assert Answer.objects.within_look().get().account_id == member.account_id
    assert "&lt;b&gt;It was the beat.&lt;/b&gt;" in text(browser.get(address))
    assert "&lt;b&gt;It was the beat.&lt;/b&gt;" in text(mine.get(f"{LIST}me/"))


def test_who_has_no_file_reads_that_nothing_is_held(case):
    page = text(signed_in(make.person("officer")).get(f"{LIST}me/"))
    assert "Nothing is held about you here." in page
    assert "20 from" not in page


def test_the_labour_notice_takes_two(db):
    first, second = make.person("support_coordinator"), make.person("chief")
    one, two = signed_in(first), signed_in(second)
    given = {"document": "Side letter 26-3", "organisation": "POA", "served_on": "2026-01-05", "note": ""}
    later = (agency_day() + timedelta(days=1)).isoformat()
    assert one.post(f"{LIST}settings/notice/", {**given, "served_on": later}).status_code == 400
    assert one.post(f"{LIST}settings/notice/", given).status_code == 302
    notice = LabourNotice.objects.get()
    refused = one.post(f"{LIST}settings/notice/{notice.pk}/confirm/")
    assert (refused.status_code, "another person" in text(refused)) == (400, True)
    assert gate.switched_on() is False
    assert two.post(f"{LIST}settings/notice/{notice.pk}/confirm/").status_code == 302
    assert gate.switched_on() is True
    assert "Early support is on." in text(one.get(f"{LIST}settings/"))
    assert two.post(f"{LIST}settings/notice/{notice.pk}/withdraw/", {"reason": ""}).status_code == 400
    assert two.post(f"{LIST}settings/notice/{notice.pk}/withdraw/", {"reason": "over"}).status_code == 302
    assert gate.switched_on() is False
    assert one.post(f"{LIST}settings/notice/999/confirm/").status_code == 404


def test_who_leads_whom_is_noted(db, sergeant):
    (member,) = make.officers(1)
    clerk = signed_in(make.person("support_coordinator"))
    given = {"member": member.pk, "supervisor": str(sergeant.pk), "since": "2026-01-01"}
    assert clerk.post(f"{LIST}settings/supervisors/", given).status_code == 302
    assert Supervision.objects.get().supervisor == sergeant
    assert clerk.post(f"{LIST}settings/supervisors/", {**given, "since": "2025-01-01"}).status_code == 400
    assert clerk.post(f"{LIST}settings/supervisors/", {**given, "supervisor": "x"}).status_code == 400
    assert "Ben Okafor" in text(clerk.get(f"{LIST}settings/supervisors/"))


def test_the_first_page_says_how_many_wait(case):
    _member, _alert, browser, _address = case
    assert "1 early support alert" in text(browser.get("/console/"))
    assert "early support alert" not in text(signed_in(make.person("sergeant")).get("/console/"))


@pytest.mark.parametrize(
    ("role", "on_the_list", "in_the_menu"),
    [("support_coordinator", True, False), ("sergeant", False, False), ("chief", False, True)],
)
def test_whoever_switches_it_on_finds_the_notice(role, on_the_list, in_the_menu):
    viewer = signed_in(make.person(role))
    assert (f'href="{LIST}settings/"' in viewer.get(LIST).content.decode()) is on_the_list
    listed = viewer.get(f"{LIST}settings/").content.decode().split('id="cb-nav"')[-1].split("</nav>")[0]
    assert (f'href="{LIST}settings/"' in listed) is in_the_menu
