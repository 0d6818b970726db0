"""Imports of protected records: seen, started and read by those who may, and by nobody else who sees imports."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from factories.people import person, signed_in
from typer.testing import CliRunner

from commonbeat.accountability.complaints.models import Complaint
from commonbeat.front.cli.main import app
from commonbeat.kernel import audit, walls
from commonbeat.kernel.access import actions as people
from commonbeat.kernel.files.models import StoredFile
from commonbeat.kernel.intake.models import IntakeRun

pytestmark = pytest.mark.django_db
REPO = Path(__file__).resolve().parents[3]
MAPPING = (
    '[source]\nname = "old"\ntarget = "complaints"\n[columns]\nexternal_id = "id"\nreceived_at = "received"\n'
    'text = "summary"\n'
)
CSV = b"id,received,summary\nA,2020-01-01,secret words\nB,someday,more secrets\n"


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.COMMONBEAT_HOME = tmp_path


def uploaded(browser) -> IntakeRun:
    sent = browser.post(
        "/console/imports/new/", {"target": "complaints", "file": SimpleUploadedFile("cases.csv", CSV)}
    )
    assert sent.status_code == 302
    return IntakeRun.objects.get()


def test_the_commander_brings_complaints_in_and_the_file_does_not_stay():
    browser = signed_in(person("ia_commander"))
    choices = dict(browser.get("/console/imports/new/").context["form"].fields["target"].choices)
    assert sorted(choices) == ["complaint-accused", "complaints"]
    run = uploaded(browser)
    assert b"secret words" in browser.get(f"/console/imports/{run.pk}/").content
    browser.post(f"/console/imports/{run.pk}/start/", {"mapping": MAPPING})
    run.refresh_from_db()
    assert (run.state, run.accepted, run.rejected, run.stored_file) == ("done", 1, 1, None)
    assert StoredFile.objects.count() == 0
    assert b"more secrets" in b"".join(
        browser.get(f"/console/imports/{run.pk}/rejects.csv").streaming_content
    )
    with walls.looking(audit.SYSTEM, "complaint_list"):
        assert Complaint.objects.within_look().get().text == "secret words"
    assert "/console/imports/" in browser.get("/console/imports/").content.decode()


@pytest.mark.parametrize(
    "role", ["chief", "command", "analyst", "records", "administrator", "ia_investigator"]
)
def test_others_do_not_learn_of_it(role):
    run = uploaded(signed_in(person("ia_commander")))
    signed = signed_in(person(role))
    for page in ("", "rejects.csv"):
        assert signed.get(f"/console/imports/{run.pk}/{page}").status_code == 404 or role in (
            "administrator", "ia_investigator",
        )  # fmt: skip
        assert b"secret" not in signed.get(f"/console/imports/{run.pk}/{page}").content
    for step in ("try", "start", "cancel"):
        sent = signed.post(f"/console/imports/{run.pk}/{step}/", {"mapping": MAPPING})
        assert sent.status_code in (403, 404)
    listed = signed.get("/console/imports/")
    assert listed.status_code in (200, 403)
    assert b"cases.csv" not in listed.content
    run.refresh_from_db()
    assert run.state == "waiting"


def test_an_analyst_cannot_name_the_target_and_the_commander_no_other():
    analyst, commander = signed_in(person("analyst")), signed_in(person("ia_commander"))
    page = analyst.get("/console/imports/new/")
    assert "complaints" not in dict(page.context["form"].fields["target"].choices)
    for browser, what in ((analyst, "complaints"), (commander, "calls")):
        sent = browser.post(
            "/console/imports/new/", {"target": what, "file": SimpleUploadedFile("a.csv", CSV)}
        )
        assert "target" in sent.context["form"].errors
    calls = IntakeRun.objects.create(target="calls", source="x", file_name="calls.csv", state="done")
    assert commander.get(f"/console/imports/{calls.pk}/").status_code == 403
    assert b"calls.csv" not in commander.get("/console/imports/").content


def test_who_lost_the_capability_before_the_worker_came_brings_nothing_in(monkeypatch):
    from commonbeat.front.staff_imports import actions

    commander = person("ia_commander")
    run = uploaded(signed_in(commander))
    monkeypatch.setattr(actions, "AT_ONCE_BYTES", 0)
    assert actions.start(commander, run, MAPPING)
    people.revoke_role(actor=audit.SYSTEM, user=commander, role="ia_commander", reason="moved")
    actions.perform(run.pk)
    run.refresh_from_db()
    assert (run.state, run.message) == ("failed", "Whoever started it may not any more.")


def test_the_command_line_needs_a_person_who_may(tmp_path):
    path, mapping = tmp_path / "cases.csv", tmp_path / "map.toml"
    path.write_bytes(CSV)
    mapping.write_text(MAPPING)
    person("analyst")
    person("ia_commander")
    asked = ["import", "complaints", str(path), "--mapping", str(mapping)]
    run = CliRunner().invoke
    assert (nobody := run(app, asked)).exit_code == 1
    assert "name the account that brings them in with --as" in nobody.output
    refused = run(app, [*asked, "--as", "analyst@example.test"])
    assert (refused.exit_code, IntakeRun.objects.count()) == (1, 0)
    assert "it takes complaints.import" in refused.output
    done = run(app, [*asked, "--as", "ia_commander@example.test"])
    assert done.exit_code == 3
    assert (IntakeRun.objects.get().actor_kind, IntakeRun.objects.get().accepted) == ("user", 1)
