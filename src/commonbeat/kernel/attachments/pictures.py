"""Pictures: decoded to the last pixel and drawn anew, so that nothing but the picture itself is kept."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image

from commonbeat.kernel.attachments.errors import AttachmentRefused

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2048
LARGE_ENOUGH = 1600
SMALL_SIDE = 480
QUALITY = 85


@dataclass(frozen=True)
class Drawn:
    """A picture drawn anew in two sizes.

    Attributes:
        media_type: ``image/jpeg``, or ``image/png`` where something shines through.
    """

    full: bytes
    small: bytes
    media_type: str
    width: int
    height: int


def draw(content: bytes, media_type: str) -> Drawn:
    """Decode a picture and encode it again, at most 2048 pixels a side, and once more small.

    Args:
        content: the file as it was sent.
        media_type: what its first bytes say it is; no other format is tried.

    Raises:
        AttachmentRefused: too many pixels, damaged, cut short, or not a picture of this kind.
    """
    try:
        _verify(content, media_type)
        picture = _decoded(content, media_type)
    except AttachmentRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_many_pixels() from None
    except Exception as error:
        # Hostile files make decoders fail in every way there is (struct, zlib, syntax, index, memory …).
        raise AttachmentRefused(
            "damaged",
            _("This picture is damaged or was cut short. Take it again, or send another one."),
        ) from error
    full, kind = _encoded(picture)
    width, height = picture.size
    picture.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return Drawn(full, _encoded(picture)[0], kind, width, height)


def too_many_pixels() -> AttachmentRefused:
    """The refusal of a picture that would fill the memory."""
    return AttachmentRefused(
        "too_many_pixels",
        _("This picture has more than %(most)s million pixels. Send a smaller one, or a screenshot of it.")
        % {"most": MOST_PIXELS // 1_000_000},
    )


def _opened(content: bytes, media_type: str) -> Image.Image:
    """Read the header only; a picture too large to decode stops here."""
    picture = Image.open(io.BytesIO(content), formats=[FORMATS[media_type]])
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise too_many_pixels()
    return picture


def _verify(content: bytes, media_type: str) -> None:
    """Let the decoder check what it can without decoding; the object cannot be used afterwards."""
    _opened(content, media_type).verify()


def _decoded(content: bytes, media_type: str) -> Image.Image:
    """The first frame, upright, at most 2048 pixels a side, in one of two plain modes, with nothing attached."""
    picture = _opened(content, media_type)
    orientation = picture.getexif().get(0x0112, 1)
    _draft(picture)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BICUBIC, reducing_gap=2.0)
    picture = _plain(picture)
    turn = _TURNS.get(orientation)
    if turn is not None:
        picture = picture.transpose(turn)
    picture.info = {}
    return picture


def _draft(picture: Image.Image) -> None:
    """Let a JPEG decode at a half, a quarter or an eighth where that is large enough: three times as fast."""
    longest = max(picture.size)
    for scale in (2, 4, 8):
        if LARGE_ENOUGH <= longest / scale <= LONGEST_SIDE:
            picture.draft(None, (picture.width // scale, picture.height // scale))
            return


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _plain(picture: Image.Image) -> Image.Image:
    """RGB, or RGBA where something shines through."""
    if picture.mode.startswith("I;16") or picture.mode == "I":
        # 16 bits of grey: the upper eight; a plain conversion would cut everything above 255 to white
        return picture.convert("I").point(lambda level: level * (1 / 257)).convert("L").convert("RGB")
    if "A" in picture.mode or "a" in picture.mode or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        lowest = clear.getchannel("A").getextrema()[0]
        return clear if isinstance(lowest, int | float) and lowest < 255 else clear.convert("RGB")
    return picture.convert("RGB")


def _encoded(picture: Image.Image) -> tuple[bytes, str]:
    target = io.BytesIO()
    if picture.mode == "RGBA":
        picture.save(target, "PNG", compress_level=6)
        return target.getvalue(), "image/png"
    picture.save(target, "JPEG", quality=QUALITY)
    return target.getvalue(), "image/jpeg"
