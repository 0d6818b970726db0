"""Which records of a complaint the law opens, worked out from what happened and from final findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints.codes import DISCLOSED
from commonbeat.accountability.complaints.enums import Harm, Part, Result

if TYPE_CHECKING:
    from commonbeat.accountability.complaints.models import Complaint


@dataclass(frozen=True)
class Reason:
    """One reason for which records are open.

    Attributes:
        record_class: a key of ``codes.DISCLOSED``.
        title: its words.
        finding_id: the final finding it rests on; ``None`` where the harm done is enough.
        law: where it says so.
    """

    record_class: str
    title: str | Promise
    finding_id: UUID | None
    law: str | Promise


HARM_LAW = _("Penal Code 832.7(b)(1)(A): whatever is found")
FINDING_LAW = _("Penal Code 832.7(b)(1)(B) to (E): sustained, after the opportunity to appeal")


def disclosable(complaint: Complaint) -> list[Reason]:
    """Every reason for which records of a complaint are open, harm first; empty: they are confidential.

    A firearm fired at a person, death and great bodily injury open them whatever is found. Everything else opens with a
    final sustained finding only: recommended or adopted ones, and those an appeal may still change, open nothing. It
    does not matter whether the officer resigned.

    Args:
        complaint: inside a look that opens it.
    """
    found: list[Reason] = []
    if complaint.harm in Harm.values:
        found.append(Reason(complaint.harm, DISCLOSED[complaint.harm], None, HARM_LAW))
    findings = complaint.findings.within_look().filter(final=Result.SUSTAINED, officer__part=Part.ACCUSED)
    for one in findings.select_related("allegation").order_by("final_on", "id"):
        name = one.disclosed or one.allegation.kind.disclosed
        if name:
            found.append(Reason(name, DISCLOSED[name], one.pk, FINDING_LAW))
    return found
