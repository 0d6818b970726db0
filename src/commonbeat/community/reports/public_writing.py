"""Writing a report page by page, keeping it for later, sending it once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import attachments, clocks, forms, notify
from commonbeat.kernel.access.limits import anonymous, limited
from commonbeat.kernel.forms import QuestionForm
from commonbeat.kernel.ui.site import reader_language

from . import actions, drafts, queries
from .asking import Step, forms_of, steps_for
from .public_gate import read_ticket
from .text import NOTICE, SIGNED, Service, report_types, services_for
from .told import Told

FILES = "reports.file"
MOST_FILES = 8
AN_HOUR = {"start": 30, "page": 600, "send": 20, "more": 20, "file": 60, "keep": 30}


@dataclass
class Writing:
    """A report that is being written.

    Attributes:
        code: opens the draft; carried by the page in a hidden field, never in an address.
        kind: key of its type.
        title: what residents call it.
        steps: its pages.
        at: name of the page it stands at.
        ends_at: when the draft is deleted.
    """

    code: str
    content: dict[str, Any]
    ends_at: datetime

    @property
    def kind(self) -> str:
        """Key of its type."""
        return str(self.content["kind"])

    @property
    def title(self) -> str:
        """What residents call it."""
        return str(report_types()[self.kind].title)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its pages."""
        return steps_for(self.kind)

    @property
    def at(self) -> str:
        """The page it stands at."""
        return str(self.content.get("at", "what"))

    @property
    def files(self) -> list[dict[str, str]]:
        """Uploads: ``token``, ``name``, ``added`` (ISO)."""
        return list(self.content.get("files", []))

    def step(self, name: str) -> Step:
        """A page by name; the first one for an unknown name."""
        return next((one for one in self.steps if one.name == name), self.steps[0])

    def missing(self) -> Step | None:
        """The first page that is not complete, the last one (which signs) apart."""
        done = self.content.get("answers", {})
        return next((one for one in self.steps[:-1] if any(key not in done for key in one.forms)), None)


def start(ticket: str, request: HttpRequest) -> str:
    """Begin a report after the gate.

    Args:
        ticket: from `decide_gate`.
        request: where it comes from, for counting only.

    Returns:
        The draft's code; "" when the ticket is not good (any more).

    Raises:
        TooMany: too many begun from this address within the hour.
    """
    said = read_ticket(ticket)
    if said.get("route") != "online" or said.get("kind") not in {one.key for one in queries.open_types()}:
        return ""
    limited("police report", request, most=AN_HOUR["start"])
    return drafts.begin_draft({"kind": said["kind"], "rule": said.get("rule", "")})


def start_supplement(case_number: str, name: str, request: HttpRequest) -> str:
    """Begin an addition to a case. Says nothing about whether there is such a case.

    Raises:
        TooMany: too many tries from this address within the hour.
    """
    limited("report supplement", request, most=AN_HOUR["more"])
    return drafts.begin_draft(
        {
            "kind": "supplement",
            "rule": "supplement",
            "supplement_to": " ".join(case_number.split())[:40],
            "name": name[:120],
        }
    )


def open_draft(code: str, request: HttpRequest) -> Writing | None:
    """The draft of a code; ``None`` for a wrong one and for one whose time is over.

    Raises:
        TooMany: too many codes were tried from this address within the hour.
    """
    limited("police report page", request, most=AN_HOUR["page"])
    found = drafts.read_draft(code)
    return Writing(code, *found) if found else None


def page_forms(writing: Writing, step: Step, data: Mapping[str, Any] | None = None) -> list[QuestionForm]:
    """The questions of a page: with what was posted, or with what is kept (also where it is not complete yet)."""
    if data is not None:
        return forms_of(step, data=data)
    answers = dict(writing.content.get("answers", {}))
    if step.name == "people" and "reports.people" not in answers and writing.content.get("name"):
        answers["reports.people"] = {"name": writing.content["name"]}
    raw = writing.content.get("raw", {}).get(step.name)
    if raw is None:
        return forms_of(step, answers=answers)
    unfinished = forms_of(step, data=raw)
    for form in unfinished:
        form.rearranging = True  # shown as it was left; it is checked when it is sent
    return unfinished


def save_step(
    writing: Writing,
    step: Step,
    questions: list[QuestionForm],
    data: Mapping[str, Any],
    *,
    at: str,
    keep: bool = False,
) -> bool:
    """Keep what a page holds: its answers where they are complete, otherwise what was typed.

    Args:
        questions: the page's forms, built with ``data``.
        data: what was posted.
        at: page to stand at afterwards.
        keep: for seven days instead of one.

    Returns:
        Whether the draft is still there.

    Raises:
        DraftTooLarge: too much was typed.
    """
    content = writing.content
    answers, raw = content.setdefault("answers", {}), content.setdefault("raw", {})
    content["at"] = at
    if all(form.is_valid() for form in questions):
        for form in questions:
            answers[form.version.key] = form.answers()
            content.setdefault("forms", {})[form.version.key] = form.version.number
        raw.pop(step.name, None)
    elif step.name != "check":  # a signature is given when it is sent, and not kept before
        for form in questions:
            answers.pop(form.version.key, None)
        raw[step.name] = _typed(questions, data)
    return _store(writing, keep=keep)


def _typed(questions: list[QuestionForm], data: Mapping[str, Any]) -> dict[str, list[str]]:
    """What was posted to these forms, by control."""
    starts = tuple(f"{form.prefix}-" for form in questions)
    listed = data.lists() if hasattr(data, "lists") else data.items()
    return {name: [str(one) for one in values] for name, values in listed if name.startswith(starts)}


def _store(writing: Writing, *, keep: bool = False) -> bool:
    ends_at = drafts.write_draft(writing.code, writing.content, keep=keep)
    if ends_at is not None:
        writing.ends_at = ends_at
    return ends_at is not None


def take_file(writing: Writing, upload: Any, request: HttpRequest) -> str:
    """Add a picture or paper to a draft.

    Returns:
        "" or why it was not taken, in plain words.

    Raises:
        TooMany: too many from this address within the hour.
    """
    limited("police report file", request, most=AN_HOUR["file"])
    if len(writing.files) >= MOST_FILES:
        return _("You can send at most %(most)s files.") % {"most": MOST_FILES}
    try:
        taken = attachments.take(upload, policy=FILES, actor=anonymous(request))
    except attachments.AttachmentRefused as refused:
        return str(refused)
    name = str(getattr(upload, "name", "") or "")[-60:]
    row = {"token": attachments.token_of(taken), "name": name, "added": timezone.now().isoformat()}
    writing.content.setdefault("files", []).append(row)
    _store(writing)
    return ""


def drop_file(writing: Writing, number: int) -> None:
    """Take a file out of a draft again."""
    files = writing.content.get("files", [])
    if 0 <= number < len(files):
        del files[number]
        _store(writing)


def keep(writing: Writing, email: str, request: HttpRequest, link: str) -> str:
    """Keep a draft for seven days and, if wished, send a reminder with the way back (never the code, never a word of it).

    Returns:
        "" or what is wrong with the address.

    Raises:
        TooMany: too many from this address within the hour.
    """
    limited("police report kept", request, most=AN_HOUR["keep"])
    if not _store(writing, keep=True) or not email.strip():
        return ""
    day = date_format(writing.ends_at.astimezone(agency().tz), "DATE_FORMAT")
    body = _(
        "You saved a form on our website. To go on, open this page and type the code you wrote down:\n\n%(link)s\n\n"
        "We delete the form on %(day)s."
    ) % {"link": link, "day": day}
    try:
        notify.send(email.strip(), _("Your saved form"), body, forget=True)
    except (ValidationError, ValueError):
        return _("This is not an e-mail address.")
    return ""


@dataclass(frozen=True)
class SummaryPart:
    """One page of a report, read back."""

    step: str
    title: str
    lines: list[tuple[str, str]]


def summary(writing: Writing) -> list[SummaryPart]:
    """Everything that will be sent, in words, by page."""
    answers, numbers = writing.content.get("answers", {}), writing.content.get("forms", {})
    parts = []
    for step in writing.steps[:-1]:
        lines: list[tuple[str, str]] = []
        for key in step.forms:
            if key in answers:
                version = forms.version(key, numbers.get(key, 1))
                for one in forms.shown(version, answers[key], get_language()):
                    lines.append((one.question, one.answer))
        if step.files:
            lines += [(_("File"), row["name"]) for row in writing.files]
        parts.append(SummaryPart(step.name, str(step.title), lines))
    return parts


def notice() -> tuple[str, str]:
    """The notice about false reports, and what the signature says."""
    return str(NOTICE), str(SIGNED)


@dataclass(frozen=True)
class Confirmation:
    """What is shown once a report is in.

    Attributes:
        number: the temporary number.
        code: the tracking code, shown here once.
        due: by when it is read, in words.
        services: who can help.
        call_first: whether an officer calls before anything is decided.
        call_line: whether dispatch must be called now, because a plate is gone.
        lost_files: files that had been kept too long to be sent along.
    """

    number: str
    code: str
    due: str
    services: list[Service]
    call_first: bool
    call_line: bool
    lost_files: int


def send(writing: Writing, sign: QuestionForm, request: HttpRequest) -> Confirmation | None:
    """Send a report. A draft is sent once: what is posted again finds none.

    Args:
        sign: the last page, valid.

    Returns:
        What to show; ``None`` when the draft was sent or deleted meanwhile.

    Raises:
        ValidationError: by field, where the wish to be told and the ways to do so do not fit.
        TooMany: too many from this address within the hour.
    """
    limited("police report sent", request, most=AN_HOUR["send"])
    with transaction.atomic():
        content = drafts.take_draft(writing.code)
        if content is None:
            return None
        good = _good_files(content.get("files", []))
        told = Told(
            kind=content["kind"],
            language=reader_language(),
            answers={**content.get("answers", {}), "reports.sign": sign.answers()},
            forms={**content.get("forms", {}), "reports.sign": sign.version.number},
            gate_rule=content.get("rule", ""),
            supplement_to=content.get("supplement_to", ""),
            files=tuple(good),
        )
        sent = actions.submit(told, actor=anonymous(request))
    return _confirmation(sent, len(content.get("files", [])) - len(good))


def _good_files(files: list[dict[str, str]]) -> list[str]:
    """Tokens that still name an upload; an upload is kept for a day only."""
    good = []
    for row in files:
        try:
            attachments.by_token(row["token"])
        except attachments.AttachmentRefused:
            continue
        good.append(row["token"])
    return good


def _confirmation(sent: actions.Sent, lost: int) -> Confirmation:
    report = sent.report
    clock = clocks.clock_of("reports.review", report)
    day = date_format(clock.due_at.astimezone(agency().tz), "DATE_FORMAT") if clock else ""
    return Confirmation(
        report.number,
        sent.code,
        day,
        services_for(report.kind),
        report.above_ceiling,
        report.handovers.exists(),
        lost,
    )
