"""Reading e-mail: people's words, whatever their program wraps around them, and machines told apart."""

import uuid
from email.message import EmailMessage

import pytest
from factories.letters import form, raw

from commonbeat.kernel.notify.letters import letter_of, letter_of_form, said_now

OURS = uuid.UUID("01a203bd-7abe-7b04-be9c-1c6956ed93e5")


def test_a_plain_message():
    letter = letter_of(raw("Why was\r\nElm Street closed?\n", Subject="Elm   Street"))
    assert (letter.sender, letter.name, letter.subject, letter.text, letter.automatic, letter.files) == (
        "rosa@example.org", "Rosa Díaz", "Elm Street", "Why was\nElm Street closed?", False, 0
    )  # fmt: skip
    assert letter.message_id.endswith("@mail.example.org>")


def test_the_parts_a_service_posts_say_the_same():
    letter = letter_of_form(form("¿Por qué?", **{"attachment-count": "2"}))
    assert (letter.sender, letter.name, letter.subject, letter.text, letter.files) == (
        "rosa@example.org", "Rosa Díaz", "Elm Street", "¿Por qué?", 2
    )  # fmt: skip
    whole = letter_of_form({"body-mime": raw("Hello", Subject="One").decode()})
    assert (whole.subject, whole.text) == ("One", "Hello")


def test_of_html_alone_the_words_are_read():
    message = EmailMessage()
    message["From"] = "rosa@example.org"
    message.set_content(
        "<html><head><title>x</title><style>p {}</style></head><body><p>Why &amp; when?</p><div>Rosa<br>D.</div>"
        "<script>alert(1)</script></body></html>",
        subtype="html",
    )
    assert letter_of(message.as_bytes()).text == "Why & when?\nRosa\nD."
    assert letter_of_form(form("", **{"body-html": "<p>One</p><p>Two</p>"})).text == "One\nTwo"


def test_of_both_the_plain_one_is_read_and_files_are_counted():
    message = EmailMessage()
    message["From"] = "rosa@example.org"
    message.set_content("Plain")
    message.add_alternative("<p>HTML</p>", subtype="html")
    message.add_attachment(b"x" * 10, maintype="image", subtype="jpeg", filename="a.jpg")
    letter = letter_of(message.as_bytes())
    assert (letter.text, letter.files) == ("Plain", 1)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "Yes, the red one.\n\nOn Mon, Mar 2, 2026 at 9:00 AM Police <a@b.c> wrote:\n> Which saw?\n",
            "Yes, the red one.",
        ),
        ("Sí.\n\nEl lun, 2 mar 2026, la policía <a@b.c> escribió:\n> ¿Cuál?", "Sí."),
        ("> Which saw?\nThe red one.\n> Anything else?\nNo.", "The red one.\nNo."),
        ("It is red.\n-- \nRosa Díaz\n12 Elm Street", "It is red."),
        ("It is red.\n-----Original Message-----\nFrom: Police", "It is red."),
        ("> only what was quoted", "> only what was quoted"),
        ("Two -- dashes\nstay", "Two -- dashes\nstay"),
        ("I ask this.\nOn Monday he wrote:\nleave!", "I ask this.\nOn Monday he wrote:\nleave!"),
        ("a\0b", "ab"),
        ("", ""),
    ],
)
def test_what_was_said_now(body: str, said: str):
    assert said_now(body) == said


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"Return_Path": "<>"}, {"List_Id": "<news.example.org>"},
        {"List_Unsubscribe": "<mailto:x@example.org>"}, {"X_Auto_Response_Suppress": "All"}, {"X_Spam_Flag": "YES"},
        {"sender": "MAILER-DAEMON@example.org"}, {"sender": "No Reply <no-reply@example.org>"},
        {"sender": "noreply+5@example.org"}, {"X_Mailgun_Sflag": "Yes"},
    ],
)  # fmt: skip
def test_machines_are_told_apart(headers: dict[str, str]):
    assert letter_of(raw(**headers)).automatic is True


def test_people_with_odd_names_are_no_machines():
    assert letter_of(raw(sender="postmasters@example.org")).automatic is False
    assert letter_of(raw(Auto_Submitted="no")).automatic is False


def test_which_of_our_messages_it_answers():
    other = uuid.uuid4()
    letter = letter_of(
        raw(In_Reply_To=f"<{OURS}@police.example.gov>", References=f"<x@y> <{other}@p> <{OURS}@p>")
    )
    assert letter.answers == (OURS, other)
    assert letter_of(raw()).answers == ()


@pytest.mark.parametrize("sender", ["", "Rosa", "rosa@", "<>", "undisclosed-recipients:;", "a b@c.d\n"])
def test_who_cannot_be_answered_is_no_letter(sender: str):
    assert letter_of_form(form(**{"from": sender})) is None


@pytest.mark.parametrize(
    "message",
    [
        b"", b"\0\xff\xfe", b"From: rosa@example.org\n\n\xff\xfe\x80", b"From: rosa@example.org\nSubject: =?x?q?y?=\n\nhi",
        b"From: rosa@example.org\nSubject: \xc3\xa9 \xff\n\nhi", b"From: =?utf-8?b?////?= <rosa@example.org>\n\nhi",
        b"From: rosa@example.org\nContent-Type: multipart/mixed; boundary=x\n\n--x\n",
        b"From: rosa@example.org\nContent-Type: text/plain; charset=nonsense\n\nhi",
        b"From: rosa@example.org\nContent-Type: multipart/alternative\n\nhi",
        b"From: rosa@example.org\nContent-Transfer-Encoding: base64\n\n!!!!", b"From: rosa@example.org\n" + b"X: y\n" * 5000,
    ],
)  # fmt: skip
def test_broken_mail_never_breaks_the_reader(message: bytes):
    letter = letter_of(message)
    if letter is not None:
        f"{letter.name}{letter.subject}{letter.text}{letter.message_id}".encode()


def test_a_broken_list_of_headers_is_as_none():
    for wrong in ("[", "{}", "[1, 2]", '[["a"]]', "null"):
        assert letter_of_form(form(**{"message-headers": wrong})).message_id == ""


def test_endless_text_is_read_to_a_limit():
    assert len(letter_of(raw("x " * 200_000)).text) <= 100_000
