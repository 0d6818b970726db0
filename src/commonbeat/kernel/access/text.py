"""Wording that lawyers and administrators agree on; change it here only."""

from django.utils.translation import gettext_lazy as _

NOTICE_VERSION = "1"
NOTICE_TITLE = _("This system is restricted to authorised people")
NOTICE = (
    _("You are entering a police information system."),
    _("What you do here is monitored, recorded and audited."),
    _("Using it without authority is prohibited and may lead to criminal and civil penalties."),
    _("By going on you consent to monitoring and recording."),
)
LOCKED_OUT = _(
    "Sign-in with this e-mail address is locked after too many failures. "
    "An administrator of your department can release it."
)
