"""The uploads of one form page: those kept from the page before, and the ones that came now."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from commonbeat.kernel.attachments import counting, media, policies
from commonbeat.kernel.attachments.errors import AttachmentRefused
from commonbeat.kernel.attachments.keeping import attach, too_many
from commonbeat.kernel.attachments.models import Attachment
from commonbeat.kernel.attachments.pictures import FORMATS
from commonbeat.kernel.attachments.policies import MEGABYTE, PDF
from commonbeat.kernel.attachments.taking import take
from commonbeat.kernel.attachments.tokens import by_token, token_of

ENDINGS = {
    "image/jpeg": ".jpg,.jpeg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    PDF: ".pdf",
    **media.ENDINGS,
}
MOST_TRIED = 20
"""Files looked at in one request; what comes beyond is refused unread."""


@dataclass(frozen=True)
class KeptUpload:
    """One upload that was taken and waits for its form to be sent."""

    attachment: Attachment
    token: str

    @cached_property
    def preview(self) -> str:
        """The small picture inside the page itself: there is no address where somebody else could ask for it."""
        small = self.attachment.small
        if small is None or not small.path.is_file():
            return ""
        content = base64.b64encode(small.path.read_bytes()).decode()
        return f"data:{self.attachment.media_type};base64,{content}"


class Uploads:
    """Pictures (or documents) of a form, for ``ui/partials/uploads.html``. Works without a script.

    On each post, new files are taken at once and carried on as tokens, so that nothing has to be chosen again when
    something else on the page is wrong; ticked ones are dropped. ``attach_to(record)`` at the end.

    Args:
        policy: name of a registered policy.
        actor: who sends: an account, or ``audit.Actor("resident")``.
        data: ``request.POST``; ``None`` for a page that is only shown.
        files: ``request.FILES``.
        name: of the controls.
        label: what is asked for; a text for "Photos" by default.

    Attributes:
        kept: what was taken so far.
        errors: why files of this post were refused, in plain words.
    """

    def __init__(
        self, policy: str, *, actor: Any, data: Mapping[str, Any] | None = None, files: Any = None,
        name: str = "photos", label: str = "",
    ) -> None:  # fmt: skip
        self.policy, self.name, self.actor = policies.policy(policy), name, actor
        self.label = label or _("Photos")
        self.kept: list[KeptUpload] = []
        self.errors: list[str] = []
        if data is not None:
            self._carry(_texts(data, f"{name}-token"), set(_texts(data, f"{name}-drop")))
            self._take(files)

    def _carry(self, tokens: list[str], dropped: set[str]) -> None:
        """Keep what the page before took, but for what was ticked to be dropped."""
        for token in dict.fromkeys(tokens[: self.policy.most_files]):
            if token in dropped:
                continue
            try:
                found = by_token(token)
            except AttachmentRefused as refused:
                self._say(str(refused))
                continue
            if found.policy == self.policy.name:
                self.kept.append(KeptUpload(found, token))

    def _take(self, files: Any) -> None:
        """Take the files of this post."""
        for at, file in enumerate(_files(files, self.name)):
            if len(self.kept) >= self.policy.most_files or at >= MOST_TRIED:
                counting.count(self.policy.name, "too_many")
                self._say(str(too_many(self.policy.most_files)))
                break
            try:
                taken = take(file, policy=self.policy.name, actor=self.actor)
            except AttachmentRefused as refused:
                self._say(str(refused))
            else:
                self.kept.append(KeptUpload(taken, token_of(taken)))

    def _say(self, text: str) -> None:
        if text not in self.errors:
            self.errors.append(text)

    def is_valid(self) -> bool:
        """Whether nothing of this post was refused."""
        return not self.errors

    def attach_to(self, record: Model) -> list[Attachment]:
        """Let everything kept belong to a record, in the caller's transaction.

        Raises:
            AttachmentRefused: one of them was used meanwhile.
        """
        return attach([one.attachment for one in self.kept], record)

    @property
    def room(self) -> int:
        """How many more may be added."""
        return max(0, self.policy.most_files - len(self.kept))

    @property
    def accept(self) -> str:
        """For the file control: kinds and endings that are taken."""
        kinds = sorted(self.policy.kinds)
        return ",".join([*kinds, *(ENDINGS[kind] for kind in kinds)])

    @property
    def recordings_note(self) -> str:
        """What people should know before they send sound or video; "" where none is taken."""
        if not self.policy.takes_recordings:
            return ""
        most = number_format(round(self.policy.most_media_bytes / MEGABYTE))
        return _(
            "Video (MP4, MOV, WebM) and sound (M4A, MP3, WAV, Ogg): at most %(most)s MB each. We keep a recording as you send "
            "it. It may say where and with what it was made. Only staff who work on this can open it."
        ) % {"most": most}

    @property
    def takes_pictures(self) -> bool:
        """Whether pictures are among the kinds."""
        return bool(self.policy.kinds & FORMATS.keys())

    @property
    def takes_documents(self) -> bool:
        """Whether PDF is among the kinds."""
        return PDF in self.policy.kinds

    @property
    def most_megabytes(self) -> int:
        """The largest file, for the hint."""
        return max(1, self.policy.most_bytes // MEGABYTE)


def _texts(data: Mapping[str, Any], name: str) -> list[str]:
    """Everything sent under a name, as texts."""
    got = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
    listed = list(got) if isinstance(got, list | tuple) else [got]
    return [one for one in listed if isinstance(one, str) and one]


def _files(files: Any, name: str) -> list[Any]:
    """The files sent under a name."""
    if not files:
        return []
    got = files.getlist(name) if hasattr(files, "getlist") else files.get(name) or []
    return [one for one in (got if isinstance(got, list | tuple) else [got]) if one is not None]
