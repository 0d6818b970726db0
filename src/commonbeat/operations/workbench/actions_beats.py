"""Proposing beats and changing a proposal, version by version."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from commonbeat.kernel.access import acting

from .actions import NotKept
from .enums import Page, RunState
from .models import BeatProposal, Run


class Changed(NotKept):
    """Somebody else changed the proposal in between."""


def propose_beats(*, actor: Any, run: Run, name: str, begin: str = "proposed") -> BeatProposal:
    """Begin a proposal people can change.

    Args:
        actor: needs ``workbench.work``.
        run: a finished run of the beats page; its hexagons and loads count.
        name: what the proposal is called.
        begin: ``proposed`` begins with the computed plan, ``today`` with today's beats.

    Raises:
        NotKept: the run is no finished run of the beats page, or there is no name.
    """
    if run.page != Page.BEATS or run.state != RunState.DONE:
        raise NotKept(_("Wait until it is computed; then begin a proposal."))
    if not name.strip():
        raise NotKept(_("Give the proposal a name."))
    plan = "today" if begin == "today" else "proposed"
    with acting(actor, "workbench.work", "workbench.beats_proposed", object_kind="beat_proposal") as act:
        row = BeatProposal.objects.create(
            name=name.strip()[:120],
            run=run,
            assignment={cell["id"]: cell[plan] for cell in run.content["cells"]},
            locked=list(run.content["locked"]),
            tolerance=run.scope["options"]["tolerance"] / 100,
            made_by=actor,
        )
        act.object_id = str(row.pk)
        act.details.update(run=str(run.pk), begin=plan)
    return row


def move_cell(
    *, actor: Any, proposal: BeatProposal, cell: str, beat: str, version: int, reason: str
) -> BeatProposal:
    """Give one hexagon to another beat.

    Args:
        actor: needs ``workbench.work``.
        proposal: the plan.
        cell: the hexagon.
        beat: the beat that gets it.
        version: the version the actor looked at.
        reason: why, kept with the change; may be empty while trying.

    Raises:
        Changed: the proposal is newer than what the actor looked at.
        NotKept: the hexagon or the beat is none of this plan, the hexagon is locked or the beat's last one.
    """
    with acting(
        actor, "workbench.work", "workbench.beats_changed", object_kind="beat_proposal",
        object_id=str(proposal.pk), reason=reason,
    ) as act:  # fmt: skip
        row = _as_seen(proposal, version)
        _check_move(row, cell, beat)
        act.details.update(cell=cell, was=row.assignment[cell], becomes=beat, version=row.version + 1)
        row.assignment[cell] = beat
        row.version += 1
        row.save(update_fields=["assignment", "version", "changed_at"])
    return row


def _check_move(row: BeatProposal, cell: str, beat: str) -> None:
    """Refuse a move that makes no plan."""
    if cell not in row.assignment or beat not in set(row.assignment.values()):
        raise NotKept(_("Choose a hexagon and a beat of this plan."))
    if cell in row.locked:
        raise NotKept(_("This hexagon is locked in its beat. Unlock it first."))
    if sum(owner == row.assignment[cell] for owner in row.assignment.values()) == 1:
        raise NotKept(_("It is the last hexagon of its beat."))


def set_lock(*, actor: Any, proposal: BeatProposal, cell: str, locked: bool, version: int) -> BeatProposal:
    """Lock a hexagon in today's beat, or free it.

    Args:
        actor: needs ``workbench.work``.
        proposal: the plan.
        cell: the hexagon.
        locked: whether it stays.
        version: the version the actor looked at.

    Raises:
        Changed: the proposal is newer than what the actor looked at.
        NotKept: the hexagon is none of this plan.
    """
    with acting(
        actor,
        "workbench.work",
        "workbench.beats_changed",
        object_kind="beat_proposal",
        object_id=str(proposal.pk),
    ) as act:
        row = _as_seen(proposal, version)
        if cell not in row.assignment:
            raise NotKept(_("Choose a hexagon of this plan."))
        today = {one["id"]: one["today"] for one in row.run.content["cells"]}
        kept = set(row.locked) - {cell}
        if locked:
            kept.add(cell)
            row.assignment[cell] = today[cell]
        row.locked, row.version = sorted(kept), row.version + 1
        row.save(update_fields=["assignment", "locked", "version", "changed_at"])
        act.details.update(cell=cell, locked=locked, version=row.version)
    return row


def _as_seen(proposal: BeatProposal, version: int) -> BeatProposal:
    """The locked row, where it is still the version the actor looked at."""
    row = BeatProposal.objects.select_for_update(of=("self",)).select_related("run").get(pk=proposal.pk)
    if row.version != version:
        raise Changed(
            _(
                "Somebody changed this proposal in between. Look at the new version, then make your change again."
            )
        )
    return row
