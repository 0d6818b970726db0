"""What this topic registers."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import contact
from commonbeat.kernel.access import register_capability
from commonbeat.kernel.attachments import MEGABYTE, PDF, PICTURES, Policy, register_policy
from commonbeat.kernel.audit import register_action
from commonbeat.kernel.clocks import register_clock
from commonbeat.kernel.clocks.subjects import register_subject
from commonbeat.kernel.forms import register_form
from commonbeat.kernel.publish import register_dataset
from commonbeat.kernel.retention import register_rule
from commonbeat.kernel.ui import home, menu
from commonbeat.kernel.workflow import register_process

from . import jobs  # noqa: F401  registered by being imported
from .cases import COMMENDATION_ACTIONS, SUGGESTION_ACTIONS, show_commendation, show_suggestion
from .enums import COMMENDATION as COMMENDATION_CASE
from .enums import FILES
from .enums import SUGGESTION as SUGGESTION_CASE
from .home import badge, badge_suggestions, panel, thanked
from .process import COMMENDATION, SUGGESTION
from .promises import CLOCKS
from .published import COMMENDATIONS
from .retention import RULES
from .subjects import commendations_named, suggestions_named

register_capability("commendations.read", _("Read commendations and suggestions"))
register_capability(
    "commendations.work", _("Write down, match and pass on commendations, answer suggestions")
)
register_capability("commendations.publish", _("Decide which words of thanks everybody reads"))
register_capability("commendations.own", _("Read thanks to oneself and to those one leads"))

for process in (COMMENDATION, SUGGESTION):
    register_process(process)
for clock in CLOCKS:
    register_clock(clock)
for rule in RULES:
    register_rule(rule)
register_action("commendations.matched", "{actor} said whom commendation {details[number]} thanks")
register_action(
    "commendations.unmatched", "{actor} took a match of commendation {details[number]} back: {reason}"
)
register_action("commendations.published", "{actor} published words of commendation {details[number]}")
register_action(
    "commendations.not_published",
    "{actor} kept commendation {details[number]} off the public page: {reason}",
)
register_action(
    "commendations.consent_ended", "{actor} took back the consent to publish commendation {details[number]}"
)
register_action("commendations.assigned", "{actor} gave suggestion {details[number]} to an owner")

register_policy(Policy(FILES, PICTURES | {PDF}, 10 * MEGABYTE, most_files=3, keep_original=False))
contact.register_case_kind(COMMENDATION_CASE, _("Thanks"), show_commendation, COMMENDATION_ACTIONS)
contact.register_case_kind(SUGGESTION_CASE, _("Suggestion"), show_suggestion, SUGGESTION_ACTIONS)
register_dataset(COMMENDATIONS)
for kind in (COMMENDATION_CASE, SUGGESTION_CASE):
    register_form(f"commendations.{kind}", Path(__file__).with_name("data") / f"{kind}.toml")
menu.register(
    _("Commendations"), "commendations:list", "commendations.read", order=36, badge=badge, under="residents"
)
menu.register(
    _("Suggestions"),
    "commendations:suggestions",
    "commendations.read",
    order=37,
    badge=badge_suggestions,
    under="residents",
)
menu.register(_("Thanks to you"), "commendations:mine", "commendations.own", order=53, under="own")
home.register_panel(panel, "commendations.work", order=42)
home.register_panel(thanked, "commendations.own", order=43)
register_subject("commendations.Commendation", commendations_named)
register_subject("commendations.Suggestion", suggestions_named)
