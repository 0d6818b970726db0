"""Reporting an issue: taken with a picture, sent again, joined, watched, refused, answered by its code."""

import re
from io import BytesIO

from django.test import Client
from factories import requests as make
from PIL import Image
from rules.nothing_kept import Typed

from commonbeat.city.places.models import Boundary
from commonbeat.front.portal_requests.forms import new_key

CARTS = "/issues/report/shopping-cart/"
WORDS = "Curlew bassoon: they dumped it behind my kitchen at night"
REASON = "Curlew clarinet: it is still there"
NAME, EMAIL, PHONE = "Rosa Curlewsdale", "rosa.curlew@example.org", "+12095550133"
WATCHER, REFUSED = "watch.curlew@example.org", "curlew-refused-7731"
ADDRESS = "1250 Oak Avenue"


def doors(client: Client) -> Typed:
    """Every form of the door and, with the code it shows, the tracking page's."""
    if not Boundary.objects.exists():
        make.town()
    form = {
        "key": new_key(), "go": "send", "description": WORDS, "address": ADDRESS, "name": NAME, "email": EMAIL,
        "phone": PHONE, "wants": "email",
    }  # fmt: skip
    page = client.post(CARTS, {**form, "photos": _picture()}).content.decode()
    code = re.search(r'id="iss-code"[^>]*>([0-9A-Z-]+)<', page)[1]
    client.post(CARTS, form)
    client.post(CARTS, {**form, "key": new_key(), "description": REFUSED, "address": ""})
    client.post(CARTS, {**form, "key": new_key(), "description": "Curlew gun", "different": "1"})
    client.post("/issues/place/", {"address": ADDRESS})
    client.post(
        "/issues/watch/",
        {"address": ADDRESS, "email": WATCHER, "radius": "500", "language": "en", "go": "send"},
    )
    client.get("/issues/list/", {"q": "curlew"})
    client.post("/track/", {"code": code})
    client.post("/track/case/write/", {"text": WORDS})
    client.post("/track/case/do/withdraw/", {"withdraw-reason": REASON})
    return Typed(
        codes=(code,),
        words=(WORDS,),
        people=(NAME, EMAIL, PHONE),
        nowhere=(REFUSED, "curlew-house-number-12"),
    )


def _picture() -> BytesIO:
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    picture.seek(0)
    picture.name = "curlew-house-number-12.jpg"
    return picture
