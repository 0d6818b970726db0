"""What the kernel does for every record, done for one behind a wall: clocks, messages, answers, files, disposal."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import AppConfig, apps
from django.db.models import F, QuerySet
from django.test import RequestFactory
from django.utils import timezone
from factories import retention as keep
from factories.letters import raw
from factories.people import person as somebody
from factories.pictures import picture

from commonbeat.kernel import attachments, audit, clocks, contact
from commonbeat.kernel.access.roles import Role, register_roles, roles
from commonbeat.kernel.attachments.models import Attachment
from commonbeat.kernel.audit import events
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.clocks import ClockLate
from commonbeat.kernel.clocks import declare as clock_kinds
from commonbeat.kernel.clocks.jobs import look as look_at_clocks
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.contact import CaseShown, cases, links
from commonbeat.kernel.contact.answering import OTHER_ADDRESS, heard_by_mail
from commonbeat.kernel.contact.models import Conversation, Party, Utterance
from commonbeat.kernel.notify import actions as outbox
from commonbeat.kernel.notify.letters import letter_of
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.retention import RetentionRule, batches, declare, executing, holds, schedule
from commonbeat.kernel.retention.models import Batch, Item
from commonbeat.kernel.walls import Purpose, looking, register_purpose
from commonbeat.kernel.workflow import MoveRefused

RESIDENT = audit.Actor("resident")
SECRET = "He drank on duty."
LABEL = "walls_tests.Dossier"


def model() -> Any:
    """The protected model of these tests."""
    return apps.all_models["walls_tests"]["dossier"]


def over() -> QuerySet[Any]:
    """Every dossier, counted from the moment it came in."""
    return model().objects.within_look().annotate(counted=F("received"))  # type: ignore[no-any-return]


def shown(conversation: Conversation) -> CaseShown:
    """What the tracking page draws, read from the protected row."""
    one = model().objects.within_look().get(pk=conversation.subject_id)
    return CaseShown(one.number, "Dossier", one.text, "open", "We read it.")


RULE = RetentionRule(
    name="tests.dossiers", title="Dossiers", model=LABEL, authority="Penal Code 832.5(b)", years=5, least=5,
    counted_from="the day it came in", rows=over, began="received", process="retention.batch",
    purpose="dossier_retention", parts=lambda one: (one, *one.pages.within_look()),
)  # fmt: skip


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files and mail of the test's own."""
    settings.COMMONBEAT_HOME = tmp_path
    monkeypatch.setenv("COMMONBEAT_MAIL", "file")
    return tmp_path


@pytest.fixture
def known(
    wall: None, owner_connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Dossiers as a topic's own: a promise, a conversation, a rule of retention and the guard of such a table."""
    here = type("Here", (), {"__path__": [str(Path(__file__).parent)]})
    topic = AppConfig("walls_tests", here)
    topic.models, topic.apps = apps.all_models["walls_tests"], apps
    monkeypatch.setitem(apps.app_configs, "walls_tests", topic)
    apps.clear_cache()
    owner_connection.execute(
        "CREATE TRIGGER tests_disposed BEFORE DELETE ON tests_dossier "
        f"FOR EACH ROW EXECUTE FUNCTION retention_guard('{LABEL}')"
    )
    for holder in (cases, clock_kinds):
        monkeypatch.setattr(holder, "_kinds", dict(holder._kinds))
    monkeypatch.setattr(declare, "_rules", dict(declare._rules))
    register_purpose(Purpose("dossier_retention", "Retention", ("dossiers",), False, "tests.audit"))
    cases.register_case_kind("dossier", "Dossier", shown, purpose="dossier_party")
    clocks.register_clock(
        clocks.ClockKind("tests.dossier", "Dossier", "In a day.", clocks.hours(24), public=False)
    )
    declare.register_rule(RULE)
    yield
    monkeypatch.undo()
    apps.clear_cache()


@pytest.fixture
def opened(known: None, house: Any) -> contact.Opened:
    """The conversation of D-2, told by e-mail, with something said in it."""
    with looking(RESIDENT, "dossier_party", case=house.two, writing=True):
        one = model().objects.within_look().get(pk=house.two)
        made = contact.open_conversation(
            one, kind="dossier", language="en", name="Rosa Díaz", email="rosa@example.org", wants="email"
        )
        contact.say(made.conversation, actor=RESIDENT, text=SECRET, by="resident")
        contact.tell(made.conversation)
    return made


def delivered() -> Message:
    """The message that waits, a minute later, as the worker sends it."""
    message = Message.objects.get(state="queued")
    Message.objects.filter(pk=message.pk).update(next_try_at=timezone.now())
    sent = outbox.deliver(message.pk)
    assert sent is not None
    return sent


def said(house: Any) -> list[tuple[str, bool, str]]:
    """What stands in the conversation of D-2."""
    with looking(audit.SYSTEM, "dossier_work", case=house.two):
        return list(Utterance.objects.values_list("by", "internal", "text"))


def test_a_clock_goes_late_and_only_who_sees_the_case_sees_it(
    known: None, house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[ClockLate] = []
    events.subscribe(ClockLate, heard.append)
    with looking(audit.SYSTEM, "dossier_work", case=house.two, writing=True):
        clock = clocks.start("tests.dossier", model().objects.within_look().get())
    later = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr(timezone, "now", lambda: later)
    look_at_clocks()
    look_at_clocks()
    events.unsubscribe(ClockLate, heard.append)
    assert [one.clock_id for one in heard] == [str(clock.pk)]
    assert (Clock.objects.count(), clocks.late(["tests.dossier"]).count()) == (0, 0)
    with looking(house.commander, "dossier_work", case=house.two):
        assert [one.late_at for one in clocks.late(["tests.dossier"])] == [later]
    with looking(house.commander, "dossier_work", case=house.one):
        assert clocks.late(["tests.dossier"]).count() == 0


def test_a_message_goes_out_with_no_content(opened: contact.Opened, home: Path) -> None:
    sent = delivered()
    assert (sent.state, sent.error) == ("sent", "")
    mail = message_from_bytes((home / "outbox" / f"{sent.pk}.eml").read_bytes(), policy=policy.default)
    assert mail["To"] == "rosa@example.org"
    assert "There is news about your case." in mail.get_content()
    for private in (SECRET, "Rosa", "D-2", "ossier", opened.code):
        assert private not in mail.as_string()
    token = mail.get_content().split("/track/link/")[1].split("/")[0]
    assert links.open_link(token, request=RequestFactory().post("/")) == opened.conversation


def test_whoever_has_the_code_sees_the_case_and_nobody_else_its_words(
    opened: contact.Opened, house: Any
) -> None:
    assert [one.objects.count() for one in (Conversation, Party, Utterance)] == [0, 0, 0]
    found = contact.by_code(opened.code, request=RequestFactory().post("/"))
    assert found is not None
    with contact.proved(found):
        assert contact.shown(found).number == "D-2"
        contact.say(found, actor=RESIDENT, text="And again.", by="resident")
        assert [one.text for one in contact.utterances(found)] == [SECRET, "And again."]
    row = AuditEntry.objects.filter(action="walls.looked").first()
    assert (row.actor_kind, row.actor_id, row.purpose, row.case_ref) == (
        "resident", "", "dossier_party", str(house.two),
    )  # fmt: skip


def answer(text: str, sender: str = "ROSA@example.org") -> Any:
    """An e-mail that answers the message we sent."""
    ours = Message.objects.get()
    return letter_of(raw(text, sender=sender, In_Reply_To=f"<{ours.pk}@police.example.gov>"))


def test_an_answer_by_mail_is_the_residents_next_word(opened: contact.Opened, house: Any) -> None:
    assert heard_by_mail(answer("On Thursday.")) is True
    assert said(house)[-1] == ("resident", False, "On Thursday.")
    with looking(audit.SYSTEM, "dossier_work", case=house.two):
        assert Conversation.objects.get().unread_by_department is True


def test_an_answer_from_elsewhere_stays_behind_the_wall(opened: contact.Opened, house: Any) -> None:
    assert heard_by_mail(answer("My other address.", sender="rosa2@example.org")) is True
    assert said(house)[-1] == ("department", True, f"{OTHER_ADDRESS}\n\nMy other address.")


def test_an_answer_to_a_closed_case_does_not_become_a_question(opened: contact.Opened, house: Any) -> None:
    with looking(audit.SYSTEM, "dossier_work", case=house.two, writing=True):
        contact.close(opened.conversation, actor=audit.SYSTEM)
    assert heard_by_mail(answer("One more thing.")) is True
    assert said(house)[-1] == ("resident", False, "One more thing.")


def test_files_of_a_message_are_behind_the_wall_and_loose_ones_are_swept(
    opened: contact.Opened, house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        attachments.take(picture(), policy="contact.reply", actor=RESIDENT, name="yard.jpg")
    kept, loose = Attachment.objects.order_by("taken_at")
    with contact.proved(opened.conversation):
        attachments.attach(kept, contact.utterances(opened.conversation).get())
    assert [one.pk for one in Attachment.objects.all()] == [loose.pk]
    assert Attachment.objects.filter(pk=kept.pk).update(name="x") == 0
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    attachments.sweeping.sweep()
    assert Attachment.objects.count() == 0
    with looking(house.commander, "dossier_work", case=house.two):
        assert [one.pk for one in Attachment.objects.all()] == [kept.pk]
    with looking(house.commander, "dossier_work", case=house.one):
        assert Attachment.objects.count() == 0


@pytest.fixture
def reviewers(known: None) -> tuple[Any, Any, Any]:
    """Two people who may see what is proposed, and a clerk who may not."""
    made = dict(roles())
    for name in ("records", "command"):
        held = made[name].capabilities | {"tests.audit", "tests.plain", "tests.chief"}
        made[f"{name}_walled"] = Role(f"{name}_walled", name, held)
    register_roles(made)
    return somebody("records_walled"), somebody("command_walled"), somebody("records")


def test_disposal_takes_two_people_who_see_every_record(
    opened: contact.Opened,
    house: Any,
    reviewers: tuple[Any, Any, Any],
    owner_connection: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
    home: Path,
) -> None:
    reviewer, approver, clerk = reviewers
    with looking(audit.SYSTEM, "dossier_work", case=house.two, writing=True):
        one = model().objects.within_look().get()
        clocks.start("tests.dossier", one)
        clocks.stop("tests.dossier", one)
    assert batches.propose() is None
    keep.years_later(monkeypatch, 5)
    hold = holds.place(
        actor=clerk, why="litigation", authority="26-CV-1", reason="a suit", kind=LABEL, number="D-3"
    )
    assert holds.covered(hold) is None
    assert schedule.counted(RULE) == (3, 1)
    batch = batches.propose()
    assert batch is not None
    assert list(batch.items.values_list("number", "last_state")) == [("D-1", ""), ("D-2", "")]
    assert batches.propose() is None
    with pytest.raises(MoveRefused, match="may not see"):
        batches.review(batch, actor=clerk)
    with pytest.raises(MoveRefused, match="may not see"):
        batches.take_out(batch.items.first(), actor=clerk, reason="keep it")
    batches.review(batch, actor=reviewer)
    batches.approve(batch, actor=approver, reason=keep.AUTHORITY)
    executing.execute(batch.pk)
    assert keep.outcomes(batch) == {"D-1": "disposed", "D-2": "disposed"}
    assert Batch.objects.get().state == "done"
    assert Item.objects.filter(subject_id=None).count() == 2
    left = owner_connection.execute(
        "SELECT (SELECT array_agg(number) FROM tests_dossier), (SELECT count(*) FROM contact_utterance), "
        "(SELECT count(*) FROM contact_party), (SELECT count(*) FROM clocks_clock), "
        "(SELECT count(*) FROM walls_subject WHERE case_id = ANY(%s))",
        [[house.one, house.two]],
    ).fetchone()
    assert left == (["D-3"], 0, 0, 0, 0)
    found = contact.by_code(opened.code, request=RequestFactory().post("/"))
    assert found is not None
    with contact.proved(found):
        assert contact.shown(found).number == "D-2"


def test_what_is_proposed_is_not_named_to_who_may_not_see_it(
    house: Any, reviewers: tuple[Any, Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from commonbeat.kernel.retention.walled import seen_by

    keep.years_later(monkeypatch, 5)
    batch = batches.propose()
    assert batch is not None
    items = list(batch.items.all())
    reviewer, _approver, clerk = reviewers
    assert seen_by(clerk, items) == set()
    assert seen_by(reviewer, items) == {one.pk for one in items}
    assert len(items) == 3


def test_ordinary_records_go_their_own_way(
    house: Any, reviewers: tuple[Any, Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch of protected records keeps no other batch waiting."""
    keep.years_later(monkeypatch, 5)
    assert batches.propose() is not None
    other = RetentionRule(
        name="tests.pages", title="Accounts", model="accounts.User", authority="Test", years=1, least=1,
        counted_from="x", rows=_accounts, began="created_at", process="retention.batch",
    )  # fmt: skip
    declare.register_rule(other)
    made = batches.propose()
    assert made is not None
    assert set(made.items.values_list("rule", flat=True)) == {"tests.pages"}


def _accounts() -> QuerySet[Any]:
    from commonbeat.kernel.accounts.models import User

    rows = User.objects.annotate(counted=F("created_at"), number=F("name"))
    return rows.filter(name="ana")


def test_a_protected_rule_offers_nothing_to_count_by() -> None:
    with pytest.raises(ValueError, match="protected"):
        RetentionRule(**{**RULE.__dict__, "criteria": (("about", "Officer"),)})
