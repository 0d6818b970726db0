"""A resident with a phone reports an issue: two languages, with and without JavaScript, by keyboard, without a network."""

import io
import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from factories import requests as town
from factories.pictures import picture
from journeys.steps import (
    DESK,
    PHONE,
    assert_accessible,
    assert_fits,
    assert_right_at_both_widths,
    on_file,
    press,
)
from PIL import Image

from commonbeat.community.requests.models import Picture, ServiceRequest
from commonbeat.kernel.publish.models import Release

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
CARTS = "issues/report/shopping-cart/"
CODE = re.compile(r"[0-9A-Z]{2,}(-[0-9A-Z]+)+")
WORDS = {
    "en": {
        "door": "Report an issue", "kind": "Left shopping cart", "address": "Address or cross street",
        "wrong": "What is wrong?", "send": "Send the report", "in": "Thank you. Your report", "code": "Your tracking code",
        "next": "What happens next", "check": "Please check what you entered",
    },
    "es": {
        "door": "Reportar un problema", "kind": "Carrito", "address": "Dirección o cruce de calles",
        "wrong": "¿Qué pasa?", "send": "Enviar el reporte", "in": "Gracias. Recibimos su reporte", "code": "Su código",
        "next": "Qué sigue", "check": "Revise lo que escribió",
    },
}  # fmt: skip


@pytest.fixture
def site(live: str) -> str:
    """A town whose public reports are released, served; yields its address."""
    town.town()
    Release.objects.create(
        kind="dataset", name="service-requests", version="1", number=1, period_start=date(2026, 1, 1),
        period_end=date(2026, 1, 1), n=0, released_at=timezone.now(), released_by="Test", reason="First release",
    )  # fmt: skip
    return live


def reports() -> list[ServiceRequest]:
    return on_file(lambda: list(ServiceRequest.objects.order_by("number")))


def looks_right(page: Any) -> None:
    """Fits the screen, nothing for axe to find."""
    assert_fits(page)
    assert_accessible(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_report_from_the_door_to_the_code(site: str, open_page: Any, language: str, script: bool) -> None:
    say, prefix = WORDS[language], "" if language == "en" else "es/"
    page = open_page(PHONE, java_script_enabled=script)
    check = looks_right if script else lambda page: None  # axe itself is a script
    pressed = 0

    page.goto(f"{site}/{prefix}issues/")
    check(page)
    press(page, page.get_by_role("main").get_by_role("link", name=say["door"]))
    check(page)
    press(page, page.get_by_role("main").get_by_role("link", name=say["kind"]))
    check(page)
    page.get_by_label(say["address"]).fill("1250 Oak Avenue")
    page.get_by_label(say["wrong"]).fill("Three carts by the wall")
    page.get_by_role("button", name=say["send"]).last.click()
    pressed += 3

    page.get_by_role("heading", name=say["in"]).wait_for()
    check(page)
    assert page.get_by_role("heading", name=say["next"]).is_visible()
    assert CODE.fullmatch(page.locator("#iss-code").inner_text())
    assert [record.language for record in reports()] == [language]
    assert pressed == 3  # two choices and one send; the address and the words are all that must be typed
    assert page.context.cookies() == [] or {c["name"] for c in page.context.cookies()} == {"csrftoken"}


@pytest.mark.parametrize("prefix", ["", "es/"], ids=["english", "spanish"])
def test_every_page_of_the_door(site: str, open_page: Any, prefix: str) -> None:
    one = town.submitted()
    town.submitted(description="A cart in the creek", lon=town.HOME[0] + 0.004)
    page = open_page(PHONE)
    outside: list[str] = []
    page.on(
        "request", lambda r: outside.append(r.url) if not r.url.startswith((site, "data:", "blob:")) else None
    )
    for path in (
        "issues/", "issues/report/", "issues/report/?q=graffiti", "issues/report/?q=xyzzy", CARTS,
        "issues/report/graffiti/", "issues/report/abandoned-vehicle/", "issues/report/pothole/", "issues/list/",
        "issues/list/?late=yes&beat=W", "issues/list/?since=2026-13-01", "issues/watch/", "issues/drafts/",
        f"issues/{one.public_id}/", "issues/follow/no-such-token/", "issues/report/no-such-kind/",
    ):  # fmt: skip
        page.goto(f"{site}/{prefix}{path}")
        assert page.get_attribute("html", "lang") == (prefix.strip("/") or "en")
        assert_right_at_both_widths(page)
    assert outside == []


def test_mistakes_are_said_at_the_top_and_nothing_is_lost(site: str, open_page: Any, tmp_path: Path) -> None:
    page = open_page(PHONE)
    page.goto(f"{site}/{CARTS}")
    shot = tmp_path / "carts.jpg"
    shot.write_bytes(picture(size=(800, 600)))
    page.get_by_label("Add pictures").set_input_files(shot)
    page.get_by_role("img", name="Picture 1, not sent yet").wait_for()
    page.get_by_label("Your name", exact=False).first.fill("Ana Ruiz")
    page.get_by_text("By text message").click()
    page.get_by_role("button", name="Send the report").last.click()

    page.get_by_role("alert").wait_for()
    assert page.evaluate("document.activeElement.className") == "cb-errors"
    looks_right(page)
    assert page.get_by_role("img", name="Picture 1", exact=True).is_visible()
    assert page.get_by_label("Your name", exact=False).first.input_value() == "Ana Ruiz"
    page.get_by_role("link", name="Say where it is").click()
    assert page.evaluate("document.activeElement.id") == "id_address"
    page.keyboard.type("1250 Oak Avenue")
    page.get_by_label("Cell phone").fill("209 555 0143")
    page.get_by_role("button", name="Send the report").last.click()
    page.get_by_role("heading", name="Thank you. Your report").wait_for()
    assert on_file(Picture.objects.count) == 1


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_place_that_no_map_holds_goes_in_words(site: str, open_page: Any, script: bool) -> None:
    page = open_page(PHONE, java_script_enabled=script)
    page.goto(f"{site}/{CARTS}")
    box = page.get_by_role("checkbox", name="Send it with my words. Staff will look for the place.")
    assert box.count() == 0, "hidden until it is needed"
    page.get_by_label("What is wrong?").fill("A cart")
    page.get_by_label("Address or cross street").fill("behind the old cannery")
    page.get_by_role("button", name="Find this place").click()
    page.get_by_text("We could not find that place.").first.wait_for()
    box.focus()
    page.keyboard.press("Space")
    assert box.is_checked()
    if script:
        looks_right(page)
    page.get_by_role("button", name="Send the report").last.click()
    page.get_by_role("heading", name="Thank you. Your report").wait_for()
    (record,) = reports()
    assert (record.place_text, record.place_source, record.point) == ("behind the old cannery", "words", None)


def test_back_and_reload_and_a_second_press_make_one_report(site: str, open_page: Any) -> None:
    page = open_page(PHONE)
    page.goto(f"{site}/{CARTS}")
    page.get_by_label("Address or cross street").fill("1250 Oak Avenue")
    page.get_by_label("What is wrong?").fill("Three carts")
    page.get_by_role("button", name="Send the report").last.click()
    page.get_by_role("heading", name="Thank you. Your report").wait_for()
    code = page.locator("#iss-code").inner_text()

    page.reload()
    page.get_by_role("heading", name="Thank you. Your report").wait_for()
    assert page.locator("#iss-code").inner_text() == code
    page.go_back()
    page.get_by_role("button", name="Send the report").last.wait_for()
    if page.get_by_label("What is wrong?").input_value() == "Three carts":
        page.get_by_role("button", name="Send the report").last.click()
        page.locator("#iss-code").wait_for()
        assert page.locator("#iss-code").inner_text() == code
    assert len(reports()) == 1


def test_the_whole_way_by_keyboard(site: str, open_page: Any) -> None:
    page = open_page(DESK)
    page.goto(f"{site}/{CARTS}")
    step_to(page, lambda: focused(page, "id") == "id_address")
    page.keyboard.type("Oak and Main")
    page.keyboard.press("Enter")
    page.get_by_text("The place is set: Main Street & Oak Avenue").or_(
        page.get_by_text("The place is set: Oak Avenue & Main Street")
    ).first.wait_for()
    step_to(page, lambda: focused(page, "value") == "map")
    page.keyboard.press("Enter")
    page.get_by_role("application", name="Map of the place").wait_for()
    page.locator(".iss-map img[src^='data:']").wait_for()
    before = page.locator("[name=lat]").input_value()
    page.get_by_role("application", name="Map of the place").focus()
    page.keyboard.press("ArrowUp")
    until(page, lambda: page.locator("[name=lat]").input_value() != before)
    assert float(page.locator("[name=lat]").input_value()) > float(before)
    step_to(page, lambda: focused(page, "id") == "id_description")
    page.keyboard.type("A cart")
    step_to(page, lambda: "Send the report" in focused(page, "textContent"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Thank you. Your report").wait_for()
    assert reports()[0].place_source == "pin"


def until(page: Any, there: Callable[[], bool]) -> None:
    """Wait for what a script does; the pages' policy forbids the evaluation that Playwright's own wait needs."""
    for _ in range(100):
        if there():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not happen")


def focused(page: Any, what: str) -> str:
    return str(page.evaluate("name => String(document.activeElement[name] || '')", what))


def step_to(page: Any, there: Callable[[], bool], most: int = 80) -> None:
    """Press Tab until the wanted control has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if there():
            return
    raise AssertionError("the control cannot be reached by keyboard")


def test_the_pin_is_set_without_javascript(site: str, open_page: Any) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(f"{site}/{CARTS}")
    press(page, page.get_by_role("button", name="Show the map"))
    press(
        page,
        page.get_by_role("button", name="Map: tap the place of the problem"),
        position={"x": 160, "y": 150},
    )
    first = page.locator("[name=lat]").input_value()
    press(page, page.get_by_role("button", name="North"))
    second = page.locator("[name=lat]").input_value()
    assert float(second) > float(first)
    page.get_by_label("What is wrong?").fill("A cart")
    page.get_by_role("button", name="Send the report").last.click()
    page.get_by_role("heading", name="Thank you. Your report").wait_for()
    record = reports()[0]
    assert (record.place_source, round(record.lat, 6)) == ("pin", round(float(second), 6))


def test_the_device_says_where_it_is(site: str, open_page: Any) -> None:
    lon, lat = town.HOME
    page = open_page(PHONE, geolocation={"latitude": lat, "longitude": lon}, permissions=["geolocation"])
    page.goto(f"{site}/{CARTS}")
    page.get_by_role("button", name="Use my location").click()
    page.get_by_text("The place is set: 1200 block of Oak Avenue").wait_for()
    looks_right(page)
    page.get_by_label("What is wrong?").fill("A cart")
    page.get_by_role("button", name="Send the report").last.click()
    page.get_by_role("heading", name="Thank you. Your report").wait_for()
    assert reports()[0].place_source == "device"


def located(path: Path, lat: float, lon: float) -> Path:
    """A picture whose Exif data hold a place, as telephones write them."""
    exif = Image.Exif()
    gps = exif.get_ifd(0x8825)
    gps[1], gps[3] = "N" if lat > 0 else "S", "E" if lon > 0 else "W"
    for tag, value in ((2, abs(lat)), (4, abs(lon))):
        minutes = (value - int(value)) * 60
        gps[tag] = (float(int(value)), float(int(minutes)), round((minutes - int(minutes)) * 60, 3))
    held = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(held, "JPEG", exif=exif)
    path.write_bytes(held.getvalue())
    return path


def test_a_picture_first_fills_in_the_place_and_forgets_it(site: str, open_page: Any, tmp_path: Path) -> None:
    lon, lat = town.HOME
    page = open_page(PHONE)
    page.goto(f"{site}/issues/report/")
    page.get_by_label("Or start with a picture").set_input_files(located(tmp_path / "phone.jpg", lat, lon))
    until(page, lambda: page.locator(".iss-first-picture [name=lat]").input_value() != "")
    bare = "document.querySelector('#iss-picture').files[0].arrayBuffer().then(b => new TextDecoder('latin1').decode(b))"
    until(page, lambda: "Exif" not in page.evaluate(bare))
    page.get_by_role("button", name="Use this picture").click()
    page.get_by_role("heading", name="What does the picture show?").wait_for()
    looks_right(page)
    page.get_by_role("button", name="Left shopping cart").click()
    page.get_by_role("heading", name="Left shopping cart").wait_for()
    assert page.get_by_role("img", name="Picture 1", exact=True).is_visible()
    assert abs(float(page.locator("[name=lat]").input_value()) - lat) < 1e-4
    assert page.get_by_text("1200 block of Oak Avenue").is_visible()
    page.get_by_role("button", name="Send the report").last.click()
    page.get_by_role("heading", name="Thank you. Your report").wait_for()
    assert on_file(Picture.objects.count) == 1


def test_danger_and_duplicates_are_steps_of_their_own(site: str, open_page: Any) -> None:
    town.submitted(description="Carts behind the mall")
    page = open_page(PHONE)
    page.goto(f"{site}/{CARTS}")
    page.get_by_label("Address or cross street").fill("1250 Oak Avenue")
    page.get_by_label("What is wrong?").fill("Someone has a gun here right now")
    page.get_by_role("button", name="Send the report").last.click()
    page.get_by_role("heading", name="Should you call 911?").wait_for()
    looks_right(page)
    page.get_by_role("button", name="This is not an emergency, send it").click()
    page.get_by_role("heading", name="Is it one of these?").wait_for()
    looks_right(page)
    press(page, page.get_by_role("button", name="Go back to the form"))
    assert page.get_by_label("What is wrong?").input_value() == "Someone has a gun here right now"
    page.get_by_label("What is wrong?").fill("Two carts")
    page.get_by_role("button", name="Send the report").last.click()
    page.get_by_role("button", name="Mine is different, send it").click()
    page.get_by_role("heading", name="Thank you. Your report").wait_for()
    looks_right(page)
    assert len(reports()) == 2


def test_the_other_language_keeps_what_was_typed(site: str, open_page: Any) -> None:
    page = open_page(PHONE)
    page.goto(f"{site}/{CARTS}")
    page.get_by_label("What is wrong?").fill("A cart by the school")
    page.get_by_role("link", name="Español").click()
    page.wait_for_url("**/es/issues/report/**")
    assert page.get_by_label("¿Qué pasa?").input_value() == "A cart by the school"


def test_without_a_network_the_report_waits_on_the_device_and_goes_once(site: str, open_page: Any) -> None:
    page = open_page(PHONE)
    page.goto(f"{site}/issues/drafts/")
    page.get_by_role("button", name="Keep all forms on this device").click()
    page.get_by_text("All forms are kept on this device.").wait_for()
    page.context.set_offline(True)
    page.goto(f"{site}/{CARTS}")
    page.get_by_label("Address or cross street").fill("1250 Oak Avenue")
    page.get_by_label("What is wrong?").fill("A cart, far from any network")
    page.get_by_role("button", name="Send the report").last.click()
    page.wait_for_url("**/issues/drafts/")
    page.get_by_text("A cart, far from any network").wait_for()
    assert reports() == []
    looks_right(page)

    page.context.set_offline(False)
    page.reload()
    page.get_by_role("button", name="Go on and send").click()
    page.get_by_role("heading", name="Thank you. Your report").wait_for()
    page.goto(f"{site}/issues/drafts/")
    page.get_by_text("Nothing is kept on this device.").wait_for()
    assert [record.description for record in reports()] == ["A cart, far from any network"]
