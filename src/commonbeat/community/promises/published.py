"""The dataset as ``module`` registers it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.publish import Dataset

from . import publication, text
from .models import PublicPromise

PROMISES = Dataset(
    name="promises",
    title=text.TITLE,
    description=text.DESCRIPTION,
    definition=text.DEFINITION,
    how_we_count=text.HOW_WE_COUNT,
    disclosure=text.DISCLOSURE,
    columns=text.COLUMNS,
    rows=PublicPromise.objects.all,
    order=("kind", "-span", "-period", "id"),
    prepare=publication.refresh,
    rhythm=_("every day"),
    formats=("csv", "json"),
    keywords=("service level", "response time", "accountability"),
    filters={"kind": "kind", "span": "span", "period": "period"},
)
