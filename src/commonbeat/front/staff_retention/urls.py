"""Addresses of the pages about retention."""

from django.urls import include, path

from . import views, views_batch, views_holds

prefix = "console/retention/"

pages = [
    path("", views.rules_page, name="rules"),
    path("rules/<str:name>/", views.rule_page, name="rule"),
    path("rules/<str:name>/length/", views.length, name="length"),
    path("batches/", views_batch.listing, name="batches"),
    path("batches/<uuid:pk>/", views_batch.detail, name="batch"),
    path("batches/<uuid:pk>/manifest.csv", views_batch.manifest, name="manifest"),
    path("batches/<uuid:pk>/<slug:step>/", views_batch.step, name="step"),
    path("items/<uuid:pk>/take-out/", views_batch.take_out, name="take_out"),
    path("holds/", views_holds.listing, name="holds"),
    path("holds/new/", views_holds.new, name="new_hold"),
    path("holds/<uuid:pk>/", views_holds.detail, name="hold"),
    path("holds/<uuid:pk>/release/", views_holds.release, name="release"),
]
urlpatterns = [path("", include((pages, "retention")))]
