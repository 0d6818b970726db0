"""Words the pages share."""

from __future__ import annotations

from datetime import timedelta

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.kernel.ui.words import number

from ..scope import Scope


def day_names(first_day: int) -> list[str]:
    """Short names of the week's days, from the department's first one."""
    names = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    return names[first_day:] + names[:first_day]


def days_of(scope: Scope) -> str:
    """The period in words: "1 Jan 2025 to 31 Dec 2025"."""
    last = scope.until - timedelta(days=1)
    said = {"first": date_format(scope.since, "j M Y"), "last": date_format(last, "j M Y")}
    return _("%(first)s to %(last)s") % said


def rows_of(scope: Scope, n: int) -> str:
    """What was counted: "1,204 community calls, theft, beat 3A"."""
    if scope.source == "incidents":
        said = ngettext("%(n)s reported crime", "%(n)s reported crimes", n) % {"n": number(n)}
    else:
        said = ngettext("%(n)s community call", "%(n)s community calls", n) % {"n": number(n)}
    if scope.group:
        said += f", {scope.group.replace('_', ' ')}"
    if scope.beat:
        said += ", " + _("beat %(code)s") % {"code": scope.beat}
    return said
