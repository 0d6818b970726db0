"""What the log on standard error says about anonymous doors: that something happened and in which code, nothing else.

Django writes the address of every refused or failed request into its log, and the words of the error with it. At an
anonymous door the address may hold somebody's code, and the words may repeat what somebody typed. Whoever may not open
a page makes no error of ours: one line says which page it was and what was missing; the audit log has who and when.
"""

import logging
import traceback
from collections.abc import Iterator

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest

from commonbeat.kernel.audit.middleware import is_anonymous_door


class NothingOfVisitors(logging.Filter):
    """Rewrites records about requests at anonymous doors, and about refusals; lets all others pass as they are."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; always true, for that something happened is worth a line."""
        request = getattr(record, "request", None)
        if not isinstance(request, HttpRequest):
            return True
        refusal = record.exc_info[1] if record.exc_info else None
        refused = isinstance(refusal, PermissionDenied)
        if refused or is_anonymous_door(request):
            match = request.resolver_match
            status = getattr(record, "status_code", "")
            record.msg = f"Answer {status} at {match.view_name if match else 'an address that leads nowhere'}"
            record.args = ()
            if missing := getattr(refusal, "capability", ""):
                record.msg += f": {missing} is missing"
            if record.exc_info and record.exc_info[1] and not refused:
                record.exc_text = "".join(_frames(record.exc_info[1])).rstrip()
            record.exc_info = None
            record.__dict__.pop("request", None)
        return True


def _frames(error: BaseException) -> Iterator[str]:
    """Where an error and those behind it arose, and their types; their words may hold what was typed."""
    seen: set[int] = set()
    while error and id(error) not in seen:
        seen.add(id(error))
        yield from traceback.format_tb(error.__traceback__)
        yield f"{type(error).__module__}.{type(error).__name__}\n"
        error = error.__cause__ or error.__context__  # type: ignore[assignment]


def loggers() -> list[str]:
    """Names of Django's loggers that speak of requests."""
    kinds, waiting = set(), [SuspiciousOperation]
    while waiting:
        kind = waiting.pop()
        kinds.add(kind.__name__)
        waiting += kind.__subclasses__()
    return ["django.request", "django.security.csrf", *(f"django.security.{name}" for name in sorted(kinds))]


def keep_doors_out() -> None:
    """Put the filter on every such logger, and on what writes lines; called once at start.

    Kinds of suspicious requests that are imported later have loggers of their own by then: the handlers see to those. A
    log that cannot be written says nothing either: Python would print the words of the error that was to be logged.
    """
    logging.raiseExceptions = False
    found = [logging.getLogger(name) for name in loggers()]
    for one in (*found, *logging.getLogger().handlers, *logging.getLogger("django").handlers):
        if not any(isinstance(each, NothingOfVisitors) for each in one.filters):
            one.addFilter(NothingOfVisitors())
