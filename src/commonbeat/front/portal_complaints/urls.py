"""Addresses of complaints, thanks and suggestions; English without a prefix, Spanish under /es/. None holds anything told."""

from django.urls import path

from . import views, views_after, views_numbers, views_pages

app_name = "portal_complaints"
prefix = "complaints/"
translated = True
urlpatterns = [
    path("", views_pages.home, name="home"),
    path("complain/", views.write, {"kind": "complaint"}, name="complain"),
    path("retaliation/", views.write, {"kind": "retaliation"}, name="retaliation"),
    path("thank/", views.write, {"kind": "commendation"}, name="thank"),
    path("suggest/", views.write, {"kind": "suggestion"}, name="suggest"),
    path("copy/", views_after.copy, name="copy"),
    path("copy.pdf", views_after.copy_pdf, name="copy_pdf"),
    path("how/", views_pages.how, name="how"),
    path("others/", views_pages.outside, name="outside"),
    path("paper/", views_pages.paper, name="paper"),
    path("paper/<slug:kind>.pdf", views_pages.paper_pdf, name="paper_pdf"),
    path("numbers/", views_numbers.page, name="numbers"),
    path("thanks/", views_pages.thanks, name="thanks"),
]
