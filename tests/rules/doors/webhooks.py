"""Text messages and e-mail that come in, signed and not."""

import os

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from factories import letters
from factories.text_service import TOKEN, signature
from rules.nothing_kept import Typed

NUMBER = "+12095550188"
WORDS = "Ibis lantern: somebody is hurting me"
MAILED, SENDER = "Ibis feather: who keeps the pond?", "mira.ibis@example.org"
HEADERS = '[["Message-Id", "<mail-id-of-ibis@example.org>"]]'


def doors(client: Client) -> Typed:
    """A keyword, a message, both again, and one that nobody signed."""
    os.environ["COMMONBEAT_TWILIO_TOKEN"], os.environ["COMMONBEAT_MAILGUN_KEY"] = TOKEN, letters.KEY
    try:
        for number, words in enumerate(("STOP", "START", WORDS, WORDS)):
            form = {"MessageSid": f"SMibis{number}", "From": NUMBER, "To": "+12095550100", "Body": words}
            signed = signature(f"{settings.BASE_URL}/webhooks/sms/", form)
            client.post("/webhooks/sms/", form, headers={"X-Twilio-Signature": signed})
            client.post("/webhooks/sms/", form, headers={"X-Twilio-Signature": signed})
            client.post("/webhooks/sms/", form)
        mail = letters.form(MAILED, **{"from": f"Mira Ibis <{SENDER}>", "message-headers": HEADERS})
        files = {"attachment-1": SimpleUploadedFile("ibis-at-home.jpg", b"ibis pixels")}
        assert client.post("/webhooks/email/", letters.signed(mail) | files).status_code == 200
        assert client.post("/webhooks/email/", mail).status_code == 403
    finally:
        del os.environ["COMMONBEAT_TWILIO_TOKEN"], os.environ["COMMONBEAT_MAILGUN_KEY"]
    return Typed(
        words=(WORDS, MAILED),
        people=(NUMBER, SENDER, "Mira Ibis"),
        nowhere=("SMibis", "ibis-at-home", "ibis pixels", "mail-id-of-ibis"),
    )
