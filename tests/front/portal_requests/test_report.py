"""The form and its stops: place, emergency, duplicates, once and only once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from factories import requests as town
from factories.pictures import PDF_FILE, RESIDENT

from commonbeat.community.requests.models import Category, Follower, ServiceRequest
from commonbeat.kernel import attachments
from commonbeat.kernel.contact import sealed

CARTS = "/issues/report/shopping-cart/"
Form = Callable[..., dict[str, Any]]


def said(answer: Any) -> str:
    """The words of a page, without markup."""
    text = re.sub(r"<(script|style|svg|template).*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'").split())


def test_a_report_is_taken_in_and_its_code_is_shown(visitor: Client, form: Form) -> None:
    answer = visitor.post(CARTS, form(name="Ana", email="ana@example.org", wants="email"))

    record = ServiceRequest.objects.get()
    assert answer.status_code == 200
    assert record.number in said(answer)
    assert record.place_text == "1250 Oak Avenue"
    assert record.place_source == "address"
    assert record.description == "Three carts by the wall."
    assert f"We aim to close it by {record.expected_on:%-d %b %Y} ." in said(answer)
    assert "We e-mail you when there is news." in said(answer)
    assert re.search(r'id="iss-code"[^>]*>[0-9A-Z-]{13,}<', answer.content.decode())
    assert answer["Cache-Control"] == "no-store"
    assert "sessionid" not in visitor.cookies


def test_the_same_form_twice_makes_one_report_and_shows_the_same_page(visitor: Client, form: Form) -> None:
    first, second = visitor.post(CARTS, form()), visitor.post(CARTS, form())

    assert ServiceRequest.objects.count() == 1
    assert said(first) == said(second)


def test_a_form_changed_after_sending_asks_before_it_makes_another(visitor: Client, form: Form) -> None:
    visitor.post(CARTS, form())
    answer = visitor.post(CARTS, form(description="Now a sofa too."))

    assert "You have sent this form." in said(answer)
    assert ServiceRequest.objects.count() == 1
    visitor.post(CARTS, form(description="Now a sofa too.", again="1", different="1"))
    assert ServiceRequest.objects.count() == 2


def test_without_a_place_or_words_the_page_says_what_is_missing_and_keeps_the_rest(
    visitor: Client, form: Form
) -> None:
    answer = visitor.post(CARTS, form(address="", description="", name="Ana Ruiz", wants="sms"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert ServiceRequest.objects.count() == 0
    assert 'href="#id_address"' in page
    assert 'href="#id_description"' in page
    assert 'href="#id_phone"' in page
    assert 'value="Ana Ruiz"' in page


def test_several_places_are_a_choice_and_the_chosen_one_counts(visitor: Client, form: Form) -> None:
    town.Street.objects.create(
        name="Oak Court", kind="local", geometry=town.line((-121.43, 37.76), (-121.42, 37.76))
    )
    answer = visitor.post(CARTS, form(address="12 Oak"))
    assert "Which place do you mean?" in said(answer)

    choice = re.findall(r'name="choice" value="([^"]+)"', answer.content.decode())[-1]
    carried = dict(
        re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.content.decode())
    )
    done = visitor.post(CARTS, {**carried, "choice": choice, "go": "send"})
    assert ServiceRequest.objects.get().number in said(done)
    assert ServiceRequest.objects.get().place_text == choice.split(",", 3)[3]


def test_a_place_outside_the_city_says_whom_to_ask(visitor: Client, form: Form) -> None:
    answer = visitor.post(CARTS, form(address="", lat="37.9", long="-121.45"))

    assert "This place is outside the city" in said(answer)
    assert "outside Marisol" in said(answer)
    assert ServiceRequest.objects.count() == 0


UNKNOWN = "behind the old cannery"
OFFER = re.compile(r'<div data-iss-words>.*?name="as_typed" value="1"[^>]*>', re.S)


def fields(answer: Any) -> dict[str, str]:
    """Every text, hidden field and set box of a page's form."""
    page = answer.content.decode()
    found = {}
    for tag in re.findall(r"<input[^>]+>", page):
        name, value, kind = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value", "type"))
        if name and kind and kind[1] in ("text", "hidden", "number", "email", "tel"):
            found[name[1]] = value[1] if value else ""
        if name and kind and kind[1] == "checkbox" and " checked" in tag:
            found[name[1]] = value[1] if value else "on"
    return found


def test_words_that_are_not_found_are_offered_to_be_sent_as_they_are(visitor: Client, form: Form) -> None:
    fresh = visitor.get(CARTS)
    assert "<div data-iss-words hidden>" in fresh.content.decode()
    asked = visitor.post(CARTS, form(address=UNKNOWN))
    assert (asked.status_code, ServiceRequest.objects.count()) == (422, 0)
    assert "We could not find that place." in said(asked)
    assert 'href="#iss-as-typed"' in asked.content.decode()
    assert 'href="#iss-as-typed"' in visitor.post(CARTS, form(address=UNKNOWN, go="find")).content.decode()
    assert OFFER.search(asked.content.decode())
    assert "checked" not in OFFER.search(asked.content.decode())[0]
    assert 'value="map"' in asked.content.decode(), "the pin way stays"

    still = visitor.post(CARTS, {**form(address=UNKNOWN), **fields(asked)})
    assert (still.status_code, ServiceRequest.objects.count()) == (422, 0), "never without being asked for"
    done = visitor.post(CARTS, {**form(), **fields(asked), "as_typed": "1"})
    record = ServiceRequest.objects.get()
    assert (record.place_text, record.place_source, record.point) == (UNKNOWN, "words", None)
    assert record.number in said(done)
    assert "They look for the place from your words." in said(done)
    assert visitor.get(f"/issues/{record.public.public_id}/").status_code == 200


def test_words_stay_through_every_step_and_the_other_language(visitor: Client, form: Form) -> None:
    danger = "A man with a gun is breaking in right now"
    step = visitor.post(CARTS, form(address=UNKNOWN, as_typed="1", description=danger))
    assert "Should you call 911?" in said(step)
    back = visitor.post(CARTS, {**fields(step), "go": "back"})
    assert f"We will use your words: {UNKNOWN}" in said(back)
    assert "checked" in OFFER.search(back.content.decode())[0]
    spanish = visitor.post(f"/es{CARTS}", {**fields(back), "go": "back"})
    assert f"Usaremos sus palabras: {UNKNOWN}" in said(spanish)
    done = visitor.post(f"/es{CARTS}", {**fields(step), "go": "send"})
    assert "Buscará el lugar con sus palabras." in said(done)
    assert ServiceRequest.objects.get().place_text == UNKNOWN


def test_words_that_are_found_after_all_are_a_place(visitor: Client, form: Form) -> None:
    visitor.post(CARTS, form(as_typed="1"))
    assert ServiceRequest.objects.get().place_source == "address"


def test_the_box_alone_is_no_place(visitor: Client, form: Form) -> None:
    answer = visitor.post(CARTS, form(address=" ", as_typed="1"))
    assert (answer.status_code, ServiceRequest.objects.count()) == (422, 0)


def test_unknown_words_do_not_go_with_the_point_of_other_words(visitor: Client, form: Form) -> None:
    first = visitor.post(CARTS, form(go="find"))
    assert fields(first)["lat"] != ""
    second = visitor.post(CARTS, {**fields(first), "address": UNKNOWN, "go": "send"})
    assert (second.status_code, fields(second)["lat"], fields(second)["long"]) == (422, "", "")
    third = visitor.post(CARTS, {**fields(second), "go": "send"})
    assert (third.status_code, ServiceRequest.objects.count()) == (422, 0)


def test_unknown_words_stand_beside_a_pin_that_came_first(visitor: Client, form: Form) -> None:
    lon, lat = town.HOME
    visitor.post(CARTS, form(address=UNKNOWN, lat=str(lat), long=str(lon), placed_for="", how="pin"))
    record = ServiceRequest.objects.get()
    assert (record.point, record.place_text, record.place_source) == (town.HOME, UNKNOWN, "pin")


def test_unknown_words_go_with_a_tap_on_the_map_after_them(visitor: Client, form: Form) -> None:
    asked = visitor.post(CARTS, form(address=UNKNOWN))
    shown = visitor.post(CARTS, {**fields(asked), "go": "map"})
    assert OFFER.search(shown.content.decode())
    tapped = visitor.post(CARTS, {**fields(shown), "map.x": "160", "map.y": "150"})
    visitor.post(CARTS, {**form(), **fields(tapped)})
    record = ServiceRequest.objects.get()
    assert (record.place_text, record.place_source, record.point is None) == (UNKNOWN, "pin", False)


def test_a_city_without_a_map_takes_words(visitor: Client, form: Form) -> None:
    for model in (town.Street, town.MapPoint, town.Landmark, town.Boundary, town.Beat):
        model.objects.all().delete()
    asked = visitor.post(CARTS, form())
    assert OFFER.search(asked.content.decode())
    visitor.post(CARTS, form(as_typed="1"))
    assert ServiceRequest.objects.get().point is None


def test_words_of_danger_stop_the_form_until_the_resident_says_it_is_none(
    visitor: Client, form: Form
) -> None:
    danger = "A man with a gun is breaking in right now"
    answer = visitor.post(CARTS, form(description=danger))

    assert "Should you call 911?" in said(answer)
    assert ServiceRequest.objects.count() == 0
    page = answer.content.decode()
    assert page.index('href="tel:911"') < page.index("This is not an emergency")
    visitor.post(CARTS, form(description=danger, not_emergency="1"))
    assert ServiceRequest.objects.get().urgent


def test_a_report_nearby_is_shown_first_and_can_be_followed_instead(visitor: Client, form: Form) -> None:
    other = town.submitted(description="Carts behind the mall")
    answer = visitor.post(CARTS, form(email="ana@example.org"))

    assert "Is it one of these?" in said(answer)
    assert "Carts behind the mall" in said(answer)
    assert ServiceRequest.objects.count() == 1
    followed = visitor.post(CARTS, form(email="ana@example.org", follow=str(other.public_id)))
    assert "Check your e-mail" in said(followed)
    assert Follower.objects.get().email == "ana@example.org"
    assert ServiceRequest.objects.count() == 1


def test_mine_is_different_goes_on(visitor: Client, form: Form) -> None:
    town.submitted()
    visitor.post(CARTS, form(different="1"))
    assert ServiceRequest.objects.count() == 2


def test_a_category_that_is_none_of_ours_ends_the_form(visitor: Client) -> None:
    answer = visitor.get("/issues/report/pothole/")

    assert "Someone else takes care of this" in said(answer)
    assert b"<textarea" not in answer.content


def test_a_category_that_ends_the_form_takes_nothing_by_post_either(visitor: Client, form: Form) -> None:
    visitor.post("/issues/report/pothole/", form())
    assert ServiceRequest.objects.count() == 0


def test_an_unknown_category_is_not_there(visitor: Client) -> None:
    assert visitor.get("/issues/report/no-such-kind/").status_code == 404


def test_too_many_reports_say_when_to_come_again_and_keep_the_words(
    visitor: Client, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    from commonbeat.front.portal_requests.views import report

    monkeypatch.setattr(report, "MOST_IN_AN_HOUR", 0)
    answer = visitor.post(CARTS, form())

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert 'name="description" value="Three carts by the wall."' in answer.content.decode()
    assert ServiceRequest.objects.count() == 0


def test_private_reports_have_no_public_page(visitor: Client, form: Form) -> None:
    answer = visitor.post(CARTS, form(private="on"))

    assert ServiceRequest.objects.get().private
    assert "Your report is private. It has no public page." in said(answer)


def test_what_was_typed_goes_along_to_the_other_language(visitor: Client, form: Form) -> None:
    answer = visitor.post(f"/es{CARTS}", form(go="back"))

    page = answer.content.decode()
    assert 'lang="es"' in page
    assert "Three carts by the wall." in page
    assert ServiceRequest.objects.count() == 0


def test_html_in_every_field_stays_text(visitor: Client, form: Form) -> None:
    evil = '"><script>alert(1)</script>'
    for name in (
        "address",
        "description",
        "name",
        "email",
        "phone",
        "key",
        "lat",
        "how",
        "choice",
        "photo",
        "wants",
        "x",
    ):
        answer = visitor.post(CARTS, form(**{name: evil, "go": "back"}))
        assert b"<script>alert" not in answer.content, name
        answer = visitor.post(CARTS, form(**{name: evil}))
        assert b"<script>alert" not in answer.content, name


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e400", "x", "\0", "9" * 400])
def test_a_point_that_is_none_is_refused_plainly(visitor: Client, form: Form, value: str) -> None:
    answer = visitor.post(CARTS, form(address="", lat=value, long=value))
    assert answer.status_code == 422
    assert ServiceRequest.objects.count() == 0


def test_every_open_category_has_a_form_that_can_be_drawn(visitor: Client) -> None:
    for code in Category.objects.filter(active=True).values_list("code", flat=True):
        for prefix in ("", "/es"):
            assert visitor.get(f"{prefix}/issues/report/{code}/").status_code == 200, code


def test_mails_to_others_are_counted_alike_at_both_doors(visitor: Client, form: Form) -> None:
    other = town.submitted()
    for n in range(20):
        answer = visitor.post(f"/issues/{other.public_id}/", {"email": f"nobody{n}@example.org"})
        assert answer.status_code == 200
    answer = visitor.post(CARTS, form(email="nobody20@example.org", follow=str(other.public_id)))
    assert (answer.status_code, Follower.objects.count()) == (429, 20)


@pytest.mark.parametrize("follow", ["x", "0198c0de-0000-7000-8000-000000000000"])
def test_what_is_not_public_cannot_be_followed_from_the_form(
    visitor: Client, form: Form, follow: str
) -> None:
    assert visitor.post(CARTS, form(email="ana@example.org", follow=follow)).status_code == 404


def test_an_address_too_long_to_keep_is_no_address(visitor: Client, form: Form) -> None:
    other = town.submitted()
    long = f"{'a' * 200}@{'b' * 50}.org"
    assert len(long) == 255
    answer = visitor.post(CARTS, form(email=long, follow=str(other.public_id)))
    assert (answer.status_code, Follower.objects.count()) == (200, 0)


def test_the_answer_stays_when_another_worker_cleans_up_at_the_same_moment(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(sealed, "_folder", lambda: tmp_path)
    (tmp_path / "old").symlink_to(tmp_path / "gone")  # listed, and not there any more when it is looked at
    sealed.keep("a-key-of-sixteen-signs", {"code": "7KQF"})
    assert sealed.kept("a-key-of-sixteen-signs") == {"code": "7KQF"}


def test_a_paper_of_another_door_is_no_picture_here(visitor: Client, form: Form) -> None:
    paper = attachments.token_of(attachments.take(PDF_FILE, policy="reports.file", actor=RESIDENT))
    visitor.post(CARTS, form(photo=paper))
    assert ServiceRequest.objects.get().pictures.count() == 0
    assert visitor.get(f"/issues/kept-picture/{paper}/").status_code == 404
