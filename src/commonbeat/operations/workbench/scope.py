"""What an analysis is about: which rows, from when to when. It lives in the address and is shared by all pages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

WEEKS = 52


@dataclass(frozen=True)
class Scope:
    """The rows an analysis looks at.

    Attributes:
        source: "calls" (community calls for police) or "incidents" (reported crimes).
        since, until: first day, and the day after the last one, on the department's wall clock.
        group: a type or offence group, "" for all.
        beat: a beat's code, "" for the city.
        options: what one page asks beside that, plain values.
        display: how the answer is shown; it changes nothing that is computed.
    """

    source: str
    since: date
    until: date
    group: str = ""
    beat: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    display: Mapping[str, Any] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.until - self.since).days

    @property
    def shared_query(self) -> str:
        """The part of the address that other pages understand as well."""
        last = self.until - timedelta(days=1)
        values = {
            "source": self.source,
            "since": self.since,
            "until": last,
            "group": self.group,
            "beat": self.beat,
        }
        return urlencode({name: value for name, value in values.items() if value})

    def as_json(self) -> dict[str, Any]:
        """Plain values of what is computed, for keeping."""
        kept = asdict(self) | {"options": dict(self.options)}
        del kept["display"]
        return kept | {"since": self.since.isoformat(), "until": self.until.isoformat()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Scope:
        """What `as_json` kept."""
        days = {name: date.fromisoformat(kept[name]) for name in ("since", "until")}
        return cls(**{**kept, **days})

    def digest(self, page: str, version: str) -> str:
        """The same for the same question: page, scope, options and version of the method."""
        said = json.dumps([page, version, self.as_json()], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


def usual(today: date, week_start: int) -> tuple[date, date]:
    """The 52 full weeks that ended last: first day, and the day after the last one.

    Args:
        today: the department's date.
        week_start: its first day of the week, 0 for Monday.
    """
    end = today - timedelta(days=(today.weekday() - week_start) % 7)
    return end - timedelta(weeks=WEEKS), end
