"""Addresses of questions and town halls; English without a prefix, Spanish under /es/."""

from django.urls import path

from . import views, views_hall

app_name = "portal_questions"
prefix = ""
translated = True
urlpatterns = [
    path("ask/", views.ask, name="ask"),
    path("ask/answers/", views.answers, name="answers"),
    path("ask/answers/<slug:number>/", views.answer, name="answer"),
    path("ask/answers/<slug:number>/useful/", views.useful, name="useful"),
    path("ask/rules/", views.rules, name="rules"),
    path("town-hall/", views_hall.halls, name="halls"),
    path("town-hall/<slug:slug>/", views_hall.hall, name="hall"),
    path("town-hall/<slug:slug>/list/", views_hall.piece, name="piece"),
    path("town-hall/<slug:slug>/ask/", views_hall.ask, name="hall_ask"),
    path("town-hall/<slug:slug>/vote/<int:number>/", views_hall.vote, name="vote"),
    path("town-hall/<slug:slug>/stage/", views_hall.stage, name="stage"),
    path("town-hall/<slug:slug>/stage/piece/", views_hall.stage_piece, name="stage_piece"),
    path("town-hall/<slug:slug>/code.svg", views_hall.code, name="code"),
]
