"""The database's server goes away while rows are on their way to it: the import is not given up."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from factories.people import person

from commonbeat.front.staff_imports import actions
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.intake import loading
from commonbeat.kernel.intake.models import IntakeRun
from commonbeat.operations.calls.models import Call

CSV = b"Incident Number,Call Type,Received,Beat\n1,NOISE,2025-03-01 10:00:00,1A\n"


def standing(run: IntakeRun) -> tuple[str, int, int]:
    """State of the run, calls on file, and how often it was written down that it finished."""
    run.refresh_from_db()
    return run.state, Call.objects.count(), AuditEntry.objects.filter(action="intake.finished").count()


@pytest.mark.usefixtures("fresh_db")
def test_it_waits_for_its_turn_again(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.COMMONBEAT_HOME = tmp_path
    run = actions.upload(person("analyst"), SimpleUploadedFile("march.csv", CSV), "calls", "")
    text = run.mapping_text.replace('received_at = ""', 'received_at = "Received"')
    copy = loading.Loader._copy

    def cut_off(self: loading.Loader, *args: Any) -> None:
        with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [self._raw.connection.info.backend_pid])
        copy(self, *args)  # raises the driver's own error, which a job would not try again after

    with monkeypatch.context() as patch:
        patch.setattr(loading.Loader, "_copy", cut_off)
        with pytest.raises(OperationalError):
            actions.start(person("records"), run, text)
    assert standing(run) == ("queued", 0, 0)
    actions.perform(run.pk)
    assert standing(run) == ("done", 1, 1)
