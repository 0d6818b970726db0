import io
import zipfile

import pytest

from commonbeat.kernel.files.sniff import media_type_of


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("start", "media_type"),
    [
        (b"", "application/x-empty"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\x00", "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"PAR1\x15\x04", "application/vnd.apache.parquet"),
        (b"MZ\x90\x00", "application/x-msdownload"),
        (packed("a.csv"), "application/zip"),
        (
            packed("[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (b'\xef\xbb\xbf{"a": 1}', "application/json"),
        (b"  <!DOCTYPE HTML><p>", "text/html"),
        (b"<?xml version='1.0'?><kml xmlns='x'>", "application/vnd.google-earth.kml+xml"),
        (b"<?xml version='1.0'?><a/>", "application/xml"),
        (b"a,b\r\n1,2\r\n", "text/plain"),
        ("Señal;1".encode("cp1252"), "text/plain"),
        ("a,b".encode("utf-16"), "text/plain"),
        (b"\x00\x01\x02", "application/octet-stream"),
    ],
)
def test_a_file_is_what_its_bytes_say(start: bytes, media_type: str):
    assert media_type_of(start) == media_type
