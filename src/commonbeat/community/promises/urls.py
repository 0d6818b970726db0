"""Addresses of promises in the console."""

from django.urls import path

from . import views

app_name = "promises"
prefix = "console/promises/"
urlpatterns = [path("", views.late_promises, name="late")]
