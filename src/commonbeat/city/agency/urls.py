"""Addresses of the agency profile."""

from django.urls import path

from . import views

app_name = "agency"
prefix = "console/agency/"
urlpatterns = [path("", views.profile, name="profile")]
