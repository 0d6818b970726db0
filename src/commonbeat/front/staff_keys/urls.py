"""Addresses of the pages about keys."""

from django.urls import include, path

from . import views

prefix = "console/keys/"

pages = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/revoke/", views.revoke, name="revoke"),
]
urlpatterns = [path("", include((pages, "keys")))]
