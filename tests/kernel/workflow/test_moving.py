"""Moves: what they check, what they write, and what happens when they cannot."""

import uuid6

from commonbeat.kernel import workflow


def test_a_move_writes_state_move_and_audit(fences, mender, resident, fence_model):
    fence = fence_model(id=uuid6.uuid7())
    first = workflow.begin(fence, actor=resident, capability=None)
    step = workflow.move(fence, "take", actor=mender, values={"owner": "Ana"})
    fence.refresh_from_db()
    assert (fence.state, fence.owner) == ("taken", "Ana")
    assert list(workflow.history(fence)) == [first, step]
