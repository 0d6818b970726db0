"""Addresses of Open311. The production endpoint is ``/open311/v2/``, the test endpoint ``/open311/test/v2/``.

A client that was told only ``/open311/`` reaches the production endpoint as well; discovery names the one with its version.
The format is the end of an address (``.xml``, ``.json``) or the Accept header; a slash at the end does no harm.
"""

from typing import Any

from django.urls import include, re_path
from django.urls.resolvers import URLPattern

from . import views

prefix = "open311/"
END = r"(?:\.(?P<ext>[A-Za-z0-9]+))?/?$"
CODE = r"(?P<code>[^/]+?)"


def _calls(base: str, suffix: str, **more: Any) -> list[URLPattern]:
    """The calls of one endpoint."""
    return [
        re_path(rf"^{base}discovery{END}", views.discover, more, name=f"discovery{suffix}"),
        re_path(rf"^{base}services{END}", views.service_list, more, name=f"services{suffix}"),
        re_path(rf"^{base}services/{CODE}{END}", views.service_definition, more, name=f"definition{suffix}"),
        re_path(rf"^{base}requests{END}", views.request_list, more, name=f"requests{suffix}"),
        re_path(rf"^{base}requests/{CODE}{END}", views.single_request, more, name=f"request{suffix}"),
        re_path(rf"^{base}servicerequestupdates{END}", views.update_list, more, name=f"updates{suffix}"),
        re_path(rf"^{base}tokens/{CODE}{END}", views.token, more, name=f"token{suffix}"),
    ]


pages = [
    re_path(rf"^discovery{END}", views.discover, name="discovery"),
    re_path(r"^openapi\.json$", views.description, name="openapi"),
    *_calls("v2/", "_v2"),
    *_calls("test/v2/", "_test", test=True),
    *_calls("", "_short")[1:],  # discovery stands above
    re_path(r"^v2/media/(?P<token>[0-9a-f-]{32,36})\.jpg$", views.media, name="media"),
    re_path(r"^.*$", views.nothing, name="nothing"),
]
urlpatterns = [re_path(r"", include((pages, "open311")))]
