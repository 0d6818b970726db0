"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import contact, notify
from commonbeat.kernel.access import register_capability
from commonbeat.kernel.audit import register_action
from commonbeat.kernel.clocks import register_clock
from commonbeat.kernel.clocks.subjects import register_subject
from commonbeat.kernel.notify.inbound_mail import register_letter_handler
from commonbeat.kernel.publish import register_dataset
from commonbeat.kernel.retention import register_rule
from commonbeat.kernel.ui import home, menu
from commonbeat.kernel.workflow import register_process

from . import jobs  # noqa: F401  registered by being imported
from .cases import ACTIONS, show
from .enums import CASE_KIND
from .hall_texts import PREFIX, number_or_nothing
from .home import badge, panel
from .inbound import asked_by_mail, heard
from .process import HALL_QUESTION, QUESTION, TOWN_HALL
from .promises import CLOCKS
from .published import QUESTIONS
from .retention import RULE
from .subjects import alarms_named, questions_named

register_capability("questions.read", _("Read questions to the department"))
register_capability("questions.answer", _("Write down and answer questions"))
register_capability("questions.moderate", _("Decide what is shown in public, and see to messages in crisis"))
register_capability("questions.host", _("Plan, open and close town halls"))

for process in (QUESTION, TOWN_HALL, HALL_QUESTION):
    register_process(process)
for clock in CLOCKS:
    register_clock(clock)
register_action("questions.assigned", "{actor} gave question {details[number]} to an owner")
register_action("questions.extended", "{actor} extended question {details[number]}: {reason}")
register_action("questions.extension_ended", "{actor} let the clock of question {details[number]} run on")
register_action("questions.published", "{actor} published question {details[number]}")
register_action(
    "questions.not_published", "{actor} kept question {details[number]} off the public page: {reason}"
)
register_action("questions.alarm_acknowledged", "{actor} looked at a message in crisis")
register_action(
    "questions.followed_up",
    "{actor} gave {details[questions]} unanswered questions of a town hall an owner and a date",
)
register_action("questions.hall_changed", "{actor} changed the town hall {object_id}")
register_action(
    "questions.hall_replied", "{actor} wrote privately to the sender of question {details[number]}"
)
register_action(
    "questions.key_destroyed", "{actor} destroyed the key of a town hall ({details[key]}): {reason}"
)

contact.register_case_kind(CASE_KIND, _("Question"), show, ACTIONS)
register_dataset(QUESTIONS)
register_rule(RULE)
notify.register_recipients(PREFIX, number_or_nothing)
notify.register_handler(heard)
register_letter_handler(asked_by_mail)
menu.register(_("Questions"), "questions:list", "questions.read", order=33, badge=badge, under="residents")
menu.register(_("Town halls"), "questions:halls", "questions.read", order=34, under="residents")
home.register_panel(panel, "questions.read", order=40)
register_subject("questions.Question", questions_named)
register_subject("questions.Alarm", alarms_named)
