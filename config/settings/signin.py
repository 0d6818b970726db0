"""Sign-in: password and a second factor, lock-out, password rules (CJIS IA-2, IA-5, AC-7)."""

from datetime import timedelta

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "commonbeat.kernel.accounts.passwords.MaximumLength"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "commonbeat.kernel.accounts.passwords.NotOfThisPlace"},
    {"NAME": "commonbeat.kernel.accounts.breached.Breached"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/console/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # django-axes counts failures, in one place
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Commonbeat"
MFA_TOTP_TOLERANCE = 1  # a code is good for half a minute longer: telephones' clocks drift
MFA_ADAPTER = "commonbeat.kernel.access.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "commonbeat.kernel.access.adapters.CountedCode",
    "reauthenticate": "commonbeat.kernel.access.adapters.CountedCodeAgain",
}
MFA_TRUST_ENABLED = False  # the second factor is asked for at every sign-in
ACCOUNT_ADAPTER = "commonbeat.kernel.access.adapters.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = None  # locked until an administrator releases (AC-7)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "commonbeat.kernel.access.lockout.username_of"
AXES_HANDLER = "commonbeat.kernel.access.lockout.Handler"
AXES_LOCKOUT_TEMPLATE = "access/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # the audit log holds sign-ins
AXES_SENSITIVE_PARAMETERS = ["login", "email", "code", "csrfmiddlewaretoken", "credential"]
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # one account is locked wherever the failures come from (AC-7)
# Pages for everybody: a signed-in person's session rules do not apply there, and no address or session is kept.
PUBLIC_NAMESPACES = (
    "portal",
    "portal_track",
    "portal_requests",
    "portal_reports",
    "portal_questions",
    "portal_complaints",
    "open311",
    "live",
    "webhooks",
    "api-v1",
)
AXES_VERBOSE = False
IDLE_LOCK_AFTER = timedelta(minutes=30)
SIGN_IN_LASTS = timedelta(hours=12)
SIGN_IN_OFFERED_FROM = timedelta(hours=10)

# Failures are counted by account: officers of one station share one address.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
