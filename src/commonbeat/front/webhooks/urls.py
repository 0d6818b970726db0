"""Addresses other services post to."""

from django.urls import path

from . import views

app_name = "webhooks"
prefix = "webhooks/"
urlpatterns = [
    path("sms/", views.text_message, name="sms"),
    path("email/", views.letter, name="email"),
]
