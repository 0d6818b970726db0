"""Addresses of the agency profile."""

from django.urls import path

from . import views, views_holidays

app_name = "agency"
prefix = "console/agency/"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("holidays/", views_holidays.holidays, name="holidays"),
    path("holidays/usual/", views_holidays.usual, name="holidays_usual"),
    path("holidays/<uuid:key>/remove/", views_holidays.remove, name="holiday_remove"),
]
