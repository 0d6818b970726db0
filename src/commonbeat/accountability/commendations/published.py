"""The dataset ``commendations``: every one without its writer and its officer, and the words of those that may be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from commonbeat.city.agency.monthly import months, rewrite
from commonbeat.city.agency.queries import agency
from commonbeat.kernel.publish import Change, Dataset
from commonbeat.kernel.workflow import process
from commonbeat.kernel.workflow.models import Move

from . import text
from .enums import Channel, Publication
from .models import Commendation, PublicCommendation

NAME = "commendations"
LATE = _("Thanks were written down late, or set right.")


def refresh() -> Sequence[Change]:
    """Bring the public rows up to date.

    Returns:
        Months whose count was public before and now reads differently.
    """
    moves = Move.objects.filter(process=Commendation.PROCESS, to_state="passed_on").order_by("-at")
    passed = dict(moves.values_list("subject_id", "at"))
    rows = (_row(one, passed.get(one.pk)) for one in Commendation.objects.order_by("received_at").iterator())
    return rewrite(NAME, Commendation, PublicCommendation, rows, why=str(LATE))


def show(commendation: Commendation) -> None:
    """Bring one row up to date at once: published words are read, withdrawn ones are gone, without waiting for a day."""
    moves = Move.objects.filter(
        process=Commendation.PROCESS, subject_id=commendation.pk, to_state="passed_on"
    )
    row = _row(commendation, moves.aggregate(at=Min("at"))["at"])
    PublicCommendation.objects.filter(pk=row.pk).delete()
    PublicCommendation.objects.bulk_create([row])


def _row(one: Commendation, passed_at: Any) -> PublicCommendation:
    here = agency()
    came = here.local_time(one.received_at).date()
    passed = here.local_time(passed_at).date() if passed_at else None
    public = one.publication == Publication.PUBLISHED
    return PublicCommendation(
        number=one.number,
        month=came.replace(day=1),
        channel=one.channel,
        state=one.state,
        days=max(0, (passed - came).days) if passed else None,
        words_en=one.words_en if public else "",
        words_es=one.words_es if public else "",
        published_on=here.local_time(one.published_at).date() if public and one.published_at else None,
    )


def _said_state(value: str) -> Any:
    return process(Commendation.PROCESS).state(value).public_title


def _said_channel(value: str) -> Any:
    return Channel(value).label if value else ""


SAID = {"state": _said_state, "channel": _said_channel}
COMMENDATIONS = Dataset(
    name=NAME,
    title=text.TITLE,
    description=text.DESCRIPTION,
    definition=text.DEFINITION,
    how_we_count=text.HOW_WE_COUNT,
    disclosure=text.DISCLOSURE,
    columns=tuple(replace(column, said=SAID.get(column.name)) for column in text.COLUMNS),
    rows=PublicCommendation.objects.all,
    order=("-month", "-number"),
    prepare=refresh,
    summary=partial(months, PublicCommendation),
    rhythm=_("every day"),
    at_once=True,
    formats=("csv", "json"),
    keywords=("police", "commendations", "thanks"),
    filters={"state": "state", "channel": "channel"},
)
