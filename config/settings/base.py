"""Applications, middleware, templates, static files."""

import os
from pathlib import Path

from commonbeat.kernel.database.home import home, secret
from config.discovery import topics_with

BASE_DIR = Path(__file__).resolve().parents[2]
COMMONBEAT_HOME = home()
SECRET_KEY = secret("django")
DEBUG = os.environ.get("COMMONBEAT_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("COMMONBEAT_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
BASE_URL = os.environ.get("COMMONBEAT_URL", "http://localhost:8000")

INSTALLED_APPS = [
    *topics_with("apps.py"),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "commonbeat.kernel.audit.middleware.RequestContext",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "commonbeat.kernel.access.middleware.SessionRules",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commonbeat.kernel.ui.context.page",
            ],
        },
    }
]

LIVE_URL = os.environ.get(
    "COMMONBEAT_LIVE_URL", ""
)  # where browsers reach `commonbeat live`; "": pages ask instead
LIVE_MOST = int(os.environ.get("COMMONBEAT_LIVE_MOST", "2000"))  # pages listening at once

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("COMMONBEAT_LOG", "WARNING")},
}
