"""A mail server pipes a message in."""

import pytest
import typer
from django.db import OperationalError
from factories.letters import raw
from typer.testing import CliRunner

from commonbeat.community.questions.models import Question
from commonbeat.front.cli import receiving
from commonbeat.kernel.notify import inbound_mail

pytestmark = pytest.mark.django_db


def run(message: bytes):
    app = typer.Typer()
    app.callback()(lambda: None)
    receiving.register(app)
    return CliRunner().invoke(app, ["receive-mail"], input=message)


def test_a_message_becomes_a_question_once():
    message = raw("Why was Elm Street closed?")
    assert [run(message).output for _ in range(2)] == ["taken\n", "again\n"]
    assert Question.objects.count() == 1


def test_what_nobody_can_answer_is_said_and_not_kept():
    assert run(b"no header at all").output == "nobody\n"
    assert run(raw(Auto_Submitted="auto-replied")).output == "automatic\n"
    assert Question.objects.count() == 0


def test_without_a_database_the_mail_server_keeps_it(monkeypatch):
    def broken(letter) -> bool:
        raise OperationalError("gone")

    monkeypatch.setattr(inbound_mail, "_handlers", [broken])
    done = run(raw())
    assert (done.exit_code, done.stderr) == (
        75,
        "The database cannot be used now; the message was not taken.\n",
    )


def test_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(receiving, "MOST_BYTES", 100)
    assert run(raw("x" * 200)).exit_code == 1
