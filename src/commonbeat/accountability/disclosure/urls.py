"""Addresses of disclosure."""

from django.urls import include, path

from . import doing, views

prefix = "console/disclosure/"
disclosure = [
    path("", views.duties, name="duties"),
    path("doj/", views.yearly, name="yearly"),
    path("doj.csv", views.yearly_csv, name="yearly_csv"),
    path("<uuid:case>/", views.case, name="case"),
    path("<uuid:case>/requests/", views.take, name="take"),
    path("<uuid:case>/reports/", views.begin_report, name="begin_report"),
    path("<uuid:case>/reports/<uuid:pk>/sent/", views.sent, name="sent"),
    path("<uuid:case>/requests/<uuid:pk>/", views.one_request, name="request"),
    *(
        path(
            f"<uuid:case>/requests/<uuid:pk>/{one.name}/",
            views.step(one.name),
            name=f"do_{one.name.replace('-', '_')}",
        )
        for one in doing.DOINGS
    ),
]
urlpatterns = [path("", include((disclosure, "disclosure")))]
