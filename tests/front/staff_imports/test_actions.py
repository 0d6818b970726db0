"""An import that is interrupted comes to its end all the same, and only once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from factories.people import person
from procrastinate.contrib.django.models import ProcrastinateJob

from commonbeat.front.staff_imports import actions
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.intake import engine
from commonbeat.kernel.intake.models import IntakeRun
from commonbeat.operations.calls.models import Call

pytestmark = pytest.mark.django_db
CSV = b"Incident Number,Call Type,Received,Beat\n1,NOISE,2025-03-01 10:00:00,1A\n"


@pytest.fixture
def run(settings, tmp_path) -> IntakeRun:
    settings.COMMONBEAT_HOME = tmp_path
    return actions.upload(person("analyst"), SimpleUploadedFile("march.csv", CSV), "calls", "")


@pytest.fixture
def text(run: IntakeRun) -> str:
    return run.mapping_text.replace('received_at = ""', 'received_at = "Received"')


def again(run: IntakeRun) -> IntakeRun:
    run.refresh_from_db()
    return run


def finished() -> int:
    return AuditEntry.objects.filter(action="intake.finished").count()


def test_a_small_import_that_is_killed_at_once_has_a_job_behind_it(run, text, monkeypatch):
    monkeypatch.setattr(actions, "perform", lambda pk, **how: None)  # killed before it began
    assert actions.start(person("records"), run, text)
    monkeypatch.undo()
    assert again(run).state == "queued"
    (job,) = ProcrastinateJob.objects.filter(task_name="imports.run")
    assert job.scheduled_at is not None
    actions.perform(job.args["run"])
    assert (again(run).state, Call.objects.count(), finished()) == ("done", 1, 1)


def test_the_job_behind_a_small_import_finds_nothing_to_do(run, text):
    assert actions.start(person("records"), run, text)
    actions.perform(run.pk)
    assert (again(run).state, Call.objects.count(), finished()) == ("done", 1, 1)


def test_an_import_that_loses_the_database_waits_for_its_turn_again(run, text, monkeypatch):
    def lose(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(actions, "connection", type("Open", (), {"close": staticmethod(lambda: None)}))
    monkeypatch.setattr(engine, "run", lose)
    with pytest.raises(OperationalError):
        actions.start(person("records"), run, text)
    assert again(run).state == "queued"
    monkeypatch.undo()
    actions.perform(run.pk)
    assert (again(run).state, finished()) == ("done", 1)


def test_an_import_this_process_lost_is_taken_up_again(run, text):
    mine = engine.process_name()
    IntakeRun.objects.filter(pk=run.pk).update(state="running", process=mine, mapping_text=text)
    actions.perform(run.pk)
    assert (again(run).state, finished()) == ("done", 1)


def test_an_import_another_process_works_on_is_looked_at_later(run, text):
    IntakeRun.objects.filter(pk=run.pk).update(state="running", process="elsewhere/1/1", mapping_text=text)
    actions.perform(run.pk)
    assert (again(run).state, finished()) == ("running", 0)
    (job,) = ProcrastinateJob.objects.filter(task_name="imports.run")
    assert job.scheduled_at is not None


def test_an_import_is_not_begun_twice_in_one_process(run, text, monkeypatch):
    IntakeRun.objects.filter(pk=run.pk).update(state="queued", mapping_text=text)
    monkeypatch.setattr(actions, "_at_work", {run.pk})
    actions.perform(run.pk)
    assert (again(run).state, finished()) == ("queued", 0)
