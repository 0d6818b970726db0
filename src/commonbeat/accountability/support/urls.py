"""Addresses of early support in the console."""

from django.urls import path

from . import views, views_mine, views_settings

app_name = "support"
prefix = "console/support/"

urlpatterns = [
    path("", views.listing, name="list"),
    path("me/", views_mine.mine, name="mine"),
    path("me/answer/", views_mine.answer, name="answer"),
    path("settings/", views_settings.settings, name="settings"),
    path("settings/notice/", views_settings.new_notice, name="new_notice"),
    path("settings/notice/<int:pk>/confirm/", views_settings.confirm, name="confirm_notice"),
    path("settings/notice/<int:pk>/withdraw/", views_settings.withdraw, name="withdraw_notice"),
    path("settings/supervisors/", views_settings.supervisors, name="supervisors"),
    path("<uuid:file>/<uuid:pk>/", views.alert, name="alert"),
    path("<uuid:file>/<uuid:pk>/talk/", views.do("talk"), name="talk"),
    path("<uuid:file>/<uuid:pk>/plan/", views.do("plan"), name="plan"),
    path("<uuid:file>/<uuid:pk>/follow-up/", views.do("follow_up"), name="follow_up"),
    path("<uuid:file>/<uuid:pk>/effect/", views.do("effect"), name="effect"),
    path("<uuid:file>/<uuid:pk>/step/<slug:name>/", views.step, name="step"),
]
