"""Words residents read."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.publish import Column

TITLE = _("Records we deleted")
DESCRIPTION = _("How many old records we deleted, and under which rule.")
DEFINITION = _("One row is one rule in one batch. A batch is checked by one person and approved by another.")
HOW_WE_COUNT = (
    _("Each rule says how long we keep a kind of record, and which law or policy asks for it."),
    _("A record in a lawsuit, or one somebody has asked to see, is kept until that is over."),
    _("Of a deleted record we keep its number, its last state and its dates. The rest is gone."),
)
DISCLOSURE = _("Only counts. No number of a record, no place and no person.")
COLUMNS = (
    Column("done_on", _("Day"), _("The day the batch was done."), "date"),
    Column("batch", _("Batch"), _("Number of the batch."), "string"),
    Column("rule", _("Rule"), _("Name of the rule, the same in each release."), "string"),
    Column("records", _("Records"), _("Which records, in English."), "string"),
    Column("authority", _("Law or policy"), _("What the rule rests on, in English."), "string"),
    Column("years", _("Years kept"), _("How many years we keep such records."), "integer"),
    Column("disposed", _("Deleted"), _("Records deleted."), "integer"),
    Column(
        "kept_back", _("Kept back"), _("Old enough, but kept: on hold, or taken out by a person."), "integer"
    ),
    Column(
        "digest",
        _("Seal"),
        _(
            "SHA-256 of the numbers of the deleted records. It shows later that a list of them is the right one."
        ),
        "string",
    ),
)
DAILY = _("every day")

CASE = _("Your case")
NO_LONGER_KEPT = _("No longer kept")
SENTENCE = _(
    "We no longer keep this case. We deleted it when the time we must keep such records was over. "
    "Its number and its dates are all we have left."
)
CAME_IN = _("It came in")
ENDED = _("It was closed")
DELETED = _("We deleted it")
