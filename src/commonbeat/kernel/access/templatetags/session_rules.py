"""`{% load session_rules %}{% session_rules %}`: once on every staff page, before the end of the body."""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context

from commonbeat.kernel.access import sessions

register = template.Library()


@register.inclusion_tag("access/session.html", takes_context=True)
def session_rules(context: Context) -> dict[str, Any]:
    """Cover the page after idleness, and offer another working day from the tenth hour.

    Nothing is drawn for visitors.
    """
    request = context.get("request")
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return {"user": None}
    return {
        "user": user,
        "idle_s": int(settings.IDLE_LOCK_AFTER.total_seconds()),
        "is_offered_again": sessions.is_offered_again(request.session),
        "here": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }
