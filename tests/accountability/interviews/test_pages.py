"""Staff pages of interviews, evidence and criminal tracks."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from factories import complaints as complaint
from factories import interviews as make
from factories.people import signed_in
from factories.pictures import PDF_FILE as PDF

from commonbeat.accountability.interviews import actions, actions_criminal, actions_evidence
from commonbeat.accountability.interviews.models import Interview, Person
from commonbeat.accountability.interviews.models_evidence import Evidence
from commonbeat.city.agency.days import today
from commonbeat.kernel import attachments, walls
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.walls import grants

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.COMMONBEAT_HOME = tmp_path


def local(at):
    from commonbeat.city.agency.queries import agency

    return at.astimezone(agency().tz).strftime("%Y-%m-%dT%H:%M")


def page(viewer, name, *args):
    return signed_in(viewer).get(reverse(f"interviews:{name}", args=args))


def of_form(what, given):
    """Values as the form of one thing to do sends them; files have its name alone."""
    return {key if key == what else f"{what}-{key}": value for key, value in given.items()}


def do(viewer, one, interview, what, **given):
    address = reverse("interviews:do", args=[one.pk, interview.pk, what])
    return signed_in(viewer).post(address, of_form(what, given))


def test_the_case_shows_its_interviews_and_evidence():
    one = make.case()
    make.noticed(one)
    actions_evidence.add(one.pk, actor=one.lead, kind="object", description="A torn button")
    text = signed_in(one.lead).get(reverse("complaints:detail", args=[one.pk])).content.decode()
    assert "A torn button" in text
    assert "5 open" in text
    assert reverse("interviews:new", args=[one.pk]) in text
    chief = (
        signed_in(complaint.person("chief")).get(reverse("complaints:detail", args=[one.pk])).content.decode()
    )
    assert "A torn button" in chief
    assert reverse("interviews:new", args=[one.pk]) not in chief


def test_an_interview_from_plan_to_transcript_through_the_pages():
    one = make.case()
    begins = timezone.now() + timedelta(days=2)
    plan = {
        "part": "accused", "officer": str(one.officer.pk), "planned_at": local(begins), "place": "Room 2", "language": "es",
        "ends_at": local(begins + timedelta(hours=1)), "nature": make.NATURE, "hour": "on_duty",
        "compensation": "not_due", "representative_waived": "on", "may_record_told": "on",
    }  # fmt: skip
    made = signed_in(one.lead).post(reverse("interviews:new", args=[one.pk]), plan)
    assert made.status_code == 302
    with make.platform(one.pk):
        interview = Interview.objects.within_look().get()
    assert local(interview.planned_at) == local(begins)
    person = {
        "role": "in_charge",
        "name": "Dana Reyes",
        "rank": "Sergeant",
        "command": "Internal affairs",
        "asks_as": "1",
    }
    assert do(one.lead, one, interview, "person", **person).status_code == 302
    assert do(one.lead, one, interview, "serve", way="hand").status_code == 302
    make.past(one, interview)
    refused = do(one.lead, one, interview, "hold")
    assert refused.status_code == 400
    began = make.seen(one, interview.pk).planned_at
    happened = {
        "began_at": local(began), "ended_at": local(began + timedelta(minutes=50)), "compelled": "yes",
        "admonition_at": local(began + timedelta(minutes=5)), "recorded": "yes", "recorded_by_officer": "no",
        "needs_met": "on", "no_pressure": "on",
    }  # fmt: skip
    assert do(one.lead, one, interview, "happened", **happened).status_code == 302
    again = do(one.lead, one, interview, "hold")
    assert again.status_code == 400
    assert "no photograph or home address given out (Gov. Code 3303(e))" in again.content.decode()
    why = {"rule": "no_press", "reason": "A reporter stood outside; nobody had told him."}
    assert do(one.lead, one, interview, "depart", **why).status_code == 302
    assert do(one.lead, one, interview, "hold").status_code == 302
    said = {"statement": "I raised my voice.", "summary": "Admits it."}
    assert do(one.lead, one, interview, "write", **said).status_code == 302
    assert do(one.lead, one, interview, "give", transcript_given_on=today().isoformat()).status_code == 302
    text = page(one.lead, "interview", one.pk, interview.pk).content.decode()
    assert "A reporter stood outside" in text
    assert "I raised my voice." in text


@pytest.mark.parametrize(
    ("what", "given"),
    [
        ("person", {"role": "asks", "name": "Lou"}),
        ("person", {}),
        ("break", {"began_at": "yesterday", "ended_at": ""}),
        ("break", {"began_at": "2026-11-01T10:00", "ended_at": "2026-11-01T09:00"}),
        ("serve", {"way": "pigeon"}),
        ("serve", {"way": "hand", "served_at": "2099-01-01T10:00"}),
        ("happened", {"began_at": "2026-11-01T10:00"}),
        ("happened", {"began_at": "2026-11-01T10:00", "ended_at": "2026-11-01T09:00"}),
        ("happened", {"rights_at": "2026-11-01T10:00"}),
        ("depart", {"rule": "weather", "reason": "x"}),
        ("depart", {"rule": "hour", "reason": " "}),
        ("postpone", {"planned_at": "2026-01-01T10:00", "ends_at": "2026-01-01T11:00", "reason": "x"}),
        ("hold", {}),
        ("give", {"transcript_given_on": "2026-01-01"}),
        ("refuse", {"reason": ""}),
        ("refuse", {"reason": "Says nothing."}),
        ("write", {"statement": "x"}),
        ("transcript", {}),
        ("drop", {"person": "nobody"}),
    ],
)
def test_what_does_not_fit_comes_back_with_its_words(what, given):
    one = make.case()
    interview = make.noticed(one)
    answer = do(one.lead, one, interview, what, **given)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert make.seen(one, interview.pk).state == "noticed"


def test_a_closed_case_takes_nothing_new():
    lead, boss = complaint.person("ia_investigator"), complaint.commander()
    pk = complaint.closed(lead=lead, by=boss).complaint_id
    begins = timezone.now() + timedelta(days=1)
    plan = {"part": "witness", "name": "Lou", "place": "x", "language": "en", "planned_at": local(begins),
            "ends_at": local(begins + timedelta(hours=1))}  # fmt: skip
    client = signed_in(lead)
    for name, sent in (("new", plan), ("new_evidence", {"kind": "object", "description": "A torn button"})):
        answer = client.post(reverse(f"interviews:{name}", args=[pk]), sent)
        assert answer.status_code == 400
        assert "This case is closed" in answer.content.decode()
    assert (
        reverse("interviews:new", args=[pk])
        not in client.get(reverse("complaints:detail", args=[pk])).content.decode()
    )


def test_there_is_nothing_else_to_do():
    one = make.case()
    assert do(one.lead, one, make.planned(one), "delete").status_code == 404


def test_files_go_to_who_was_interviewed_or_to_the_case():
    one = make.case()
    interview = make.noticed(one)
    for what in ("transcript", "notes"):
        sent = SimpleUploadedFile(f"{what}.pdf", PDF + what.encode() + b"\n%%EOF\n")
        assert do(one.lead, one, interview, what, **{what: sent}).status_code == 302
    with make.platform(one.pk):
        kept = attachments.of(interview)
    assert sorted(file.policy for file in kept) == ["interviews.notes", "interviews.transcript"]
    answer = page(one.lead, "file", one.pk, interview.pk, kept[0].pk)
    assert (answer.status_code, answer["Content-Disposition"].startswith("attachment")) == (200, True)
    assert AuditEntry.objects.filter(action="interviews.file_opened", case_ref=str(one.pk)).count() == 1
    other = make.planned(one)
    assert page(one.lead, "file", one.pk, other.pk, kept[0].pk).status_code == 404


def test_somebody_is_taken_off_the_list():
    one = make.case()
    interview = make.planned(one)
    make.manned(one, interview)
    with make.platform(one.pk):
        second = Person.objects.within_look().get(asks_as=2)
    assert do(one.lead, one, interview, "drop", person=str(second.pk)).status_code == 302
    with make.platform(one.pk):
        assert Person.objects.within_look().count() == 1


def test_evidence_through_the_pages():
    one = make.case()
    second = complaint.person("ia_investigator")
    grants.let_in(one.boss, "complaints", one.pk, second, role="investigator", reason="Helps.")
    sent = {"kind": "document", "description": "A report", "files": SimpleUploadedFile("a.pdf", PDF)}
    assert (
        signed_in(one.lead).post(reverse("interviews:new_evidence", args=[one.pk]), sent).status_code == 302
    )
    with make.platform(one.pk):
        item = Evidence.objects.within_look().get()
        (file,) = attachments.of(item)

    def post(viewer, what, **given):
        return signed_in(viewer).post(
            reverse("interviews:do_evidence", args=[one.pk, item.pk, what]), of_form(what, given)
        )

    assert post(one.lead, "check").status_code == 302
    assert post(one.lead, "hand_over", why="x").status_code == 400
    assert post(one.lead, "hand_over", why="To compare it.", to_account=str(second.pk)).status_code == 302
    assert post(one.lead, "answer", received="yes").status_code == 400
    assert (
        "waits for your answer"
        in signed_in(second).get(reverse("complaints:detail", args=[one.pk])).content.decode()
    )
    assert post(second, "answer", received="yes", condition="Whole").status_code == 302
    text = page(one.lead, "evidence", one.pk, item.pk).content.decode()
    assert file.original_sha256 in text
    assert "unchanged" in text
    assert page(one.lead, "evidence_file", one.pk, item.pk, file.pk).content == PDF


def test_a_refused_item_keeps_what_was_typed():
    one = make.case()
    sent = {
        "kind": "video",
        "description": "",
        "system": "body-worn video",
        "files": SimpleUploadedFile("a.exe", b"MZ"),
    }
    answer = signed_in(one.lead).post(reverse("interviews:new_evidence", args=[one.pk]), sent)
    assert answer.status_code == 400
    assert 'value="body-worn video"' in answer.content.decode()


def every_page(one, interview, item, notice):
    """Addresses of a case's interviews and evidence: to read, and to write."""
    read = [
        reverse("interviews:interview", args=[one.pk, interview.pk]),
        reverse("interviews:served", args=[one.pk, interview.pk, notice.pk]),
        reverse("interviews:evidence", args=[one.pk, item.pk]),
    ]
    write = [
        reverse("interviews:new", args=[one.pk]),
        reverse("interviews:new_evidence", args=[one.pk]),
        *(
            reverse("interviews:do", args=[one.pk, interview.pk, what])
            for what in ("person", "write", "hold", "serve")
        ),
        *(reverse("interviews:do_evidence", args=[one.pk, item.pk, what]) for what in ("hand_over", "check")),
    ]
    return read, write


@pytest.mark.parametrize(
    ("role", "status"),
    [("officer", 403), ("sergeant", 404), ("command", 404), ("ia_investigator", 404), ("city_manager", 404),
     ("analyst", 403), ("records", 403), ("administrator", 403), ("auditor", 403), ("criminal_investigator", 403),
     ("subject", 403), ("recused", 404)],
)  # fmt: skip
def test_nobody_else_reads_or_changes_anything(role, status):
    one = make.case()
    interview = make.held(one)
    actions.write_down(
        one.pk, interview.pk, actor=one.lead, statement="I raised my voice.", summary="Admits it."
    )
    item = actions_evidence.add(one.pk, actor=one.lead, kind="object", description="A torn button")
    with make.platform(one.pk):
        notice = interview.notices.within_look().first()
    viewer = {"subject": one.account, "recused": one.lead}.get(role) or complaint.person(role)
    if role == "recused":
        grants.recuse(one.boss, "complaints", one.pk, one.lead, reason="A cousin.")
    read, write = every_page(one, interview, item, notice)
    client = signed_in(viewer)
    for address in read:
        answer = client.get(address)
        assert (address, answer.status_code) == (address, status)
        assert not {"I raised my voice.", "A torn button", "Room 2", "Lee, Sam"} & set(
            answer.content.decode().split("\n")
        )
        assert b"torn button" not in answer.content
        assert b"my voice" not in answer.content
    for address in write:
        assert (address, client.post(address, {"reason": "x"}).status_code) == (address, status)
    assert make.seen(one, interview.pk).state == "held"


def test_oversight_and_the_chief_read_and_change_nothing():
    one = make.case()
    interview = make.noticed(one)
    item = actions_evidence.add(one.pk, actor=one.lead, kind="object", description="A torn button")
    with make.platform(one.pk):
        notice = interview.notices.within_look().first()
    read, write = every_page(one, interview, item, notice)
    for role in ("oversight", "chief"):
        client = signed_in(complaint.person(role))
        for address in read:
            answer = client.get(address)
            assert answer.status_code == 200
            assert 'action="/console/complaints/' not in answer.content.decode()
        for address in write:
            assert client.post(address, {}).status_code == 403


def test_who_may_only_read_by_grant_is_told_so():
    one = make.case()
    reader = complaint.person("command")
    grants.let_in(one.boss, "complaints", one.pk, reader, role="oversight", reason="To know of it.")
    interview = make.planned(one)
    assert page(reader, "interview", one.pk, interview.pk).status_code == 200
    assert do(reader, one, interview, "person", role="present", name="Lou").status_code == 403


def test_one_page_one_look():
    one = make.case()
    interview = make.noticed(one)
    rows = AuditEntry.objects.filter(action="walls.looked", actor_id=str(one.lead.pk))
    before = rows.count()
    assert page(one.lead, "interview", one.pk, interview.pk).status_code == 200
    assert rows.count() == before + 1


def test_a_criminal_track_through_the_pages():
    one, who = make.case(), complaint.person("criminal_investigator")
    day = today().isoformat()
    opened = signed_in(one.boss).post(
        reverse("interviews:new_track", args=[one.pk]), {"agency_name": "County sheriff", "opened_on": day}
    )
    (track,) = actions_criminal.tracks_of(one.boss, one.pk)
    address = reverse("interviews:track", args=[track.pk])
    assert (opened.status_code, opened["Location"]) == (302, address)

    def post(viewer, what, **given):
        return (
            signed_in(viewer)
            .post(reverse("interviews:do_track", args=[track.pk, what]), of_form(what, given))
            .status_code
        )

    assert signed_in(who).get(address).status_code == 404
    assert post(who, "note", text="x") == 404
    assert post(one.boss, "let_in", account=str(who.pk), reason="Works for the sheriff.") == 302
    assert post(one.boss, "let_in", account=str(who.pk), reason="Twice.") == 400
    assert post(one.boss, "note", text="x") == 404
    assert post(who, "note", text="Witness seen on Monday.") == 302
    assert post(who, "let_in", account=str(one.lead.pk), reason="x") == 404
    assert post(who, "refer", referred_on="2020-01-01") == 400
    assert post(who, "refer", referred_on=day) == 302
    assert post(one.boss, "toll", reason="") == 400
    assert post(one.boss, "toll", reason="The sheriff investigates.") == 302
    text = signed_in(who).get(address).content.decode()
    assert "Witness seen on Monday." in text
    assert f"/console/complaints/{one.pk}" not in text
    assert signed_in(who).get(reverse("complaints:detail", args=[one.pk])).status_code == 403
    listed = signed_in(who).get(reverse("interviews:tracks")).content.decode()
    assert address in listed
    assert (
        address
        not in signed_in(complaint.person("criminal_investigator"))
        .get(reverse("interviews:tracks"))
        .content.decode()
    )
    beside = signed_in(one.boss).get(reverse("complaints:detail", args=[one.pk])).content.decode()
    assert address in beside
    with walls.looking(one.boss, "criminal_matter", case=track.pk):
        assert "County sheriff" in signed_in(one.boss).get(address).content.decode()
