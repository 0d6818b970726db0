"""Versions of a form: which one is asked now, what an earlier one asked, and taking over a new one."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.db.models import Max

from commonbeat.kernel.access import acting
from commonbeat.kernel.audit.log import as_actor
from commonbeat.kernel.database.turns import one_at_a_time
from commonbeat.kernel.forms.definition import Definition
from commonbeat.kernel.forms.errors import BadDefinition, Fault, UnknownForm
from commonbeat.kernel.forms.models import FormVersion
from commonbeat.kernel.forms.reading import parse
from commonbeat.kernel.forms.registry import Form, form, forms


class Overtaken(ValueError):
    """Somebody else took over another version meanwhile."""


def current(key: str) -> FormVersion:
    """The version that is asked now.

    Raises:
        UnknownForm: nobody registered the form.
    """
    known = form(key)
    newest = FormVersion.objects.filter(key=key).order_by("-number").first()
    return newest or _shipped(known, 1)


def version(key: str, number: int) -> FormVersion:
    """One version, for showing the answers that were given to it.

    Raises:
        UnknownForm: there is no such version.
    """
    kept = FormVersion.objects.filter(key=key, number=number).first()
    if kept is not None:
        return kept
    if number == 1:
        return _shipped(form(key), 1)
    raise UnknownForm(f"The form {key} has no version {number}.")


def _shipped(known: Form, number: int) -> FormVersion:
    """The shipped file as a version that is not stored."""
    return FormVersion(
        key=known.key,
        number=number,
        text=known.text,
        sha256=digest(known.text),
        origin=FormVersion.Origin.SHIPPED,
    )


def digest(text: str) -> str:
    """The hash a definition is known by."""
    return hashlib.sha256(text.encode()).hexdigest()


def keep_shipped() -> int:
    """Store what the topics ship, after every migration: as version 1, or as the next one where the file has changed.

    A form the agency changed itself stays as the agency wants it; ``shipped_news`` says that a newer file is there.

    Returns:
        How many versions were added.
    """
    added = 0
    for known in forms():
        with transaction.atomic():
            one_at_a_time(f"forms:{known.key}")
            newest = FormVersion.objects.filter(key=known.key).order_by("-number").first()
            ours = newest is None or newest.origin == FormVersion.Origin.SHIPPED
            if ours and (newest is None or newest.sha256 != digest(known.text)):
                _shipped(known, newest.number + 1 if newest else 1).save(force_insert=True)
                added += 1
    return added


def shipped_news(key: str) -> bool:
    """Whether the shipped file is none of the stored versions: an update brought questions not looked at yet."""
    return not FormVersion.objects.filter(key=key, sha256=digest(form(key).text)).exists()


def check(key: str, text: str) -> Definition:
    """Read a proposed definition and hold it against what the topic needs.

    Raises:
        BadDefinition: it cannot be used; each fault names its line and key.
        UnknownForm: nobody registered the form.
    """
    known = form(key)
    proposed, shipped = parse(text), parse(known.text)
    faults = []
    for code in known.keeps:
        now, was = proposed.question(code), shipped.question(code)
        if now is None:
            faults.append(Fault(0, code, f"The platform itself reads the question {code!r}; it has to stay."))
        elif was is not None and now.kind != was.kind:
            faults.append(
                Fault(0, code, f"The platform reads {code!r} as {was.kind}; it cannot become {now.kind}.")
            )
    if faults:
        raise BadDefinition(faults)
    return proposed


def take_over(key: str, text: str, *, actor: Any, reason: str, based_on: int | None = None) -> FormVersion:
    """Make a definition the one that is asked from now on.

    Args:
        key: the form.
        text: the new definition in TOML.
        actor: who decides; needs ``forms.manage``.
        reason: why, for the log and the history.
        based_on: number of the version it was written from; refused when another one is current by now.

    Raises:
        BadDefinition: it cannot be used.
        Overtaken: another version was taken over meanwhile.
        ValueError: no reason was given, or nothing changes.
        PermissionDenied: the actor may not.
    """
    if not reason.strip():
        raise ValueError("Say why the questions change.")
    text = text.replace("\r\n", "\n")
    check(key, text)
    with acting(
        actor, "forms.manage", "forms.taken_over", object_kind="form", object_id=key, reason=reason
    ) as act:
        one_at_a_time(f"forms:{key}")
        now = current(key)
        if based_on is not None and now.number != based_on:
            raise Overtaken(f"Version {now.number} was taken over meanwhile. Look at it, then try again.")
        if now.sha256 == digest(text):
            raise ValueError("Nothing would change: this is the version that is asked now.")
        if now._state.adding:
            now.save(force_insert=True)
        last = FormVersion.objects.filter(key=key).aggregate(last=Max("number"))["last"]
        made = FormVersion.objects.create(
            key=key, number=last + 1, text=text, sha256=digest(text), origin=FormVersion.Origin.AGENCY,
            reason=reason.strip()[:500], made_by=as_actor(actor).id,
        )  # fmt: skip
        act.details |= {"number": made.number, "sha256": made.sha256}
    return made


def history(key: str) -> list[FormVersion]:
    """All versions, newest first; the shipped one alone where nothing is stored yet.

    Raises:
        UnknownForm: nobody registered the form.
    """
    known = form(key)
    return list(FormVersion.objects.filter(key=key).order_by("-number")) or [_shipped(known, 1)]
