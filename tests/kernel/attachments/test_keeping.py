import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import signing
from django.db import connection
from django.utils import timezone
from factories.people import person
from factories.pictures import PDF_FILE, RESIDENT, picture
from factories.subjects import record
from PIL import Image

from commonbeat.kernel import access, attachments, audit
from commonbeat.kernel.attachments import (
    AttachmentRefused,
    attach,
    by_token,
    of,
    of_many,
    open_original,
    refusals,
    remove_of,
    sealing,
    sweeping,
    take,
    token_of,
)
from commonbeat.kernel.attachments.models import Attachment
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.files.models import StoredFile

pytestmark = pytest.mark.django_db


def kept(content: bytes | None = None, policy: str = "tests.photo") -> Attachment:
    return take(content or picture(size=(600, 500)), policy=policy, actor=RESIDENT)


def files_in(home: Path) -> int:
    return sum(path.is_file() for path in (home / "files").rglob("*"))


def test_everything_the_package_offers_is_there():
    assert [name for name in attachments.__all__ if getattr(attachments, name, None) is None] == []


class TestBelonging:
    def test_tokens_in_their_order(self):
        subject, photos = record(), [kept() for _ in range(3)]
        got = attach([token_of(photo) for photo in reversed(photos)], subject)
        assert [one.pk for one in got] == [one.pk for one in reversed(photos)]
        assert of(subject) == got
        assert [(one.subject_kind, one.subject_id, one.position) for one in got] == [
            ("files.storedfile", str(subject.pk), at) for at in (1, 2, 3)
        ]

    def test_what_was_taken_at_one_place_is_nothing_at_another(self):
        subject, paper = record(), kept(PDF_FILE, policy="tests.evidence")
        with pytest.raises(AttachmentRefused) as refused:
            attach([token_of(paper)], subject, policy="tests.photo")
        assert (refused.value.cause, of(subject)) == ("expired", [])
        with pytest.raises(AttachmentRefused):
            by_token(token_of(paper), policy="tests.photo")
        assert by_token(token_of(paper), policy="tests.evidence") == paper
        assert attach([token_of(paper)], subject, policy="tests.evidence") == [paper]

    def test_one_alone_and_later_another(self):
        subject, first, second = record(), kept(), kept()
        attach(first, subject)
        attach(token_of(second), subject)
        assert [one.pk for one in of(subject)] == [first.pk, second.pk]

    def test_sending_it_again_changes_nothing(self):
        subject, photo = record(), kept()
        attach([photo], subject)
        attach([photo], subject)
        assert [one.position for one in of(subject)] == [1]

    def test_what_belongs_to_one_record_is_not_given_to_another(self):
        photo, token = kept(), token_of(kept())
        attach([photo, token], record())
        for given in (photo, token):
            with pytest.raises(AttachmentRefused, match="used before"):
                attach([given], record())

    def test_no_more_than_the_policy_allows(self):
        subject = record()
        attach([kept() for _ in range(3)], subject)
        with pytest.raises(AttachmentRefused, match="at most 3 files"):
            attach([kept()], subject)
        assert len(of(subject)) == 3

    def test_a_refused_one_takes_the_others_with_it(self):
        subject = record()
        with pytest.raises(AttachmentRefused):
            attach([kept(), "nonsense"], subject)
        assert of(subject) == []

    def test_of_many_records_in_one_query(self, django_assert_num_queries):
        subjects = [record() for _ in range(3)]
        photos = [attach([kept()], subject)[0] for subject in subjects[:2]]
        with django_assert_num_queries(1):
            found = of_many(subjects)
            assert [one.full.sha256 for rows in found.values() for one in rows]
        assert found == {str(subjects[at].pk): [photos[at]] for at in (0, 1)}
        assert of_many([]) == {}


class TestTokens:
    def test_a_token_names_its_upload(self):
        photo = kept()
        assert by_token(token_of(photo)) == photo

    @pytest.mark.parametrize("token", ["", "x", "a:b:c", "\0", "é" * 500, "00" * 16 + ":1:sig"])
    def test_anything_else_is_refused(self, token: str):
        with pytest.raises(AttachmentRefused, match="add it again"):
            by_token(token)

    def test_one_signed_for_something_else(self):
        other = signing.TimestampSigner(salt="else").sign(kept().pk.hex)
        with pytest.raises(AttachmentRefused):
            by_token(other)

    def test_after_a_day(self, monkeypatch: pytest.MonkeyPatch):
        token = token_of(kept())
        now = signing.time.time()
        monkeypatch.setattr(signing.time, "time", lambda: now + 86_401)
        with pytest.raises(AttachmentRefused, match="too long ago"):
            by_token(token)


class TestTheOriginal:
    @pytest.fixture
    def clerk(self, monkeypatch: pytest.MonkeyPatch):
        clerk = person()
        real = access.policy.capabilities_of
        own = frozenset({"attachments.open_original"})
        monkeypatch.setattr(access.policy, "capabilities_of", lambda who: own if who == clerk else real(who))
        return clerk

    def test_it_is_sealed_and_comes_back_as_sent(self, clerk):
        content = picture(comment=b"Jane Doe was here")
        photo = kept(content, "tests.evidence")
        assert b"Jane Doe" not in photo.sealed.path.read_bytes()
        got = open_original(photo, actor=clerk, reason="asked for by the court")
        assert (got.content, got.media_type, got.sha256) == (content, "image/jpeg", photo.original_sha256)
        assert got.name == f"original-{photo.original_sha256[:12]}.jpeg"
        entry = AuditEntry.objects.get(action="attachments.original_opened")
        assert (entry.object_id, entry.reason, entry.actor_id) == (
            str(photo.pk), "asked for by the court", str(clerk.pk),
        )  # fmt: skip

    def test_not_without_a_reason(self, clerk):
        photo = kept(policy="tests.evidence")
        with pytest.raises(ValueError, match="Say why"):
            open_original(photo, actor=clerk, reason=" ")

    def test_not_without_the_permission_and_the_attempt_is_noted(self):
        photo, nobody = kept(policy="tests.evidence"), person()
        with pytest.raises(access.Refused):
            open_original(photo, actor=nobody, reason="curious")
        assert AuditEntry.objects.filter(action="access.refused", object_id=str(photo.pk)).count() == 1
        assert not AuditEntry.objects.filter(action="attachments.original_opened").exists()

    def test_where_only_the_hash_was_kept(self, clerk):
        with pytest.raises(ValueError, match="Only the hash"):
            open_original(kept(), actor=clerk, reason="court")

    def test_bytes_of_another_upload_do_not_open(self, clerk):
        one, other = kept(picture(colour="red"), "tests.evidence"), kept(picture(), "tests.evidence")
        one.sealed = other.sealed
        with pytest.raises(sealing.BrokenSeal):
            open_original(one, actor=clerk, reason="court")

    def test_the_seal(self, settings):
        sealed = sealing.seal(b"content", "x")
        assert sealed != sealing.seal(b"content", "x")
        assert sealing.unseal(sealed, "x") == b"content"
        spoiled = sealed[:-1] + bytes([sealed[-1] ^ 1])
        for wrong, bound in (
            (sealed, "y"),
            (spoiled, "x"),
            (b"", "x"),
            (sealed[1:], "x"),
            (sealed[:10], "x"),
        ):
            with pytest.raises(sealing.BrokenSeal):
                sealing.unseal(wrong, bound)
        settings.SECRET_KEY = "of another home"
        with pytest.raises(sealing.BrokenSeal):
            sealing.unseal(sealed, "x")

    def test_a_document_is_kept_as_sent_under_its_name(self, clerk):
        got = take(PDF_FILE, policy="tests.evidence", actor=RESIDENT, name="C:\\Jane\\receipt.pdf")
        assert (got.kind, got.name, got.media_type, got.small) == (
            "document", "receipt.pdf", "application/pdf", None,
        )  # fmt: skip
        original = open_original(got, actor=clerk, reason="court")
        assert (original.content, original.name[-4:]) == (PDF_FILE, ".pdf")


class TestDocuments:
    @pytest.mark.parametrize(
        ("content", "cause"),
        [
            (PDF_FILE[:60], "damaged"),
            (PDF_FILE.replace(b"1 0 obj", b"<html> 1 0 obj"), "damaged"),
            (PDF_FILE + b"PK\x05\x06" + b"\0" * 18 + b"%%EOF", "damaged"),
            (
                PDF_FILE.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
                "active",
            ),
            (PDF_FILE.replace(b"/Catalog", b"/Catalog/OpenAction<</S/J#61vaScript>>"), "active"),
            (PDF_FILE.replace(b"/Catalog", b"/Catalog/AA<</S/Launch>>"), "active"),
            (PDF_FILE.replace(b"/Catalog", b"/Catalog/Names<</EmbeddedFiles 3 0 R>>"), "active"),
            (PDF_FILE.replace(b"/Root", b"/Encrypt 2 0 R/Root"), "active"),
        ],
    )
    def test_one_that_could_do_more_than_be_read(self, content: bytes, cause: str):
        with pytest.raises(AttachmentRefused) as caught:
            take(content, policy="tests.evidence", actor=RESIDENT)
        assert caught.value.cause == cause
        assert Attachment.objects.count() == 0

    def test_names_that_only_begin_alike_are_fine(self):
        content = PDF_FILE.replace(b"/Catalog", b"/Catalog/JSomething 1/LaunchDate 2")
        assert take(content, policy="tests.evidence", actor=RESIDENT).kind == "document"


class TestSweeping:
    def age(self, photo: Attachment, hours: float) -> None:
        Attachment.objects.filter(pk=photo.pk).update(taken_at=timezone.now() - timedelta(hours=hours))

    def test_what_was_never_sent_goes_after_a_day(self, home: Path):
        forgotten, fresh, sent = (
            kept(picture(size=(600, 500), colour="red"), "tests.evidence"),
            kept(),
            kept(picture(size=(600, 500), colour="blue")),
        )
        attach([sent], record())
        self.age(forgotten, 26.1)
        self.age(sent, 500)
        assert files_in(home) == 3 + 2 + 2
        assert sweeping.sweep() == 1
        assert set(Attachment.objects.values_list("pk", flat=True)) == {fresh.pk, sent.pk}
        assert files_in(home) == 4
        assert Image.open(io.BytesIO(sent.full.path.read_bytes()))
        assert AuditEntry.objects.get(action="attachments.swept").details == {"count": 1}
        assert sweeping.sweep() == 0

    def test_not_before_a_form_on_its_way_has_arrived(self):
        photo = kept()
        self.age(photo, 25.9)
        assert sweeping.sweep() == 0

    def test_bytes_that_another_upload_has_too_stay(self):
        first, second = kept(), kept()
        assert first.full.sha256 == second.full.sha256
        self.age(first, 30)
        assert sweeping.sweep() == 1
        assert second.full.path.is_file()
        assert second.small.path.is_file()

    def test_with_the_record_everything_of_it_goes(self, home: Path, django_capture_on_commit_callbacks):
        subject = record()
        attach([kept(policy="tests.evidence"), kept(picture(colour="red"))], subject)
        with django_capture_on_commit_callbacks(execute=True):
            assert remove_of(subject) == 2
        assert of(subject) == []
        assert files_in(home) == 0
        assert StoredFile.objects.exclude(pk=subject.pk).count() == 0


class TestCounts:
    def test_by_place_and_cause_the_most_frequent_first(self):
        for policy, times in (("tests.photo", 2), ("tests.evidence", 3)):
            for _ in range(times):
                with pytest.raises(AttachmentRefused):
                    take(b"", policy=policy, actor=RESIDENT)
        today = timezone.now().date()
        rows = refusals(today)
        assert [(row.policy, row.cause, row.label, row.count, row.sha256) for row in rows] == [
            ("tests.evidence", "empty", "nothing in the file", 3, ""),
            ("tests.photo", "empty", "nothing in the file", 2, ""),
        ]
        assert refusals(today + timedelta(days=1)) == []

    def test_nothing_about_the_sender_has_a_column(self):
        with connection.cursor() as cursor:
            columns = {
                column.name
                for column in connection.introspection.get_table_description(cursor, "attachments_refusal")
            }
        assert columns == {"id", "day", "policy", "cause", "sha256", "count"}
        assert audit.SYSTEM.id == ""
