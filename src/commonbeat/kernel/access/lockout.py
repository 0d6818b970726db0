"""Lock-out after five failures in a row, until an administrator releases it (CJIS AC-7); kept by django-axes."""

from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

WINDOW = timedelta(minutes=15)


def username_of(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str | None:
    """The e-mail address a failure is counted under, in lower case; the same for known and unknown accounts."""
    given = credentials or {}
    email = given.get("email") or given.get("username") or given.get("login")
    if not email and request is not None:
        email = request.POST.get("login")
    return str(email).strip().lower()[:255] if email else None


class Handler(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts failures of the last 15 minutes only, as long as the limit was not reached."""

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any
    ) -> None:
        """Let go of old failures below the limit, then count this one."""
        name = username_of(request, credentials)
        if name and _failures(name) < settings.AXES_FAILURE_LIMIT:
            AccessAttempt.objects.filter(username=name, attempt_time__lt=timezone.now() - WINDOW).delete()
        super().user_login_failed(sender, credentials, request, **kwargs)


def _failures(email: str) -> int:
    counted = AccessAttempt.objects.filter(username=email).aggregate(n=Sum("failures_since_start"))
    return counted["n"] or 0


def is_locked(request: HttpRequest, email: str) -> bool:
    """Whether sign-in with this address is locked now."""
    return bool(AxesProxyHandler.is_locked(request, {"email": email}))


def is_locked_out(email: str) -> bool:
    """Whether an account waits for an administrator's release (for screens; needs no request)."""
    return _failures(email.lower()) >= settings.AXES_FAILURE_LIMIT


def count_failure(request: HttpRequest, email: str) -> None:
    """Count a failed second factor or a failed unlocking like a failed password."""
    user_login_failed.send(sender=__name__, credentials={"email": email}, request=request)


def release(email: str) -> int:
    """Forget all failures of an address; returns how many records there were."""
    return int(reset(username=email.lower()))
