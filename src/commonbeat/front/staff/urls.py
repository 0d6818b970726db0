"""Addresses of the console's own pages, of a person's own account, and of sign-in.

Of the sign-in library only what a department needs is reachable: no sign-up, no recovery by mail.
"""

from allauth.account import views as entrance
from django.urls import include, path

from .views import account, doors, home, linking, log, people, signin

prefix = ""

console = [
    path("", home.home, name="home"),
    path("people/", people.listing, name="people"),
    path("people/new/", people.create, name="person_new"),
    path("people/<uuid:pk>/", people.detail, name="person"),
    path("people/<uuid:pk>/grant/", people.grant, name="person_grant"),
    path("people/<uuid:pk>/revoke/<slug:role>/", people.revoke, name="person_revoke"),
    path("people/<uuid:pk>/recover/", people.recover, name="person_recover"),
    path("people/<uuid:pk>/release/", people.release, name="person_release"),
    path("people/<uuid:pk>/disable/", people.disable, name="person_disable"),
    path("people/<uuid:pk>/enable/", people.enable, name="person_enable"),
    path("people/<uuid:pk>/link/", linking.link, name="person_link"),
    path("people/<uuid:pk>/settle/", linking.settle, name="person_settle"),
    path("people/<uuid:pk>/unlink/", linking.unlink, name="person_unlink"),
    path("roles/", people.role_table, name="roles"),
    path("audit/", log.listing, name="audit"),
    path("audit/export.csv", log.export, name="audit_export"),
    path("doors/", doors.refused, name="doors"),
]
own = [
    path("notice/", signin.notice, name="notice"),
    path("locked/", signin.locked, name="locked"),
    path("again/", signin.again, name="again"),
    path("resume/", signin.resume, name="resume"),
    path("sign-out/", signin.sign_out, name="sign_out"),
    path("", account.own, name="own"),
    path("sessions/<uuid:pk>/end/", account.end, name="end_session"),
]
library = [
    path("sign-in/", entrance.login, name="account_login"),
    path("sign-in/inactive/", entrance.account_inactive, name="account_inactive"),
    path("leave/", entrance.logout, name="account_logout"),
    path("password/", entrance.password_change, name="account_change_password"),
    path("confirm/", entrance.reauthenticate, name="account_reauthenticate"),
    path("second-factor/", include("allauth.mfa.urls")),
]
urlpatterns = [
    path("console/", include((console, "console"))),
    path("account/", include((own, "accounts"))),
    path("account/", include(library)),
]
