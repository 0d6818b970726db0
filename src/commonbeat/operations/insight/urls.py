"""Addresses of the weekly report in the staff console."""

from django.urls import include, path

from . import views

prefix = "console/report/"
report = [
    path("", views.latest, name="latest"),
    path("<week>/", views.week, name="week"),
    path("<week>/report.<kind>", views.download, name="download"),
    path("<week>/release/", views.release, name="release"),
    path("<week>/answer/<path:key>/", views.answer, name="answer"),
]
urlpatterns = [path("", include((report, "report")))]
