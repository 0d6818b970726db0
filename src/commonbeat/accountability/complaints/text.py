"""What complainants read on the tracking page and on the copy of their statement: short words, short sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# What the tracking page says of each state. No state says who works on it.
SENTENCES = {
    "received": _("We have your complaint. A person reads it next."),
    "acknowledged": _("A person has read your complaint. Next it is given to somebody who looks into it."),
    "classified": _("A person has read your complaint. Next it is given to somebody who looks into it."),
    "assigned": _("Somebody was given your complaint. They may ask you questions below."),
    "investigating": _("It is being looked into. You can add words and files below at any time."),
    "tolled": _(
        "The law lets this wait for now, for instance while a court case goes on. We have not forgotten it."
    ),
    "findings_proposed": _("What was found is being checked by others."),
    "command_review": _("What was found is being checked by others."),
    "decided": _("It is decided. Our letter comes within 30 days. You find it below."),
    "complainant_notified": _("It is decided. Our letter is below."),
    "closed": _("It is closed. Our letter is below. You may still turn to others; the list is on our page."),
    "converted": _("We closed this as something else than a complaint. The reason is below."),
}
WITHDRAWN = _("You took it back. We still look into it where the law or the harm asks for it.")
CALL_WAITS = _("A supervisor will call you. The call does not end your complaint.")
MEDIATION = {
    "offered": _(
        "We ask you: would you talk with the officer, with a neutral person there? Say yes or no below."
    ),
    "complainant": _("You said yes to a talk. We ask the officer."),
    "both": _("You both said yes to a talk. We set a date with you."),
    "declined": _("There will be no talk. Your complaint goes on."),
    "held": _("The talk took place."),
}
REVIEW_ASKED = _("You asked us to look at the outcome again. We answer you below.")
REVIEW_ANSWERED = _("You asked us to look at the outcome again. Our answer is below.")
REVIEW_OPENED = _("You asked us to look at the outcome again. We opened it again.")

# Beside each fact of the copy.
LABELS = {
    "number": _("Number"),
    "received": _("Received"),
    "openness": _("Who may know that it is you"),
    "filer": _("Who files it"),
    "text": _("What happened, in your words"),
    "occurred": _("When it was"),
    "place": _("Where it was"),
    "incident_number": _("Call, case or ticket number"),
    "officers": _("The officer, as you told us"),
    "leadership": _("About somebody at the top"),
    "profiling": _("Do you think it was because of who you are?"),
    "profiling_kinds": _("Because of what"),
    "retaliation": _("Punished for an earlier complaint"),
    "witnesses": _("Who saw it, and what was recorded"),
    "wished": _("What you would like to happen"),
    "call_back": _("A call from a supervisor"),
    "mediation": _("A talk with a neutral person"),
    "files": _("Files you sent"),
    "advisory": _("Note shown to you, by version"),
}
COPY_TITLE = _("Copy of your statement")
COPY_NOTE = _(
    "This is what you told us, word for word. Your name and how to reach you are not on this copy. "
    "The law gives you this copy when you file (Penal Code 832.7)."
)
