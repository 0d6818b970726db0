"""A large file goes to the worker: progress on its page, cancelled while it waits or runs, rejects to download."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from factories.people import person, signed_in

from commonbeat.front.staff_imports.queries import AT_ONCE_BYTES
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.intake import watching
from commonbeat.kernel.intake.loading import Loader
from commonbeat.kernel.intake.models import IntakeRun
from commonbeat.kernel.jobs.worker import run_worker
from commonbeat.operations.calls.models import Call

ROWS = 40_000
HEAD = "Incident Number,Call Type,Received,Beat\n"


def large() -> bytes:
    """Forty thousand calls, every ten thousandth without a date."""
    rows = [
        f"L{i:06d},NOISE COMPLAINT WITH MANY WORDS,{'' if i % 10_000 == 7 else '2025-03-01 10:00:00'},1A\n"
        for i in range(ROWS)
    ]
    return (HEAD + "".join(rows)).encode()


@pytest.fixture
def browser(fresh_db: str, settings, tmp_path) -> Client:
    settings.COMMONBEAT_HOME = tmp_path
    return signed_in(person("analyst"))


def begin(browser: Client) -> IntakeRun:
    """Upload and start."""
    data = large()
    assert len(data) > AT_ONCE_BYTES
    browser.post("/console/imports/new/", {"target": "calls", "file": SimpleUploadedFile("year.csv", data)})
    run = IntakeRun.objects.get()
    text = run.mapping_text.replace('received_at = ""', 'received_at = "Received"')
    sent = browser.post(f"/console/imports/{run.pk}/start/", {"mapping": text})
    assert sent.status_code == 302
    run.refresh_from_db()
    return run


def test_the_worker_brings_it_in_and_the_page_gives_account_and_rejects(browser: Client) -> None:
    run = begin(browser)
    assert (run.state, Call.objects.count()) == ("queued", 0)
    waiting = browser.get(f"/console/imports/{run.pk}/")
    assert waiting.headers["Refresh"] == "3"
    assert b"waits for its turn" in waiting.content
    run_worker(once=True)
    run.refresh_from_db()
    assert (run.state, run.read, run.accepted, run.rejected) == ("done", ROWS, ROWS - 4, 4)
    assert run.bytes_done == run.file_size
    page = browser.get(f"/console/imports/{run.pk}/")
    assert "Refresh" not in page.headers
    assert b"40,000" in page.content
    assert [one["row"] for one in page.context["rejects"]] == ["9", "10009", "20009", "30009"]
    assert page.content.count(b"received_at is missing") == 4
    rejected = b"".join(browser.get(f"/console/imports/{run.pk}/rejects.csv").streaming_content).decode()
    assert rejected.splitlines()[0] == "_row,_column,_value,_reason,Incident Number,Call Type,Received,Beat"
    assert rejected.splitlines()[1].startswith("9,Received,,received_at is missing,L000007,")


def test_progress_shows_while_it_runs_and_it_can_be_stopped(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begin(browser)
    monkeypatch.setattr(watching, "EVERY", 0)
    seen: list[bytes] = []
    add = Loader.add

    def press_stop(self: Loader, frame: object) -> None:
        add(self, frame)
        self.settle()
        IntakeRun.objects.filter(pk=run.pk).update(bytes_done=run.file_size // 2)
        seen.append(browser.get(f"/console/imports/{run.pk}/").content)
        browser.post(f"/console/imports/{run.pk}/cancel/")
        seen.append(browser.get(f"/console/imports/{run.pk}/").content)

    monkeypatch.setattr(Loader, "add", press_stop)
    run_worker(once=True)
    run.refresh_from_db()
    assert b'<progress class="cb-progress" id="progress" max="100" value="50">' in seen[0]
    assert b"Stop this import" in seen[0]
    assert b"is being stopped" in seen[1]
    assert b"Stop this import" not in seen[1]
    assert (run.state, run.accepted, Call.objects.count()) == ("cancelled", 0, 0)
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"imports.cancel_asked", "intake.cancelled"} <= actions
    # It may be begun again, from the start.
    monkeypatch.setattr(Loader, "add", add)
    browser.post(f"/console/imports/{run.pk}/start/", {"mapping": run.mapping_text})
    run_worker(once=True)
    assert Call.objects.count() == ROWS - 4


def test_stopped_while_it_waits_it_never_begins(browser: Client) -> None:
    run = begin(browser)
    browser.post(f"/console/imports/{run.pk}/cancel/")
    run_worker(once=True)
    run.refresh_from_db()
    assert (run.state, Call.objects.count()) == ("cancelled", 0)
    late = browser.post(f"/console/imports/{run.pk}/cancel/", follow=True)
    assert b"has ended already" in late.content


def test_a_trial_of_a_large_file_takes_its_first_rows(browser: Client) -> None:
    browser.post(
        "/console/imports/new/", {"target": "calls", "file": SimpleUploadedFile("year.csv", large())}
    )
    run = IntakeRun.objects.get()
    text = run.mapping_text.replace('received_at = ""', 'received_at = "Received"')
    page = browser.post(f"/console/imports/{run.pk}/try/", {"mapping": text})
    outcome = page.context["outcome"]
    assert outcome.read == 32_768
    assert "Only the first 32768 rows were tried." in outcome.notes
    assert Call.objects.count() == 0
