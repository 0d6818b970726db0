"""What the case page reads, put together."""

from typing import Any

from commonbeat.kernel import attachments, contact
from commonbeat.kernel.contact.cases import offered
from commonbeat.kernel.contact.models import Conversation, Party
from commonbeat.kernel.contact.telling import texts_are_stopped, wants_news

from .forms import ReasonForm


def shown_case(conversation: Conversation, refused: dict[str, ReasonForm]) -> dict[str, Any]:
    """The case, its steps with the newest last, the messages with their files, and what may be done.

    Args:
        refused: by the name of an action, its form as it was refused.
    """
    case = contact.shown(conversation)
    said = list(contact.utterances(conversation))
    files = attachments.of_many(said)
    party = Party.objects.filter(conversation=conversation).first()
    return {
        "case": case,
        "steps": sorted(case.steps, key=lambda step: step[0]),
        "said": [(one, files.get(str(one.pk), [])) for one in said],
        "may_write": case.may_write and conversation.closed_at is None,
        "actions": [
            (
                action,
                refused.get(action.name) or (ReasonForm(prefix=action.name) if action.asks_reason else None),
            )
            for action in offered(conversation)
        ],
        "news": _news(party),
    }


def _news(party: Party | None) -> dict[str, Any]:
    """How the resident is told: nothing personal, only which way and whether it is on."""
    if party is None or not party.wants or party.destroyed_at:
        return {}
    return {"way": party.wants, "on": wants_news(party), "stopped_by_text": texts_are_stopped(party)}
