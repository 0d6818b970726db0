"""Telling people that their report is there. The message carries a link and no figures: mail is read on open screens."""

from django.conf import settings
from django.urls import reverse

from commonbeat.city.roster.models import BeatOwner
from commonbeat.kernel.access.holders import holders
from commonbeat.kernel.notify import send

from .models import Edition, WeeklyEdition

BODY = """The weekly report for {dates} is ready:

{link}

It opens after you sign in. Accept, decline or explain its findings there.
"""


def tell_readers(row: WeeklyEdition) -> int:
    """Put one message for each reader of a new staff edition into the outbox, in the current transaction.

    A beat's page goes to who answers for the beat, the city's to everyone who may answer findings. Later versions of
    the same week are not announced again, and public editions are announced by their release.

    Returns:
        How many people are told.
    """
    if row.edition != Edition.STAFF or row.version > 1:
        return 0
    path = reverse("report:week", kwargs={"week": row.week})
    link = f"{settings.BASE_URL}{path}" + (f"?beat={row.beat_code}" if row.beat_code else "")
    dates = f"{row.first_day:%d %B} to {row.last_day:%d %B %Y}"
    whose = f"beat {row.beat_code}" if row.beat_code else "the city"
    readers = _readers(row.beat_code)
    for address in readers:
        key = f"insight:{row.week}:{row.beat_code}:{address}"
        subject = f"Monday's report of {whose}, {row.week}"
        send(address, subject, BODY.format(dates=dates, link=link), dedupe_key=key)
    return len(readers)


def _readers(beat_code: str) -> list[str]:
    """E-mail addresses, each once, of active accounts only."""
    if beat_code:
        owners = BeatOwner.objects.filter(beat_code=beat_code, member__account__is_active=True)
        found = owners.values_list("member__account__email", flat=True)
    else:
        found = holders("report.manage").values_list("email", flat=True)
    return sorted(set(found))
