"""Addresses of the tracking pages; no code ever stands in one."""

from django.urls import path

from .views import case, enter, links

app_name = "portal_track"
prefix = "track/"
translated = True
urlpatterns = [
    path("", enter.home, name="home"),
    path("leave/", enter.leave_case, name="leave"),
    path("case/", case.case, name="case"),
    path("case/print/", case.printed, name="printed"),
    path("case/write/", case.write, name="write"),
    path("case/do/<slug:name>/", case.do, name="do"),
    path("case/messages/", case.messages, name="messages"),
    path("case/files/<uuid:key>/", case.file, name="file"),
    path("case/files/<uuid:key>/small/", case.small_picture, name="small_picture"),
    path("link/<str:token>/", links.link, name="link"),
    path("link/<str:token>/new/", links.new_link, name="new_link"),
    path("stop/<str:token>/", links.stop, name="stop"),
]
