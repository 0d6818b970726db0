"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.access import register_capability
from commonbeat.kernel.audit import register_action
from commonbeat.kernel.intake.targets import register_target

register_target("roster", "commonbeat.city.roster.intake:TARGET")
register_capability(
    "roster.settle_links", _("Settle which account is which member's, when somebody else asked")
)
register_action(
    "roster.link_asked", "{actor} asked to link an account with the member {details[member]}: {reason}"
)
register_action(
    "roster.linked", "{actor} agreed that an account is that of the member {details[member]}: {reason}"
)
register_action("roster.link_declined", "{actor} did not agree to link an account with a member: {reason}")
register_action(
    "roster.unlinked", "{actor} took the account away from the member {details[member]}: {reason}"
)
