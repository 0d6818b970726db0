"""Addresses of discipline: an officer's own page, one officer in a case, personnel files."""

from django.urls import include, path

from . import doing, views, views_files, views_own

prefix = "console/"
discipline = [
    path("my-file/", views_own.mine, name="mine"),
    path("my-file/mediation/<uuid:pk>/", views_own.mediation, name="mediation"),
    path("my-file/<uuid:pk>/", views_own.paper, name="paper"),
    path("my-file/<uuid:pk>/text/", views_own.text, name="text"),
    path("my-file/<uuid:pk>/files/<uuid:file_id>/", views_own.file, name="own_file"),
    path("my-file/<uuid:pk>/sign/", views_own.sign, name="sign"),
    path("my-file/<uuid:pk>/answer/", views_own.answer, name="answer"),
    path("my-file/<uuid:pk>/more-time/", views_own.ask_time, name="ask_time"),
    path("my-file/<uuid:pk>/appeal/", views_own.appeal, name="appeal"),
    path("complaints/<uuid:case>/officers/<uuid:pk>/", views.officer, name="officer"),
    path("complaints/<uuid:case>/papers/<uuid:pk>/files/<uuid:file_id>/", views.file, name="file"),
    *(
        path(
            f"complaints/<uuid:case>/officers/<uuid:pk>/{one.name}/",
            views.do(one.name),
            name=f"do_{one.name.replace('-', '_')}",
        )
        for one in doing.DOINGS
    ),
    path("personnel-files/", views_files.find, name="find"),
    path("personnel-files/agreements/", views_files.agreements, name="agreements"),
    path("personnel-files/<int:member>/", views_files.personnel, name="personnel"),
    path("personnel-files/<int:member>/export/", views_files.export, name="export"),
    path("personnel-files/<int:member>/separate/", views_files.separate, name="separate"),
]
urlpatterns = [path("", include((discipline, "discipline")))]
