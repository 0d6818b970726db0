"""The same form twice at the same moment, each with a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from commonbeat.community.questions import public
from commonbeat.community.questions.models import Question


def test_the_same_form_sent_twice_at_once_is_one_question(fresh_db) -> None:
    gate = Barrier(4)

    def sent(_at: int) -> public.Taken:
        try:
            gate.wait(timeout=20)
            return public.ask(
                text="Why?", language="en", topic="other", wants_public=False, door_token="a" * 32, wants=""
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(sent, range(4)))
    assert len({one.number for one in answers}) == 1
    assert sorted(bool(one.code) for one in answers) == [False, False, False, True]
    assert Question.objects.count() == 1
