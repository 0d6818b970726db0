"""Saying that something changed."""

import re

from django.db import connection

CHANNEL = "commonbeat_live"
TOPIC = re.compile(r"[a-z][a-z0-9_]*(?:[.:][A-Za-z0-9_-]+){0,6}")
LONGEST = 120


def checked(topic: str) -> str:
    """The topic, if it is one.

    Args:
        topic: a name and ids, for instance ``questions.town_hall:0198…``; never a person's words.

    Raises:
        ValueError: it is not of that form, or longer than 120 characters.
    """
    if len(topic) > LONGEST or not TOPIC.fullmatch(topic):
        raise ValueError("A live topic is a name followed by ids, such as 'questions.board:0198'.")
    return topic


def announce(topic: str) -> None:
    """Tell every page that shows ``topic`` that it changed, once the current transaction commits.

    PostgreSQL itself holds the notice back until the commit, drops it on a rollback, and sends equal notices of one
    transaction once.

    Args:
        topic: a name and ids; see :func:`checked`.

    Raises:
        ValueError: not a topic.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, checked(topic)])
