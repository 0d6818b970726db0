"""Rules for passwords (CJIS IA-5(1), NIST SP 800-63B): long enough, not common, no rules about kinds of characters."""

import secrets
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import User

LONGEST = 128
EXPIRES_AFTER = timedelta(days=365)
ONE_TIME_WORDS = 4
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


def is_due(user: User) -> bool:
    """Whether the person must choose a new password before anything else."""
    changed = user.password_changed_at
    return user.must_change_password or changed is None or timezone.now() - changed > EXPIRES_AFTER


def one_time() -> str:
    """A random password to be read out once: four groups of five characters, about 99 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(ONE_TIME_WORDS))
