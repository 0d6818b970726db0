"""Addresses of police reports for residents; English without a prefix, Spanish under /es/. None holds anything told."""

from django.urls import path

from .views import after, calls, gate, writing

app_name = "portal_reports"
prefix = "police-report/"
translated = True
urlpatterns = [
    path("", gate.gate, name="gate"),
    path("write/", writing.write, name="write"),
    path("continue/", writing.go_on, name="continue"),
    path("more/", gate.more, name="more"),
    path("call/", calls.call, name="call"),
    path("copy/", after.copy, name="copy"),
    path("copy.pdf", after.copy_pdf, name="copy_pdf"),
    path("rights/", after.rights, name="rights"),
]
