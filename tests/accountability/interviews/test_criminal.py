"""The criminal track: a wall of its own, in both directions."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from factories import complaints as complaint
from factories import interviews as make
from factories.pictures import PDF_FILE

from commonbeat.accountability.complaints.models import Complaint
from commonbeat.accountability.complaints.promises import LIMIT
from commonbeat.accountability.interviews import actions, actions_criminal, events
from commonbeat.accountability.interviews.models import Interview
from commonbeat.accountability.interviews.models_criminal import CriminalNote, CriminalTrack
from commonbeat.city.agency.days import today
from commonbeat.kernel import attachments, audit, clocks, walls
from commonbeat.kernel.access import Refused
from commonbeat.kernel.access import actions as roles
from commonbeat.kernel.walls import GrantRefused, NotThere, PurposeRefused, grants
from commonbeat.kernel.workflow import MoveRefused

pytestmark = pytest.mark.django_db
SECRET = "I was ordered to say that I threw the first punch."
MY_TABLES = (
    "complaints_complaint", "complaints_officer", "complaints_note", "interviews_interview", "interviews_notice",
    "interviews_person", "interviews_break", "interviews_departure", "interviews_evidence", "interviews_custodystep",
    "interviews_hashcheck",
)  # fmt: skip
SHARED = (
    "workflow_move WHERE subject_kind <> 'interviews.CriminalTrack'", "clocks_clock", "contact_conversation",
    "contact_party", "attachments_attachment",
)  # fmt: skip
"""Rows of the kernel's about anything; in these tests there is nothing but the complaint."""
CRIMINAL_TABLES = ("interviews_criminaltrack", "interviews_criminalnote")


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.COMMONBEAT_HOME = tmp_path


def detective():
    return complaint.person("criminal_investigator")


def told(one):
    """An interview in which the officer was ordered to speak."""
    interview = make.held(one)
    actions.write_down(one.pk, interview.pk, actor=one.lead, statement=SECRET, summary="Admits it.")
    return interview


def with_detective(one):
    """A track with somebody working on it."""
    track, who = make.track(one), detective()
    actions_criminal.let_in(track.pk, actor=one.boss, account=who, reason="Works for the sheriff.")
    return track, who


def counts(names):
    with connection.cursor() as cursor:
        found = []
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {name}")
            found.append(cursor.fetchone()[0])
        return found


def test_who_works_on_the_criminal_side_reaches_nothing_of_the_complaint():
    one = make.case()
    interview = told(one)
    file = SimpleUploadedFile("transcript.pdf", PDF_FILE)
    with make.platform(one.pk):
        attachments.attach(attachments.take(file, policy="interviews.transcript", actor=one.lead), interview)
        assert 0 not in counts(SHARED)
    track, who = with_detective(one)
    with walls.looking(who, "criminal_matter", case=track.pk, writing=True):
        assert counts(CRIMINAL_TABLES) == [1, 0]
        assert counts(MY_TABLES) == [0] * len(MY_TABLES)
        assert counts(SHARED) == [0] * len(SHARED)
        with pytest.raises(walls.NotLooking):
            list(Interview.objects.within_look())
    for purpose, case in (
        ("complaint_work", one.pk),
        ("criminal_matter", one.pk),
        ("complaint_work", track.pk),
    ):
        with pytest.raises(NotThere), walls.looking(who, purpose, case=case):
            pass
    with walls.looking(who, "complaint_list"):
        assert counts(MY_TABLES) == [0] * len(MY_TABLES)
    with pytest.raises(PurposeRefused), walls.looking(who, "complaint_oversight"):
        pass


def test_internal_affairs_reads_it_and_writes_no_log_there():
    one = make.case()
    track, who = with_detective(one)
    actions_criminal.add_note(track.pk, actor=who, text="Witness seen on Monday.")
    with pytest.raises(Refused):
        actions_criminal.add_note(track.pk, actor=one.boss, text="From our side.")
    with pytest.raises(NotThere):  # the investigator of the complaint only once let in
        actions_criminal.step(track.pk, "end", actor=one.lead, ended_on=today(), reason="x")
    assert actions_criminal.tracks_of(one.lead, one.pk) == []
    actions_criminal.let_in(track.pk, actor=one.boss, account=one.lead, reason="Has to know.")
    assert actions_criminal.tracks_of(one.lead, one.pk) == [track]
    with walls.looking(one.lead, "criminal_matter", case=track.pk):
        assert [note.text for note in CriminalNote.objects.within_look()] == ["Witness seen on Monday."]
    with pytest.raises((Refused, DatabaseError)), transaction.atomic():
        actions_criminal.add_note(track.pk, actor=one.lead, text="From our side.")


def test_nobody_works_on_both_sides():
    one = make.case()
    track, who = with_detective(one)
    # from the criminal side into the complaint
    with pytest.raises(GrantRefused):
        grants.let_in(one.boss, "complaints", one.pk, who, role="oversight", reason="Only to look.")
    # also after they are out again: what was read cannot be unread
    actions_criminal.put_out(track.pk, actor=one.boss, account=who, reason="Done.")
    with pytest.raises(GrantRefused):
        grants.let_in(one.boss, "complaints", one.pk, who, role="investigator", reason="Now here.")
    # from the complaint into the criminal side
    both = complaint.person("criminal_investigator", "ia_investigator")
    grants.let_in(one.boss, "complaints", one.pk, both, role="investigator", reason="Helps.")
    with pytest.raises(ValidationError) as refused:
        actions_criminal.let_in(track.pk, actor=one.boss, account=both, reason="Helps there too.")
    assert list(refused.value.message_dict) == ["account"]
    for role in ("investigator", "reviewer"):
        with pytest.raises(GrantRefused):
            grants.let_in(one.boss, "criminal_matters", track.pk, both, role=role, reason="Helps there too.")


def test_roles_that_come_later_do_not_open_the_complaint():
    one = make.case()
    told(one)
    _track, who = with_detective(one)
    for role in ("ia_commander", "chief", "oversight"):
        roles.grant_role(actor=audit.SYSTEM, user=who, role=role, reason="for a test")
    other = complaint.taken().complaint_id
    for purpose in ("complaint_work", "complaint_oversight"):
        with pytest.raises(NotThere), walls.looking(who, purpose, case=one.pk):
            pass
        with walls.looking(who, purpose, case=other):
            assert Complaint.objects.within_look().count() == 1
    with walls.looking(who, "complaint_list"):
        assert counts(("complaints_complaint", "interviews_interview")) == [1, 0]


@pytest.mark.parametrize(
    "roles", [("chief", "criminal_investigator"), ("oversight", "criminal_investigator"), ("sergeant",)]
)
def test_whose_roles_open_complaints_or_who_has_no_part_is_not_let_in(roles):
    one = make.case()
    track = make.track(one)
    with pytest.raises(ValidationError) as refused:
        actions_criminal.let_in(track.pk, actor=one.boss, account=complaint.person(*roles), reason="x")
    assert list(refused.value.message_dict) == ["account"]


def test_the_officer_it_is_about_sees_neither():
    one = make.case()
    track = make.track(one)
    for purpose in ("criminal_list", "criminal_matter"):
        with pytest.raises((PurposeRefused, NotThere)), walls.looking(one.account, purpose, case=track.pk):
            pass
    with pytest.raises(ValidationError):
        actions_criminal.let_in(track.pk, actor=one.boss, account=one.account, reason="x")


def test_a_track_about_those_who_lead_is_the_city_managers():
    manager, boss = complaint.person("city_manager"), complaint.commander()
    pk = complaint.taken(about_leadership=True).complaint_id
    track = actions_criminal.open_track(
        pk, actor=manager, agency_name="State justice department", opened_on=today()
    )
    assert track.label == "outside"
    with pytest.raises(NotThere), walls.looking(boss, "criminal_matter", case=track.pk):
        pass
    assert actions_criminal.tracks_of(boss, pk) == []
    assert actions_criminal.tracks_of(manager, pk) == [track]


def test_only_who_may_opens_one():
    one = make.case()
    for somebody in (one.lead, complaint.person("chief")):
        with pytest.raises(Refused):
            make.track(one, actor=somebody)
    for wrong in ({"agency_name": " "}, {"opened_on": today() + timedelta(days=1)}):
        with pytest.raises(ValidationError):
            make.track(one, **wrong)
    make.track(one)
    assert complaint.seen(one.pk).criminal is True


def test_its_days_come_in_order():
    one = make.case()
    track, who = with_detective(one)
    day = today()
    for wrong in (day + timedelta(days=1), day - timedelta(days=30)):
        with pytest.raises(MoveRefused) as refused:
            actions_criminal.step(track.pk, "refer", actor=who, referred_on=wrong)
        assert list(refused.value.errors) == ["referred_on"]
    actions_criminal.step(
        track.pk, "refer", actor=who, referred_on=day - timedelta(days=2), prosecutor_number="DA-5"
    )
    with pytest.raises(MoveRefused):
        actions_criminal.step(track.pk, "convict", actor=who, ended_on=day)
    found = actions_criminal.step(track.pk, "decline", actor=one.boss, ended_on=day)
    assert (found.state, found.prosecutor_number) == ("declined", "DA-5")


def limit(one):
    with make.platform(one.pk):
        return clocks.clock_of(LIMIT, Complaint.objects.within_look().get())


def test_the_year_stands_still_from_opening_to_the_end(django_capture_on_commit_callbacks):
    one = make.case()
    track, who = with_detective(one)
    before = limit(one)
    with pytest.raises(NotThere):
        actions_criminal.toll(track.pk, actor=who, reason="The sheriff investigates.")
    actions_criminal.toll(track.pk, actor=one.boss, reason="The sheriff investigates.")
    assert limit(one).still_since is not None
    with pytest.raises(ValidationError):
        actions_criminal.toll(track.pk, actor=one.boss, reason="Twice.")
    day = today()
    with django_capture_on_commit_callbacks(execute=True):
        actions_criminal.step(track.pk, "end", actor=who, ended_on=day, reason="No crime.")
    after = limit(one)
    assert after.still_since is None
    assert after.due_at >= before.due_at
    with pytest.raises(ValidationError):
        actions_criminal.toll(track.pk, actor=one.boss, reason="Once more.")


def test_two_tracks_hold_it_until_both_are_over(django_capture_on_commit_callbacks):
    one = make.case()
    first, second = make.track(one), make.track(one, agency_name="State justice department")
    actions_criminal.toll(first.pk, actor=one.boss, reason="Both investigate.")
    with walls.looking(audit.SYSTEM, "criminal_list", writing=True):
        CriminalTrack.objects.within_look().filter(pk=second.pk).update(tolls=True)
    for track, still in ((first, True), (second, False)):
        with django_capture_on_commit_callbacks(execute=True):
            actions_criminal.step(track.pk, "end", actor=one.boss, ended_on=today(), reason="x")
        assert (limit(one).still_since is not None) is still
    actions_criminal.over(events.CriminalTrackOver(second.pk))  # heard twice, nothing changes
    assert limit(one).still_since is None


def test_the_log_and_the_link_to_the_complaint_stay():
    one = make.case()
    track, who = with_detective(one)
    actions_criminal.add_note(track.pk, actor=who, text="Witness seen on Monday.")
    other = complaint.taken().complaint_id
    with walls.looking(audit.SYSTEM, "criminal_list", writing=True):
        for change in (
            lambda: CriminalNote.objects.within_look().update(text="x"),
            lambda: CriminalNote.objects.within_look().delete(),
            lambda: CriminalTrack.objects.within_look().update(complaint_id=other),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
