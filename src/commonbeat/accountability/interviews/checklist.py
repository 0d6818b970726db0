"""The duties around an interview: one rule each, the law it follows, whether it is met, and what to do if not.

They bind where a sworn officer may be punished (Gov. Code 3303). Staff who are not sworn have the rights of public
employees under an order to answer; complainants and witnesses have no list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonbeat.city.agency.days import day_of

from . import enums

if TYPE_CHECKING:
    from .models import Interview, Notice, Person

LONG = timedelta(hours=2)
"""The law names no number of hours; beyond this one stretch without a break wants a reason."""
BEFORE, DURING = "before", "during"


@dataclass(frozen=True)
class Facts:
    """What the rules look at, read once.

    Attributes:
        people: who is to be present.
        notice: the newest notice for the planned hour, or ``None``.
        breaks: beginnings and ends.
        further: this officer was interviewed in this case before.
        named: accounts of officers who have to do with the complaint.
    """

    interview: Interview
    people: list[Person]
    notice: Notice | None
    breaks: list[tuple[datetime, datetime]]
    further: bool
    named: frozenset[object] = frozenset()

    def of(self, role: str) -> list[Person]:
        """Those present in one role."""
        return [one for one in self.people if one.role == role]


@dataclass(frozen=True)
class Rule:
    """One duty.

    Attributes:
        name: short, as departures are kept under.
        title: the duty in words.
        authority: where it stands.
        met: whether it is.
        todo: what to do while it is not.
        when: ``before`` the interview, or ``during`` it.
        sworn_only: it binds for sworn officers only.
        applies: whether it has anything to say about this interview.
    """

    name: str
    title: str | Promise
    authority: str
    met: Callable[[Facts], bool]
    todo: str | Promise
    when: str = BEFORE
    sworn_only: bool = True
    applies: Callable[[Facts], bool] = lambda facts: True


@dataclass(frozen=True)
class Check:
    """One duty as it stands for one interview.

    Attributes:
        departure: the written reason why it is not met; "" where there is none.
    """

    rule: str
    title: str | Promise
    authority: str
    met: bool
    todo: str | Promise
    when: str
    departure: str = ""

    @property
    def settled(self) -> bool:
        """Met, or a reason stands for it."""
        return self.met or bool(self.departure)


def _hour(facts: Facts) -> bool:
    one = facts.interview
    return bool(one.hour) and (one.hour != enums.Hour.OTHER or bool(one.hour_reason.strip()))


def _paid(facts: Facts) -> bool:
    return facts.interview.compensation == enums.Compensation.AGREED


def _in_charge(facts: Facts) -> bool:
    return any(one.name and one.rank and one.command for one in facts.of(enums.Role.IN_CHARGE))


def _who_asks(facts: Facts) -> bool:
    asking = [one for one in facts.people if one.asks_as and one.stopped_at is None]
    return 1 <= len(asking) <= 2 and all(one.rank and one.command for one in asking)


def _served(facts: Facts) -> bool:
    began = facts.interview.began_at or facts.interview.planned_at
    return facts.notice is not None and facts.notice.served_at < began


def _named(facts: Facts) -> bool:
    text = facts.notice.text if facts.notice else ""
    expected = [one for one in facts.people if one.role != enums.Role.REPRESENTATIVE]
    return bool(expected) and all(one.name in text for one in expected)


def _nature(facts: Facts) -> bool:
    nature = facts.interview.nature.strip()
    return bool(nature) and facts.notice is not None and nature in facts.notice.text


def _rested(facts: Facts) -> bool:
    one = facts.interview
    if not one.needs_met or one.began_at is None or one.ended_at is None:
        return False
    at = one.began_at
    for began, ended in sorted(facts.breaks):
        if began - at > LONG:
            return False
        at = max(at, ended)
    return one.ended_at - at <= LONG


def _recorded(facts: Facts) -> bool:
    one = facts.interview
    return one.may_record_told and one.recorded is not None and one.recorded_by_officer is not None


def _prior(facts: Facts) -> bool:
    one = facts.interview
    began = one.began_at or one.planned_at
    return (
        one.prior_given_on is not None
        and bool(one.prior_given.strip())
        and one.prior_given_on <= day_of(began)
    )


def _order(facts: Facts) -> bool:
    one = facts.interview
    return one.compelled is False or (one.compelled is True and _at_the_table(facts, one.admonition_at))


def _rights(facts: Facts) -> bool:
    return _at_the_table(facts, facts.interview.rights_at)


def _at_the_table(facts: Facts, moment: datetime | None) -> bool:
    """Whether something was read out before the interview ended."""
    ended = facts.interview.ended_at
    return moment is not None and (ended is None or moment < ended)


def _represented(facts: Facts) -> bool:
    one = facts.interview
    if one.representative_waived:
        return not facts.of(enums.Role.REPRESENTATIVE)
    them = facts.of(enums.Role.REPRESENTATIVE)
    return (
        bool(them)
        and one.representative_clear
        and not any(p.account_id in facts.named for p in them if p.account_id)
    )


RULES = (
    Rule("hour", _("At a reasonable hour, preferably on duty or when one is normally awake"), "Gov. Code 3303(a)",
         _hour, _("Choose the hour; for another hour, write down how serious the matter is.")),
    Rule("compensation", _("Time off duty is paid"), "Gov. Code 3303(a)", _paid,
         _("Arrange the pay, and note it."), applies=lambda facts: facts.interview.hour != enums.Hour.ON_DUTY),
    Rule("in_charge", _("Who is in charge: rank, name and command"), "Gov. Code 3303(b)", _in_charge,
         _("Add the person in charge, with rank and command.")),
    Rule("two_ask", _("One or two persons ask, no more at one time"), "Gov. Code 3303(b)", _who_asks,
         _("Say who asks, with rank and command.")),
    Rule("notice", _("The notice came before the interview"), "Gov. Code 3303(b), (c)", _served,
         _("Serve a notice for this hour."), sworn_only=False),
    Rule("named", _("The notice names everybody who will be present"), "Gov. Code 3303(b)", _named,
         _("Serve a new notice: somebody was added since.")),
    Rule("nature", _("The notice says what the investigation is about"), "Gov. Code 3303(c)", _nature,
         _("Write down the nature of the investigation, then serve the notice."), sworn_only=False),
    Rule("length", _("Of reasonable length, with time for personal needs"), "Gov. Code 3303(d)", _rested,
         _("Note it, and the breaks: no stretch over two hours without one."), when=DURING),
    Rule("no_pressure", _("No threat, no promise of reward, no offensive language"), "Gov. Code 3303(e)",
         lambda facts: facts.interview.no_pressure, _("Note that there was none."), when=DURING, sworn_only=False),
    Rule("no_press", _("No press; no photograph or home address given out"), "Gov. Code 3303(e)",
         lambda facts: facts.interview.no_press, _("Note that there was none."), when=DURING),
    Rule("recorded", _("They may record it too; what was recorded is noted"), "Gov. Code 3303(g)", _recorded,
         _("Tell them, and note who recorded."), when=DURING),
    Rule("prior", _("Before a further interview: the earlier recording, notes and reports"), "Gov. Code 3303(g)",
         _prior, _("Give them what is not confidential; note the day and what it was."),
         applies=lambda facts: facts.further),
    Rule("rights", _("Constitutional rights are read as soon as a criminal charge is possible"), "Gov. Code 3303(h)",
         _rights, _("Read the rights, and note when."), when=DURING,
         applies=lambda facts: facts.interview.may_be_crime),
    Rule("order", _("Whether they were ordered to answer, and the admonition that goes with it"),
         "Lybarger v. City of Los Angeles (1985) 40 Cal.3d 822", _order,
         _("Say whether they were ordered; if so, read the admonition and note when."), when=DURING, sworn_only=False),
    Rule("representative", _("A representative of their choice, who is not under the same investigation"),
         "Gov. Code 3303(i)", _represented,
         _("Add the representative and note that they are not involved, or note that they go without one."),
         sworn_only=False),
)  # fmt: skip
BY_NAME = {one.name: one for one in RULES}


def facts_of(interview: Interview) -> Facts:
    """What the rules look at; inside a look that opens the complaint."""
    notices = interview.notices.within_look().filter(planned_at=interview.planned_at)
    earlier = (
        type(interview)
        .objects.within_look()
        .filter(
            officer_id=interview.officer_id,
            complaint_id=interview.complaint_id,
            state__in=("held", "transcript_given"),
        )
    )
    named = interview.complaint.officers.within_look().exclude(account=None)
    return Facts(
        interview,
        list(interview.people.within_look()),
        notices.order_by("-served_at", "-id").first(),
        [(one.began_at, one.ended_at) for one in interview.breaks.within_look()],
        further=interview.officer_id is not None and earlier.exclude(pk=interview.pk).exists(),
        named=frozenset(named.values_list("account_id", flat=True)),
    )


def checklist(interview: Interview) -> list[Check]:
    """The duties of one interview; none for complainants and witnesses. Inside a look that opens the complaint."""
    if interview.part != enums.Part.ACCUSED:
        return []
    reasons = dict(interview.departures.within_look().values_list("rule", "reason"))
    return list(_checks(facts_of(interview), reasons))


def _checks(facts: Facts, reasons: dict[str, str]) -> Iterator[Check]:
    sworn = facts.interview.is_protected_officer
    for rule in RULES:
        if rule.applies(facts) and (sworn or not rule.sworn_only):
            authority = rule.authority if sworn else _staff_authority(rule)
            yield Check(
                rule.name,
                rule.title,
                authority,
                rule.met(facts),
                rule.todo,
                rule.when,
                reasons.get(rule.name, ""),
            )


def _staff_authority(rule: Rule) -> str:
    """For staff who are not sworn: the same duty from another source."""
    return {
        "order": "Spielbauer v. County of Santa Clara (2009) 45 Cal.4th 704",
        "representative": "Gov. Code 3500 ff.; NLRB v. J. Weingarten (1975) 420 U.S. 251",
    }.get(rule.name, "department policy")


def unmet(interview: Interview) -> list[Check]:
    """Duties that are neither met nor have a written reason."""
    return [one for one in checklist(interview) if not one.settled]
