"""What residents read of questions and town halls besides the pages' own words: short words, short sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.publish import Column

SAFE = {
    "self_harm": _(
        "You matter. Please call or text 988 now. It is free, day and night, in English and Spanish. "
        "If you are in danger now, call 911."
    ),
    "threat": _("If somebody is in danger now, call 911."),
    "crime_now": _("If this is going on now, call 911. If you cannot speak, text 911."),
}

# Replies by text message.
ASKED = _(
    "Thank you. Your question is %(number)s. We answer within 5 business days. To see the answer: %(url)s Code: %(code)s"
)
ASKED_EMPTY = _("Please write your question after the word ASK. Example: ASK Why was Elm Street closed?")
TOO_MANY_TEXTS = _("We have many texts from you. Please wait an hour. In an emergency call 911.")
HALL_ASKED = _(
    "Thank you. Your question is number %(number)s. When the evening ends, we forget your phone number. "
    "Vote for others: VOTE and their number."
)
HALL_EMPTY = _("Please write your question after the word %(keyword)s.")
HALL_LONG = _("That is too long. Please use at most 600 letters.")
HALL_NOT_OPEN = _("This town hall is not open. It begins %(when)s.")
HALL_OVER = _("This town hall is over. Ask us any time: text ASK and your question.")
HALL_VOTED = _("Thank you. Your vote for question %(number)s counts.")
HALL_VOTED_BEFORE = _("You voted for question %(number)s before. It counts once.")
HALL_NO_SUCH = _("There is no question with this number to vote for.")
HALL_ANSWER = _("Your question %(number)s: %(answer)s")
HALL_DECLINED = _("Your question %(number)s was not shown. Our rule: %(rule)s")

# What the tracking page says of each state.
SENTENCES = {
    "awaiting": _("Somebody who knows is working on your answer."),
    "needs_clarification": _("We asked you something. Please write back below, and we go on."),
    "answered": _("Your answer is below. If it does not answer your question, say so once."),
    "partly_answered": _("We could answer a part. The answer says what is missing and why."),
    "not_held": _("We do not have what you asked for. The answer says who may have it."),
    "cannot_say": _("We may not say. The answer gives the reason."),
    "referred": _("Others know more about this. The answer says who, and how to reach them."),
    "withdrawn": _("You took this question back. Nothing more will happen."),
    "set_aside": _("We did not take this question. The reason is below."),
}

TITLE = _("Questions to the department")
DESCRIPTION = _(
    "Questions people asked the police, how long the answer took, and the answers that are public."
)
DEFINITION = _(
    "One row is one question that reached the department, by web, mail, text, phone or at a town hall."
)
HOW_WE_COUNT = (
    _("Every question counts, also those we did not take. A question not taken shows the rule it broke."),
    _("Days are counted from the day a question reached us to the day of the answer."),
    _(
        "The words of a question are shown only if the asker agreed, and after a person took out what could name somebody."
    ),
)
DISCLOSURE = _("No row says who asked. The month is shown, not the day. Words are shown only with consent.")
COLUMNS = (
    Column("number", _("Number"), _("The number of the question.")),
    Column("month", _("Month"), _("First day of the month in which the question reached us."), "date"),
    Column("topic", _("Topic"), _("What the question is about.")),
    Column("channel", _("Way"), _("How the question reached us.")),
    Column("state", _("State"), _("Where the question stands.")),
    Column("days", _("Days"), _("Days from asking to the answer. Empty while there is none."), "integer"),
    Column("rule", _("Rule"), _("The rule by which a question was not taken or not shown.")),
    Column("question_en", _("Question in English"), _("The question, if the asker agreed.")),
    Column("question_es", _("Question in Spanish"), _("The question, if the asker agreed.")),
    Column("answer_en", _("Answer in English"), _("The public answer.")),
    Column("answer_es", _("Answer in Spanish"), _("The public answer.")),
    Column("answered_on", _("Answered on"), _("The day of the answer, for answers that are public."), "date"),
)
