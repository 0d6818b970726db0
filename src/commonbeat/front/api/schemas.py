"""What the interface answers with."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field


class CallOut(Schema):
    """One public call; every column is defined by the dataset ``calls``."""

    public_id: UUID
    day: date
    time_band: str
    origin: str
    type_group: str
    type_label: str
    priority: int | None
    beat: str
    block: str
    lon: float | None
    lat: float | None
    reception: str
    response: str
    disposition: str


class CallFilters(Schema):
    """Which calls are asked for."""

    since: date | None = Field(None, description="First local day")
    until: date | None = Field(None, description="Last local day")
    beat: str = Field("", max_length=20)
    type_group: str = Field("", max_length=40)
    after: str = Field("", max_length=400, description="Position given by the page before")


class CallPage(Schema):
    """One page of calls; ``after`` is the position of the next page, empty on the last one."""

    count: int
    count_is_exact: bool
    after: str
    rows: list[CallOut]


class RowPage(Schema):
    """One page of rows of any dataset; ``after`` is the position of the next page, empty on the last one."""

    count: int
    count_is_exact: bool
    after: str
    rows: list[dict[str, Any]]


class ColumnOut(Schema):
    """One column of a dataset."""

    name: str
    title: str
    definition: str
    kind: str


class DatasetOut(Schema):
    """A released dataset with its definition and the rule that protects people in it."""

    name: str
    title: str
    description: str
    definition: str
    disclosure: str
    licence: str
    version: str
    released_at: datetime
    rows: int = Field(description="At the release")
    sha256: str = Field(description="Of the full CSV file at the release")
    at_once: bool = Field(description="Rows follow the records between releases too")
    columns: list[ColumnOut]


class MeasureOut(Schema):
    """A released figure with everything needed to print its footnote."""

    name: str
    title: str
    definition: str
    method: str
    version: str
    unit: str
    value: float | None
    shown: str
    n: int
    period_start: date | None
    period_end: date | None
    released_at: datetime
    detail: dict[str, Any]
