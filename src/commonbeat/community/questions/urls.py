"""Addresses of questions in the console."""

from django.urls import include, path

from . import views, views_hall, views_person

prefix = "console/questions/"
questions = [
    path("", views.listing, name="list"),
    path("new/", views.key_in, name="key_in"),
    path("alarms/", views.alarm_list, name="alarms"),
    path("alarms/piece/", views.alarm_piece, name="alarm_piece"),
    path("alarms/<uuid:pk>/", views.acknowledge, name="acknowledge"),
    path("town-halls/", views_hall.halls, name="halls"),
    path("town-halls/new/", views_hall.plan, name="plan"),
    path("town-halls/<slug:slug>/", views_hall.hall, name="hall"),
    path("town-halls/<slug:slug>/change/", views_hall.change, name="change"),
    path("town-halls/<slug:slug>/open/", views_hall.open_hall, name="open"),
    path("town-halls/<slug:slug>/close/", views_hall.close_hall, name="close"),
    path("town-halls/<slug:slug>/board/", views_hall.board, name="board"),
    path("town-halls/<slug:slug>/board/piece/", views_hall.board_piece, name="board_piece"),
    path("town-halls/<slug:slug>/<int:number>/reply/", views_hall.reply, name="reply"),
    path("town-halls/<slug:slug>/<int:number>/<slug:step>/", views_hall.moderate, name="moderate"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/who/", views_person.who, name="who"),
    path("<uuid:pk>/new-code/", views_person.new_code, name="new_code"),
    path("<uuid:pk>/answer/", views.answer, name="answer"),
    path("<uuid:pk>/clarify/", views.say, {"what": "clarify"}, name="clarify"),
    path("<uuid:pk>/extend/", views.say, {"what": "extend"}, name="extend"),
    path("<uuid:pk>/note/", views.say, {"what": "note"}, name="note"),
    path("<uuid:pk>/go-on/", views.go_on, name="go_on"),
    path("<uuid:pk>/assign/", views.assign, name="assign"),
    path("<uuid:pk>/set-aside/", views.set_aside, name="set_aside"),
    path("<uuid:pk>/publish/", views.publish, name="publish"),
    path("<uuid:pk>/keep-private/", views.keep_private, name="keep_private"),
]
urlpatterns = [path("", include((questions, "questions")))]
