"""What a visitor finds on the first day: public data released, the last week's report prepared and published.

The platform's nightly jobs do the same; here it is done once, so that nobody has to wait for the night.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from commonbeat.demo.plants import Plan
from commonbeat.kernel import audit
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.publish.actions import release
from commonbeat.operations.insight.actions import prepare_edition, release_edition

DATASETS = ("calls", "calls-by-month")
REASON = "First release of the demo city"
log = logging.getLogger(__name__)


def publish(progress: Callable[..., object], plan: Plan, speaker: User) -> None:
    """Release the datasets, prepare the last week's report, and let `speaker` release its public edition.

    A step that fails is told and logged, and leaves the city usable: the nightly jobs try again.
    """
    year, week, _ = (plan.end_day - timedelta(days=1)).isocalendar()
    name = f"{year}-W{week:02d}"
    steps: list[tuple[str, Callable[[], object]]] = [
        *(
            (f"Publishing {item}", lambda item=item: release(item, actor=audit.SYSTEM, reason=REASON))
            for item in DATASETS
        ),
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
