"""What can go wrong at a wall."""

from django.core.exceptions import PermissionDenied
from django.http import Http404


class NotLooking(RuntimeError):
    """Protected rows were asked for without saying who looks and for what: a mistake in the code, never a person's."""


class UnknownPurpose(LookupError):
    """A purpose or a kind of case was named that no topic registered."""


class PurposeRefused(PermissionDenied):
    """The purpose is one the platform refuses, or one that is not this viewer's; its text says why."""


class CaseNeeded(PermissionDenied):
    """The purpose needs a case, and none was named."""


class NotThere(Http404):
    """The case does not exist, or is not this viewer's: both look the same."""


class WallsClosed(RuntimeError):
    """The database does not accept this process's claims: it does not know the key (any more)."""


class GrantRefused(ValueError):
    """Somebody cannot be let into a case; the text says why."""
