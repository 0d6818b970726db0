"""Address of the open interface; the description is at ``/api/v1/openapi.json``."""

from django.urls import path

from .views import api

prefix = "api/v1/"
urlpatterns = [path("", api.urls)]
