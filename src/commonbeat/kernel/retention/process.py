"""The life of a batch: proposed by the platform, reviewed by one person, approved by another, carried out."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.workflow import Process, State, Transition

BATCH = Process(
    name="retention.batch",
    title=_("disposal batch"),
    model="retention.Batch",
    states=(
        State("proposed", "open", _("Proposed")),
        State("reviewed", "open", _("Reviewed")),
        State("approved", "open", _("Approved, being carried out")),
        State("done", "closed", _("Carried out")),
        State("dropped", "closed", _("Dropped")),
    ),
    transitions=(
        Transition(
            "review",
            _("I have reviewed it"),
            ("proposed",),
            "reviewed",
            "retention.propose",
            requires=("reviewed_by", "reviewed_at"),
        ),
        Transition(
            "approve",
            _("Approve: dispose of these records for good"),
            ("reviewed",),
            "approved",
            "retention.approve",
            requires=("reviewed_by", "approved_by", "approved_at"),
            reason=True,
        ),
        Transition(
            "send_back", _("Send it back"), ("reviewed",), "proposed", "retention.approve", reason=True
        ),
        Transition(
            "drop", _("Drop it"), ("proposed", "reviewed"), "dropped", "retention.propose", reason=True
        ),
        Transition("finish", _("Carried out"), ("approved",), "done", ""),
    ),
)
