"""How long early support is kept: a closed alert three years with everything done about it; figures go with time."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.retention import Erasure, RetentionRule

from .models import Alert
from .models_alerts import CLOSED
from .process import ALERT

KIND = "support.Alert"


def closed() -> QuerySet[Any]:
    """Closed alerts, inside a look."""
    rows = Alert.objects.within_look().filter(state__in=CLOSED, closed_at__isnull=False)
    return rows.annotate(counted=F("closed_at"))  # type: ignore[no-any-return]


def _mail(record: Alert) -> None:
    Message.objects.filter(dedupe_key__startswith=f"support {record.pk} ").delete()


RULE = RetentionRule(
    name="support.closed",
    title=_("Closed early support alerts"),
    model=KIND,
    authority=_("Department policy and labour notice; Gov. Code 34090: two years at least."),
    years=3,
    least=2,
    counted_from=_("the moment it was closed, the last time"),
    rows=closed,
    began="raised_at",
    process=ALERT.name,
    what=(
        Erasure(_("talks, plans, follow-ups, effects and what the officer said to it")),
        Erasure(_("mail about it"), _mail),
    ),
    kept_out=_("Alerts that are open, and those a hold covers."),
    purpose="support_list",
)
