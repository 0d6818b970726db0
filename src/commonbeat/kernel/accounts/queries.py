"""Reading accounts."""

from collections.abc import Iterable
from uuid import UUID

from .models import User


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """Names behind account ids, for the audit log; ids that are none are left out.

    Args:
        ids: account ids as text.
    """
    wanted = []
    for one in ids:
        try:
            wanted.append(UUID(one))
        except ValueError:
            continue
    return {str(pk): name for pk, name in User.objects.filter(pk__in=wanted).values_list("pk", "name")}
