import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from commonbeat.kernel.audit.context import Origin, bound, origin
from commonbeat.kernel.audit.middleware import RequestContext


def answer(**headers: str) -> tuple[Origin, HttpResponse]:
    """What a view sees, and what is answered."""
    seen: list[Origin] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(origin())
        return HttpResponse()

    response = RequestContext(view)(RequestFactory().get("/", **headers))
    return seen[0], response


def test_a_request_has_an_id_and_an_address():
    seen, response = answer(REMOTE_ADDR="192.0.2.7")
    assert seen == Origin(request_id=response["X-Request-ID"], address="192.0.2.7")
    assert len(seen.request_id) == 36
    assert origin() == Origin()


def test_a_given_id_is_kept_when_it_is_harmless():
    assert answer(HTTP_X_REQUEST_ID="proxy-12345678")[0].request_id == "proxy-12345678"
    assert answer(HTTP_X_REQUEST_ID="x\nforged: row")[0].request_id != "x\nforged: row"


@pytest.mark.parametrize(
    ("proxies", "address"), [(0, "192.0.2.7"), (1, "198.51.100.2"), (2, "198.51.100.1"), (3, "192.0.2.7")]
)
def test_a_forwarded_address_is_believed_behind_our_own_proxies_only(settings, proxies: int, address: str):
    settings.TRUSTED_PROXIES = proxies
    seen, _ = answer(REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="198.51.100.1, 198.51.100.2")
    assert seen.address == address


def test_what_is_no_address_is_none():
    assert answer(REMOTE_ADDR="unix:")[0].address is None


def test_inner_blocks_share_the_request():
    with bound(role="analyst") as outer, bound(agency="a") as inner:
        assert (inner.request_id, inner.role, inner.agency) == (outer.request_id, "analyst", "a")
