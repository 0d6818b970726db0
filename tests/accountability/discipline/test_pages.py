"""The page of one officer in a case, from the first notice to the end of an appeal."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from factories import complaints
from factories.discipline import House, house, investigated
from factories.people import signed_in
from factories.pictures import picture

from commonbeat.accountability.discipline import own
from commonbeat.city.agency.days import today as agency_day

pytestmark = pytest.mark.django_db


def send(client: Client, one: House, name: str, **given: object) -> int:
    """Send one of the page's forms."""
    address = reverse("discipline:officer", args=[one.case, one.officer]) + f"{name}/"
    return client.post(address, {f"{name}-{field}": value for field, value in given.items()}).status_code


def shown(client: Client, one: House) -> str:
    """The page."""
    answered = client.get(reverse("discipline:officer", args=[one.case, one.officer]))
    assert answered.status_code == 200
    return str(answered.content.decode())


def test_from_the_first_notice_to_the_end_of_an_appeal() -> None:
    one = house()
    commander, chief, lead = (signed_in(each) for each in (one.commander, one.chief, one.investigator))
    assert "Not told yet" in shown(commander, one)
    assert send(lead, one, "serve", kind="notice", text="You were rude.", way="platform") == 302
    assert (
        send(commander, one, "propose", penalty="suspension", amount="3 days", text="Rude.", way="hand")
        == 302
    )
    assert (
        send(commander, one, "give-materials", materials="The file.", meeting="Monday.", way="platform")
        == 302
    )
    today = agency_day().isoformat()
    assert send(commander, one, "respond", response="held", on=today, held_by="Capt. Ruiz", text="No.") == 302
    assert (
        send(commander, one, "decide", outcome="imposed", penalty="suspension", amount="3 days", reasons="x")
        == 403
    )
    assert (
        send(chief, one, "decide", outcome="imposed", penalty="suspension", amount="3 days", reasons="x")
        == 302
    )
    assert send(commander, one, "tell", text="Suspended.", way="platform") == 302
    assert send(commander, one, "appeal", on=today) == 302
    assert send(commander, one, "hear", on=today, before="Arbitrator") == 302
    finding = one.finding().pk
    refused = commander.post(
        reverse("discipline:do_rule", args=[one.case, one.officer]),
        {"rule-ruling": "overturned", "rule-penalty": "none", "rule-text": "Cleared."},
    )
    assert refused.status_code == 400
    assert "Overturned means that at least one finding changes." in refused.content.decode()
    given = {
        "ruling": "overturned",
        "penalty": "none",
        "text": "Cleared.",
        f"finding_{finding}": "exonerated",
    }
    assert send(commander, one, "rule", **given) == 302
    assert one.finding().final == "exonerated"
    page = shown(commander, one)
    assert "Exonerated (final)" in page
    assert "Overturned: No discipline" in page
    assert send(commander, one, "close") == 302


def test_what_is_refused_comes_back_with_what_was_typed() -> None:
    one = investigated()
    lead = signed_in(one.investigator)
    assert send(lead, one, "serve", kind="notice", text="", way="platform") == 400
    assert send(lead, one, "serve", kind="comment", text="Kept words.", way="platform") == 400
    assert send(lead, one, "serve", kind="nonsense", text="Kept words.", way="platform") == 400
    address = reverse("discipline:do_serve", args=[one.case, one.officer])
    answered = lead.post(
        address, {"serve-kind": "notice", "serve-text": "Kept words.", "serve-way": "pigeon"}
    )
    assert "Kept words." in answered.content.decode()
    assert own.papers(one.account) == []


@pytest.mark.parametrize(
    "name", ["propose", "give-materials", "respond", "tell", "appeal", "hear", "rule", "close"]
)
def test_a_step_that_is_not_there_yet_is_refused(name: str) -> None:
    one = investigated()
    one.notify()
    assert send(signed_in(one.commander), one, name, text="x", materials="x", way="platform", on="2026-01-01",
                before="x", response="waived", penalty="training", ruling="upheld") == 400  # fmt: skip


def test_a_file_goes_along_and_a_bad_one_is_refused() -> None:
    one = investigated()
    lead = signed_in(one.investigator)
    bad = SimpleUploadedFile("a.jpg", b"MZ not a picture", content_type="image/jpeg")
    assert send(lead, one, "serve", kind="notice", text="You were rude.", way="platform", file=bad) == 400
    assert own.papers(one.account) == []
    good = SimpleUploadedFile("a.jpg", picture(), content_type="image/jpeg")
    assert send(lead, one, "serve", kind="notice", text="You were rude.", way="platform", file=good) == 302
    assert [each.files for each in own.papers(one.account)] == [1]


def test_a_receipt_more_time_and_a_departure_are_noted() -> None:
    one = house()
    one.notify()
    lead = signed_in(one.investigator)
    (paper,) = own.papers(one.account)
    assert send(lead, one, "receipt", paper=paper.pk, what="signed", words="") == 400
    assert send(lead, one, "receipt", paper="nonsense", what="signed", words="S. Lee") == 400
    assert send(lead, one, "receipt", paper=paper.pk, what="signed", words="S. Lee") == 302
    comment = one.serve("comment", "Was rude.")
    own.ask_time(one.account, comment.pk, why="Away.")
    assert send(lead, one, "time", paper=comment.pk, until="", words="No.") == 302
    assert send(lead, one, "departed", left_on=agency_day().isoformat()) == 302
    assert one.row().left_on == agency_day()


def test_the_case_page_has_a_section_that_leads_there() -> None:
    one = house()
    client = signed_in(one.commander)
    before = client.get(reverse("complaints:detail", args=[one.case])).content.decode()
    assert reverse("discipline:officer", args=[one.case, one.officer]) in before
    assert "not told yet" in before
    one.notify()
    one.propose()
    after = client.get(reverse("complaints:detail", args=[one.case])).content.decode()
    assert "2 papers served" in after
    assert "Proposed, notice served" in after


def test_oversight_reads_and_changes_nothing() -> None:
    one = house()
    one.notify()
    client = signed_in(complaints.person("oversight"))
    page = shown(client, one)
    assert "What can be done now" not in page
    assert send(client, one, "serve", kind="comment", text="x", way="hand") == 403


def test_who_was_not_let_in_finds_nothing() -> None:
    one = house()
    one.notify()
    for role in ("ia_investigator", "sergeant", "command"):
        client = signed_in(complaints.person(role))
        address = reverse("discipline:officer", args=[one.case, one.officer])
        assert client.get(address).status_code == 404
        assert send(client, one, "serve", kind="comment", text="x", way="hand") == 404
    assert len(own.papers(one.account)) == 1


def test_an_officer_of_another_case_is_not_in_this_one() -> None:
    one = house()
    elsewhere = complaints.taken().complaint_id
    client = signed_in(one.commander)
    assert client.get(reverse("discipline:officer", args=[elsewhere, one.officer])).status_code == 404
