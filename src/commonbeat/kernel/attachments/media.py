"""Sound and video: told apart by their own bytes, looked at from the outside only, kept whole and sealed.

Nothing is drawn anew here, so a recording may hold the place and the device it was made with. It is never shown in a page:
it is handed out as a file, to who may see the record it belongs to.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonbeat.kernel.attachments.errors import AttachmentRefused

VIDEO = frozenset({"video/mp4", "video/quicktime", "video/webm"})
SOUND = frozenset({"audio/mp4", "audio/mpeg", "audio/wav", "audio/ogg"})
RECORDINGS = VIDEO | SOUND
ENDINGS = {
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/wav": ".wav",
    "audio/ogg": ".ogg",
}
_FILMS = (
    b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash",
    b"3gp4", b"3gp5", b"3gp6", b"3g2a", b"mmp4",
)  # fmt: skip
_SONGS = (b"M4A ", b"M4B ")
_BOXES = frozenset(
    {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"moof", b"mfra", b"sidx", b"styp", b"meta", b"udta", b"uuid",
     b"pnot", b"emsg", b"prft", b"pdin", b"ssix", b"junk"}
)  # fmt: skip
_MARKUP = (b"<html", b"<script", b"<!doctype", b"<?php", b"<svg", b"%pdf-", b"#!/")
_ZIP_END, _ZIP_TAIL = b"PK\x05\x06", 66_000
_LOOK_AT = 4096


def recording_type(start: bytes) -> str:
    """The media type of a recording, from its first bytes; "" for anything else."""
    if start[4:8] == b"ftyp":
        brand = start[8:12]
        if brand == b"qt  ":
            return "video/quicktime"
        return "audio/mp4" if brand in _SONGS else "video/mp4" if brand in _FILMS else ""
    if start.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm" if b"\x42\x82\x84webm" in start[:64] else ""
    if start[:4] == b"RIFF":
        return "audio/wav" if start[8:12] == b"WAVE" else ""
    if start.startswith(b"OggS\x00"):
        return "audio/ogg"
    # ID3 names, or a frame of MPEG layer III with a bit rate and a sampling rate that exist
    frame = len(start) > 3 and start[0] == 0xFF and start[1] & 0xE6 == 0xE2 and 0x0F < start[2] < 0xF0
    return "audio/mpeg" if start.startswith(b"ID3") or (frame and start[2] & 0x0C != 0x0C) else ""


def check_recording(content: bytes, kind: str) -> None:
    """See that a recording is whole, and nothing else at the same time.

    Args:
        content: all of it.
        kind: as `recording_type` said.

    Raises:
        AttachmentRefused: cut short, with something behind its end, or another kind of file at the same time.
    """
    if _ZIP_END in content[-_ZIP_TAIL:] or any(one in content[:_LOOK_AT].lower() for one in _MARKUP):
        raise AttachmentRefused(
            "damaged", _("This file is two kinds of file at once. Save the recording again, then send it.")
        )
    whole = {
        "video/webm": lambda data: len(data) > 64,
        "audio/wav": _wav,
        "audio/ogg": _ogg,
        "audio/mpeg": _mp3,
    }
    if not whole.get(kind, _boxes)(content):
        raise AttachmentRefused(
            "damaged", _("This recording is damaged or was cut short. Save it again, then send it.")
        )


def _boxes(content: bytes) -> bool:
    """Whether an MP4 or QuickTime file is a row of known boxes to its last byte, one of which tells what is in it."""
    at, seen = 0, set()
    while at < len(content):
        size, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16], "big")
        elif size == 0:  # to the end
            size = len(content) - at
        if size < 8 or name not in _BOXES or at + size > len(content):
            return False
        seen.add(name)
        at += size
    return b"moov" in seen or b"moof" in seen


def _wav(content: bytes) -> bool:
    told = int.from_bytes(content[4:8], "little") + 8
    return b"data" in content[:_LOOK_AT] and told <= len(content) <= told + 1


def _ogg(content: bytes) -> bool:
    """Whether the last page ends with the file."""
    at = content.rfind(b"OggS\x00")
    if at < 0 or len(content) < at + 27:
        return False
    table = content[at + 27 : at + 27 + content[at + 26]]
    return len(content) == at + 27 + content[at + 26] + sum(table)


def _mp3(content: bytes) -> bool:
    """Whether sound follows the names, if there are any."""
    begins = 0
    if content.startswith(b"ID3"):
        size = 0
        for byte in content[6:10]:
            size = size << 7 | byte & 0x7F
        begins = 10 + size
    found = content[begins : begins + _LOOK_AT].lstrip(b"\x00")
    return recording_type(found[:4]) == "audio/mpeg" and not found.startswith(b"ID3")
