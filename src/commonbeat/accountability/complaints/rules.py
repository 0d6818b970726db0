"""What must be true before a complaint goes on: one sentence each, and the law it follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import enums

if TYPE_CHECKING:
    from .models import Complaint, Finding

ENDED_WITHOUT_FINDINGS = (
    enums.Ended.MEDIATED,
    enums.Ended.WITHDRAWN,
    enums.Ended.ADMINISTRATIVELY_CLOSED,
    enums.Ended.REFERRED,
)
"""Ways a case may end while a lesser allegation has no finding. Serious ones always run to one (Penal Code 13510.8(c))."""


def open_findings(complaint: Complaint, value: str) -> list[Finding]:
    """Findings of accused officers that lack a value.

    Args:
        complaint: inside a look that opens it.
        value: ``recommended``, ``adopted`` or ``final``.
    """
    rows = complaint.findings.within_look().filter(officer__part=enums.Part.ACCUSED, **{value: ""})
    return list(rows.select_related("allegation", "officer"))


def _counted(one: str, many: str, found: list[Finding]) -> str:
    return ngettext(one, many, len(found)) % {"count": len(found)}


def why_not_propose(complaint: Complaint) -> str:
    """Why findings cannot be proposed yet; "" if they can."""
    if not complaint.allegations.within_look().exists():
        return _("Write down at least one allegation first.")
    if not complaint.findings.within_look().filter(officer__part=enums.Part.ACCUSED).exists():
        return _("Say which officer each allegation is about; “not identified” is possible.")
    if left := open_findings(complaint, "recommended"):
        return _counted("%(count)d finding has no recommendation yet.",
                        "%(count)d findings have no recommendation yet.", left)  # fmt: skip
    return ""


def why_not_decide(complaint: Complaint, ended_how: str) -> str:
    """Why a case cannot be decided yet; "" if it can.

    Args:
        ended_how: how it is about to end.
    """
    if ended_how in enums.Conversion.values:
        return _("An inquiry or a duplicate takes a request and a second person.")
    if ended_how == enums.Ended.MEDIATED and complaint.mediation != enums.Mediation.HELD:
        return _("Note first that the mediation was held.")
    if ended_how == enums.Ended.WITHDRAWN and complaint.withdrawn_at is None:
        return _("The complainant did not withdraw. If they did by telephone or letter, note that first.")
    left = open_findings(complaint, "adopted")
    serious = [one for one in left if one.allegation.kind.serious]
    if serious:
        return _(
            "Serious allegations need a finding, also after a withdrawal or a resignation (Penal Code 13510.8)."
        )
    if left and ended_how not in ENDED_WITHOUT_FINDINGS:
        return _counted(
            "%(count)d finding is not adopted yet.", "%(count)d findings are not adopted yet.", left
        )
    return ""


def why_not_close(complaint: Complaint) -> str:
    """Why a case cannot be closed yet; "" if it can."""
    waiting = [one for one in open_findings(complaint, "final") if one.adopted]
    if waiting:
        return _counted("%(count)d finding is not final yet: an appeal is possible or goes on.",
                        "%(count)d findings are not final yet: an appeal is possible or goes on.", waiting)  # fmt: skip
    if complaint.conversions.within_look().filter(agreed=None).exists():
        return _("A request to turn it into something else is not decided.")
    return ""


def why_not_convert(complaint: Complaint, to: str) -> str:
    """Why a complaint cannot become an inquiry; "" if it can. A duplicate runs to its finding in the earlier complaint."""
    if to == enums.Conversion.INQUIRY and any(
        one.kind.serious for one in complaint.allegations.within_look()
    ):
        return _("A serious allegation needs a finding: this is no inquiry (Penal Code 13510.8).")
    return ""


def why_no_mediation(complaint: Complaint) -> str:
    """Why mediation cannot be offered; "" if it can. Never for force or profiling unless the complainant asked."""
    if complaint.wants_mediation:
        return ""
    groups = {one.kind.group for one in complaint.allegations.within_look()}
    if complaint.profiling or groups & {"force", "bias"}:
        return _("Force and profiling are not offered mediation; the complainant may ask for it.")
    return ""
