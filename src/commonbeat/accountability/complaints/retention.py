"""How long complaints are kept: 5 years from closing, 15 with a sustained finding, and never while somebody asks for them.

Other topics of the room add what lies below a complaint (`register_below`) and what keeps one (`register_keeper`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import DateTimeField, Exists, F, Func, Model, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from commonbeat.city.agency.queries import agency
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.retention import Erasure, RetentionRule, Waits

from .enums import INTERNAL, OUTSIDE, Result
from .models import Complaint, ConversionRequest, Finding
from .process import COMPLAINT

KIND = "complaints.Complaint"
OUTSIDE_LIST = "complaint_outside_list"
"""Purpose for looking through proposed disposals of complaints about those who lead the department."""
ENDED = ("closed", "converted")
AUTHORITY = _(
    "Penal Code 832.5(b): at least five years, and fifteen with a sustained finding; never while a request "
    "for the record or a suit over it is open."
)


@dataclass(frozen=True)
class Below:
    """What another topic keeps below a complaint.

    Attributes:
        name: of the topic.
        label: what goes with the complaint, for the page of the rule.
        parts: its records that have clocks, attachments or a conversation of their own.
        run: erases what is not deleted with the complaint's row.
    """

    name: str
    label: str | Promise
    parts: Callable[[Complaint], Iterable[Model]]
    run: Callable[[Complaint], None]


_below: dict[str, Below] = {}
_keepers: dict[str, Callable[[], QuerySet[Any]]] = {}


def register_below(below: Below) -> None:
    """Make known what lies below a complaint (call it in ``module.py``)."""
    _below[below.name] = below


def register_keeper(name: str, complaints: Callable[[], QuerySet[Any]]) -> None:
    """Make known what keeps complaints from disposal (call it in ``module.py``).

    Args:
        name: of the topic, or what keeps them.
        complaints: ids of the complaints it keeps now, as a query set of values; called inside a look.
    """
    _keepers[name] = complaints


class AfterTheDay(Func):
    """The end of a day on the agency's wall: the years are whole ones."""

    output_field = DateTimeField()
    template = "(greatest(%(expressions)s) + 1)::timestamp AT TIME ZONE %(zone)s"

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """With the agency's zone."""
        return super().as_sql(compiler, connection, zone="'" + agency().tz.key + "'", **extra)


def ended(label: str, sustained: bool) -> QuerySet[Any]:
    """Closed complaints of a label, with or without a sustained finding, that nothing keeps; inside a look."""
    found = Finding.objects.within_look().filter(
        Q(final=Result.SUSTAINED) | Q(final="", adopted=Result.SUSTAINED), complaint=OuterRef("pk")
    )
    rows = Complaint.objects.within_look().filter(label=label, state__in=ENDED, closed_on__isnull=False)
    rows = rows.filter(Exists(found) if sustained else ~Exists(found))
    for keeper in _keepers.values():
        rows = rows.exclude(pk__in=keeper())
    return rows.annotate(counted=AfterTheDay(F("closed_on"), F("discovered_on")))


def parts(complaint: Complaint) -> Iterable[Model]:
    """The complaint, and everything below it that has something of its own."""
    yield complaint
    for below in _below.values():
        yield from below.parts(complaint)


def _nobody_needs_it(complaint: Complaint) -> None:
    """A complaint that another one is about, or repeats, goes after that one."""
    if complaint.followed_by.within_look().exists():
        raise Waits(_now("A complaint about how this one was handled is still kept."))
    same = ConversionRequest.objects.within_look().filter(same_as=complaint)
    if same.exclude(complaint=complaint).exists():
        raise Waits(_now("A complaint that repeats it is still kept."))


def _mail(complaint: Complaint) -> None:
    Message.objects.filter(
        Q(dedupe_key__contains=str(complaint.pk)) | Q(body__contains=str(complaint.pk))
    ).delete()


def _others(complaint: Complaint) -> None:
    for below in _below.values():
        below.run(complaint)


def _rule(name: str, title: Any, years: int, label: str, sustained: bool, purpose: str) -> RetentionRule:
    return RetentionRule(
        name=name,
        title=title,
        model=KIND,
        authority=AUTHORITY,
        years=years,
        least=years,
        counted_from=_("the end of the day it was closed, the last time"),
        rows=partial(ended, label, sustained),
        began="received_at",
        process=COMPLAINT.name,
        parts=parts,
        what=(
            Erasure(_("only after complaints about it and complaints that repeat it"), _nobody_needs_it),
            Erasure(_("mail to staff about it"), _mail),
            Erasure(_("interviews, evidence, discipline, requests for the record"), _others),
            Erasure(_("allegations, officers, findings, notes, letters")),
        ),
        kept_out=_(
            "Open complaints, complaints somebody has asked to see, and those a hold covers (a suit, an order, a letter)."
        ),
        purpose=purpose,
    )


RULES = (
    _rule("complaints.closed", _("Complaints without a sustained finding"), 5, INTERNAL, False, "complaint_list"),
    _rule("complaints.sustained", _("Complaints with a sustained finding"), 15, INTERNAL, True, "complaint_list"),
    _rule(
        "complaints.outside_closed", _("Complaints about leaders, without a sustained finding"),
        5, OUTSIDE, False, OUTSIDE_LIST,
    ),
    _rule(
        "complaints.outside_sustained", _("Complaints about leaders, with a sustained finding"),
        15, OUTSIDE, True, OUTSIDE_LIST,
    ),
)  # fmt: skip
