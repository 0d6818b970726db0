"""What becomes of rows: accepted, updated, unchanged, rejected; killed and run again."""

from pathlib import Path

import pytest

from commonbeat.kernel.audit import SYSTEM
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.intake import engine, loading
from commonbeat.kernel.intake.engine import Outcome, abandon_dead_runs, run
from commonbeat.kernel.intake.mapping import parse
from commonbeat.kernel.intake.models import IntakeRun
from commonbeat.kernel.intake.targets import target
from commonbeat.operations.calls.models import Call, CallUnit

pytestmark = pytest.mark.django_db
MAPPING = """
[source]
name = "test"
[clock]
zone = "America/New_York"
[rows]
per = "{per}"
[columns]
external_id = "id"
type_code = "type"
received_at = "received"
dispatched_at = "sent"
unit_code = "unit"
"""
HEAD = "id,type,received,sent,unit\n"


def take(tmp_path: Path, rows: str, per: str = "record", dry_run: bool = False) -> Outcome:
    path = tmp_path / "calls.csv"
    path.write_text(HEAD + rows)
    goal = target("calls")
    return run(path, goal, parse(MAPPING.format(per=per), goal), actor=SYSTEM, dry_run=dry_run)


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.accepted, outcome.updated, outcome.unchanged, outcome.rejected


ONE = "1,NOISE,2025-03-01 10:00,2025-03-01 10:05,P1\n"
TWO = "2,NOISE,2025-03-01 11:00,,\n"


def test_a_second_run_changes_nothing_and_a_changed_row_updates_one(tmp_path: Path) -> None:
    assert counts(take(tmp_path, ONE + TWO)) == (2, 0, 0, 0)
    before = list(Call.objects.order_by("number").values())
    assert counts(take(tmp_path, ONE + TWO)) == (0, 0, 2, 0)
    assert list(Call.objects.order_by("number").values()) == before
    assert counts(take(tmp_path, ONE.replace("P1", "P2") + TWO)) == (0, 1, 1, 0)
    assert [unit.unit_code for unit in CallUnit.objects.all()] == ["P2"]
    assert AuditEntry.objects.filter(action="intake.finished").count() == 3


def test_of_repeated_keys_the_last_row_stands(tmp_path: Path) -> None:
    rows = ONE + TWO + ONE.replace("NOISE", "FIGHT") + TWO
    assert counts(take(tmp_path, rows)) == (2, 1, 1, 0)
    assert Call.objects.get(number="1").type_code == "FIGHT"
    assert counts(take(tmp_path, rows)) == (0, 0, 4, 0)
    assert Call.objects.get(number="1").type_code == "FIGHT"


def test_several_rows_of_one_call_are_merged_in_any_order(tmp_path: Path) -> None:
    second = ONE.replace("10:05,P1", "10:02,P2")
    assert counts(take(tmp_path, ONE + TWO + second, per="part")) == (3, 0, 0, 0)
    call = Call.objects.get(number="1")
    assert (call.unit_count, f"{call.dispatched_at:%H:%M}") == (2, "15:02")
    assert [unit.unit_code for unit in call.units.order_by("unit_code")] == ["P1", "P2"]
    assert counts(take(tmp_path, second + ONE + TWO, per="part")) == (0, 0, 3, 0)


def test_a_trial_run_keeps_nothing(tmp_path: Path) -> None:
    assert counts(take(tmp_path, ONE + TWO, dry_run=True)) == (2, 0, 0, 0)
    assert (Call.objects.count(), IntakeRun.objects.count()) == (0, 0)


def test_stopped_while_writing_and_run_again_is_as_if_run_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(self: loading.Loader) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(loading.Loader, "_write_parts", power_cut)
        with pytest.raises(KeyboardInterrupt):
            take(tmp_path, ONE + TWO)
    assert Call.objects.count() == 0
    assert counts(take(tmp_path, ONE + TWO)) == (2, 0, 0, 0)


def test_a_run_whose_process_is_gone_is_marked_abandoned(db: None) -> None:
    host = engine.process_name().split("/")[0]
    dead = IntakeRun.objects.create(target="calls", file_name="a.csv", process=f"{host}/1/0")
    alive = IntakeRun.objects.create(target="calls", file_name="b.csv", process=engine.process_name())
    assert abandon_dead_runs() == 1
    dead.refresh_from_db()
    alive.refresh_from_db()
    assert (dead.state, alive.state) == ("abandoned", "running")
