"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import walls
from commonbeat.kernel.access import allowed, register_capability
from commonbeat.kernel.audit import register_action
from commonbeat.kernel.clocks import register_clock
from commonbeat.kernel.intake.targets import register_target
from commonbeat.kernel.retention import register_rule
from commonbeat.kernel.ui import home, menu
from commonbeat.kernel.workflow import register_process

from . import jobs  # noqa: F401  registered by being imported
from .enums import LABEL, RUNS, WALL
from .home import panel
from .process import ALERT
from .promises import CLOCKS
from .retention import RULE

COMPLAINTS = "complaints"

register_capability("support.review", _("Look after early support alerts of people one leads"))
register_capability("support.own", _("Read one's own early support file and answer"))
register_capability("support.manage", _("Run early support: every file, supervisors, late alerts"))
register_capability("support.switch", _("Record or confirm the labour notice that switches early support on"))
register_capability("support.compute", _("Count and compare; for the platform itself, in no role"))

walls.register_kind(
    walls.Kind(
        WALL,
        _("early support file"),
        labels={LABEL: "support.manage", RUNS: "support.manage"},
        writes={LABEL: "support.manage", RUNS: "support.manage"},
        grants="support.manage",
        emergency="support.manage",
        consents="support.manage",
    )
)
for purpose in (
    walls.Purpose(
        "support_list",
        _("See which early support alerts wait for one"),
        (WALL,),
        needs_case=False,
        capability="support.review",
    ),
    walls.Purpose(
        "support_review",
        _("Support somebody one leads"),
        (WALL,),
        capability="support.review",
        writes=True,
    ),
    walls.Purpose(
        "support_own",
        _("Read one's own early support file"),
        (WALL,),
        needs_case=False,
        capability="support.own",
        own=True,
    ),
    walls.Purpose(
        "support_compute",
        _("Count and compare"),
        (WALL, COMPLAINTS),
        needs_case=False,
        capability="support.compute",
        writes=True,
    ),
    walls.RefusedPurpose(
        "support_discipline",
        _("Discipline, promotion or pay"),
        _("Early support is help. It is used for nothing else, by nobody."),
    ),
):
    walls.register_purpose(purpose)

register_process(ALERT)
register_rule(RULE)
for clock in CLOCKS:
    register_clock(clock)
register_target("force", "commonbeat.accountability.support.intake:OCCURRENCES")
register_target("force_officers", "commonbeat.accountability.support.intake:INVOLVEMENTS")
register_target("duty_time", "commonbeat.accountability.support.intake:DUTY_TIME")

register_action("support.notice_recorded", "{actor} recorded the labour notice {object_id}")
register_action(
    "support.notice_confirmed", "{actor} confirmed the labour notice {object_id}: early support is on"
)
register_action("support.notice_withdrawn", "{actor} withdrew the labour notice {object_id}: {reason}")
register_action("support.supervisor_set", "{actor} noted who leads member {object_id}")
register_action("support.compared", "{actor} compared indicators of {details[until]}")
register_action("support.climbed", "{actor} passed an early support alert up the chain")
register_action("support.talked", "{actor} wrote down a talk about early support")
register_action("support.planned", "{actor} wrote down a plan of early support")
register_action("support.followed_up", "{actor} looked at a plan of early support again")
register_action("support.effect_noted", "{actor} noted what came of a plan of early support")
register_action("support.answered", "{actor} answered in the own early support file")

menu.register(_("Early support"), "support:list", "support.review", order=52, under="conduct")
menu.register(  # whoever opens the list finds it there
    _("Early support notice"),
    "support:settings",
    lambda viewer: allowed(viewer, "support.switch") and not allowed(viewer, "support.review"),
    order=53,
    under="conduct",
)
menu.register(_("My early support file"), "support:mine", "support.own", order=55, under="own")
home.register_panel(panel, "support.review", order=44)
