"""Editions are kept as they were known; findings are answered, never removed."""

import datetime as dt
from typing import Any

import pytest

from commonbeat.city.agency.models import AgencyProfile
from commonbeat.city.agency.queries import agency
from commonbeat.kernel.access import Refused
from commonbeat.kernel.access.models import RoleGrant
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.audit import SYSTEM
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.operations.calls.models import Call
from commonbeat.operations.insight.actions import NotDecided, decide_finding, prepare_edition, release_edition
from commonbeat.operations.insight.jobs import weekly_report
from commonbeat.operations.insight.measures.week import ReportWeek
from commonbeat.operations.insight.models import FindingDecision, WeeklyEdition
from commonbeat.operations.insight.queries import (
    PublicDue,
    decisions_on,
    open_commitments,
    public_every,
    public_report_due,
    public_week,
    released_editions,
)

FINDING = {
    "id": "calls:disturbance:3A",
    "title": "61 disturbances; 30 to 52 expected",
    "group": "disturbance",
    "source": "calls",
    "beat": "3A",
}
ACCEPTANCE = {
    "tactic": "foot post",
    "other_option": "taxi rank",
    "owner": "watch commander",
    "review_on": dt.date(2026, 6, 8),
}


def someone(role: str) -> Any:
    user = User.objects.create_user(f"{role}@example.org", role.title())
    RoleGrant.objects.create(user=user, role=role)
    return user


def call(number: int) -> Call:
    at = dt.datetime(2026, 5, 19, 12, number, tzinfo=dt.UTC)
    return Call.objects.create(
        source="test",
        external_id=str(number),
        number=str(number),
        origin="community",
        type_code="DIST",
        type_group="disturbance",
        received_at=at,
        received_local=at - dt.timedelta(hours=7),
        utc_offset_min=-420,
        known_at=at,
    )


def test_an_empty_department_still_gets_a_report_that_says_so(db: None) -> None:
    row = prepare_edition(actor=SYSTEM, week="2026-W21")

    assert (row.week, row.version, row.content["empty"]) == ("2026-W21", 1, True)


def test_the_same_content_is_kept_once_and_new_rows_make_a_new_version(db: None) -> None:
    call(1)
    first = prepare_edition(actor=SYSTEM, week="2026-W21")

    again = prepare_edition(actor=SYSTEM, week="2026-W21")
    call(2)
    revised = prepare_edition(actor=SYSTEM, week="2026-W21", note="a late entry")

    assert (again.id, revised.version, revised.revision_note) == (first.id, 2, "a late entry")
    assert WeeklyEdition.objects.get(id=first.id).content == first.content


def test_an_officer_may_not_have_one_made(db: None) -> None:
    with pytest.raises(Refused):
        prepare_edition(actor=someone("officer"), week="2026-W21")

    assert WeeklyEdition.objects.count() == 0


def test_a_public_edition_is_seen_only_after_a_named_person_released_it(db: None) -> None:
    chief = someone("chief")
    row = prepare_edition(actor=SYSTEM, week="2026-W21", edition="public")
    assert list(released_editions()) == []

    release_edition(actor=chief, edition_id=row.id, reason="read it twice")

    assert [(e.week, e.released_by) for e in released_editions()] == [("2026-W21", chief)]
    entry = AuditEntry.objects.get(action="insight.edition_released")
    assert (entry.reason, entry.actor_id) == ("read it twice", str(chief.id))


def test_a_release_without_a_word_or_by_the_wrong_person_changes_nothing(db: None) -> None:
    row = prepare_edition(actor=SYSTEM, week="2026-W21", edition="public")

    with pytest.raises(NotDecided):
        release_edition(actor=someone("chief"), edition_id=row.id, reason=" ")
    with pytest.raises(Refused):
        release_edition(actor=someone("analyst"), edition_id=row.id, reason="looks fine")

    assert list(released_editions()) == []


def test_the_page_can_say_that_the_public_edition_is_late(db: None) -> None:
    row = prepare_edition(actor=SYSTEM, week="2026-W22", edition="public")
    here = agency()

    assert public_report_due(dt.date(2026, 6, 7), here) == PublicDue(ReportWeek.parse("2026-W22"), False)
    assert public_report_due(dt.date(2026, 6, 8), here) == PublicDue(ReportWeek.parse("2026-W22"), True)
    release_edition(actor=someone("chief"), edition_id=row.id, reason="read")
    assert public_report_due(dt.date(2026, 6, 8), here).late is False
    assert public_report_due(dt.date(2026, 7, 7), here) == PublicDue(ReportWeek.parse("2026-W26"), True)


@pytest.mark.parametrize(
    ("today", "every", "week"),
    [
        (dt.date(2026, 5, 26), "month", "2026-W17"),  # May is not over
        (dt.date(2026, 6, 1), "month", "2026-W22"),  # it ended on a Sunday
        (dt.date(2026, 5, 3), "month", "2026-W17"),
        (dt.date(2026, 5, 26), "week", "2026-W21"),
    ],
)
def test_the_public_edition_comes_by_month_unless_the_agency_chose_otherwise(today, every, week) -> None:
    assert public_week(today, 0, every).name == week


def test_the_agency_chooses_how_often_the_public_edition_comes(db: None) -> None:
    assert public_every(agency()) == "month"
    AgencyProfile.objects.update_or_create(id=1, defaults={"local": {"insight": {"public_every": "week"}}})
    assert public_every(agency()) == "week"


def test_the_night_prepares_the_staff_edition_and_the_public_one_that_is_due(db: None) -> None:
    weekly_report(due="2026-06-01T05:00:00-07:00")
    kept = WeeklyEdition.objects.order_by("edition").values_list("edition", "week", "released_at")
    assert list(kept) == [("public", "2026-W22", None), ("staff", "2026-W22", None)]


def test_accepting_says_what_who_and_when(db: None) -> None:
    chief = someone("chief")
    with pytest.raises(NotDecided):
        decide_finding(actor=chief, finding=FINDING, week="2026-W21", kind="accepted", reason="yes")

    decide_finding(actor=chief, finding=FINDING, week="2026-W21", kind="accepted", reason="yes", **ACCEPTANCE)

    assert [(row.owner, row.title) for row in open_commitments()] == [("watch commander", FINDING["title"])]


def test_closing_ends_a_commitment_and_a_note_does_not(db: None) -> None:
    chief = someone("chief")
    answer = {"actor": chief, "finding": FINDING, "week": "2026-W21"}
    decide_finding(**answer, kind="accepted", reason="yes", **ACCEPTANCE)
    decide_finding(**answer, kind="note", reason="first evening went well")
    assert len(open_commitments()) == 1

    decide_finding(**answer, kind="closed", reason="back inside its range")

    assert open_commitments() == []
    kinds = [row.kind for row in decisions_on([FINDING["id"]])[FINDING["id"]]]
    assert kinds == ["closed", "note", "accepted"]


def test_who_may_not_answer_leaves_nothing_behind(db: None) -> None:
    with pytest.raises(Refused):
        decide_finding(
            actor=someone("officer"), finding=FINDING, week="2026-W21", kind="declined", reason="no"
        )

    assert FindingDecision.objects.count() == 0
