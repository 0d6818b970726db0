"""Evidence, its chain of custody, and whether its files are still what they were."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from factories import complaints as complaint
from factories import interviews as make
from factories.people import signed_in
from factories.pictures import PDF_FILE as PDF
from factories.pictures import picture

from commonbeat.accountability.interviews import actions_evidence as actions
from commonbeat.accountability.interviews.models_evidence import CustodyStep, Evidence, HashCheck
from commonbeat.kernel import attachments
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.walls import NotThere, grants

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.COMMONBEAT_HOME = tmp_path


def added(one, **given):
    return actions.add(one.pk, actor=one.lead, **{"kind": "object", "description": "A torn button"} | given)


def upload(one, name, content):
    return attachments.take(SimpleUploadedFile(name, content), policy=actions.POLICY, actor=one.lead)


def colleague(one):
    """A second investigator let into the case."""
    second = complaint.person("ia_investigator")
    grants.let_in(one.boss, "complaints", one.pk, second, role="investigator", reason="Helps.")
    return second


def chain(one, item):
    with make.platform(one.pk):
        return [(step.giver, step.holder, step.answer) for step in actions.chain(item)]


def test_items_are_numbered_within_the_case_and_held_by_who_adds_them():
    one, other = make.case(), None
    first, second = (
        added(one),
        added(one, kind="video", system="body-worn video", reference="BWC-88", reference_sha256="A" * 64),
    )
    assert [first.label, second.label] == ["E1", "E2"]
    assert second.reference_sha256 == "a" * 64
    assert chain(one, first) == [("", one.lead.name, "")]
    other = complaint.assigned(one.lead, one.boss).complaint_id
    assert actions.add(other, actor=one.lead, kind="photo", description="A photo").label == "E1"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"description": " \x00 "}, "description"),
        ({"system": "body-worn video"}, "reference"),
        ({"reference": "BWC-88"}, "reference"),
        ({"system": "v", "reference": "1", "reference_sha256": "xyz"}, "reference_sha256"),
    ],
)
def test_an_item_that_is_not_whole_names_its_field(given, field):
    one = make.case()
    with pytest.raises(ValidationError) as refused:
        added(one, **given)
    assert list(refused.value.message_dict) == [field]


def test_a_hand_over_counts_when_the_receiver_says_so():
    one = make.case()
    second, item = colleague(one), added(one)
    step = actions.hand_over(one.pk, item.pk, actor=one.lead, to_account=second, why="To compare it.")
    with make.platform(one.pk):
        assert actions.holding(actions.chain(item)).to_account == one.lead
    for somebody in (one.lead, one.boss):
        with pytest.raises(ValidationError):
            actions.answer(one.pk, item.pk, step.pk, actor=somebody, received=True)
    with pytest.raises(ValidationError):  # one step at a time
        actions.hand_over(one.pk, item.pk, actor=one.lead, to_place="Room 3", why="Shelf.")
    actions.answer(one.pk, item.pk, step.pk, actor=second, received=True, condition="Seal 7 whole")
    with make.platform(one.pk):
        assert actions.holding(actions.chain(item)).to_account == second
    with pytest.raises(ValidationError):  # answered once
        actions.answer(one.pk, item.pk, step.pk, actor=second, received=False)


def test_what_was_not_received_stays_where_it_was():
    one = make.case()
    second, item = colleague(one), added(one)
    step = actions.hand_over(one.pk, item.pk, actor=one.lead, to_account=second, why="To compare it.")
    actions.answer(one.pk, item.pk, step.pk, actor=second, received=False)
    with make.platform(one.pk):
        assert actions.holding(actions.chain(item)).to_account == one.lead
    with pytest.raises(ValidationError):
        actions.hand_over(one.pk, item.pk, actor=second, to_place="Room 3", why="Shelf.")
    actions.hand_over(one.pk, item.pk, actor=one.lead, to_place="Room 3", why="Shelf.")


def test_to_a_room_and_back_takes_two_people_each_time():
    one = make.case()
    second, item = colleague(one), added(one)
    away = actions.hand_over(one.pk, item.pk, actor=one.lead, to_place="Evidence room, shelf 3", why="Kept.")
    actions.answer(one.pk, item.pk, away.pk, actor=second, received=True, condition="Receipt 12")
    back = actions.hand_over(one.pk, item.pk, actor=second, to_account=second, why="To the laboratory.")
    with pytest.raises(ValidationError):
        actions.answer(one.pk, item.pk, back.pk, actor=second, received=True)
    actions.answer(one.pk, item.pk, back.pk, actor=one.lead, received=True)
    assert chain(one, item) == [
        ("", one.lead.name, ""),
        (one.lead.name, "Evidence room, shelf 3", "received"),
        ("Evidence room, shelf 3", second.name, "received"),
    ]


@pytest.mark.parametrize("to", [{}, {"to_place": "Room 3", "to_account": "second"}, {"to_account": "lead"}])
def test_it_goes_to_one_place_or_person_and_not_where_it_is(to):
    one = make.case()
    item = added(one)
    named = {key: {"second": one.boss, "lead": one.lead}.get(value, value) for key, value in to.items()}
    with pytest.raises(ValidationError):
        actions.hand_over(one.pk, item.pk, actor=one.lead, why="x", **named)


def test_the_database_keeps_the_chain_unbroken():
    one = make.case()
    second, item = colleague(one), added(one)
    whole = {"complaint_id": one.pk, "evidence": item, "position": 2, "kind": "handed_over", "why": "x"}
    wrong = [
        {"from_account": second, "to_account": one.boss, "noted_by": second},  # never held it
        {"from_account": one.lead, "to_account": second, "noted_by": second},  # takes it without being given it
        {"from_account": one.lead, "to_account": second, "noted_by": one.lead, "position": 7},
        {"from_account": one.lead, "to_account": second, "to_place": "Room 3", "noted_by": one.lead},
        {"from_account": one.lead, "noted_by": one.lead},  # to nobody
        {"kind": "collected", "to_account": second, "noted_by": second},  # a second beginning
        {"from_account": one.lead, "to_account": second, "noted_by": one.lead, "answer": "received",
         "answered_by": one.boss, "answered_at": item.added_at},
    ]  # fmt: skip
    with make.platform(one.pk):
        for given in wrong:
            with pytest.raises(IntegrityError), transaction.atomic():
                CustodyStep.objects.create(**whole | given)
        step = CustodyStep.objects.create(
            **whole, from_account=one.lead, to_account=second, noted_by=one.lead
        )
        for values in (
            {"why": "y"},
            {"answer": "received", "answered_by": one.boss, "answered_at": item.added_at},
            {"answer": "received", "answered_by": one.lead, "answered_at": item.added_at},
            {
                "answer": "received",
                "answered_by": second,
                "answered_at": item.added_at,
                "to_account": one.boss,
            },
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                CustodyStep.objects.within_look().filter(pk=step.pk).update(**values)
        for rows in (CustodyStep, Evidence):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.objects.within_look().filter(complaint_id=one.pk).delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            Evidence.objects.within_look().update(description="A button")


def test_nothing_is_written_into_another_complaint():
    one = make.case()
    item = added(one)
    other = complaint.assigned(one.lead, one.boss).complaint_id
    with make.platform(other), pytest.raises(IntegrityError), transaction.atomic():
        CustodyStep.objects.create(
            complaint_id=other, evidence_id=item.pk, position=2, kind="handed_over", from_account=one.lead,
            to_place="Room 3", noted_by=one.lead, why="x",
        )  # fmt: skip
    with make.platform(other), pytest.raises(IntegrityError, match="another complaint"), transaction.atomic():
        HashCheck.objects.create(
            complaint_id=other,
            evidence_id=item.pk,
            attachment_id=item.pk,
            expected="a",
            found="",
            matches=False,
        )


def test_hashes_are_recomputed_from_what_was_sent():
    one = make.case()
    photo = picture()
    item = added(one, kind="photo", files=[upload(one, "a.jpg", photo), upload(one, "b.pdf", PDF)])
    checks = actions.check_hashes(one.pk, item.pk, actor=one.lead)
    assert [(check.found, check.matches) for check in checks] == [
        (hashlib.sha256(photo).hexdigest(), True),
        (hashlib.sha256(PDF).hexdigest(), True),
    ]
    assert AuditEntry.objects.get(action="interviews.hash_checked").details["matching"] == 2


def test_changed_and_missing_bytes_are_found():
    one = make.case()
    item = added(one, files=[upload(one, "a.jpg", picture()), upload(one, "b.pdf", PDF)])
    with make.platform(one.pk):
        photo, document = attachments.of(item)
    photo.sealed.path.write_bytes(photo.sealed.path.read_bytes()[:-1] + b"x")
    document.full.path.write_bytes(PDF.replace(b"1.4", b"1.5"))
    checks = actions.check_hashes(one.pk, item.pk, actor=one.lead)
    assert [(bool(check.found), check.matches) for check in checks] == [(False, False), (True, False)]
    document.full.path.unlink()
    assert [check.found for check in actions.check_hashes(one.pk, item.pk, actor=one.lead)] == ["", ""]
    with make.platform(one.pk), pytest.raises(IntegrityError), transaction.atomic():
        HashCheck.objects.create(
            complaint_id=one.pk,
            evidence=item,
            attachment_id=item.pk,
            expected="a" * 64,
            found="b" * 64,
            matches=True,
        )


def test_an_item_without_files_has_nothing_to_check():
    one = make.case()
    with pytest.raises(ValidationError):
        actions.check_hashes(one.pk, added(one).pk, actor=one.lead)


def test_who_was_not_let_in_adds_nothing():
    one = make.case()
    for somebody in (complaint.person("ia_investigator"), one.account, complaint.person("city_manager")):
        with pytest.raises(NotThere):
            actions.add(one.pk, actor=somebody, kind="object", description="x")


FILM = (
    b"\x00\x00\x00\x14ftypisom\x00\x00\x02\x00isom"
    b"\x00\x00\x00\x10moov\x00\x00\x00\x00\x00\x00\x00\x00"
    b"\x00\x00\x00\x0emdatpixels"
)


def test_a_video_is_kept_sealed_checked_by_its_hash_and_handed_out_as_a_file():
    one = make.case()
    taken = upload(one, "film.html", FILM)
    item = added(one, kind="video", description="A neighbour's camera.", files=[taken])
    assert [check.matches for check in actions.check_hashes(one.pk, item.pk, actor=one.lead)] == [True]
    answer = signed_in(one.lead).get(reverse("interviews:evidence_file", args=[one.pk, item.pk, taken.pk]))
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, FILM, "video/mp4")
    assert answer["Content-Disposition"] == 'attachment; filename="recording.mp4"'
