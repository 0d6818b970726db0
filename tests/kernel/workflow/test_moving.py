"""Moves: what they check, what they write, and what happens when they cannot."""

from typing import Any

import pytest
import uuid6
from django.contrib.auth import get_user_model
from django.utils import translation

from commonbeat.kernel import audit, workflow
from commonbeat.kernel.access import Refused
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.workflow import MoveRefused, Process, StateWritten
from commonbeat.kernel.workflow.models import Move


@pytest.fixture
def fence(fences: Process, fence_model: Any, resident: audit.Actor) -> Any:
    """A fence as a resident reported it."""
    record = fence_model(id=uuid6.uuid7(), note="broken")
    workflow.begin(record, actor=resident, capability=None, details={"door": "web"})
    return record


def test_a_record_begins_with_move_audit_and_effects(fence: Any, heard: list[Any]) -> None:
    move = workflow.history(fence).get()
    assert (move.from_state, move.to_state, move.transition, move.actor_kind) == ("", "new", "", "resident")
    assert (move.details, move.subject_kind) == ({"door": "web"}, "workflow_fences.Fence")
    assert heard == [("new", "")]
    entry = AuditEntry.objects.get(action="tests.fence.begun")
    assert entry.details == {"door": "web", "to": "New", "move": str(move.pk)}
    assert audit.render(entry, "Someone") == f"Someone began the fence {fence.pk}"


def test_a_move_writes_state_values_move_and_audit(fence: Any, mender: Any, heard: list[Any]) -> None:
    move = workflow.move(fence, "take", actor=mender, values={"owner": "Ana"}, details={"van": 7})
    fence.refresh_from_db()
    assert (fence.state, fence.owner, fence.note) == ("taken", "Ana", "broken")
    assert [one.to_state for one in workflow.history(fence)] == ["new", "taken"]
    assert (move.from_state, move.actor_kind, move.actor_id) == ("new", "user", str(mender.pk))
    assert heard == [("new", ""), ("taken", "take")]
    entry = AuditEntry.objects.get(action="tests.fence.moved")
    told = f"Mara moved the fence {fence.pk} from “New” to “Taken”: Take"
    assert (audit.render(entry, "Mara"), entry.object_kind) == (told, "tests.fence")
    assert entry.details["van"] == 7


def test_a_record_does_not_begin_twice(fence: Any) -> None:
    with pytest.raises(ValueError, match="has begun already"):
        workflow.begin(fence, actor=audit.SYSTEM, capability=None)


def test_beginning_behind_a_closed_door_needs_its_capability(fences: Process, fence_model: Any) -> None:
    record = fence_model(id=uuid6.uuid7())
    with pytest.raises(Refused):
        workflow.begin(record, actor=audit.Actor("resident"), capability="tests.mend")
    assert (fence_model.objects.count(), Move.objects.count()) == (0, 0)


def test_what_is_missing_is_said_at_once_and_by_field(fence: Any, mender: Any) -> None:
    with pytest.raises(MoveRefused) as refused:
        workflow.move(fence, "take", actor=mender)
    assert refused.value.errors == {"owner": "“owner” is needed for this step."}

    with pytest.raises(MoveRefused) as refused:
        workflow.move(fence, "take", actor=mender, values={"owner": "x" * 21})
    assert refused.value.errors == {"owner": "Ensure this value has at most 20 characters (it has 21)."}
    fence.refresh_from_db()
    assert (fence.state, fence.owner) == ("new", "")


def test_a_reason_is_needed_where_declared_and_for_every_step_back(fence: Any, mender: Any) -> None:
    workflow.move(fence, "take", actor=mender, values={"owner": "Ana"})
    for empty in ("", "  \n"):
        with pytest.raises(MoveRefused) as refused:
            workflow.move(fence, "mend", actor=mender, reason=empty)
        assert refused.value.errors == {"reason": "Please give a reason."}
    workflow.move(fence, "mend", actor=mender, reason=" new boards ")
    assert workflow.is_open(fence) is False
    with pytest.raises(MoveRefused, match="Please give a reason"):
        workflow.move(fence, "reopen", actor=audit.Actor("resident"))
    move = workflow.move(fence, "reopen", actor=audit.Actor("resident"), reason="it fell over")
    assert (move.reason, workflow.is_open(fence)) == ("it fell over", True)


def test_a_step_from_another_state_is_refused_in_words(fence: Any, mender: Any) -> None:
    with pytest.raises(MoveRefused) as refused:
        workflow.move(fence, "mend", actor=mender, reason="quick")
    assert refused.value.errors == {"": "“Mend” is not possible here. It is now: New."}


def test_who_may_not_is_refused_and_it_is_written_down(fence: Any) -> None:
    nobody = get_user_model().objects.create(email="nobody@example.org", name="No Body")
    with pytest.raises(Refused):
        workflow.move(fence, "take", actor=nobody, values={"owner": "Me"})
    entry = AuditEntry.objects.get(action="access.refused")
    assert (entry.object_id, entry.details) == (str(fence.pk), {"capability": "tests.mend"})
    with pytest.raises(Refused):
        workflow.move(fence, "take", actor=audit.Actor("resident"), values={"owner": "Me"})


def test_the_public_door_is_for_residents_and_the_system_only(fence: Any, mender: Any) -> None:
    workflow.move(fence, "take", actor=mender, values={"owner": "Ana"})
    workflow.move(fence, "mend", actor=mender, reason="done")
    with pytest.raises(MoveRefused, match="by the resident or by the system"):
        workflow.move(fence, "reopen", actor=mender, reason="I say so")
    workflow.move(fence, "reopen", actor=audit.SYSTEM, reason="the survey said so")
    assert fence.state == "new"


def test_unknown_names_are_mistakes_of_the_program(fence: Any, mender: Any) -> None:
    with pytest.raises(workflow.UnknownProcess, match="no transition 'paint'"):
        workflow.move(fence, "paint", actor=mender)
    with pytest.raises(ValueError, match=r"no fields \['colour'\]"):
        workflow.move(fence, "take", actor=mender, values={"owner": "Ana", "colour": "red"})
    with pytest.raises(ValueError, match="The state follows"):
        workflow.move(fence, "take", actor=mender, values={"owner": "Ana", "state": "mended"})
    fence.refresh_from_db()
    assert (fence.state, fence.owner) == ("new", "")


def test_a_failing_effect_undoes_everything_in_the_database_and_in_hand(fence: Any, mender: Any) -> None:
    with pytest.raises(RuntimeError, match="on fire"):
        workflow.move(fence, "burn", actor=mender, values={"owner": "Bea"})
    assert (fence.state, fence.owner) == ("new", "")
    assert workflow.history(fence).count() == 1
    assert not AuditEntry.objects.filter(action="tests.fence.moved").exists()
    workflow.move(fence, "take", actor=mender, values={"owner": "Ana"})
    assert fence.state == "taken"


def test_a_step_an_effect_refuses_leaves_every_field_in_hand_as_it_was(fence: Any, mender: Any) -> None:
    with pytest.raises(MoveRefused, match="Nobody buys it"):
        workflow.move(fence, "sell", actor=mender, values={"owner": "Bea"})
    assert (fence.state, fence.owner, fence.note) == ("new", "", "broken")
    fence.save()
    assert [one.name for one in workflow.available(fence, mender)] == ["take", "burn", "sell"]
    workflow.move(fence, "take", actor=mender, values={"owner": "Ana"})
    assert (fence.state, workflow.history(fence).count()) == ("taken", 2)


def test_unsaved_changes_in_hand_are_not_smuggled_in(fence: Any, mender: Any) -> None:
    fence.note = "never said"
    workflow.move(fence, "take", actor=mender, values={"owner": "Ana"})
    fence.refresh_from_db()
    assert fence.note == "broken"


def test_a_state_is_not_assigned(fence: Any, fence_model: Any, fences: Process) -> None:
    fence.state = "mended"
    with pytest.raises(StateWritten):
        fence.save()
    with pytest.raises(StateWritten):
        fence.save(update_fields=["state"])
    fence.refresh_from_db()
    fence.note = "still broken"
    fence.save()
    for write in (
        lambda: fence_model.objects.update(state="mended"),
        lambda: fence_model.objects.filter(state="new").update(note="", state="mended"),
        lambda: fence_model.objects.bulk_update([fence], ["note", "state"]),
        lambda: fence_model.objects.create(id=uuid6.uuid7(), state="mended"),
        lambda: fence_model.objects.bulk_create([fence_model(id=uuid6.uuid7(), state="mended")]),
    ):
        with pytest.raises(StateWritten):
            write()
    assert fence_model.objects.update(note="seen") == 1
    assert list(fence_model.objects.values_list("state", "note")) == [("new", "seen")]


def test_available_steps_follow_state_and_viewer(fence: Any, mender: Any) -> None:
    names = lambda viewer: [step.name for step in workflow.available(fence, viewer)]  # noqa: E731
    assert names(mender) == ["take", "burn", "sell"]
    assert names(audit.Actor("resident")) == names(None) == []
    assert names(audit.SYSTEM) == ["take", "burn", "sell"]
    workflow.move(fence, "take", actor=mender, values={"owner": "Ana"})
    workflow.move(fence, "mend", actor=mender, reason="done")
    assert (names(mender), names(audit.Actor("resident")), names(None)) == ([], ["reopen"], [])


def test_states_have_words_for_staff_and_for_residents(fence: Any, mender: Any) -> None:
    assert (workflow.state_of(fence).title, workflow.public_state(fence)) == ("New", "We have it")
    workflow.move(fence, "take", actor=mender, values={"owner": "Ana"})
    assert (workflow.state_of(fence).title, workflow.public_state(fence)) == ("Taken", "Taken")


def test_a_disposal_names_its_rule_and_ends_with_its_block(fence: Any, fence_model: Any) -> None:
    from django.db import DatabaseError, transaction

    with (
        pytest.raises(ValueError, match="names the rule"),
        workflow.disposal("tests.fence", actor=audit.SYSTEM, reason=" "),
    ):
        pass
    with pytest.raises(DatabaseError, match="deleted by its disposal only"), transaction.atomic():
        fence_model.objects.all().delete()
    with workflow.disposal("tests.fence", actor=audit.SYSTEM, reason="two years after closing"):
        Move.objects.filter(subject_id=fence.pk).delete()
        fence_model.objects.filter(pk=fence.pk).delete()
    assert (fence_model.objects.count(), Move.objects.count()) == (0, 0)
    assert AuditEntry.objects.get(action="workflow.disposed").reason == "two years after closing"


def test_refusals_are_said_in_spanish(fence: Any, mender: Any) -> None:
    with translation.override("es"), pytest.raises(MoveRefused) as refused:
        workflow.move(fence, "mend", actor=mender)
    assert refused.value.errors == {"": "«Mend» no es posible aquí. Ahora está así: New."}


def test_a_residents_words_stay_out_of_the_log_that_cannot_forget(fence: Any, mender: Any) -> None:
    workflow.move(fence, "take", actor=mender, values={"owner": "Ana"})
    workflow.move(fence, "mend", actor=mender, reason="new boards")
    move = workflow.move(fence, "reopen", actor=audit.Actor("resident"), reason="Mr Noe's dog")
    reasons = (
        AuditEntry.objects.filter(action="tests.fence.moved").order_by("seq").values_list("reason", flat=True)
    )
    assert (move.reason, list(reasons)) == ("Mr Noe's dog", ["", "new boards", ""])


def test_a_form_that_is_older_than_the_last_move_is_refused(fence: Any, mender: Any) -> None:
    first = workflow.last_move(fence)
    assert first is not None
    workflow.move(fence, "take", actor=mender, values={"owner": "Ana"}, seen=str(first.pk))
    with pytest.raises(MoveRefused, match=r"Somebody else moved this a moment ago\. It is now: Taken"):
        workflow.move(fence, "mend", actor=mender, reason="done", seen=str(first.pk))
    latest = workflow.last_move(fence)
    assert latest is not None
    workflow.move(fence, "mend", actor=mender, reason="done", seen=str(latest.pk))
