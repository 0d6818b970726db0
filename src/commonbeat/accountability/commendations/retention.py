"""How long commendations and suggestions are kept, and what of them lies outside their own rows."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.retention import Erasure, RetentionRule
from commonbeat.kernel.workflow.models import Move

from .models import Commendation, PublicCommendation, Suggestion


def _over(model: Any, states: tuple[str, ...]) -> QuerySet[Any]:
    """Records at their end, counted from their last step."""
    steps = Move.objects.filter(subject_id=OuterRef("pk"), process=model.PROCESS).order_by("-at", "-id")
    return model.objects.filter(state__in=states).annotate(counted=Subquery(steps.values("at")[:1]))


def closed_commendations() -> QuerySet[Any]:
    """Commendations that are closed."""
    return _over(Commendation, ("closed",))


def closed_suggestions() -> QuerySet[Any]:
    """Suggestions that were answered or closed."""
    return _over(Suggestion, ("answered", "closed"))


def _public_words(record: Commendation) -> None:
    """The words leave the public page; the row stays and counts."""
    PublicCommendation.objects.filter(number=record.number).update(
        words_en="", words_es="", published_on=None
    )


AUTHORITY = _(
    "Government Code 34090(d): two years at least; kept as long as complaints (Penal Code 832.5(b)), "
    "so that good words are known as long as bad ones."
)
RULES = (
    RetentionRule(
        name="commendations.closed",
        title=_("Commendations"),
        model="commendations.Commendation",
        authority=AUTHORITY,
        years=5,
        least=2,
        counted_from=_("the day of its last step"),
        rows=closed_commendations,
        began="received_at",
        process=Commendation.PROCESS,
        what=(
            Erasure(_("published words; the public row goes on counting"), _public_words),
            Erasure(_("who was thanked, and who heard of it")),
        ),
        criteria=(("channel", _("Way it came (its code)")),),
        kept_out=_("Commendations that are not closed."),
    ),
    RetentionRule(
        name="commendations.suggestions",
        title=_("Suggestions"),
        model="commendations.Suggestion",
        authority=_("Government Code 34090(d): city records are kept for at least two years."),
        years=2,
        least=2,
        counted_from=_("the day of its last step"),
        rows=closed_suggestions,
        began="received_at",
        process=Suggestion.PROCESS,
        criteria=(("topic", _("Topic (its code)")), ("channel", _("Way it came (its code)"))),
        kept_out=_("Suggestions that wait for an answer."),
    ),
)
