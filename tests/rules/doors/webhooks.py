"""Text messages that come in, signed and not."""

import os

from django.conf import settings
from django.test import Client
from factories.text_service import TOKEN, signature
from rules.nothing_kept import Typed

NUMBER = "+12095550188"
WORDS = "Ibis lantern: somebody is hurting me"


def doors(client: Client) -> Typed:
    """A keyword, a message, both again, and one that nobody signed."""
    os.environ["COMMONBEAT_TWILIO_TOKEN"] = TOKEN
    try:
        for number, words in enumerate(("STOP", "START", WORDS, WORDS)):
            form = {"MessageSid": f"SMibis{number}", "From": NUMBER, "To": "+12095550100", "Body": words}
            signed = signature(f"{settings.BASE_URL}/webhooks/sms/", form)
            client.post("/webhooks/sms/", form, headers={"X-Twilio-Signature": signed})
            client.post("/webhooks/sms/", form, headers={"X-Twilio-Signature": signed})
            client.post("/webhooks/sms/", form)
    finally:
        del os.environ["COMMONBEAT_TWILIO_TOKEN"]
    return Typed(words=(WORDS,), people=(NUMBER,), nowhere=("SMibis",))
