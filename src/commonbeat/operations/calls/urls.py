"""Addresses of calls in the console."""

from django.urls import path

from . import views

app_name = "calls"
prefix = "console/calls/"
urlpatterns = [
    path("", views.listing, name="list"),
    path("map/", views.on_map, name="map"),
    path("export/", views.export, name="export"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/notes/", views.add_note, name="add_note"),
]
