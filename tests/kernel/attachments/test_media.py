"""Sound and video: told apart by their bytes, kept whole and sealed, handed out as a file, everything else refused in words."""

import hashlib

import pytest
from django.http import Http404
from factories.pictures import PDF_FILE, RESIDENT, picture

from commonbeat.kernel import attachments
from commonbeat.kernel.attachments import (
    MEGABYTE,
    PDF,
    PICTURES,
    RECORDINGS,
    AttachmentRefused,
    Policy,
    register_policy,
)
from commonbeat.kernel.attachments.media import recording_type
from commonbeat.kernel.attachments.models import Refusal
from commonbeat.kernel.attachments.uploads import Uploads

pytestmark = pytest.mark.django_db
KEPT = register_policy(
    Policy(
        "tests.recording", PICTURES | {PDF} | RECORDINGS, MEGABYTE, most_files=5, keep_original=True,
        most_media_bytes=2 * MEGABYTE,
    )
)  # fmt: skip


def box(name: bytes, content: bytes = b"") -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + name + content


def film(brand: bytes = b"isom", more: bytes = b"") -> bytes:
    """An MP4 of the smallest kind."""
    return (
        box(b"ftyp", brand + b"\x00\x00\x02\x00" + brand)
        + box(b"moov", b"\x00" * 8)
        + box(b"mdat", b"pixels")
        + more
    )


PAGE = b"OggS\x00\x04" + b"\x00" * 20 + b"\x01\x05sound"
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm\x42\x87\x81\x02" + b"\x00" * 60
WAV = (
    b"RIFF"
    + (36 + 4).to_bytes(4, "little")
    + b"WAVEfmt "
    + b"\x10\x00\x00\x00"
    + b"\x00" * 16
    + b"data\x04\x00\x00\x00abcd"
)
FRAME = b"\xff\xfb\x90\x64" + b"\x00" * 40
SAMPLES = [
    ("video/mp4", film()),
    ("video/mp4", film(b"3gp4")),
    ("video/quicktime", film(b"qt  ")),
    ("audio/mp4", film(b"M4A ")),
    ("video/webm", WEBM),
    ("audio/wav", WAV),
    ("audio/ogg", PAGE),
    ("audio/mpeg", FRAME),
    ("audio/mpeg", b"ID3\x04\x00\x00\x00\x00\x00\x05names" + FRAME),
]
ENDINGS = {"video/mp4": "mp4", "video/quicktime": "mov", "audio/mp4": "m4a", "video/webm": "webm", "audio/wav": "wav",
           "audio/ogg": "ogg", "audio/mpeg": "mp3"}  # fmt: skip


def take(content: bytes, name: str = "Jane Doe's film.mp4", policy: str = "tests.recording"):
    return attachments.take(content, policy=policy, actor=RESIDENT, name=name)


@pytest.mark.parametrize(("kind", "content"), SAMPLES)
def test_a_recording_is_kept_whole_sealed_and_without_its_name(kind: str, content: bytes, home):
    got = take(content, "a program.exe")
    assert (got.kind, got.media_type, got.original_type) == ("recording", kind, kind)
    assert (got.name, got.small, got.sealed) == (f"recording.{ENDINGS[kind]}", None, None)
    assert (got.original_sha256, got.original_size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert got.as_sent() == content
    on_disk = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert not any(content in one for one in on_disk)
    assert any(one.startswith(b"CBS1") for one in on_disk)


def test_it_is_handed_out_as_a_file_and_never_as_a_picture():
    got = take(film())
    response = attachments.document_response(got)
    assert response.content == film()
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Disposition"] == 'attachment; filename="recording.mp4"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    with pytest.raises(Http404):
        attachments.picture_response(got)


def test_what_was_changed_on_disk_is_not_handed_out():
    got = take(film())
    got.full.path.chmod(0o600)
    got.full.path.write_bytes(got.full.path.read_bytes()[:-1] + b"\x00")
    with pytest.raises(Http404):
        attachments.document_response(got)


REFUSED = [
    ("damaged", film()[:-3], "damaged or was cut short"),
    ("damaged", film(more=b"tail"), "damaged or was cut short"),
    ("damaged", box(b"ftyp", b"isom\x00\x00\x02\x00") + box(b"mdat", b"only"), "damaged or was cut short"),
    ("damaged", film(more=box(b"free", b"PK\x05\x06" + b"\x00" * 18)), "two kinds of file"),
    ("damaged", film(more=box(b"free", b"<script>alert(1)</script>")), "two kinds of file"),
    ("damaged", film(more=box(b"free", b"%PDF-1.4")), "two kinds of file"),
    ("damaged", WAV + b"hidden", "damaged or was cut short"),
    ("damaged", PAGE + b"hidden", "damaged or was cut short"),
    ("damaged", b"ID3\x04\x00\x00\x00\x00\x00\x05names<html>", "two kinds of file"),
    ("damaged", b"ID3\x04\x00\x00\x00\x00\x00\x05names, and no sound", "damaged or was cut short"),
    ("kind", b"\x1a\x45\xdf\xa3\xa3\x42\x82\x88matroska" + b"\x00" * 80, "cannot take this kind"),
    ("kind", b"RIFF\x00\x00\x00\x00AVI LIST" + b"\x00" * 80, "cannot take this kind"),
    ("kind", b"MZ" + b"\x00" * 80, "cannot take this kind"),
    ("kind", b"\xff\xfb\xff\xff" + b"\x00" * 80, "cannot take this kind"),
    ("heic", film(b"heic"), "HEIC picture"),
]


@pytest.mark.parametrize(("cause", "content", "said"), REFUSED)
def test_what_is_something_else_is_refused_in_words_and_counted(cause: str, content: bytes, said: str):
    with pytest.raises(AttachmentRefused, match=said) as refused:
        take(content, "film.mp4")
    assert refused.value.cause == cause
    assert list(Refusal.objects.values_list("policy", "cause")) == [("tests.recording", cause)]


def test_each_kind_has_its_own_largest_size():
    most = KEPT.most_media_bytes - len(film()) - 8
    assert take(film(more=box(b"free", b"\x01" * most))).original_size == 2 * MEGABYTE
    with pytest.raises(AttachmentRefused, match=r"The most we take is 2[.]0 MB"):
        take(film(more=box(b"free", b"\x01" * (most + 1))))
    with pytest.raises(AttachmentRefused, match=r"The most we take is 1[.]0 MB"):
        take(PDF_FILE + b"\x00" * MEGABYTE)


def test_where_none_is_asked_for_none_is_taken():
    for content in (film(), FRAME, WAV):
        with pytest.raises(AttachmentRefused, match="cannot take this kind") as refused:
            take(content, policy="tests.evidence")
        assert "video" not in str(refused.value).partition("send:")[2]
    with pytest.raises(ValueError, match="one file of one byte"):
        register_policy(Policy("tests.unlimited", RECORDINGS, MEGABYTE, most_files=1, keep_original=True))


def test_the_form_says_what_is_taken_and_what_a_recording_may_tell():
    shown = Uploads("tests.recording", actor=RESIDENT)
    assert shown.recordings_note == (
        "Video (MP4, MOV, WebM) and sound (M4A, MP3, WAV, Ogg): at most 2 MB each. We keep a recording as you send it. "
        "It may say where and with what it was made. Only staff who work on this can open it."
    )
    assert ".mp4" in shown.accept
    assert Uploads("tests.evidence", actor=RESIDENT).recordings_note == ""


def test_pictures_and_text_are_no_recordings():
    for content in (picture(), picture("PNG"), picture("WEBP"), PDF_FILE, b"", b"words", b"\xff\xd8\xff\xe0"):
        assert recording_type(content) == ""
