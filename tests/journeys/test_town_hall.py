"""A town hall with two hundred people who text, a board that follows, and an evening after which nobody can be found."""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import psycopg
import pytest
from factories.people import person, signed_in
from factories.text_service import ACCOUNT, SENDER, TOKEN, TextService, signature
from journeys import steps
from kernel.live.conftest import running, url_of
from psycopg import sql

from commonbeat.community.questions import actions_hall, keys
from commonbeat.community.questions.models import HallQuestion, HallVoice, Question, TownHall
from commonbeat.kernel.database.binaries import installed
from commonbeat.kernel.database.urls import database_url, parse_url, with_login
from commonbeat.kernel.notify.actions import deliver
from commonbeat.kernel.notify.models import Message

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PEOPLE = 200
NUMBERS = [f"+1209644{n:04d}" for n in range(1000, 1000 + PEOPLE)]
ANY_NUMBER = re.compile(rb"209644[12]\d{3}")
HOME = Path(os.environ["COMMONBEAT_TEST_HOME"]) if "COMMONBEAT_TEST_HOME" in os.environ else None


@pytest.fixture
def evening(live: str, fresh_db: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A site, its live process, a text service, and a town hall on the calendar."""
    with TextService() as service, running(url_of(fresh_db)) as stream:
        settings.BASE_URL = live
        settings.LIVE_URL = f"http://127.0.0.1:{stream.port}/live/"
        directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        opened = {**directives, "connect-src": ["'self'", f"http://127.0.0.1:{stream.port}"]}
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": opened}
        for name, value in {
            "COMMONBEAT_SMS": "twilio",
            "COMMONBEAT_TWILIO_ACCOUNT": ACCOUNT,
            "COMMONBEAT_TWILIO_TOKEN": TOKEN,
            "COMMONBEAT_TWILIO_FROM": SENDER,
            "COMMONBEAT_TWILIO_URL": f"http://127.0.0.1:{service.port}",
        }.items():
            monkeypatch.setenv(name, value)
        host = person("pio")
        from django.utils import timezone

        hall = TownHall(
            slug="forum",
            title_en="Youth forum",
            title_es="Foro de jóvenes",
            place="Central High",
            starts_at=timezone.now(),
            keyword="FORUM",
            owner=host,
        )
        actions_hall.plan(hall, actor=host)
        yield live, service, host, hall, fresh_db
        keys.destroy(hall.pk)


def text(live: str, number: str, words: str, sid: str, token: str = TOKEN) -> tuple[int, str]:
    """A text message as the service posts it."""
    form = {"MessageSid": sid, "From": number, "To": SENDER, "Body": words}
    address = f"{live}/webhooks/sms/"
    signed = signature(address, form) if token == TOKEN else "bm90IHNpZ25lZA=="
    request = Request(address, urlencode(form).encode(), {"X-Twilio-Signature": signed})
    try:
        with urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except OSError as error:
        return getattr(error, "code", 0), ""


def crowd(live: str, words: Any, tag: str) -> list[tuple[int, str]]:
    """Everybody texts, eight at a time."""
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(text, live, number, words(n), f"{tag}{n}") for n, number in enumerate(NUMBERS)]
        return [job.result() for job in jobs]


def owner_login() -> tuple[str, str]:
    """Name and password of the owner."""
    owner = parse_url(database_url("owner"))
    return owner["USER"], owner["PASSWORD"]


def traces(name: str, home: Path) -> list[str]:
    """Where any of the numbers can be read: in a table, in a file of the home, in a backup of the database."""
    found = []
    whole = with_login(database_url("owner"), *owner_login(), name)  # some tables only their owner reads
    with psycopg.connect(whole) as connection:
        tables = [
            row[0]
            for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        for table in tables:
            with connection.cursor().copy(
                sql.SQL("COPY (SELECT * FROM {}) TO STDOUT").format(sql.Identifier(table))
            ) as copy:
                content = b"".join(copy)
            found += [f"table {table}"] * (ANY_NUMBER.search(content) is not None)
    server = parse_url(whole)
    login = {**os.environ, "PGPASSWORD": server["PASSWORD"]}
    dump = subprocess.run(
        [
            str(installed() / "pg_dump"), "--format=plain", "--enable-row-security", f"--host={server['HOST']}", f"--port={server['PORT']}",
            f"--username={server['USER']}", name,
        ],
        env=login, capture_output=True, check=False,
    )  # fmt: skip
    assert dump.returncode == 0, dump.stderr[-400:]
    found += ["backup"] * (ANY_NUMBER.search(dump.stdout) is not None)
    assert len(tables) > 40
    assert b"Why number 17" in dump.stdout  # the search itself works
    for path in home.rglob("*"):
        # The server's own folder belongs to other tests too; what is in this test's database was read above.
        if path.is_file() and "database" not in path.relative_to(home).parts:
            found += [f"file {path.name}"] * (ANY_NUMBER.search(path.read_bytes()) is not None)
    return found


def counted() -> tuple[int, int]:
    return steps.on_file(lambda: (HallQuestion.objects.count(), HallVoice.objects.count()))


def test_two_hundred_people_text_and_nobody_can_be_found_afterwards(
    evening: Any, open_page: Any, browser: Any, caplog: pytest.LogCaptureFixture
) -> None:
    live, service, host, hall, name = evening
    cookie = signed_in(host).cookies["sessionid"].value
    page = open_page(steps.DESK)
    page.set_default_timeout(120_000)  # two hundred texters and a browser share the machine
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live}])
    page.goto(f"{live}/console/questions/town-halls/forum/")
    steps.assert_accessible(page)
    page.get_by_role("button", name="Open the town hall").click()
    page.wait_for_url("**/board/")
    page.locator("[data-live-state=on]").wait_for()

    # Unsigned and replayed messages are refused.
    assert text(live, NUMBERS[0], "FORUM forged?", "forged", token="other")[0] == 403
    assert counted() == (0, 0)

    # Everybody asks; the board follows without being loaded again.
    page.evaluate("window.stillHere = true")
    answers = crowd(
        live, lambda n: f"FORUM Why number {n}?" if n % 4 else f"FORUM ¿Por qué el número {n}?", "ask"
    )
    assert {status for status, _ in answers} == {200}
    assert "Thank you. Your question is number" in answers[1][1]
    assert "Gracias. Su pregunta es la número" in answers[0][1]
    assert text(live, NUMBERS[0], "FORUM ¿Por qué el número 0?", "ask0")[0] == 409
    assert counted() == (PEOPLE, PEOPLE)
    page.get_by_text("200 wait for a look").wait_for(timeout=60_000)
    assert page.locator("#q1").count() == 1
    assert page.evaluate("window.stillHere") is True
    steps.assert_accessible(page)
    steps.assert_fits(page)

    # A question goes from the queue to the stage; everybody votes for it; the screen in the hall follows.
    stage = open_page(steps.DESK)
    stage.goto(f"{live}/town-hall/forum/stage/")
    stage.locator("[data-live-state=on]").wait_for()
    steps.assert_accessible(stage)
    page.get_by_role("button", name="Approve 18", exact=True).click()
    page.get_by_role("button", name="On stage 18", exact=True).wait_for()
    asked = steps.on_file(lambda: HallQuestion.objects.get(number=18).text)
    votes = crowd(live, lambda n: "VOTE 18" if n % 2 else "Voto 18", "vote")
    assert {status for status, _ in votes} == {200}
    assert text(live, NUMBERS[5], "vote 18", "again")[1].count("It counts once") == 1
    page.get_by_text(f"{PEOPLE} votes").wait_for(timeout=60_000)
    page.get_by_role("button", name="On stage 18", exact=True).click()
    stage.get_by_text(asked).wait_for(timeout=60_000)
    assert stage.get_by_text("Why number 17").count() in (0, 1)

    # The answer is texted back under the key.
    page.get_by_role("button", name="Answered 18", exact=True).wait_for()
    page.locator("#q18 summary").click()
    page.get_by_label("Answer in English, texted back").fill("Because of the works.")
    page.get_by_role("button", name="Answered, with these words").click()
    page.get_by_text("Because of the works.").wait_for()

    def send_all() -> list[str]:
        for message in Message.objects.filter(channel="sms"):
            deliver(message.pk)
        return list(Message.objects.filter(channel="sms").values_list("state", flat=True))

    assert steps.on_file(send_all) == ["sent"]
    assert service.texts[0]["To"] in NUMBERS
    assert "Because of the works." in service.texts[0]["Body"]

    # The evening is over.
    page.goto(f"{live}/console/questions/town-halls/forum/")
    page.get_by_role("button", name="Close and destroy the key").click()
    page.get_by_role("heading", name="Please check what you entered").wait_for()
    steps.assert_accessible(page)
    page.locator("label", has_text="I know that the key is destroyed now").click()
    page.get_by_role("button", name="Close and destroy the key").click()
    page.get_by_text("The key was destroyed").first.wait_for()
    steps.assert_accessible(page)
    assert not keys.lives(hall.pk)
    assert counted() == (PEOPLE, 0)
    assert steps.on_file(Question.objects.count) == PEOPLE - 1
    assert HOME is not None
    assert steps.on_file(lambda: traces(name, HOME)) == []
    assert not any(number[2:] in caplog.text for number in NUMBERS)

    # Everybody can read that it was destroyed, and which key it was.
    public = open_page(steps.PHONE)
    public.goto(f"{live}/town-hall/forum/")
    public.get_by_text("The key of this evening was destroyed").wait_for()
    fingerprint = steps.on_file(lambda: TownHall.objects.get().key_fingerprint)
    assert fingerprint in public.inner_text("main")
    steps.assert_accessible(public)
    steps.assert_fits(public)
    assert text(live, NUMBERS[3], "FORUM too late?", "late")[1].count("over") == 1


@pytest.mark.parametrize("size", [steps.PHONE, steps.DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_visitor_asks_and_votes_on_the_web(evening: Any, open_page: Any, size: Any, script: bool) -> None:
    live, _service, host, hall, _name = evening
    steps.on_file(lambda: actions_hall.open_hall(hall, actor=host))

    def put(words: str) -> None:
        question, _ = actions_hall.ask(TownHall.objects.get(), text=words, language="en")
        actions_hall.moderate(question, "approve", actor=host)

    steps.on_file(lambda: put("<b>Why</b> so loud?"))
    page = open_page(size, java_script_enabled=script)
    page.goto(f"{live}/es/town-hall/forum/")
    assert page.get_attribute("html", "lang") == "es"
    page.get_by_label("Su pregunta").fill("¿Cuándo abre el parque?")
    page.get_by_role("button", name="Enviar mi pregunta").click()
    page.get_by_role("heading", name="El panel tiene su pregunta").wait_for()
    page.get_by_role("link", name="Volver a la reunión").click()
    page.get_by_role("button", name="Yo también quiero saberlo").click()
    page.get_by_text("Su voto por la pregunta 1 cuenta").wait_for()
    page.get_by_role("button", name="Yo también quiero saberlo").click()
    page.get_by_text("ya votó por la pregunta 1").wait_for()
    assert steps.on_file(lambda: HallQuestion.objects.get(number=1).votes) == 1
    assert page.get_by_text("<b>Why</b> so loud?").count() == 1
    names = {one["name"] for one in page.context.cookies()}
    assert names <= {"csrftoken", "hall-forum"}
    if script:
        steps.assert_accessible(page)
    steps.assert_fits(page)
