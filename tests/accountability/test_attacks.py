"""Written as those who must not see a complaint: the officer it is about, an administrator with SQL, a stolen password.

The case is a real one with every part the topics of this room know, committed in a database of its own. Nothing that is
in one of its rows may come back: no row, no count, no word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from factories import complaints as make
from factories.complaints import person
from factories.people import signed_in

from commonbeat.accountability.complaints import actions, actions_case, doing, writing
from commonbeat.front.roles import ROLES
from commonbeat.kernel import audit, contact, walls
from commonbeat.kernel.access.actions import grant_role, revoke_role
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.database.urls import database_url
from commonbeat.kernel.walls.bases import Protected
from commonbeat.kernel.walls.claims import Claims
from commonbeat.kernel.walls.keys import Key

MARK = "Zyxmark"
"""A word that stands in every text of the case and nowhere else."""
SHORT_OF_INVESTIGATOR = sorted(set(ROLES) - {"ia_investigator", "oversight"})
TABLES = sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, Protected))
SHARED = {
    "workflow_move": "subject_id = %(case)s", "clocks_clock": "subject_id = %(case)s",
    "contact_conversation": "subject_id = %(case)s", "contact_utterance": f"text LIKE '%%{MARK}%%'",
    "contact_party": f"name LIKE '%%{MARK}%%'", "walls_grant": "case_id = %(case)s", "walls_recusal": "case_id = %(case)s",
}  # fmt: skip


@pytest.fixture(scope="module")
def case(module_db: str) -> Any:
    """A complaint with all its parts, about an officer who can sign in: id, officer's account and code."""
    boss, lead, chief = make.commander(), person("ia_investigator"), person("chief")
    officer = make.officer_with_account("Quorl, Vex", "8123")
    done = make.in_review(
        "sustained", lead=lead, by=boss, who=officer, code="dishonesty", place=f"{MARK} Avenue",
        text=f"{MARK} lied in the report.", officers=(f"{MARK} tall",), channel="web",
    )  # fmt: skip
    pk = done.complaint_id
    actions_case.add_note(pk, actor=lead, text=f"{MARK} note")
    earlier = make.taken(text="Told before.").number
    actions_case.ask_conversion(pk, actor=boss, to="duplicate", same_as=earlier, reason=f"{MARK} reason")
    writing.send(pk, actor=boss, name="delay", text=f"{MARK} letter")
    with walls.looking(actions.RESIDENT, "complaint_code", case=pk, writing=True):
        conversation = contact.conversation_of(make.Complaint.objects.within_look().get())
        assert conversation is not None
        contact.say(conversation, actor=actions.RESIDENT, text=f"{MARK} answer", by="resident")
    assert chief
    person("administrator")  # the last one cannot lose the role
    return pk, officer.account, done


def _connected(role: str, name: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url(role), dbname=name, autocommit=True) as made:
        yield made


@pytest.fixture
def as_app(module_db: str) -> Iterator[psycopg.Connection]:
    """The app role's password without the web process's signing key."""
    yield from _connected("app", module_db)


@pytest.fixture
def as_read(module_db: str) -> Iterator[psycopg.Connection]:
    """The read role, as a curious administrator has it."""
    yield from _connected("read", module_db)


@pytest.fixture
def as_owner(module_db: str) -> Iterator[psycopg.Connection]:
    """The owner, to see what is really there."""
    yield from _connected("owner", module_db)


def test_the_case_has_rows_to_find(case: Any, as_owner: psycopg.Connection) -> None:
    """Without this, the tests below would find nothing because there is nothing."""
    empty = [
        name for name in ("complaint", "allegation", "officer", "finding", "note", "letter", "conversionrequest")
        if as_owner.execute(f"SELECT count(*) FROM complaints_{name}").fetchone() == (0,)
    ]  # fmt: skip
    assert empty == []
    for table, where in SHARED.items():
        if table != "contact_party":
            (found,) = as_owner.execute(
                f"SELECT count(*) FROM {table} WHERE {where}", {"case": case[0]}
            ).fetchone() or (0,)
            assert found > 0, table


def test_the_app_role_without_the_key_sees_nothing(case: Any, as_app: psycopg.Connection) -> None:
    assert TABLES
    seen = {table: as_app.execute(f"SELECT count(*) FROM {table}").fetchone() for table in TABLES}
    assert {table for table, found in seen.items() if found != (0,)} == set()
    for table, where in SHARED.items():
        found = as_app.execute(f"SELECT count(*) FROM {table} WHERE {where}", {"case": case[0]}).fetchone()
        assert found == (0,), table


def test_a_guessed_key_opens_nothing(case: Any, as_app: psycopg.Connection) -> None:
    every = {"complaints": (frozenset({"internal", "outside"}),) * 2}
    with as_app.transaction():
        (tx,) = as_app.execute("SELECT pg_current_xact_id()::text").fetchone() or ("0",)
        claims = Claims(int(tx), labels=every, writing=True)
        name = str(connection.settings_dict["NAME"])
        as_app.execute(
            "SELECT set_config('commonbeat.walls', %s, true)", [Key(b"guess").signed(claims.payload(name))]
        )
        assert as_app.execute("SELECT count(*) FROM complaints_complaint").fetchone() == (0,)


def test_the_app_role_without_the_key_changes_nothing(
    case: Any, as_app: psycopg.Connection, as_owner: psycopg.Connection
) -> None:
    pk = case[0]
    assert as_app.execute("UPDATE complaints_complaint SET label = 'internal'").rowcount == 0
    assert as_app.execute("DELETE FROM complaints_officer").rowcount == 0
    with pytest.raises(psycopg.Error):
        as_app.execute(
            "INSERT INTO walls_grant (id, kind, case_id, account_id, role, given_at, reason, revoke_reason)"
            " SELECT gen_random_uuid(), 'complaints', %s, id, 'investigator', now(), 'x', '' FROM accounts_user LIMIT 1",
            [pk],
        )
    assert as_owner.execute("SELECT count(*) FROM complaints_officer").fetchone() != (0,)


def test_the_read_role_has_no_right_to_any_of_it(case: Any, as_read: psycopg.Connection) -> None:
    for table in TABLES:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_read.execute(f"SELECT count(*) FROM {table}")
    pk = case[0]
    rows = as_read.execute(
        "SELECT count(*) FROM audit_entry WHERE case_ref = %s OR object_id = %s OR details::text LIKE %s",
        [str(pk), str(pk), f"%{pk}%"],
    ).fetchone()
    assert rows == (0,)


def test_the_subject_finds_nothing_with_any_one_role_more(case: Any) -> None:
    """Every list, search, export, count and page of the room, opened by the officer the case is about."""
    pk, account, done = case
    for role in SHORT_OF_INVESTIGATOR:
        if role != "officer":
            grant_role(actor=audit.SYSTEM, user=account, role=role, reason="For a test.")
        _nothing_comes_back(signed_in(account), pk, done)
        if role != "officer":
            revoke_role(actor=audit.SYSTEM, user=account, role=role, reason="For a test.")


def test_the_subject_finds_nothing_with_every_role_short_of_investigator(case: Any) -> None:
    pk, account, done = case
    for role in set(SHORT_OF_INVESTIGATOR) - {"officer"}:
        grant_role(actor=audit.SYSTEM, user=account, role=role, reason="For a test.")
    browser = signed_in(account)
    # who signs out or is sent elsewhere sees nothing any more, which would prove nothing
    pages = [
        name
        for name in _every_page()
        if "sign" not in name and "log" not in name.partition(":")[2] and "leave" not in name
    ]
    assert len(pages) > 80
    _nothing_comes_back(browser, pk, done, [*LISTS, *pages])
    _nothing_is_told_apart(browser, pk)
    for one in doing.DOINGS:
        address = reverse(f"complaints:{one.name}", args=[pk])
        assert browser.post(address, {f"{one.name}-reason": "x"}).status_code in (403, 404), one.name
    # the log holds the addresses they typed themselves, and no word of what is behind them
    text = browser.get(reverse("console:audit")).content.decode()
    assert [word for word in (MARK, done.number) if word in text] == []
    with walls.looking(audit.SYSTEM, "complaint_work", case=pk):
        assert make.Complaint.objects.within_look().get().state == "command_review"


LISTS = ("complaints:list", "console:audit")
"""What every role is tried on; the last test tries every page there is."""


def _every_page() -> list[str]:
    """Names of all addresses that take nothing."""
    found = []
    for name in _names(get_resolver()):
        with suppress(NoReverseMatch):
            reverse(name)
            found.append(name)
    return sorted(set(found))


def _names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield f"{namespace}{one.name}"
        else:
            yield from _names(one, f"{namespace}{one.namespace}:" if one.namespace else namespace)


def _nothing_comes_back(browser: Client, pk: Any, done: Any, pages: Iterable[str] = LISTS) -> None:
    """No page says a word of the case, and a page that does not exist answers the same as one that does."""
    secrets = (MARK, done.number, str(pk))
    queries = ("", f"?q={MARK}", f"?q=8123&only=late&object_id={pk}&case={pk}")
    tried = [(page, query) for page in pages for query in (queries if page in LISTS else queries[:2])]
    for name, query in tried:
        answer = browser.get(reverse(name) + query)
        if not answer.streaming:
            text = answer.content.decode(errors="replace")
            asked = [word for word in secrets if word in query]
            assert [word for word in secrets if word in text and word not in asked] == [], (name, query)


def _nothing_is_told_apart(browser: Client, pk: Any) -> None:
    """A case that is there answers as one that is not."""
    nowhere = "00000000-0000-0000-0000-00000000000a"
    for name in ("complaints:detail", "complaints:who", "complaints:letter"):
        there, none = (browser.get(reverse(name, args=[one])) for one in (pk, nowhere))
        assert (there.status_code, len(there.content)) == (none.status_code, len(none.content)), name
        assert there.status_code in (403, 404)


@pytest.mark.parametrize("typed", ["the number", "another number"])
def test_who_is_recused_learns_nothing_by_asking_for_an_emergency(db: None, typed: str) -> None:
    """Whether a number is that of a case about oneself or of none at all: the same answer, page and log."""
    about = make.officer_with_account("Quorl, Vex", "8123", "ia_investigator")
    done = make.assigned()
    make.accused(done.complaint_id, about, make.commander())
    number = {"the number": done.number, "another number": "PC26-9ZZZ99"}[typed]
    client = signed_in(about.account)
    client.get(reverse("complaints:emergencies"))
    before = AuditEntry.objects.latest("seq").seq
    given = {"number": number, "reason": "A threat.", "hours": "2"}
    answer = client.post(reverse("complaints:emergencies"), given, follow=True)
    said = [str(one) for one in answer.context["messages"]]
    shape = [
        (one.actor_kind, one.action, one.object_kind, one.outcome, sorted(one.details), bool(one.case_ref))
        for one in AuditEntry.objects.filter(seq__gt=before, actor_id=str(about.account.pk)).order_by("seq")
    ]
    assert (answer.status_code, [code for _where, code in answer.redirect_chain], said) == (
        200, [302], ["Asked. If there is such a case, another person has an hour to consent."],
    )  # fmt: skip
    assert shape == [("user", "walls.emergency_asked", "complaints", "done", ["hours"], True)]
    assert client.get(reverse("complaints:detail", args=[done.complaint_id])).status_code == 404
