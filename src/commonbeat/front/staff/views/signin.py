"""Pages around sign-in: the notice before it, the locked screen, another working day, signing out."""

from typing import Any

from axes.helpers import get_lockout_response
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commonbeat.front.staff.doors import signed_in
from commonbeat.front.staff.forms import SignInAgain, Unlock
from commonbeat.kernel import audit
from commonbeat.kernel.access import factors, sessions, text
from commonbeat.kernel.access.adapters import CountedCodeAgain


@never_cache
def notice(request: HttpRequest) -> HttpResponse:
    """What everybody accepts before they may sign in (AC-8)."""
    target = safe_next(request, reverse("account_login"))
    if request.method == "POST" and request.POST.get("accept") == "yes":
        request.session[sessions.NOTICE] = (
            f"{text.NOTICE_VERSION} {timezone.now().isoformat(timespec='seconds')}"
        )
        return HttpResponseRedirect(target)
    return render(
        request, "staff/notice.html", {"title": text.NOTICE_TITLE, "lines": text.NOTICE, "next": target}
    )


@never_cache
@signed_in
def locked(request: HttpRequest) -> HttpResponse:
    """A screen left alone: nothing is shown until the password is typed."""
    target = safe_next(request, reverse("console:home"))
    if sessions.state_of(request.session) is sessions.State.OVER:
        return redirect(f"{reverse('accounts:again')}?{urlencode({'next': target})}")
    from_page = (
        request.headers.get("X-Requested-With") == "fetch"
    )  # the cover of an open page, see session.js
    if request.method == "POST" and request.POST.get("lock") == "now":
        _lock(request)
        here = f"{reverse('accounts:locked')}?{urlencode({'next': target})}"
        return HttpResponse(status=204) if from_page else redirect(here)
    form = Unlock(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _password_is_right(request, form.cleaned_data["password"]):
            _unlock(request)
            return HttpResponse(status=204) if from_page else HttpResponseRedirect(target)
        if getattr(request, "axes_locked_out", False):
            return get_lockout_response(request)
        form.add_error("password", _("This is not your password."))
    status = 422 if form.errors else 200
    return render(request, "staff/locked.html", {"form": form, "next": target}, status=status)


def _lock(request: HttpRequest) -> None:
    """Lock now, before the time is up."""
    if not request.session.get(sessions.LOCKED):
        request.session[sessions.LOCKED] = True
        _record(request, "access.session_locked")


def _unlock(request: HttpRequest) -> None:
    """Open the screen again."""
    sessions.unlock(request.session)
    _record(request, "access.session_unlocked")


def _record(request: HttpRequest, action: str, **details: Any) -> None:
    """Write down what happened to the person's own session."""
    user = request.user
    audit.record(action, actor=user, object_kind="user", object_id=user.pk, details=details)


@never_cache
@signed_in
def again(request: HttpRequest) -> HttpResponse:
    """Sign in for another working day; whatever was being sent is kept."""
    target = safe_next(request, reverse("console:home"))
    form = SignInAgain(request.POST or None)
    has_passkey = factors.has_passkey(request.user)
    if request.method == "POST" and form.is_valid():
        answer = _signed_in_again(request, form, target, has_passkey)
        if answer is not None:
            return answer
        if getattr(request, "axes_locked_out", False):
            return get_lockout_response(request)
    is_over = sessions.state_of(request.session) is sessions.State.OVER
    context = {"form": form, "next": target, "has_passkey": has_passkey, "is_over": is_over}
    return render(request, "staff/again.html", context, status=422 if form.errors else 200)


def _signed_in_again(
    request: HttpRequest, form: SignInAgain, target: str, has_passkey: bool
) -> HttpResponse | None:
    """Check both factors; ``None`` when one was wrong, with the error in the form."""
    if not _password_is_right(request, form.cleaned_data["password"]):
        form.add_error("password", _("Password or code is wrong."))
        return None
    code = form.cleaned_data["code"]
    if not code and has_passkey:
        request.session[sessions.PASSWORD_AGAIN] = sessions.now_s()
        resume_at = f"{reverse('accounts:resume')}?{urlencode({'next': target})}"
        return redirect(f"{reverse('mfa_reauthenticate_webauthn')}?{urlencode({'next': resume_at})}")
    checked = CountedCodeAgain({"code": code}, user=request.user)
    if not checked.is_valid():
        form.add_error("password", _("Password or code is wrong."))
        return None
    checked.save()
    return _renewed(request, target)


@never_cache
@signed_in
def resume(request: HttpRequest) -> HttpResponse:
    """Where a passkey leads back to after a working day was over."""
    target = safe_next(request, reverse("console:home"))
    typed = request.session.get(sessions.PASSWORD_AGAIN, 0)
    records = request.session.get("account_authentication_methods", [])
    used = [one for one in records if one.get("type") == "webauthn" and one.get("reauthenticated")]
    if not typed or sessions.now_s() - typed > 300 or not used or used[-1]["at"] < typed:
        return redirect(f"{reverse('accounts:again')}?{urlencode({'next': target})}")
    return _renewed(request, target)


def _renewed(request: HttpRequest, target: str) -> HttpResponse:
    """Begin another working day and go on."""
    sessions.renew(request)
    _record(request, "access.signed_in", again=True)
    return HttpResponseRedirect(target)


@require_POST
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("/")


def _password_is_right(request: HttpRequest, password: str) -> bool:
    """Whether it is the signed-in person's password; failures count towards the lock-out."""
    found: Any = authenticate(request, email=request.user.email, password=password)
    return found is not None and found.pk == request.user.pk


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """The page to go to next, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else otherwise
