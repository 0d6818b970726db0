"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import audit

from . import checks  # noqa: F401  registers the start-up checks
from .capabilities import register_capability

register_capability("audit.read", _("Read the audit log"))
register_capability("audit.export", _("Export the audit log"))
register_capability("people.read", _("See accounts and the roles they hold"))
register_capability("people.manage", _("Open accounts, disable and enable them, release a lockout"))
register_capability("people.recover", _("Recover an account whose password or second factor is lost"))
register_capability("roles.grant", _("Give roles to other people and take them away"))

audit.register_action("access.refused", sentence="{actor} was refused {object_id}")
audit.register_action("access.role_granted", sentence="{actor} granted a role to account {object_id}")
audit.register_action("access.role_revoked", sentence="{actor} revoked a role of account {object_id}")
audit.register_action("access.account_created", sentence="{actor} opened account {object_id}")
audit.register_action("access.account_recovered", sentence="{actor} recovered account {object_id}")
audit.register_action("access.account_enabled", sentence="{actor} enabled account {object_id}")
audit.register_action("access.account_disabled", sentence="{actor} disabled account {object_id}")
audit.register_action(
    "access.lockout_released", sentence="{actor} released the lockout of account {object_id}"
)
audit.register_action("access.signed_in", sentence="{actor} signed in")
audit.register_action("access.sign_in_failed", sentence="Someone failed to sign in as {object_id}")
audit.register_action("access.locked_out", sentence="{object_id} was locked after too many failures")
audit.register_action("access.signed_out", sentence="{actor} signed out")
audit.register_action("access.session_locked", sentence="{actor}'s screen was locked")
audit.register_action("access.session_unlocked", sentence="{actor} unlocked the screen")
audit.register_action("access.session_ended", sentence="{actor} ended a session of account {object_id}")
audit.register_action("access.notice_accepted", sentence="{actor} accepted the notice before sign-in")
audit.register_action(
    "access.password_changed", sentence="{actor} changed the password of account {object_id}"
)
audit.register_action("access.factor_added", sentence="{actor} added a second factor to account {object_id}")
audit.register_action(
    "access.factor_removed", sentence="{actor} removed a second factor of account {object_id}"
)
