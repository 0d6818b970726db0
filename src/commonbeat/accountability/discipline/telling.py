"""Messages: that there is something, never what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from commonbeat.accountability.complaints import people
from commonbeat.kernel import notify

if TYPE_CHECKING:
    from .models import Served


def something_new(account: Any, paper: Served) -> None:
    """Tell an officer that there is a paper for them: a link, never a word of the case.

    Args:
        account: theirs.
        paper: what is new; its state makes the message one of its own.
    """
    notify.send(
        account.email,
        _("Commonbeat: there is something new for you"),
        _("Sign in and open your file: %(address)s")
        % {"address": settings.BASE_URL + reverse("discipline:mine")},
        dedupe_key=f"discipline:{paper.pk}:{paper.time_answer and 'time'}",
    )


def answered(paper: Served) -> None:
    """Tell who proposes discipline and can reach the case that an officer answered; inside a look of the platform's."""
    complaint = paper.complaint
    address = settings.BASE_URL + reverse(
        "discipline:officer", kwargs={"case": complaint.pk, "pk": paper.officer_id}
    )
    for one in people.see_to(complaint, "discipline.work"):
        notify.send(
            one.email,
            "Commonbeat: an officer answered",
            f"See {address}\n",
            dedupe_key=f"discipline:answered:{paper.pk}:{bool(paper.answer)}:{bool(paper.time_asked_at)}:{one.pk}",
        )
