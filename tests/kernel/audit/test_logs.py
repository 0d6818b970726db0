"""The log on standard error keeps nothing of anonymous doors."""

import io
import logging

import pytest
from django.test import RequestFactory
from django.urls import ResolverMatch

from commonbeat.kernel.audit.logs import NothingOfVisitors, loggers


def record_of(path: str, match: ResolverMatch | None, error: Exception | None = None) -> str:
    request = RequestFactory().get(path)
    request.resolver_match = match
    record = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "%s: %s", ("Not Found", path), None
    )
    if error:
        record.exc_info = (type(error), error, error.__traceback__)
    record.request, record.status_code = request, 404
    assert NothingOfVisitors().filter(record)
    return logging.Formatter("%(message)s").format(record)


def match(namespace: str) -> ResolverMatch:
    return ResolverMatch(lambda: None, (), {}, url_name="page", namespaces=[namespace])


def raised() -> Exception:
    try:
        try:
            raise KeyError("7KQF-M2XA")
        except KeyError as error:
            raise ValueError("my neighbour Rosa") from error
    except ValueError as error:
        return error


@pytest.mark.parametrize("where", [None, match("portal_track")])
def test_a_path_at_an_anonymous_door_is_not_logged(where):
    assert "7KQF" not in record_of("/track/7KQF-M2XA/", where)


def test_a_path_of_the_console_is_logged():
    assert record_of("/console/nothing/", match("console")) == "Not Found: /console/nothing/"


def test_of_an_error_only_its_place_and_kind_are_logged():
    text = record_of("/track/", match("portal_track"), raised())
    assert "test_logs.py" in text
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "Rosa" not in text.replace('raise ValueError("my neighbour Rosa")', "")


def test_every_logger_of_requests_is_filtered():
    assert "django.security.DisallowedHost" in loggers()
    for name in loggers():
        assert any(isinstance(one, NothingOfVisitors) for one in logging.getLogger(name).filters)


def test_a_log_that_cannot_be_written_repeats_nothing(capfd):
    broken = logging.StreamHandler(io.StringIO())
    broken.stream.close()
    logger = logging.getLogger("django.request")
    logger.addHandler(broken)
    try:
        logger.error("failed", exc_info=raised())
    finally:
        logger.removeHandler(broken)
    assert "7KQF" not in "".join(capfd.readouterr())
