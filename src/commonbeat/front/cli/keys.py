"""``commonbeat keys``: the key that protected records are opened with is changed while the site runs."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Annotated

import typer

from commonbeat.kernel.database.errors import DatabaseTrouble
from commonbeat.kernel.database.home import GIVEN, SECRETS, forget_secrets, home, secret
from commonbeat.kernel.database.urls import database_url

SECRET = "walls"
Why = Annotated[str, typer.Option(prompt="Why is it changed", help="Kept in the audit log.")]


def register(app: typer.Typer) -> None:
    """Add ``keys``."""
    group = typer.Typer(help="The key that protected records are opened with.", no_args_is_help=True)
    app.add_typer(group, name="keys")

    @group.callback()
    def keys() -> None:
        """The key that protected records are opened with."""

    @group.command()
    def rotate(reason: Why) -> None:
        """Make a new key for protected records; the old one is believed for another hour, so that work goes on.

        `commonbeat up` starts site and worker again by itself, each beside the old one. Under a supervisor of your own,
        start `web` and `worker` again within the hour. Do this when somebody who could read secrets.json leaves, or when
        a copy of it may have been seen. Make a new copy of secrets.json afterwards.
        """
        fingerprint, until = change(reason)
        typer.echo(f"New key {fingerprint}. The old one is believed until {until:%H:%M}.")
        typer.echo(
            "`commonbeat up` starts site and worker again by itself; under a supervisor of your own, start web and worker "
            "again before then. Make a new copy of secrets.json."
        )


def change(reason: str) -> tuple[str, datetime]:
    """Change the key and write down who did.

    Args:
        reason: kept in the audit log.

    Returns:
        The new key's fingerprint, and until when the old one is believed.

    Raises:
        DatabaseTrouble: no reason, or this process may not read the home's secrets.
    """
    from django.utils import timezone  # slow

    from commonbeat.kernel import audit  # slow
    from commonbeat.kernel.walls import keys  # slow

    if not reason.strip():
        raise DatabaseTrouble("Say why the key is changed; nothing was done.")
    if os.environ.get(GIVEN):
        raise DatabaseTrouble(
            "This process was given some of the home's secrets only. Change the key as the user who starts Commonbeat."
        )
    try:
        fingerprint = keys.rotate(database_url("owner"))
    except PermissionError as error:
        raise DatabaseTrouble(
            f"{home() / SECRETS} cannot be written by this user; the key stays as it is. Use the one who starts Commonbeat."
        ) from error
    audit.record(
        "walls.key_changed",
        actor=audit.Actor("command", f"uid {os.getuid()}"),
        object_kind="key",
        object_id=fingerprint,
        reason=reason.strip(),
    )
    return fingerprint, timezone.localtime(timezone.now() + keys.OLD_KEY_LASTS)


class KeyInForce:
    """Notices that the home's key was changed; for who started processes with the one before."""

    def __init__(self) -> None:
        self._at, self._key = _written(), secret(SECRET)

    def was_changed(self) -> bool:
        """Whether the key is another than at the last question; the file is read only when it was written anew."""
        at, before = _written(), self._key
        if at != self._at:
            forget_secrets()
            self._at, self._key = at, secret(SECRET)
        return self._key != before


def _written() -> int:
    file = home() / SECRETS
    return file.stat().st_mtime_ns if file.exists() else 0
