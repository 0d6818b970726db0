"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import audit
from commonbeat.kernel.access import register_capability

register_capability("forms.manage", _("Change the questions that public forms ask"))
audit.register_action(
    "forms.taken_over", sentence="{actor} took over version {details[number]} of the form {object_id}"
)
