"""Open311: a report with everything a client can send, the same again, wrong ones, and every read."""

from io import BytesIO

from django.test import Client
from factories import requests as make
from factories.open311 import issue
from PIL import Image
from rules.nothing_kept import Typed

from commonbeat.city.places.models import Boundary
from commonbeat.kernel import audit
from commonbeat.kernel.publish.actions import release

URL = "/open311/v2/requests.json"
WORDS = "Egret kettledrum: the carts were pushed into the creek by boys I know"
EMAIL, PHONE, FIRST, LAST = "rosa.egret@example.org", "+12095550166", "Rosalinda", "Egretsgate"
DEVICE, ACCOUNT, LINK = "egret-device-7731", "egret-account-7731", "https://pictures.example/egret-7731.jpg"
WRITER = "egret-writer-of-another-system-7731"
WRONG_KEY = "cb_egretkey_egretegretegretegretegretegretegr"


def doors(client: Client) -> Typed:
    """Reports that are taken, repeated, tried, refused; every list and document."""
    if not Boundary.objects.exists():
        make.town()
    release("service-requests", actor=audit.SYSTEM, reason="for a test")
    key = issue("open311.write")
    sent = {
        "service_code": "shopping-cart", "lat": "37.7502", "long": "-121.4501", "description": WORDS, "email": EMAIL,
        "phone": PHONE, "first_name": FIRST, "last_name": LAST, "device_id": DEVICE, "account_id": ACCOUNT,
        "media_url": LINK, "api_key": key,
    }  # fmt: skip
    code = ""
    for _again in range(2):
        row = client.post(URL, {**sent, "media": _picture()}).json()[0]
        code = row["service_notice"].split("Your tracking code is ")[1].split(".")[0]
    client.post("/open311/test/v2/requests.json", {**sent, "media": _picture()})
    client.post(URL, {**sent, "lat": "40"})
    client.post(URL, {**sent, "api_key": WRONG_KEY})
    progress = {
        "service_request_id": row["service_request_id"], "update_id": "1", "status": "open", "description": "On the way",
        "email": WRITER, "first_name": WRITER, "title": WRITER, "api_key": issue("open311.updates"),
    }  # fmt: skip
    assert client.post("/open311/v2/servicerequestupdates.json", progress).status_code == 200
    client.post("/open311/v2/servicerequestupdates.json", {**progress, "update_id": "2", "status": WRITER})
    for path in (
        "discovery",
        "v2/servicerequestupdates",
        "v2/services",
        "v2/services/graffiti",
        "v2/requests",
        f"v2/requests/{row['service_request_id']}",
    ):
        for form in ("xml", "json"):
            client.get(f"/open311/{path}.{form}")
    return Typed(
        codes=(code, key, WRONG_KEY),
        words=(WORDS, LINK),
        people=(EMAIL, PHONE, FIRST, LAST),
        nowhere=(DEVICE, ACCOUNT, WRITER, "egret-house-number-12"),
    )


def _picture() -> BytesIO:
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    picture.seek(0)
    picture.name = "egret-house-number-12.jpg"
    return picture
