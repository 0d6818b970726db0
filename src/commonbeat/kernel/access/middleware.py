"""Session rules: what must be true between a request and a page (CJIS AC-8, AC-11, IA-2, IA-5).

In this order: the notice before sign-in, a session that is neither locked nor over, a password that is not due, a
second factor. A form sent while the session is locked or over is kept and sent on after the person is back.
"""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode

from commonbeat.kernel import audit
from commonbeat.kernel.accounts import passwords
from commonbeat.kernel.accounts.models import User

from . import factors, kept, limits, sessions
from .sessions import State

# Pages a person may see while something is still owed; everything else waits.
_ALWAYS = frozenset(
    {
        "account_logout",
        "accounts:sign_out",
        "accounts:locked",
        "accounts:again",
        "accounts:resume",
        "accounts:notice",
    }
)
_BEFORE_PASSWORD = _ALWAYS | {"account_change_password", "account_reauthenticate", "mfa_reauthenticate"}
_ENTRANCE = frozenset({"account_login", "mfa_login_webauthn", "mfa_authenticate"})


class SessionRules:
    """Middleware; stands after sign-in middleware, so that the person is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Send on a kept form if this is its address, then answer."""
        if request.method == "GET" and kept.PARAMETER in request.GET and request.user.is_authenticated:
            self._send_on(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Stop a request that something stands before; the form token has been checked by now."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if not request.user.is_authenticated:
            return self._notice(request, name)
        if match and set(match.namespaces) & set(settings.PUBLIC_NAMESPACES):
            return None
        state = sessions.state_of(request.session)
        if state is not State.OPEN and name not in _ALWAYS and not self._is_second_half(request, name):
            return self._stop(request, state)
        if state is State.OPEN and request.headers.get("X-Background") != "1":
            sessions.seen(request.session)
        return self._owed(request, name)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer somebody who knocked too often."""
        return limits.too_many(request, error) if isinstance(error, limits.TooMany) else None

    @staticmethod
    def _send_on(request: HttpRequest) -> None:
        """Turn the request into the kept form, unless the session is still closed."""
        if sessions.state_of(request.session) is State.OPEN:
            kept.send_on(request)

    @staticmethod
    def _notice(request: HttpRequest, name: str) -> HttpResponseBase | None:
        """Nobody signs in without having accepted the notice (AC-8)."""
        if name in _ENTRANCE and not request.session.get(sessions.NOTICE):
            return HttpResponseRedirect(f"{reverse('accounts:notice')}?{_next(request)}")
        return None

    @staticmethod
    def _is_second_half(request: HttpRequest, name: str) -> bool:
        """A person who has just typed the password again may go on to the passkey."""
        fresh = sessions.now_s() - request.session.get(sessions.PASSWORD_AGAIN, 0) < 300
        return fresh and name == "mfa_reauthenticate_webauthn"

    @staticmethod
    def _stop(request: HttpRequest, state: State) -> HttpResponseBase:
        """Show the lock instead of the page; keep what was sent."""
        if state is State.LOCKED and not request.session.get(sessions.LOCKED):
            request.session[sessions.LOCKED] = True
            audit.record(
                "access.session_locked", actor=request.user, object_kind="user", object_id=request.user.pk
            )
        page = reverse("accounts:locked" if state is State.LOCKED else "accounts:again")
        if request.content_type == "application/json" or request.path.startswith("/api/"):
            return JsonResponse({"detail": f"session is {state.value}", "unlock": page}, status=401)
        if request.method in ("POST", "PUT", "PATCH", "DELETE"):
            target = kept.address_to_send(kept.keep(request))
        else:
            target = request.get_full_path()
        where = f"{page}?{urlencode({'next': target})}"
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": where})
        return HttpResponseRedirect(where)

    @staticmethod
    def _owed(request: HttpRequest, name: str) -> HttpResponseBase | None:
        """A password that is due and a missing second factor come before anything else."""
        if name in _BEFORE_PASSWORD:
            return None
        if passwords.is_due(cast(User, request.user)):
            return HttpResponseRedirect(reverse("account_change_password"))
        if not name.startswith("mfa_") and not factors.has_second_factor(request.user):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        return None


def _next(request: HttpRequest) -> str:
    """The query that brings a person back here."""
    return urlencode({"next": request.get_full_path()})
