"""What a code still says when its case is disposed of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonbeat.kernel.contact.cases import CaseShown

from . import text
from .models import Item

if TYPE_CHECKING:
    from commonbeat.kernel.contact.models import Conversation


def show(conversation: Conversation) -> CaseShown:
    """The number and the dates: all that is left."""
    item = Item.objects.get(pk=conversation.subject_id)
    steps = [(item.began_at, text.CAME_IN, ""), (item.counted_at, text.ENDED, "")]
    if item.ended_at:
        steps.append((item.ended_at, text.DELETED, ""))
    return CaseShown(
        number=item.number,
        title=text.CASE,
        state=text.NO_LONGER_KEPT,
        state_kind="closed",
        sentence=text.SENTENCE,
        steps=steps,
        may_write=False,
    )
