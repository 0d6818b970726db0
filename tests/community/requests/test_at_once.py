"""Two people at the same moment, each with a connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection
from factories import requests as make
from factories.people import person

from commonbeat.community.requests import actions, actions_cases
from commonbeat.community.requests.models import CodeCase, PublicRequest, ServiceRequest
from commonbeat.kernel import workflow
from commonbeat.kernel.contact.models import Conversation


def _at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Start all at one moment; what each gave, or the refusal it met."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            gate.wait(timeout=20)
            return act()
        except ValueError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_the_same_form_sent_twice_at_once_is_one_request(fresh_db) -> None:
    make.town()
    answers = _at_once(*[lambda: make.submitted(key="form-1")] * 4)
    assert len({one.number for one in answers}) == 1
    assert sorted(bool(one.code) for one in answers) == [False, False, False, True]
    assert (ServiceRequest.objects.count(), Conversation.objects.count(), PublicRequest.objects.count()) == (
        1,
        1,
        1,
    )


def test_two_steps_at_once_only_one_is_taken(fresh_db) -> None:
    make.town()
    officer, other = person("code_enforcement"), person("community")
    record = make.request()
    mine, theirs = (ServiceRequest.objects.get(pk=record.pk) for _one in range(2))
    answers = _at_once(
        lambda: actions.step(mine, "fix", actor=officer, values=make.REASON),
        lambda: actions.step(theirs, "end", actor=other, values=make.REASON),
    )
    assert sorted(type(one).__name__ for one in answers) == ["MoveRefused", "NoneType"]
    assert workflow.history(record).count() == 2


def test_two_cases_for_one_request_at_once_are_one(fresh_db) -> None:
    make.town()
    officer = person("code_enforcement")
    record = make.request()
    opened = _at_once(
        *[lambda: actions_cases.open_case(record, actor=officer, section="1", finding="Weeds")] * 2
    )
    assert sorted(type(one).__name__ for one in opened) == ["CodeCase", "ValueError"]
    assert CodeCase.objects.count() == 1


def test_two_requests_merged_into_one_another_at_once_do_not_form_a_ring(fresh_db) -> None:
    make.town()
    officer = person("code_enforcement")
    first, second = make.request(), make.request()
    pairs = [(ServiceRequest.objects.get(pk=a.pk), ServiceRequest.objects.get(pk=b.pk))
             for a, b in ((first, second), (second, first))]  # fmt: skip
    _at_once(*[lambda pair=pair: actions.merge(*pair, actor=officer, values=make.REASON) for pair in pairs])
    kept = dict(ServiceRequest.objects.values_list("pk", "duplicate_of"))
    assert sum(other is not None for other in kept.values()) == 1
