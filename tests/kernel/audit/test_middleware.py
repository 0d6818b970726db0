import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from commonbeat.kernel.audit.context import Origin, bound, origin
from commonbeat.kernel.audit.middleware import RequestContext


def answer(*namespaces: str, resolved: bool = True, **headers: str) -> tuple[Origin, HttpResponse]:
    """What a view of these namespaces sees, and what is answered."""
    seen: list[Origin] = []

    def respond(request: HttpRequest) -> HttpResponse:
        if resolved:
            request.resolver_match = ResolverMatch(respond, (), {}, namespaces=list(namespaces))
            context.process_view(request, respond, (), {})
        seen.append(origin())
        return HttpResponse()

    context = RequestContext(respond)
    response = context(RequestFactory().get("/", **headers))
    return seen[0], response


def test_a_request_has_an_id_and_an_address():
    seen, response = answer(REMOTE_ADDR="192.0.2.7")
    assert seen == Origin(request_id=response["X-Request-ID"], address="192.0.2.7")
    assert len(seen.request_id) == 36
    assert origin() == Origin()


@pytest.mark.parametrize("door", settings.PUBLIC_NAMESPACES)
def test_an_anonymous_door_knows_neither_address_nor_a_given_id(door: str):
    seen, response = answer(door, REMOTE_ADDR="192.0.2.7", HTTP_X_REQUEST_ID="proxy-12345678")
    assert seen == Origin(request_id=response["X-Request-ID"])
    assert seen.request_id != "proxy-12345678"


def test_an_address_that_leads_nowhere_knows_nothing_either():
    seen, _ = answer(resolved=False, REMOTE_ADDR="192.0.2.7", HTTP_X_REQUEST_ID="proxy-12345678")
    assert (seen.address, seen.session) == (None, "")
    assert seen.request_id != "proxy-12345678"


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


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("198.51.100.2:4711", "198.51.100.2"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("nobody:80", None),
    ],
)
def test_a_port_that_a_proxy_adds_is_left_out(settings, written: str, address: str | None):
    settings.TRUSTED_PROXIES = 1
    seen, _ = answer(REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR=f"203.0.113.9, {written}")
    assert seen.address == address


def test_what_is_no_address_is_none():
    assert answer(REMOTE_ADDR="unix:")[0].address is None


def test_inner_blocks_share_the_request():
    with bound(role="analyst") as outer, bound(agency="a") as inner:
        assert (inner.request_id, inner.role, inner.agency) == (outer.request_id, "analyst", "a")
