"""Addresses of the issues door; English without a prefix, Spanish under /es/. No address holds what somebody typed."""

from django.urls import path

from .views import app, following, listing, report

app_name = "portal_requests"
prefix = "issues/"
translated = True
urlpatterns = [
    path("", listing.home, name="home"),
    path("report/", report.choose, name="choose"),
    path("report/<slug:category>/", report.report, name="report"),
    path("place/", app.look_up, name="place"),
    path("kept-picture/<str:token>/", app.carried_picture, name="carried_picture"),
    path("picture/<str:token>/", listing.picture, name="picture"),
    path("list/", listing.listing, name="list"),
    path("list/issues.csv", listing.csv, name="csv"),
    path("list/feed.atom", listing.atom, name="feed"),
    path("watch/", following.watch, name="watch"),
    path("watch/<str:token>/", following.confirm_watch, name="confirm_watch"),
    path("unwatch/<str:token>/", following.unwatch, name="unwatch"),
    path("follow/<str:token>/", following.confirm_follow, name="confirm_follow"),
    path("unfollow/<str:token>/", following.unfollow, name="unfollow"),
    path("drafts/", app.drafts, name="drafts"),
    path("app.webmanifest", app.manifest, name="manifest"),
    path("worker.js", app.worker, name="worker"),
    path("<uuid:public_id>/", following.detail, name="detail"),
]
