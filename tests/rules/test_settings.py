"""Settings that follow from each other, read as a fresh process reads them."""

import os
import subprocess
import sys

import pytest

SAY = "from django.conf import settings; print(settings.TRUSTED_PROXIES)"


@pytest.mark.parametrize(
    ("given", "proxies"),
    [
        ({}, "0"),
        ({"COMMONBEAT_HTTPS": "1"}, "1"),  # who ends TLS for us stands in front
        ({"COMMONBEAT_HTTPS": "1", "COMMONBEAT_TRUSTED_PROXIES": "2"}, "2"),
        ({"COMMONBEAT_HTTPS": "1", "COMMONBEAT_TRUSTED_PROXIES": "0"}, "0"),
    ],
)
def test_behind_https_residents_are_told_apart(given: dict[str, str], proxies: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMMONBEAT_T")}
    said = subprocess.run(
        [sys.executable, "-c", SAY], env={**kept, **given}, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == proxies
