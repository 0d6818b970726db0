"""Loading records with their histories, and the same step with many."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import uuid6

from commonbeat.kernel import audit, workflow
from commonbeat.kernel.workflow import MoveRefused, Process
from commonbeat.kernel.workflow.models import Move

START = datetime(2026, 1, 5, 16, tzinfo=UTC)
CLERK = audit.Actor("command", "load")


def past(model: Any, steps: list[tuple[str, str]]) -> tuple[Any, list[Move]]:
    """A fence with the moves of its past."""
    record = model(id=uuid6.uuid7())
    moves = [workflow.begun(record, at=START, actor=CLERK)]
    for days, (name, reason) in enumerate(steps, start=1):
        at = START + timedelta(days=days)
        moves.append(workflow.made(record, name, at=at, actor=CLERK, reason=reason))
    return record, moves


def test_histories_are_loaded_as_they_were(fences: Process, fence_model: Any) -> None:
    first, moves = past(fence_model, [("take", ""), ("mend", "done")])
    second, more = past(fence_model, [])
    workflow.bulk_begin([first, second], [*moves, *more])
    states = dict(fence_model.objects.values_list("pk", "state"))
    assert states == {first.pk: "mended", second.pk: "new"}
    assert [(one.from_state, one.to_state) for one in workflow.history(first)] == [
        ("", "new"), ("new", "taken"), ("taken", "mended"),
    ]  # fmt: skip
    assert workflow.history(first).last().at == START + timedelta(days=2)
    workflow.bulk_begin([], [])


def test_a_history_that_could_not_have_happened_is_refused(fences: Process, fence_model: Any) -> None:
    with pytest.raises(ValueError, match="does not start from 'new'"):
        past(fence_model, [("mend", "done")])
    with pytest.raises(ValueError, match="needs a reason"):
        past(fence_model, [("take", ""), ("mend", "")])
    record, moves = past(fence_model, [("take", ""), ("mend", "done")])
    wrong = {
        "do not lead to its state": [moves[:2], []],
        "do not follow each other": [[moves[0], moves[2]], [moves[0], moves[2], moves[1]], moves[1:]],
    }
    for text, lists in wrong.items():
        for given in lists:
            with pytest.raises(ValueError, match=text):
                workflow.bulk_begin([record], given)
    moves[2].at = START
    with pytest.raises(ValueError, match="do not follow each other"):
        workflow.bulk_begin([record], moves)
    assert (fence_model.objects.count(), Move.objects.count()) == (0, 0)


def test_the_same_step_with_many_is_all_or_nothing(fences: Process, fence_model: Any, mender: Any) -> None:
    records = [fence_model(id=uuid6.uuid7(), owner="Ana") for _ in range(3)]
    for one in records:
        workflow.begin(one, actor=audit.SYSTEM, capability=None)
    workflow.move(records[2], "take", actor=mender)
    with pytest.raises(MoveRefused, match="not possible here"):
        workflow.bulk_moves(records, "take", actor=mender)
    assert sorted(fence_model.objects.values_list("state", flat=True)) == ["new", "new", "taken"]
    fresh = list(fence_model.objects.filter(state="new"))
    assert [one.transition for one in workflow.bulk_moves(fresh, "take", actor=mender)] == ["take", "take"]
    assert set(fence_model.objects.values_list("state", flat=True)) == {"taken"}
