"""What makes the door an app on a phone, and what its scripts ask for: manifest, worker, drafts, places, pictures."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

import commonbeat.community.requests.public as requests
from commonbeat.kernel import attachments
from commonbeat.kernel.access.limits import TooMany, limited
from commonbeat.kernel.ui.site import current_site, reader_language

from .. import citymap, place

MOST_LOOKUPS = 600
STATIC = (
    "vendor/uswds/css/uswds.min.css", "ui/commonbeat.css", "ui/components.css", "ui/questions.css", "ui/commonbeat.js",
    "ui/questions.js", "vendor/htmx/htmx.min.js", "portal_requests/issues.css", "portal_requests/keep.js",
    "portal_requests/app.js", "portal_requests/place.js", "portal_requests/photos.js", "portal_requests/drafts.js",
    "portal_requests/icon-192.png", "ui/icon.svg", "vendor/public-sans/PublicSans-Regular.woff2",
    "vendor/public-sans/PublicSans-Bold.woff2", "vendor/public-sans/PublicSans-SemiBold.woff2",
)  # fmt: skip


@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put the door on its home screen (W3C Web App Manifest)."""
    icons = [
        {"src": static(f"portal_requests/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    icons.append({**icons[1], "src": static("portal_requests/icon-maskable-512.png"), "purpose": "maskable"})
    answer = {
        "id": reverse("portal_requests:home"),
        "name": _("Report an issue to %(who)s") % {"who": current_site().name},
        "short_name": _("Report"),
        "description": _("Tell your city about trash, graffiti, noise and other problems."),
        "lang": get_language(),
        "dir": "ltr",
        "start_url": reverse("portal_requests:home"),
        "scope": reverse("portal_requests:home"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#1b2433",
        "icons": icons,
        "shortcuts": [
            {"name": _("Report an issue"), "url": reverse("portal_requests:choose")},
            {"name": _("Reports kept on this device"), "url": reverse("portal_requests:drafts")},
        ],
    }
    return JsonResponse(answer, content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of this language's pages; it stands beside them, so its scope is theirs."""
    codes = [one.code for group in requests.categories(reader_language()) for one in group.categories]
    pages = [reverse("portal_requests:choose"), reverse("portal_requests:drafts")]
    held = [static(path) for path in STATIC if finders.find(path)]
    context = {
        "version": _version(),
        "pages": pages,
        "forms": [reverse("portal_requests:report", args=[code]) for code in codes],
        "static": held,
        "drafts": reverse("portal_requests:drafts"),
        "report": reverse("portal_requests:choose"),
    }
    return render(request, "portal_requests/worker.js", context, content_type="text/javascript")


@lru_cache(maxsize=1)
def _version() -> str:
    """Changes with any file the worker keeps, so that a new edition replaces the old one as a whole."""
    digest = hashlib.sha256()
    for path in STATIC:
        if found := finders.find(path):
            with open(found, "rb") as file:
                digest.update(file.read())
    template = files("commonbeat.front.portal_requests") / "templates" / "portal_requests" / "worker.js"
    digest.update(template.read_bytes())
    return digest.hexdigest()[:12]


@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """Reports kept on this device; the server has never seen them."""
    return render(request, "portal_requests/drafts.html", {"private_page": True})


@require_POST
@never_cache
def look_up(request: HttpRequest) -> JsonResponse:
    """For the form's script: places that fit a text, or the map around a point. Nothing is stored; no place in an address."""
    try:
        limited("issues.places", request, most=MOST_LOOKUPS)
    except TooMany as stop:
        return JsonResponse({"wait": stop.seconds}, status=429)
    if address := request.POST.get("address", "").strip()[:200]:
        return _said(place.find(address))
    posted = request.POST
    try:
        lat, lon = float(posted.get("lat", "")), float(posted.get("long", ""))
        zoom = int(posted.get("zoom", "0")[:2])
    except ValueError:
        return _said(place.Pointed(zoom=0), with_map=True)
    if not (-85 <= lat <= 85 and -180 <= lon <= 180):
        return _said(place.Pointed(zoom=0), with_map=True)
    return _said(place.at(lat, lon, zoom), with_map=True)


def _said(pointed: place.Pointed, *, with_map: bool = False) -> JsonResponse:
    answer = {
        "lat": pointed.lat,
        "long": pointed.lon,
        "how": pointed.how,
        "label": pointed.label,
        "problem": pointed.problem,
        "outside": pointed.outside,
        "unknown": pointed.unknown,
        "results": [{"value": one.value, "label": one.label} for one in pointed.results],
    }
    if with_map:
        drawn = place.map_of(pointed) or {}
        names = ("src", "west", "top", "scale_x", "scale_y", "zoom")
        answer["map"] = {name: drawn[name] for name in names} if drawn else None
        answer["size"] = [citymap.WIDTH, citymap.HEIGHT]
    return JsonResponse(answer)


@require_safe
def carried_picture(request: HttpRequest, token: str) -> HttpResponse:
    """A picture on its way, for whoever holds its token; nobody else can name it."""
    try:
        return attachments.picture_response(
            attachments.by_token(token, policy=requests.PICTURES), size="small"
        )
    except attachments.AttachmentRefused as gone:
        raise Http404(str(gone)) from gone
