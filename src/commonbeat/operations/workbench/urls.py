"""Addresses of the workbench in the staff console."""

from django.urls import include, path

from . import views, views_beats

prefix = "console/workbench/"
workbench = [
    path("", views.home, name="home"),
    path("saved/", views.saved, name="saved"),
    path("saved/<uuid:pk>/withdraw/", views.withdraw_saved, name="withdraw"),
    path("runs/<uuid:pk>/progress/", views.progress, name="progress"),
    path("runs/<uuid:pk>/cancel/", views.cancel_run, name="cancel"),
    path("runs/<uuid:pk>/save/", views.save, name="save"),
    path("proposals/", views_beats.propose, name="propose"),
    path("proposals/<uuid:pk>/", views_beats.proposal, name="proposal"),
    path("proposals/<uuid:pk>/move/", views_beats.move, name="move"),
    path("proposals/<uuid:pk>/lock/", views_beats.lock, name="lock"),
    path("proposals/<uuid:pk>.geojson", views_beats.geojson, name="proposal_geojson"),
    path("<slug:name>/", views.page, name="page"),
]
urlpatterns = [path("", include((workbench, "workbench")))]
