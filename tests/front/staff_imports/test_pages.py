"""Upload, preview, trial, import, rejects."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from factories.people import person, signed_in

from commonbeat.city.roster.models import Shift
from commonbeat.kernel.intake.models import IntakeRun
from commonbeat.operations.calls.models import Call

pytestmark = pytest.mark.django_db
CSV = b"Incident Number,Call Type,Received,Beat\n1,NOISE,2025-03-01 10:00:00,1A\n2,FIGHT,2025-03-01 11:00:00,1B\n"


def test_a_file_goes_from_upload_to_result(settings, tmp_path) -> None:
    settings.COMMONBEAT_HOME = tmp_path
    browser = signed_in(person("analyst"))
    bad = CSV + b"3,THEFT,yesterday,1A\n"
    sent = browser.post(
        "/console/imports/new/", {"target": "calls", "file": SimpleUploadedFile("march.csv", bad)}
    )
    run = IntakeRun.objects.get()
    assert sent.headers["Location"] == f"/console/imports/{run.pk}/"
    page = browser.get(sent.headers["Location"])
    assert b"Incident Number" in page.content
    text = page.context["form"]["mapping"].value()
    assert 'external_id = "Incident Number"' in text
    text = text.replace('received_at = ""', 'received_at = "Received"')
    tried = browser.post(f"/console/imports/{run.pk}/try/", {"mapping": text})
    assert (tried.context["outcome"].accepted, tried.context["outcome"].rejected) == (2, 1)
    assert Call.objects.count() == 0
    browser.post(f"/console/imports/{run.pk}/start/", {"mapping": text})
    run.refresh_from_db()
    assert (run.state, run.accepted, run.rejected, run.file_name) == ("done", 2, 1, "march.csv")
    assert Call.objects.count() == 2
    rejected = browser.get(f"/console/imports/{run.pk}/rejects.csv")
    assert b"yesterday" in b"".join(rejected.streaming_content)
    assert b"march.csv" in browser.get("/console/imports/").content


def test_a_file_that_is_no_table_is_refused_on_the_form(settings, tmp_path) -> None:
    settings.COMMONBEAT_HOME = tmp_path
    browser = signed_in(person("analyst"))
    page = browser.post(
        "/console/imports/new/", {"target": "calls", "file": SimpleUploadedFile("a.csv", b"%PDF-1.7 x")}
    )
    assert b"is a PDF" in page.content
    assert IntakeRun.objects.count() == 0


def test_a_roster_comes_in_with_its_mapping(settings, tmp_path) -> None:
    settings.COMMONBEAT_HOME = tmp_path
    browser = signed_in(person("analyst"))
    assert b"Roster: officers, units and turns of duty" in browser.get("/console/imports/new/").content
    rows = b"Badge,Name,Rank,Sworn,Unit,Beat,Date,Start,End\n7,Ana Reyes,Officer,Y,12A,2B,2025-03-01,19:00,07:00\n"
    sent = {"target": "roster", "mapping": "roster-example", "file": SimpleUploadedFile("march.csv", rows)}
    browser.post("/console/imports/new/", sent)
    run = IntakeRun.objects.get()
    browser.post(f"/console/imports/{run.pk}/start/", {"mapping": run.mapping_text})
    run.refresh_from_db()
    assert (run.state, run.accepted) == ("done", 1)
    assert Shift.objects.get().member.name == "Ana Reyes"


def test_a_refused_file_is_named_as_the_reader_knows_it(settings, tmp_path) -> None:
    settings.COMMONBEAT_HOME = tmp_path
    file = SimpleUploadedFile("march.csv", b"a,b\n")
    answer = signed_in(person("analyst")).post("/console/imports/new/", {"target": "calls", "file": file})
    assert "march.csv holds a header but no rows." in answer.content.decode()


def test_a_call_of_a_day_to_come_is_rejected(settings, tmp_path) -> None:
    settings.COMMONBEAT_HOME = tmp_path
    browser = signed_in(person("analyst"))
    file = SimpleUploadedFile("march.csv", CSV.replace(b"2025-03-01 11:00", b"2999-03-01 11:00"))
    page = browser.post("/console/imports/new/", {"target": "calls", "file": file}).url
    text = IntakeRun.objects.get().mapping_text.replace('received_at = ""', 'received_at = "Received"')
    browser.post(f"{page}start/", {"mapping": text})
    assert "The time received lies in the future" in browser.get(page).content.decode()
    run = IntakeRun.objects.get()
    assert (run.state, run.read, run.accepted, run.rejected) == ("done", 2, 1, 1)
    assert list(Call.objects.values_list("external_id", flat=True)) == ["1"]


def test_an_old_failure_does_not_stand_above_a_trial_run_that_went_well(settings, tmp_path) -> None:
    settings.COMMONBEAT_HOME = tmp_path
    browser = signed_in(person("analyst"))
    backwards = CSV.replace(b"Beat\n", b"Beat,Sent\n").replace(b",1A\n", b",1A,2025-03-01 09:00:00\n")
    file = SimpleUploadedFile("march.csv", backwards.replace(b",1B\n", b",1B,2025-03-01 11:05:00\n"))
    page = browser.post("/console/imports/new/", {"target": "calls", "file": file}).url
    unmapped = re.sub("received_at = .*", 'received_at = ""', IntakeRun.objects.get().mapping_text)
    why = "received_at is not mapped yet: name its column in the mapping."
    browser.post(f"{page}start/", {"mapping": unmapped})
    run = IntakeRun.objects.get()
    assert (run.state, run.message) == ("failed", why)
    assert why in browser.get(page).content.decode()
    text = unmapped.replace('received_at = ""', 'received_at = "Received"\ndispatched_at = "Sent"')
    tried = browser.post(f"{page}try/", {"mapping": text}).content.decode()
    assert "1 row is flagged dispatched_at_before_received_at." in tried
    assert why not in tried
