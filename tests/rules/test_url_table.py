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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from factories.people import person, signed_in

from commonbeat.kernel import access

HERE = Path(__file__).parent / "urls"
# The log grows with refusals, and sessions with every request: both are meant to.
GROWING = {"audit_entry", "django_session", "access_opensession"}


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


def _row_counts() -> dict[str, int]:
    there = set(connection.introspection.table_names()) - GROWING
    models = {model._meta.db_table: model for model in apps.get_models()}
    return {name: models[name]._base_manager.count() for name in sorted(there & models.keys())}


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


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """Eleven accounts for each address: hashing their passwords slowly would be most of the work."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


CHECKED = sorted(name for name, row in TABLE.items() if "skip" not in row)


@pytest.mark.django_db
@pytest.mark.parametrize("name", CHECKED)
def test_address_by_role(name: str):
    row = TABLE[name]
    args = row.get("args", {})
    address = reverse(name, kwargs=args() if callable(args) else args)
    ok = row.get("ok", 200)
    roles = row.get("roles", [])
    people = {role: person(role) for role in access.roles()}
    nobody = person()

    if row.get("open"):
        expected = {"visitor": ok, "nobody": ok, **dict.fromkeys(people, ok)}
    else:
        may = set(people) if "*" in roles else set(roles)
        expected = {role: ok if role in may else 403 for role in people}
        expected["nobody"] = ok if "*" in roles else 403
        expected["visitor"] = row.get("visitor", 302)

    clients = {"visitor": Client(), "nobody": signed_in(nobody)}
    clients |= {role: signed_in(user) for role, user in people.items()}
    before = _row_counts()
    answered = {who: client.get(address).status_code for who, client in clients.items()}
    assert answered == expected

    refused = [who for who, status in expected.items() if status == 403]
    tried = {who: clients[who].post(address, {"reason": "x"}).status_code for who in refused}
    assert tried == dict.fromkeys(refused, 403)
    assert _row_counts() == before
