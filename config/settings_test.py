"""Settings of the test run: a home of its own, quick password hashing, everything else as in service."""

import os

from config import test_home

if "COMMONBEAT_TEST_HOME" not in os.environ:
    os.environ["COMMONBEAT_TEST_HOME"] = test_home.make()
os.environ["COMMONBEAT_HOME"] = os.environ["COMMONBEAT_TEST_HOME"]

from config.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
