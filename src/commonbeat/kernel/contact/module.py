"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import audit
from commonbeat.kernel.access import register_capability
from commonbeat.kernel.attachments import MEGABYTE, PDF, PICTURES, Policy, register_policy
from commonbeat.kernel.contact import jobs
from commonbeat.kernel.contact.answering import heard_by_mail
from commonbeat.kernel.contact.telling import PREFIX, resolve, write
from commonbeat.kernel.notify import register_recipients
from commonbeat.kernel.notify.inbound_mail import register_letter_handler

__all__ = ["jobs"]

register_policy(Policy("contact.reply", PICTURES | {PDF}, 10 * MEGABYTE, most_files=3, keep_original=False))
register_recipients(PREFIX, resolve, write)
register_letter_handler(heard_by_mail)
register_capability("contact.identity", _("See who is behind a resident's case"))

audit.register_action("contact.opened", sentence="A conversation was opened with code, {details[kind]}")
audit.register_action("contact.said", sentence="{actor} wrote in conversation {object_id}")
audit.register_action("contact.noted", sentence="{actor} kept an internal note in conversation {object_id}")
audit.register_action(
    "contact.identity_read", sentence="{actor} looked at who is behind conversation {object_id}: {purpose}"
)
audit.register_action(
    "contact.identity_destroyed", sentence="{actor} destroyed the identity in conversation {object_id}"
)
audit.register_action("contact.code_renewed", sentence="{actor} gave a new code for conversation {object_id}")
audit.register_action("contact.closed", sentence="{actor} closed conversation {object_id}")
audit.register_action(
    "contact.told", sentence="The resident of conversation {object_id} was told: {details[what]}"
)
audit.register_action(
    "contact.wants_changed", sentence="The resident of conversation {object_id} chose: {details[wants]}"
)
