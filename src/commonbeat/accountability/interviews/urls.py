"""Addresses of interviews, evidence and criminal tracks in the console."""

from django.urls import include, path

from . import views, views_criminal, views_evidence

prefix = "console/"
CASE = "complaints/<uuid:pk>/"
interviews = [
    path(f"{CASE}interviews/new/", views.new, name="new"),
    path(f"{CASE}interviews/<uuid:interview>/", views.detail, name="interview"),
    path(f"{CASE}interviews/<uuid:interview>/do/<slug:what>/", views.do, name="do"),
    path(f"{CASE}interviews/<uuid:interview>/notice/<uuid:notice>/", views.served, name="served"),
    path(f"{CASE}interviews/<uuid:interview>/file/<uuid:key>/", views.file, name="file"),
    path(f"{CASE}evidence/new/", views_evidence.new, name="new_evidence"),
    path(f"{CASE}evidence/<uuid:item>/", views_evidence.detail, name="evidence"),
    path(f"{CASE}evidence/<uuid:item>/do/<slug:what>/", views_evidence.do, name="do_evidence"),
    path(f"{CASE}evidence/<uuid:item>/file/<uuid:key>/", views_evidence.file, name="evidence_file"),
    path(f"{CASE}criminal/new/", views_criminal.new, name="new_track"),
    path("criminal-tracks/", views_criminal.listing, name="tracks"),
    path("criminal-tracks/<uuid:track>/", views_criminal.detail, name="track"),
    path("criminal-tracks/<uuid:track>/do/<slug:what>/", views_criminal.do, name="do_track"),
]
urlpatterns = [path("", include((interviews, "interviews")))]
