"""Who holds a capability."""

from __future__ import annotations

from django.db.models import QuerySet

from commonbeat.kernel.accounts.models import User

from .models import RoleGrant
from .roles import roles


def holders(*capabilities: str) -> QuerySet[User]:
    """Active accounts that hold one of some capabilities now, by name."""
    named = [name for name, role in roles().items() if role.capabilities & set(capabilities)]
    grants = RoleGrant.objects.in_force().filter(role__in=named)
    return User.objects.filter(is_active=True, pk__in=grants.values("user_id")).order_by("name", "pk")
