"""The roles of the department: the one reviewed list of who may do what.

A change here is a change of policy: review it as one. Capabilities are registered by topics; a name that no installed
topic registers stops the platform at start-up (check ``access.E001``).
"""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.access import Role

_READING = frozenset({"calls.read", "incidents.read", "report.read"})

ROLES: dict[str, Role] = {
    "chief": Role(
        _("Chief"),
        _("Reads everything the department measures and releases reports to the public."),
        _READING
        | {"calls.export", "report.manage", "report.release_public", "publish.release", "imports.read"}
        | {"workbench.read", "promises.read"}
        | {"questions.read", "questions.answer", "questions.moderate"}
        | {"requests.read", "requests.export", "requests.manage"}
        | {"reports.counts", "contact.identity"}
        | {"retention.read", "retention.approve"}
        | {"complaints.intake", "complaints.read_internal", "complaints.write_internal", "complaints.decide"}
        | {"disclosure.read", "disclosure.doj"}
        | {"complaints.consent", "complaints.open", "roster.settle_links"}
        | {"interviews.criminal_see", "interviews.criminal_read"}
        | {"discipline.files", "discipline.agreements"}
        | {"commendations.read", "commendations.work", "commendations.publish", "commendations.own"}
        | {"support.switch", "support.own"},
    ),
    "command": Role(
        _("Captain or watch commander"),
        _(
            "Runs a watch or a district: reads calls, incidents and the weekly report, and answers its findings."
        ),
        _READING
        | {"report.manage", "imports.read", "workbench.read", "promises.read"}
        | {"questions.read", "questions.answer"}
        | {"requests.read", "requests.work", "requests.manage", "requests.export", "contact.identity"}
        | {"reports.counts"}
        | {"retention.read", "retention.approve", "retention.hold"}
        | {"complaints.intake", "complaints.work", "complaints.emergency", "complaints.open"}
        | {"commendations.read", "commendations.work", "commendations.own"}
        | {"support.review", "support.own"},
    ),
    "sergeant": Role(
        _("Sergeant"),
        _("Leads a beat: reads calls, incidents and the weekly report."),
        _READING
        | {"calls.note"}
        | {"requests.read"}
        | {"complaints.intake", "complaints.work", "complaints.open"}
        | {"commendations.own"}
        | {"support.review", "support.own"},
    ),
    "officer": Role(
        _("Officer"),
        _("Reads calls, incidents and the weekly report."),
        _READING | {"calls.note"} | {"requests.read"} | {"commendations.own"} | {"support.own"},
    ),
    "dispatcher": Role(
        _("Dispatcher"),
        _("Reads calls for service."),
        frozenset({"calls.read", "calls.note"})
        | {"requests.read"}
        | {"reports.take", "reports.counts", "contact.identity"}
        | {"complaints.intake"}
        | {"commendations.own"},
    ),
    "analyst": Role(
        _("Analyst"),
        _("Loads exports, exports calls, works on the weekly report and its findings."),
        _READING
        | {"calls.export", "imports.run", "imports.read", "report.manage", "report.prepare"}
        | {"workbench.read", "workbench.work"}
        | {"requests.read", "requests.export"}
        | {"commendations.own"},
    ),
    "records": Role(
        _("Records clerk"),
        _("Loads exports and keeps incidents."),
        frozenset({"calls.read", "incidents.read", "imports.run", "imports.read"})
        | {"contact.identity", "attachments.open_original"}
        | {
            "reports.read",
            "reports.review",
            "reports.take",
            "reports.manage",
            "reports.export",
            "reports.counts",
        }
        | {"retention.read", "retention.propose", "retention.hold"}
        | {"complaints.intake"}
        | {"commendations.read", "commendations.work", "commendations.own"},
    ),
    "administrator": Role(
        _("Administrator"),
        _(
            "Opens, recovers and closes accounts, grants roles, keeps the agency's settings. Reads no calls or incidents."
        ),
        frozenset(
            {
                "doors.read",
                "people.read",
                "people.manage",
                "people.recover",
                "roles.grant",
                "agency.edit",
                "city.edit",
            }
        )
        | {"keys.read", "keys.manage", "forms.manage"}
        | {"retention.read"},
    ),
    "auditor": Role(
        _("Auditor"),
        _("Reads and exports the audit log, and sees who holds which role."),
        frozenset({"doors.read", "audit.read", "audit.export", "people.read", "keys.read", "retention.read"}),
    ),
    "pio": Role(
        _("Public information officer"),
        _("Previews and releases what the public reads."),
        frozenset({"report.read", "report.release_public", "publish.release"})
        | {"questions.read", "questions.answer", "questions.moderate", "contact.identity", "questions.host"}
        | {"requests.read"}
        | {"commendations.read", "commendations.publish", "commendations.own"},
    ),
    "code_enforcement": Role(
        _("Code enforcement officer"),
        _("Looks into what residents report, on a phone in the street, and runs code cases."),
        frozenset({"contact.identity"})
        | {"requests.read", "requests.work", "requests.inspect", "requests.export"}
        | {"commendations.own"},
    ),
    "community": Role(
        _("Community engagement"),
        _("Answers residents, runs town halls and looks after promised times."),
        frozenset({"contact.identity"})
        | {"questions.read", "questions.answer", "questions.moderate", "questions.host"}
        | {"requests.read", "requests.work", "requests.manage"}
        | {"forms.manage", "promises.read", "doors.read"}
        | {"commendations.read", "commendations.work", "commendations.publish", "commendations.own"},
    ),
    "ia_commander": Role(
        _("Internal affairs commander"),
        _("Classifies, assigns and reviews complaints, and lets people into single cases."),
        frozenset({"complaints.intake", "complaints.read_internal", "complaints.write_internal"})
        | {
            "complaints.command",
            "complaints.work",
            "complaints.investigate",
            "complaints.consent",
            "complaints.open",
        }
        | {"complaints.import", "retention.read", "retention.propose", "roster.settle_links"}
        | {"disclosure.read", "disclosure.work", "disclosure.doj"}
        | {"contact.identity", "attachments.open_original", "calls.read", "incidents.read"}
        | {"interviews.criminal_see", "interviews.criminal_read", "interviews.criminal_open"}
        | {"interviews.criminal_record"}
        | {"discipline.work", "discipline.files"}
        | {"commendations.own"}
        | {"support.own"},
    ),
    "ia_investigator": Role(
        _("Internal affairs investigator, or one from outside"),
        _("Investigates the complaints they are let into; sees no other."),
        frozenset(
            {
                "complaints.intake",
                "complaints.work",
                "complaints.investigate",
                "complaints.emergency",
                "complaints.open",
            }
        )
        | {"contact.identity", "attachments.open_original", "calls.read", "incidents.read"}
        | {"interviews.criminal_see"}
        | {"discipline.work"}
        | {"commendations.own"}
        | {"support.own"},
    ),
    "city_manager": Role(
        _("City manager"),
        _("Sees to complaints about those who lead the department, which these never see."),
        frozenset({"complaints.intake", "complaints.read_outside", "complaints.write_outside"})
        | {"retention.read", "retention.propose", "retention.approve"}
        | {"disclosure.read", "disclosure.work", "disclosure.doj"}
        | {
            "complaints.command",
            "complaints.decide",
            "complaints.work",
            "complaints.consent",
            "complaints.open",
            "contact.identity",
        }
        | {"interviews.criminal_see", "interviews.criminal_read_outside", "interviews.criminal_open"}
        | {"interviews.criminal_record"}
        | {"discipline.work", "discipline.files", "discipline.agreements"},
    ),
    "oversight": Role(
        _("Civilian oversight"),
        _("Reads complaints, every look logged; changes nothing."),
        frozenset(
            {"complaints.open", "complaints.oversight", "complaints.read_internal", "complaints.read_outside"}
            | {"disclosure.read"}
        ),
    ),
    "support_coordinator": Role(
        _("Early support coordinator"),
        _(
            "Runs early support: switches it on, notes who leads whom, sees to late alerts. Decides no discipline."
        ),
        frozenset({"support.manage", "support.switch", "support.review", "support.own", "commendations.own"})
        | {"retention.read", "retention.propose", "retention.approve"},
    ),
    "criminal_investigator": Role(
        _("Criminal investigator beside a complaint"),
        _("Investigates the criminal side of the complaints they are let into, and never sees a complaint."),
        frozenset({"interviews.criminal_see", "interviews.criminal_work", "interviews.criminal_record"}),
    ),
}
