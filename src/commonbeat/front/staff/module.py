"""What this topic registers."""

from commonbeat.front.roles import ROLES
from commonbeat.kernel.access import register_roles

register_roles(ROLES)
