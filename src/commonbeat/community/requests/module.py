"""What this topic registers."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import audit
from commonbeat.kernel.access import register_capability
from commonbeat.kernel.attachments import Policy, register_policy
from commonbeat.kernel.clocks import register_clock
from commonbeat.kernel.clocks.subjects import register_subject
from commonbeat.kernel.contact import register_case_kind
from commonbeat.kernel.forms import register_form
from commonbeat.kernel.publish import register_dataset, register_measure
from commonbeat.kernel.retention import register_rule
from commonbeat.kernel.ui import home, menu
from commonbeat.kernel.workflow import register_process

from .counts import waiting
from .home import requests_panel
from .process import CASE_PROCESS, REQUEST_PROCESS
from .promises import CLOCKS
from .public import PICTURES
from .published import MEASURES, MONTHLY, REQUESTS
from .retention import RULE
from .subjects import cases_named, requests_named
from .submitting import KIND
from .tracking import ACTIONS, show

register_capability("requests.read", _("Read requests of residents"))
register_capability("requests.work", _("Answer, assign and close requests of residents"))
register_capability("requests.inspect", _("Inspect places and run code cases"))
register_capability("requests.manage", _("Change categories and reply templates; hear of late requests"))
register_capability("requests.export", _("Export requests with exact places"))

for action, sentence in (
    ("requests.assigned", "{actor} assigned request {object_id}"),
    ("requests.updated", "{actor} wrote a public update on request {object_id}"),
    ("requests.posted", "{actor} posted progress on request {object_id}"),
    ("requests.messaged", "{actor} wrote to the resident of request {object_id}"),
    ("requests.merged", "{actor} merged request {object_id} into {details[into]}"),
    ("requests.changed", "{actor} changed request {object_id}: {reason}"),
    ("requests.placed", "{actor} set the place of request {object_id}: {reason}"),
    ("requests.inspected", "{actor} inspected the place of request {object_id}"),
    ("requests.picture_added", "{actor} added a picture to request {object_id}"),
    ("requests.picture_shown", "{actor} let a picture of request {object_id} be seen in public"),
    ("requests.picture_hidden", "{actor} took a picture of request {object_id} off the public page"),
    ("requests.exported", "{actor} exported {details[rows]} requests: {reason}"),
    ("requests.category_changed", "{actor} changed the category {object_id}: {reason}"),
    ("requests.template_changed", "{actor} changed the reply template {object_id}: {reason}"),
    ("requests.name_hidden", "{actor} hid the name on request {object_id}"),
    ("requests.made_private", "{actor} took request {object_id} off the public map"),
    ("requests.answered", "{actor} answered the question about request {object_id}"),
    ("requests.asked", "{actor} asked {details[n]} residents whether their request was fixed"),
    ("requests.followed", "{actor} follows request {object_id}"),
    ("requests.unfollowed", "{actor} follows request {object_id} no more"),
    ("requests.watched", "{actor} watches an area"),
    ("requests.unwatched", "{actor} watches an area no more"),
):
    audit.register_action(action, sentence=sentence)

register_process(REQUEST_PROCESS)
register_process(CASE_PROCESS)
for clock in CLOCKS:
    register_clock(clock)
register_policy(
    Policy(
        PICTURES, frozenset({"image/jpeg", "image/png", "image/webp"}), most_bytes=15 * 1024 * 1024, most_files=12,
        keep_original=False,
    )
)  # fmt: skip
for path in sorted((Path(__file__).parent / "questions").glob("*.toml")):
    register_form(f"requests.{path.stem}", path)
register_case_kind(KIND, _("Request"), show, ACTIONS)
register_dataset(REQUESTS)
register_dataset(MONTHLY)
register_rule(RULE)
for measure in MEASURES:
    register_measure(measure)
menu.register(_("Requests"), "requests:list", "requests.read", order=30, badge=waiting, under="residents")
home.register_panel(requests_panel, "requests.read", order=30)
register_subject("requests.ServiceRequest", requests_named)
register_subject("requests.CodeCase", cases_named)
