"""Forms sent while the session was locked or over: kept sealed, sent on after the person has signed in again."""

from datetime import timedelta
from io import BytesIO
from typing import Any, cast
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.http import HttpRequest, QueryDict, RawPostDataException
from django.utils import timezone

from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.accounts.sealing import seal, unseal

from .models import KeptForm

PARAMETER = "_kept"
LARGEST_BYTES = 2 * 1024 * 1024
KEPT_FOR = timedelta(hours=24)
_FORM = "application/x-www-form-urlencoded"


def keep(request: HttpRequest) -> KeptForm:
    """Keep a form that cannot be answered now.

    Of a form with files only the typed fields are kept: the files are still where they were chosen from.

    Args:
        request: a signed-in person's POST whose form token was right.
    """
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    try:
        body = request.body if size <= LARGEST_BYTES else None
    except RawPostDataException:  # checking the form token has read a form with files already
        body = None
    content_type = request.META.get("CONTENT_TYPE", _FORM)
    if body is None:
        body, content_type = _typed(request).urlencode().encode(), _FORM
    return KeptForm.objects.create(
        user=cast(User, request.user),
        path=request.get_full_path(),
        content_type=content_type,
        sealed_body=seal(body),
        files_left_out=content_type == _FORM and bool(request.FILES),
    )


def address_to_send(form: KeptForm) -> str:
    """The address that, once opened by its writer, sends the kept form on."""
    separator = "&" if urlsplit(form.path).query else "?"
    return f"{form.path}{separator}{urlencode({PARAMETER: form.id})}"


def of(user: Any, form_id: str) -> KeptForm | None:
    """A person's own kept form that has not grown old, or ``None``."""
    try:
        wanted = UUID(form_id)
    except ValueError:
        return None
    return KeptForm.objects.filter(user=user, id=wanted, kept_at__gt=timezone.now() - KEPT_FOR).first()


def _typed(request: HttpRequest) -> QueryDict:
    """What was typed, without the form token."""
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    return typed


def send_on(request: HttpRequest) -> bool:
    """Turn a request for a kept form's address into the form as it was sent, and let go of the kept copy.

    Only its writer can do so, once, and at the address it was sent to. The form token was checked when it was kept.

    Returns:
        Whether the request is the kept form now.
    """
    form = of(request.user, request.GET.get(PARAMETER, ""))
    if form is None or urlsplit(form.path).path != request.path:
        return False
    deleted, _ = KeptForm.objects.filter(id=form.id).delete()
    if not deleted:  # another window was faster
        return False
    body = unseal(bytes(form.sealed_body))
    query = urlsplit(form.path).query
    request.method = "POST"
    request.META |= {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": form.content_type,
        "CONTENT_LENGTH": str(len(body)),
        "QUERY_STRING": query,
    }
    request.GET = QueryDict(query)
    request._set_content_type_params(request.META)  # type: ignore[attr-defined]
    request._stream = BytesIO(body)
    request._read_started = False  # type: ignore[attr-defined]
    for cached in ("_post", "_files", "_body"):
        request.__dict__.pop(cached, None)
    request.csrf_processing_done = True  # type: ignore[attr-defined]
    return True


def forget_old() -> int:
    """Delete what nobody came back for within a day; returns how many."""
    return KeptForm.objects.filter(kept_at__lte=timezone.now() - KEPT_FOR).delete()[0]
