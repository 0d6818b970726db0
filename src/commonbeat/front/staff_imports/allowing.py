"""Who may see and start which imports: those of protected records have a capability of their own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from commonbeat.kernel.access import allowed, require
from commonbeat.kernel.access.doors import to_sign_in
from commonbeat.kernel.intake.models import IntakeRun
from commonbeat.kernel.intake.targets import capability, target_names

ORDINARY = ("imports.read", "imports.run")
View = Callable[..., HttpResponseBase]


def targets(viewer: Any, *, writing: bool) -> list[str]:
    """What this viewer may bring in, or whose imports they may see."""
    return [name for name in target_names() if allowed(viewer, capability(name, writing=writing))]


def see(viewer: Any) -> bool:
    """Whether this viewer may see any import at all; for the navigation."""
    return bool(targets(viewer, writing=False))


def opens(*, writing: bool) -> Callable[[View], View]:
    """Let in who may see (or bring in) some target; the others are refused and the refusal is written down.

    Args:
        writing: the page brings something in.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if not targets(request.user, writing=writing):
                name = "imports.run" if writing else "imports.read"
                require(request.user, name, object_kind="page", object_id=request.path)
            if "pk" in kwargs:
                a_run(request.user, kwargs["pk"], writing=writing)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def a_run(viewer: Any, pk: int, *, writing: bool, **more: Any) -> IntakeRun:
    """One import this viewer may see, or change. Of protected records nobody else learns that there is one.

    Args:
        pk: of the run.
        writing: for starting, trying or stopping it.
        more: what else must be so.

    Raises:
        Http404: there is none, or it is of protected records.
        Refused: the viewer may not.
    """
    run = get_object_or_404(IntakeRun, pk=pk, **more)
    name = capability(run.target, writing=writing)
    if name not in ORDINARY and not allowed(viewer, name):
        raise Http404
    require(viewer, name, object_kind="import", object_id=str(pk))
    return run
