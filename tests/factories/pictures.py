"""Pictures and documents as people (and attackers) send them, and policies to take them under."""

import io

from PIL import Image

from commonbeat.kernel import audit
from commonbeat.kernel.attachments import MEGABYTE, PDF, PICTURES, Policy, register_policy

PHOTO = register_policy(Policy("tests.photo", PICTURES, 15 * MEGABYTE, most_files=3, keep_original=False))
EVIDENCE = register_policy(
    Policy("tests.evidence", PICTURES | {PDF}, 15 * MEGABYTE, most_files=5, keep_original=True)
)
SMALL = register_policy(
    Policy("tests.small", frozenset({"image/jpeg"}), 2000, most_files=1, keep_original=False)
)
RESIDENT = audit.Actor("resident")
PDF_FILE = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def picture(
    form: str = "JPEG",
    size: tuple[int, int] = (64, 48),
    mode: str = "RGB",
    colour: object = "teal",
    **more: object,
) -> bytes:
    """A picture of one colour."""
    target = io.BytesIO()
    Image.new(mode, size, colour).save(target, form, **more)
    return target.getvalue()
