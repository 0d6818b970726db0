from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from commonbeat.front.cli import verify
from commonbeat.kernel import audit
from commonbeat.kernel.audit import sealing, standalone_verify
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.audit.verifying import Verdict

pytestmark = pytest.mark.usefixtures("fresh_db")


@pytest.fixture
def run() -> Callable:
    app = typer.Typer()
    verify.register(app)
    return lambda *words: CliRunner().invoke(app, words)


def test_a_sound_log_ends_with_0_and_is_logged(run: Callable):
    done = run()
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "0 sealed rows in 0 seals recomputed.",
        "Not sealed yet: 0 rows.",
        "Everything fits.",
    ]
    row = AuditEntry.objects.get()
    assert (row.action, row.outcome, row.details) == ("audit.verified", "done", {"seals": 0})


def test_a_root_that_is_not_in_the_chain_ends_with_1(run: Callable):
    done = run("--root", "ab" * 32)
    assert done.exit_code == 1
    assert "log: the root held outside is not in the chain: the log was rewritten or cut off" in done.output
    assert AuditEntry.objects.get().outcome == "failed"


def test_the_export_can_be_checked_without_the_platform(run: Callable, tmp_path: Path):
    audit.register_action("tests.verified", "{actor}")
    audit.record("tests.verified", actor=audit.SYSTEM)
    sealing.seal_pending()
    assert run("--export", str(tmp_path / "log.jsonl"), "--open").exit_code == 0
    with (tmp_path / "log.jsonl").open(encoding="utf-8") as lines:
        assert list(standalone_verify.check(lines)) == []
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {
        "tests.verified",
        "audit.verified",
        "audit.exported",
    }


def test_what_waits_too_long_is_a_warning():
    late = Verdict(unsealed=3, oldest_unsealed=timedelta(minutes=5, seconds=1))
    assert verify.report(late)[1:3] == [
        "Not sealed yet: 3 rows, the oldest for 5 min 1 s.",
        "Warning: rows wait longer than five minutes. Is the worker running? Is a transaction left open?",
    ]
    assert len(verify.report(Verdict(unsealed=3, oldest_unsealed=timedelta(minutes=5)))) == 3
