"""What was reported: list, map, file and feed hold the same rows, and never a private one."""

import csv
import io
import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from factories import requests as town

from commonbeat.community.requests.models import PublicRequest, ServiceRequest

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def three(released: None) -> list[Any]:
    """Carts here, carts farther away and late, and a private report."""
    here = town.submitted(description="Three carts by the wall")
    away = town.submitted(description="=1+1 carts & <b>more</b>", lon=-121.4478, lat=37.7502)
    PublicRequest.objects.filter(public_id=away.public_id).update(late="yes")
    town.submitted(description="Nobody may read this", private=True)
    return [here, away]


def numbers(answer: Any) -> set[str]:
    return set(re.findall(r"R\d\d-\d{6}", answer.content.decode()))


def rows(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_before_the_first_release_the_list_says_so(visitor: Client) -> None:
    town.submitted()
    answer = visitor.get("/issues/list/")
    assert answer.status_code == 200
    assert "No reports have been made public yet." in answer.content.decode()
    assert numbers(answer) == set()
    assert visitor.get("/issues/list/issues.csv").status_code == 404


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ("", {0, 1}), ("q=wall", {0}), ("q=carts+wall", {0}), ("q=nothing", set()), ("late=yes", {1}), ("late=no", {0}),
        ("category=shopping-cart", {0, 1}), ("category=graffiti", set()), ("group=cleaning", {0, 1}), ("beat=W", {0}),
        ("beat=E", {1}), ("state_kind=open", {0, 1}), ("state_kind=fixed", set()), ("since=2020-01-01", {0, 1}),
        ("until=2020-01-01", set()), ("box=-121.4520,37.7490,-121.4500,37.7510", {0}),
    ],
)  # fmt: skip
def test_page_file_and_feed_narrow_alike(
    visitor: Client, three: list[Any], query: str, which: set[int]
) -> None:
    wanted = {three[at].number for at in which}
    assert numbers(visitor.get(f"/issues/list/?{query}")) == wanted
    assert {row["number"] for row in rows(visitor.get(f"/issues/list/issues.csv?{query}"))} == wanted
    feed = ET.fromstring(visitor.get(f"/issues/list/feed.atom?{query}").content)
    assert {entry.findtext(f"{ATOM}title").split(":")[0] for entry in feed.iter(f"{ATOM}entry")} == wanted


@pytest.mark.parametrize(
    "query", ["since=2026-13-01", "late=maybe", "beat=nowhere", "box=1,2,3", "box=a,b,c,d", "box=5,5,1,1", "box=nan,0,1,1",
              "category=%00", "q=%00", "since=2026-02-02&until=2026-01-01"]
)  # fmt: skip
def test_a_filter_that_cannot_be_read_lists_nothing(visitor: Client, three: list[Any], query: str) -> None:
    answer = visitor.get(f"/issues/list/?{query}")
    assert answer.status_code == 400
    assert numbers(answer) == set()
    assert visitor.get(f"/issues/list/issues.csv?{query}").status_code == 400
    assert visitor.get(f"/issues/list/feed.atom?{query}").status_code == 400


def test_formulas_and_markup_are_harmless_in_every_view(visitor: Client, three: list[Any]) -> None:
    held = {row["number"]: row["description"] for row in rows(visitor.get("/issues/list/issues.csv"))}
    assert held[three[1].number].startswith("'=1+1")
    assert "<b>more</b>" not in visitor.get("/issues/list/").content.decode()
    assert "<b>more</b>" not in visitor.get(f"/issues/{three[1].public_id}/").content.decode()
    titles = [
        t.text or ""
        for t in ET.fromstring(visitor.get("/issues/list/feed.atom").content).iter(f"{ATOM}title")
    ]
    assert any("<b>more</b>" in title for title in titles)  # escaped in the file, whole when read


def test_the_feed_is_atom(visitor: Client, three: list[Any]) -> None:
    answer = visitor.get("/issues/list/feed.atom?late=no")
    feed = ET.fromstring(answer.content)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert feed.findtext(f"{ATOM}id") == "http://testserver/issues/list/feed.atom?late=no"
    assert [link.get("rel") for link in feed.findall(f"{ATOM}link")] == ["self", "alternate"]
    entry = feed.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{three[0].public_id}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", entry.findtext(f"{ATOM}updated"))


def test_marks_of_the_map_are_links_that_keep_the_filters(visitor: Client, three: list[Any]) -> None:
    town.submitted(description="More carts")
    page = visitor.get("/issues/list/?category=shopping-cart&late=no").content.decode()
    links = re.findall(r'<a href="([^"]+)" aria-label="([^"]+)" class="iss-mark">', page)
    assert [words for _, words in links] == ["2 reports: look closer"]
    assert links[0][0].startswith("?category=shopping-cart&amp;late=no&amp;box=")
    closer = visitor.get("/issues/list/" + links[0][0].replace("&amp;", "&"))
    assert len(numbers(closer)) == 2


def test_a_place_known_in_words_only_is_in_the_list_and_on_no_map(visitor: Client, three: list[Any]) -> None:
    words = "the yellow wall behind the old cannery"
    lost = town.submitted(lon=None, lat=None, place_text=words, place_source="words")
    whole = visitor.get("/issues/list/?q=by+the+wall")
    assert numbers(whole) == {three[0].number, lost.number}
    assert "1 report on the map" in whole.content.decode()
    assert numbers(visitor.get("/issues/list/?box=-121.5,37.7,-121.4,37.8")) == {one.number for one in three}
    (row,) = [one for one in rows(visitor.get("/issues/list/issues.csv")) if one["number"] == lost.number]
    assert (row["lon"], row["lat"], row["block"], row["beat"]) == ("", "", "", "")
    pages = [f"/issues/{lost.public_id}/", "/issues/list/", "/issues/list/feed.atom", "/issues/"]
    for page in pages:
        answer = visitor.get(page)
        assert (answer.status_code, lost.number in answer.content.decode()) == (200, True)
        assert words not in answer.content.decode()
    assert 'class="cb-map' not in visitor.get(pages[0]).content.decode()


def test_one_report_shows_what_happened_and_nothing_private(visitor: Client, three: list[Any]) -> None:
    answer = visitor.get(f"/issues/{three[1].public_id}/")
    page = answer.content.decode()
    assert "late" in page
    assert "1400 block of Oak Avenue" in page
    assert "-121.4478" not in page
    private = ServiceRequest.objects.get(private=True)
    assert visitor.get(f"/issues/{private.pk}/").status_code == 404


def test_the_first_page_lists_the_newest(visitor: Client, three: list[Any]) -> None:
    assert numbers(visitor.get("/issues/")) == {one.number for one in three}


def test_long_lists_have_pages(visitor: Client, released: None) -> None:
    record = town.request()
    day = PublicRequest.objects.get(request=record).day
    for n in range(27):
        town.submitted(description=f"Cart {n}", lon=town.HOME[0] + n * 1e-5)
    PublicRequest.objects.filter(request=record).update(day=day - timedelta(days=3))
    first = visitor.get("/issues/list/")
    following = re.search(r'rel="next" href="([^"]+)"', first.content.decode())[1].replace("&amp;", "&")
    second = visitor.get(f"/issues/list/{following}")
    assert (len(numbers(first)), len(numbers(second))) == (25, 3)
    assert record.number in numbers(second)


def test_the_page_of_the_dataset_shows_open_reports_that_have_no_closing_day(
    visitor: Client, three: list[Any]
) -> None:
    answer = visitor.get("/data/service-requests/")
    assert answer.status_code == 200
    assert numbers(answer) == {one.number for one in three}
    assert ">None<" not in answer.content.decode()


def test_no_page_tells_the_minute_of_a_report(visitor: Client, three: list[Any]) -> None:
    page = visitor.get(f"/issues/{three[0].public_id}/").content.decode()
    assert re.findall(r'<time datetime="([^"]+)"', page)
    assert all(len(day) == len("2026-05-26") for day in re.findall(r'<time datetime="([^"]+)"', page))
