"""Documents: PDF, kept as it is. Refused when it could do more than be read."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from commonbeat.kernel.attachments.errors import AttachmentRefused

TAIL = 1024
ZIP_TAIL = 66_000  # the end record of a ZIP with the longest comment
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|Encrypt)(?![A-Za-z0-9])"
)
_NAMES = re.compile(rb"/[^\x00-\x20()<>\[\]{}/%]{1,127}")


def check_pdf(content: bytes) -> None:
    """See that a PDF is whole and only to be read.

    What is packed inside compressed parts of the file is not looked into: that is the malware scanner's work.

    Raises:
        AttachmentRefused: cut short, another kind of file at the same time, or with programs, files or a password.
    """
    if b"%%EOF" not in content[-TAIL:]:
        raise AttachmentRefused(
            "damaged", _("This PDF is damaged or was cut short. Save it again, then send it.")
        )
    lowered = content[:TAIL].lower()
    if b"PK\x05\x06" in content[-ZIP_TAIL:] or b"<html" in lowered or b"<script" in lowered:
        raise AttachmentRefused(
            "damaged", _("This file is two kinds of file at once. Print it to a new PDF, then send that.")
        )
    names = (
        _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), name[0]) for name in _NAMES.finditer(content)
    )
    if any(_ACTIVE.match(name) for name in names):
        raise AttachmentRefused(
            "active",
            _("This PDF holds a program, another file or a password. Print it to a new PDF, then send that."),
        )
