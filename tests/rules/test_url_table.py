"""Every named address × every role: the answer is the one in the table, and a refused attempt changes nothing.

The table is made of the files ``tests/rules/urls/<topic>.py``. Each holds ``ROWS``, a dict from the name of an
address (``console:people``) to a row:

- ``"roles"``: names of the roles that may open it; all others get 403, visitors are sent to sign in (302).
  ``"*"`` in the list means every signed-in person.
- ``"open"``: true when everybody may open it, signed in or not (instead of ``roles``).
- ``"ok"``: the status of those who may (default 200; 405 for an address that only takes forms, 404 where the object
  of the address does not exist in the test).
- ``"visitor"``: the status of visitors (default 302).
- ``"args"``: what the address is reversed with, as a dict; or a function without arguments that makes what is needed
  and returns that dict.
- ``"skip"``: a sentence saying why an address has no row of its own (tested elsewhere: say where).
"""

import importlib.util
import logging
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from factories.people import person, signed_in

from commonbeat.kernel import access

HERE = Path(__file__).parent / "urls"
# The log grows with refusals, and sessions with every request: both are meant to.
GROWING = ("audit_entry", "django_session", "access_opensession")


def _table() -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = {}
    for path in sorted(HERE.glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"url_rows_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        twice = {name for name in table.keys() & module.ROWS.keys() if table[name] != module.ROWS[name]}
        assert not twice, f"{path.name} contradicts another file about {sorted(twice)}"
        table |= module.ROWS
    return table


def _names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield f"{namespace}{one.name}" if one.name else f"unnamed address {namespace}{one.pattern}"
        else:
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from _names(one, inner)


TABLE = _table()


def _written() -> dict[str, tuple[int, int]]:
    """What this transaction wrote so far, by table: rows more than before, and every change."""
    query = "SELECT relname, n_tup_ins - n_tup_del, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows = cursor.fetchall()
    return {name: (more, changes) for name, more, changes in rows if not name.startswith(GROWING)}


def test_every_address_has_a_row():
    missing = sorted(set(_names(get_resolver())) - TABLE.keys())
    assert missing == [], (
        f"These addresses have no row in tests/rules/urls/: {', '.join(missing)}. "
        "Add one that says which roles may open them."
    )


def test_every_row_has_an_address():
    known = set(_names(get_resolver()))
    assert sorted(TABLE.keys() - known) == [], "These rows name addresses that do not exist any more."


def test_rows_name_known_roles():
    named = {role for row in TABLE.values() for role in row.get("roles", [])}
    assert named - access.roles().keys() - {"*"} == set()


CHECKED = sorted(name for name, row in TABLE.items() if "skip" not in row)
GROUPS = sorted({name.partition(":")[0] for name in CHECKED})


@pytest.fixture(scope="module")
def visitors(module_db: str) -> dict[str, Client]:
    """A browser for every role, one of somebody without a role, and one of a visitor; they came before any test."""
    people = {role: signed_in(person(role)) for role in access.roles()}
    return people | {"nobody": signed_in(person()), "visitor": Client()}


@pytest.fixture(autouse=True)
def _no_tracebacks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine thousand refusals are meant; their status is compared here, their tracebacks nobody reads."""
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)


@pytest.mark.django_db
@pytest.mark.parametrize("group", GROUPS)
def test_addresses_by_role(group: str, visitors: dict[str, Client]):
    """All addresses of one group with the same people; each address begins from the same rows and cookies."""
    cookies = {who: copy(client.cookies) for who, client in visitors.items()}
    wrong = {}
    for name in (one for one in CHECKED if one.partition(":")[0] == group):
        with transaction.atomic():
            if found := _faults(name, visitors):
                wrong[name] = found
            transaction.set_rollback(True)
        for who, client in visitors.items():
            client.cookies = copy(cookies[who])
    assert wrong == {}


def _faults(name: str, visitors: dict[str, Client]) -> list[str]:
    """What is wrong with one address; nothing for a good one."""
    row = TABLE[name]
    args = row.get("args", {})
    address = reverse(name, kwargs=args() if callable(args) else args)
    expected = _expected(row)
    before = _written()
    answered = {who: visitors[who].get(address).status_code for who in expected}
    found = [
        f"{who}: {answered[who]}, not {status}" for who, status in expected.items() if answered[who] != status
    ]

    refused = [who for who, status in expected.items() if status == 403]
    between = _written()
    tried = {who: visitors[who].post(address, {"reason": "x"}).status_code for who in refused}
    found += [f"{who} sends a form: {status}, not 403" for who, status in tried.items() if status != 403]
    after = _written()
    found += [
        f"opening it changes {table}" for table in after if after[table][0] != before.get(table, (0, 0))[0]
    ]
    found += [
        f"a refused form changes {table}" for table in after if after[table] != between.get(table, (0, 0))
    ]
    return found


def _expected(row: dict[str, Any]) -> dict[str, int]:
    """The status each visitor gets."""
    ok, roles = row.get("ok", 200), row.get("roles", [])
    if row.get("open"):
        # no role is asked for: a visitor, somebody without one, and one who holds one say it all
        return dict.fromkeys(("visitor", "nobody", "officer"), ok)
    may = set(access.roles()) if "*" in roles else set(roles)
    expected = {role: ok if role in may else 403 for role in access.roles()}
    return expected | {"nobody": ok if "*" in roles else 403, "visitor": row.get("visitor", 302)}
