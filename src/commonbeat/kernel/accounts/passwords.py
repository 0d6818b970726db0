"""Rules for passwords (CJIS IA-5(1), NIST SP 800-63B): long enough, not common, no rules about kinds of characters.

Common ones are Django's list, those known from break-ins are in ``breached``.
"""

import re
import secrets
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import User

LONGEST = 128
EXPIRES_AFTER = timedelta(days=365)
ONE_TIME_WORDS = 4
LEAST_LEFT = 5  # letters besides the names of this place
_OUR_WORDS = frozenset({"commonbeat", "police", "policia", "department", "sheriff", "password"})
# Letters and digits that are not mistaken for one another when read out over a telephone.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class MaximumLength:
    """Refuses passwords so long that hashing them would be a burden."""

    def __init__(self, longest: int = LONGEST) -> None:
        self.longest = longest

    def validate(self, password: str, user: Any = None) -> None:
        """Check a new password.

        Raises:
            ValidationError: it has more than ``longest`` characters.
        """
        if len(password) > self.longest:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        """The rule as shown beside the field."""
        return _("Your password may have up to %(longest)d characters; 15 or more are recommended.") % {
            "longest": self.longest
        }


class NotOfThisPlace:
    """Refuses passwords made of words everybody here would try: the department, the person, the platform."""

    def validate(self, password: str, user: Any = None) -> None:
        """Check a new password: what is left without such words must be long enough by itself.

        Raises:
            ValidationError: hardly anything is left.
        """
        words = {
            *_OUR_WORDS,
            *_words(_context()),
            *_words([getattr(user, "name", ""), getattr(user, "email", "")]),
        }
        left = password.lower()
        for word in sorted(words, key=len, reverse=True):
            left = left.replace(word, "")
        if left != password.lower() and len(re.sub(r"[\W\d_]", "", left)) < LEAST_LEFT:
            raise ValidationError(
                _("This password is made of names of this place or of yours. Choose another one."),
                code="password_of_this_place",
            )

    def get_help_text(self) -> str:
        """The rule as shown beside the field."""
        return _("Your password can’t be made of the names of your department, your city or yourself.")


def register_context(names: Callable[[], Iterable[str]]) -> None:
    """Say which names belong to this place (department, city); asked for at each check.

    Args:
        names: returns the names as people write them.
    """
    global _context
    _context = names


def _no_names() -> Iterable[str]:
    return ()


_context: Callable[[], Iterable[str]] = _no_names


def _words(names: Iterable[str]) -> set[str]:
    """Words of four letters and more, in lower case."""
    return {word for name in names for word in re.findall(r"[^\W\d_]{4,}", name.lower())}


def is_due(user: User) -> bool:
    """Whether the person must choose a new password before anything else."""
    changed = user.password_changed_at
    return user.must_change_password or changed is None or timezone.now() - changed > EXPIRES_AFTER


def one_time() -> str:
    """A random password to be read out once: four groups of five characters, about 99 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(ONE_TIME_WORDS))
