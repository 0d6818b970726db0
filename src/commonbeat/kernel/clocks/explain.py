"""Why a clock is due when it is, in plain words: what was promised, each time it stood still, and what each of them moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import lengths, reckoning
from .calendar import INSTANT, calendar, start_of
from .lengths import DAY, Length
from .reckoning import Entries
from .running import now

if TYPE_CHECKING:
    from .models import Clock, ClockToll


@dataclass(frozen=True)
class Part:
    """One entry, and what it does.

    Attributes:
        entry: its id.
        kind: a standstill, an extension, or an entry that was struck out.
        title: the ground in words.
        authority: where the law says so.
        since: when it began (of an extension: when it was entered).
        until: when it ended; ``None`` while it is open.
        amount: how long the clock stood still by it: hours, or days as the clock counts them; of an extension, by how much.
        more: how much of that no earlier entry had brought.
        text: one sentence about it.
        reason: as it was given; for those who may read the file.
    """

    entry: UUID
    kind: Literal["still", "extended", "struck"]
    title: str
    authority: str
    since: datetime
    until: datetime | None
    amount: timedelta
    more: timedelta
    text: str
    reason: str


@dataclass(frozen=True)
class Explanation:
    """Why a clock is due when it is.

    Attributes:
        clock: the clock.
        due: when it is due; while it stands still, when it would be due if it ran on now.
        first_due: when it would be due had it never stood still nor been extended.
        standing_still: whether it stands still now, for an open time or for one whose end is set.
        sentences: all of it in words, the answer first.
        parts: each entry, first begun first.
    """

    clock: Clock
    due: datetime
    first_due: datetime
    standing_still: bool
    sentences: tuple[str, ...]
    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return " ".join(self.sentences)

    @property
    def closing(self) -> tuple[str, ...]:
        """What is said after the entries: lateness and corrections."""
        return self.sentences[1 + len(self.parts) :]


def explain(clock: Clock) -> Explanation:
    """Why a clock is due when it is, in the reader's language.

    Args:
        clock: of any outcome. Its entries are read; for a protected record open a look first.

    Raises:
        UnknownClock: nobody registers its kind (any more).
    """
    return _Account(clock).explanation()


class _Account:
    """What `explain` works with."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.days, self.at = clock, calendar(), now()
        self.length = lengths.read(clock.length)
        self.rows = list(clock.tolls.all())
        self.counting = [one for one in self.rows if one.struck_at is None]
        self.ends = clock.stopped_at or clock.voided_at or self.at
        self.first_due = self.due(())
        self.reckoned = self.due(self.counting)

    def due(self, rows: Iterable[ClockToll]) -> datetime:
        """When it is due by some entries, what is open ending now."""
        return reckoning.due_of(self.clock, Entries.of(rows).until(self.ends), self.days)

    def explanation(self) -> Explanation:
        still = self.clock.still_since is not None
        parts = self.parts()
        due = self.reckoned if still else self.clock.due_at
        said = [self.headline(due, still), *(one.text for one in parts), *self.afterwards()]
        # a time may end with the dot of "a.m."
        sentences = tuple(one.rstrip(".") + "." for one in said)
        return Explanation(
            self.clock, due, self.first_due, still or bool(self.held()), sentences, tuple(parts)
        )

    # -- the answer -------------------------------------------------------------------------------------------------

    def headline(self, due: datetime, still: bool) -> str:
        """When it is due, and what that comes from."""
        values = {"due": self.day(due), "sum": self.sum(), "since": self.day(self.clock.still_since or due)}
        if still:
            return (
                _("Stands still since %(since)s. If it ran on now, it would be due %(due)s: %(sum)s.")
                % values
            )
        if self.differs():
            return _("By the file as it stood: due %(due)s.") % values
        return _("Due %(due)s: %(sum)s.") % values

    def differs(self) -> bool:
        """Whether the entries say something else than the due moment, which may not follow them any more."""
        return bool(self.rows) and self.clock.still_since is None and self.reckoned != self.clock.due_at

    def sum(self) -> str:
        """What the due moment is made of: the length, extensions, and standstill, each day of it once."""
        started = self.clock.started_at
        pieces = [
            _("%(length)s from %(day)s") % {"length": length_words(self.length), "day": self.day(started)}
        ]
        extended = [one for one in self.counting if one.length]
        pieces += [
            _("plus %(amount)s of extension") % {"amount": length_words(lengths.read(one.length))}
            for one in extended
        ]
        stood = self.between(self.due(extended), self.reckoned)
        if stood:
            words = {"amount": self.words(stood)}
            pieces.append(_("plus %(amount)s in which the clock stood still") % words)
        return ", ".join(pieces)

    # -- each entry -------------------------------------------------------------------------------------------------

    def parts(self) -> list[Part]:
        """Each entry with its sentence."""
        found, before = [], [one for one in self.counting if one.length]
        due = self.due(before)
        for row in self.rows:
            part = self.part(row)
            if part.kind == "still":
                before.append(row)
                after = self.due(before)
                more = self.between(due, after)
                part = replace(part, more=more, text=self.still_text(row, part, more, due))
                due = after
            found.append(part)
        return found

    def part(self, row: ClockToll) -> Part:
        """One entry; what it moves is not worked out yet."""
        ground = self.clock.declared.ground(row.ground)
        title = str(ground.title) if ground else _("On hold")
        amount = self.own(row)
        values = {
            "what": title,
            "day": self.day(row.entered_at),
            "span": self.span(row),
            "reason": row.struck_reason.rstrip("."),
        }
        if row.length:
            values["amount"] = values["span"] = length_words(lengths.read(row.length))
            text = _("%(what)s: extended by %(amount)s on %(day)s.") % values
        else:
            text = ""
        if row.struck_at is not None:
            values["day"] = self.day(row.struck_at)
            text = _("Struck out on %(day)s, counts for nothing: %(what)s, %(span)s (%(reason)s).") % values
        return Part(
            row.pk, "struck" if row.struck_at else "extended" if row.length else "still", title,
            ground.authority if ground else "", row.since, row.until, amount, amount, text, row.reason,
        )  # fmt: skip

    def still_text(self, row: ClockToll, part: Part, more: timedelta, due: datetime) -> str:
        """One standstill in words.

        Args:
            row: the entry.
            part: what is known of it.
            more: what it moves.
            due: when the clock was due without it.
        """
        values = {"what": part.title, "span": self.span(row), "own": self.words(part.amount)}
        values |= {"more": self.words(more), "shared": self.words(part.amount - more)}
        if not more and row.since > due:
            return _("%(what)s, %(span)s: began after the clock was due, moves nothing.") % values
        if not more and (row.until or self.ends) <= self.clock.started_at:
            return _("%(what)s, %(span)s: over before the clock began, moves nothing.") % values
        if not more and part.amount:
            return _("%(what)s, %(span)s: %(own)s, all of it counted already.") % values
        if not more:
            return _("%(what)s, %(span)s: less than a day that counts, moves nothing.") % values
        if more >= part.amount:
            return _("%(what)s, %(span)s: %(more)s.") % values
        return _("%(what)s, %(span)s: %(own)s; %(shared)s of it counted already, so %(more)s more.") % values

    # -- how it ended -----------------------------------------------------------------------------------------------

    def afterwards(self) -> list[str]:
        """Lateness, corrections, and what the entries say now where the due moment may not follow them."""
        clock, said = self.clock, []
        if held := self.held():
            said.append(_("It stands still now, until %(day)s.") % {"day": self.day(held - INSTANT)})
        if clock.outcome == "void":
            values = {"day": self.day(clock.voided_at or self.at), "reason": clock.void_reason.rstrip(".")}
            said.append(_("Set aside on %(day)s: %(reason)s.") % values)
        if clock.late_at is not None:
            said.append(
                _("By the file as it stood on %(day)s, it was late.") % {"day": self.day(clock.late_at)}
            )
        elif clock.is_late(self.at):
            said.append(_("It is late."))
        if self.differs():
            values = {"due": self.day(self.reckoned), "sum": self.sum()}
            said.append(_("By the entries as they stand now, it would be due %(due)s: %(sum)s.") % values)
        if clock.replaces is not None:
            said.append(self.in_place_of(clock.replaces))
        return said

    def in_place_of(self, pk: UUID) -> str:
        """The clock before, which stays in the file."""
        before = type(self.clock).objects.filter(pk=pk).first()
        if before is None or before.late_at is None:
            return _("It takes the place of a clock that was set aside.")
        values = {"due": self.day(before.due_at), "day": self.day(before.voided_at or before.late_at)}
        return (
            _(
                "It takes the place of a clock that was due %(due)s and late; the file was corrected on %(day)s."
            )
            % values
        )

    def held(self) -> datetime | None:
        """Until when it stands still now, where that is known: a waiver has its term."""
        spans = lengths.union([one.span for one in self.counting])
        holds = self.clock.is_running and self.clock.still_since is None and not self.clock.is_late(self.at)
        return next((last for first, last in spans if holds and first <= self.at < last), None)

    # -- counting and naming ----------------------------------------------------------------------------------------

    def own(self, row: ClockToll) -> timedelta:
        """How much of an entry lies within the clock's time, as the clock counts."""
        if row.length:
            return self.between(self.due(()), self.due([row]))
        first, last = max(row.since, self.clock.started_at), row.until or self.ends
        last = min(last, max(self.reckoned, first))
        if self.length.family == "hours":
            return max(last - first, timedelta())
        # a day counts as still if it begins so, and the first day of all is none
        opening = start_of(self.clock.started_at.astimezone(self.days.tz).date() + DAY, self.days.tz)
        return self.between(max(first, opening) - INSTANT, last - INSTANT)

    def between(self, first: datetime, last: datetime) -> timedelta:
        """From one moment to another: time for hours, otherwise days that count."""
        if self.length.family == "hours":
            return max(last - first, timedelta())
        day, end = (one.astimezone(self.days.tz).date() for one in (first, last))
        if self.length.family == "calendar":
            return max(end - day, timedelta())
        return sum(
            (DAY for n in range((end - day).days) if self.days.is_business_day(day + (n + 1) * DAY)),
            timedelta(),
        )

    def words(self, amount: timedelta) -> str:
        """So much, as the clock counts."""
        if self.length.family == "hours":
            minutes = round(amount.total_seconds() / 60)
            return _("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}
        return length_words(Length(self.length.family, amount.days)) if amount else _("0 days")

    def day(self, moment: datetime) -> str:
        """A day (and time, for hours) in the agency's zone."""
        local = moment.astimezone(self.days.tz)
        day = date_format(local, "DATE_FORMAT")
        return f"{day}, {date_format(local, 'TIME_FORMAT')}" if self.length.family == "hours" else day

    def span(self, row: ClockToll) -> str:
        """From when until when; the last day is one on which it still stood still."""
        if row.until is None:
            return _("since %(since)s, still open") % {"since": self.day(row.since)}
        values = {"since": self.day(row.since), "until": self.day(max(row.until - INSTANT, row.since))}
        return _("%(since)s to %(until)s") % values


def length_words(length: Length) -> str:
    """A length in words: "1 year", "30 days", "2 business days"."""
    n = length.number
    words = {
        "hours": ngettext("%(n)d hour", "%(n)d hours", n),
        "calendar": ngettext("%(n)d day", "%(n)d days", n),
        "business": ngettext("%(n)d business day", "%(n)d business days", n),
        "months": ngettext("%(n)d month", "%(n)d months", n),
        "years": ngettext("%(n)d year", "%(n)d years", n),
    }
    return words[length.unit] % {"n": n}
