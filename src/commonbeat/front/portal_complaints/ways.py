"""The ways in through one door: their words and questions, and who takes what is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

import commonbeat.accountability.commendations.public as commendations
import commonbeat.accountability.complaints.public as complaints
from commonbeat.kernel.attachments import Uploads
from commonbeat.kernel.forms import FormVersion, QuestionForm

COMPLAINTS = ("complaint", "retaliation")


@dataclass(frozen=True)
class Way:
    """One way in.

    Attributes:
        kind: its name.
        title: heading of its page.
        lead: what stands below.
        send: the words on the button.
        files: policy under which files are taken, or "".
        sent: heading after it was sent.
    """

    kind: str
    title: str | Promise
    lead: str | Promise
    send: str | Promise
    files: str
    sent: str | Promise

    @property
    def is_complaint(self) -> bool:
        """Whether it makes a complaint."""
        return self.kind in COMPLAINTS

    @property
    def version(self) -> FormVersion:
        """The version of its questions that is asked now."""
        return _door(self.kind).version_of(self.kind)

    def questions(self, data: Any = None) -> QuestionForm:
        """Its questions, in the reader's language."""
        return _door(self.kind).questions(self.kind, data)

    def take(self, asked: QuestionForm, files: Uploads | None, token: str, request: HttpRequest) -> Any:
        """Take what was sent.

        Returns:
            ``complaints.Sent`` or ``commendations.Sent``.

        Raises:
            ValidationError: by the code of a question.
            AttachmentRefused: a file was used or swept meanwhile.
        """
        if self.is_complaint:
            return complaints.take(self.kind, asked, files, token=token, request=request)
        return commendations.take(self.kind, asked, files, token=token)


def _door(kind: str) -> Any:
    return complaints if kind in COMPLAINTS else commendations


WAYS = {
    one.kind: one
    for one in (
        Way(
            "complaint",
            _("Make a complaint"),
            _("You may tell us anything that seemed wrong. Only the account is needed. The rest helps us."),
            _("Send my complaint"),
            complaints.FILES,
            _("We have your complaint"),
        ),
        Way(
            "retaliation",
            _("Somebody punished you for complaining"),
            _("Nobody may do that. Tell us in a few words. It is looked into as a complaint of its own."),
            _("Send it"),
            complaints.FILES,
            _("We have your complaint"),
        ),
        Way(
            "commendation",
            _("Say thanks"),
            _("Your words reach the officer and their supervisor. Only the words are needed."),
            _("Send my thanks"),
            commendations.FILES,
            _("We have your thanks"),
        ),
        Way(
            "suggestion",
            _("Make a suggestion"),
            _("Tell us what we should do in another way. You get an answer within 30 days."),
            _("Send my suggestion"),
            "",
            _("We have your suggestion"),
        ),
    )
}
