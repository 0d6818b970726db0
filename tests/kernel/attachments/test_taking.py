"""What people and attackers send, and what is left of it."""

import contextlib
import hashlib
import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from factories.pictures import PDF_FILE, RESIDENT, picture
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from commonbeat.kernel.attachments import AttachmentRefused, UnknownPolicy, pictures, take
from commonbeat.kernel.attachments.models import Attachment, Refusal
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.files import actions as files
from commonbeat.kernel.files.models import StoredFile

pytestmark = pytest.mark.django_db
SECRETS = (
    b"GPS",
    b"Jane Doe",
    b"SerialNumber",
    b"xmpmeta",
    b"Photoshop",
    b"<?php",
    b"<script",
    b"PK\x03\x04",
    b"Exif",
)


def kept(content: object, policy: str = "tests.photo", **more: object) -> Attachment:
    return take(content, policy=policy, actor=RESIDENT, **more)


def full(attachment: Attachment) -> bytes:
    return attachment.full.path.read_bytes()


def small(attachment: Attachment) -> bytes:
    return attachment.small.path.read_bytes()


def shown(attachment: Attachment) -> Image.Image:
    return Image.open(io.BytesIO(full(attachment)))


def refused(content: object, policy: str = "tests.photo", **more: object) -> AttachmentRefused:
    with pytest.raises(AttachmentRefused) as caught:
        kept(content, policy, **more)
    return caught.value


def counts() -> list[tuple[str, str, int]]:
    return list(Refusal.objects.order_by("pk").values_list("policy", "cause", "count"))


def bytes_on_disk(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()]


def exif_of_a_telephone(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Jane Doe's phone"
    exif[0x013B] = "Jane Doe <?php system($_GET['c']); ?>"
    exif[0xA431] = "SerialNumber 1234"
    exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 44.0, 22.0), 3: "W", 4: (121.0, 25.0, 30.0)})
    return exif


class TestWhatIsKept:
    def test_a_large_photo_is_drawn_anew_in_two_sizes(self):
        got = kept(picture(size=(3000, 1500)))
        assert (got.kind, got.media_type, got.width, got.height) == ("picture", "image/jpeg", 2048, 1024)
        assert (got.name, got.original_type, got.sealed, got.subject_id) == (
            "picture.jpeg".replace("jpeg", "jpg"),
            "image/jpeg",
            None,
            "",
        )
        assert shown(got).size == (2048, 1024)
        assert Image.open(io.BytesIO(small(got))).size == (480, 240)

    @pytest.mark.parametrize(
        ("size", "drawn"),
        [((4000, 3000), (2000, 1500)), ((4032, 3024), (2016, 1512)), ((3024, 4032), (1512, 2016)), ((4100, 20), (2048, 10)),
         ((7000, 100), (1750, 25)), ((3100, 100), (2048, 66)), ((1, 3000), (1, 2048))],
    )  # fmt: skip
    def test_sizes_of_telephones(self, size: tuple[int, int], drawn: tuple[int, int]):
        got = kept(picture(size=size))
        assert (got.width, got.height) == drawn == shown(got).size

    def test_a_small_one_keeps_its_size(self):
        got = kept(picture(size=(64, 48)))
        assert (got.width, got.height) == (64, 48)

    def test_the_hash_is_that_of_the_file_as_sent(self):
        content = picture()
        assert kept(content).original_sha256 == hashlib.sha256(content).hexdigest()

    def test_an_uploaded_file_is_read_from_its_start_and_its_name_is_forgotten(self):
        upload = SimpleUploadedFile("Jane Doe's fence.png", picture("PNG"), "text/html")
        upload.read()
        assert kept(upload).name == "picture.jpg"

    def test_storing_is_in_the_log_without_a_name_or_an_address(self):
        got = kept(picture())
        entries = AuditEntry.objects.filter(object_id__in=[str(got.full.pk), str(got.small.pk)])
        assert {(entry.action, entry.actor_kind, entry.actor_id, entry.address) for entry in entries} == {
            ("files.stored", "resident", "", None)
        }

    def test_a_policy_nobody_registered(self):
        with pytest.raises(UnknownPolicy, match=r"tests\.nothing"):
            kept(picture(), "tests.nothing")


class TestWhatIsGone:
    @pytest.mark.parametrize("policy", ["tests.photo", "tests.evidence"])
    def test_everything_a_telephone_writes_into_a_jpeg(self, policy: str):
        xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">Jane Doe</x:xmpmeta>'
        content = picture(
            exif=exif_of_a_telephone(),
            xmp=xmp,
            comment=b"Jane Doe",
            icc_profile=b"Photoshop" * 9,
            dpi=(300, 300),
        )
        assert all(sign in content for sign in (b"Jane Doe", b"xmpmeta", b"Photoshop", b"Exif"))
        got = kept(content, policy)
        for made in (full(got), small(got)):
            assert [sign for sign in SECRETS if sign in made] == []
            read = Image.open(io.BytesIO(made))
            assert dict(read.getexif()) == {}
            assert read.getexif().get_ifd(0x8825) == {}
            assert set(read.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}

    @pytest.mark.parametrize("form", ["PNG", "WEBP"])
    @pytest.mark.parametrize("colour", ["teal", (10, 20, 30, 128)])
    def test_everything_in_the_other_formats(self, form: str, colour: object):
        more = {"exif": exif_of_a_telephone(), "icc_profile": b"Photoshop" * 9}
        if form == "PNG":
            notes = PngInfo()
            notes.add_text("Author", "Jane Doe")
            notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Jane Doe</x:xmpmeta>", zip=False)
            more["pnginfo"] = notes
        else:
            more["xmp"] = b"<x:xmpmeta>Jane Doe</x:xmpmeta>"
        content = picture(form, mode="RGB" if colour == "teal" else "RGBA", colour=colour, **more)
        assert b"Jane Doe" in content
        got = kept(content)
        assert got.media_type == ("image/jpeg" if colour == "teal" else "image/png")
        assert [sign for sign in SECRETS if sign in full(got) + small(got)] == []
        assert dict(shown(got).getexif()) == {}

    def test_photoshop_resources_with_a_caption(self):
        plain = picture()
        caption = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x0cJane Doe\x00\x00\x00\x00"
        content = plain[:2] + b"\xff\xed" + struct.pack(">H", len(caption) + 2) + caption + plain[2:]
        assert [sign for sign in SECRETS if sign in full(kept(content))] == []

    @pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"<?php echo 1; ?>", b"\0" * 5000])
    @pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF"])
    def test_whatever_stands_behind_the_picture(self, form: str, tail: bytes):
        got = kept(picture(form) + tail)
        assert tail not in full(got) + small(got)

    def test_an_archive_behind_the_picture(self):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as made:
            made.writestr("META-INF/MANIFEST.MF", "Main-Class: Evil")
        for form in ("JPEG", "GIF"):
            got = kept(picture(form) + archive.getvalue())
            assert not zipfile.is_zipfile(io.BytesIO(full(got)))

    def test_a_web_page_in_a_comment_at_the_start(self):
        page = b"*/=1;alert(1)/* <html><script>alert(1)</script>"
        plain = picture()
        content = plain[:2] + b"\xff\xfe" + struct.pack(">H", len(page) + 2) + page + plain[2:]
        got = kept(content)
        assert b"<html" not in full(got)
        assert full(got).startswith(b"\xff\xd8\xff\xe0")


class TestHowItLooks:
    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_it_stands_upright(self, orientation: int):
        upright = Image.new("RGB", (80, 40), "white")
        ImageDraw.Draw(upright).rectangle((0, 0, 19, 9), fill="black")
        back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
        turned = upright.transpose(Image.Transpose(back[orientation])) if orientation > 1 else upright
        target = io.BytesIO()
        turned.save(target, "PNG", exif=exif_of_a_telephone(orientation))
        seen = shown(kept(target.getvalue()))
        assert seen.size == (80, 40)
        corners = [seen.getpixel(at)[0] < 128 for at in ((4, 4), (75, 4), (4, 35), (75, 35))]
        assert corners == [True, False, False, False]

    @pytest.mark.parametrize(
        ("form", "mode", "colour", "expected"),
        [
            ("JPEG", "CMYK", (0, 255, 255, 0), (255, 0, 0)),
            ("JPEG", "L", 200, (200, 200, 200)),
            ("PNG", "1", 1, (255, 255, 255)),
            ("PNG", "I;16", 0x8080, (128, 128, 128)),
            ("PNG", "P", 0, (0, 0, 0)),
            ("GIF", "P", 0, (0, 0, 0)),
            ("PNG", "LA", (90, 255), (90, 90, 90)),
            ("WEBP", "RGB", (0, 128, 0), (0, 128, 0)),
        ],
    )
    def test_every_way_of_storing_colours(
        self, form: str, mode: str, colour: object, expected: tuple[int, ...]
    ):
        seen = shown(kept(picture(form, mode=mode, colour=colour)))
        assert seen.mode == "RGB"
        assert max(abs(a - b) for a, b in zip(seen.getpixel((20, 20)), expected, strict=True)) <= 3

    def test_what_shines_through_goes_on_doing_so(self):
        got = kept(picture("PNG", mode="RGBA", colour=(200, 0, 0, 100)))
        assert (got.media_type, got.name, shown(got).getpixel((5, 5))) == (
            "image/png",
            "picture.png",
            (200, 0, 0, 100),
        )

    def test_a_palette_with_a_clear_colour(self):
        made = Image.new("P", (20, 20), 0)
        made.putpalette([255, 0, 0, 0, 255, 0])
        made.putpixel((3, 3), 1)
        target = io.BytesIO()
        made.save(target, "PNG", transparency=0)
        seen = shown(kept(target.getvalue()))
        assert (seen.getpixel((0, 0))[3], seen.getpixel((3, 3))) == (0, (0, 255, 0, 255))

    def test_of_a_moving_picture_the_first_moment(self):
        frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue", "lime")]
        target = io.BytesIO()
        frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], duration=50, loop=0)
        got = kept(target.getvalue())
        assert not getattr(shown(got), "is_animated", False)
        assert shown(got).getpixel((9, 9))[0] > 240


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("content", "cause", "said"),
        [
            (b"", "empty", "This file is empty"),
            (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "kind", "You can send: pictures"),
            (b"<html><script>alert(1)</script>", "kind", "You can send: pictures"),
            (b"MZ\x90\x00", "kind", "You can send: pictures"),
            (PDF_FILE, "kind", "You can send: pictures"),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic", "on an iPhone, open Settings, Camera, Formats"),
            (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", "heic", "Send it as JPEG"),
            (b"\0\0\0\x18ftypisom\0\0\0\0isommp41", "kind", "You can send: pictures"),
            (b"\xff\xd8\xff\xe0 not a picture", "damaged", "damaged or was cut short"),
            (b"GIF89a" + b"\xff" * 200, "damaged", "damaged or was cut short"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "damaged", "damaged or was cut short"),
        ],
    )  # fmt: skip
    def test_in_words_counted_and_nothing_kept(self, home: Path, content: bytes, cause: str, said: str):
        error = refused(content, name="photo.jpg")
        assert error.cause == cause
        assert said in str(error)
        assert counts() == [("tests.photo", cause, 1)]
        assert (bytes_on_disk(home), StoredFile.objects.count(), Attachment.objects.count()) == ([], 0, 0)

    def test_too_many_bytes_are_not_even_read(self):
        class Endless(io.RawIOBase):
            given = 0

            def seek(self, *args: int) -> int:
                return 0

            def read(self, size: int = -1) -> bytes:
                self.given += size
                return b"\xff" * size

        endless = Endless()
        assert refused(endless, "tests.small").cause == "too_large"
        assert endless.given == 2001

    @pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
    def test_one_that_was_cut_short(self, form: str):
        noise = Image.effect_noise((200, 200), 80).convert("RGB")
        target = io.BytesIO()
        noise.save(target, form)
        content = target.getvalue()
        assert refused(content[: len(content) // 2]).cause == "damaged"

    @pytest.mark.parametrize("size", [(50_000, 50_000), (6400, 6300), (65_000, 65_000)])
    def test_a_bomb_of_pixels(self, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(pictures, "_decoded", lambda *args: pytest.fail("it was decoded"))
        header = struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0)
        content = (
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", header)
            + chunk(b"IDAT", zlib.compress(b"\0" * 100))
            + chunk(b"IEND", b"")
        )
        error = refused(content)
        assert error.cause == "too_many_pixels"
        assert "more than 40 million pixels" in str(error)

    def test_a_bomb_of_text(self):
        bomb = b"Comment\0\0" + zlib.compress(b"a" * 60_000_000, 9)
        plain = picture("PNG")
        content = plain[:33] + chunk(b"zTXt", bomb) + plain[33:]
        assert len(content) < 70_000
        error = refused(content)
        assert error.cause == "damaged"

    def test_one_kind_in_the_clothes_of_another(self):
        jpeg = picture()
        assert refused(b"\x89PNG\r\n\x1a\n" + jpeg).cause == "damaged"
        assert refused(b"GIF89a" + jpeg).cause in ("damaged", "too_many_pixels")

    def test_a_kind_the_place_does_not_take(self):
        assert refused(picture("PNG", size=(4, 4)), "tests.small").cause == "kind"

    def test_a_full_disk(self, home: Path, monkeypatch: pytest.MonkeyPatch):
        def full_disk(*args: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(files.os, "fsync", full_disk)
        error = refused(picture())
        assert (error.cause, "no room" in str(error)) == ("no_room", True)
        assert (bytes_on_disk(home), StoredFile.objects.count()) == ([], 0)

    def test_the_same_cause_is_counted_up(self):
        for _ in range(3):
            refused(b"")
        assert counts() == [("tests.photo", "empty", 3)]


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


SOME = [picture(form, size=(40, 30)) for form in ("JPEG", "PNG", "GIF", "WEBP")]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    content=st.sampled_from(SOME),
    changes=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=30),
    tail=st.binary(max_size=50),
)
def test_whatever_is_changed_in_a_picture_it_is_drawn_or_refused(content: bytes, changes: list, tail: bytes):
    spoiled = bytearray(content)
    for at, value in changes:
        spoiled[at % len(spoiled)] = value
    for kind in pictures.FORMATS:
        with contextlib.suppress(AttachmentRefused):
            drawn = pictures.draw(bytes(spoiled) + tail, kind)
            assert Image.open(io.BytesIO(drawn.full)).size == (drawn.width, drawn.height)
