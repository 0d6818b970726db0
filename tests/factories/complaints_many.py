"""Many complaints at once, put straight into the tables: for numbers, where the way they went does not matter."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from commonbeat.accountability.complaints.looks import as_platform
from commonbeat.accountability.complaints.models import Allegation, Complaint, Finding, Officer
from commonbeat.kernel import workflow

_counter = itertools.count(1)


def received(
    n: int,
    at: datetime,
    *,
    codes: Sequence[str] = ("discourtesy",),
    officers: Sequence[Any] = (),
    spread: bool = False,
    final: str = "",
    final_on: date | None = None,
    ended_how: str = "",
    **given: Any,
) -> list[UUID]:
    """Complaints received at a moment.

    Args:
        codes: allegations of each.
        officers: accused members of each; with ``spread`` one for each complaint in turn.
        final, final_on: the finding of every allegation about every officer, and its day.
        ended_how: with `final_on`, how each ended that day.

    Returns:
        Their ids.
    """
    made = []
    with as_platform():
        for at_row in range(n):
            row = Complaint(
                number=f"T-{next(_counter):06d}", channel="web", text="x", received_at=at, discovered_on=at.date(),
                closed_on=final_on, ended_how=ended_how, external_id=str(next(_counter)) if given.get("source") else "",
                **given,
            )  # fmt: skip
            workflow.begin(row, actor=_resident(), capability=None)
            who = [officers[at_row % len(officers)]] if spread else officers
            people = [Officer.objects.create(complaint=row, member=one) for one in who]
            if final and not people:
                people = [Officer.objects.create(complaint=row, description="not known")]
            for code in codes:
                allegation = Allegation.objects.create(complaint=row, code=code)
                for person in people if final else ():
                    Finding.objects.create(
                        complaint=row, allegation=allegation, officer=person,
                        recommended=final, recommended_on=final_on, adopted=final, adopted_on=final_on,
                        final=final, final_on=final_on, appeal_over_on=final_on,
                    )  # fmt: skip
            made.append(row.pk)
    return made


def _resident() -> Any:
    from commonbeat.kernel import audit

    return audit.Actor("resident")
