"""Addresses of the database, one for each role.

A server of one's own is named by three variables; without them the embedded server of this home is meant.
"""

import os
from typing import Any, Literal, cast
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from commonbeat.kernel.database.errors import DatabaseTrouble
from commonbeat.kernel.database.home import secret
from commonbeat.kernel.database.place import PORT, known_place

Role = Literal["owner", "app", "read"]
VARIABLES: dict[str, str] = {
    "owner": "DATABASE_OWNER_URL",
    "app": "DATABASE_URL",
    "read": "DATABASE_READ_URL",
}
ROLE_NAMES: dict[str, str] = {"owner": "cb_owner", "app": "cb_app", "read": "cb_read", "super": "cb_super"}
DATABASE = "commonbeat"


def is_embedded() -> bool:
    """Whether our own server is used: no ``DATABASE_URL`` is set."""
    return not os.environ.get(VARIABLES["app"])


def database_url(role: Role = "app") -> str:
    """The address this process uses as ``role``.

    Args:
        role: ``owner`` (migrations), ``app`` (web, worker, command line) or ``read`` (exports).

    Raises:
        DatabaseTrouble: ``DATABASE_URL`` is set (a server of one's own), but this role's variable is not.
    """
    variable = VARIABLES[role]
    given = os.environ.get(variable)
    if given:
        return given
    if not is_embedded():
        raise DatabaseTrouble(
            f"DATABASE_URL is set but {variable} is not. "
            "`commonbeat database prepare --superuser-url …` makes the roles and prints all three addresses."
        )
    return embedded_url(role)


def embedded_url(role: str, database: str = DATABASE) -> str:
    """The address of this home's own server, for ``owner``, ``app``, ``read`` or ``super``."""
    return socket_url(ROLE_NAMES[role], secret(role), str(known_place().socket), PORT, database)


def socket_url(user: str, password: str, folder: str, port: int, database: str) -> str:
    """A ``postgresql://`` address that goes through a unix socket in ``folder``."""
    return f"postgresql://{user}:{quote(password, safe='')}@/{database}?host={quote(folder)}&port={port}"


def with_login(url: str, user: str, password: str, database: str) -> str:
    """The same server as ``url``, reached as another role in another database."""
    parts = urlsplit(url)
    server = parts.netloc.rpartition("@")[2]
    named = {"user", "password", "dbname"}
    query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0] not in named], safe="/")
    login = f"{quote(user, safe='')}:{quote(password, safe='')}"
    return urlunsplit(("postgresql", f"{login}@{server}", f"/{quote(database)}", query, ""))


def django_database(role: str = "app") -> dict[str, Any]:
    """One entry of Django's ``DATABASES`` for ``role``; see :func:`database_url`."""
    return parse_url(database_url(cast(Role, role)))


def parse_url(url: str) -> dict[str, Any]:
    """Translate a ``postgresql://`` address into Django's words; unknown query parameters become OPTIONS.

    Raises:
        DatabaseTrouble: not an address of a PostgreSQL database.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise DatabaseTrouble(
            "The database address must start with postgresql:// (other databases are not supported)."
        )
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or query.pop("dbname", ""),
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or query.pop("password", "")),
        "HOST": query.pop("host", "") or (parts.hostname or ""),
        "PORT": str(query.pop("port", "") or parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }
