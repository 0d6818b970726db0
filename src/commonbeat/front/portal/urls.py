"""Addresses of the portal's pages; English without a prefix, Spanish under /es/."""

from django.urls import path

from .views import data, home, pages, promises, reports

app_name = "portal"
prefix = ""
translated = True
urlpatterns = [
    path("", home.home, name="home"),
    path("data/", data.catalogue, name="catalogue"),
    path("data/<slug:name>/", data.dataset_page, name="dataset"),
    path("data/<slug:name>/file.<slug:kind>", data.download, name="download"),
    path("revisions/", data.revisions, name="revisions"),
    path("data.json", data.dcat, name="dcat"),
    path("promises/", promises.page, name="promises"),
    path("reports/", reports.listing, name="reports"),
    path("reports/<slug:week>/", reports.edition, name="report"),
    path("how-we-publish/", pages.how_we_publish, name="how_we_publish"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("audit-roots/", pages.audit_roots, name="audit_roots"),
    path("audit-roots.json", pages.audit_roots_json, name="audit_roots_json"),
    path("audit-roots/verify.py", pages.verifier, name="verifier"),
]
