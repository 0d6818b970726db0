"""What waits, and who was thanked, on the console's first page and in its navigation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.kernel.ui.home import Panel

from . import queries

NEWS = timedelta(days=30)


def panel(viewer: Any) -> Panel | None:
    """What is late, then what waits; nothing when nothing does."""
    load = queries.load()
    late = load.late + load.suggestions_late
    waiting = load.to_match + load.to_pass_on
    lines = []
    if late:
        lines.append(ngettext("▲ %(n)s promise is late.", "▲ %(n)s promises are late.", late) % {"n": late})
    if load.unread:
        lines.append(
            ngettext("%(n)s writer wrote back.", "%(n)s writers wrote back.", load.unread)
            % {"n": load.unread}
        )
    if waiting:
        words = ngettext(
            "%(n)s commendation waits to be passed on.", "%(n)s commendations wait to be passed on.", waiting
        )
        lines.append(words % {"n": waiting})
    if load.suggestions:
        words = ngettext(
            "%(n)s suggestion waits for an answer.", "%(n)s suggestions wait for an answer.", load.suggestions
        )
        lines.append(words % {"n": load.suggestions})
    if load.to_publish:
        words = ngettext(
            "%(n)s commendation may be published.", "%(n)s commendations may be published.", load.to_publish
        )
        lines.append(words % {"n": load.to_publish})
    if not lines:
        return None
    only_ideas = not (waiting or load.late or load.to_publish)
    href = reverse("commendations:suggestions" if only_ideas else "commendations:list")
    return Panel(_("Commendations and suggestions"), lines, href, _("Open the list"))


def thanked(viewer: Any) -> Panel | None:
    """Thanks of the last thirty days to this person or to somebody they lead."""
    n = queries.mine(viewer).filter(praised__passed_on_at__gte=timezone.now() - NEWS).distinct().count()
    if not n:
        return None
    words = ngettext(
        "%(n)s resident thanked you or somebody you lead in the last 30 days.",
        "%(n)s residents thanked you or somebody you lead in the last 30 days.",
        n,
    )
    return Panel(
        _("You were thanked"), [words % {"n": n}], reverse("commendations:mine"), _("Read the words")
    )


def badge(viewer: Any) -> int:
    """How many commendations wait."""
    return queries.waiting()


def badge_suggestions(viewer: Any) -> int:
    """How many suggestions wait."""
    return queries.ideas_waiting()
