"""One demo account for every role, with a password and a code secret drawn anew for each installation."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path

from commonbeat.city.roster.models import Member
from commonbeat.front.roles import ROLES
from commonbeat.kernel import audit
from commonbeat.kernel.access.actions import create_account, grant_role
from commonbeat.kernel.accounts.passwords import one_time

FILE = "demo-signins.json"
DOMAIN = "marisol.example"
REASON = "Demo city"
# Whose account it is: the first member of that rank. The auditor is the city's, not the department's.
RANKS = {
    "chief": "Chief of Police",
    "command": "Lieutenant",
    "sergeant": "Sergeant",
    "officer": "Police Officer",
    "dispatcher": "Dispatcher",
    "analyst": "Crime Analyst",
    "records": "Records Clerk",
    "administrator": "Systems Administrator",
    "pio": "Public Information Officer",
}
# Those of the city hall, and of the department's own civilians without a badge.
OTHERS = {
    "auditor": "Ines Quesada",
    "code_enforcement": "Rosa Villanueva",
    "community": "Teo Marchetti",
    "ia_commander": "Ruth Okafor",
    "ia_investigator": "Daniel Sandoval",
    "city_manager": "Helen Brandt",
    "oversight": "Marcus Bell",
    "support_coordinator": "June Alvarez",
    "criminal_investigator": "Victor Lindqvist",
}
OUTSIDER = "Sam Ortega"


def open_accounts(members: dict[str, Member]) -> dict[str, dict[str, str]]:
    """Opens the accounts and grants the roles in the current transaction.

    Returns role → email, password, totp_secret. Nothing here is the same in two installations, so that a demo
    reachable from outside has no known password.
    """
    entries = {}
    for role in ROLES:
        member = next((m for m in members.values() if m.rank == RANKS.get(role)), None)
        entry = {
            "email": f"{role}@{DOMAIN}",
            "password": one_time(),
            "totp_secret": base64.b32encode(secrets.token_bytes(20)).decode(),
        }
        user, _ = create_account(
            actor=audit.SYSTEM,
            email=entry["email"],
            name=member.name if member else OTHERS.get(role, OUTSIDER),
            reason=REASON,
            password=entry["password"],
            totp_secret=entry["totp_secret"],
        )
        grant_role(actor=audit.SYSTEM, user=user, role=role, reason=REASON)
        if member:
            member.account = user
            member.save(update_fields=["account"])
        entries[role] = entry
    return entries


def write_file(home: Path, entries: dict[str, dict[str, str]]) -> Path:
    """Writes the sign-ins for the owner of `home` alone (mode 0600), replacing an earlier file in one step."""
    home.mkdir(parents=True, exist_ok=True)
    target, fresh = home / FILE, home / f".{FILE}.new"
    fresh.unlink(missing_ok=True)
    with os.fdopen(
        os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        json.dump(entries, file, indent=2)
    fresh.replace(target)
    return target
