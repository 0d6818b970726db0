"""Monday's report, prepared by itself."""

from datetime import datetime, timedelta

from commonbeat.city.agency.queries import agency
from commonbeat.city.places.models import Beat
from commonbeat.kernel.audit import SYSTEM
from commonbeat.kernel.jobs import job, local_schedule

from .actions import prepare_edition
from .measures.week import ReportWeek
from .models import Edition
from .queries import public_every, public_week


@local_schedule("daily 05:00")
@job("insight.weekly_report", retry=3)
def weekly_report(due: str) -> None:
    """Keep the report of the week that ended last: every beat's page first, then the city's, then the public one.

    The public edition is the one due by the agency's choice: of the last week that ended in a month that is over, or of
    every week. It waits for a named person to release it.

    Daily and idempotent: on the first day of the agency's week it makes the report; on the others it keeps a new
    version only when late reports changed the figures.

    Args:
        due: the due moment, ISO 8601.
    """
    here = agency()
    today = datetime.fromisoformat(due).astimezone(here.tz).date()
    week = ReportWeek.holding(today - timedelta(days=7), here.week_start)
    for beat in Beat.objects.filter(valid_to=None).values_list("code", flat=True):
        prepare_edition(actor=SYSTEM, week=week.name, edition=Edition.STAFF, beat=beat)
    prepare_edition(actor=SYSTEM, week=week.name, edition=Edition.STAFF)
    public = public_week(today, here.week_start, public_every(here))
    prepare_edition(actor=SYSTEM, week=public.name, edition=Edition.PUBLIC)
