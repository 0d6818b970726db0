"""Uploads: looked at from the inside, scanned, drawn anew without anything hidden, the original sealed.

A topic says in ``module.py`` what may be sent where::

    register_policy(Policy("requests.photo", PICTURES, 15 * MEGABYTE, most_files=3, keep_original=False))

and a page takes, carries and attaches (``Uploads`` does all three for one form page)::

    photo = take(request.FILES["photo"], policy="requests.photo", actor=audit.Actor("resident"))
    attach([token_of(photo)], record)
    return picture_response(of(record)[0], "small", public=True)

How and why: ``docs/explanation/attachments.md``.
"""

from typing import Any

from commonbeat.kernel.attachments.errors import AttachmentRefused
from commonbeat.kernel.attachments.media import RECORDINGS
from commonbeat.kernel.attachments.policies import (
    MEGABYTE,
    PDF,
    PICTURES,
    Policy,
    UnknownPolicy,
    policy,
    register_policy,
)
from commonbeat.kernel.attachments.scanning import ScannerSilent, Verdict, register_scanner, scanners

_LATER = {
    "Attachment": "models", "Original": "keeping", "RefusalCount": "counting", "Uploads": "uploads", "attach": "keeping",
    "by_token": "tokens", "document_response": "serving", "file_response": "serving", "of": "keeping", "of_many": "keeping",
    "open_original": "keeping", "original_response": "serving", "picture_response": "serving", "refusals": "counting",
    "remove_of": "sweeping", "take": "taking", "token_of": "tokens",
}  # fmt: skip
__all__ = [
    "MEGABYTE", "PDF", "PICTURES", "RECORDINGS", "Attachment", "AttachmentRefused", "Original", "Policy", "RefusalCount",
    "ScannerSilent", "UnknownPolicy", "Uploads", "Verdict", "attach", "by_token", "document_response", "file_response",
    "of", "of_many",
    "open_original", "original_response", "picture_response", "policy", "refusals", "register_policy",
    "register_scanner", "remove_of", "scanners", "take", "token_of",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Look up what needs the tables when it is first used: this package is imported before them."""
    if name not in _LATER:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
