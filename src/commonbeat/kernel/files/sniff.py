"""What a file is, from its own first bytes; its name and what the browser says prove nothing."""

BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x1f\x8b", "application/gzip"),
    (b"PAR1", "application/vnd.apache.parquet"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"#!", "text/x-script"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "application/ogg"),
)
INSIDE_ZIP = (
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (
        b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.spreadsheet",
    ),
)
MARKUP = (
    (b"<!doctype html", "text/html"),
    (b"<html", "text/html"),
    (b"<svg", "image/svg+xml"),
    (b"<kml", "application/vnd.google-earth.kml+xml"),
)
LOOK_AT = 4096
TEXT_CONTROLS = frozenset(b"\t\n\r\f\x1b\x1a")


def media_type_of(start: bytes) -> str:
    """The media type of a file.

    Args:
        start: its first bytes, ``LOOK_AT`` of them when there are so many.

    Returns:
        A media type; ``application/octet-stream`` when nothing is recognised, ``application/x-empty`` for none.
    """
    if not start:
        return "application/x-empty"
    for beginning, media_type in BEGINNINGS:
        if start.startswith(beginning):
            return media_type
    if start.startswith(b"PK\x03\x04"):
        return next((kind for sign, kind in INSIDE_ZIP if sign in start), "application/zip")
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    if start[4:8] == b"ftyp":
        return "image/heic" if start[8:12] in {b"heic", b"heix", b"mif1"} else "video/mp4"
    return _text_type(start) if _is_text(start) else "application/octet-stream"


def _is_text(start: bytes) -> bool:
    """Whether the bytes could be text in any common encoding."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 32 and byte not in TEXT_CONTROLS for byte in start)


def _text_type(start: bytes) -> str:
    """Which kind of text."""
    body = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    head = body[:1024].lower()
    for sign, media_type in MARKUP:
        if head.startswith(sign) or (head.startswith(b"<?xml") and sign in head):
            return media_type
    if head.startswith(b"<?xml"):
        return "application/xml"
    if head[:1] in {b"{", b"["}:
        return "application/json"
    return "text/plain"
