"""One PostgreSQL database, reached as the role this process needs (app unless told otherwise)."""

import os

from commonbeat.kernel.database.urls import django_database

DATABASES = {"default": django_database(os.environ.get("COMMONBEAT_DB_ROLE", "app"))}
