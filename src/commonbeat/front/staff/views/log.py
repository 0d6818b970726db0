"""The audit log on a screen. Reading it is itself written down."""

import csv
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonbeat.front.staff.forms import LogFilter
from commonbeat.kernel import access, walls
from commonbeat.kernel.access import needs
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.audit.queries import (
    Filters,
    Line,
    lines,
    looks_left_out,
    matching,
    note_reading,
    of_case,
)
from commonbeat.kernel.publish.files import safe_cell
from commonbeat.kernel.ui.lists import Column, Listing
from commonbeat.kernel.ui.paging import keyset_page
from commonbeat.kernel.ui.site import current_site

BATCH = 500
USUAL = timedelta(days=30)
HEADINGS = (
    "number", "at_utc", "actor_kind", "actor_id", "actor_name", "action", "sentence", "object_kind", "object_id",
    "outcome", "reason", "purpose", "case", "address", "session", "request_id", "leaf_sha256", "seal",
)  # fmt: skip


@needs("audit.read")
def listing(request: HttpRequest) -> HttpResponse:
    """The log, newest first, filtered by the address; entries about a protected case inside a look at it only."""
    filters = LogFilter(request.GET)
    with _looking(request, filters):
        return _listing(request, filters)


def _listing(request: HttpRequest, filters: LogFilter) -> HttpResponse:
    page = keyset_page(_chosen(filters), request.GET, order=("-seq",))
    sentences = {one.entry.seq: one for one in lines(page.rows)}
    _note(request, "audit.read")
    shown = Listing(
        title=_("Audit log"),
        columns=_columns(sentences),
        page=page,
        noun=("entry", "entries"),
        filters=filters,
        empty=_("No entry matches these filters."),
        actions=_exports(request),
    )
    context = {"listing": shown, "looks": _looks(filters)}
    return render(request, "staff/log.html", context, status=filters.status)


def _looking(request: HttpRequest, filters: LogFilter) -> AbstractContextManager[object]:
    """The look at the protected case the filters name, if any.

    Raises:
        PurposeRefused: the purpose is not this reader's.
        NotThere: there is no such case, or not for this reader.
    """
    if not filters.is_valid() or not filters.cleaned_data["case"]:
        return nullcontext()
    wanted = filters.cleaned_data
    return walls.looking(request.user, wanted["purpose"], case=wanted["case"])


def _looks(filters: LogFilter) -> tuple[int, date, date]:
    """How often protected records were looked at, and between which days: nothing else is said of those entries.

    Only days narrow it. Counted by person or by object, it would say who looked at whose.
    """
    given = filters.cleaned_data if filters.is_valid() else {}
    until = given.get("until") or datetime.now(current_site().zone).date()
    since = given.get("since") or until - USUAL
    return looks_left_out(_midnight(since), _midnight(until + timedelta(days=1))), since, until


def _columns(sentences: dict[int, Line]) -> tuple[Column, ...]:
    zone = current_site().zone
    return (
        Column(_("Number"), lambda row: row.seq, numeric=True),
        Column(_("When"), lambda row: f"{row.at.astimezone(zone):%Y-%m-%d %H:%M:%S.%f}"[:-4]),
        Column(_("What happened"), lambda row: sentences[row.seq].sentence),
        Column(_("Reason"), lambda row: row.reason, long=True),
        Column(_("Outcome"), lambda row: row.outcome),
        Column(_("From"), lambda row: row.address),
        Column(_("Object"), lambda row: f"{row.object_kind} {row.object_id}", href=_same_object),
    )


def _same_object(row: AuditEntry) -> str:
    """All rows about the same object."""
    return f"{reverse('console:audit')}?about={row.object_id}" if row.object_id else ""


def _exports(request: HttpRequest) -> list[tuple[str, str]]:
    """The download of what is listed, for those who may."""
    if not access.allowed(request.user, "audit.export"):
        return []
    query = request.GET.copy()
    for position in ("after", "before"):
        query.pop(position, None)
    return [(_("Download as CSV"), f"{reverse('console:audit_export')}?{query.urlencode()}")]


@needs("audit.export")
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The listed rows as CSV, oldest first, with leaf hashes for the stand-alone verifier."""
    filters = LogFilter(request.GET)
    with _looking(request, filters):
        rows = _chosen(filters).order_by("seq")
        _note(request, "audit.downloaded")
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit-log.csv"'
    return response


class _Line:
    """What the csv writer writes to: hands each line on."""

    def write(self, line: str) -> str:
        """Give the line back."""
        return line


def _lines(rows: QuerySet[AuditEntry]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(HEADINGS)
    found = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        for one in lines(batch):
            yield writer.writerow([safe_cell(value) for value in _values(one)])


def _values(one: Line) -> tuple[object, ...]:
    row = one.entry
    return (
        row.seq, row.at.isoformat(), row.actor_kind, row.actor_id, one.actor, row.action, one.sentence,
        row.object_kind, row.object_id, row.outcome, row.reason, row.purpose, row.case_ref, row.address or "",
        row.session, row.request_id, bytes(row.leaf).hex(),
        one.seal or "",
    )  # fmt: skip


def _chosen(filters: LogFilter) -> QuerySet[AuditEntry]:
    """The rows the filters ask for; none when a filter cannot be read."""
    if not filters.is_valid():
        return AuditEntry.objects.none()
    wanted = filters.cleaned_data
    narrowed = Filters(
        actors=_ids(wanted["who"]),
        action=wanted["action"],
        objects=_ids(wanted["about"]),
        outcome=wanted["outcome"],
        since=_midnight(wanted["since"]) if wanted["since"] else None,
        until=_midnight(wanted["until"] + timedelta(days=1)) if wanted["until"] else None,
    )
    return of_case(str(wanted["case"]), narrowed) if wanted["case"] else matching(narrowed)


def _ids(text: str) -> tuple[str, ...]:
    """The text itself (an id, or a kind of actor), and ids of accounts whose name or address holds it."""
    if not text:
        return ()
    found = User.objects.filter(Q(name__icontains=text) | Q(email__icontains=text)).values_list(
        "pk", flat=True
    )
    return (text.strip(), text.strip().lower(), *(str(pk) for pk in found[:200]))


def _midnight(day: date) -> datetime:
    """The first moment of a day on the agency's clock."""
    return datetime.combine(day, time(), current_site().zone)


def _note(request: HttpRequest, action: str) -> None:
    """Write down who read what part of the log."""
    given = {name for name, value in request.GET.items() if value and name not in ("after", "before")}
    chosen = request.GET.get("action", "")
    note_reading(request.user, action, fields=given, chosen=chosen, paged="after" in request.GET)
