"""E-mails as mail servers hand them over and as Mailgun posts them."""

import hashlib
import hmac
import json
import time
import uuid
from email.message import EmailMessage
from typing import Any

KEY = "key-of-the-tests"


def raw(
    text: str = "Why was Elm Street closed?", *, sender: str = "Rosa Díaz <rosa@example.org>", **headers: str
) -> bytes:
    """A message; further headers with ``_`` for ``-``."""
    message = EmailMessage()
    message["From"], message["To"] = sender, "ask@police.example.gov"
    message["Message-ID"] = f"<{uuid.uuid4()}@mail.example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def signed(
    form: dict[str, Any], *, key: str = KEY, token: str = "", at: float | None = None
) -> dict[str, Any]:
    """A form with Mailgun's signature."""
    stamp, token = str(int(at if at is not None else time.time())), token or uuid.uuid4().hex
    right = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {**form, "timestamp": stamp, "token": token, "signature": right}


def form(text: str = "Why was Elm Street closed?", **more: str) -> dict[str, str]:
    """A message in the parts Mailgun posts."""
    headers = [["Message-Id", f"<{uuid.uuid4()}@mail.example.org>"]]
    return {
        "from": "Rosa Díaz <rosa@example.org>",
        "sender": "rosa@example.org",
        "recipient": "ask@police.example.gov",
        "subject": "Elm Street",
        "body-plain": text,
        "message-headers": json.dumps(headers),
        **more,
    }
