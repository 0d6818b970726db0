"""What runs by itself."""

from commonbeat.kernel import audit
from commonbeat.kernel.jobs import job, local_schedule


@local_schedule("daily 00:10")
@job("requests.day", retry=2, lock="requests.day")
def begin_day() -> None:
    """What changes with the date: cure days that are over, late marks, addresses nobody confirmed."""
    # The job is imported before models are ready.
    from django.utils import timezone

    from commonbeat.city.agency.queries import agency

    from . import actions_cases, following, publication

    actions_cases.reach_cure_days(agency().local_time(timezone.now()).date())
    publication.refresh()
    following.forget_unconfirmed()


@local_schedule("daily 04:40")
@job("requests.publish", retry=2, lock="publish")
def publish_requests() -> None:
    """Release the day's public requests and the counts of private ones."""
    # The job is imported before models are ready.
    from commonbeat.kernel.publish.actions import release

    from .publication import DATASET, MONTHLY

    for name in (DATASET, MONTHLY):
        release(name, actor=audit.SYSTEM, reason="Daily refresh")


@local_schedule("daily 07:00")
@job("requests.watches", retry=2, lock="requests.watches")
def tell_watches() -> None:
    """Write to everybody who watches an area about what is new there."""
    # The job is imported before models are ready.
    from .watching import tell_all

    tell_all()


@local_schedule("daily 10:00")
@job("requests.questionnaires", retry=2, lock="requests.questionnaires")
def ask_residents() -> None:
    """Ask three weeks after closing whether it is fixed."""
    # The job is imported before models are ready.
    from .questionnaires import ask_all

    ask_all()
