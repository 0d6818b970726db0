"""Addresses of the workbench in the staff console."""

from django.urls import include, path

from . import views

prefix = "console/workbench/"
workbench = [
    path("", views.home, name="home"),
    path("saved/", views.saved, name="saved"),
    path("saved/<uuid:pk>/withdraw/", views.withdraw_saved, name="withdraw"),
    path("runs/<uuid:pk>/progress/", views.progress, name="progress"),
    path("runs/<uuid:pk>/cancel/", views.cancel_run, name="cancel"),
    path("runs/<uuid:pk>/save/", views.save, name="save"),
    path("<slug:name>/", views.page, name="page"),
]
urlpatterns = [path("", include((workbench, "workbench")))]
