"""Addresses of the import pages."""

from django.urls import include, path

from . import views

prefix = "console/imports/"

pages = [
    path("", views.listing, name="list"),
    path("new/", views.upload, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/try/", views.trial, name="trial"),
    path("<int:pk>/start/", views.start, name="start"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/rejects.csv", views.rejects, name="rejects"),
]
urlpatterns = [path("", include((pages, "imports")))]
