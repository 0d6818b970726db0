"""Addresses of incidents in the console."""

from django.urls import path

from . import views

app_name = "incidents"
prefix = "console/incidents/"
urlpatterns = [path("", views.listing, name="list"), path("<uuid:pk>/", views.detail, name="detail")]
