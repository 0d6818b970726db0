"""Addresses of complaints in the console."""

from django.urls import include, path

from . import doing, views, views_case, views_emergency

prefix = "console/complaints/"
complaints = [
    path("", views.listing, name="list"),
    path("new/", views.key_in, name="key_in"),
    path("emergencies/", views_emergency.emergency_list, name="emergencies"),
    path("emergencies/<uuid:emergency_id>/<slug:yes>/", views_emergency.answer, name="answer"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/who/", views_case.who, name="who"),
    path("<uuid:pk>/new-code/", views_case.new_code, name="new_code"),
    path("<uuid:pk>/write/", views_case.write, name="write"),
    path("<uuid:pk>/letter/", views_case.letter, name="letter"),
    path("<uuid:pk>/letters/<uuid:letter_id>/", views_case.sent_letter, name="sent_letter"),
    path("<uuid:pk>/files/<uuid:file_id>/", views_case.file, name="file"),
    *(
        path(f"<uuid:pk>/{one.name.replace('_', '-')}/", views_case.do(one.name), name=one.name)
        for one in doing.DOINGS
    ),
]
urlpatterns = [path("", include((complaints, "complaints")))]
