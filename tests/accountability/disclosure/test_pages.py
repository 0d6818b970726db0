"""The pages, as the commander, the chief and those who must not see them open them."""

from datetime import timedelta

import pytest
from factories import complaints as make
from factories.complaints import person
from factories.people import signed_in

from commonbeat.accountability.complaints.models import Complaint
from commonbeat.accountability.disclosure.models import DisclosureRequest, PostReport
from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, walls
from commonbeat.kernel.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def commander():
    return signed_in(make.commander())


def only(model):
    with walls.looking(audit.SYSTEM, "complaint_list"):
        return model.objects.within_look().get()


def day(**ago) -> str:
    return (today() - timedelta(**ago)).isoformat()


def take(browser, pk):
    given = {
        "take-asked_on": day(days=3),
        "take-asked_by": "Ana Reyes",
        "take-wanted": "The file <b>",
        "take-reach": "ana@x",
    }
    return browser.post(f"/console/disclosure/{pk}/requests/", given, follow=True)


def test_a_request_from_taking_to_giving_out(commander):
    pk = make.taken().complaint_id
    page = take(commander, pk)
    one = only(DisclosureRequest)
    assert b"The file &lt;b&gt;" in page.content
    here = f"/console/disclosure/{pk}/requests/{one.pk}/"
    wrong = commander.post(f"{here}delay/", {"delay-step": "first_delay", "delay-basis": ""})
    assert wrong.status_code == 400
    commander.post(f"{here}delay/", {
        "delay-step": "first_delay", "delay-basis": "Witnesses are heard.", "delay-told_on": day(),
        "delay-estimated_on": day(days=-50),
    })  # fmt: skip
    commander.post(
        f"{here}redact/", {"redact-where": "p. 2", "redact-exemption": "b6a", "redact-reason": "An address."}
    )
    page = commander.get(here)
    assert b"Witnesses are heard." in page.content
    assert b"An address." in page.content
    done = commander.post(
        f"{here}release/",
        {"release-ended_on": day(), "release-what": "212 pages", "release-proof": "Receipt 7"},
        follow=True,
    )
    assert done.status_code == 200
    assert only(DisclosureRequest).state == "released"
    assert b"Receipt 7" in commander.get("/console/disclosure/").content


def test_a_report_is_begun_and_sent(commander):
    pk = make.taken().complaint_id
    here = f"/console/disclosure/{pk}/"
    wrong = commander.post(f"{here}reports/", {"report-kind": "separation", "report-occurred_on": day()})
    assert wrong.status_code == 400
    commander.post(
        f"{here}reports/", {"report-kind": "oversight", "report-occurred_on": day(), "report-what": "Board"}
    )
    one = only(PostReport)
    assert b"Board" in commander.get("/console/disclosure/").content
    assert commander.get(f"{here}reports/{one.pk}/sent/").status_code == 200
    assert commander.post(f"{here}reports/{one.pk}/sent/", {"sent_on": day(), "proof": ""}).status_code == 400
    assert (
        commander.post(f"{here}reports/{one.pk}/sent/", {"sent_on": day(), "proof": "P-1"}).status_code == 302
    )
    assert only(PostReport).proof == "P-1"


def test_the_case_page_has_a_section(commander):
    pk = make.taken().complaint_id
    page = commander.get(f"/console/complaints/{pk}/").content
    assert b'id="disclosure"' in page
    assert f"/console/disclosure/{pk}/".encode() in page


def test_a_case_that_is_not_theirs_is_not_there(commander):
    pk = make.taken().complaint_id
    take(commander, pk)
    one = only(DisclosureRequest)
    paths = (f"/console/disclosure/{pk}/", f"/console/disclosure/{pk}/requests/{one.pk}/")
    manager = signed_in(person("city_manager"))
    for path in paths:
        assert manager.get(path).status_code == 404
    assert b"Ana Reyes" not in manager.get("/console/disclosure/").content
    assert (
        manager.post(f"{paths[1]}withdraw/", {"withdraw-ended_on": day(), "withdraw-reason": "x"}).status_code
        == 404
    )
    chief = signed_in(person("chief"))
    assert chief.get(paths[1]).status_code == 200
    assert b"Write a request down" not in chief.get(paths[0]).content
    assert chief.post(f"/console/disclosure/{pk}/requests/", {}).status_code == 403
    for role in ("officer", "sergeant", "analyst", "administrator", "ia_investigator"):
        browser = signed_in(person(role))
        for path in (
            *paths,
            "/console/disclosure/",
            "/console/disclosure/doj/",
            "/console/disclosure/doj.csv",
        ):
            assert browser.get(path).status_code == 403
    other = make.taken().complaint_id
    assert commander.get(f"/console/disclosure/{other}/requests/{one.pk}/").status_code == 404


ACTIONS = ("delay", "go-on", "redact", "release", "refuse", "withdraw")


@pytest.mark.parametrize("label", ["internal", "outside"])
@pytest.mark.parametrize("roles", [("oversight",), ("oversight", "ia_commander", "city_manager")])
def test_oversight_reads_what_is_owed_each_look_on_file_and_is_offered_nothing(commander, label, roles):
    """Also somebody who was given the seat on top of working roles reads for oversight only."""
    pk = make.taken().complaint_id
    take(commander, pk)
    commander.post(
        f"/console/disclosure/{pk}/reports/",
        {"report-kind": "oversight", "report-occurred_on": day(), "report-what": "Board"},
    )
    one, report = only(DisclosureRequest), only(PostReport)
    with walls.looking(audit.SYSTEM, "complaint_work", case=pk, writing=True):
        Complaint.objects.within_look().filter(pk=pk).update(label=label)
    seat = person(*roles)
    browser = signed_in(seat)
    here = f"/console/disclosure/{pk}/"
    for path, words in (
        ("/console/disclosure/", b"Ana Reyes"),
        (here, b"Board"),
        (f"{here}requests/{one.pk}/", b"The file &lt;b&gt;"),
    ):
        page = browser.get(path)
        assert (page.status_code, words in page.content) == (200, True), path
        main = page.content.partition(b"<main")[2].partition(b"</main>")[0]
        assert b'method="post"' not in main, path
        assert f"reports/{report.pk}/sent/".encode() not in main
        look = AuditEntry.objects.filter(action="walls.looked", actor_id=str(seat.pk)).latest("seq")
        case = (
            "complaints" if path == "/console/disclosure/" else str(pk)
        )  # a look at all of them names the kind
        assert (look.purpose, look.case_ref) == ("complaint_oversight", case), path


def test_oversight_sends_nothing_and_makes_no_table(commander):
    pk = make.taken().complaint_id
    take(commander, pk)
    one = only(DisclosureRequest)
    browser = signed_in(person("oversight"))
    here = f"/console/disclosure/{pk}/"
    for path in (
        f"{here}requests/", f"{here}reports/", f"{here}reports/{one.pk}/sent/",
        *(f"{here}requests/{one.pk}/{name}/" for name in ACTIONS),
    ):  # fmt: skip
        assert browser.post(path, {}).status_code == 403, path
    for path in ("doj/", "doj.csv"):
        assert browser.get(f"/console/disclosure/{path}").status_code == 403
    assert browser.get(f"{here}reports/{one.pk}/sent/").status_code == 403
    assert only(DisclosureRequest).state == one.state


def test_the_yearly_table_says_how_long_cases_took_and_what_is_left_out(commander):
    whole, odd = (make.closed(who=make.officer_with_account(f"Lee, {one}", one)) for one in "12")
    with walls.looking(audit.SYSTEM, "complaint_list", writing=True):
        rows = Complaint.objects.within_look()
        rows.filter(pk=whole.complaint_id).update(discovered_on=today() - timedelta(days=12))
        rows.filter(pk=odd.complaint_id).update(quality_flags=["received_before_incident"])
    text = commander.get(f"/console/disclosure/doj/?year={today().year}").content.decode()
    assert "1 closed complaint took 12 days." in text
    assert "1 closed complaint is left out of this: its dates cannot be right." in text


def test_the_yearly_table_is_taken_along_and_that_is_written_down(commander):
    make.taken()
    year = today().year
    page = commander.get(f"/console/disclosure/doj/?year={year}")
    assert f"Complaints of {year}" in page.content.decode()
    taken = commander.get(f"/console/disclosure/doj.csv?year={year}")
    assert taken["Content-Disposition"] == f'attachment; filename="penal-code-13012-{year}.csv"'
    assert f"{year},all,1,0,0,0,0,1,0" in taken.content.decode()
    assert AuditEntry.objects.filter(action="disclosure.yearly_taken").count() == 1
    assert commander.get("/console/disclosure/doj/?year=x").status_code == 200
