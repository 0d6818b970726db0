"""The log on standard error keeps nothing of anonymous doors."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import ResolverMatch
from factories.people import person, signed_in

from commonbeat.kernel.audit.logs import NothingOfVisitors, keep_doors_out, loggers


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


@pytest.fixture
def written() -> Iterator[list[logging.LogRecord]]:
    """What the log of requests writes, as its lines."""
    kept: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = kept.append  # type: ignore[method-assign]
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield kept
    logger.removeHandler(handler)


def line(record: logging.LogRecord) -> str:
    return logging.Formatter("%(levelname)s %(name)s: %(message)s").format(record)


@pytest.mark.django_db
def test_a_refusal_is_one_line_without_who_where_or_what_was_asked(written):
    who = person("officer", name="Rosa Delgado", email="rosa@example.test")
    answer = signed_in(who).get("/console/audit/?q=12+Elm+Street", REMOTE_ADDR="203.0.113.7")
    assert answer.status_code == 403
    (record,) = written
    assert (
        line(record)
        == f"WARNING django.request: Answer 403 at {answer.resolver_match.view_name}: audit.read is missing"
    )
    assert (record.exc_info, record.exc_text) == (None, None)
    assert not hasattr(record, "request")


@pytest.mark.django_db
def test_a_refusal_of_one_record_does_not_say_which(written):
    case = "01a205cd-f0b5-7953-96cd-a318fad2971d"
    assert signed_in(person("analyst")).get(f"/console/complaints/{case}/").status_code == 403
    assert [line(one) for one in written] == [
        "WARNING django.request: Answer 403 at complaints:detail: complaints.open is missing"
    ]


def test_a_refusal_at_an_anonymous_door_is_one_line_too():
    try:
        raise PermissionDenied("my neighbour Rosa")
    except PermissionDenied as refused:
        text = record_of("/track/7KQF-M2XA/", match("portal_track"), refused)
    assert text == "Answer 404 at portal_track:page"


def test_an_error_of_ours_in_the_console_keeps_its_traceback():
    text = record_of("/console/nothing/", match("console"), raised())
    assert "Traceback (most recent call last)" in text


def test_every_logger_of_requests_is_filtered():
    assert "django.security.DisallowedHost" in loggers()
    keep_doors_out()  # kinds that were imported since the start count, too
    for name in loggers():
        assert any(isinstance(one, NothingOfVisitors) for one in logging.getLogger(name).filters)


@pytest.mark.parametrize("parent", ["", "django"])
def test_a_kind_of_bad_request_that_is_imported_later_says_nothing_either(parent):
    lines, handler = io.StringIO(), logging.StreamHandler()
    handler.setStream(lines)
    logging.getLogger(parent).addHandler(handler)
    try:
        keep_doors_out()
        request = RequestFactory().get("/track/7KQF-M2XA/")
        request.resolver_match = match("portal_track")
        extra = {"request": request, "status_code": 400}
        logging.getLogger("django.security.MadeLater").error("%s", "7KQF-M2XA", extra=extra)
    finally:
        logging.getLogger(parent).removeHandler(handler)
    assert lines.getvalue() == "Answer 400 at portal_track:page\n"


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
