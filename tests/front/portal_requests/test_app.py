"""The app on a phone: manifest, worker, drafts; what the form's script asks for; pictures on their way."""

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from factories.pictures import picture
from PIL import Image

from commonbeat.community.requests.models import Picture, ServiceRequest
from commonbeat.kernel.contact import sealed

CARTS = "/issues/report/shopping-cart/"
Form = Callable[..., dict[str, Any]]


def upload(name: str = "a.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content, content_type="image/jpeg")


def tokens(answer: Any) -> list[str]:
    return re.findall(r'name="photo" value="([^"]+)"', answer.content.decode())


@pytest.mark.parametrize(
    ("prefix", "name"),
    [("", "Report an issue to"), ("/es", "Reportar un problema a")],
    ids=["english", "spanish"],
)
def test_the_manifest_names_the_app_in_its_language(visitor: Client, prefix: str, name: str) -> None:
    answer = visitor.get(f"{prefix}/issues/app.webmanifest")
    held = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert held["name"].startswith(name)
    assert (held["start_url"], held["scope"]) == (f"{prefix}/issues/", f"{prefix}/issues/")
    assert held["lang"] == (prefix.strip("/") or "en")
    for icon in held["icons"]:
        with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as drawn:
            assert f"{drawn.width}x{drawn.height}" == icon["sizes"]


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_worker_stands_beside_its_pages_and_keeps_what_exists(visitor: Client, prefix: str) -> None:
    answer = visitor.get(f"{prefix}/issues/worker.js")
    script = answer.content.decode()
    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer["Cache-Control"]
    lists = [
        re.findall(r'"([^"]+)"', found) for found in re.findall(r"var (?:PAGES|FORMS) = \[(.*?)\];", script)
    ]
    assert all(path.replace("\\u002D", "-").startswith(f"{prefix}/issues/") for path in lists[0] + lists[1])
    for path in lists[0] + lists[1][:3]:
        assert visitor.get(path.replace("\\u002D", "-")).status_code == 200
    held = re.findall(r'"([^"]+)"', re.search(r"var STATIC = \[(.*?)\];", script)[1])
    assert all(finders.find(path.replace("\\u002D", "-").removeprefix("/static/")) for path in held)
    assert any(path.endswith("keep.js") for path in held)


def test_no_page_has_script_or_style_of_its_own(visitor: Client) -> None:
    for path in ("/issues/", "/issues/report/", CARTS, "/issues/watch/", "/issues/drafts/"):
        page = visitor.get(path).content.decode()
        assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
        assert re.findall(r"\sstyle=|<style|\son\w+=", page) == []


def test_places_are_looked_up_without_standing_in_an_address(visitor: Client) -> None:
    assert visitor.get("/issues/place/?address=Oak").status_code == 405
    held = json.loads(visitor.post("/issues/place/", {"address": "1250 Oak Avenue"}).content)
    assert (held["label"], held["how"], held["results"]) == ("1250 Oak Avenue", "address", [])
    none = json.loads(visitor.post("/issues/place/", {"address": "Nowhere Road"}).content)
    assert none["lat"] is None
    assert none["problem"].startswith("We could not find that place.")
    assert (held["unknown"], none["unknown"]) == (False, True), "the page offers to send the words"


def test_the_map_comes_as_a_picture_with_what_a_click_needs(visitor: Client) -> None:
    held = json.loads(
        visitor.post("/issues/place/", {"lat": "37.7502", "long": "-121.4501", "zoom": "2"}).content
    )
    assert held["label"] == "1200 block of Oak Avenue"
    drawn = held["map"]
    assert drawn["src"].startswith("data:image/svg+xml;base64,")
    assert drawn["zoom"] == 2
    assert abs((drawn["west"] + 160 / drawn["scale_x"]) - -121.4501) < 1e-9
    assert abs((drawn["top"] - 150 / drawn["scale_y"]) - 37.7502) < 1e-9


@pytest.mark.parametrize("point", [{"lat": "nan", "long": "1"}, {"lat": "x"}, {}, {"lat": "99", "long": "0"}])
def test_a_point_that_is_none_gets_the_map_of_the_city(visitor: Client, point: dict[str, str]) -> None:
    held = json.loads(visitor.post("/issues/place/", point).content)
    assert (held["lat"], held["map"]["zoom"]) == (None, 0)


def test_pictures_are_carried_through_every_step_and_stay_with_the_report(
    visitor: Client, form: Form
) -> None:
    answer = visitor.post(CARTS, form(address="", pictures=[upload(), upload("b.jpg")]))
    assert answer.status_code == 422
    carried = tokens(answer)
    assert len(carried) == 2
    assert visitor.get(f"/issues/kept-picture/{carried[0]}/")["Content-Type"] == "image/jpeg"

    fewer = visitor.post(CARTS, form(photo=carried, drop=carried[0]))
    assert tokens(fewer) == carried[1:]
    visitor.post(CARTS, form(photo=carried[1:], pictures=[upload("c.jpg")]))
    assert Picture.objects.count() == 2
    assert visitor.get(f"/issues/kept-picture/{carried[1]}/").status_code == 404


def test_a_fourth_picture_and_a_file_that_is_none_are_refused_in_words(visitor: Client, form: Form) -> None:
    answer = visitor.post(CARTS, form(pictures=[upload(f"{n}.jpg") for n in range(4)]))
    assert "Up to 3 pictures." in answer.content.decode()
    assert len(tokens(answer)) == 3
    answer = visitor.post(CARTS, form(pictures=[upload("evil.jpg", b"<script>alert(1)</script>")]))
    assert answer.status_code == 422
    assert b"<script>alert" not in answer.content
    assert ServiceRequest.objects.count() == 0


def test_somebody_elses_picture_cannot_be_named(visitor: Client, form: Form) -> None:
    visitor.post(CARTS, form(photo=["made-up", "x" * 5000]))
    assert Picture.objects.count() == 0
    assert visitor.get("/issues/kept-picture/made-up/").status_code == 404


def test_an_answer_is_kept_sealed_under_the_forms_own_key() -> None:
    sealed.keep("k" * 20, {"code": "SECRET-CODE"})
    assert sealed.kept("k" * 20) == {"code": "SECRET-CODE"}
    assert sealed.kept("j" * 20) is None
    sealed.keep("short", {"code": "x"})
    assert sealed.kept("short") is None
    folder = sealed._folder()
    assert all(b"SECRET-CODE" not in path.read_bytes() for path in folder.iterdir())
    assert all("k" * 20 not in path.name for path in folder.iterdir())


def test_a_sealed_answer_is_forgotten_after_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed.keep("m" * 20, {"code": "x"})
    monkeypatch.setattr(sealed, "KEPT_SECONDS", -1)
    assert sealed.kept("m" * 20) is None
    sealed.keep("n" * 20, {"code": "y"})
    assert not sealed._path("m" * 20).exists()


def test_a_broken_seal_tells_nothing() -> None:
    sealed.keep("p" * 20, {"code": "x"})
    sealed._path("p" * 20).write_bytes(b"broken")
    assert sealed.kept("p" * 20) is None


def test_a_picture_first_goes_along_with_its_place(visitor: Client) -> None:
    held = io.BytesIO()
    Image.new("RGB", (40, 30)).save(held, "JPEG")
    sent = {"pictures": [upload("a.jpg", held.getvalue())], "lat": "37.7502", "long": "-121.4501"}
    answer = visitor.post("/issues/report/", sent)
    page = answer.content.decode()
    assert 'name="lat" value="37.7502"' in page
    assert f'formaction="{CARTS}"' in page
    carried = {"photo": tokens(answer), "lat": "37.7502", "long": "-121.4501", "go": "back"}
    form_page = visitor.post(CARTS, carried).content.decode()
    assert "1200 block of Oak Avenue" in form_page
    nothing = visitor.post("/issues/report/", {})
    assert nothing.status_code == 422
    assert "Choose a picture first." in nothing.content.decode()
