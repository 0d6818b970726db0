"""Addresses of police reports in the console."""

from django.urls import path

from . import views, views_calls, views_decide, views_desk, views_settings

app_name = "police_reports"
prefix = "console/police-reports/"
urlpatterns = [
    path("", views.listing, name="list"),
    path("counts/", views.counts, name="counts"),
    path("new/", views_desk.choose, name="new"),
    path("new/<slug:kind>/", views_desk.key_in, name="key_in"),
    path("calls/", views_calls.calls, name="calls"),
    path("calls/<uuid:pk>/", views_calls.call, name="call"),
    path("calls/<uuid:pk>/number/", views_calls.number, name="number"),
    path("calls/<uuid:pk>/end/", views_calls.end, name="end_call"),
    path("vehicles/", views_calls.vehicles, name="vehicles"),
    path("vehicles/<uuid:pk>/", views_calls.take_vehicle, name="take_vehicle"),
    path("serials/", views_calls.serials, name="serials"),
    path("serials/<uuid:pk>/", views_calls.enter_serial, name="enter_serial"),
    path("export/", views_settings.export, name="export"),
    path("settings/", views_settings.settings, name="settings"),
    path("settings/times/", views_settings.times, name="times"),
    path("settings/times/<uuid:pk>/drop/", views_settings.drop_time, name="drop_time"),
    path("settings/departments/", views_settings.departments, name="departments"),
    path("settings/departments/<int:pk>/drop/", views_settings.drop_department, name="drop_department"),
    path("settings/kinds/", views_settings.kinds, name="kinds"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/people/", views.people, name="people"),
    path("<uuid:pk>/new-code/", views.new_code, name="new_code"),
    path("<uuid:pk>/codes/", views_decide.codes, name="codes"),
    path("<uuid:pk>/do/<slug:step>/", views_decide.do, name="do"),
    path("<uuid:pk>/file/<uuid:key>/", views.file, name="file"),
]
