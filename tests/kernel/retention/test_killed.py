"""A worker that is killed for real, with SIGKILL, in the middle of a batch; and a hold placed at that moment."""

import os
import subprocess
import sys
import threading

from django.db import connection
from factories import requests as make
from factories import retention as keep
from factories.people import person

from commonbeat.community.requests.models import ServiceRequest
from commonbeat.kernel.database.urls import database_url
from commonbeat.kernel.retention import batches, executing, holds
from commonbeat.kernel.retention.models import Item

WORKER = """
import sys, time, django
django.setup()
from datetime import timedelta
from django.utils import timezone
from commonbeat.kernel.retention import executing
real_now, real_erase = timezone.now, executing.erase
timezone.now = lambda: real_now() + timedelta(days=735)
def erase(*given):
    real_erase(*given)
    print("erased", flush=True)
    time.sleep(float(sys.argv[2]))
executing.erase = erase
executing.execute(sys.argv[1])
"""


def town(n: int) -> list[ServiceRequest]:
    make.town()
    worker = person("code_enforcement")
    records = [make.request(description=f"curlew {one}") for one in range(n)]
    for one in records:
        make.close(one, worker)
    return records


def worker(batch, pause: float) -> subprocess.Popen:
    """A worker of its own that stops for a while inside each record's transaction."""
    head, question, query = database_url("app").partition("?")
    url = f"{head.rsplit('/', 1)[0]}/{connection.settings_dict['NAME']}{question}{query}"
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(batch.pk), str(pause)],
        env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_killed_in_the_middle_nothing_is_lost_and_nothing_is_left(fresh_db, monkeypatch, home) -> None:
    records = town(4)
    keep.years_later(monkeypatch, 2)
    batch = keep.approved()
    process = worker(batch, 0.3)
    for _ in range(2):
        assert process.stdout.readline() == "erased\n"
    process.kill()
    process.wait()
    process.stdout.close()

    gone = Item.objects.filter(outcome="disposed").count()
    assert gone == 1  # the second was erased and not committed
    assert ServiceRequest.objects.count() == 3
    assert batch.items.filter(outcome="waiting").count() == 3
    done = executing.execute(batch.pk)
    assert ServiceRequest.objects.count() == 0
    assert set(keep.outcomes(batch).values()) == {"disposed"}
    assert done.manifest["rules"][0]["digest"] == executing.digest([one.number for one in records])
    assert "curlew" not in keep.everything(home)


def test_a_hold_placed_while_a_record_goes_waits_and_is_told_the_truth(fresh_db, monkeypatch) -> None:
    first, second = town(2)
    keep.years_later(monkeypatch, 2)
    captain = keep.captain()
    batch = batches.propose()
    batches.review(batch, actor=keep.clerk())
    batches.approve(batch, actor=captain, reason=keep.AUTHORITY)
    process = worker(batch, 1.0)
    assert process.stdout.readline() == "erased\n"
    placed = []

    def hold() -> None:
        try:
            placed.append(
                holds.place(
                    actor=captain, why="litigation", authority="Case 26-CV-1", reason="Suit filed",
                    kind="requests.ServiceRequest",
                )
            )  # fmt: skip
        finally:
            connection.close()

    waiting = threading.Thread(target=hold)
    waiting.start()
    waiting.join()
    process.communicate()
    assert len(placed) == 1
    assert keep.outcomes(batch) == {first.number: "disposed", second.number: "held"}
    assert ServiceRequest.objects.get() == second
