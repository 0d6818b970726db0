"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import audit
from commonbeat.kernel.accounts.queries import names_of

from . import api_keys, checks, hearing  # noqa: F401  the last two register by being imported
from .capabilities import register_capability

register_capability("audit.read", _("Read the audit log"))
register_capability("audit.export", _("Export the audit log"))
register_capability("people.read", _("See accounts and the roles they hold"))
register_capability("people.manage", _("Open accounts, disable and enable them, release a lockout"))
register_capability("people.recover", _("Recover an account whose password or second factor is lost"))
register_capability("roles.grant", _("Give roles to other people and take them away"))
register_capability("keys.read", _("See which systems hold a key and what it opens"))
register_capability("keys.manage", _("Issue keys to other systems and revoke them"))

audit.register_names("user", names_of)
audit.register_names("api_key", api_keys.holders_of)

audit.register_action("access.refused", sentence="{actor} was refused {object_id}")
audit.register_action("access.role_granted", sentence="{actor} gave the role {details[role]} to {object_id}")
audit.register_action(
    "access.role_revoked", sentence="{actor} took the role {details[role]} from {object_id}"
)
audit.register_action("access.account_created", sentence="{actor} opened the account of {object_id}")
audit.register_action("access.account_recovered", sentence="{actor} recovered the account of {object_id}")
audit.register_action("access.account_enabled", sentence="{actor} enabled the account of {object_id}")
audit.register_action("access.account_disabled", sentence="{actor} disabled the account of {object_id}")
audit.register_action(
    "access.lockout_released", sentence="{actor} released the lockout of the account of {object_id}"
)
audit.register_action("access.signed_in", sentence="{actor} signed in")
audit.register_action("access.sign_in_failed", sentence="Someone failed to sign in as {object_id}")
audit.register_action("access.locked_out", sentence="{object_id} was locked after too many failures")
audit.register_action("access.signed_out", sentence="{actor} signed out")
audit.register_action("access.session_locked", sentence="{actor}'s screen was locked")
audit.register_action("access.session_unlocked", sentence="{actor} unlocked the screen")
audit.register_action(
    "access.session_ended", sentence="{actor} ended a session of the account of {object_id}"
)
audit.register_action("access.notice_accepted", sentence="{actor} accepted the notice before sign-in")
audit.register_action(
    "access.password_changed", sentence="{actor} changed the password of the account of {object_id}"
)
audit.register_action(
    "access.factor_added", sentence="{actor} added a second factor to the account of {object_id}"
)
audit.register_action(
    "access.factor_removed", sentence="{actor} removed a second factor of the account of {object_id}"
)
audit.register_action("access.key_issued", sentence="{actor} issued a key to {object_id}")
audit.register_action("access.key_revoked", sentence="{actor} revoked the key of {object_id}")
