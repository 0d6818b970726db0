"""Addresses of the pages about public forms."""

from django.urls import include, path

from . import views

prefix = "console/forms/"

pages = [
    path("", views.listing, name="list"),
    path("uploads/", views.uploads, name="uploads"),
    path("<str:key>/", views.detail, name="detail"),
    path("<str:key>/change/", views.change, name="change"),
    path("<str:key>/<int:number>/", views.version, name="version"),
    path("<str:key>/<int:number>/back/", views.back, name="back"),
    path("<str:key>/<int:number>.toml", views.text, name="text"),
]
urlpatterns = [path("", include((pages, "staff_forms")))]
