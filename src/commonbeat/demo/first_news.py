"""What a visitor finds on the first day: public data released, two weeks' reports, the older one answered, the last one
published.

The platform's nightly jobs do the same; here it is done once, so that nobody has to wait for the night.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from commonbeat.accountability.complaints.published import close_books
from commonbeat.demo.clock import ZONE
from commonbeat.demo.plants import Plan
from commonbeat.kernel import audit
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.publish.actions import release
from commonbeat.operations.insight.actions import decide_finding, prepare_edition, release_edition
from commonbeat.operations.insight.models import Decision, FindingDecision

DATASETS = (
    "calls",
    "calls-by-month",
    "service-requests",
    "private-requests-by-month",
    "questions",
    "commendations",
    "online-reports",
    "promises",
)
REASON = "First release of the demo city"
REVIEW = timedelta(weeks=4)
log = logging.getLogger(__name__)


def publish(progress: Callable[..., object], plan: Plan, speaker: User, commander: User) -> None:
    """Release the datasets, let `commander` answer the report of the week before the last, prepare the last week's
    report, and let `speaker` release its public edition.

    A step that fails is told and logged, and leaves the city usable: the nightly jobs try again.
    """
    name = _week(plan, 1)
    before = _week(plan, 2)
    steps: list[tuple[str, Callable[[], object]]] = [
        *(
            (f"Publishing {item}", lambda item=item: release(item, actor=audit.SYSTEM, reason=REASON))
            for item in DATASETS
        ),
        ("Closing the books of complaints", close_books),
        (f"Writing and answering the report of {before}", lambda: _answered_report(plan, before, commander)),
        (f"Writing the report of {name}", lambda: prepare_edition(actor=audit.SYSTEM, week=name)),
        (f"Publishing the report of {name}", lambda: _public_report(name, speaker)),
    ]
    for title, step in steps:
        progress(title)
        try:
            step()
        except Exception:
            log.exception("demo city: %s", title)
            progress(f"{title} did not work; the nightly job will try again. The log says why.")


def _public_report(week: str, speaker: User) -> None:
    edition = prepare_edition(actor=audit.SYSTEM, week=week, edition="public")
    release_edition(actor=speaker, edition_id=edition.id, reason=REASON)


def _week(plan: Plan, back: int) -> str:
    """The ISO week that begins `back` weeks before `plan.end_day`, "2026-W21"."""
    year, week, _ = (plan.end_day - timedelta(weeks=back)).isocalendar()
    return f"{year}-W{week:02d}"


def _answered_report(plan: Plan, week: str, commander: User) -> None:
    """Prepare the report of `week`, accept its first finding and decline its second.

    The answers are dated to nine o'clock on the Monday that report was read, so that the next one can say what came
    of them. They are part of the invented past; the audit log keeps the moment they were written.
    """
    findings = prepare_edition(actor=audit.SYSTEM, week=week).content["chief"]["findings"]
    monday = plan.end_day - timedelta(weeks=1)
    answers: list[FindingDecision] = []
    if findings:
        answers.append(
            decide_finding(
                actor=commander,
                finding=findings[0],
                week=week,
                kind=Decision.ACCEPTED,
                reason="It stands well outside its range, and the hours it happens in are known.",
                place=findings[0]["where"],
                hours=findings[0]["hours"],
                tactic="The beat's units use uncommitted time in these hours for rounds on foot, and speak with the people "
                "who live and work there.",
                other_option="Public Works checks the street lamps, and owners get advice on locks and fences.",
                owner=findings[0]["owner"] or commander.name,
                review_on=monday + REVIEW,
            )
        )
    if len(findings) > 1:
        answers.append(
            decide_finding(
                actor=commander,
                finding=findings[1],
                week=week,
                kind=Decision.DECLINED,
                reason="No unit is moved for it yet: first the sergeant reads the narratives of these calls. If it "
                "stands in the next report again, we answer it anew.",
            )
        )
    said_at = datetime.combine(monday, time(9), tzinfo=ZoneInfo(ZONE))
    FindingDecision.objects.filter(id__in=[answer.id for answer in answers]).update(decided_at=said_at)
