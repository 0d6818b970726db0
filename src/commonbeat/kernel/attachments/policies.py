"""What may be uploaded where. A topic registers its policies in ``module.py``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.attachments.media import RECORDINGS

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
PDF = "application/pdf"
MEGABYTE = 1024 * 1024
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")

CAUSES: dict[str, str | Promise] = {
    "empty": _("nothing in the file"),
    "too_large": _("too many bytes"),
    "too_many": _("too many files"),
    "kind": _("a kind of file that is not taken"),
    "heic": _("an HEIC picture"),
    "too_many_pixels": _("too many pixels"),
    "damaged": _("damaged, cut short, or not what it says"),
    "active": _("a document with programs, files or a password inside"),
    "malware": _("the malware scanner found something"),
    "unscanned": _("the malware scanner did not answer"),
    "no_room": _("no room on our disk"),
    "expired": _("sent too long ago, or already used"),
}
"""Why uploads are refused, as staff read it."""


@dataclass(frozen=True)
class Policy:
    """What may be uploaded at one place.

    Attributes:
        name: namespaced, for instance ``requests.photo``.
        kinds: media types, as seen from the bytes themselves.
        most_bytes: largest single file.
        most_files: how many belong to one subject.
        keep_original: whether the file as sent is kept too, sealed; otherwise only its hash is.
        most_media_bytes: largest single recording (``RECORDINGS``), which is always kept whole and sealed.
    """

    name: str
    kinds: frozenset[str]
    most_bytes: int
    most_files: int
    keep_original: bool
    most_media_bytes: int = 0

    def most(self, kind: str) -> int:
        """The largest file of a media type, in bytes."""
        return self.most_media_bytes if kind in RECORDINGS else self.most_bytes

    @property
    def takes_recordings(self) -> bool:
        """Whether sound or video is among the kinds."""
        return bool(self.kinds & RECORDINGS)


class UnknownPolicy(LookupError):
    """No topic registers a policy of this name."""


_policies: dict[str, Policy] = {}


def register_policy(policy: Policy) -> Policy:
    """Make a policy known (call it in ``module.py``).

    Raises:
        ValueError: a bad name, a kind that cannot be handled, a limit below one, or another policy of this name.
    """
    if not _NAME.fullmatch(policy.name) or len(policy.name) > 60:
        raise ValueError(f"A policy is called like 'requests.photo', not {policy.name!r}.")
    if not policy.kinds or policy.kinds - PICTURES - RECORDINGS - {PDF}:
        known = ", ".join(sorted(PICTURES | RECORDINGS))
        raise ValueError(f"Pictures and recordings ({known}) and {PDF} can be taken, nothing else.")
    if (
        policy.most_bytes < 1
        or policy.most_files < 1
        or policy.takes_recordings != bool(policy.most_media_bytes)
    ):
        raise ValueError("A policy lets at least one file of one byte in.")
    if _policies.setdefault(policy.name, policy) != policy:
        raise ValueError(f"The policy {policy.name} is registered already, with other limits.")
    return policy


def policy(name: str) -> Policy:
    """The registered policy.

    Raises:
        UnknownPolicy: nobody registered it.
    """
    try:
        return _policies[name]
    except KeyError:
        raise UnknownPolicy(f"No topic registers a policy {name!r}.") from None
