"""What residents read of commendations and suggestions besides the pages' own words: short words, short sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.publish import Column

# What the tracking page says of each state.
COMMENDATION_SENTENCES = {
    "received": _("We find out who it was. Then we pass your thanks on."),
    "matched": _("We know who it was. Next they get your words."),
    "passed_on": _("They have your words now, and so has their supervisor."),
    "closed": _("This is done. Thank you for taking the time."),
}
SUGGESTION_SENTENCES = {
    "received": _("We have your idea. Somebody who can decide reads it."),
    "being_considered": _("We are thinking about your idea. You get an answer."),
    "answered": _("Our answer is below."),
    "closed": _("We closed this. The reason is below, if there was one to give."),
}
GAVE_UP = _("We could not find out who it was.")

TITLE = _("Thanks to the department")
DESCRIPTION = _(
    "Thanks that people sent to the police, how long it took to pass them on, and the words we may show."
)
DEFINITION = _(
    "One row is one letter of thanks that reached the department by web, mail, phone, paper or in person."
)
HOW_WE_COUNT = (
    _("Each letter of thanks counts, also when we could not find out who it was for."),
    _("Days are counted from the day it reached us to the day we passed it on."),
    _("The words are shown only if the writer agreed, and after a person took out what could name somebody."),
)
DISCLOSURE = _("No row says who wrote or whom it thanks. The month is shown, not the day.")
COLUMNS = (
    Column("number", _("Number"), _("The number of the letter of thanks.")),
    Column("month", _("Month"), _("First day of the month in which it reached us."), "date"),
    Column("channel", _("Way"), _("How it reached us.")),
    Column("state", _("State"), _("Where it stands.")),
    Column("days", _("Days"), _("Days until it was passed on. Empty if it was not."), "integer"),
    Column("words_en", _("Words in English"), _("The words, if the writer agreed.")),
    Column("words_es", _("Words in Spanish"), _("The words, if the writer agreed.")),
    Column("published_on", _("Published on"), _("The day the words were first shown."), "date"),
)
