"""Declarations: what contradicts itself is refused when it is made, or at start-up."""

from dataclasses import replace
from typing import Any

import pytest

from commonbeat.kernel import workflow
from commonbeat.kernel.workflow import Process, State, Transition, declare, register_process
from commonbeat.kernel.workflow.checks import faults

NEW, DONE = State("new", "open", "New"), State("done", "closed", "Done")
FINISH = Transition("finish", "Finish", ("new",), "done", "")


def declared(**changes: Any) -> Process:
    """A process of two states."""
    given = {
        "name": "tests.gate", "title": "Gate", "model": "tests.Gate", "states": (NEW, DONE), "transitions": (FINISH,),
    }  # fmt: skip
    return Process(**(given | changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "gate"}, "topic.record"),
        ({"states": ()}, "no state"),
        ({"states": (NEW, NEW, DONE)}, "'new' is malformed or declared twice"),
        ({"states": (NEW, replace(DONE, name="Done!"))}, "'Done!' is malformed"),
        ({"transitions": (FINISH, FINISH)}, "'finish' is malformed or declared twice"),
        ({"transitions": (replace(FINISH, target="gone"),)}, r"unknown states \['gone'\]"),
        ({"transitions": (replace(FINISH, sources=("gone",)),)}, r"unknown states \['gone'\]"),
        ({"transitions": (replace(FINISH, sources=()),)}, "unknown states"),
    ],
)
def test_a_contradiction_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        declared(**changes)


def test_lookups_of_unknown_names_raise() -> None:
    one = declared()
    for look in (lambda: one.state("x"), lambda: one.transition("x"), lambda: workflow.process("tests.x")):
        with pytest.raises(workflow.UnknownProcess):
            look()
    assert (one.initial, one.names("open"), one.names("closed")) == (NEW, ("new",), ("done",))
    assert (one.is_backward("done", "new"), one.is_backward("new", "done"), one.is_backward("new", "new")) == (
        True, False, False,
    )  # fmt: skip


def test_a_name_and_a_model_have_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declare, "_processes", {})
    one = register_process(declared())
    assert register_process(declared()) == one
    with pytest.raises(ValueError, match=r"another process tests\.gate"):
        register_process(declared(title="Door"))
    with pytest.raises(ValueError, match=r"follows the process tests\.gate"):
        register_process(declared(name="tests.door"))
    assert workflow.processes() == [one]


def test_start_up_names_every_fault_of_a_declaration(fences: Process) -> None:
    strange = replace(
        fences,
        model="accounts.User",
        transitions=(replace(fences.transitions[0], capability="gates.open", requires=("colour",)),),
    )
    assert list(faults(strange)) == [
        "Process tests.fence, transition take: No topic registers the capability 'gates.open'; "
        "register it in that topic's module.py.",
        "Process tests.fence: accounts.User does not name it in PROCESS.",
        "Process tests.fence, transition take: accounts.User has no field colour.",
    ]
    assert list(faults(fences)) == ["Process tests.fence: there is no model workflow_fences.Fence."]


def test_a_diagram_names_states_needs_and_effects(fences: Process) -> None:
    assert workflow.diagram(fences) == (
        "stateDiagram-v2\n"
        "    new: New\n"
        "    taken: Taken\n"
        "    mended: Mended\n"
        "    [*] --> new: greet\n"
        "    new --> taken: Take (needs owner) / tell\n"
        "    taken --> mended: Mend (needs reason)\n"
        "    mended --> new: Not fixed (needs reason)\n"
        "    new --> mended: Burn / print\n"
        "    new --> mended: Sell / ask\n"
        "    mended --> [*]\n"
    )
    odd = replace(
        fences, states=(replace(fences.states[0], title="New: #1 {now};\nhere"), *fences.states[1:])
    )
    assert workflow.diagram(odd).splitlines()[1] == "    new: New   1  now   here"


def test_the_table_has_a_row_for_each_step(fences: Process) -> None:
    rows = workflow.transition_table(fences)
    assert [(row.name, row.sources, row.target, row.needs, row.effects) for row in rows] == [
        ("", (), "New", (), ("greet",)),
        ("take", ("New",), "Taken", ("owner",), ("tell",)),
        ("mend", ("Taken",), "Mended", ("reason",), ()),
        ("reopen", ("Mended",), "New", ("reason",), ()),
        ("burn", ("New",), "Mended", (), ("print",)),
        ("sell", ("New",), "Mended", (), ("ask",)),
    ]
