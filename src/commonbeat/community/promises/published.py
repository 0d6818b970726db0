"""The dataset as ``module`` registers it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.publish import Column, Dataset

from . import publication, text
from .models import PublicPromise


def rows() -> QuerySet[Any]:
    """Every public row."""
    return PublicPromise.objects.all()


PROMISES = Dataset(
    name="promises",
    title=text.TITLE,
    description=text.DESCRIPTION,
    definition=text.DEFINITION,
    how_we_count=text.HOW_WE_COUNT,
    disclosure=text.DISCLOSURE,
    columns=tuple(Column(*column) for column in text.COLUMNS),
    rows=rows,
    order=("kind", "-span", "-period", "id"),
    prepare=publication.refresh,
    rhythm=_("every day"),
    formats=("csv", "json"),
    keywords=("service level", "response time", "accountability"),
    filters={"kind": "kind", "span": "span", "period": "period"},
)
