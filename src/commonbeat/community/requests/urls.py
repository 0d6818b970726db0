"""Addresses of requests in the console."""

from django.urls import path

from . import views, views_cases, views_detail, views_entry, views_place, views_settings

app_name = "requests"
prefix = "console/requests/"
urlpatterns = [
    path("", views.listing, name="list"),
    path("map/", views.on_map, name="map"),
    path("export/", views.export, name="export"),
    path("new/", views_entry.new, name="new"),
    path("round/", views_cases.round_, name="round"),
    path("round/<uuid:pk>/", views_cases.stop, name="stop"),
    path("categories/", views_settings.categories, name="categories"),
    path("categories/new/", views_settings.category, name="new_category"),
    path("categories/<slug:code>/", views_settings.category, name="category"),
    path("templates/", views_settings.templates, name="templates"),
    path("templates/new/", views_settings.template, name="new_template"),
    path("templates/<slug:code>/", views_settings.template, name="template"),
    path("pictures/<uuid:pk>/", views_detail.picture, name="picture"),
    path("pictures/<uuid:pk>/shown/", views_detail.show_picture, name="show_picture"),
    path("cases/<uuid:pk>/", views_cases.case, name="case"),
    path("cases/<uuid:pk>/<slug:name>/", views_cases.case_step, name="case_step"),
    path("<uuid:pk>/", views_detail.detail, name="detail"),
    path("<uuid:pk>/assign/", views_detail.assign, name="assign"),
    path("<uuid:pk>/write/<slug:what>/", views_detail.write, name="write"),
    path("<uuid:pk>/step/<slug:name>/", views_detail.step, name="step"),
    path("<uuid:pk>/change/", views_detail.change, name="change"),
    path("<uuid:pk>/place/", views_place.place, name="place"),
    path("<uuid:pk>/pictures/", views_detail.add_picture, name="add_picture"),
    path("<uuid:pk>/who/", views_detail.identity, name="identity"),
    path("<uuid:pk>/new-code/", views_detail.new_code, name="new_code"),
    path("<uuid:pk>/inspect/", views_cases.inspect, name="inspect"),
    path("<uuid:pk>/case/", views_cases.open_case, name="open_case"),
]
