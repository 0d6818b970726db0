"""The live process as browsers meet it: streams, refusals, breaks of the database, two hundred at once."""

import asyncio
import time
from typing import Any
from urllib.parse import quote

import psycopg
from django.db import transaction
from kernel.live.conftest import running, url_of

from commonbeat.kernel.live import announce, topic_token

CLIENTS = 200


async def ask(port: int, path: str, *, method: str = "GET", headers: str = "") -> tuple[Any, Any, str]:
    """Send a request; the head of the answer comes back with the open connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{method} {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode())
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    return reader, writer, head


def listen_path(topic: str) -> str:
    return f"/live/?t={quote(topic_token(topic))}"


async def until_changed(reader: Any, times: int = 1) -> str:
    """Read until "changed" came so many times."""
    seen = ""
    while seen.count("event: changed") < times or not seen.endswith("\r\n"):
        seen += (await asyncio.wait_for(reader.readuntil(b"\n\n"), 20)).decode()
        seen += (await reader.readuntil(b"\r\n")).decode()
    return seen


def in_thread(act: Any) -> Any:
    """Run database work beside the loop."""
    from django.db import connections

    def alone() -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    return asyncio.get_running_loop().run_in_executor(None, alone)


def tell(topic: str) -> None:
    with transaction.atomic():
        announce(topic)


def status(port: int, path: str, **more: Any) -> tuple[int, str]:
    async def play() -> tuple[int, str]:
        _, writer, head = await ask(port, path, **more)
        writer.close()
        return int(head.split()[1]), head

    return asyncio.run(play())


def test_a_stream_says_at_once_and_after_each_commit_that_something_changed(streams: Any):
    async def play() -> tuple[str, str, str]:
        reader, writer, head = await ask(streams.port, listen_path("questions.board:1"))
        first = await until_changed(reader)
        await in_thread(lambda: tell("questions.board:2"))
        await in_thread(lambda: tell("questions.board:1"))
        second = await until_changed(reader)
        writer.close()
        return head, first, second

    head, first, second = asyncio.run(play())
    assert "content-type: text/event-stream" in head
    assert "access-control-allow-origin: *" in head
    assert "set-cookie" not in head.lower()
    assert "retry: 3000" in first
    assert "id: 1\nevent: changed" in first
    assert "id: 2\nevent: changed" in second
    assert "questions.board" not in first + second


def test_a_change_that_is_rolled_back_is_not_told(streams: Any):
    def rolled_back() -> None:
        with transaction.atomic():
            announce("a.b:1")
            transaction.set_rollback(True)

    async def play() -> str:
        reader, writer, _ = await ask(streams.port, listen_path("a.b:1"))
        await until_changed(reader)
        await in_thread(rolled_back)
        await in_thread(lambda: tell("a.b:1"))
        seen = await until_changed(reader)
        writer.close()
        return seen

    assert asyncio.run(play()).count("event: changed") == 1


def test_who_comes_back_with_a_last_event_id_is_told_to_look(streams: Any):
    async def play() -> str:
        reader, writer, _ = await ask(streams.port, listen_path("a.b:1"), headers="Last-Event-ID: 99'; x\r\n")
        seen = await until_changed(reader)
        writer.close()
        return seen

    assert "event: changed" in asyncio.run(play())


def test_refusals(streams: Any):
    port = streams.port
    assert status(port, "/live/?t=nonsense")[0] == 403
    assert status(port, "/live/")[0] == 403
    assert status(port, "/other")[0] == 404
    assert status(port, "/live/", method="POST", headers="Content-Length: 0\r\n")[0] == 405
    assert status(port, "/live/health")[0] == 200


def test_a_page_too_many_is_told_plainly(fresh_db: str):
    with running(url_of(fresh_db), most=1) as made:

        async def play() -> tuple[str, bytes]:
            first, writer, _ = await ask(made.port, listen_path("a.b:1"))
            await until_changed(first)
            reader, second, head = await ask(made.port, listen_path("a.b:1"), headers="Connection: close\r\n")
            body = await reader.read()
            writer.close()
            second.close()
            return head, body

        head, body = asyncio.run(play())
    assert head.startswith("HTTP/1.1 503")
    assert "retry-after: 10" in head
    assert b"asks every ten seconds" in body


def test_places_of_those_who_left_are_free_again(streams: Any):
    async def play() -> None:
        reader, writer, _ = await ask(streams.port, listen_path("a.b:1"))
        await until_changed(reader)
        writer.close()

    asyncio.run(play())
    until = time.monotonic() + 5
    while streams.live.hub.count and time.monotonic() < until:
        time.sleep(0.02)
    assert streams.live.hub.count == 0


def test_after_a_break_of_the_database_pages_are_told_to_look(
    streams: Any, owner_connection: psycopg.Connection
):
    def cut() -> None:
        # The app may end its own connections; the owner is another role.
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'commonbeat live' AND datname = current_database()"
            )
            assert cursor.fetchall() == [(True,)]

    async def play() -> tuple[str, str]:
        reader, writer, _ = await ask(streams.port, listen_path("a.b:1"))
        await until_changed(reader)
        await in_thread(cut)
        after_break = await until_changed(reader)
        await in_thread(lambda: tell("a.b:1"))
        again = await until_changed(reader)
        writer.close()
        return after_break, again

    after_break, again = asyncio.run(play())
    assert "event: changed" in after_break
    assert "event: changed" in again


def test_two_hundred_pages_are_told_and_all_streams_end_with_the_server(fresh_db: str, record_property: Any):
    async def play(port: int, made: Any) -> tuple[list[float], list[bytes]]:
        opened = await asyncio.gather(*(ask(port, listen_path("questions.board:1")) for _ in range(CLIENTS)))
        await asyncio.gather(*(until_changed(reader) for reader, _, _ in opened))
        began = time.perf_counter()

        async def heard(reader: Any) -> float:
            await until_changed(reader)
            return time.perf_counter() - began

        hearing = [asyncio.create_task(heard(reader)) for reader, _, _ in opened]
        await in_thread(lambda: tell("questions.board:1"))
        delays = await asyncio.gather(*hearing)
        made.should_exit = True
        rest = await asyncio.gather(*(asyncio.wait_for(reader.read(), 10) for reader, _, _ in opened))
        for _, writer, _ in opened:
            writer.close()
        return list(delays), list(rest)

    with running(url_of(fresh_db)) as made:
        delays, rest = asyncio.run(play(made.port, made))
    assert len(delays) == CLIENTS
    assert {part.rstrip() for part in rest} == {b"0"}  # the last, empty chunk: ended in order, not cut
    record_property("slowest_ms", round(max(delays) * 1000))
    print(f"slowest of {CLIENTS}: {max(delays) * 1000:.0f} ms")
