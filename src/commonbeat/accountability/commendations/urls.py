"""Addresses of commendations and suggestions in the console."""

from django.urls import include, path

from . import views, views_mine, views_suggestions

prefix = "console/commendations/"
commendations = [
    path("", views.listing, name="list"),
    path("new/", views.key_in, name="key_in"),
    path("mine/", views_mine.mine, name="mine"),
    path("mine/<uuid:pk>/", views_mine.one, name="mine_one"),
    path("suggestions/", views_suggestions.listing, name="suggestions"),
    path("suggestions/new/", views_suggestions.key_in, name="key_in_suggestion"),
    path("suggestions/<uuid:pk>/", views_suggestions.detail, name="suggestion"),
    path("suggestions/<uuid:pk>/consider/", views_suggestions.consider, name="consider"),
    path("suggestions/<uuid:pk>/answer/", views_suggestions.answer, name="answer"),
    path("suggestions/<uuid:pk>/close/", views_suggestions.close, name="close_suggestion"),
    path("suggestions/<uuid:pk>/assign/", views_suggestions.assign, name="assign"),
    path("suggestions/<uuid:pk>/say/", views_suggestions.say, {"what": "say"}, name="say_suggestion"),
    path("suggestions/<uuid:pk>/note/", views_suggestions.say, {"what": "note"}, name="note_suggestion"),
    path("suggestions/<uuid:pk>/who/", views_suggestions.who, name="who_suggestion"),
    path("suggestions/<uuid:pk>/new-code/", views_suggestions.new_code, name="new_code_suggestion"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/match/", views.match, name="match"),
    path("<uuid:pk>/unmatch/<int:praised>/", views.unmatch, name="unmatch"),
    path("<uuid:pk>/pass-on/", views.go, {"step": "pass_on"}, name="pass_on"),
    path("<uuid:pk>/close/", views.go, {"step": "close"}, name="close"),
    path("<uuid:pk>/give-up/", views.give_up, name="give_up"),
    path("<uuid:pk>/publish/", views.publish, name="publish"),
    path("<uuid:pk>/keep-private/", views.keep_private, name="keep_private"),
    path("<uuid:pk>/say/", views.say, {"what": "say"}, name="say"),
    path("<uuid:pk>/note/", views.say, {"what": "note"}, name="note"),
    path("<uuid:pk>/who/", views.who, name="who"),
    path("<uuid:pk>/new-code/", views.new_code, name="new_code"),
    path("<uuid:pk>/files/<uuid:key>/", views.file, name="file"),
]
urlpatterns = [path("", include((commendations, "commendations")))]
